/** What the cases of test_streams share. */

import { onTestFinished } from 'vitest';
import * as asyncio from '../../lib/index';
import type { TestLoop } from '../../lib/test_utils';
import { new_test_loop } from './test_loop';

export const DATA = Buffer.from('line1\nline2\nline3\n');

/** The loop of the running case. */
export let loop: TestLoop;

/** Before each case: a loop that is not the current one. */
export function set_up(): void {
  loop = new_test_loop();
}

/** A reader on the case's loop. */
export function new_reader(limit?: number): asyncio.StreamReader {
  return new asyncio.StreamReader({ limit, loop });
}

/** The reader with these pieces in it. */
export function fed(reader: asyncio.StreamReader, ...pieces: (string | Buffer)[]) {
  for (const piece of pieces) reader.feed_data(Buffer.from(piece));
  return reader;
}

/** Run until the coroutine is done; bytes as a string. */
export function text_of(coro: asyncio.Coroutine<Uint8Array>): string {
  return Buffer.from(loop.run_until_complete(coro)).toString('latin1');
}

/** Start reading, and do this when the reader waits. */
export function while_reading(coro: asyncio.Coroutine<Uint8Array>, act: () => void): string {
  const task = new asyncio.Task(coro, { loop });
  loop.call_soon(act);
  return Buffer.from(loop.run_until_complete(task)).toString('latin1');
}

/** What is left in the reader's buffer, which is emptied. */
export function left_in(reader: asyncio.StreamReader): string {
  return reader._buffer.take_all().toString('latin1');
}

/** The error that the coroutine ends with. */
export function error_of(coro: asyncio.Awaitable<unknown>): unknown {
  try {
    loop.run_until_complete(coro);
  } catch (error) {
    return error;
  }
  throw new Error('no error was raised');
}

/** A loop on Node that is closed when the test is over. */
export function new_node_loop(): asyncio.SelectorEventLoop {
  const node_loop = new asyncio.SelectorEventLoop();
  asyncio.set_event_loop(undefined);
  onTestFinished(() => node_loop.close());
  return node_loop;
}
