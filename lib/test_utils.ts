/** Loops with a clock of their own, and small helpers, for tests and studies. (CPython: `asyncio/test_utils.py`.) */

import { coroutine } from './coroutines';
import { AssertionError, StopIteration, TimeoutError } from './errors';
import type { AbstractEventLoop, Callback, TimerHandle } from './events';
import { CRITICAL, logger } from './log';
import { repr } from './reprlib';
import { sleep } from './sleep';
import { stall_report } from './stall';
import { SyncEventLoop } from './sync_events';
import type { Coroutine } from './types';

/**
 * A loop in virtual time: waiting moves the clock, and takes no time.
 *
 * @example
 * const loop = new VirtualTimeLoop();
 * loop.run_until_complete(asyncio.sleep(3600, undefined, { loop }));
 * loop.time(); // 3600
 */
export class VirtualTimeLoop extends SyncEventLoop {
  private _now = 0;

  override time(): number {
    return this._now;
  }

  override _sleep(seconds: number): void {
    this._now += seconds;
    // This clock does not go on by itself: what it has reached must be due, so the resolution is never lost in rounding.
    this._clock_resolution = Math.max(1e-9, this._now * Number.EPSILON);
  }
}

/** Receives the time of each timer that is set, and yields by how much to advance the clock (seconds) after it. */
export type TimeGenerator = () => Generator<number | undefined, unknown, number>;

/**
 * A loop whose clock the test moves.
 *
 * After each iteration the generator gets the time of every timer set in it, one by one, and answers with an advance of
 * the clock. It has to be finished when the loop is closed.
 *
 * @example
 * const loop = new TestLoop(function* () {
 *   const when = yield;
 *   expect(when).toBe(0.1);
 *   yield 0.1;
 * });
 */
export class TestLoop extends SyncEventLoop {
  private _time = 0;
  private _timers: number[] = [];
  private readonly _gen: Generator<number | undefined, unknown, number>;
  /** How many callbacks the last iteration had to run. */
  private _ran = 0;

  constructor(gen?: TimeGenerator) {
    super();
    this._gen = (gen ?? wait_once)();
    this._gen.next();
  }

  override time(): number {
    return this._time;
  }

  /** Move the clock forward by so many seconds. */
  advance_time(advance: number | undefined): void {
    if (advance) this._time += advance;
  }

  override call_at<A extends readonly unknown[]>(
    when: number,
    callback: Callback<A>,
    ...args: A
  ): TimerHandle {
    this._timers.push(when);
    return super.call_at(when, callback, ...args);
  }

  /** An iteration, then the talk with the generator. @throws RuntimeError when neither can bring anything forward. */
  override _run_once(): void {
    super._run_once();
    const idle = this._ran === 0 && this._timers.length === 0;
    for (const when of this._timers) {
      const { value, done } = this._gen.next(when);
      if (done) throw new StopIteration(`the time generator has ended before timer ${when}`);
      this.advance_time(value);
    }
    this._timers = [];
    if (idle && this.is_running() && !this._stopping) throw stall_report(this);
  }

  override _run_ready(count: number): void {
    this._ran = count;
    super._run_ready(count);
  }

  override _select(): number {
    return 0;
  }

  override _sleep(): void {}

  /** @throws AssertionError when the generator is not finished. */
  override close(): void {
    super.close();
    if (!this._gen.next(0).done) {
      throw new AssertionError('Time generator is not finished');
    }
  }
}

function* wait_once(): Generator<undefined, void, number> {
  yield;
}

const once = coroutine(function* once(): Coroutine<void> {});

/** Let the loop run until what is queued now has run once. */
export function run_briefly(loop: SyncEventLoop): void;
export function run_briefly(loop: AbstractEventLoop): void | Promise<void>;
export function run_briefly(loop: AbstractEventLoop): void | Promise<void> {
  const task = loop.create_task(once());
  task._log_destroy_pending = false;
  return loop.run_until_complete(task);
}

/** Let the loop run one iteration. */
export function run_once(loop: SyncEventLoop): void;
export function run_once(loop: AbstractEventLoop): void | Promise<void>;
export function run_once(loop: AbstractEventLoop): void | Promise<void> {
  loop.call_soon(() => loop.stop());
  return loop.run_forever();
}

/**
 * Let the loop run until `pred()` is true, for `timeout` seconds of the loop's clock at the most.
 *
 * @throws TimeoutError
 */
export function run_until(loop: SyncEventLoop, pred: () => boolean, timeout?: number | null): void;
export function run_until(
  loop: AbstractEventLoop,
  pred: () => boolean,
  timeout?: number | null,
): void | Promise<void>;
export function run_until(
  loop: AbstractEventLoop,
  pred: () => boolean,
  timeout: number | null = 30,
): void | Promise<void> {
  return loop.run_until_complete(until(loop, pred, timeout));
}

const until = coroutine(function* until(
  loop: AbstractEventLoop,
  pred: () => boolean,
  timeout: number | null,
): Coroutine<void> {
  const start = loop.time();
  while (!pred()) {
    if (timeout !== null && loop.time() - start >= timeout) throw new TimeoutError();
    yield* sleep(0.001, undefined, { loop });
  }
});

/** Silence the asyncio logger for the rest of the block: `using _ = disable_logger();`. */
export function disable_logger(): Disposable {
  const level = logger.level;
  logger.setLevel(CRITICAL + 1);
  return { [Symbol.dispose]: () => logger.setLevel(level) };
}

/** A function that remembers how it was called. (CPython: `test_utils.MockCallback`.) */
export function MockCallback(): ((...args: unknown[]) => void) & { readonly calls: unknown[][] } {
  const calls: unknown[][] = [];
  const callback = (...args: unknown[]): void => {
    calls.push(args);
  };
  return Object.assign(callback, { calls, __repr__: () => `<MockCallback called ${repr(calls)}>` });
}
