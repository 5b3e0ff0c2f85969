import { describe, expect, expectTypeOf, it } from 'vitest';
import { ThreadPoolExecutor } from '../../lib/concurrent/futures';
import { CancelledError } from '../../lib/errors';
import { partial } from '../../lib/functools';
import * as asyncio from '../../lib/index';
import * as threading from '../../lib/threading';
import * as targets from '../support/executor_targets';
import { loop, use_node_loop } from '../support/node_loop';

use_node_loop();

const gathered = asyncio.coroutine(function* gathered(...futures: asyncio.Future<unknown>[]) {
  return yield* asyncio.gather(...futures);
});

describe('the default executor of a loop on Node', () => {
  it('is made when a call first needs it', async () => {
    const calls = [1, 2, 3].map((n) => loop.run_in_executor(null, targets.add, n, n));
    expectTypeOf(calls).toEqualTypeOf<asyncio.Future<number>[]>();
    expect(await loop.run_until_complete(gathered(...calls))).toEqual([2, 4, 6]);
    const name = loop.run_in_executor(undefined, targets.thread_name);
    expect(await loop.run_until_complete(name)).toMatch(/^ThreadPoolExecutor-\d+_\d+$/);
  });

  it('may be set', async () => {
    loop.set_default_executor(new ThreadPoolExecutor(1, 'mine'));
    const name = loop.run_in_executor(null, partial(targets.thread_name));
    expect(await loop.run_until_complete(name)).toBe('mine_0');
  });

  it('gives way to the one that is given', async () => {
    await using executor = new ThreadPoolExecutor(1, 'given');
    const name = loop.run_in_executor(executor, targets.thread_name);
    expect(await loop.run_until_complete(name)).toBe('given_0');
  });

  it('raises what the call raised, where the coroutine waits', async () => {
    const catches = asyncio.coroutine(function* catches() {
      try {
        yield* loop.run_in_executor(null, targets.fail, 'refusal');
        return 'nothing';
      } catch (error) {
        if (!(error instanceof targets.Refusal)) throw error;
        return error.describe();
      }
    });
    expect(await loop.run_until_complete(catches())).toBe('no (7)');
  });

  it('goes with its loop, which does not wait for it', async () => {
    const executor = new ThreadPoolExecutor(1);
    const [started, go] = [new threading.Event(), new threading.Event()];
    const call = executor.submit(targets.hold<number>, started, go, 1);
    loop.set_default_executor(executor);
    asyncio.set_event_loop(undefined);
    loop.close();
    expect(call.done()).toBe(false);
    expect(() => executor.submit(targets.add, 1, 2)).toThrow('after shutdown');
    go.set();
    expect(await call).toBe(1);
    await executor.shutdown();
  });

  it('does not keep other coroutines from running', async () => {
    const [started, go] = [new threading.Event(), new threading.Event()];
    const ticks = asyncio.coroutine(function* ticks() {
      const call = loop.run_in_executor(null, targets.hold<string>, started, go, 'let go');
      for (let tick = 0; tick < 100; tick++) yield* asyncio.sleep(0);
      expect(call.done()).toBe(false);
      go.set();
      return yield* call;
    });
    expect(await loop.run_until_complete(ticks())).toBe('let go');
  });

  it('can be told to forget a call that waits, not one that runs', async () => {
    const executor = new ThreadPoolExecutor(1);
    loop.set_default_executor(executor);
    const [started, go] = [new threading.Event(), new threading.Event()];
    const running = loop.run_in_executor(null, targets.hold<string>, started, go, 'ran');
    const waiting = loop.run_in_executor(null, targets.add, 1, 2);
    running.cancel();
    waiting.cancel();
    await expect(loop.run_until_complete(waiting)).rejects.toThrow(CancelledError);
    go.set();
    await executor.shutdown();
    expect(running.cancelled()).toBe(true);
  });

  it('takes no coroutine functions in debug mode', () => {
    loop.set_debug(true);
    const coro = asyncio.coroutine(function* coro() {});
    expect(() => loop.run_in_executor(null, coro)).toThrow(
      'coroutines cannot be used with run_in_executor()',
    );
  });
});
