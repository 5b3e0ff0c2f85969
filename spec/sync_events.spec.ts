import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { KeyboardInterrupt, RuntimeError } from '../lib/errors';
import * as asyncio from '../lib/index';
import { SyncEventLoop } from '../lib/sync_events';
import { VirtualTimeLoop } from '../lib/test_utils';
import { normalise } from './support/python36';

let loop: SyncEventLoop;

beforeEach(() => {
  loop = new VirtualTimeLoop();
  asyncio.set_event_loop(loop);
});

afterEach(() => {
  asyncio.set_event_loop(undefined);
  for (const task of asyncio.Task.all_tasks(loop)) task._log_destroy_pending = false;
  loop.close();
});

const wait_for = asyncio.coroutine(function* wait_for<T>(future: asyncio.Future<T>) {
  return yield* future;
});

/** The text of the RuntimeError that this raises. */
function stall_of(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    if (error instanceof RuntimeError) return normalise(error.message);
    throw error;
  }
  throw new Error('nothing was thrown');
}

const STALLED = 'Event loop stopped before Future completed.';
const PENDING =
  'Nothing can wake the loop any more: no callback is queued and no timer is set. Pending:';

describe('a synchronous loop', () => {
  it('returns the result itself', () => {
    expect(loop.run_until_complete(asyncio.sleep(1, 'slept'))).toBe('slept');
  });

  it('runs for ever until it is stopped, and returns None', () => {
    loop.call_later(1, () => loop.stop());
    expect(loop.run_forever()).toBe(undefined);
    expect(loop.time()).toBe(1);
  });

  it('raises what leaves the loop, and can be used again', () => {
    loop.call_soon(() => {
      throw new KeyboardInterrupt();
    });
    expect(() => loop.run_forever()).toThrow(KeyboardInterrupt);
    expect(loop.run_until_complete(asyncio.sleep(1, 'again'))).toBe('again');
  });
});

describe('a future that nothing can complete', () => {
  it('ends the run, instead of a wait without end', () => {
    expect(stall_of(() => loop.run_until_complete(loop.create_future()))).toBe(STALLED);
    expect(loop.is_running()).toBe(false);
    expect(asyncio._get_running_loop()).toBe(undefined);
  });

  it('is reported with the pending tasks, and what each waits for', () => {
    const future = loop.create_future();
    const task = loop.create_task(wait_for(future));
    expect(stall_of(() => loop.run_until_complete(wait_for(task)))).toBe(
      [
        STALLED,
        PENDING,
        '  <Task pending coro=<wait_for() running at FILE:LINE> wait_for=<Future pending cb=[Task._wakeup()]> cb=[Task._wakeup()]>',
        '  <Task pending coro=<wait_for() running at FILE:LINE> wait_for=<Task pending coro=<wait_for() running at FILE:LINE> wait_for=<Future pending cb=[Task._wakeup()]> cb=[Task._wakeup()]> cb=[_run_until_complete_cb() at FILE:LINE]>',
      ].join('\n'),
    );
  });

  it('is reported in debug mode as well', () => {
    loop.set_debug(true);
    expect(stall_of(() => loop.run_until_complete(wait_for(loop.create_future())))).toContain(
      '<Task pending coro=<wait_for() running at FILE:LINE> wait_for=<Future pending',
    );
  });

  it('leaves a loop that can go on when the future is completed after all', () => {
    const future = loop.create_future<string>();
    const task = loop.create_task(wait_for(future));
    stall_of(() => loop.run_until_complete(task));
    future.set_result('late');
    expect(loop.run_until_complete(task)).toBe('late');
  });

  it('is found out at once when only a timer for the end of time is left', () => {
    const never = loop.create_task(asyncio.sleep(Number.POSITIVE_INFINITY));
    expect(stall_of(() => loop.run_until_complete(never))).toMatch(STALLED);
    expect(loop.time()).toBe(0);
  });

  it('ends run_forever too', () => {
    expect(stall_of(() => loop.run_forever())).toBe(STALLED);
    loop.create_task(wait_for(loop.create_future()));
    expect(stall_of(() => loop.run_forever())).toMatch(PENDING);
  });

  it('is what a deadlock is', () => {
    const deadlock = asyncio.coroutine(function* deadlock() {
      const lock = new asyncio.Lock();
      yield* lock.acquire();
      yield* lock.acquire();
    });
    expect(stall_of(() => loop.run_until_complete(deadlock()))).toContain('<deadlock() running');
  });

  it('is also one that only Node could complete: this loop leaves no time for it', () => {
    const future = loop.create_future();
    setTimeout(() => future.cancel());
    expect(stall_of(() => loop.run_until_complete(future))).toBe(STALLED);
  });
});

describe('BlockingEventLoop', () => {
  beforeEach(() => {
    loop.close();
    loop = new asyncio.BlockingEventLoop();
    asyncio.set_event_loop(loop);
  });

  it('runs timers in the order of their times', () => {
    const trace: number[] = [];
    const start = loop.time();
    for (const delay of [0.009, 0.001, 0.005]) {
      loop.call_at(start + delay, () => trace.push(delay));
    }
    loop.call_at(start + 0.01, () => loop.stop());
    loop.run_forever();
    expect(trace).toEqual([0.001, 0.005, 0.009]);
  });

  it('lets real time pass, not less than was asked for', () => {
    const before = performance.now();
    const start = loop.time();
    loop.run_until_complete(asyncio.sleep(0.01));
    expect(loop.time() - start).toBeGreaterThanOrEqual(0.01 - loop._clock_resolution);
    expect(performance.now() - before).toBeGreaterThanOrEqual(9.99);
  });

  it('sleeps as long as it may, and does not look at the clock all the while', () => {
    const wait = vi.spyOn(Atomics, 'wait');
    onTestFinished(() => wait.mockRestore());
    loop.run_until_complete(asyncio.sleep(0.02));
    const [, , , milliseconds] = wait.mock.calls[0] ?? [];
    expect(milliseconds).toBeGreaterThan(0);
    expect(milliseconds).toBeLessThanOrEqual(20);
    expect(wait.mock.calls.length).toBeLessThan(20);
  });

  it('blocks the thread: nothing of Node runs meanwhile', async () => {
    const trace: string[] = [];
    setImmediate(() => trace.push('immediate'));
    void Promise.resolve().then(() => trace.push('microtask'));
    loop.run_until_complete(asyncio.sleep(0.002));
    trace.push('loop');
    await new Promise(setImmediate);
    expect(trace).toEqual(['loop', 'microtask', 'immediate']);
  });

  it('does not hang when nothing can wake it', () => {
    expect(stall_of(() => loop.run_until_complete(loop.create_future()))).toBe(STALLED);
  });
});

describe('a loop of one’s own', () => {
  it('needs a clock and a way to let time pass', () => {
    class Slow extends SyncEventLoop {
      now = 100;
      readonly slept: number[] = [];

      override time(): number {
        return this.now;
      }

      override _sleep(seconds: number): void {
        this.slept.push(seconds);
        // Wakes up too early, as clocks may.
        this.now += seconds / 2 + 0.25;
      }
    }
    const slow = new Slow();
    slow.run_until_complete(asyncio.sleep(1, undefined, { loop: slow }));
    slow.close();
    expect(slow.slept).toEqual([1, 0.25]);
    expect(slow.now).toBeGreaterThanOrEqual(101);
  });
});
