import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { coroutine } from '../lib/coroutines';
import { CancelledError, ValueError } from '../lib/errors';
import {
  address_of,
  is_generator,
  is_plain_object,
  object_repr,
  Printable,
  qualified_name,
  recursive_repr,
  repr,
  reprlib_repr,
  tuple_repr,
  type_name,
} from '../lib/reprlib';
import type { Coroutine } from '../lib/types';
import { normalise } from './support/python36';

function f(): void {}
function* g(): Generator<void> {}
class Long {}
class Raises {
  __repr__(): string {
    throw new ValueError('no');
  }
}
class Number5 {
  __repr__(): string {
    return 5 as unknown as string;
  }
}

describe('reprlib.repr', () => {
  it('sorts sets of numbers or strings, and cuts them after six', () => {
    expect(reprlib_repr(new Set([3, 1, 2]))).toBe('{1, 2, 3}');
    expect(reprlib_repr(new Set(['b', 'a']))).toBe("{'a', 'b'}");
    expect(reprlib_repr(new Set([10n, 9]))).toBe('{9, 10}');
    expect(reprlib_repr(new Set([8, 7, 6, 5, 4, 3, 2]))).toBe('{2, 3, 4, 5, 6, 7, ...}');
  });

  it('leaves a mixed set in its order', () => {
    expect(reprlib_repr(new Set(['b', 2, 'a']))).toBe("{'b', 2, 'a'}");
  });

  it('leaves the sorted set and dict as they were', () => {
    const set = new Set([2, 1]);
    const dict = { b: 1, a: 1 };
    reprlib_repr([set, dict]);
    expect([[...set], Object.keys(dict)]).toEqual([
      [2, 1],
      ['b', 'a'],
    ]);
  });

  it('survives a __repr__ that raises, where repr does not', () => {
    expect(reprlib_repr(new Raises())).toMatch(/^<Raises insta\.\.\.x[0-9a-f]{12}>$/);
    expect(reprlib_repr([new Raises()])).toMatch(/^\[<Raises insta\.\.\.x[0-9a-f]{12}>\]$/);
    expect(() => repr(new Raises())).toThrow(new ValueError('no'));
    expect(() => repr([new Raises()])).toThrow(new ValueError('no'));
  });

  it('cuts what is neither a container nor a string after 30 characters', () => {
    class AClassWithAVeryVeryLongNameIndeed {}
    expect(reprlib_repr(new AClassWithAVeryVeryLongNameIndeed())).toBe(
      'AClassWithAVe...NameIndeed {…}',
    );
    expect(reprlib_repr(function a_function_with_a_long_name() {})).toMatch(
      /^<function a_f\.\.\..{14}$/,
    );
  });

  it('prints a container after a failure as before', () => {
    const list: unknown[] = [[new Raises()]];
    expect(() => repr(list)).toThrow(ValueError);
    list.length = 0;
    expect(repr(list)).toBe('[]');
  });

  it('reads only the ends of long bytes', () => {
    const long = new Uint8Array(200_000_000);
    expect(reprlib_repr(long)).toBe("b'\\x00\\x00\\x0...0\\x00\\x00\\x00'");
  });
});

describe('repr', () => {
  it('raises when __repr__ returns no string', () => {
    const error = new TypeError('__repr__ returned non-string (type int)');
    expect(() => repr(new Number5())).toThrow(error);
  });

  it('honours the __repr__ of a function and of a plain object', () => {
    expect(repr(Object.assign(() => {}, { __repr__: () => 'own' }))).toBe('own');
    expect(repr({ __repr__: () => 'own' })).toBe('own');
  });

  it('calls __repr__ with its object', () => {
    const object = { name: 'x', __repr__: (): string => '' };
    object.__repr__ = function (this: { name: string }) {
      return this.name;
    };
    expect(repr(object)).toBe('x');
  });

  it('says Name {…} for other objects', () => {
    class Point {}
    class Anonymous {}
    Object.defineProperty(Anonymous, 'name', { value: '' });
    expect([new Point(), new Date(0), /x/, Promise.resolve()].map(repr)).toEqual([
      'Point {…}',
      'Date {…}',
      'RegExp {…}',
      'Promise {…}',
    ]);
    expect(repr(new Anonymous())).toBe('object {…}');
    expect(repr(new Float64Array(1))).toBe('Float64Array {…}');
  });

  it('takes an object without a prototype for a dict', () => {
    expect(repr(Object.assign(Object.create(null), { a: 1 }))).toBe("{'a': 1}");
  });

  it('takes subclasses of Array, Map and Set for what they extend', () => {
    class List extends Array<number> {}
    class Dict extends Map<string, number> {}
    class Bag extends Set<number> {}
    expect(repr(List.of(1, 2))).toBe('[1, 2]');
    expect(repr(new Dict([['a', 1]]))).toBe("{'a': 1}");
    expect(repr(new Bag([1]))).toBe('{1}');
  });

  it('prints a symbol as JavaScript does', () => {
    expect(repr(Symbol('s'))).toBe('Symbol(s)');
  });

  it('tells functions, built-in functions and classes apart', () => {
    class Thing {}
    expect(repr(Thing)).toBe("<class 'Thing'>");
    expect(repr(Map)).toBe("<class 'Map'>");
    expect(repr(Error)).toBe("<class 'Error'>");
    expect(repr(parseInt)).toBe('<built-in function parseInt>');
    expect(normalise(repr(() => {}))).toBe('<function <lambda> at 0x…>');
    expect(normalise(repr(async function fetch() {}))).toBe('<function fetch at 0x…>');
    expect(normalise(repr(f.bind(null)))).toBe('<function f at 0x…>');
  });

  it('cannot name the function of a plain generator', () => {
    expect(normalise(repr(g()))).toBe('<generator object at 0x…>');
    expect(reprlib_repr(g())).toMatch(/^<generator ob\.\.\.x[0-9a-f]{12}>$/);
  });

  it('names the function of a coroutine object', () => {
    const work = coroutine(function* work(): Coroutine<void> {});
    const plain = coroutine(function plain() {});
    expect(normalise(repr(work()))).toBe('<generator object work at 0x…>');
    expect(normalise(repr(plain()))).toBe('<generator object plain at 0x…>');
  });

  describe('of errors', () => {
    it('names a JavaScript error by its class when nothing else names it', () => {
      class HttpError extends Error {}
      class Named extends TypeError {
        override name = 'Custom';
      }
      expect(repr(new HttpError('404'))).toBe("HttpError('404',)");
      expect(repr(new Named('x'))).toBe("Custom('x',)");
      expect(repr(new RangeError('r'))).toBe("RangeError('r',)");
      expect(repr(AbortSignal.abort().reason)).toBe("AbortError('This operation was aborted',)");
    });

    it('names the error of concurrent.futures as Python does', () => {
      expect(repr(new CancelledError())).toBe('CancelledError()');
    });

    it('does not mistake something else called args for the arguments', () => {
      const error = Object.assign(new Error('usage'), { args: { verbose: true } });
      expect(repr(error)).toBe("Error('usage',)");
    });
  });
});

