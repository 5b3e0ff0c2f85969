import { readFile, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { CancelledError } from '../../lib/errors';
import * as asyncio from '../../lib/index';
import { VirtualTimeLoop } from '../../lib/test_utils';
import { new_directory } from '../support/directories';
import { loop, node_turns, use_node_loop, watch_timers } from '../support/node_loop';

use_node_loop();

/** Run the loop until it sleeps; then do this; the run has to end by itself. */
async function while_asleep(action: () => void): Promise<void> {
  const run = loop.run_forever();
  await node_turns();
  expect(loop._asleep).toBe(true);
  action();
  await run;
}

describe('a sleeping loop is woken by a foreign callback that', () => {
  const stop = () => loop.stop();

  it('queues a callback', async () => {
    await while_asleep(() => loop.call_soon(stop));
    await while_asleep(() => loop.call_soon_threadsafe(stop));
    expect(loop._asleep).toBe(false);
  });

  it('sets a timer', async () => {
    loop.call_later(1000, () => {});
    await while_asleep(() => loop.call_later(0.001, stop));
    expect(loop._scheduled.length).toBe(1);
  });

  it('completes a future that a task waits for', async () => {
    const future = loop.create_future<string>();
    const waits = asyncio.coroutine(function* waits() {
      const result = yield* future;
      loop.stop();
      return result;
    });
    const task = loop.create_task(waits());
    await while_asleep(() => future.set_result('woken'));
    expect(task.result()).toBe('woken');
  });

  it('makes a task, or cancels one', async () => {
    const sleeper = loop.create_task(asyncio.sleep(1000));
    sleeper.add_done_callback(stop);
    await while_asleep(() => sleeper.cancel());
    expect(sleeper.cancelled()).toBe(true);
    const stops = asyncio.coroutine(function* stops() {
      loop.stop();
    });
    await while_asleep(() => loop.create_task(stops()));
  });

  it('stops it', async () => {
    await while_asleep(stop);
    expect(loop.is_running()).toBe(false);
  });

  it('cancels the timer it sleeps for, so that no Node timer is left for nothing', async () => {
    const timers = watch_timers();
    const timer = loop.call_later(1000, () => {});
    const run = loop.run_forever();
    await node_turns();
    const asleep = timers();
    timer.cancel();
    await node_turns();
    // What is left is run_forever()'s own, which keeps the process alive.
    expect([asleep, timers()]).toEqual([2, 1]);
    expect(loop._asleep).toBe(true);
    loop.stop();
    await run;
  });

  it.each<[string, (wake: () => void) => void]>([
    ['a timer', (wake) => setTimeout(wake, 1)],
    ['an immediate', (wake) => setImmediate(wake)],
    ['a microtask', (wake) => queueMicrotask(wake)],
    ['a tick', (wake) => process.nextTick(wake)],
    ['a promise', (wake) => void Promise.resolve().then(wake)],
    ['a read file', (wake) => readFile(__filename, wake)],
  ])('is %s of Node', async (_, arrange) => {
    await while_asleep(() => arrange(() => loop.call_soon(stop)));
    expect(loop.is_running()).toBe(false);
  });

  it('was awaited in an async function', async () => {
    const future = loop.create_future<number>();
    const run = loop.run_until_complete(asyncio.sleep(0.002));
    loop.call_later(0.001, () => future.set_result(42));
    expect(await future).toBe(42);
    await run;
  });
});

describe('timers on Node', () => {
  it('come in the order of their times, and not too early', async () => {
    const trace: number[] = [];
    const delays = [0.005, 0.001, 0.003, 0, 0.002, 0.0005];
    const start = loop.time();
    for (const delay of delays) {
      loop.call_at(start + delay, () => {
        trace.push(delay);
        expect(loop.time() - start).toBeGreaterThan(delay - 1e-6);
      });
    }
    loop.call_at(start + 0.006, () => loop.stop());
    await loop.run_forever();
    expect(trace).toEqual([...delays].sort((a, b) => a - b));
  });

  it('beyond the longest timer of Node are looked at once a day', async () => {
    const set_timeout = vi.spyOn(globalThis, 'setTimeout');
    onTestFinished(() => set_timeout.mockRestore());
    loop.call_later(1e9, () => expect.unreachable());
    const run = loop.run_forever();
    await node_turns();
    const delays = set_timeout.mock.calls.map(([, delay]) => delay ?? 0);
    loop.stop();
    await run;
    expect(Math.max(...delays)).toBe(86_400_000);
  });

  it('may be set for the end of time', async () => {
    const never = loop.create_task(asyncio.sleep(Number.POSITIVE_INFINITY));
    const run = loop.run_until_complete(never);
    await node_turns();
    never.cancel();
    await expect(run).rejects.toBeInstanceOf(CancelledError);
  });

  it('of a loop that does not run come with the next run', async () => {
    const trace: string[] = [];
    loop.call_later(0.001, () => trace.push('late'));
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(trace).toEqual([]);
    loop.stop();
    await loop.run_forever();
    expect(trace).toEqual(['late']);
  });
});

describe('beside a busy task', () => {
  let iterations = 0;

  const busy = asyncio.coroutine(function* busy(others: () => boolean): asyncio.Coroutine<number> {
    for (iterations = 0; !others(); iterations++) {
      if (iterations > 5e7) throw new Error('the others get no turn');
      yield;
    }
    return iterations;
  });

  it('an immediate gets its turn', async () => {
    let turns = 0;
    setImmediate(function again() {
      turns += 1;
      if (turns < 100) setImmediate(again);
    });
    await loop.run_until_complete(busy(() => turns >= 100));
    // A slice is at most half a millisecond: a generous bound for its iterations.
    expect(iterations).toBeLessThan(100 * 100_000);
  });

  it('a promise gets its turn after 16 iterations at the most', async () => {
    const gaps: number[] = [];
    const probe = () => {
      const start = iterations;
      void Promise.resolve().then(() => {
        gaps.push(iterations - start);
        if (gaps.length < 1000) loop.call_soon(probe);
      });
    };
    loop.call_soon(probe);
    await loop.run_until_complete(busy(() => gaps.length >= 1000));
    expect(Math.max(...gaps)).toBeLessThanOrEqual(16);
  });

  it('a timer of Node gets its turn', async () => {
    let fired = false;
    setTimeout(() => {
      fired = true;
    }, 1);
    await loop.run_until_complete(busy(() => fired));
    expect(fired).toBe(true);
  });

  it('a file is read', async () => {
    const directory = new_directory();
    const file = join(directory, 'text');
    writeFileSync(file, 'read');
    let text = '';
    readFile(file, 'utf8', (_, read) => {
      text = read;
    });
    await loop.run_until_complete(busy(() => text !== ''));
    expect(text).toBe('read');
  });

  it('a timer of the loop gets its turn', async () => {
    let fired = false;
    loop.call_later(0.002, () => {
      fired = true;
    });
    expect(await loop.run_until_complete(busy(() => fired))).toBeGreaterThan(0);
  });

  it('a thousand others get theirs in every iteration', async () => {
    const counts = new Array<number>(1000).fill(0);
    const count = asyncio.coroutine(function* count(i: number): asyncio.Coroutine<void> {
      while ((counts[0] ?? 0) < 50) {
        counts[i] = (counts[i] ?? 0) + 1;
        yield;
      }
    });
    await loop.run_until_complete(asyncio.gather(...counts.map((_, i) => count(i))));
    expect(new Set(counts)).toEqual(new Set([50, 49]));
  });
});

/** A loop on Node's pump in virtual time: its sleeps are instants. */
class PumpedVirtualLoop extends asyncio.SelectorEventLoop {
  private _now = 0;

  override time(): number {
    return this._now;
  }

  override _idle(): void {
    this._asleep = true;
    this._now += this._poll_timeout() ?? Number.NaN;
    this._write_to_self();
  }
}

/** A random number generator with a seed (mulberry32). */
function random_numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** A random program of callbacks, timers, tasks, futures and cancellations, and what it writes while it runs. */
function random_program(some_loop: asyncio.AbstractEventLoop, seed: number): string[] {
  const random = random_numbers(seed);
  const pick = (count: number) => Math.floor(random() * count);
  const trace: string[] = [];
  const handles: asyncio.Handle[] = [];
  const futures: asyncio.Future<number>[] = [];
  let names = 0;
  let budget = 300;

  const act = (name: string): void => {
    trace.push(`${name} at ${some_loop.time()}`);
    for (let i = pick(4); i > 0 && budget > 0; i--) {
      budget -= 1;
      const next = `${names++}`;
      const kind = pick(8);
      if (kind < 2) handles.push(some_loop.call_soon(act, `soon ${next}`));
      else if (kind === 2) handles.push(some_loop.call_later(0, act, `later ${next}`));
      else if (kind === 3) handles.push(some_loop.call_later(pick(5), act, `timer ${next}`));
      else if (kind === 4) some_loop.create_task(steps(`task ${next}`, pick(4)));
      else if (kind === 5) handles[pick(handles.length)]?.cancel();
      else if (kind === 6) some_loop.create_task(waits(`waiter ${next}`));
      else futures.pop()?.set_result(pick(100));
    }
  };

  const steps = asyncio.coroutine(function* steps(name: string, count: number) {
    for (let i = 0; i < count; i++) {
      act(`${name}.${i}`);
      if (pick(2) === 0) yield;
      else yield* asyncio.sleep(pick(3), undefined, { loop: some_loop });
    }
  });

  const waits = asyncio.coroutine(function* waits(name: string) {
    const future = some_loop.create_future<number>();
    futures.push(future);
    act(`${name} got ${yield* future}`);
  });

  some_loop.set_exception_handler((_, { message }) => trace.push(`${message}`));
  for (let i = 0; i < 5; i++) some_loop.call_soon(act, `first ${i}`);
  some_loop.call_later(50, () => {
    for (const future of futures) future.cancel();
    some_loop.call_later(50, () => some_loop.stop());
  });
  return trace;
}

describe('the order of events under the pump', () => {
  /** Slices as short as can be: a burst of one callback, wherever it stands. */
  function with_tiny_slices(): void {
    let now = 0;
    const spy = vi.spyOn(performance, 'now').mockImplementation(() => {
      now += 1000;
      return now;
    });
    onTestFinished(() => spy.mockRestore());
  }

  it.each([
    ['with slices as they come', () => {}],
    ['with slices of one callback', with_tiny_slices],
  ])('equals that of the virtual-time loop, %s', async (_, arrange) => {
    arrange();
    let events = 0;
    for (let seed = 1; seed <= 20; seed++) {
      const virtual = new VirtualTimeLoop();
      const expected = random_program(virtual, seed);
      virtual.run_forever();

      const pumped = new PumpedVirtualLoop();
      const trace = random_program(pumped, seed);
      await pumped.run_forever();
      virtual.close();
      pumped.close();
      expect(trace, `seed ${seed}`).toEqual(expected);
      events += trace.length;
    }
    expect(events).toBeGreaterThan(1000);
  });

  it('keeps what a foreign callback queues in the middle of an iteration for the next one', async () => {
    with_tiny_slices();
    const trace: string[] = [];
    for (const name of ['a', 'b', 'c']) {
      loop.call_soon(() => {
        trace.push(name);
        loop.call_soon(() => trace.push(`after ${name}`));
      });
    }
    loop.call_later(0, () => trace.push('timer'));
    const run = loop.run_forever();
    setImmediate(() => {
      trace.push('foreign');
      loop.call_soon(() => trace.push('queued by foreign'));
      loop.call_soon(() => loop.stop());
    });
    await run;
    expect(trace.filter((name) => name !== 'foreign')).toEqual([
      ...['a', 'b', 'c', 'timer'],
      ...trace.filter((name) => /after|queued/.test(name)),
    ]);
    expect(trace.indexOf('foreign')).toBeLessThan(trace.indexOf('timer'));
  });
});
