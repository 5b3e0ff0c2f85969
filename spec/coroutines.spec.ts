import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  coroutine,
  describe_gone,
  format_coroutine,
  has_await,
  iscoroutine,
  iscoroutinefunction,
  set_coroutine_debug,
} from '../lib/coroutines';
import { Future } from '../lib/futures';
import { Lock } from '../lib/locks';
import { VirtualTimeLoop } from '../lib/test_utils';
import { is_driven } from '../lib/trampoline';
import type { Coroutine } from '../lib/types';
import '../lib/node_host';
import { places_in } from './support/places';
import { attempt, type Gen } from './trampoline/generators';

const at = places_in(__filename);

let loop: VirtualTimeLoop;
beforeEach(() => {
  loop = new VirtualTimeLoop();
  set_coroutine_debug(false);
});
afterEach(() => {
  loop.close();
  set_coroutine_debug(undefined);
});

/** A decorator that takes whatever a spec hands it. */
const decorate = coroutine as (fn: unknown) => (...args: unknown[]) => Gen;

/** What a coroutine returns that suspends for ever less long than it takes. */
const run = (object: Gen): unknown => loop.run_until_complete(object as Coroutine<unknown>);

describe('a decorated generator function', () => {
  it('is the function itself', () => {
    const fn = function* fn(): Coroutine<void> {};
    expect(coroutine(fn)).toBe(fn);
    expect(coroutine(coroutine(fn))).toBe(fn);
  });

  it('runs nothing when it is called', () => {
    const log: string[] = [];
    const fn = decorate(function* () {
      log.push('ran');
    });
    const object = fn();
    expect(log).toEqual([]);
    run(object);
    expect(log).toEqual(['ran']);
  });

  it('makes generator objects that are its instances, and that the loop drives', () => {
    const fn = decorate(function* () {});
    const object = fn();
    expect(object).toBeInstanceOf(fn);
    expect(Object.prototype.toString.call(object)).toBe('[object Generator]');
    expect(is_driven(object)).toBe(true);
    expect(Object.keys(object)).toEqual([]);
  });

  it('sees itself decorated in a recursion', () => {
    const fn = decorate(function* fn(depth: number): Gen {
      return depth === 0 ? 'deep' : yield* is_driven(fn(0)) ? fn(depth - 1) : [];
    } as never);
    expect(run(fn(20_000))).toBe('deep');
  });

  it('gets this and its arguments', () => {
    const fn = decorate(function* (this: unknown, ...args: unknown[]) {
      return [this, ...args];
    });
    const self = {};
    expect(run(fn.call(self, 1, undefined, 3))).toEqual([self, 1, undefined, 3]);
  });

  it('keeps its name, its __qualname__ and its number of parameters', () => {
    const fn = Object.assign(function* named(_a: number, _b: number) {}, {
      __qualname__: 'Q.named',
    });
    const decorated = decorate(fn) as unknown as typeof fn;
    expect([decorated.name, decorated.__qualname__, decorated.length]).toEqual([
      'named',
      'Q.named',
      2,
    ]);
  });
});

