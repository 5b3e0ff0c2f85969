import { describe, expect, expectTypeOf, it } from 'vitest';
import { TimeoutError, ValueError } from '../../lib/errors';
import * as asyncio from '../../lib/index';
import { VirtualTimeLoop } from '../../lib/test_utils';
import {
  go,
  iterate,
  loop,
  outcome,
  run,
  shown,
  start,
  ticks,
  use_virtual_loop,
} from '../support/virtual';

use_virtual_loop();

const instant = asyncio.coroutine(function* instant() {
  return 'instant';
});

/** The outcome of a wait_for, and when. */
function waited(awaitable: asyncio.Awaitable<unknown>, timeout: number | null | undefined) {
  const task = start(asyncio.wait_for(awaitable, timeout));
  run(() => asyncio.wait([task]));
  return [outcome(task), loop.time()];
}

const pending_timers = () => loop._scheduled.filter((timer) => !timer._cancelled).length;

describe('wait_for', () => {
  it('returns the result when it comes in time', () => {
    expect(waited(asyncio.sleep(1, 'in time'), 5)).toEqual(["'in time'", 1]);
    expect(pending_timers()).toBe(0);
  });

  it('raises the exception when it comes in time', () => {
    const future = loop.create_future();
    loop.call_later(1, () => future.set_exception(new ValueError('x')));
    expect(waited(future, 5)).toEqual(["raised ValueError('x',)", 1]);
    expect(pending_timers()).toBe(0);
  });

  it('raises TimeoutError when the time is over, and cancels what it waited for', () => {
    const task = go(() => asyncio.sleep(9));
    expect(waited(task, 2)).toEqual(['raised TimeoutError()', 2]);
    expect(outcome(task)).toBe('cancelled');
  });

  it("raises asyncio's TimeoutError", () => {
    expect(() => loop.run_until_complete(asyncio.wait_for(loop.create_future(), 1))).toThrow(
      asyncio.TimeoutError,
    );
    expect(asyncio.TimeoutError).toBe(TimeoutError);
  });

  it('does not wait for the cancelled one to clean up', () => {
    const log: string[] = [];
    const inner = go(function* () {
      try {
        yield* asyncio.sleep(9);
      } finally {
        log.push('cleaning');
        yield* asyncio.sleep(5);
        log.push('clean');
      }
    });
    expect(waited(inner, 2)).toEqual(['raised TimeoutError()', 2]);
    expect([inner.done(), log]).toEqual([false, ['cleaning']]);
    run(() => asyncio.wait([inner]));
    expect([outcome(inner), log, loop.time()]).toEqual(['cancelled', ['cleaning', 'clean'], 7]);
  });

  it('raises TimeoutError also when the cancelled one refuses; its later result is ignored', () => {
    const inner = go(function* () {
      try {
        yield* asyncio.sleep(9);
      } catch {}
      return yield* asyncio.sleep(1, 'ignored');
    });
    expect(waited(inner, 2)).toEqual(['raised TimeoutError()', 2]);
    expect(loop.run_until_complete(inner)).toBe('ignored');
  });

  it.each([undefined, null])(
    'waits without a limit, and without a task of its own, for %o',
    (none) => {
      const made: unknown[] = [];
      expect(waited(asyncio.sleep(1e6, 'slept'), none)).toEqual(["'slept'", 1e6]);
      const log = asyncio.Task.all_tasks().size;
      const task = start(
        asyncio.wait_for(
          asyncio.coroutine(function* () {
            made.push(asyncio.Task.current_task() === task);
            yield;
          })(),
          none,
        ),
      );
      loop.run_until_complete(task);
      expect([made, log]).toEqual([[true], 0]);
    },
  );

  it.each([0, -1])(
    'lets a coroutine that ends in its first step win against a timeout of %d',
    (timeout) => {
      expect(waited(instant(), timeout)).toEqual(["'instant'", 0]);
      const done = loop.create_future<string>();
      done.set_result('done');
      expect(waited(done, timeout)).toEqual(["'done'", 0]);
      expect(waited(asyncio.sleep(1), timeout)).toEqual(['raised TimeoutError()', 0]);
      expect(waited(loop.create_future(), timeout)).toEqual(['raised TimeoutError()', 0]);
    },
  );

  it('gives a sleep of the same length the advantage or not as the heap has it: the timeout is set first', () => {
    const task = go(() => asyncio.sleep(3, 'slept'));
    iterate();
    expect(waited(task, 3)).toEqual(["'slept'", 3]);
  });

  it('prefers the result when both come in the same iteration', () => {
    const future = loop.create_future<string>();
    const task = start(asyncio.wait_for(future, 1));
    iterate();
    loop.call_at(1, () => future.set_result('result'));
    run(() => asyncio.wait([task]));
    expect(outcome(task)).toBe("'result'");
  });

  it('suspends also for what is done already', () => {
    const done = loop.create_future<string>();
    done.set_result('done');
    const task = start(asyncio.wait_for(done, 1));
    iterate(2);
    expect(task.done()).toBe(false);
    iterate(1);
    expect(outcome(task)).toBe("'done'");
  });

  it('raises CancelledError when what it waits for is cancelled', () => {
    const future = loop.create_future();
    loop.call_later(1, () => future.cancel());
    expect(waited(future, 5)).toEqual(['cancelled', 1]);
  });

  it('cancels what it waits for when it is cancelled itself', () => {
    const inner = go(() => asyncio.sleep(9));
    const waiter = start(asyncio.wait_for(inner, 5));
    iterate();
    waiter.cancel();
    iterate(2);
    expect([outcome(waiter), outcome(inner), pending_timers()]).toEqual([
      'cancelled',
      'cancelled',
      0,
    ]);
  });

  it('loses the result that came in the tick in which it is cancelled', () => {
    const future = loop.create_future<string>();
    const waiter = start(asyncio.wait_for(future, 5));
    iterate();
    future.set_result('lost');
    waiter.cancel();
    iterate(2);
    expect([outcome(waiter), outcome(future)]).toEqual(['cancelled', "'lost'"]);
    expect(pending_timers()).toBe(0);
  });

  it('cannot cancel what is shielded', () => {
    const inner = go(() => asyncio.sleep(3, 'shielded'));
    expect(waited(asyncio.shield(inner), 1)).toEqual(['raised TimeoutError()', 1]);
    expect(loop.run_until_complete(inner)).toBe('shielded');
  });

  it('leaves no callback on what it has given up', () => {
    class Refusing<T> extends asyncio.Future<T> {
      override cancel(): boolean {
        return false;
      }
    }
    const future = new Refusing();
    expect(waited(future, 1)).toEqual(['raised TimeoutError()', 1]);
    expect(future._callbacks).toEqual([]);
  });

  it('shows its callback by name', () => {
    const future = loop.create_future<void>();
    const waiter = start(asyncio.wait_for(future, 5));
    iterate();
    expect(shown(future)).toBe(
      '<Future pending cb=[_release_waiter(<Future pendi...sk._wakeup()]>)()]>',
    );
    future.set_result();
    iterate(2);
    expect(waiter.done()).toBe(true);
  });

  it('can be nested: the shortest time counts', () => {
    const nested = asyncio.wait_for(asyncio.wait_for(asyncio.sleep(9), 2), 5);
    expect(waited(nested, 8)).toEqual(['raised TimeoutError()', 2]);
  });

  it('takes the loop as an option', () => {
    const other = new VirtualTimeLoop();
    const coro = asyncio.wait_for(asyncio.sleep(1, 'x', { loop: other }), 5, { loop: other });
    expect(other.run_until_complete(coro)).toBe('x');
    const foreign = other.create_future();
    expect(() => loop.run_until_complete(asyncio.wait_for(foreign, 1))).toThrow(
      new ValueError('loop argument must agree with Future'),
    );
    expect(() =>
      loop.run_until_complete(asyncio.wait_for(ticks(1), 1, { lop: 1 } as never)),
    ).toThrow(new TypeError("wait_for() got an unexpected keyword argument 'lop'"));
    other.close();
  });

  it.each([1, undefined])('refuses what cannot be waited for, with a timeout of %o', (timeout) => {
    expect(() => loop.run_until_complete(asyncio.wait_for(5 as never, timeout))).toThrow(TypeError);
  });

  it('infers the result', () => {
    const coro = asyncio.wait_for(asyncio.sleep(0, 'x'), 1);
    expectTypeOf(coro).toEqualTypeOf<asyncio.Coroutine<string>>();
    expect(loop.run_until_complete(coro)).toBe('x');
  });
});