describe('recursive_repr', () => {
  it('prints an object inside itself as ...', () => {
    const task = { __repr__: () => '', next: undefined as unknown };
    task.__repr__ = () => recursive_repr(task, () => `<${repr(task.next)}>`);
    expect(repr(task)).toBe('<None>');
    task.next = [task];
    expect(repr(task)).toBe('<[...]>');
    expect(repr(task)).toBe('<[...]>');
  });

  it('forgets the object when its text raises', () => {
    const object = {};
    const fail = () => recursive_repr(object, () => repr(new Raises()));
    expect(fail).toThrow(ValueError);
    expect(fail).toThrow(ValueError);
  });
});

describe('tuple_repr', () => {
  it.each([
    [[], '()'],
    [[1], '(1,)'],
    [[1, 'a'], "(1, 'a')"],
    [[[1]], '([1],)'],
  ])('prints %j as a tuple', (items, text) => {
    expect(tuple_repr(items)).toBe(text);
  });
});

describe('type_name', () => {
  it.each([
    [undefined, 'NoneType'],
    [null, 'NoneType'],
    [true, 'bool'],
    [1, 'int'],
    [1n, 'int'],
    [1.5, 'float'],
    [1e16, 'float'],
    [-0, 'float'],
    [Number.NaN, 'float'],
    ['', 'str'],
    [new Uint8Array(), 'bytes'],
    [[], 'list'],
    [{}, 'dict'],
    [new Map(), 'dict'],
    [new Set(), 'set'],
    [f, 'function'],
    [parseInt, 'function'],
    [Long, 'type'],
    [TypeError, 'type'],
    [g(), 'generator'],
    [new Long(), 'Long'],
    [new ValueError(), 'ValueError'],
    [Symbol('s'), 'symbol'],
  ])('of %o is %s', (value, name) => {
    expect(type_name(value)).toBe(name);
  });
});

describe('qualified_name', () => {
  it('prefers __qualname__, when there is one', () => {
    expect(qualified_name(Object.assign(() => {}, { __qualname__: 'A.f' }))).toBe('A.f');
    expect(qualified_name(Object.assign(function own() {}, { __qualname__: '' }))).toBe('own');
  });

  it('is that of the target for a bound function', () => {
    expect(qualified_name(f.bind(null))).toBe('f');
    expect(qualified_name(f.bind(null).bind(null))).toBe('f');
  });

  it('is empty for a function without a name', () => {
    expect(qualified_name((() => () => {})())).toBe('');
    expect(qualified_name({ name: () => 'a method' })).toBe('');
  });
});

describe('is_plain_object and is_generator', () => {
  it('tell dicts and generators from other objects', () => {
    expect([{}, Object.create(null), { a: 1 }].every(is_plain_object)).toBe(true);
    expect([[], new Map(), new Long(), f, null, 'x', undefined].some(is_plain_object)).toBe(false);
    expect([g(), coroutine(g)()].every(is_generator)).toBe(true);
    expect([g, [][Symbol.iterator](), {}, null, undefined].some(is_generator)).toBe(false);
  });
});

describe('address_of and object_repr', () => {
  it('give every object one address', () => {
    const [a, b] = [{}, {}];
    expect(address_of(a)).toMatch(/^0x[0-9a-f]{12}$/);
    expect(address_of(a)).toBe(address_of(a));
    expect(address_of(a)).not.toBe(address_of(b));
    expect(object_repr(new Long())).toMatch(/^<Long object at 0x[0-9a-f]+>$/);
    expect(object_repr(new Long(), 'module')).toMatch(/^<module\.Long object at 0x/);
  });
});

describe('a Printable', () => {
  class Point extends Printable {
    __repr__(): string {
      return 'Point(1, 2)';
    }
  }

  it('prints as Python does in every way of printing', () => {
    const point = new Point();
    expect([String(point), `${point}`, repr(point), inspect(point)]).toEqual(
      new Array(4).fill('Point(1, 2)'),
    );
    expect(inspect({ point })).toBe('{ point: Point(1, 2) }');
  });
});
