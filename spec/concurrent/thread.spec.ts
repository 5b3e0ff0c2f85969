import type { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, expectTypeOf, it } from 'vitest';
import * as futures from '../../lib/concurrent/futures';
import { OSError, RuntimeError, SystemExit, ValueError } from '../../lib/errors';
import { partial } from '../../lib/functools';
import { getLogger } from '../../lib/log';
import * as threading from '../../lib/threading';
import * as targets from '../support/executor_targets';
import { Records } from '../support/records';

let executor: futures.ThreadPoolExecutor;

beforeEach(() => {
  executor = new futures.ThreadPoolExecutor(2, 'pool');
});

afterEach(() => executor.shutdown());

async function error_of(future: PromiseLike<unknown>): Promise<unknown> {
  return future.then(
    () => expect.fail('it has not failed'),
    (error) => error,
  );
}

/** A call that has a thread and keeps it until `go` is set. */
function held(): { future: futures.Future<string>; go: threading.Event } {
  const [started, go] = [new threading.Event(), new threading.Event()];
  const future = executor.submit(targets.hold<string>, started, go, 'held');
  return { future, go };
}

describe('a call of a ThreadPoolExecutor', () => {
  it('runs in another thread, and its future has the result', async () => {
    const future = executor.submit(targets.run, 'yo');
    expect(future).toBeInstanceOf(futures.Future);
    expectTypeOf(future).toEqualTypeOf<futures.Future<[string, number]>>();
    const [arg, ident] = await future;
    expect(arg).toBe('yo');
    expect(ident).not.toBe(threading.get_ident());
    expect(future.result()).toEqual(['yo', ident]);
  });

  it('may be an async function: its thread is busy until the promise settles', async () => {
    expectTypeOf(executor.submit(targets.identity_later<number>, 1)).toEqualTypeOf<
      futures.Future<number>
    >();
    expect(await executor.submit(targets.identity_later<number>, 1)).toBe(1);
    expect(await error_of(executor.submit(targets.fail_later))).toBeInstanceOf(targets.Refusal);
  });

  it('may be a partial', async () => {
    expect(await executor.submit(partial(targets.add, 1), 2)).toBe(3);
  });

  it('gets copies of its arguments as they are when it is submitted', async () => {
    const list = [1];
    const future = executor.submit(targets.identity<number[]>, list);
    list.push(2);
    expect(await future).toEqual([1]);
    expect(await executor.submit(targets.norm, new targets.Point(3, 4))).toBe(5);
    const bytes = await executor.submit(targets.identity<Buffer>, Buffer.from('bytes'));
    expect(bytes).toEqual(Buffer.from('bytes'));
  });

  it('finds its module loaded when it comes to a thread for the second time', async () => {
    const one = new futures.ThreadPoolExecutor(1);
    expect(await one.submit(targets.count_calls)).toBe(1);
    expect(await one.submit(targets.count_calls)).toBe(2);
    await one.shutdown();
  });

  it('is in a thread with a name and an ident, a daemon', async () => {
    const names = await Promise.all([1, 2, 3].map(() => executor.submit(targets.thread_name)));
    for (const name of names) expect(name).toMatch(/^pool_[01]$/);
    expect(await executor.submit(targets.describe_thread)).toEqual([true, false, true]);
    const mine = Number(/\d+/.exec(new threading.Thread().name)?.[0]);
    expect(await executor.submit(targets.new_thread_name)).toBe(`Thread-${mine + 1}`);
  });
});

