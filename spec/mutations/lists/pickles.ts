import type { MutationList } from '../mutation';

export const lists: readonly MutationList[] = [
  {
    file: 'threads/importable.ts',
    specs: ['spec/threads/'],
    mutations: [
      {
        name: 'a function of vitest is not found',
        find: 'if (file) yield [file, exports];',
        replace: '',
      },
      {
        name: 'a package is the program',
        find: 'return /[\\\\/]node_modules[\\\\/]/.test(file);',
        replace: 'return file === null;',
      },
      {
        name: 'what was not found once is never found',
        find: 'if (place !== undefined) found.set(value, place);',
        replace:
          'found.set(value, place as Importable);\n    if (place === undefined) found.set(value, { file: "", name: "" });',
      },
      {
        name: 'a module that is a function is not found',
        find: "if (exports === value) return { file, name: '' };",
        replace: '',
      },
      {
        name: 'a module that exports nothing is an error',
        find: "if ((typeof exports !== 'object' && typeof exports !== 'function') || exports === null)\n      continue;",
        replace: '',
      },
      {
        name: 'getters of packages are run',
        find: 'is_installed(file) && name !== value.name',
        replace: 'false',
      },
      {
        name: 'getters of the program are not run',
        find: 'is_installed(file) && name !== value.name',
        replace: 'name !== value.name',
      },
      {
        name: 'a module that is not finished is an error',
        find: '} catch {\n    return undefined;\n  }\n}\n\n/**\n * The function',
        replace: '} catch (error) {\n    throw error;\n  }\n}\n\n/**\n * The function',
      },
      {
        name: 'a function that nobody exports crosses',
        find: 'if (place !== undefined) return place;\n  throw',
        replace: 'return place as Importable;\n  throw',
      },
      {
        name: 'an export that is not there is None',
        find: 'if (value === undefined) {',
        replace: 'if (value === null) {',
      },
      {
        name: 'a module is loaded again',
        find: 'loaded_exports(place.file) ?? require_module(place.file)',
        replace: 'require_module(place.file)',
      },
    ],
  },
  {
    file: 'threads/parcel.ts',
    specs: ['spec/threads/'],
    mutations: [
      {
        name: 'symbols cross',
        find: "if (typeof value === 'symbol') throw refusal(value, 'symbols belong to one thread');",
        replace: '',
      },
      {
        name: 'what may change is copied',
        find: 'if (!Object.isFrozen(value)) {',
        replace: 'if (value === (0 as unknown)) {',
      },
      {
        name: 'instances of any class cross',
        find: 'if (!is_list && !is_plain_object(value)) {',
        replace: 'if (value === (0 as unknown)) {',
      },
      {
        name: 'lists may be changed when they have crossed',
        find: 'return Object.freeze(parcel.items.map(unpack));',
        replace: 'return parcel.items.map(unpack);',
      },
      {
        name: 'dicts may be changed when they have crossed',
        find: 'Object.freeze(\n        Object',
        replace: 'Object.seal(\n        Object',
      },
      {
        name: 'memory of one thread is that of all',
        find: 'return ArrayBuffer.isView(value) && value.buffer instanceof SharedArrayBuffer;',
        replace: 'return ArrayBuffer.isView(value);',
      },
      {
        name: 'shared memory is refused',
        find: 'return value instanceof SharedArrayBuffer || is_view_of_shared_memory(value);',
        replace: 'return is_view_of_shared_memory(value);',
      },
      {
        name: 'a shared object is an object without its memory',
        find: 'instance[REVIVE](memory);',
        replace: '',
      },
    ],
  },
  {
    file: 'threads/shared.ts',
    specs: ['spec/threads/'],
    mutations: [
      {
        name: 'a shared field keeps its first value',
        find: 'Atomics.store(cells, index, word);',
        replace: '',
      },
      {
        name: 'a shared object has new memory each time',
        find: 'memories.set(instance, memory);',
        replace: '',
      },
      {
        name: 'a shared object takes new fields',
        find: 'Object.preventExtensions(instance);',
        replace: '',
      },
      {
        name: 'a shared field may be deleted',
        find: 'enumerable: true, configurable: false',
        replace: 'enumerable: true, configurable: true',
      },
      {
        name: 'a shared field is not seen',
        find: 'enumerable: true, configurable: false',
        replace: 'enumerable: false, configurable: false',
      },
      {
        name: 'what cannot be shared does not say where it lies',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: this is the text in lib/.
        find: 'if (error instanceof TypeError) error.message = `${field(instance, name)}: ${error.message}`;',
        replace: '',
      },
      {
        name: 'None is zero',
        find: 'return index < 0 ? undefined : FIRST_CONSTANT + BigInt(index);',
        replace: 'return index < 0 ? undefined : BigInt(index);',
      },
      {
        name: 'no number is any of its bits',
        find: 'if (Number.isNaN(value)) return NAN;',
        replace: '',
      },
      {
        name: 'null is None',
        find: 'index < CONSTANTS.length) return CONSTANTS[Number(index)];',
        replace: 'index < CONSTANTS.length) return CONSTANTS[Number(index)] ?? undefined;',
      },
    ],
  },
  {
    file: 'threads/pickle.ts',
    specs: ['spec/threads/'],
    mutations: [
      {
        name: 'one object becomes two',
        find: 'this._places.set(value, place);',
        replace: '',
      },
      {
        name: 'symbols are copied',
        find: "if (typeof value === 'symbol') throw refusal(value, 'symbols belong to one thread');",
        replace: '',
      },
      {
        name: 'a partial is a function of its own',
        find: "if (!is_partial(value)) return { kind: 'name', place: locate(value) };",
        replace: "return { kind: 'name', place: locate(value) };",
      },
      {
        name: 'bytes take the memory along in which they lie',
        find: 'new Uint8Array(value as Buffer)',
        replace: 'value as Buffer',
      },
      {
        name: 'what an error carries and cannot be copied stops it',
        find: 'if (can_be_copied(value)) fields',
        replace: 'fields',
      },
      {
        name: 'memory that another thread has is copied',
        find: 'refuse_detached(value);',
        replace: '',
      },
      {
        name: 'instances of any class are copied',
        find: 'const place = is_instance && !is_of_host_class(value) ? find(cls) : undefined;\n  if (place !== undefined) return place;',
        replace:
          'const place = is_instance && !is_of_host_class(value) ? find(cls) : undefined;\n  return place ?? (null as never);',
      },
      {
        name: 'instances of classes of the host are copied',
        find: 'is_instance && !is_of_host_class(value) ? find',
        replace: 'is_instance ? find',
      },
      {
        name: 'a prototype takes its class along',
        find: "typeof cls === 'function' && cls.prototype === Object.getPrototypeOf(value)",
        replace: "typeof cls === 'function'",
      },
    ],
  },
  {
    file: 'threads/unpickle.ts',
    specs: ['spec/threads/'],
    mutations: [
      {
        name: 'a partial has no arguments',
        find: 'return partial(func, ...node.args.map((item) => this.value(item)));',
        replace: 'return partial(func);',
      },
      {
        name: 'a set is empty',
        find: 'for (const item of node.items) (object as Set<unknown>).add(this.value(item));',
        replace: '',
      },
      {
        name: 'a map is empty',
        find: '(object as Map<unknown, unknown>).set(this.value(key), this.value(item));',
        replace: '',
      },
      {
        name: 'an instance has no class',
        find: 'return Object.create((load(node.place) as { readonly prototype: object }).prototype);',
        replace: 'return {};',
      },
      {
        name: 'what comes from another thread runs setters',
        find: 'Object.defineProperty(object, name, { value, enumerable, writable: true, configurable: true });',
        replace: 'void enumerable;\n    (object as Record<string, unknown>)[name] = value;',
      },
      {
        name: 'what comes from another thread cannot be changed',
        find: 'writable: true, configurable: true',
        replace: 'writable: false, configurable: false',
      },
      {
        name: 'what was hidden is seen in another thread',
        find: '{ value, enumerable, writable',
        replace: '{ value, enumerable: enumerable || true, writable',
      },
    ],
  },
  {
    file: 'threads/pickled_errors.ts',
    specs: ['spec/threads/'],
    mutations: [
      {
        name: 'an error of JavaScript is some Error',
        find: 'return NATIVE[cls.name] === cls ? cls.name : find(cls);',
        replace: "return NATIVE[cls.name] === cls ? 'Error' : find(cls);",
      },
      {
        name: 'an error of a class that nobody exports has the name of its base',
        find: "if (depth > 0) properties.push(['name', error.name, false]);",
        replace: '',
      },
      {
        name: 'an error has the stack of the thread that it comes to',
        find: "const properties: Property[] = [['stack', String(error.stack), false]];",
        replace: 'const properties: Property[] = [];',
      },
      {
        name: 'an error is no instance of its class',
        find: 'return Reflect.construct(Error, [], found as ErrorConstructor);',
        replace: 'return found && new Error();',
      },
      {
        name: 'all properties of an error are seen in another thread',
        find: 'property.enumerable ?? false',
        replace: 'true',
      },
    ],
  },
  {
    file: 'threads/jobs.ts',
    specs: ['spec/threads/'],
    mutations: [
      {
        name: 'what a call has thrown is its result',
        find: 'if (raised) throw value;',
        replace: '',
      },
      {
        name: 'the result of a call is thrown',
        find: '{ raised: false, pickle: dumps(result) }',
        replace: '{ raised: true, pickle: dumps(result) }',
      },
      {
        name: 'an error that cannot be copied ends the thread',
        find: 'return { raised: true, pickle: dumps(reason) };',
        replace: 'throw reason;',
      },
    ],
  },
];
