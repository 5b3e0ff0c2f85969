import { describe, expect, it } from 'vitest';
import { ValueError } from '../../lib/errors';
import { repr, reprlib_repr } from '../../lib/reprlib';
import { has_python36, normalise, python36, without_python36 } from '../support/python36';

/** Every class and function here is defined in Python below, under the same name. */
function f(): void {}
class Long {
  __repr__(): string {
    return 'C'.repeat(40);
  }
}
class Node {
  readonly children: unknown[] = [this];
  __repr__(): string {
    return `Node(${repr(this.children)})`;
  }
}
class Crowd {
  readonly members: Set<unknown> = new Set([this]);
  __repr__(): string {
    return `Crowd(${repr(this.members)})`;
  }
}
class MyError extends ValueError {}

const PYTHON = `
def f(): pass
class Long:
    def __repr__(self): return 'C' * 40
class Node:
    def __init__(self): self.children = [self]
    def __repr__(self): return 'Node(%r)' % self.children
class Crowd:
    def __init__(self): self.members = {self}
    def __repr__(self): return 'Crowd(%r)' % self.members
class MyError(ValueError): pass
inf = float('inf')
nan = float('nan')
inner = []
inner.append(inner)
inner_dict = {}
inner_dict['k'] = inner_dict
inner_error = ValueError('x')
inner_error.args = ([inner_error],)
`;

const inner_list: unknown[] = [];
inner_list.push(inner_list);
const inner_dict: Record<string, unknown> = {};
inner_dict.k = inner_dict;
const inner_error = new ValueError('x');
Object.assign(inner_error, { args: [[inner_error]] });

const bytes = (text: string): Uint8Array => Uint8Array.from(text, (c) => c.charCodeAt(0));

/** A value in Python's words, the same value here, its repr; and its `reprlib.repr` where that is another. */
type Case = readonly [python: string, value: unknown, text: string, short?: string];

const NUMBERS: readonly Case[] = [
  ['None', undefined, 'None'],
  ['None', null, 'None'],
  ['True', true, 'True'],
  ['False', false, 'False'],
  ['0', 0, '0'],
  ['-7', -7, '-7'],
  ['2**53 - 1', 2 ** 53 - 1, '9007199254740991'],
  ['2**53', 2 ** 53, '9007199254740992'],
  ['10**15', 1e15, '1000000000000000'],
  ['1e16', 1e16, '1e+16'],
  ['-1e16', -1e16, '-1e+16'],
  ['1.2345678901234568e20', 123456789012345680000, '1.2345678901234568e+20'],
  ['1e21', 1e21, '1e+21'],
  ['1e100', 1e100, '1e+100'],
  ['1.7976931348623157e308', Number.MAX_VALUE, '1.7976931348623157e+308'],
  ['5e-324', Number.MIN_VALUE, '5e-324'],
  ['0.1', 0.1, '0.1'],
  ['1/3', 1 / 3, '0.3333333333333333'],
  ['-2.5', -2.5, '-2.5'],
  ['123456789.5', 123456789.5, '123456789.5'],
  ['0.0001', 0.0001, '0.0001'],
  ['0.00012345', 0.00012345, '0.00012345'],
  ['0.00009', 0.00009, '9e-05'],
  ['0.00001', 0.00001, '1e-05'],
  ['-0.000015', -0.000015, '-1.5e-05'],
  ['1.5e-7', 1.5e-7, '1.5e-07'],
  ['1e-10', 1e-10, '1e-10'],
  ['-0.0', -0, '-0.0'],
  ['inf', Number.POSITIVE_INFINITY, 'inf'],
  ['-inf', Number.NEGATIVE_INFINITY, '-inf'],
  ['nan', Number.NaN, 'nan'],
  ['2**70', 2n ** 70n, '1180591620717411303424'],
  ['10**39', 10n ** 39n, `1${'0'.repeat(39)}`],
  ['10**40', 10n ** 40n, `1${'0'.repeat(40)}`, `1${'0'.repeat(17)}...${'0'.repeat(19)}`],
  ['-10**39', -(10n ** 39n), `-1${'0'.repeat(39)}`, `-1${'0'.repeat(16)}...${'0'.repeat(19)}`],
];