describe('what a call raises', () => {
  it('comes back with class, properties and the stack in the TypeScript', async () => {
    const error = (await error_of(executor.submit(targets.fail, 'refusal'))) as targets.Refusal;
    expect(error).toBeInstanceOf(targets.Refusal);
    expect(error).toBeInstanceOf(ValueError);
    expect(error.describe()).toBe('no (7)');
    expect(error.stack).toMatch(/^Refusal: no\n {4}at fail \(.*executor_targets\.ts:\d+:\d+\)$/);
  });

  it('may be an error of the system, of Python or of Node', async () => {
    const ours = (await error_of(executor.submit(targets.fail, 'os'))) as OSError;
    expect(ours).toBeInstanceOf(OSError);
    expect(ours.message).toBe("[Errno 2] No such file or directory: 'x'");
    expect(ours.errno).toBe(2);
    const node = await error_of(executor.submit(targets.fail, 'node'));
    expect(node).toMatchObject({ code: 'ENOENT', syscall: 'open', path: '/no/such/file' });
  });

  it('has its cause', async () => {
    const error = (await error_of(executor.submit(targets.fail, 'caused'))) as Error;
    expect(error.message).toBe('outer');
    expect(error.cause).toBeInstanceOf(targets.Refusal);
  });

  it('keeps the name of a class that no module exports', async () => {
    const error = (await error_of(executor.submit(targets.fail, 'secret'))) as Error;
    expect([error.constructor, error.name, error.message]).toEqual([RangeError, 'Secret', 'hush']);
  });

  it('may be SystemExit, or no error at all', async () => {
    const exit = (await error_of(executor.submit(targets.fail, 'exit'))) as SystemExit;
    expect(exit).toBeInstanceOf(SystemExit);
    expect(exit.code).toBe(3);
    expect(await error_of(executor.submit(targets.fail, 'value'))).toBe('a string');
    expect(await error_of(executor.submit(targets.fail, 'symbol'))).toEqual(
      expect.objectContaining({ message: expect.stringContaining('cannot pass Symbol(mine)') }),
    );
  });

  it('leaves the pool as it was', async () => {
    await error_of(executor.submit(targets.fail, 'caused'));
    expect(await executor.submit(targets.add, 1, 2)).toBe(3);
  });

  it('says that a result cannot be copied', async () => {
    const error = await error_of(executor.submit(targets.result_that_cannot_be_copied));
    expect(error).toBeInstanceOf(TypeError);
    expect((error as Error).message).toContain('the class of this WeakMap');
  });
});

describe('submit() refuses', () => {
  it('a function that a thread could not find, and says what to do', () => {
    expect(() => executor.submit(() => 1)).toThrow(
      /no loaded module exports it\. .* define it at the top level of a CommonJS module, export it/,
    );
    expect(() => executor.submit(5 as unknown as () => void)).toThrow(
      new TypeError("'int' object is not callable"),
    );
  });

  it('an argument that cannot be copied', () => {
    expect(() => executor.submit(targets.identity<unknown>, new WeakMap())).toThrow(TypeError);
  });

  it('everything after the shutdown', async () => {
    await executor.shutdown();
    expect(() => executor.submit(targets.add, 1, 2)).toThrow(
      new RuntimeError('cannot schedule new futures after shutdown'),
    );
  });
});

