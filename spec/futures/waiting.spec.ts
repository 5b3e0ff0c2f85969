import { isNativeError } from 'node:util/types';
import { beforeEach, describe, expect, expectTypeOf, it } from 'vitest';
import { AssertionError, CancelledError, stackless, ValueError } from '../../lib/errors';
import type { Future } from '../../lib/futures';
import type * as asyncio from '../../lib/index';
import { run_briefly } from '../../lib/test_utils';
import type { Awaitable } from '../../lib/types';
import { loop, use_reported_loop } from '../support/reported';

use_reported_loop();

let future: Future<unknown>;

beforeEach(() => {
  future = loop.create_future();
});

describe('the iterator, which yield* uses', () => {
  it('of a pending future yields the future itself and sets the blocking flag', () => {
    const iterator = future[Symbol.iterator]();
    expect(future._asyncio_future_blocking).toBe(false);
    const step = iterator.next();
    expect(step.value).toBe(future);
    expect(step.done).toBe(false);
    expect(future._asyncio_future_blocking).toBe(true);
    future.set_result(42);
    expect(iterator.next()).toMatchObject({ value: 42, done: true });
  });

  it('of a future that is done gives the result at once', () => {
    future.set_result(42);
    expect(future[Symbol.iterator]().next()).toMatchObject({ value: 42, done: true });
    expect(future._asyncio_future_blocking).toBe(false);
  });

  it('raises the exception, or CancelledError', () => {
    const iterator = future[Symbol.iterator]();
    iterator.next();
    future.set_exception(new ValueError('no'));
    expect(() => iterator.next()).toThrow(new ValueError('no'));
    const other = loop.create_future();
    other.cancel();
    expect(() => other[Symbol.iterator]().next()).toThrow(CancelledError);
  });

  it('asserts that it is resumed only when the future is done', () => {
    const iterator = future[Symbol.iterator]();
    iterator.next();
    expect(() => iterator.next()).toThrow(new AssertionError("yield from wasn't used with future"));
    future.set_result(7);
    expect(iterator.next()).toEqual({ value: undefined, done: true });
  });

  it('does not clear the flag: the task does', () => {
    future[Symbol.iterator]().next();
    future.set_result(1);
    expect(future._asyncio_future_blocking).toBe(true);
  });

  it('raises what is thrown into it, and leaves the future alone', () => {
    const iterator = future[Symbol.iterator]();
    iterator.next();
    expect(() => iterator.throw(new ValueError('thrown'))).toThrow(new ValueError('thrown'));
    expect(future.done()).toBe(false);
  });

  it('can be closed, and iterated itself', () => {
    const iterator = future[Symbol.iterator]();
    expect(iterator[Symbol.iterator]()).toBe(iterator);
    expect(iterator.return(1)).toEqual({ value: 1, done: true });
  });

  it('has nothing more to give once it has ended, by a result, by an exception, or closed', () => {
    const resumed = future[Symbol.iterator]();
    const closed = future[Symbol.iterator]();
    const thrown = future[Symbol.iterator]();
    closed.return(1);
    expect(() => thrown.throw(new ValueError())).toThrow(ValueError);
    future.set_exception(new ValueError());
    expect(() => resumed.next()).toThrow(ValueError);
    const given = loop.create_future<number>();
    given.set_result(42);
    const result = given[Symbol.iterator]();
    result.next();
    for (const iterator of [resumed, closed, thrown, result]) {
      expect(iterator.next()).toMatchObject({ value: undefined, done: true });
    }
  });

  it('is one for each that waits', () => {
    const [one, two] = [future[Symbol.iterator](), future[Symbol.iterator]()];
    one.next();
    expect(two.next().value).toBe(future);
    future.set_result(5);
    expect([one.next().value, two.next().value]).toEqual([5, 5]);
  });

  it('suspends a plain generator until the loop has set the result', () => {
    function* wait(): Generator<unknown, unknown, unknown> {
      return yield* future as Awaitable<unknown>;
    }
    const generator = wait();
    expect(generator.next().value).toBe(future);
    future.set_result('done');
    expect(generator.next()).toEqual({ value: 'done', done: true });
  });
});

describe('then, which await uses', () => {
  it('gives the result once the loop has run', async () => {
    const values: unknown[] = [];
    const waiting = (async () => values.push(await future))();
    await Promise.resolve();
    future.set_result(42);
    await Promise.resolve();
    expect(values).toEqual([]);
    run_briefly(loop);
    await waiting;
    expect(values).toEqual([42]);
  });

  it('needs no loop when the future is done, not even an open one', async () => {
    future.set_result(42);
    loop.close();
    expect(await future).toBe(42);
  });

  it('raises the exception, which counts as read then', async () => {
    const error = new ValueError('no');
    future.set_exception(error);
    await expect((async () => await future)()).rejects.toBe(error);
    expect(future._log_traceback).toBe(false);
  });

  it('raises CancelledError', async () => {
    const waiting = future.then();
    future.cancel();
    run_briefly(loop);
    await expect(waiting).rejects.toBeInstanceOf(CancelledError);
  });

  it('raises an error that consoles know for one, though the scheduler made it', async () => {
    const cancelled = loop.create_future();
    cancelled.set_exception(Object.assign(stackless(CancelledError), { cause: 'why' }));
    const error = (await cancelled.then(undefined, (reason) => reason)) as Error;
    expect([error instanceof CancelledError, isNativeError(error)]).toEqual([true, true]);
    expect(error.cause).toBe('why');
  });

  it('calls the functions that it is given, as a promise does', async () => {
    future.set_exception(new ValueError('no'));
    const seen = await future.then(
      () => 'result',
      (error) => `error ${error}`,
    );
    expect(seen).toBe('error ValueError: no');
    const other = loop.create_future<number>();
    other.set_result(20);
    expect(await other.then((value) => value + 1)).toBe(21);
    expect(await other.then(null, null)).toBe(20);
  });

  it('does not cancel the future when nobody waits any more', async () => {
    const waiting = Promise.race([future, Promise.resolve('quick')]);
    expect(await waiting).toBe('quick');
    expect(future.done()).toBe(false);
  });
});

describe('the types', () => {
  it('say what is waited for', () => {
    const text = loop.create_future<string>();
    text.set_result('x');
    expectTypeOf(text.result()).toEqualTypeOf<string>();
    expectTypeOf<Awaited<typeof text>>().toEqualTypeOf<string>();
    expectTypeOf<asyncio.ResultOf<typeof text>>().toEqualTypeOf<string>();
    expectTypeOf(text.set_result).parameter(0).toEqualTypeOf<string>();
    expect(text.result()).toBe('x');
  });

  it('let a future of a narrower type stand for one of a wider type', () => {
    expectTypeOf<Future<number>>().toExtend<Future<number | string>>();
    expectTypeOf<Future<number>>().toExtend<Future>();
    expectTypeOf<Future<number | string>>().not.toExtend<Future<number>>();
    const wider: Future<unknown> = loop.create_future<number>();
    expect(wider.done()).toBe(false);
  });
});