const STRINGS: readonly Case[] = [
  ["''", '', "''"],
  ["'a'", 'a', "'a'"],
  [`"it's"`, "it's", `"it's"`],
  [`'say "hi"'`, 'say "hi"', `'say "hi"'`],
  [`'it\\'s "it"'`, `it's "it"`, `'it\\'s "it"'`],
  ["'a\\\\b'", 'a\\b', "'a\\\\b'"],
  ["'\\n\\r\\t'", '\n\r\t', "'\\n\\r\\t'"],
  ["'\\0\\x01\\x1f\\x7f'", '\0\x01\x1f\x7f', "'\\x00\\x01\\x1f\\x7f'"],
  ["'\\b\\v\\f'", '\b\v\f', "'\\x08\\x0b\\x0c'"],
  ["'\\x80\\x9f\\xa0\\xad'", '\x80\x9f\xa0\xad', "'\\x80\\x9f\\xa0\\xad'"],
  ["'\\xa1\\xe9'", '\xa1\xe9', "'\xa1\xe9'"],
  ["'\\u20ac\\u4e2d'", '\u20ac\u4e2d', "'\u20ac\u4e2d'"],
  ["'\\u0301'", '\u0301', "'\u0301'"],
  ["'\\u2028\\u2029'", '\u2028\u2029', "'\\u2028\\u2029'"],
  ["'\\u200b\\ufeff'", '\u200b\ufeff', "'\\u200b\\ufeff'"],
  ["'\\u3000\\u2003'", '\u3000\u2003', "'\\u3000\\u2003'"],
  ["'\\ue000'", '\ue000', "'\\ue000'"],
  ["'\\ud800'", '\ud800', "'\\ud800'"],
  ["'\\udc00x'", '\udc00x', "'\\udc00x'"],
  ["'\\U0001f600'", '\u{1f600}', "'\u{1f600}'"],
  ["'\\U000e0001'", '\u{e0001}', "'\\U000e0001'"],
  ["'\\U0010ffff'", '\u{10ffff}', "'\\U0010ffff'"],
  ["'a' * 28", 'a'.repeat(28), `'${'a'.repeat(28)}'`],
  ["'a' * 29", 'a'.repeat(29), `'${'a'.repeat(29)}'`, `'${'a'.repeat(12)}...${'a'.repeat(13)}'`],
  [
    "'0123456789' * 1000",
    '0123456789'.repeat(1000),
    `'${'0123456789'.repeat(1000)}'`,
    "'012345678901...7890123456789'",
  ],
  ["'\\n' * 14", '\n'.repeat(14), `'${'\\n'.repeat(14)}'`],
  [
    "'\\n' * 15",
    '\n'.repeat(15),
    `'${'\\n'.repeat(15)}'`,
    `'${'\\n'.repeat(6)}...n${'\\n'.repeat(6)}'`,
  ],
  ["'\\0abcdefghi\\1'", '\0abcdefghi\x01', "'\\x00abcdefghi\\x01'"],
  [
    "'\\0\\1\\2\\3\\4\\5\\6abcde'",
    '\0\x01\x02\x03\x04\x05\x06abcde',
    "'\\x00\\x01\\x02\\x03\\x04\\x05\\x06abcde'",
    "'\\x00\\x01\\x02...05\\x06abcdede'",
  ],
  ["'\\U0001f600' * 20", '\u{1f600}'.repeat(20), `'${'\u{1f600}'.repeat(20)}'`],
  [
    "'\\U0001f600' * 40",
    '\u{1f600}'.repeat(40),
    `'${'\u{1f600}'.repeat(40)}'`,
    `'${'\u{1f600}'.repeat(12)}...${'\u{1f600}'.repeat(13)}'`,
  ],
  [
    "'a' + '\\U0001f600' * 400",
    `a${'\u{1f600}'.repeat(400)}`,
    `'a${'\u{1f600}'.repeat(400)}'`,
    `'a${'\u{1f600}'.repeat(11)}...${'\u{1f600}'.repeat(13)}'`,
  ],
  ["'\"' * 40", '"'.repeat(40), `'${'"'.repeat(40)}'`, `'${'"'.repeat(12)}...${'"'.repeat(13)}'`],
];