describe('the threads', () => {
  it('are as many as max_workers at the most', async () => {
    const crowd = new targets.Crowd();
    await Promise.all(Array.from({ length: 12 }, () => executor.submit(targets.visit, crowd)));
    expect(crowd.present).toBe(0);
    expect(crowd.most).toBe(2);
  });

  it('are by default some more than there are processors', () => {
    const max_workers = (arg?: object | number | null) =>
      new futures.ThreadPoolExecutor(arg)._max_workers;
    expect(max_workers()).toBeGreaterThan(4);
    expect(max_workers()).toBeLessThanOrEqual(32);
    expect(max_workers(null)).toBe(max_workers());
    expect(max_workers({ max_workers: 3 })).toBe(3);
  });

  it('cannot be fewer than one', () => {
    const make = (arg: unknown) => () => new futures.ThreadPoolExecutor(arg as number);
    expect(make(0)).toThrow(new ValueError('max_workers must be greater than 0'));
    expect(make({ max_workers: -1 })).toThrow(ValueError);
    expect(make('x')).toThrow(
      new TypeError("'<=' not supported between instances of 'str' and 'int'"),
    );
    expect(make({ workers: 1 })).toThrow(
      new TypeError("__init__() got an unexpected keyword argument 'workers'"),
    );
  });

  it('are numbered as they start', async () => {
    const [started, go] = [new threading.Event(), new threading.Event()];
    const first = executor.submit(targets.hold<string>, started, go, 'held');
    while (!started.is_set()) await new Promise(setImmediate);
    const second = await executor.submit(targets.thread_name);
    go.set();
    await first;
    expect(second).toBe('pool_1');
    const names = [1, 2, 3].map(() => executor.submit(targets.thread_name));
    expect(['pool_0', 'pool_1']).toEqual(expect.arrayContaining(await Promise.all(names)));
  });

  it('are called after the number of their executor when there is no prefix', async () => {
    const named = new futures.ThreadPoolExecutor(1, { thread_name_prefix: 'named' });
    expect(await named.submit(targets.thread_name)).toBe('named_0');
    await named.shutdown();
    const number = async () => {
      await using unnamed = new futures.ThreadPoolExecutor(1);
      const name = await unnamed.submit(targets.thread_name);
      return Number(/^ThreadPoolExecutor-(\d+)_0$/.exec(name)?.[1]);
    };
    expect(await number()).toBe((await number()) - 1);
  });
});

describe('cancelling', () => {
  it('takes back a call that waits for a thread, and no other', async () => {
    const holders = [held(), held()];
    const queued = executor.submit(targets.add, 1, 1);
    const other = executor.submit(targets.add, 2, 2);
    expect(holders.map(({ future }) => [future.running(), future.cancel()])).toEqual([
      [true, false],
      [true, false],
    ]);
    expect([queued.running(), queued.cancel(), queued.cancelled()]).toEqual([false, true, true]);
    for (const { go } of holders) go.set();
    expect(await Promise.all(holders.map(({ future }) => future))).toEqual(['held', 'held']);
    expect(await other).toBe(4);
    expect(queued._state).toBe('CANCELLED_AND_NOTIFIED');
    expect(await error_of(queued)).toBeInstanceOf(futures.CancelledError);
  });

  it('in the callback of the call before reaches the next one in time', async () => {
    const one = new futures.ThreadPoolExecutor(1);
    const first = one.submit(targets.add, 1, 1);
    const second = one.submit(targets.add, 2, 2);
    first.add_done_callback(() => second.cancel());
    await one.shutdown();
    expect([first.result(), second.cancelled()]).toEqual([2, true]);
  });
});

describe('map(), wait() and as_completed()', () => {
  it('map() hands out results in the order of the arguments', async () => {
    const results: unknown[] = [];
    for await (const sum of executor.map(targets.add, [1, 2, 3], [10, 20, 30])) results.push(sum);
    expect(results).toEqual([11, 22, 33]);
  });

  it('map() takes a timeout and a chunk size', async () => {
    const { future, go } = held();
    const blocked = executor.map(targets.sleep, [0, 0.2, 0.2], { timeout: 0.01, chunksize: 2 });
    const drain = async () => {
      for await (const _ of blocked);
    };
    await expect(drain()).rejects.toThrow(futures.TimeoutError);
    go.set();
    await future;
  });

  it('as_completed() and wait() see the calls end', async () => {
    const { future, go } = held();
    const quick = executor.submit(targets.add, 1, 2);
    const { done, not_done } = await futures.wait([future, quick], {
      return_when: futures.FIRST_COMPLETED,
    });
    expect([[...done], [...not_done]]).toEqual([[quick], [future]]);
    go.set();
    const order: unknown[] = [];
    for await (const one of futures.as_completed([future, quick])) order.push(one);
    expect(order).toEqual([quick, future]);
  });
});

