import type { MutationList } from '../mutation';

export const lists: readonly MutationList[] = [
  {
    file: 'keywords.ts',
    specs: [
      'spec/keywords.spec.ts',
      'spec/datagram_endpoint.spec.ts',
      'spec/socket.spec.ts',
      'spec/typing.spec.ts',
    ],
    mutations: [
      {
        name: 'options that there are not are ignored',
        find: 'throw new TypeError(words(name, key));',
        replace: '',
      },
      {
        name: 'anything is an object of options',
        find: 'if (!is_plain_object(options)) {',
        replace: 'if (options === (0 as unknown)) {',
      },
      {
        name: 'an option that a function has by nature is taken',
        find: '!(allowed as readonly string[]).includes(key)',
        replace: '!(allowed as readonly string[]).includes(key) && !(key in {})',
      },
      {
        name: 'no options are an object that anybody may change',
        find: 'const NONE = Object.freeze({});',
        replace: 'const NONE = {};',
      },
      {
        name: 'no options are none',
        find: 'return NONE as T;',
        replace: 'return options as unknown as T;',
      },
      {
        name: 'an argument by name is left among the options',
        find: 'delete options[name];',
        replace: '',
      },
      {
        name: 'arguments by name change the object that was given',
        find: 'const options = { ...(args[count] as Record<string, unknown>) };',
        replace: 'const options = args[count] as Record<string, unknown>;',
      },
      {
        name: 'arguments before the options are taken from these',
        find: 'if (i < count) return args[i];',
        replace: '',
      },
      {
        name: 'options behind all positional arguments are lost',
        find: '[...names.map((_, i) => args[i]), args[names.length]]',
        replace: '[...names.map((_, i) => args[i])]',
      },
      {
        name: 'a function of C speaks as one of Python',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: this is the text in lib/.
        find: "`'${key}' is an invalid keyword argument for this function`",
        // biome-ignore lint/suspicious/noTemplateCurlyInString: this is the text in lib/.
        replace: "`${_name}() got an unexpected keyword argument '${key}'`",
      },
    ],
  },
  {
    file: 'log.ts',
    specs: ['spec/log.spec.ts'],
    mutations: [
      {
        name: 'a level without a name has none',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: this is the text in lib/.
        find: '?? `Level ${level}`',
        replace: '?? String(level)',
      },
      {
        name: 'any text is a level',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: this is the text in lib/.
        find: 'if (number === undefined) throw new ValueError(`Unknown level: ${repr(level)}`);',
        replace: 'if (number === undefined) return NOTSET;',
      },
      {
        name: 'a cause is not shown',
        find: 'error = error.cause;',
        replace: 'error = undefined;',
      },
      {
        name: 'causes in a circle are shown for ever',
        find: 'while (error instanceof Error && !seen.has(error)) {',
        replace: 'while (error instanceof Error) {',
      },
      {
        name: 'an error without a stack is not shown',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: this is the text in lib/.
        find: "return message === '' ? name : `${name}: ${message}`;",
        replace: 'return String(stack);',
      },
      {
        name: 'a failure of a handler reaches the program',
        find: 'this.handleError(record, error);\n    }\n  }',
        replace: 'throw error;\n    }\n  }',
      },
      {
        name: 'a handler may not interrupt the program',
        find: 'if (!is_exception(error)) throw error;\n      this',
        replace: 'this',
      },
      {
        name: 'no newline stands before a traceback',
        find: "record.message.endsWith('\\n') ? '' : '\\n'",
        replace: "''",
      },
      {
        name: 'a record has no line of its own',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: this is the text in lib/.
        find: 'this.stream.write(`${this.format(record)}\\n`);',
        replace: 'this.stream.write(this.format(record));',
      },
      {
        name: 'the last resort takes everything',
        find: 'lastResort.setLevel(WARNING);',
        replace: '',
      },
      {
        name: 'the last resort takes everything that nobody wants',
        find: 'if (!found && record.level >= lastResort.level)',
        replace: 'if (!found)',
      },
      {
        name: 'the last resort takes what a handler has taken',
        find: 'if (!found && record',
        replace: 'if (record',
      },
      {
        name: 'a handler that does not want a record leaves it to the last resort',
        find: 'found = true;\n        if (record.level >= handler.level) handler.handle(record);',
        replace:
          'if (record.level < handler.level) continue;\n        found = true;\n        handler.handle(record);',
      },
      {
        name: 'the level of a handler does not count',
        find: 'if (record.level >= handler.level) handler.handle(record);',
        replace: 'handler.handle(record);',
      },
      {
        name: 'a logger reports to the root alone',
        find: 'if (found !== undefined) return found;',
        replace: '',
      },
      {
        name: 'a logger without a level logs everything',
        find: 'if (logger.level !== NOTSET) return logger.level;',
        replace: 'return logger.level;',
      },
      {
        name: 'the level of a logger is too high by one',
        find: 'return level >= this.getEffectiveLevel();',
        replace: 'return level > this.getEffectiveLevel();',
      },
      {
        name: 'a handler is called as often as it was added',
        find: 'if (!this.handlers.includes(handler)) this',
        replace: ' this',
      },
      {
        name: 'a handler that is removed takes the last one with it',
        find: 'if (index >= 0) this.handlers.splice',
        replace: 'this.handlers.splice',
      },
      {
        name: 'a logger that does not propagate does',
        find: 'logger = logger.propagate ? logger.parent : undefined;',
        replace: 'logger = logger.parent;',
      },
      {
        name: 'no error is one to show',
        find: 'exc_info === null || exc_info === false ? undefined : exc_info',
        replace: 'exc_info',
      },
      {
        name: 'a logger of the same name is another one',
        find: 'loggers.set(name, logger);',
        replace: '',
      },
      {
        name: 'a record was made at another time',
        find: 'created: Date.now() / 1000,',
        replace: 'created: Date.now(),',
      },
    ],
  },
  {
    file: 'reprlib.ts',
    specs: ['spec/reprlib.spec.ts', 'spec/reprlib/python.spec.ts'],
    mutations: [
      {
        name: 'a tuple of one item has no comma',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: this is the text in lib/.
        find: 'items.length === 1 ? `(${inner},)` : `(${inner})`',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: this is the text in lib/.
        replace: '`(${inner})`',
      },
      {
        name: 'all objects have one address',
        find: 'next_address += 0x10;',
        replace: '',
      },
      {
        name: 'an object has another address each time',
        find: 'addresses.set(object, address);',
        replace: '',
      },
      {
        name: 'a whole number is a float',
        find: "return is_int(value) ? 'int' : 'float';",
        replace: "return 'float';",
      },
      {
        name: 'the name of a bound function says so',
        find: "name.replace(/^(bound )+/, '')",
        replace: 'name',
      },
      {
        name: 'a list within itself is printed for ever',
        find: 'if (printing.has(value)) return inside_itself;',
        replace: '',
      },
      {
        name: 'what was printed once is within itself',
        find: 'printing.delete(value);',
        replace: '',
      },
      {
        name: 'an empty set is an empty dict',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: this is the text in lib/.
        find: "return kind === 'set' && inner === '' ? 'set()' : `{${inner}}`;",
        // biome-ignore lint/suspicious/noTemplateCurlyInString: this is the text in lib/.
        replace: 'return `{${inner}}`;',
      },
      {
        name: 'a long list is printed whole',
        find: '.slice(0, most);',
        replace: ';',
      },
      {
        name: 'a long list does not say that it goes on',
        find: "if (members.length > most) texts.push('...');",
        replace: '',
      },
      {
        name: 'a dict shows as much as a list',
        find: "kind === 'dict' ? MAX_DICT_ITEMS : MAX_ITEMS",
        replace: 'MAX_ITEMS',
      },
      {
        name: 'lists are printed however deep they lie',
        find: "if (level <= 0 && members.length > 0) return bracketed(kind, '...');",
        replace: '',
      },
      {
        name: 'sets are printed in their own order',
        find: "if (keys.every((key) => typeof key === 'string')) {",
        replace: "if (keys.every((key) => typeof key === 'symbol')) {",
      },
      {
        name: 'texts are sorted as JavaScript sorts them',
        find: 'return [...members].sort((a, b) => by_code_point(key_of(a) as string, key_of(b) as string));',
        replace: 'return [...members].sort();',
      },
      {
        name: 'numbers are sorted as texts',
        find: '.sort((a, b) => Number(key_of(a)) - Number(key_of(b)))',
        replace: '.sort()',
      },
      {
        name: 'a repr that fails fails short ones, too',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: this is the text in lib/.
        find: 'return `<${class_name(value as object)} instance at ${address_of(value as object)}>`;',
        replace: "throw new Error('repr');",
      },
      {
        name: 'what is cut has one character more',
        find: 'const head = Math.floor((most - 3) / 2);',
        replace: 'const head = Math.floor((most - 2) / 2);',
      },
      {
        name: 'a text that is cut has no dots',
        find: "both_ends(code_points(shorter, MAX_STRING), MAX_STRING, '...')",
        replace: "both_ends(code_points(shorter, MAX_STRING), MAX_STRING, '')",
      },
      {
        name: 'a text with an apostrophe stands in apostrophes',
        find: 'text.includes("\'") && !text.includes(\'"\') ? \'"\' : "\'"',
        replace: '"\'"',
      },
      {
        name: 'a newline is printed as one',
        find: "'\\n': '\\\\n', '\\r'",
        replace: "'\\r'",
      },
      {
        name: 'what cannot be printed is',
        find: '{C}\\p{Z}]/gu',
        replace: '{Zl}]/gu',
      },
      {
        name: 'characters beyond two bytes have short escapes',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: this is the text in lib/.
        find: '`\\\\U${hex(code, 8)}`',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: this is the text in lib/.
        replace: '`\\\\u${hex(code, 4)}`',
      },
      {
        name: 'escapes of bytes have one digit',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: this is the text in lib/.
        find: '`\\\\x${hex(code, 2)}`',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: this is the text in lib/.
        replace: '`\\\\x${hex(code, 1)}`',
      },
      {
        name: 'bytes beyond ASCII are printed as they are',
        find: '|| byte < 0x20 || byte >= 0x7f',
        replace: '|| byte < 0x20',
      },
      {
        name: 'minus zero is zero',
        find: "if (Object.is(value, -0)) return '-0.0';",
        replace: '',
      },
      {
        name: 'exponents have one digit',
        find: ".replace(/e([+-])(\\d)$/, 'e$10$2')",
        replace: '',
      },
      {
        name: 'small numbers have no exponent',
        find: 'size >= 1e-4 &&',
        replace: 'size >= 1e-6 &&',
      },
      {
        name: 'an error of one argument has no comma, as in Python 3.7',
        find: 'name + tuple_repr(arguments_of)',
        replace: "name + tuple_repr(arguments_of).replace(',)', ')')",
      },
      {
        name: 'an error of a class without a name has that of its base',
        find: 'is_inherited ? class_name(error) : name || class_name(error)',
        replace: 'name || class_name(error)',
      },
      {
        name: 'a class prints as a function',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: this is the text in lib/.
        find: "if (is_class(fn)) return `<class '${name}'>`;",
        replace: '',
      },
    ],
  },
];