const BYTES: readonly Case[] = [
  ["b''", bytes(''), "b''"],
  ["b'abc'", bytes('abc'), "b'abc'"],
  ["b'abc'", Buffer.from('abc'), "b'abc'"],
  ['b"it\'s"', bytes("it's"), 'b"it\'s"'],
  ["b'a\"\\''", bytes('a"\''), "b'a\"\\''"],
  [
    "b'\\x00\\n\\r\\t\\\\\\x7f\\xff'",
    bytes('\0\n\r\t\\\x7f\xff'),
    "b'\\x00\\n\\r\\t\\\\\\x7f\\xff'",
  ],
  ["b'a' * 27", bytes('a'.repeat(27)), `b'${'a'.repeat(27)}'`],
  [
    "b'a' * 28",
    bytes('a'.repeat(28)),
    `b'${'a'.repeat(28)}'`,
    `b'${'a'.repeat(11)}...${'a'.repeat(13)}'`,
  ],
  [
    "b'\\x00' * 40",
    bytes('\0'.repeat(40)),
    `b'${'\\x00'.repeat(40)}'`,
    "b'\\x00\\x00\\x0...0\\x00\\x00\\x00'",
  ],
  [
    "b'0123456789' * 1000 + b\"'\"",
    bytes(`${'0123456789'.repeat(1000)}'`),
    `b"${'0123456789'.repeat(1000)}'"`,
    'b"01234567890...890123456789\'"',
  ],
];

const CONTAINERS: readonly Case[] = [
  ['[]', [], '[]'],
  ["[1, 'a', None]", [1, 'a', undefined], "[1, 'a', None]"],
  ['[None, None]', new Array(2), '[None, None]'],
  ['[1] * 6', [1, 1, 1, 1, 1, 1], '[1, 1, 1, 1, 1, 1]'],
  [
    '[1, 2, 3, 4, 5, 6, 7]',
    [1, 2, 3, 4, 5, 6, 7],
    '[1, 2, 3, 4, 5, 6, 7]',
    '[1, 2, 3, 4, 5, 6, ...]',
  ],
  ['[[[[[[[1]]]]]]]', [[[[[[[1]]]]]]], '[[[[[[[1]]]]]]]', '[[[[[[[...]]]]]]]'],
  ['[[[[[[[]]]]]]]', [[[[[[[]]]]]]], '[[[[[[[]]]]]]]'],
  [
    '[[[[[[{}, {1}]]]]]]',
    [[[[[[{}, new Set([1])]]]]]],
    '[[[[[[{}, {1}]]]]]]',
    '[[[[[[{}, {...}]]]]]]',
  ],
  ['inner', inner_list, '[[...]]', '[[[[[[[...]]]]]]]'],
  [
    '[inner, inner]',
    [inner_list, inner_list],
    '[[[...]], [[...]]]',
    '[[[[[[[...]]]]]], [[[[[[...]]]]]]]',
  ],
  ['{}', {}, '{}'],
  ['{}', new Map(), '{}'],
  ["{'a': 1}", { a: 1 }, "{'a': 1}"],
  ["{'a': {'b': [1]}}", { a: { b: [1] } }, "{'a': {'b': [1]}}"],
  [
    "{1: 'x', None: 2}",
    new Map<unknown, unknown>([
      [1, 'x'],
      [undefined, 2],
    ]),
    "{1: 'x', None: 2}",
  ],
  ["{'ab': 1, 'aa': 2}", { ab: 1, aa: 2 }, "{'ab': 1, 'aa': 2}", "{'aa': 2, 'ab': 1}"],
  ["{'b': 1, 'a': 2}", { b: 1, a: 2 }, "{'b': 1, 'a': 2}", "{'a': 2, 'b': 1}"],
  [
    '{10: 1, 9: 2}',
    new Map([
      [10, 1],
      [9, 2],
    ]),
    '{10: 1, 9: 2}',
    '{9: 2, 10: 1}',
  ],
  [
    "{'b': 1, 2: 3}",
    new Map<unknown, number>([
      ['b', 1],
      [2, 3],
    ]),
    "{'b': 1, 2: 3}",
  ],
  [
    "dict.fromkeys('edcba', 1)",
    { e: 1, d: 1, c: 1, b: 1, a: 1 },
    "{'e': 1, 'd': 1, 'c': 1, 'b': 1, 'a': 1}",
    "{'a': 1, 'b': 1, 'c': 1, 'd': 1, ...}",
  ],
  [
    "{'\\U0001f600': 1, '\\uff5e': 2, 'z': 3, '': 4}",
    { '\u{1f600}': 1, '\uff5e': 2, z: 3, '': 4 },
    "{'\u{1f600}': 1, '\uff5e': 2, 'z': 3, '': 4}",
    "{'': 4, 'z': 3, '\uff5e': 2, '\u{1f600}': 1}",
  ],
  ['inner_dict', inner_dict, "{'k': {...}}", `${"{'k': ".repeat(6)}{...}${'}'.repeat(6)}`],
  ['set()', new Set(), 'set()'],
  ['{7}', new Set([7]), '{7}'],
  [
    "['x' * 40]",
    ['x'.repeat(40)],
    `['${'x'.repeat(40)}']`,
    `['${'x'.repeat(12)}...${'x'.repeat(13)}']`,
  ],
];