describe('a decorated plain function', () => {
  it('is called at the first step, with this and its arguments', () => {
    const calls: unknown[] = [];
    const fn = decorate(function (this: unknown, ...args: unknown[]) {
      calls.push([this, ...args]);
      return 'value';
    });
    const self = {};
    const object = fn.call(self, 1, 2);
    expect(calls).toEqual([]);
    expect(object.next()).toEqual({ value: 'value', done: true });
    expect(calls).toEqual([[self, 1, 2]]);
  });

  it('raises at the first step what the function raises', () => {
    const object = decorate(() => {
      throw new Error('boo');
    })();
    expect(attempt(() => run(object))).toBe('Error: boo');
  });

  it('keeps its name and its __qualname__', () => {
    const fn = Object.assign(function named() {}, { __qualname__: 'Q.named' });
    const decorated = decorate(fn) as unknown as typeof fn;
    expect([decorated.name, decorated.__qualname__]).toEqual(['named', 'Q.named']);
  });

  const waits: [string, () => unknown][] = [
    [
      'a future',
      () => {
        const future = loop.create_future();
        loop.call_later(1, () => future.set_result('waited'));
        return future;
      },
    ],
    ['a task', () => loop.create_task(decorate(() => 'waited')() as Coroutine<unknown>)],
    [
      'a coroutine',
      () =>
        decorate(function* () {
          yield;
          return 'waited';
        })(),
    ],
    [
      'an undecorated generator',
      () =>
        (function* () {
          yield;
          return 'waited';
        })(),
    ],
    [
      'an object that can be waited for',
      () => ({
        *[Symbol.iterator]() {
          yield;
          return 'waited';
        },
      }),
    ],
    [
      'a future of another library',
      () => ({
        _asyncio_future_blocking: false,
        [Symbol.iterator]: () =>
          loop.create_task(decorate(() => 'waited')() as never)[Symbol.iterator](),
      }),
    ],
  ];

  it.each(waits)('waits for %s that the function returns', (_, make) => {
    expect(run(decorate(make)())).toBe('waited');
  });

  const values: [string, unknown][] = [
    ['None', undefined],
    ['null', null],
    ['a number', 3],
    ['a string', 'ab'],
    ['a string object', new String('ab')],
    ['an array', [1, 2]],
    ['bytes', new Uint8Array(2)],
    ['a map', new Map([[1, 2]])],
    ['a set', new Set([1])],
    ['an iterator over a map', new Map([[1, 2]]).values()],
    ['an iterator over a string', 'ab'[Symbol.iterator]()],
    ['a dict', { a: 1 }],
    ['a promise', Promise.resolve(1)],
    ['a coroutine function', decorate(function* () {})],
  ];

  it.each(values)('returns %s as it is', (_, value) => {
    expect(run(decorate(() => value)())).toBe(value);
  });

  it('is what a bound generator function counts as', () => {
    const fn = function* (this: unknown, ...args: unknown[]): Gen {
      yield;
      return [this, ...args];
    };
    const object = decorate(fn.bind('self', 1))(2);
    expect(is_driven(object)).toBe(true);
    expect(run(object)).toEqual(['self', 1, 2]);
  });

  it('decorated twice is called once', () => {
    let calls = 0;
    const fn = decorate(decorate(() => ++calls));
    expect(run(fn())).toBe(1);
  });
});

describe('as a decorator of methods', () => {
  class Base {
    k = 1;

    @coroutine
    *method(a: number): Coroutine<number> {
      yield;
      return this.k + a;
    }

    @coroutine
    plain(a: number) {
      const future = loop.create_future<number>();
      loop.call_later(1, () => future.set_result(this.k + a));
      return future;
    }

    @coroutine
    static *of_class(a: number): Coroutine<unknown> {
      return [Base.name, a];
    }
  }

  class Derived extends Base {
    override k = 10;

    @coroutine
    override *method(a: number): Coroutine<number> {
      return 100 + (yield* super.method(a));
    }
  }

  it('serves generator methods, with this', () => {
    expect(run(new Base().method(2))).toBe(3);
    expect(is_driven(new Base().method(2))).toBe(true);
  });

  it('serves methods that override others', () => {
    expect(run(new Derived().method(2))).toBe(112);
  });

  it('serves static methods', () => {
    expect(run(Base.of_class(2))).toEqual(['Base', 2]);
  });

  it('serves plain methods that return something to wait for', () => {
    expect(run(new Derived().plain(2) as unknown as Gen)).toBe(12);
  });

  it('leaves them what they were: not enumerable, and named', () => {
    expect(Object.keys(Base.prototype)).toEqual([]);
    const qualname = (fn: unknown) => (fn as { __qualname__: string }).__qualname__;
    expect(Base.prototype.method.name).toBe('method');
    expect(qualname(Base.prototype.method)).toBe('Base.method');
    expect(qualname(Base.prototype.plain)).toBe('Base.plain');
    expect(qualname(Base.of_class)).toBe('Base.of_class');
    expect(qualname(Derived.prototype.method)).toBe('Derived.method');
  });

  it('names their objects by the class', () => {
    expect(format_coroutine(new Derived().method(1), false)).toMatch(
      /^Derived\.method\(\) running at /,
    );
  });
});

