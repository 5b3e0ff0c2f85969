import { describe, expect, it } from 'vitest';
import { NotImplemented, ValueError } from '../lib/errors';
import { type Comparable, less_than } from '../lib/ordering';
import { has_python36, python36, without_python36 } from './support/python36';

/** Every class here is defined in Python below, with the same name and the same answers. */
class Less implements Comparable {
  constructor(readonly key: unknown) {}
  __lt__(other: unknown): unknown {
    return other instanceof Less ? less_than(this.key, other.key) : NotImplemented;
  }
}

class Greater implements Comparable {
  constructor(readonly key: unknown) {}
  __gt__(other: unknown): unknown {
    return other instanceof Greater ? less_than(other.key, this.key) : NotImplemented;
  }
}

/** Says by its result which method was asked. */
class Both implements Comparable {
  __lt__(_other: unknown): unknown {
    return true;
  }
  __gt__(_other: unknown): unknown {
    return false;
  }
}
class Derived extends Both {}

class Truthy implements Comparable {
  constructor(readonly result: unknown) {}
  __lt__(_other: unknown): unknown {
    return this.result;
  }
}

class Raises implements Comparable {
  __lt__(_other: unknown): unknown {
    throw new ValueError('no');
  }
}

class Equal {
  __eq__(_other: unknown): unknown {
    return true;
  }
}

class Bare {}
const bare = new Bare();

const CLASSES = `
class Less:
    def __init__(self, key): self.key = key
    def __lt__(self, other): return self.key < other.key if isinstance(other, Less) else NotImplemented
class Greater:
    def __init__(self, key): self.key = key
    def __gt__(self, other): return other.key < self.key if isinstance(other, Greater) else NotImplemented
class Both:
    def __lt__(self, other): return True
    def __gt__(self, other): return False
class Derived(Both): pass
class Truthy:
    def __init__(self, result): self.result = result
    def __lt__(self, other): return self.result
class Raises:
    def __lt__(self, other): raise ValueError('no')
class Equal:
    def __eq__(self, other): return True
class Bare: pass
bare = Bare()
nan = float('nan')
inf = float('inf')
`;

const nan = Number.NaN;
const inf = Number.POSITIVE_INFINITY;

