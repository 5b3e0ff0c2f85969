import { describe, expect, it } from 'vitest';
import * as asyncio from '../../lib/index';
import { loop, run, shown, start, use_virtual_loop } from '../support/virtual';
import { outcome } from './outcome';

use_virtual_loop();

describe('Event', () => {
  it('is not set at first, and prints its state', () => {
    const event = new asyncio.Event();
    expect(event.is_set()).toBe(false);
    expect(shown(event)).toBe('<asyncio.locks.Event object at 0x… [unset]>');
    run(function* () {
      const task = start(event.wait());
      yield;
      expect(shown(event)).toBe('<asyncio.locks.Event object at 0x… [unset,waiters:1]>');
      event.set();
      expect(shown(event)).toBe('<asyncio.locks.Event object at 0x… [set,waiters:1]>');
      yield* task;
      expect(shown(event)).toBe('<asyncio.locks.Event object at 0x… [set]>');
    });
  });

  it('returns true at once from wait() when it is set', () => {
    const event = new asyncio.Event();
    event.set();
    expect(event.wait().next()).toEqual({ value: true, done: true });
    event.clear();
    expect(event.is_set()).toBe(false);
    expect(event.wait().next().done).toBe(false);
  });

  it('wakes all who wait, in order; who comes after set() passes first', () => {
    const event = new asyncio.Event();
    const log: string[] = [];
    const wait = asyncio.coroutine(function* (name: string) {
      if (yield* event.wait()) log.push(name);
    });
    run(function* () {
      const tasks = [start(wait('a')), start(wait('b'))];
      yield;
      tasks.push(start(wait('late')));
      event.set();
      yield* asyncio.wait(tasks);
    });
    expect(log).toEqual(['late', 'a', 'b']);
  });

  it('wakes those who wait once, though clear() follows set() at once', () => {
    const event = new asyncio.Event();
    run(function* () {
      const task = start(event.wait());
      yield;
      event.set();
      event.clear();
      event.set();
      event.clear();
      expect(yield* task).toBe(true);
      expect([event.is_set(), event._waiters.length]).toEqual([false, 0]);
    });
  });

  it('does nothing on a second set(): who waits since clear() is woken by the next one', () => {
    const event = new asyncio.Event();
    run(function* () {
      event.set();
      event.set();
      event.clear();
      const task = start(event.wait());
      yield;
      expect(task.done()).toBe(false);
      event.set();
      expect(yield* task).toBe(true);
    });
  });

  it('forgets a cancelled waiter', () => {
    const event = new asyncio.Event();
    run(function* () {
      const task = start(event.wait());
      loop.call_soon(() => task.cancel());
      expect(yield* outcome(task)).toBe('cancelled');
      expect(event._waiters.length).toBe(0);
    });
  });

  it('is no lock: it cannot hold a block', () => {
    expect(Symbol.iterator in new asyncio.Event()).toBe(false);
    expect(Symbol.dispose in new asyncio.Event()).toBe(false);
  });
});
