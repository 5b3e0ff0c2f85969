import { afterEach, describe, expect, expectTypeOf, it } from 'vitest';
import { DeprecationWarning, ValueError } from '../lib/errors';
import * as asyncio from '../lib/index';
import { TestLoop, VirtualTimeLoop } from '../lib/test_utils';
import { showwarning, simplefilter } from '../lib/warnings';
import {
  go,
  iterate,
  loop,
  outcome,
  run,
  start,
  ticks,
  use_virtual_loop,
  which,
} from './support/virtual';

use_virtual_loop();

const answer = asyncio.coroutine(function* answer() {
  return 42;
});

describe('ensure_future', () => {
  it('returns a future as it is, a task too, done or not', () => {
    const future = loop.create_future<number>();
    const task = start(answer());
    expect(which([asyncio.ensure_future(future)], [future])).toEqual([0]);
    expect(which([asyncio.ensure_future(task, { loop })], [task])).toEqual([0]);
    loop.run_until_complete(task);
    expect(which([asyncio.ensure_future(task, { loop: null })], [task])).toEqual([0]);
  });

  it('refuses a future of another loop than the one that is given', () => {
    const other = new VirtualTimeLoop();
    expect(() => asyncio.ensure_future(loop.create_future(), { loop: other })).toThrow(
      new ValueError('loop argument must agree with Future'),
    );
    expect(asyncio.ensure_future(other.create_future())._loop).toBe(other);
    other.close();
  });

  it('makes a task of a coroutine object, decorated or not, in the current or the given loop', () => {
    const other = new VirtualTimeLoop();
    const task = asyncio.ensure_future(answer(), { loop: other });
    expect(task).toBeInstanceOf(asyncio.Task);
    expect(task._loop).toBe(other);
    expect(other.run_until_complete(task)).toBe(42);
    other.close();
    function* plain(): asyncio.Coroutine<string> {
      return 'plain';
    }
    expect(asyncio.ensure_future(plain())._loop).toBe(loop);
    iterate();
  });

  it.each([5, 'text', undefined, null, [], new Set(), new Map(), new Uint8Array(), {}, answer])(
    'refuses %o',
    (value) => {
      expect(() => asyncio.ensure_future(value as never)).toThrow(
        new TypeError('An asyncio.Future, a coroutine or an awaitable is required'),
      );
    },
  );

  it('refuses an unknown option, and a loop that is no option', () => {
    expect(() => asyncio.ensure_future(loop.create_future(), { lop: 1 } as never)).toThrow(
      new TypeError("ensure_future() got an unexpected keyword argument 'lop'"),
    );
    expect(() => asyncio.ensure_future(loop.create_future(), loop as never)).toThrow(TypeError);
  });

  it('infers the kind of future', () => {
    const future = loop.create_future<string>();
    expectTypeOf(asyncio.ensure_future(future)).toEqualTypeOf<asyncio.Future<string>>();
    const task = asyncio.ensure_future(answer());
    expectTypeOf(task).toEqualTypeOf<asyncio.Task<number>>();
    expect(loop.run_until_complete(task)).toBe(42);
  });
});

describe('async, the old name of ensure_future', () => {
  const { write } = showwarning;
  afterEach(() => {
    showwarning.write = write;
    simplefilter(undefined);
  });

  it('does the same, with a DeprecationWarning that is shown when asked for', () => {
    const warnings: string[] = [];
    showwarning.write = (message, category) => warnings.push(`${category.name}: ${message}`);
    const task = asyncio.async(answer());
    expect(warnings).toEqual([]);
    simplefilter('always');
    expect(which([asyncio.async(task, { loop })], [task])).toEqual([0]);
    expect(warnings).toEqual([
      'DeprecationWarning: asyncio.async() function is deprecated, use ensure_future()',
    ]);
    expect(loop.run_until_complete(task)).toBe(42);
    expect(asyncio.async.name).toBe('async');
  });

  it('raises when warnings are errors', () => {
    simplefilter('error');
    expect(() => asyncio.async(loop.create_future())).toThrow(DeprecationWarning);
  });
});