describe('shutdown()', () => {
  it('waits for calls that run and calls that wait', async () => {
    const holders = [held(), held()];
    const queued = executor.submit(targets.add, 1, 2);
    let is_down = false;
    const down = executor.shutdown().then(() => {
      is_down = true;
    });
    await new Promise(setImmediate);
    expect([is_down, queued.done()]).toEqual([false, false]);
    for (const { go } of holders) go.set();
    await down;
    expect(holders.map(({ future }) => future.result())).toEqual(['held', 'held']);
    expect(queued.result()).toBe(3);
  });

  it('does not wait when it is not to, and the calls are carried out all the same', async () => {
    const { future, go } = held();
    const queued = executor.submit(targets.add, 1, 2);
    await executor.shutdown({ wait: false });
    await executor.shutdown(false);
    expect(future.done()).toBe(false);
    go.set();
    expect([await future, await queued]).toEqual(['held', 3]);
  });

  it('ends the threads', async () => {
    const workers: Worker[] = [];
    const note = (worker: Worker) => workers.push(worker);
    process.on('worker', note);
    await executor.submit(targets.add, 1, 2);
    process.off('worker', note);
    expect(workers.map(({ threadId }) => threadId > 0)).toEqual([true]);
    await executor.shutdown();
    expect(workers.map(({ threadId }) => threadId)).toEqual([-1]);
  });

  it('may be called when nothing was ever submitted, and twice', async () => {
    const idle = new futures.ThreadPoolExecutor(1);
    await idle.shutdown();
    await idle.shutdown();
    expect(() => idle.shutdown({ now: true } as object)).toThrow(TypeError);
  });

  it('comes at the end of a block: await using waits, using does not', async () => {
    let future: futures.Future<number>;
    {
      await using pool = new futures.ThreadPoolExecutor(1);
      future = pool.submit(targets.add, 1, 2);
    }
    expect(future.result()).toBe(3);
    {
      using pool = new futures.ThreadPoolExecutor(1);
      future = pool.submit(targets.add, 3, 4);
    }
    expect(future.done()).toBe(false);
    expect(await future).toBe(7);
  });
});

describe('a thread that dies', () => {
  const BROKEN =
    'A thread of the pool was terminated abruptly while the future was running or pending.';

  it('ends every call with BrokenThreadPool, and the pool', async () => {
    const { future: other, go } = held();
    const dying = executor.submit(targets.end_thread);
    const queued = executor.submit(targets.add, 1, 2);
    const cancelled = executor.submit(targets.add, 3, 4);
    cancelled.cancel();
    for (const future of [other, dying, queued]) {
      const error = (await error_of(future)) as Error;
      expect(error).toBeInstanceOf(futures.BrokenThreadPool);
      expect(error).toBeInstanceOf(futures.BrokenExecutor);
      expect(error).toBeInstanceOf(RuntimeError);
      expect(error.message).toBe(BROKEN);
      expect(String(error.cause)).toContain('exited with code: 3');
    }
    expect(cancelled._state).toBe('CANCELLED_AND_NOTIFIED');
    expect(() => executor.submit(targets.add, 1, 2)).toThrow(
      'A thread of the pool terminated abruptly, the pool is not usable anymore',
    );
    go.set();
    await executor.shutdown();
  });

  it('of an error outside of the call says so', async () => {
    const error = (await error_of(executor.submit(targets.fail_aside))) as Error;
    expect(error).toBeInstanceOf(futures.BrokenThreadPool);
    expect(error.cause).toMatchObject({ message: 'aside' });
  });

  it('of an error that comes after its call has ended, is logged, and ends the pool', async () => {
    const records = new Records();
    const log = getLogger('concurrent.futures');
    log.addHandler(records);
    log.propagate = false;
    try {
      await executor.submit(targets.fail_afterwards);
      while (records.records.length === 0) await new Promise(setImmediate);
    } finally {
      log.removeHandler(records);
      log.propagate = true;
    }
    expect(records.lines).toEqual(['CRITICAL Exception in worker']);
    expect(records.records[0]?.exc_info).toMatchObject({ message: 'afterwards' });
    expect(() => executor.submit(targets.add, 1, 2)).toThrow(
      'A thread of the pool terminated abruptly, the pool is not usable anymore',
    );
  });
});
