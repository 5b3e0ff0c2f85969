import { describe, expect, it } from 'vitest';
import { CancelledError, KeyboardInterrupt, RuntimeError, SystemExit } from '../../lib/errors';
import * as asyncio from '../../lib/index';
import {
  emit,
  loop,
  new_listeners,
  node_turns,
  use_node_loop,
  watch_timers,
} from '../support/node_loop';
import { normalise } from '../support/python36';

use_node_loop();

const value = asyncio.coroutine(function* value<T>(result: T) {
  yield;
  return result;
});

const wait_for = asyncio.coroutine(function* wait_for<T>(future: asyncio.Future<T>) {
  return yield* future;
});

/** Say that these are left pending on purpose. */
function abandon(...tasks: asyncio.Task<unknown>[]): void {
  for (const task of tasks) task._log_destroy_pending = false;
}

describe('a stalled run', () => {
  it('rejects when Node has no more work, with what is pending', async () => {
    const task = loop.create_task(wait_for(loop.create_future()));
    abandon(task);
    const run = loop.run_until_complete(wait_for(task));
    await node_turns();
    emit('beforeExit');
    const error: unknown = await run.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(RuntimeError);
    expect(normalise((error as RuntimeError).message).split('\n')).toEqual([
      'Event loop stopped before Future completed.',
      'Nothing can wake the loop any more: no callback is queued and no timer is set. Pending:',
      expect.stringMatching(
        /^ {2}<Task pending coro=<wait_for\(\) running at FILE:LINE> wait_for=<Future pending/,
      ),
      expect.stringMatching(/wait_for=<Task pending coro=<wait_for\(\)/),
    ]);
    expect(loop.is_running()).toBe(false);
  });

  it('lets the loop run again', async () => {
    const future = loop.create_future<string>();
    const run = loop.run_until_complete(future);
    await node_turns();
    emit('beforeExit');
    await expect(run).rejects.toThrow(RuntimeError);
    expect(future._callbacks).toEqual([]);
    loop.call_soon(() => future.set_result('after all'));
    expect(await loop.run_until_complete(future)).toBe('after all');
  });

  it('is none while something is queued: another listener may have brought work', async () => {
    const future = loop.create_future<string>();
    const run = loop.run_until_complete(future);
    await node_turns();
    future.set_result('in time');
    emit('beforeExit');
    expect(await run).toBe('in time');
  });
});

describe('Ctrl-C', () => {
  it('rejects the run with KeyboardInterrupt', async () => {
    const run = loop.run_forever();
    await node_turns();
    emit('SIGINT');
    await expect(run).rejects.toBeInstanceOf(KeyboardInterrupt);
    const sleeper = loop.create_task(asyncio.sleep(1000));
    abandon(sleeper);
    const second = loop.run_until_complete(sleeper);
    await node_turns();
    emit('SIGINT');
    await expect(second).rejects.toBeInstanceOf(KeyboardInterrupt);
  });

  it('leaves no timer of Node behind', async () => {
    const timers = watch_timers();
    const sleeper = loop.create_task(asyncio.sleep(1000));
    abandon(sleeper);
    const run = loop.run_until_complete(sleeper);
    await node_turns();
    expect(timers()).toBe(1);
    emit('SIGINT');
    await expect(run).rejects.toBeInstanceOf(KeyboardInterrupt);
    expect([timers(), loop._asleep]).toEqual([0, false]);
  });

  it('leaves tasks as they are, to be cancelled and run to their end', async () => {
    const trace: string[] = [];
    const careful = asyncio.coroutine(function* careful() {
      try {
        yield* asyncio.sleep(1000);
      } finally {
        yield* asyncio.sleep(0.001);
        trace.push('cleaned up');
      }
    });
    const task = loop.create_task(careful());
    const run = loop.run_until_complete(task);
    await node_turns();
    emit('SIGINT');
    await expect(run).rejects.toBeInstanceOf(KeyboardInterrupt);
    expect(task.done()).toBe(false);
    task.cancel();
    await expect(loop.run_until_complete(task)).rejects.toBeInstanceOf(CancelledError);
    expect(trace).toEqual(['cleaned up']);
  });

  it('stops a busy loop for good', async () => {
    let turns = 0;
    const busy = asyncio.coroutine(function* busy(): asyncio.Coroutine<void> {
      for (;;) {
        turns += 1;
        yield;
      }
    });
    const task = loop.create_task(busy());
    abandon(task);
    const run = loop.run_until_complete(task);
    await node_turns();
    emit('SIGINT');
    const at_interrupt = turns;
    expect(at_interrupt).toBeGreaterThan(0);
    await expect(run).rejects.toBeInstanceOf(KeyboardInterrupt);
    await node_turns();
    expect(turns).toBe(at_interrupt);
    expect(await loop.run_until_complete(value('second run'))).toBe('second run');
    expect(turns).toBeLessThan(at_interrupt + 10);
  });

  it('that a callback emits by hand is raised in that callback', async () => {
    const trace: string[] = [];
    loop.call_soon(() => {
      trace.push('before');
      emit('SIGINT');
      trace.push('not reached');
    });
    loop.call_soon(() => trace.push('next run'));
    await expect(loop.run_forever()).rejects.toBeInstanceOf(KeyboardInterrupt);
    expect(trace).toEqual(['before']);
    loop.stop();
    await loop.run_forever();
    expect(trace).toEqual(['before', 'next run']);
  });

  it('concerns no loop that does not run', async () => {
    await loop.run_until_complete(value(1));
    expect(new_listeners('SIGINT')).toEqual([]);
  });
});

describe('an error that nobody catches', () => {
  it('has one listener in the process, however many runs it ended', async () => {
    const count = process.listenerCount('uncaughtExceptionMonitor');
    for (let i = 0; i < 3; i++) {
      loop.call_soon(() => {
        throw new SystemExit(i);
      });
      await expect(loop.run_forever()).rejects.toBeInstanceOf(SystemExit);
    }
    expect(process.listenerCount('uncaughtExceptionMonitor')).toBeLessThanOrEqual(count + 1);
  });
});
