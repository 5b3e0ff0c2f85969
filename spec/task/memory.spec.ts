import { describe, expect, it } from 'vitest';
import { ValueError } from '../../lib/errors';
import * as asyncio from '../../lib/index';
import { VirtualTimeLoop } from '../../lib/test_utils';
import { abandon, go, iterate, loop, start, use_virtual_loop } from '../support/virtual';

use_virtual_loop();

const BATCH = 1000;
const MEGABYTE = 2 ** 20;

const wait = asyncio.coroutine(function* wait(): asyncio.Coroutine<number> {
  yield;
  return yield* asyncio.sleep(1, 1);
});

const fail = asyncio.coroutine(function* fail(): asyncio.Coroutine<number> {
  yield* wait();
  throw new ValueError('x');
});

const batches: Record<string, () => void> = {
  'tasks that finish': () => {
    const tasks = Array.from({ length: BATCH }, () => start(wait()));
    loop.run_until_complete(asyncio.wait(tasks));
  },
  'tasks that fail, and whose exception is read': () => {
    const tasks = Array.from({ length: BATCH }, () => start(fail()));
    loop.run_until_complete(asyncio.wait(tasks));
    for (const task of tasks) task.exception();
  },
  'tasks that are cancelled': () => {
    const tasks = Array.from({ length: BATCH }, () => start(wait()));
    iterate(2);
    for (const task of tasks) task.cancel();
    loop.run_until_complete(asyncio.wait(tasks));
  },
  'tasks that are cancelled before they start': () => {
    const tasks = Array.from({ length: BATCH }, () => start(wait()));
    for (const task of tasks) task.cancel();
    loop.run_until_complete(asyncio.wait(tasks));
  },
  'tasks that are completed from outside': () => {
    const tasks = Array.from({ length: BATCH }, () => go(() => loop.create_future() as never));
    iterate(1);
    for (const task of tasks) task.set_result(undefined as never);
  },
  'tasks in wait_for, gather and shield': () => {
    const all = Array.from({ length: BATCH / 4 }, () =>
      asyncio.gather(asyncio.wait_for(wait(), 9), asyncio.shield(wait())),
    );
    loop.run_until_complete(asyncio.gather(...all));
  },
  'tasks in wait_for that time out': () => {
    const tasks = Array.from({ length: BATCH / 2 }, () => start(asyncio.wait_for(wait(), 0.5)));
    loop.run_until_complete(asyncio.wait(tasks));
    for (const task of tasks) task.exception();
  },
  'tasks of a loop that is closed': () => {
    const other = new VirtualTimeLoop();
    const tasks = Array.from({ length: BATCH }, () => other.create_task(wait()));
    abandon(...tasks);
    other.run_until_complete(asyncio.sleep(0.5, { loop: other }));
    other.close();
  },
  'loops that are closed': () => {
    for (let i = 0; i < BATCH; i++) {
      const other = new VirtualTimeLoop();
      other.run_until_complete(asyncio.sleep(0.5, { loop: other }));
      other.close();
    }
  },
};

async function heap_used(): Promise<number> {
  for (let i = 0; i < 4; i++) {
    await new Promise((resolve) => setImmediate(resolve));
    globalThis.gc?.();
  }
  return process.memoryUsage().heapUsed;
}

describe('20,000 in batches leave the heap within a megabyte', { timeout: 120_000 }, () => {
  it.each(Object.keys(batches))('%s', async (name) => {
    loop.set_exception_handler(() => {});
    const batch = batches[name] as () => void;
    for (let i = 0; i < 3; i++) batch();
    const before = await heap_used();
    for (let i = 0; i < 20; i++) {
      batch();
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect((await heap_used()) - before).toBeLessThan(MEGABYTE);
  });

  it('tasks in debug mode, also those that nothing can wake', async () => {
    let destroyed = 0;
    loop.set_exception_handler(() => {
      destroyed += 1;
    });
    loop.set_debug(true);
    const batch = () => {
      const tasks = Array.from({ length: 100 }, () => loop.create_task(wait()));
      for (let i = 0; i < 100; i++) go(() => loop.create_future()[Symbol.iterator]() as never);
      loop.run_until_complete(asyncio.wait(tasks));
    };
    for (let i = 0; i < 3; i++) batch();
    const before = await heap_used();
    for (let i = 0; i < 17; i++) {
      batch();
      await heap_used();
    }
    expect((await heap_used()) - before).toBeLessThan(MEGABYTE);
    expect(destroyed).toBeGreaterThan(1900);
    expect(asyncio.Task.all_tasks().size).toBeLessThan(100);
  });
});