/** A pair in Python's words, and the same pair here. */
const CASES: readonly [python: string, a: unknown, b: unknown][] = [
  ['1, 2', 1, 2],
  ['2, 1', 2, 1],
  ['1, 1', 1, 1],
  ['-1, 0', -1, 0],
  ['1.5, 2', 1.5, 2],
  ['-0.0, 0.0', -0, 0],
  ['-inf, inf', -inf, inf],
  ['nan, 1', nan, 1],
  ['1, nan', 1, nan],
  ['nan, nan', nan, nan],
  ['True, 2', true, 2],
  ['False, True', false, true],
  ['0.5, True', 0.5, true],
  ['2**70, 2**70 + 1', 2n ** 70n, 2n ** 70n + 1n],
  ['2**53, 2**53 + 1', 2 ** 53, 2n ** 53n + 1n],
  ['True, 2**70', true, 2n ** 70n],

  ["'', 'a'", '', 'a'],
  ["'a', 'a'", 'a', 'a'],
  ["'a', 'b'", 'a', 'b'],
  ["'b', 'a'", 'b', 'a'],
  ["'a', 'ab'", 'a', 'ab'],
  ["'Z', 'a'", 'Z', 'a'],
  ["'10', '9'", '10', '9'],
  ["'\\uffee', '\\U0001f600'", '\uffee', '\u{1f600}'],
  ["'\\U0001f600', '\\uffee'", '\u{1f600}', '\uffee'],
  ["'x\\U0001f600', 'x\\U0001f601'", 'x\u{1f600}', 'x\u{1f601}'],
  ["'\\U0001f600', '\\ud83d'", '\u{1f600}', '\ud83d'],

  ['[], []', [], []],
  ['[], [1]', [], [1]],
  ['[1], []', [1], []],
  ['[1, 2], [1, 3]', [1, 2], [1, 3]],
  ['[1, 3], [1, 2]', [1, 3], [1, 2]],
  ['[1], [1, 0]', [1], [1, 0]],
  ['[2], [1, 9]', [2], [1, 9]],
  ["[1, 'b'], [1, 'c']", [1, 'b'], [1, 'c']],
  ["[1, 'x'], [2, None]", [1, 'x'], [2, undefined]],
  ['[[1, 2], 3], [[1, 2], 4]', [[1, 2], 3], [[1, 2], 4]],
  ['[True, 1], [1, 2]', [true, 1], [1, 2]],
  ['[1, 0], [2**0, 1]', [1, 0], [1n, 1]],
  ['[nan, 1], [nan, 2]', [nan, 1], [nan, 2]],
  ['[0.0, 1], [-0.0, 2]', [0, 1], [-0, 2]],
  ['[None, 1], [None, 2]', [undefined, 1], [null, 2]],
  ['[bare, 1], [bare, 2]', [bare, 1], [bare, 2]],
  ['[Equal(), 1], [Equal(), 2]', [new Equal(), 1], [new Equal(), 2]],
  ['[Equal(), 1], [7, 2]', [new Equal(), 1], [7, 2]],
  ['[7, 1], [Equal(), 2]', [7, 1], [new Equal(), 2]],
  ["[1, {'a': [1]}], [1, {'a': [1]}]", [1, { a: [1] }], [1, { a: [1] }]],
  ["[{'a': 1}, 1], [{'a': 1, 'b': 2}, 2]", [{ a: 1 }, 1], [{ a: 1, b: 2 }, 2]],
  ["[1, {'a': 1}], [1, {'a': 2}]", [1, { a: 1 }], [1, { a: 2 }]],
  ['[1, [2]], [1, 2]', [1, [2]], [1, 2]],
  ["[1, 2], [1, 'x']", [1, 2], [1, 'x']],
  ['[1, None], [1, 2]', [1, undefined], [1, 2]],
  ['[1, bare], [1, Bare()]', [1, bare], [1, new Bare()]],
  ['[Less(1), 5], [Less(2), 4]', [new Less(1), 5], [new Less(2), 4]],

  ["b'ab', b'ac'", Buffer.from('ab'), Buffer.from('ac')],
  ["b'a', b'ab'", Uint8Array.of(97), Uint8Array.of(97, 98)],
  ["b'a', 'a'", Uint8Array.of(97), 'a'],
  ["b'a', [97]", Uint8Array.of(97), [97]],

  ["1, 'a'", 1, 'a'],
  ["'a', 1", 'a', 1],
  ["1.5, 'a'", 1.5, 'a'],
  ["nan, 'a'", nan, 'a'],
  ["True, 'a'", true, 'a'],
  ['[1], 1', [1], 1],
  ["'a', ['a']", 'a', ['a']],
  ['None, None', undefined, null],
  ['None, 1', null, 1],
  ['1, None', 1, undefined],
  ['{}, {}', {}, {}],
  ["{'a': 1}, 1", { a: 1 }, 1],
  ['bare, bare', bare, bare],
  ['bare, 1', bare, 1],
  ['1, bare', 1, bare],
  ['Bare, Bare', Bare, Bare],
  ['len, 1', Math.abs.bind(null), 1],

  ['Less(1), Less(2)', new Less(1), new Less(2)],
  ['Less(2), Less(1)', new Less(2), new Less(1)],
  ['Less(1), 2', new Less(1), 2],
  ['1, Less(2)', 1, new Less(2)],
  ["Less(1), Less('a')", new Less(1), new Less('a')],
  ['Greater(1), Greater(2)', new Greater(1), new Greater(2)],
  ['Greater(2), Greater(1)', new Greater(2), new Greater(1)],
  ['Less(1), Greater(2)', new Less(1), new Greater(2)],
  ['Both(), Both()', new Both(), new Both()],
  ['Both(), bare', new Both(), bare],
  ['bare, Both()', bare, new Both()],
  ['1, Both()', 1, new Both()],
  ['None, Both()', undefined, new Both()],
  ['[], Both()', [], new Both()],
  ['Both(), Derived()', new Both(), new Derived()],
  ['Derived(), Both()', new Derived(), new Both()],
  ["Truthy('yes'), 1", new Truthy('yes'), 1],
  ["Truthy(''), 1", new Truthy(''), 1],
  ['Truthy(None), 1', new Truthy(undefined), 1],
  ['Truthy(0), 1', new Truthy(0), 1],
  ['Raises(), 1', new Raises(), 1],
];

