/** Output that appears at once, also from a worker whose parent thread is blocked. */

import { writeSync } from 'node:fs';
import { sleep } from '../time';

/** How long to leave a full pipe to its reader, in seconds. */
const PAUSE = 0.001;

/** Write all of it to a file descriptor before returning. */
export function write_all(fd: number, chunk: string | Uint8Array, encoding?: BufferEncoding): void {
  let rest = typeof chunk === 'string' ? Buffer.from(chunk, encoding) : chunk;
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(fd, rest));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      sleep(PAUSE);
    }
  }
}

/**
 * In a worker, `process.stdout` and `process.stderr` send messages to the parent thread, which prints them once it is
 * idle. Let them write straight to the file descriptors instead, and `console` with them.
 */
export function write_at_once(): void {
  replace_write(process.stdout, 1);
  replace_write(process.stderr, 2);
}

type Done = (error?: Error | null) => void;

function replace_write(stream: NodeJS.WriteStream, fd: number): void {
  stream.write = (
    chunk: string | Uint8Array,
    encoding_or_done?: BufferEncoding | Done,
    done?: Done,
  ): boolean => {
    const encoding = typeof encoding_or_done === 'string' ? encoding_or_done : undefined;
    write_all(fd, chunk, encoding);
    const callback = typeof encoding_or_done === 'function' ? encoding_or_done : done;
    if (callback) process.nextTick(callback);
    return true;
  };
}
