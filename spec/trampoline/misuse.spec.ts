import { describe, expect, it } from 'vitest';
import { coroutine } from '../../lib/coroutines';
import { VirtualTimeLoop } from '../../lib/test_utils';
import type { Coroutine } from '../../lib/types';
import { has_python36, python36, without_python36 } from '../support/python36';
import { attempt, by_drive, type Gen, type GenFunction } from './generators';

const decorate = coroutine as (fn: GenFunction) => GenFunction;

/** The same, line by line, in both languages. */
const PYTHON = `
import asyncio

def ask(what, who):
    try:
        getattr(who, what)(*arguments[what])
        print(what, 'was answered')
    except BaseException as error:
        print(what, type(error).__name__, error)

arguments = {'send': (None,), 'throw': (KeyError(),), 'close': ()}

@asyncio.coroutine
def bottom():
    yield 'first'
    for what in ('send', 'throw', 'close'):
        for who in objects:
            ask(what, who)
    for who in objects:
        try:
            yield from who
        except ValueError as error:
            print('yield from ValueError', error)
        try:
            for value in who:
                print(value)
        except ValueError as error:
            print('for ValueError', error)
        for other in objects:
            ask('send', other)
    yield 'second'
    return 'value'

@asyncio.coroutine
def level(depth):
    made = bottom() if depth == 0 else level(depth - 1)
    objects.append(made)
    try:
        return (yield from made), depth
    finally:
        print('left', depth)

objects = [level(2)]
print(objects[0].send(None))
print(objects[0].send(None))
try:
    objects[0].send(None)
except StopIteration as end:
    print(end.value)
`;

const refused = (what: string) => `${what} ValueError generator already executing`;

const EXPECTED = [
  'first',
  ...['send', 'throw', 'close'].flatMap((what) => Array(4).fill(refused(what))),
  ...Array(4)
    .fill([refused('yield from'), refused('for'), ...Array(4).fill(refused('send'))])
    .flat(),
  'second',
  'left 0',
  'left 1',
  'left 2',
  "((('value', 0), 1), 2)",
];

const METHODS = { send: 'next', throw: 'throw', close: 'return' } as const;

/** Of four objects that wait for one another, the innermost asks each to go on. */
function program(run: (object: Gen, print: (line: unknown) => void) => void): string[] {
  const lines: string[] = [];
  const print = (line: unknown) => lines.push(String(line));
  const objects: Gen[] = [];
  const words = (error: unknown) => String(error).replace(':', '');
  const ask = (what: keyof typeof METHODS, who: Gen) =>
    print(`${what} ${words(attempt(() => who[METHODS[what]](undefined)))}`);

  const bottom = decorate(function* bottom(): Gen {
    yield 'first';
    for (const what of ['send', 'throw', 'close'] as const) {
      for (const who of objects) ask(what, who);
    }
    for (const who of objects) {
      try {
        yield* who;
      } catch (error) {
        print(`yield from ${words(error)}`);
      }
      try {
        for (const value of who) print(value);
      } catch (error) {
        print(`for ${words(error)}`);
      }
      for (const other of objects) ask('send', other);
    }
    yield 'second';
    return "'value'";
  });

  const level = decorate(function* level(depth: number): Gen {
    const made = depth === 0 ? bottom() : level(depth - 1);
    objects.push(made);
    try {
      return `(${yield* made}, ${depth})`;
    } finally {
      print(`left ${depth}`);
    }
  });

  objects.push(level(2));
  run(objects[0] as Gen, print);
  return lines;
}

const by_hand = (object: Gen, print: (line: unknown) => void): void => {
  for (let step = 0; step < 3; step++) print(object.next().value);
};

describe('a coroutine that resumes itself, or one that waits for it', () => {
  it(`is refused, and nobody else notices${without_python36}`, () => {
    expect(program(by_hand)).toEqual(EXPECTED);
    if (has_python36) expect(python36(['-c', PYTHON]).stdout.trim().split('\n')).toEqual(EXPECTED);
  });

  it('is refused when somebody else is the driver', () => {
    expect(program((object, print) => by_hand(by_drive(object), print))).toEqual(EXPECTED);
  });

  it('is refused when it is driven by hand inside others that wait', () => {
    const run = (object: Gen, print: (line: unknown) => void) => {
      const inside = decorate(function* inside(depth: number): Gen {
        yield;
        if (depth > 0) yield* inside(depth - 1);
        else by_hand(object, print);
      });
      const outer = inside(3);
      while (!outer.next().done);
    };
    expect(program(run)).toEqual(EXPECTED);
  });

  it('is refused when it does so while it runs natively, with nothing to wait for', () => {
    const log: unknown[] = [];
    const fn = decorate(function* (): Gen {
      for (const how of ['next', 'throw', 'return'] as const) {
        log.push(attempt(() => object[how](undefined)));
      }
      return 'done';
    });
    const object = fn();
    expect(object.next().value).toBe('done');
    expect(log).toEqual(Array(3).fill('ValueError: generator already executing'));
  });

  it('is refused when the chain was started by hand and is now waited for', () => {
    const run = (object: Gen, print: (line: unknown) => void) => {
      const outer = decorate(function* (): Gen {
        print(object.next().value);
        return yield* object;
      })();
      by_hand(outer, print);
    };
    expect(program(run).filter((line) => line !== 'undefined')).toEqual(EXPECTED);
  });

  it('keeps the depth that it had', () => {
    let middle: Gen | undefined;
    const level = decorate(function* level(depth: number): Gen {
      if (depth === 0) {
        for (;;) yield attempt(() => middle?.next());
      }
      const made = level(depth - 1);
      if (depth === 10_000) middle = made;
      yield* made;
    });
    const object = level(20_000);
    const seen = Array.from({ length: 3 }, () => object.next().value);
    expect(seen).toEqual(Array(3).fill('ValueError: generator already executing'));
  });
});

