// Downloads with functions that take a thread for themselves: run_in_executor keeps them off the loop.
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import * as asyncio from '../lib';
import { ValueError } from '../lib/errors';
import { serve } from './flags/service';

const COUNTRIES = ['BR', 'CN', 'IN', 'XX'];

// The next two run in threads of the loop's executor.
export async function get_flag(port: number, cc: string) {
  const url = `http://127.0.0.1:${port}/flags/${cc}.gif`;
  const response = await fetch(url);
  if (response.status === 404) {
    throw new ValueError(`no flag of ${cc}`);
  }
  return Buffer.from(await response.arrayBuffer());
}

export function save_flag(folder: string, cc: string, image: Buffer) {
  const path = join(folder, `${cc}.gif`);
  if (dirname(path) !== folder) {
    throw new ValueError(`${cc} is outside of the folder`);
  }
  writeFileSync(path, image);
  return image.length;
}

// The loop is free while a coroutine waits for one of them.
const download = asyncio.coroutine(function* download(port: number, folder: string, cc: string) {
  const loop = asyncio.get_event_loop();
  try {
    const image = yield* loop.run_in_executor(null, get_flag, port, cc);
    const size = yield* loop.run_in_executor(null, save_flag, folder, cc, image);
    return `${cc}: ${size} bytes`;
  } catch (error) {
    if (!(error instanceof ValueError)) throw error;
    const message = error.message;
    return `${cc}: ${message}`;
  }
});

const download_many = asyncio.coroutine(function* download_many(port: number, folder: string) {
  const downloads = COUNTRIES.map((cc) => download(port, folder, cc));
  const lines = yield* asyncio.gather(...downloads);
  for (const line of lines) {
    console.log(line);
  }
});

async function main() {
  const server = await serve();
  const folder = mkdtempSync(join(tmpdir(), 'flags-'));
  const loop = asyncio.get_event_loop();
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