describe('what cannot be decorated', () => {
  const wrong: [string, unknown, string][] = [
    ['None', undefined, 'coroutine() takes a function, not NoneType'],
    ['a number', 3, 'coroutine() takes a function, not int'],
    ['a string', 'f', 'coroutine() takes a function, not str'],
    ['an object', {}, 'coroutine() takes a function, not dict'],
    [
      'a coroutine object',
      decorate(function* () {})(),
      'coroutine() takes a function, not generator',
    ],
    [
      'an async function',
      async function fetch() {},
      'coroutine() takes a generator function or a plain function: write function* fetch() and yield*',
    ],
    [
      'an asynchronous generator function',
      async function* fetch() {},
      'coroutine() takes a generator function or a plain function: write function* fetch() and yield*',
    ],
  ];

  it.each(wrong)('is %s', (_, value, message) => {
    expect(() => decorate(value)).toThrow(new TypeError(message));
  });

  it.each([
    ['a getter', { get: () => 1, configurable: true }],
    ['an async method', { value: async () => 1, configurable: true }],
  ])('is %s', (_, descriptor) => {
    expect(() => (coroutine as (...args: unknown[]) => void)(class {}, 'key', descriptor)).toThrow(
      /^coroutine\(\) takes a /,
    );
  });
});

describe('iscoroutinefunction', () => {
  class C {
    @coroutine
    *method(): Coroutine<void> {}
  }

  it.each([
    ['a decorated generator function', decorate(function* () {})],
    ['a decorated plain function', decorate(() => 1)],
    ['a decorated method', C.prototype.method],
    ['a method of an instance', new C().method],
  ])('is true of %s', (_, fn) => {
    expect(iscoroutinefunction(fn)).toBe(true);
  });

  it.each([
    ['an undecorated generator function', function* () {}],
    ['a plain function', () => 1],
    ['an async function', async () => 1],
    ['a coroutine object', decorate(function* () {})()],
    ['a class', C],
    ['None', undefined],
    ['null', null],
    ['a number', 1],
    ['an object', {}],
  ])('is false of %s', (_, value) => {
    expect(iscoroutinefunction(value)).toBe(false);
  });
});

describe('iscoroutine', () => {
  const steps = { next: () => {}, throw: () => {}, return: () => {} };

  it.each([
    ['a coroutine object', decorate(function* () {})()],
    ['a coroutine object of a plain function', decorate(() => 1)()],
    ['a generator object of an undecorated function', (function* () {})()],
    ['an object with next, throw and return', steps],
    ['one without a prototype', Object.assign(Object.create(null), steps)],
  ])('is true of %s', (_, object) => {
    expect(iscoroutine(object)).toBe(true);
  });

  it('is true of a generator object that has ended', () => {
    const object = (function* () {})();
    object.next();
    expect(iscoroutine(object)).toBe(true);
  });

  it.each([
    ['a coroutine function', decorate(function* () {})],
    ['a function with next, throw and return', Object.assign(() => {}, steps)],
    ['an object without throw', { next: () => {}, return: () => {} }],
    ['an object without return', { next: () => {}, throw: () => {} }],
    ['an object without next', { throw: () => {}, return: () => {} }],
    ['an iterator over an array', [1].values()],
    ['an asynchronous generator', (async function* () {})()],
    ['a promise', Promise.resolve()],
    ['None', undefined],
    ['null', null],
    ['a number', 1],
    ['a string', 'ab'],
  ])('is false of %s', (_, object) => {
    expect(iscoroutine(object)).toBe(false);
  });

  it('is false of futures and tasks', () => {
    expect(iscoroutine(loop.create_future())).toBe(false);
    const task = loop.create_task(decorate(function* () {})() as Coroutine<unknown>);
    expect(iscoroutine(task)).toBe(false);
    loop.run_until_complete(task);
  });
});

