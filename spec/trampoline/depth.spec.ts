import { describe, expect, it, onTestFinished } from 'vitest';
import { coroutine, set_coroutine_debug } from '../../lib/coroutines';
import type { Task } from '../../lib/task';
import { VirtualTimeLoop } from '../../lib/test_utils';
import type { Coroutine } from '../../lib/types';
import { record_log } from '../support/records';
import { attempt, type Gen, type GenFunction } from './generators';

const DEPTH = 100_000;

const decorate = coroutine as (fn: GenFunction) => GenFunction;

/** A function whose objects wait for one another, so many of them; each adds 1, and each cleans up. */
function nested(deepest = DEPTH) {
  const left = { count: 0, last: -1, in_order: true };
  const level = decorate(function* level(depth: number, bottom: () => Gen): Gen {
    try {
      // Through the decorated name: in debug mode the inner name is not watched.
      return 1 + (yield* depth === 0 ? bottom() : self(depth - 1, bottom));
    } finally {
      left.in_order &&= depth === left.last + 1;
      left.last = depth;
      left.count += 1;
    }
  });
  const self = level;
  return { level, left, all_left: { count: deepest + 1, last: deepest, in_order: true } };
}

const waits_twice = decorate(function* waits_twice(): Gen {
  return (yield 'one') + (yield 'two');
});

// In debug mode, which takes its time, fewer: twice as many as the stack of V8 lets generators nest.
describe.each([
  [DEPTH, false],
  [20_000, true],
])('%i coroutines that wait for one another, debug mode %s', (depth, debug) => {
  function nested_in_mode() {
    set_coroutine_debug(debug);
    onTestFinished(() => set_coroutine_debug(undefined));
    record_log();
    return nested(depth);
  }

  it('let an error through that is thrown in, innermost first', () => {
    const { level, left, all_left } = nested_in_mode();
    const object = level(depth, waits_twice);
    object.next();
    expect(attempt(() => object.throw(new Error('boo')))).toBe('Error: boo');
    expect(left).toEqual(all_left);
  });

  it('are cancelled as a task, innermost first', () => {
    const { level, left, all_left } = nested_in_mode();
    const loop = new VirtualTimeLoop();
    const waits = coroutine(function* waits() {
      yield* loop.create_future();
    });
    const task: Task = loop.create_task(level(depth, waits));
    loop.call_later(1, () => task.cancel());
    expect(attempt(() => loop.run_until_complete(task))).toBe('CancelledError');
    expect(task.cancelled()).toBe(true);
    expect(left).toEqual(all_left);
    loop.close();
  });
});

describe(`${DEPTH} coroutines driven by hand`, () => {
  it('complete', () => {
    const { level, left, all_left } = nested();
    const object = level(DEPTH, waits_twice);
    expect(object.next().value).toBe('one');
    expect(object.next(10).value).toBe('two');
    expect(object.next(20)).toEqual({ value: 30 + DEPTH + 1, done: true });
    expect(left).toEqual(all_left);
  });

  it('return, innermost first', () => {
    const { level, left, all_left } = nested();
    const object = level(DEPTH, waits_twice);
    object.next();
    expect(object.return('asked')).toEqual({ value: 'asked', done: true });
    expect(left).toEqual(all_left);
  });
});

describe(`${DEPTH} coroutines in a task`, () => {
  it('wait a thousand times at the bottom, fail there, and are caught at the top', () => {
    const { level, left, all_left } = nested();
    const loop = new VirtualTimeLoop();
    let waited = 0;
    const fails = coroutine(function* fails(): Coroutine<void> {
      for (; waited < 1000; waited++) yield;
      throw new Error('from the bottom');
    });
    const top = coroutine(function* top() {
      return attempt_of(yield* caught(level(DEPTH, fails)));
    });
    const caught = coroutine(function* caught(object: Coroutine<unknown>) {
      try {
        yield* object;
        return 'nothing';
      } catch (error) {
        return error;
      }
    });
    expect(loop.run_until_complete(top())).toBe('Error: from the bottom');
    expect(waited).toBe(1000);
    expect(left).toEqual(all_left);
    loop.close();
  });

  it('may end and begin again and again', () => {
    const loop = new VirtualTimeLoop();
    const level = coroutine(function* level(depth: number): Coroutine<number> {
      if (depth % 1000 === 0) yield;
      return depth === 0 ? 0 : 1 + (yield* level(depth - 1));
    });
    const top = coroutine(function* top() {
      let sum = 0;
      for (let turn = 0; turn < 3; turn++) sum += yield* level(DEPTH);
      return sum;
    });
    expect(loop.run_until_complete(top())).toBe(3 * DEPTH);
    loop.close();
  });
});

