// Downloads as coroutines: a semaphore holds them back, as_completed tells of each, the executor saves.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as asyncio from '../lib';
import { ThreadPoolExecutor } from '../lib/concurrent/futures';
import { ValueError } from '../lib/errors';
import { serve } from './flags/service';
import { save_flag } from './flags_executor';
import * as client from './web/client';

const COUNTRIES = ['BR', 'CN', 'ID', 'IN', 'NG', 'PK', 'US', 'XX'];
const AT_ONCE = 3;

type Semaphore = asyncio.Semaphore;

// No more of these than the semaphore has places are between question and answer.
const get_flag = asyncio.coroutine(function* get_flag(
  port: number,
  cc: string,
  semaphore: Semaphore,
) {
  const url = `http://127.0.0.1:${port}/flags/${cc}.gif`;
  {
    using _ = yield* semaphore;
    const [status, image] = yield* client.get(url);
    if (status === 404) {
      throw new ValueError(`no flag of ${cc}`);
    }
    return image;
  }
});

const download = asyncio.coroutine(function* download(
  port: number,
  folder: string,
  cc: string,
  semaphore: Semaphore,
) {
  const image = yield* get_flag(port, cc, semaphore);
  // Files block, so a thread writes them.
  const loop = asyncio.get_event_loop();
  return yield* loop.run_in_executor(null, save_flag, folder, cc, image);
});

// In the order in which they are done, whatever the order in which they began.
export const download_many = asyncio.coroutine(function* download_many(
  port: number,
  folder: string,
) {
  const semaphore = new asyncio.Semaphore(AT_ONCE);
  const downloads = COUNTRIES.map((cc) => download(port, folder, cc, semaphore));
  const sizes: number[] = [];
  const failures: string[] = [];
  for (const waiting of asyncio.as_completed(downloads)) {
    try {
      const size = yield* waiting;
      sizes.push(size);
    } catch (error) {
      if (!(error instanceof ValueError)) throw error;
      failures.push(error.message);
    }
    const done = sizes.length + failures.length;
    console.log('#'.repeat(done) + '.'.repeat(COUNTRIES.length - done));
  }
  const [count, total] = [sizes.length, sizes.reduce((sum, size) => sum + size, 0)];
  console.log(`${count} flags of ${total} bytes, failed:`, failures.join(', '));
});

async function main() {
  const server = await serve();
  const folder = mkdtempSync(join(tmpdir(), 'flags-'));
  const loop = asyncio.get_event_loop();
  // One thread is enough for the disk.
  loop.set_default_executor(new ThreadPoolExecutor(1));
  try {
    await loop.run_until_complete(download_many(server.port, folder));
    console.log('saved:', readdirSync(folder).sort().join(' '));
  } finally {
    rmSync(folder, { recursive: true });
    server.stop();
    loop.close();
  }
}

if (require.main === module) {
  main();
}