describe('has_await', () => {
  it('is true of what can stand right of yield*: futures, locks, coroutines, objects with such an iterator', () => {
    const own = {
      *[Symbol.iterator](): Gen {},
    };
    const objects = [new Future({ loop }), new Lock({ loop }), decorate(function* () {})(), own];
    expect(objects.map(has_await)).toEqual([true, true, true, true]);
  });

  it('is false of what JavaScript iterates over, of promises and of functions', () => {
    const objects = [[], new Map(), new Set(), new Uint8Array(), 'ab', new Map().keys(), {}, null];
    expect(objects.map(has_await)).toEqual(objects.map(() => false));
    const own = Object.assign(() => {}, { *[Symbol.iterator](): Gen {} });
    expect([Promise.resolve(), own, undefined].map(has_await)).toEqual([false, false, false]);
  });
});

describe('a coroutine object prints', () => {
  const fn = coroutine(function* named(): Coroutine<void> /* named is defined */ {
    yield; // waits first
    yield; // waits then
  });

  it('where it is defined until it has started, then where it waits', () => {
    const object = fn();
    expect(format_coroutine(object, false)).toBe(`named() running at ${at('named is defined')}`);
    object.next();
    expect(format_coroutine(object, false)).toBe(`named() running at ${at('// waits first')}`);
    object.next();
    expect(format_coroutine(object, false)).toBe(`named() running at ${at('// waits then')}`);
  });

  it('where it is defined when it is done', () => {
    const object = fn();
    object.return();
    expect(format_coroutine(object, true)).toBe(
      `named() done, defined at ${at('named is defined')}`,
    );
  });

  it('where it waits for another one, not where that one waits', () => {
    const outer = coroutine(function* outer() {
      yield* fn(); // outer waits
    });
    const object = outer();
    object.next();
    expect(format_coroutine(object, false)).toBe(`outer() running at ${at('// outer waits')}`);
  });

  it('no place while it runs itself', () => {
    const object: Coroutine<string> = coroutine(function* asks(): Coroutine<string> {
      return format_coroutine(object, false);
    })();
    expect(object.next().value).toBe('asks() running');
  });

  it('the place in the library where a plain function is called', () => {
    const object = coroutine(function plain() {})();
    expect(format_coroutine(object, false)).toMatch(/^plain\(\) running at .*coroutines\.ts:\d+$/);
  });

  it('where a plain function is defined when it is done', () => {
    const object = coroutine(function plain() /* plain is defined */ {})();
    object.next();
    expect(format_coroutine(object, true)).toBe(
      `plain() done, defined at ${at('plain is defined')}`,
    );
  });

  it('<lambda> for a function without a name', () => {
    const object = decorate((() => function* () {})())();
    expect(format_coroutine(object as Coroutine<unknown>, false)).toMatch(
      /^<lambda>\(\) running at /,
    );
  });

  it('the same when it was not decorated', () => {
    function* undecorated(): Coroutine<void> /* undecorated is defined */ {
      yield; // it waits
    }
    const object = undecorated();
    object.next();
    expect(format_coroutine(object, false)).toBe(`undecorated() running at ${at('// it waits')}`);
    object.next();
    expect(format_coroutine(object, true)).toBe(
      `undecorated() done, defined at ${at('undecorated is defined')}`,
    );
  });

  it('its __qualname__, its __name__ or its class when it is of another kind', () => {
    class Own {
      next(): void {}
      throw(): void {}
      return(): void {}
    }
    const text = (object: object) => format_coroutine(object as Coroutine<unknown>, false);
    expect(text(new Own())).toBe('Own()');
    expect(text(Object.assign(new Own(), { __name__: 'AAA' }))).toBe('AAA()');
    expect(text(Object.assign(new Own(), { __name__: 'AAA', __qualname__: 'BBB' }))).toBe('BBB()');
    const steps = { next: () => {}, throw: () => {}, return: () => {} };
    expect(text(Object.assign(Object.create(null), steps))).toBe('Object()');
  });

  it('not at all when it is none', () => {
    expect(() => format_coroutine(3 as never, false)).toThrow(/^$/);
  });

  it('also when it is gone, by its function', () => {
    expect(describe_gone(fn, false)).toBe(`named() running, defined at ${at('named is defined')}`);
    expect(describe_gone(fn, true)).toBe(`named() done, defined at ${at('named is defined')}`);
  });
});
