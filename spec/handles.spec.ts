import { describe, expect, it } from 'vitest';
import { AssertionError, NotImplemented } from '../lib/errors';
import { Handle, TimerHandle } from '../lib/handles';
import * as asyncio from '../lib/index';
import { less_than } from '../lib/ordering';
import { Clock, handle, run, tick, timer } from './support/handles';
import { contexts, loop, use_reported_loop } from './support/reported';

use_reported_loop();

describe('call_soon, call_later, call_at and call_soon_threadsafe', () => {
  it('return a Handle or a TimerHandle', () => {
    const handles = [loop.call_soon(tick), loop.call_soon_threadsafe(tick)];
    const timers = [loop.call_later(1, tick), loop.call_at(1, tick)];
    expect(handles.map((one) => one.constructor)).toEqual([Handle, Handle]);
    expect(timers.map((one) => one.constructor)).toEqual([TimerHandle, TimerHandle]);
    expect(timers.every((one) => one instanceof Handle)).toBe(true);
    expect([asyncio.Handle, asyncio.TimerHandle]).toEqual([Handle, TimerHandle]);
  });
});

describe('cancel', () => {
  it('prevents the call, and may be repeated', () => {
    const calls: string[] = [];
    const soon = loop.call_soon(() => calls.push('soon'));
    const later = loop.call_later(0, () => calls.push('later'));
    for (const one of [soon, soon, later, later]) expect(one.cancel()).toBe(undefined);
    run();
    expect(calls).toEqual([]);
  });

  it('drops the callback and its arguments', () => {
    const one = handle(tick, 1);
    one.cancel();
    expect([one._cancelled, one._callback, one._args]).toEqual([true, undefined, undefined]);
  });

  it('after the call does nothing', () => {
    const clock = new Clock();
    const one = loop.call_soon(() => clock.tick());
    run();
    one.cancel();
    run();
    expect(clock.ticks).toBe(1);
  });

  it('within the callback itself does nothing', () => {
    const clock = new Clock();
    const one = loop.call_soon(() => {
      one.cancel();
      clock.tick();
    });
    run();
    expect([clock.ticks, contexts]).toEqual([1, []]);
  });

  it('of a timer in the heap is counted once', () => {
    const one = loop.call_later(1, tick);
    one.cancel();
    one.cancel();
    expect(loop._timer_cancelled_count).toBe(1);
  });

  it('of a timer that is in no heap is not counted', () => {
    timer(1).cancel();
    const due = loop.call_later(0, tick);
    run();
    due.cancel();
    expect(loop._timer_cancelled_count).toBe(0);
  });
});

describe('_scheduled', () => {
  it('says whether the timer is in the heap', () => {
    expect(timer(1)._scheduled).toBe(false);
    const seen: boolean[] = [];
    const one: TimerHandle = loop.call_later(0, () => seen.push(one._scheduled));
    seen.push(one._scheduled);
    run();
    expect([...seen, one._scheduled]).toEqual([true, false, false]);
  });

  it('is false for a cancelled timer as soon as the heap is cleaned', () => {
    const one = loop.call_later(1, tick);
    one.cancel();
    expect(one._scheduled).toBe(true);
    run();
    expect(one._scheduled).toBe(false);
  });
});

describe('debug mode', () => {
  const coroutine_function = asyncio.coroutine(function* (): asyncio.Coroutine<void> {});
  const methods = ['call_soon', 'call_soon_threadsafe', 'call_later', 'call_at'] as const;

  it.each(methods)('refuses coroutines and what is not callable as callback of %s', (method) => {
    loop.set_debug(true);
    const name = method === 'call_later' ? 'call_at' : method;
    const schedule = (callback: unknown): unknown => {
      const args = method.startsWith('call_soon') ? [callback] : [1, callback];
      return (loop[method] as (...args: unknown[]) => unknown).apply(loop, args);
    };
    const coro = coroutine_function();
    for (const wrong of [coro, coroutine_function]) {
      expect(() => schedule(wrong)).toThrow(
        new TypeError(`coroutines cannot be used with ${name}()`),
      );
    }
    coro.return(undefined);
    expect(() => schedule(1)).toThrow(
      new TypeError(`a callable object was expected by ${name}(), got 1`),
    );
  });
});

describe('a TimerHandle', () => {
  it('needs a time', () => {
    for (const none of [undefined, null]) {
      expect(() => timer(none as unknown as number)).toThrow(AssertionError);
    }
    expect(timer(0)._when).toBe(0);
  });

  it('is ordered by its time alone', () => {
    const [one, two, same] = [timer(1, tick), timer(2, tick), timer(1, Math.max)];
    expect([one.__lt__(two), two.__lt__(one), one.__lt__(same)]).toEqual([true, false, false]);
    expect([one.__gt__(two), two.__gt__(one), one.__gt__(same)]).toEqual([false, true, false]);
    expect([less_than(one, two), less_than(two, one)]).toEqual([true, false]);
  });

  it('is at most and at least another that is earlier or later, or equal', () => {
    const [one, two, equal, same] = [timer(1), timer(2), timer(1), timer(1, Math.max)];
    expect([one.__le__(two), two.__le__(one), one.__le__(equal)]).toEqual([true, false, true]);
    expect([one.__ge__(two), two.__ge__(one), one.__ge__(equal)]).toEqual([false, true, true]);
    expect([one.__le__(same), one.__ge__(same)]).toEqual([false, false]);
  });

  it('equals another with the same time, callback, arguments and state', () => {
    const list = [1];
    const one = timer(1, tick, list, 2);
    expect(one.__eq__(one)).toBe(true);
    expect(one.__eq__(timer(1, tick, list, 2))).toBe(true);
    expect(one.__ne__(timer(1, tick, list, 2))).toBe(false);
    const others = [
      timer(2, tick, list, 2),
      timer(1, Math.max, list, 2),
      timer(1, tick, list, 3),
      timer(1, tick, list),
      timer(1, tick, list, 2, 3),
    ];
    for (const other of others)
      expect([one.__eq__(other), one.__ne__(other)]).toEqual([false, true]);
  });

  it('that is cancelled equals another cancelled one for the same time only', () => {
    const [one, two, other] = [timer(1, tick), timer(1, Math.max), timer(1)];
    one.cancel();
    expect(one.__eq__(other)).toBe(false);
    two.cancel();
    expect(one.__eq__(two)).toBe(true);
    two._cancelled = false;
    expect(one.__eq__(two)).toBe(false);
  });

  it('does not know how it compares to what is no timer', () => {
    const one = timer(1);
    for (const other of [handle(tick), 1, undefined]) {
      expect(one.__eq__(other)).toBe(NotImplemented);
      expect(one.__ne__(other)).toBe(NotImplemented);
    }
  });

  it('has the hash of its time', () => {
    expect(timer(1.5).__hash__()).toBe(1.5);
  });
});
