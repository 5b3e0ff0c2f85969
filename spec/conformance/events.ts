/** What the cases of test_base_events and test_events share. */

import { expect, onTestFinished, vi } from 'vitest';
import { Exception } from '../../lib/errors';
import type * as asyncio from '../../lib/index';
import { VirtualTimeLoop } from '../../lib/test_utils';

/** What CPython's cases raise by `1/0`. */
export class ZeroDivisionError extends Exception {}

/**
 * A loop whose selector is the test's: `select(timeout)` does not wait unless the test makes it, and returns how many
 * callbacks it has queued.
 */
export class LoopWithSelector extends VirtualTimeLoop {
  /** The timeouts of the polls so far. */
  readonly polls: (number | undefined)[] = [];

  select: (timeout: number | undefined) => number = () => 0;

  override _select(timeout: number | undefined): number {
    this.polls.push(timeout);
    return this.select(timeout);
  }
}

/** From here to the end of the test, time passes for loops on Node only where `elapsed` lets it. */
export function use_fake_time(): void {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  onTestFinished(() => {
    vi.useRealTimers();
  });
}

/** Wait for the end of a run; whenever its loop sleeps, time leaps to the loop's timer. How many seconds that took. */
export async function elapsed(
  loop: asyncio.SelectorEventLoop,
  run: Promise<unknown>,
): Promise<number> {
  const start = loop.time();
  let is_over = false;
  const end = () => {
    is_over = true;
  };
  run.then(end, end);
  while (!is_over) {
    await new Promise((resolve) => setImmediate(resolve));
    if (loop._asleep) vi.advanceTimersToNextTimer();
  }
  return loop.time() - start;
}

/** That each of these calls raises an error of a class, with a text when one is given. */
export function expect_each_to_throw(
  calls: Readonly<Record<string, () => unknown>>,
  error: new (...args: never[]) => Error,
  text?: string,
): void {
  for (const [name, call] of Object.entries(calls)) {
    expect(call, name).toThrow(error);
    if (text !== undefined) expect(call, name).toThrow(text);
  }
}
