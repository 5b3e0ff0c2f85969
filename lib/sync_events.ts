/**
 * Event loops that run synchronously: `run_until_complete` returns the value itself, no `await`.
 *
 * They are the base loop plus a clock and a way to wait. `BlockingEventLoop` waits in real time by blocking the thread;
 * the virtual-time loops are in `test_utils.ts`.
 */

import { BaseEventLoop } from './base_events';
import { Completion } from './completion';
import { stall_report } from './stall';
import type { Awaitable } from './types';

export abstract class SyncEventLoop extends BaseEventLoop {
  /** Run until `stop()`. @throws what leaves the loop: an error that is no `Exception`. */
  override run_forever(): void {
    this._enter_run();
    try {
      do this._run_once();
      while (!this._stopping);
    } finally {
      this._leave_run();
    }
  }

  /** Run until the future is done; its result, or its exception raised. */
  override run_until_complete<T>(awaitable: Awaitable<T>): T {
    const completion = new Completion(this, awaitable);
    try {
      this.run_forever();
    } catch (error) {
      completion.abandon();
      throw error;
    }
    return completion.result();
  }

  /** @throws RuntimeError when there is nothing to wait for: nothing could ever wake this loop. */
  override _select(timeout: number | undefined): number {
    if (timeout === 0) return 0;
    if (timeout === undefined) throw stall_report(this);
    this._sleep(timeout);
    return 0;
  }

  /** Let `seconds` pass. */
  abstract _sleep(seconds: number): void;
}

/**
 * A loop for programs without I/O: timers in real time, no host at all.
 *
 * @example
 * const loop = new asyncio.BlockingEventLoop();
 * const answer = loop.run_until_complete(supervisor());
 */
export class BlockingEventLoop extends SyncEventLoop {
  private readonly _bed = new Int32Array(new SharedArrayBuffer(4));

  override time(): number {
    return performance.now() / 1000;
  }

  override _sleep(seconds: number): void {
    Atomics.wait(this._bed, 0, 0, seconds * 1000);
  }
}
