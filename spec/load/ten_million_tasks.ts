/**
 * Ten million short tasks, in batches: finished, failed and read, cancelled. What is left on the heap afterwards must
 * not exceed a megabyte.
 *
 *     node --expose-gc -r ts-node/register spec/load/ten_million_tasks.ts [HOW MANY]
 *
 * Prints for each million how long it took and what the heap has gained; the exit code is 1 when that was too much.
 */

import { ValueError } from '../../lib/errors';
import * as asyncio from '../../lib/index';
import { VirtualTimeLoop } from '../../lib/test_utils';

const BATCH = 10_000;
const MILLION = 1_000_000;
const MEGABYTE = 2 ** 20;

const loop = new VirtualTimeLoop();
asyncio.set_event_loop(loop);

const finish = asyncio.coroutine(function* finish(): asyncio.Coroutine<void> {
  yield;
  yield* asyncio.sleep(1);
});

const fail = asyncio.coroutine(function* fail(): asyncio.Coroutine<void> {
  yield* finish();
  throw new ValueError('failed');
});

const never = asyncio.coroutine(function* never(): asyncio.Coroutine<void> {
  yield* asyncio.sleep(1e6);
});

const KINDS = [finish, fail, never];

const run_batch = asyncio.coroutine(function* run_batch(): asyncio.Coroutine<void> {
  const tasks = Array.from({ length: BATCH }, (_, i) =>
    asyncio.ensure_future((KINDS[i % KINDS.length] as typeof finish)()),
  );
  yield* asyncio.sleep(2);
  for (const task of tasks) task.cancel();
  yield;
  for (const task of tasks) {
    if (!task.done()) throw new Error(`not done: ${task}`);
    if (!task.cancelled()) task.exception();
  }
});

async function heap_used(): Promise<number> {
  if (globalThis.gc === undefined) throw new Error('run this with node --expose-gc');
  for (let i = 0; i < 4; i++) {
    await new Promise((resolve) => setImmediate(resolve));
    globalThis.gc();
  }
  return process.memoryUsage().heapUsed;
}

async function run_tasks(count: number): Promise<void> {
  for (let done = 0; done < count; done += BATCH) {
    loop.run_until_complete(run_batch());
    await new Promise((resolve) => setImmediate(resolve));
  }
}

async function main(total: number): Promise<void> {
  await run_tasks(10 * BATCH);
  let least = await heap_used();
  console.log(`heap at the start: ${(least / MEGABYTE).toFixed(2)} MB`);
  let gained = 0;
  for (let done = 0; done < total; ) {
    const count = Math.min(MILLION, total - done);
    const start = performance.now();
    await run_tasks(count);
    const seconds = (performance.now() - start) / 1000;
    done += count;
    const heap = await heap_used();
    least = Math.min(least, heap);
    gained = heap - least;
    console.log(
      `${done} tasks: the last ${count} in ${seconds.toFixed(1)} s, ` +
        `heap ${(heap / MEGABYTE).toFixed(2)} MB, ${(gained / MEGABYTE).toFixed(3)} above the least`,
    );
  }
  loop.close();
  if (gained > MEGABYTE) {
    console.log('too much');
    process.exitCode = 1;
  }
}

void main(Number(process.argv[2] ?? 10 * MILLION));
