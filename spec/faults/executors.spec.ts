import { readdirSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import * as futures from '../../lib/concurrent/futures';
import * as asyncio from '../../lib/index';
import * as threading from '../../lib/threading';
import * as targets from '../support/executor_targets';
import { failure, loop, run, use_node_loop } from '../support/node_loop';
import { open_descriptors } from '../support/sockets';

use_node_loop();

/** How many threads the system sees in this process. */
const threads = (): number => readdirSync('/proc/self/task').length;

/** Wait until the system has taken away the threads that have ended. */
async function until_threads(count: number): Promise<void> {
  while (threads() > count) await run(asyncio.sleep(0.01));
}

function new_executor(workers: number): futures.ThreadPoolExecutor {
  const executor = new futures.ThreadPoolExecutor(workers);
  onTestFinished(() => executor.shutdown());
  return executor;
}

/** A call that has a thread and keeps it until `go` is set. */
function held(executor: futures.ThreadPoolExecutor) {
  const [started, go] = [new threading.Event(), new threading.Event()];
  const call = loop.run_in_executor(executor, targets.hold<string>, started, go, 'held');
  return { call, go };
}

describe('a thread that ends in the middle of a call', () => {
  it('ends each call that is waited for, the running and the queued ones', async () => {
    const executor = new_executor(1);
    const dying = loop.run_in_executor(executor, targets.end_thread);
    const queued = [1, 2, 3].map((i) => loop.run_in_executor(executor, targets.add, i, i));
    const all = asyncio.gather(dying, ...queued, { return_exceptions: true });
    const errors = (await run(all)) as unknown[];
    expect(errors).toHaveLength(4);
    for (const error of errors) expect(error).toBeInstanceOf(futures.BrokenThreadPool);
  });

  it('leaves the loop, which makes calls by another executor', async () => {
    const executor = new_executor(1);
    loop.set_default_executor(executor);
    expect(await failure(loop.run_in_executor(undefined, targets.end_thread))).toBeInstanceOf(
      futures.BrokenThreadPool,
    );
    expect(() => loop.run_in_executor(undefined, targets.add, 1, 2)).toThrow(
      futures.BrokenThreadPool,
    );
    loop.set_default_executor(undefined);
    expect(await run(loop.run_in_executor(undefined, targets.add, 1, 2))).toBe(3);
  });

  it('is told to a coroutine that waits with a timeout, and to as_completed', async () => {
    const executor = new_executor(2);
    const call = loop.run_in_executor(executor, targets.end_thread);
    expect(await failure(asyncio.wait_for(call, 30))).toBeInstanceOf(futures.BrokenThreadPool);
    const other = new_executor(1);
    const calls = [1, 2].map(() => loop.run_in_executor(other, targets.end_thread));
    for (const next of asyncio.as_completed(calls)) {
      expect(await failure(next)).toBeInstanceOf(futures.BrokenThreadPool);
    }
  });

  it('leaves neither threads nor descriptors', async () => {
    const round = async () => {
      const executor = new futures.ThreadPoolExecutor(2);
      const calls = [targets.end_thread, targets.fail_later, targets.end_thread];
      const all = calls.map((target) => loop.run_in_executor(executor, target as () => unknown));
      await run(asyncio.gather(...all, { return_exceptions: true }));
      await executor.shutdown();
    };
    await round();
    const before = [threads(), open_descriptors()] as const;
    for (let i = 0; i < 3; i++) await round();
    await until_threads(before[0]);
    expect(open_descriptors()).toBeLessThanOrEqual(before[1]);
  });
});

describe('the shutdown of an executor', () => {
  it('with calls that wait carries them out, and then ends its threads', async () => {
    const before = threads();
    const executor = new futures.ThreadPoolExecutor(2);
    const { call, go } = held(executor);
    const second = held(executor);
    const queued = [1, 2, 3, 4].map((i) => loop.run_in_executor(executor, targets.add, i, i));
    const over = executor.shutdown();
    expect(() => loop.run_in_executor(executor, targets.add, 1, 2)).toThrow(
      'cannot schedule new futures after shutdown',
    );
    go.set();
    second.go.set();
    expect(await run(asyncio.gather(call, second.call, ...queued))).toEqual([
      'held',
      'held',
      2,
      4,
      6,
      8,
    ]);
    await over;
    await until_threads(before);
    expect(threads()).toBeLessThanOrEqual(before);
  });

  it('without waiting does so, too', async () => {
    const before = threads();
    const executor = new futures.ThreadPoolExecutor(1);
    const { call, go } = held(executor);
    const queued = loop.run_in_executor(executor, targets.add, 1, 2);
    expect(await executor.shutdown({ wait: false })).toBeUndefined();
    go.set();
    expect(await run(asyncio.gather(call, queued))).toEqual(['held', 3]);
    await until_threads(before);
    expect(threads()).toBeLessThanOrEqual(before);
  });

  it('with calls that are cancelled carries out the others', async () => {
    const executor = new futures.ThreadPoolExecutor(1);
    const { call, go } = held(executor);
    const [cancelled, kept] = [1, 2].map((i) => loop.run_in_executor(executor, targets.add, i, i));
    await run(asyncio.sleep(0));
    cancelled?.cancel();
    // The loop has to tell the executor.
    await run(asyncio.sleep(0));
    const over = executor.shutdown();
    go.set();
    expect(await run(asyncio.gather(call, kept as asyncio.Future<number>))).toEqual(['held', 4]);
    await over;
    expect(cancelled?.cancelled()).toBe(true);
  });
});