const attempt_of = (value: unknown): string => String(value);

describe('plain generators between the coroutines', () => {
  it('between every two levels change nothing', () => {
    const log: unknown[] = [];
    function* plain(depth: number): Gen {
      try {
        return yield* level(depth);
      } catch (error) {
        if (depth === DEPTH / 2) log.push(`passes ${error}`);
        throw error;
      }
    }
    const level = decorate(function* level(depth: number): Gen {
      return depth === 0 ? yield* waits_twice() : 1 + (yield* plain(depth - 1));
    });
    const object = level(DEPTH);
    expect(object.next().value).toBe('one');
    expect(object.next(10).value).toBe('two');
    expect(object.next(20).value).toBe(30 + DEPTH);
    const other = level(DEPTH);
    other.next();
    expect(attempt(() => other.throw(new Error('boo')))).toBe('Error: boo');
    expect(log).toEqual(['passes Error: boo']);
  });

  it('nest as deep as the stack of V8 lets them, and then raise RangeError', () => {
    const { pile, deepest } = deep_plain();
    const object = pile(deepest);
    expect(object.next().value).toBe('one');
    expect(object.next(10).value).toBe('two');
    expect(object.next(20).value).toBe(30);
    expect(attempt(() => pile(1_000_000).next())).toMatch(/^RangeError/);
  });

  /** A coroutine above many plain generators above a coroutine, and how many there may be at least. */
  function deep_plain() {
    function* plain(depth: number): Gen {
      return depth === 0 ? yield* waits_twice() : yield* plain(depth - 1);
    }
    const pile = decorate(function* pile(depth: number): Gen {
      return yield* plain(depth);
    });
    return { pile, deepest: 2000 };
  }
});

describe('after an error nothing is left behind', () => {
  const level = decorate(function* level(depth: number): Gen {
    return depth === 0 ? yield* waits_twice() : 1 + (yield* level(depth - 1));
  });

  /** Needs every part of the machine at rest: it nests, parks, is driven by hand inside and outside. */
  function works(): boolean {
    function* plain(): Gen {
      return yield* level(500);
    }
    const outside = plain();
    const inside = decorate(function* (): Gen {
      const object = level(500);
      return [object.next().value, object.next(10).value, object.next(20).value];
    });
    const seen = [outside.next().value, outside.next(1).value, outside.next(2).value];
    return `${seen}` === 'one,two,503' && `${inside().next().value}` === 'one,two,530';
  }

  /** Call it that far down the stack. */
  function below<T>(frames: number, call: () => T): T {
    return frames === 0 ? call() : below(frames - 1, call);
  }

  function most_frames(): number {
    let frames = 1000;
    try {
      for (; ; frames += 50) below(frames, () => {});
    } catch {
      return frames;
    }
  }

  it.each(['next', 'throw', 'return'] as const)('wherever the stack ends, %s', (how) => {
    expect(works()).toBe(true);
    let ended = 0;
    const most = most_frames();
    for (let frames = most - 700; frames < most; frames += 7) {
      const object = level(300);
      try {
        below(frames, () => {
          object.next();
          object[how](1);
        });
      } catch (error) {
        if (error instanceof RangeError) ended += 1;
      }
      if (!works()) throw new Error(`something is left behind, ${frames} frames down`);
    }
    expect(ended).toBeGreaterThan(0);
  });

  it('also when a plain generator overflows in the middle of others', () => {
    function* endless(): Gen {
      yield* endless();
    }
    const above = decorate(function* above(depth: number): Gen {
      yield* depth === 0 ? endless() : above(depth - 1);
    });
    for (const depth of [0, 10, 150, 500]) {
      expect(attempt(() => above(depth).next())).toMatch(/^RangeError/);
      expect(works()).toBe(true);
    }
  });

  it('also when a driver inside was left in the middle', () => {
    const inside = decorate(function* inside(): Gen {
      const abandoned = level(500);
      abandoned.next();
      for (const value of level(500)) if (value === 'one') break;
      level(3)[Symbol.iterator]();
      throw new Error('in the middle');
    });
    const outer = decorate(function* outer(depth: number): Gen {
      yield* depth === 0 ? inside() : outer(depth - 1);
    });
    for (const depth of [0, 10, 500]) {
      expect(attempt(() => outer(depth).next())).toBe('Error: in the middle');
      expect(works()).toBe(true);
    }
  });
});