/** Where the two languages have other names for the same thing. */
const NAMES: Readonly<Record<string, string>> = { builtin_function_or_method: 'function' };

function outcome(a: unknown, b: unknown): string {
  try {
    return less_than(a, b) ? 'True' : 'False';
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`;
  }
}

function outcomes_in_python(): string[] {
  const script = `${CLASSES}
import sys
for line in sys.stdin:
    a, b = eval(line)
    try: print(bool(a < b))
    except Exception as e: print('%s: %s' % (type(e).__name__, e))
`;
  const input = CASES.map(([python]) => python).join('\n');
  const { stdout, stderr } = python36(['-c', script], { input });
  expect(stderr).toBe('');
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => line.replace(/\w+/g, (word) => NAMES[word] ?? word));
}

describe('less_than', () => {
  it.skipIf(!has_python36)(`orders as CPython does, case by case${without_python36}`, () => {
    const ours = CASES.map(([python, a, b]) => `${python} -> ${outcome(a, b)}`);
    const theirs = outcomes_in_python().map((line, i) => `${CASES[i]?.[0]} -> ${line}`);
    expect(ours).toEqual(theirs);
  });

  it('compares numbers by value, booleans as 0 and 1', () => {
    expect(less_than(1, 2)).toBe(true);
    expect(less_than(true, 2)).toBe(true);
    expect(less_than(true, 1)).toBe(false);
    expect(less_than(Number.NaN, 1) || less_than(1, Number.NaN)).toBe(false);
  });

  it('compares strings by code point, not by 16-bit unit', () => {
    expect('\u{1f600}' < '\uffee').toBe(true);
    expect(less_than('\u{1f600}', '\uffee')).toBe(false);
    expect(less_than('\uffee', '\u{1f600}')).toBe(true);
  });

  it('compares arrays by their first items that are not equal, then by length', () => {
    expect(less_than([1, 'z'], [2, 'a'])).toBe(true);
    expect(less_than([1, 'a'], [1, 'b'])).toBe(true);
    expect(less_than([1], [1, undefined])).toBe(true);
    expect(less_than([1, 2], [1, 2])).toBe(false);
  });

  it('asks __lt__, and the other operand by __gt__ when that knows no answer', () => {
    expect(less_than(new Less(1), new Less(2))).toBe(true);
    expect(less_than(new Greater(1), new Greater(2))).toBe(true);
    expect(less_than(new Greater(2), new Greater(1))).toBe(false);
  });

  it('takes no object literal for a base class, whose derived class would be asked first', () => {
    const literal = { __lt__: () => true };
    expect(less_than(literal, new Both())).toBe(true);
  });

  it("raises TypeError in CPython's words for what has no order", () => {
    expect(() => less_than('a', 1)).toThrow(
      new TypeError("'<' not supported between instances of 'str' and 'int'"),
    );
    expect(() => less_than([1, {}], [1, { a: 1 }])).toThrow(
      new TypeError("'<' not supported between instances of 'dict' and 'dict'"),
    );
    expect(() => less_than(new Less(1), undefined)).toThrow(
      new TypeError("'<' not supported between instances of 'Less' and 'NoneType'"),
    );
  });

  it('gives Set, Map and Date no order', () => {
    expect(() => less_than(new Set([1]), new Set([1, 2]))).toThrow("'set' and 'set'");
    expect(() => less_than(new Map(), new Map())).toThrow("'dict' and 'dict'");
    expect(() => less_than(new Date(0), new Date(1))).toThrow("'Date' and 'Date'");
  });
});
