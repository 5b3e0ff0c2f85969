/** What the cases of test_tasks and test_pep492 share. */

import { readFileSync } from 'node:fs';
import { expect, onTestFinished } from 'vitest';
import * as asyncio from '../../lib/index';
import type { TimeGenerator } from '../../lib/test_utils';

/** For a TestLoop: timers are set for these times, in this order; after each the clock is advanced by so much. */
export function timers(...expected: (readonly [when: number, advance: number])[]): TimeGenerator {
  return function* () {
    let when = yield;
    for (const [time, advance] of expected) {
      expect(when).toBeCloseTo(time, 7);
      when = yield advance;
    }
  };
}

/** CPython's `asyncio.new_event_loop()`, the loop on Node. It is closed when the test is over. */
export function new_real_loop(): asyncio.SelectorEventLoop {
  const loop = new asyncio.SelectorEventLoop();
  onTestFinished(() => loop.close());
  return loop;
}

export const new_future = <T = unknown>(loop: asyncio.AbstractEventLoop) =>
  new asyncio.Future<T>({ loop });

export const new_task = <T>(loop: asyncio.AbstractEventLoop, coro: asyncio.Coroutine<T>) =>
  new asyncio.Task<T>(coro, { loop });

/** That a set holds these objects and no others. (`toEqual` iterates over what it compares, which runs futures.) */
export function expect_set(actual: ReadonlySet<unknown>, ...expected: unknown[]): void {
  expect(actual.size).toBe(expected.length);
  for (const member of expected) expect(actual.has(member)).toBe(true);
}

/** The same for a list. */
export function expect_list(actual: readonly unknown[], ...expected: unknown[]): void {
  expect(actual.length).toBe(expected.length);
  expected.forEach((member, i) => {
    expect(actual[i]).toBe(member);
  });
}

/** A function that gives the number, 1-based, of the one line of a file that ends in a text. */
export function lines_of(file: string): (end: string) => number {
  const lines = readFileSync(file, 'utf8').split('\n');
  return (end) => {
    const found = lines.flatMap((line, i) => (line.endsWith(end) ? [i + 1] : []));
    expect(found, end).toHaveLength(1);
    return found[0] as number;
  };
}