const OBJECTS: readonly Case[] = [
  ['f', f, '<function f at 0x…>', '<function f at 0x…>'],
  ['len', Math.max, '<built-in function max>'],
  ['TypeError', TypeError, "<class 'TypeError'>"],
  ['Long()', new Long(), 'C'.repeat(40), `${'C'.repeat(13)}...${'C'.repeat(14)}`],
  ['[Long()]', [new Long()], `[${'C'.repeat(40)}]`, `[${'C'.repeat(13)}...${'C'.repeat(14)}]`],
  ['Node()', new Node(), 'Node([Node([...])])'],
  ['Crowd()', new Crowd(), 'Crowd({Crowd(set(...))})'],
];

const ERRORS: readonly Case[] = [
  ['ValueError()', new ValueError(), 'ValueError()'],
  ["ValueError('q')", new ValueError('q'), "ValueError('q',)"],
  ["ValueError('q', 1)", new ValueError('q', 1), "ValueError('q', 1)"],
  ["ValueError(['a'])", new ValueError(['a']), "ValueError(['a'],)"],
  [
    "ValueError(ValueError('in'))",
    new ValueError(new ValueError('in')),
    "ValueError(ValueError('in',),)",
  ],
  ['ValueError(None)', new ValueError(undefined), 'ValueError(None,)'],
  ["MyError('q')", new MyError('q'), "MyError('q',)"],
  ["TypeError('q')", new TypeError('q'), "TypeError('q',)"],
  ['TypeError()', new TypeError(), 'TypeError()'],
  ['inner_error', inner_error, 'ValueError([ValueError(...)],)'],
  [
    "ValueError('q' * 40)",
    new ValueError('q'.repeat(40)),
    `ValueError('${'q'.repeat(40)}',)`,
    `ValueError('q...${'q'.repeat(11)}',)`,
  ],
];

const COMPARED: readonly Case[] = [
  ...NUMBERS,
  ...STRINGS,
  ...BYTES,
  ...CONTAINERS,
  ...ERRORS,
  ...OBJECTS.filter(([python]) => !['f', 'len'].includes(python)),
];

const title = ([python]: Case): string => (python.length > 60 ? `${python.slice(0, 60)}…` : python);

describe.each([
  ['None, booleans and numbers', NUMBERS],
  ['strings', STRINGS],
  ['bytes', BYTES],
  ['lists, dicts and sets', CONTAINERS],
  ['errors', ERRORS],
  ['functions, classes and objects with a repr of their own', OBJECTS],
] as const)('repr and reprlib.repr of %s', (_, cases) => {
  it.each(cases.map((row) => [title(row), row] as const))('print %s as Python does', (_, row) => {
    const [, value, text, short] = row;
    expect(normalise(repr(value))).toBe(text);
    expect(normalise(reprlib_repr(value))).toBe(short ?? text);
  });
});

it.skipIf(!has_python36)(`the texts above are CPython's${without_python36}`, () => {
  const expressions = COMPARED.map(([python]) => python);
  const program = `${PYTHON}
import reprlib, sys, json
for line in json.load(sys.stdin):
    value = eval(line)
    print(json.dumps([repr(value), reprlib.repr(value)]))
`;
  const { stdout, stderr } = python36(['-c', program], { input: JSON.stringify(expressions) });
  expect(stderr).toBe('');
  const texts = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as [string, string]);
  expect(texts).toEqual(COMPARED.map(([, , text, short]) => [text, short ?? text]));
});
