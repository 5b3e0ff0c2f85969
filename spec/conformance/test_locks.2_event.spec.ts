import { beforeEach, describe, expect, it } from 'vitest';
import { CancelledError } from '../../lib/errors';
import * as asyncio from '../../lib/index';
import { repr } from '../../lib/reprlib';
import { run_briefly, type TestLoop } from '../../lib/test_utils';
import { a_loop, PRINTED, results_of } from './locks';
import { new_test_loop } from './test_loop';

let loop: TestLoop;

beforeEach(() => {
  loop = new_test_loop();
});

const new_event = () => new asyncio.Event({ loop });

describe('EventTests', () => {
  it('test_ctor_loop: keeps the loop that it was given, whatever that is', () => {
    const other = a_loop();
    expect(new asyncio.Event({ loop: other })._loop).toBe(other);
    expect(new_event()._loop).toBe(loop);
  });

  it('test_ctor_noloop: takes the current loop', () => {
    asyncio.set_event_loop(loop);
    expect(new asyncio.Event()._loop).toBe(loop);
  });

  it('test_repr: ends with its state and the number of those who wait', () => {
    const event = new_event();
    expect(repr(event)).toMatch(/\[unset\]>$/);
    expect(repr(event)).toMatch(PRINTED);

    event.set();
    expect(repr(event)).toMatch(/\[set\]>$/);
    expect(repr(event)).toMatch(PRINTED);

    event._waiters.append(loop.create_future());
    expect(repr(event)).toContain('waiters:1');
    expect(repr(event)).toMatch(PRINTED);
  });

  it('test_wait: set() wakes all who wait; who comes to it after that does not wait, and is first', () => {
    const event = new_event();
    expect(event.is_set()).toBe(false);
    const result: number[] = [];
    const wait = asyncio.coroutine(function* (number: number): asyncio.Coroutine<void> {
      if (yield* event.wait()) result.push(number);
    });
    const t1 = new asyncio.Task(wait(1), { loop });
    const t2 = new asyncio.Task(wait(2), { loop });
    run_briefly(loop);
    expect(result).toEqual([]);

    const t3 = new asyncio.Task(wait(3), { loop });
    event.set();
    run_briefly(loop);
    expect(result).toEqual([3, 1, 2]);
    expect(results_of(t1, t2, t3)).toEqual([undefined, undefined, undefined]);
  });

  it('test_wait_on_set: wait() is over at once when the event is set', () => {
    const event = new_event();
    event.set();
    expect(event.wait().next()).toEqual({ value: true, done: true });
    expect(loop.run_until_complete(event.wait())).toBe(true);
  });

  it('test_wait_cancel: leaves nothing behind in the queue', () => {
    const event = new_event();
    const task = new asyncio.Task(event.wait(), { loop });
    loop.call_soon(() => task.cancel());
    expect(() => loop.run_until_complete(task)).toThrow(CancelledError);
    expect(event._waiters.length).toBe(0);
  });

  it('test_clear: takes set() back', () => {
    const event = new_event();
    expect(event.is_set()).toBe(false);
    event.set();
    expect(event.is_set()).toBe(true);
    event.clear();
    expect(event.is_set()).toBe(false);
  });

  it('test_clear_with_waiters: does not hold back those whom set() has woken', () => {
    const event = new_event();
    const result: number[] = [];
    const wait = asyncio.coroutine(function* () {
      if (yield* event.wait()) result.push(1);
      return true;
    });
    const task = new asyncio.Task(wait(), { loop });
    run_briefly(loop);
    expect(result).toEqual([]);

    event.set();
    event.clear();
    expect(event.is_set()).toBe(false);
    event.set();
    event.set();
    expect(event._waiters.length).toBe(1);

    run_briefly(loop);
    expect(result).toEqual([1]);
    expect(event._waiters.length).toBe(0);
    expect(results_of(task)).toEqual([true]);
  });
});
