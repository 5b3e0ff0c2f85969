import { afterEach, beforeEach, describe, expect, expectTypeOf, it } from 'vitest';
import { Executor, type ShutdownOptions } from '../../lib/concurrent/executor';
import { Future } from '../../lib/concurrent/future';
import { NotImplementedError, TimeoutError, ValueError } from '../../lib/errors';
import { host, install_host } from '../../lib/host';
import { Clock } from './clock';

/** Leaves its calls to the spec. */
class Manual extends Executor {
  readonly calls: { run(): void; args: unknown[]; future: Future }[] = [];
  readonly shutdowns: (boolean | ShutdownOptions)[] = [];

  override submit<A extends unknown[], R>(
    fn: (...args: A) => R,
    ...args: NoInfer<A>
  ): Future<Awaited<R>> {
    const future = new Future<Awaited<R>>();
    const run = () => {
      try {
        future.set_result(fn(...args) as Awaited<R>);
      } catch (error) {
        future.set_exception(error);
      }
    };
    this.calls.push({ run, args, future });
    return future;
  }

  override async shutdown(wait: boolean | ShutdownOptions = true): Promise<void> {
    this.shutdowns.push(wait);
  }

  get states(): string[] {
    return this.calls.map(({ future }) => future._state);
  }
}

const { call_later } = host;
let clock: Clock;
let executor: Manual;

beforeEach(() => {
  clock = new Clock().install();
  executor = new Manual();
});

afterEach(() => install_host({ call_later }));

const settle = () => new Promise((resolve) => setImmediate(resolve));
const add = (a: number, b: number) => a + b;
const half = (a: number) => a / 2;

describe('the base class', () => {
  it('cannot run anything', () => {
    expect(() => new Executor().submit(half, 1)).toThrow(NotImplementedError);
    expect(() => new Executor().map(half, [1])).toThrow(NotImplementedError);
  });

  it('has nothing to release, any number of times', async () => {
    const base = new Executor();
    expect(await base.shutdown()).toBeUndefined();
    expect(await base.shutdown(false)).toBeUndefined();
    expect(await base.shutdown({ wait: false })).toBeUndefined();
  });
});

describe('using', () => {
  it('shuts down without waiting at the end of the block', () => {
    {
      using pool = executor;
      expect(pool.shutdowns).toEqual([]);
    }
    expect(executor.shutdowns).toEqual([{ wait: false }]);
  });

  it("with await it waits, as Python's with does", async () => {
    {
      await using pool = executor;
      expect(pool.shutdowns).toEqual([]);
    }
    expect(executor.shutdowns).toEqual([{ wait: true }]);
  });
});

describe('map', () => {
  it('submits at the call, a row from each iterable until the shortest ends', () => {
    executor.map(add, [1, 2, 3], new Set([10, 20]));
    expect(executor.calls.map(({ args }) => args)).toEqual([
      [1, 10],
      [2, 20],
    ]);
    executor.map(() => 1);
    expect(executor.calls).toHaveLength(2);
  });

  it('hands out the results in the order of the arguments', async () => {
    const results = executor.map(half, [2, 4, 6]);
    expectTypeOf(results).toEqualTypeOf<AsyncGenerator<number, void, void>>();
    for (const { run } of [...executor.calls].reverse()) run();
    const all: number[] = [];
    for await (const result of results) all.push(result);
    expect(all).toEqual([1, 2, 3]);
  });

  it('waits for a result that is not there yet', async () => {
    const results = executor.map(add, [1], [2]);
    const step = results.next();
    await settle();
    executor.calls[0]?.run();
    expect(await step).toEqual({ done: false, value: 3 });
    expect(await results.next()).toEqual({ done: true, value: undefined });
  });

  it('raises what a call raised, and cancels the calls behind it', async () => {
    const error = new ValueError('q');
    const results = executor.map(
      (n: number) => {
        if (n === 2) throw error;
        return n;
      },
      [1, 2, 3],
    );
    executor.calls[0]?.run();
    executor.calls[1]?.run();
    expect((await results.next()).value).toBe(1);
    await expect(results.next()).rejects.toBe(error);
    expect(executor.states).toEqual(['FINISHED', 'FINISHED', 'CANCELLED']);
  });

  it('cancels the calls that are left when the iteration is left', async () => {
    const results = executor.map(half, [2, 4, 6]);
    executor.calls[0]?.run();
    for await (const result of results) {
      expect(result).toBe(1);
      break;
    }
    expect(executor.states).toEqual(['FINISHED', 'CANCELLED', 'CANCELLED']);
  });

  it('counts its timeout from the call; the late call itself is not cancelled, as in 3.6', async () => {
    const results = executor.map(half, [2, 4, 6], { timeout: 5 });
    clock.advance(3);
    executor.calls[0]?.run();
    expect((await results.next()).value).toBe(1);
    const refused = expect(results.next()).rejects.toThrow(new TimeoutError());
    await settle();
    clock.advance(2);
    await refused;
    expect(executor.states).toEqual(['FINISHED', 'PENDING', 'CANCELLED']);
    expect(clock.running).toBe(0);
  });

  it('hands out what is there even after the timeout', async () => {
    const results = executor.map(half, [2, 4], { timeout: 5 });
    clock.advance(5);
    executor.calls[0]?.run();
    expect((await results.next()).value).toBe(1);
    await expect(results.next()).rejects.toThrow(TimeoutError);
  });

  it('needs no timer for a timeout that is over', async () => {
    install_host({ call_later });
    await expect(executor.map(half, [2], { timeout: 0 }).next()).rejects.toThrow(TimeoutError);
  });

  it('stops its timer at the end', async () => {
    const results = executor.map(half, [2], { timeout: 5 });
    executor.calls[0]?.run();
    for await (const _ of results) expect(clock.running).toBe(1);
    expect(clock.running).toBe(0);
  });

  it('takes chunksize, which only pools that send batches look at, and no other keyword', () => {
    executor.map(half, [2, 4], { chunksize: 2 });
    expect(executor.calls).toHaveLength(2);
    expect(() => executor.map(half, [2], { limit: 1 } as never)).toThrow(
      new TypeError("map() got an unexpected keyword argument 'limit'"),
    );
    expect(executor.calls).toHaveLength(2);
  });

  it('checks the types of the arguments', () => {
    // @ts-expect-error: half takes numbers.
    executor.map(half, ['a']);
    // @ts-expect-error: half takes a number.
    executor.submit(half, 'a');
    const future = executor.submit(async () => 1);
    expectTypeOf(future).toEqualTypeOf<Future<number>>();
    expect(future).toBeInstanceOf(Future);
  });
});
