/** Pipes with a transport at one end, and at the other a descriptor that the spec uses itself. */

import { closeSync, readlinkSync, readSync } from 'node:fs';
import { onTestFinished } from 'vitest';
import { new_pipe } from '../conformance/pipes';
import { Recorder } from './connected';
import { loop, node_turns, run } from './node_loop';

/** Close a descriptor at the end of the spec; the function closes it earlier. */
function closing(fd: number): () => void {
  let is_open = true;
  const close = () => {
    if (is_open) closeSync(fd);
    is_open = false;
  };
  onTestFinished(close);
  return close;
}

/** A transport that reads, its protocol, and the descriptor at which the spec writes. */
export async function reading(protocol = new Recorder()) {
  const [read, write] = new_pipe();
  const [transport] = await run(loop.connect_read_pipe(() => protocol, read));
  return { transport, protocol, read, write, close_write: closing(write) };
}

/** A transport that writes, its protocol, and the descriptor from which the spec reads. */
export async function writing(protocol = new Recorder()) {
  const [read, write] = new_pipe();
  const [transport] = await run(loop.connect_write_pipe(() => protocol, write));
  return { transport, protocol, read, write, close_read: closing(read) };
}

/** What is in a pipe now, no more than `size` bytes; nothing when it is empty, or at its end. */
export function read_now(fd: number, size = 1 << 16): Buffer {
  const buffer = Buffer.alloc(size);
  try {
    return buffer.subarray(0, readSync(fd, buffer));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return buffer.subarray(0, 0);
    throw error;
  }
}

/** Let Node and the loop do all that they can do without waiting. */
export async function turns(count = 5): Promise<void> {
  for (let i = 0; i < count; i++) {
    await node_turns(2);
    const future = loop.create_future<void>();
    loop.call_soon(() => future.set_result());
    await run(future);
  }
}

/** What a descriptor of this process is; None when it is not open. */
export function target_of(fd: number): string | undefined {
  const link = `/proc/self/fd/${fd}`;
  try {
    return readlinkSync(link);
  } catch {
    // Nobody has it, or it was closed at this moment.
    return undefined;
  }
}