describe('sleep', () => {
  it('waits for so many seconds, and returns the result', () => {
    expect(run(() => asyncio.sleep(3, 'slept'))).toBe('slept');
    expect(loop.time()).toBe(3);
    expect(run(() => asyncio.sleep(0.5))).toBe(undefined);
    expect(loop.time()).toBe(3.5);
  });

  it('of 0 seconds is one bare yield: no timer, no future, one tick', () => {
    const task = go(() => asyncio.sleep(0, 'zero'));
    iterate();
    expect([task.done(), task._fut_waiter, loop._scheduled.length]).toEqual([false, undefined, 0]);
    iterate();
    expect(outcome(task)).toBe("'zero'");
    expect(run(() => asyncio.sleep(-0))).toBe(undefined);
  });

  it('of a negative time uses a timer all the same', () => {
    const task = go(() => asyncio.sleep(-1, 'negative'));
    iterate();
    expect(loop._scheduled.map(({ _when }) => _when)).toEqual([-1]);
    expect(task._fut_waiter).toBeDefined();
    expect(loop.run_until_complete(task)).toBe('negative');
    expect(loop.time()).toBe(0);
  });

  it('asks for its time when it first runs, not when it is called', () => {
    const coro = asyncio.sleep(1);
    run(() => asyncio.sleep(5));
    loop.run_until_complete(coro);
    expect(loop.time()).toBe(6);
  });

  it('cancels its timer when it is cancelled', () => {
    const task = go(() => asyncio.sleep(9));
    iterate();
    const timer = loop._scheduled[0];
    task.cancel();
    iterate();
    expect([outcome(task), timer?._cancelled]).toEqual(['cancelled', true]);
    expect(run(() => asyncio.sleep(1, 'on'))).toBe('on');
    expect(loop.time()).toBe(1);
  });

  it('leaves a cancelled future alone when its timer fires in the same iteration', () => {
    const task = go(() => asyncio.sleep(1));
    loop.call_at(1, () => task.cancel());
    run(() => asyncio.wait([task]));
    expect(outcome(task)).toBe('cancelled');
  });

  it('takes the loop as an option, with and without a result', () => {
    const test_loop = new TestLoop(function* () {
      expect(yield).toBe(2);
      expect(yield 2).toBe(5);
      yield 3;
    });
    asyncio.set_event_loop(undefined);
    expect(test_loop.run_until_complete(asyncio.sleep(2, 'a', { loop: test_loop }))).toBe('a');
    expect(test_loop.run_until_complete(asyncio.sleep(3, { loop: test_loop }))).toBe(undefined);
    test_loop.close();
  });

  it('returns an object that is no option', () => {
    const result = { loop: 'x', other: 1 };
    expect(run(() => asyncio.sleep(0, result))).toBe(result);
    expect(run(() => asyncio.sleep(1, {}))).toEqual({});
  });

  it.each([0, 1])('refuses an unknown option, with a delay of %d', (delay) => {
    const task = start(asyncio.sleep(delay, 1, { lop: loop } as never));
    iterate();
    expect(outcome(task)).toBe(
      `raised TypeError("sleep() got an unexpected keyword argument 'lop'",)`,
    );
  });

  it('sleeps side by side, not one after the other', () => {
    const log: number[] = [];
    const nap = asyncio.coroutine(function* (seconds: number) {
      yield* asyncio.sleep(seconds);
      log.push(seconds);
    });
    for (const seconds of [3, 1, 2]) start(nap(seconds));
    run(() => asyncio.sleep(4));
    expect(log).toEqual([1, 2, 3]);
    expect(loop.time()).toBe(4);
  });
});

describe('what is exported', () => {
  it('has the names and the constants of asyncio.tasks', () => {
    expect([asyncio.FIRST_COMPLETED, asyncio.FIRST_EXCEPTION, asyncio.ALL_COMPLETED]).toEqual([
      'FIRST_COMPLETED',
      'FIRST_EXCEPTION',
      'ALL_COMPLETED',
    ]);
    for (const fn of [asyncio.sleep, asyncio.wait, asyncio.wait_for]) {
      expect(asyncio.iscoroutinefunction(fn)).toBe(true);
    }
    for (const fn of [
      asyncio.gather,
      asyncio.shield,
      asyncio.as_completed,
      asyncio.ensure_future,
    ]) {
      expect(asyncio.iscoroutinefunction(fn)).toBe(false);
    }
    loop.run_until_complete(ticks(1));
  });
});
