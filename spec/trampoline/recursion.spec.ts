import { describe, expect, it } from 'vitest';
import { coroutine } from '../../lib/coroutines';
import { RecursionError } from '../../lib/errors';
import { sleep } from '../../lib/sleep';
import { VirtualTimeLoop } from '../../lib/test_utils';
import type { Coroutine } from '../../lib/types';

/** Deep enough for every program that means it. */
const MILLION = 1_000_000;

function run<T>(object: Coroutine<T>): T {
  const loop = new VirtualTimeLoop();
  try {
    return loop.run_until_complete(object);
  } finally {
    loop.close();
  }
}

describe('a coroutine that calls itself without end', () => {
  it('raises RecursionError as a function does, beyond a million calls', () => {
    let calls = 0;
    const recursive = coroutine(function* recursive(end: number): Coroutine<number> {
      calls += 1;
      return calls === end ? calls : yield* recursive(end);
    });
    const caught = coroutine(function* caught(): Coroutine<unknown> {
      try {
        return yield* recursive(Number.POSITIVE_INFINITY);
      } catch (error) {
        return error;
      }
    });
    const top = coroutine(function* top(): Coroutine<[unknown, number, number]> {
      const error = yield* caught();
      const count = calls;
      calls = 0;
      return [error, count, yield* recursive(1000)];
    });
    const [error, count, afterwards] = run(top());
    expect(error).toBeInstanceOf(RecursionError);
    expect(error).toEqual(new RecursionError('maximum recursion depth exceeded'));
    expect(count).toBeGreaterThanOrEqual(MILLION);
    expect(count).toBeLessThan(1.01 * MILLION);
    // What has gone wrong once is over.
    expect(afterwards).toBe(1000);
  });

  it('raises it also when it waits on the way, and where the last call was', () => {
    let calls = 0;
    const caught_by: number[] = [];
    const endless = coroutine(function* endless(): Coroutine<number> {
      const mine = ++calls;
      if (mine % 100 === 0) yield* sleep(0);
      try {
        return yield* endless();
      } catch (error) {
        if (!(error instanceof RecursionError)) throw error;
        caught_by.push(mine);
        return mine;
      }
    });
    const result = run(endless());
    expect(result).toBeGreaterThanOrEqual(MILLION - 1);
    expect(result).toBeGreaterThanOrEqual(calls - 1);
    // Nobody above has seen the error.
    expect(caught_by).toEqual([result]);
  });
});
