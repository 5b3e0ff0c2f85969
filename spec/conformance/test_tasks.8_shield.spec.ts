import { beforeEach, describe, expect, it } from 'vitest';
import { CancelledError, RuntimeError } from '../../lib/errors';
import * as asyncio from '../../lib/index';
import { run_briefly, type TestLoop } from '../../lib/test_utils';
import { new_future } from './tasks';
import { new_test_loop } from './test_loop';

let loop: TestLoop;

beforeEach(() => {
  loop = new_test_loop();
});

describe('BaseTaskTests', () => {
  it('test_shield_result: passes the result on', () => {
    const inner = new_future<number>(loop);
    const outer = asyncio.shield(inner);
    expect(outer === inner).toBe(false);
    inner.set_result(42);
    expect(loop.run_until_complete(outer)).toBe(42);
  });

  it('test_shield_exception: passes the exception on', () => {
    const inner = new_future(loop);
    const outer = asyncio.shield(inner);
    run_briefly(loop);
    const error = new RuntimeError('expected');
    inner.set_exception(error);
    run_briefly(loop);
    expect(outer.exception()).toBe(error);
  });

  it('test_shield_cancel: is cancelled with what it shields, one turn later', () => {
    const inner = new_future(loop);
    const outer = asyncio.shield(inner);
    run_briefly(loop);
    inner.cancel();
    expect(outer.cancelled()).toBe(false);
    run_briefly(loop);
    expect(outer.cancelled()).toBe(true);
  });

  it('test_shield_shortcut: a future that is done comes back as it is', () => {
    const future = new_future<number>(loop);
    future.set_result(42);
    const outer = asyncio.shield(future);
    expect(outer).toBe(future);
    expect(loop.run_until_complete(outer)).toBe(42);
  });

  it('test_shield_effect: keeps the cancellation of whoever waits away from what it shields', () => {
    const proof: string[] = [];
    const waiter = new_future(loop);
    const inner = asyncio.coroutine(function* () {
      yield* waiter;
      proof.push('inner');
    });
    const outer = asyncio.coroutine(function* () {
      yield* asyncio.shield(inner(), { loop });
      proof.push('outer');
    });
    const task = asyncio.ensure_future(outer(), { loop });
    run_briefly(loop);
    task.cancel();
    expect(() => loop.run_until_complete(task)).toThrow(CancelledError);
    waiter.set_result(undefined);
    run_briefly(loop);
    expect(proof).toEqual(['inner']);
  });

  it('test_shield_gather: gather() goes on when its shield is cancelled', () => {
    const child1 = new_future<number>(loop);
    const child2 = new_future<number>(loop);
    const parent = asyncio.gather(child1, child2, { loop });
    const outer = asyncio.shield(parent, { loop });
    run_briefly(loop);
    outer.cancel();
    run_briefly(loop);
    expect(outer.cancelled()).toBe(true);
    child1.set_result(1);
    child2.set_result(2);
    run_briefly(loop);
    expect(parent.result()).toEqual([1, 2]);
  });

  it('test_gather_shield: cancelling gather() cancels the shields, not what they shield', () => {
    const child1 = new_future<number>(loop);
    const child2 = new_future<number>(loop);
    const inner1 = asyncio.shield(child1, { loop });
    const inner2 = asyncio.shield(child2, { loop });
    const parent = asyncio.gather(inner1, inner2, { loop });
    run_briefly(loop);
    parent.cancel();
    run_briefly(loop);
    expect(parent.exception()).toBeInstanceOf(CancelledError);
    expect(inner1.cancelled()).toBe(true);
    expect(inner2.cancelled()).toBe(true);
    expect([child1.done(), child2.done()]).toEqual([false, false]);
    child1.set_result(1);
    child2.set_result(2);
    run_briefly(loop);
    expect([child1.result(), child2.result()]).toEqual([1, 2]);
  });
});