describe('a coroutine that two drivers share', () => {
  const step = (fn: () => Coroutine<unknown>) => coroutine(fn)();

  it('goes on for whoever resumes it, and has ended for the other', () => {
    for (const kind of [(fn: GenFunction) => fn, decorate]) {
      const log: unknown[] = [];
      const inner = kind(function* (): Gen {
        log.push(yield 1, yield 2);
        return 'value';
      });
      const shared = kind(function* (): Gen {
        return yield* inner();
      })();
      const user = kind(function* (): Gen {
        return ['got', yield* shared];
      });
      const [one, other] = [user(), user()];
      expect(one.next('a').value).toBe(1);
      expect(other.next('b').value).toBe(2);
      expect(other.next('c').value).toEqual(['got', 'value']);
      expect(log).toEqual([undefined, 'c']);
      expect(one.next('d')).toEqual({ value: ['got', undefined], done: true });
    }
  });

  it('belongs to the first of two tasks; the second gets the error of the future', () => {
    const loop = new VirtualTimeLoop();
    const future = loop.create_future<number>();
    const shared = step(function* () {
      return yield* future;
    });
    const user = () =>
      loop.create_task(
        step(function* () {
          return ['got', yield* shared];
        }),
      );
    const tasks = [user(), user()];
    loop.call_later(1, () => future.set_result(7));
    const outcomes = tasks.map((task) => attempt(() => loop.run_until_complete(task)));
    expect(outcomes).toEqual([
      ['got', undefined],
      "AssertionError: yield from wasn't used with future",
    ]);
    loop.close();
  });

  it('is waited for by the other still, when only the one was refused', () => {
    for (const kind of [(fn: GenFunction) => fn, decorate]) {
      const log: unknown[] = [];
      const asks = kind(function* (): Gen {
        yield 1;
        log.push(String(attempt(() => waiting.next())).includes('already'));
        yield 2;
        return 'end';
      })();
      // It waits for the one above, which resumes it while it runs: it is told so, and waits no longer.
      const waiting = kind(function* (): Gen {
        try {
          return yield* asks;
        } catch (error) {
          log.push(String(error).includes('already'));
          yield 'moved on';
          return 'other end';
        }
      })();
      expect(waiting.next().value).toBe(1);
      expect(asks.next().value).toBe(2);
      expect(log).toEqual([true, false]);
      expect(waiting.next().value).toBe('other end');
      expect(asks.next().value).toBe('end');
    }
  });
});

describe('the two exceptions', () => {
  const deep = decorate(function* deep(levels: number): Gen {
    if (levels > 0) return yield* deep(levels - 1);
    yield 'first';
    yield 'second';
    return 'value';
  });

  it.each([
    [100, 'next', ['first', 'second', 'value']],
    [500, 'next', [undefined, 'first', 'second', 'value']],
    [500, 'throw', [undefined, 'Error: boo']],
    [500, 'return', [undefined, 'asked']],
  ] as const)(
    'a plain generator above %i coroutines that a coroutine drives by hand yields once more: %s',
    (levels, how, expected) => {
      function* plain(): Gen {
        return yield* deep(levels);
      }
      const seen: unknown[] = [];
      const driver = decorate(function* (): Gen {
        const object = plain();
        seen.push(object.next().value);
        if (how === 'throw') seen.push(attempt(() => object.throw(new Error('boo'))));
        else if (how === 'return') seen.push(object.return('asked').value);
        else while (seen.at(-1) !== 'value') seen.push(object.next().value);
      });
      driver().next();
      expect(seen).toEqual(expected);
    },
  );

  it('nobody else sees that yield: the same, driven by hand outside of coroutines', () => {
    function* plain(): Gen {
      return yield* deep(500);
    }
    const object = plain();
    expect([object.next(), object.next(), object.next()].map(({ value }) => value)).toEqual([
      'first',
      'second',
      'value',
    ]);
  });

  /** Hands on the very result objects of the iterator that it has asked for. */
  class Forwards {
    readonly steps: unknown[] = [];
    private readonly _iterator: Gen;
    constructor(iterable: Gen) {
      this._iterator = iterable[Symbol.iterator]() as Gen;
    }
    [Symbol.iterator](): this {
      return this;
    }
    next(value: unknown) {
      const result = this._iterator.next(value);
      this.steps.push(result.value);
      return result;
    }
  }

  it.each([
    ['a coroutine', () => deep(3)],
    [
      'a plain generator above one',
      function* (): Gen {
        return yield* deep(3);
      },
    ],
  ])('an iterator that hands on the results of %s sees the first and the last step', (_, make) => {
    let iterator: Forwards | undefined;
    const outer = decorate(function* (): Gen {
      iterator = new Forwards(make());
      return yield* iterator as unknown as Gen;
    });
    const object = outer();
    const seen = [object.next(), object.next(), object.next()].map(({ value }) => value);
    expect(seen).toEqual(['first', 'second', 'value']);
    expect(iterator?.steps).toEqual(['first', 'value']);
  });

  it('an iterator that hands on results, and then asks no more, leaves nothing behind', () => {
    const inner = deep(0);
    const iterator = new Forwards(inner);
    const outer = decorate(function* (): Gen {
      yield* iterator as unknown as Gen;
    })();
    outer.next();
    iterator.next = () => ({ value: undefined, done: true });
    outer.next();
    expect(outer.next().done).toBe(true);
    expect(inner.next()).toEqual({ value: undefined, done: true });
  });
});
