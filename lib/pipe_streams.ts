/**
 * What a program calls a pipe, as a stream of Node.
 *
 * A pipe may be a descriptor, an object that has one (`fileno()`), or a stream of Node: a socket or terminal (`process.stdin`),
 * or a file stream on something that is no file.
 */

import {
  createReadStream,
  createWriteStream,
  fstatSync,
  ReadStream,
  type Stats,
  WriteStream,
} from 'node:fs';
import { Socket } from 'node:net';
import type { Readable, Writable } from 'node:stream';
import { isatty, ReadStream as TerminalInput, WriteStream as TerminalOutput } from 'node:tty';
import { ValueError } from './errors';
import { descriptor_of } from './node_handles';
import { python_error } from './os_errors';
import { type_name } from './reprlib';

/** What `connect_read_pipe()` and `connect_write_pipe()` take. */
export type Pipe = number | { fileno(): number } | Readable | Writable;

/** An open pipe. */
export interface OpenPipe<S extends Readable | Writable> {
  readonly stream: S;
  readonly fd: number;
  /** Whether Node can see that the other side has gone: the pipe can be read, too. */
  readonly shows_end: boolean;
}

const is_pipe = (stats: Stats) => stats.isFIFO() || stats.isSocket() || stats.isCharacterDevice();

/** @throws ValueError in CPython's words for files and directories; OSError for what is no open descriptor. */
export function open_read_pipe(pipe: Pipe): OpenPipe<Readable> {
  const fd = fileno_of(pipe);
  if (!is_pipe(stats_of(fd))) throw new ValueError('Pipe transport is for pipes/sockets only.');
  if (pipe instanceof Socket || pipe instanceof ReadStream) {
    return { stream: pipe, fd, shows_end: true };
  }
  return { stream: stream_for_reading(fd), fd, shows_end: true };
}

/** @throws ValueError in CPython's words for files and directories; OSError for what is no open descriptor. */
export function open_write_pipe(pipe: Pipe): OpenPipe<Writable> {
  const fd = fileno_of(pipe);
  const stats = stats_of(fd);
  if (!is_pipe(stats)) {
    throw new ValueError('Pipe transport is only for pipes, sockets and character devices');
  }
  if (pipe instanceof WriteStream) return { stream: pipe, fd, shows_end: false };
  const socket = pipe instanceof Socket ? pipe : undefined;
  const stream = socket ?? stream_for_writing(fd, stats);
  return { stream, fd, shows_end: stats.isSocket() && socket?.readable !== false };
}

function fileno_of(pipe: Pipe): number {
  let fd: unknown;
  if (typeof pipe === 'number') fd = pipe;
  else if (pipe instanceof Socket) fd = descriptor_of(pipe);
  else if (pipe instanceof ReadStream || pipe instanceof WriteStream) {
    fd = (pipe as { fd?: number | null }).fd ?? -1;
  } else if (typeof (pipe as Partial<{ fileno(): number }> | null)?.fileno === 'function') {
    fd = (pipe as { fileno(): number }).fileno();
  } else throw new TypeError(`'${type_name(pipe)}' object has no attribute 'fileno'`);
  if (typeof pipe === 'object' && (fd as number) < 0) {
    throw new ValueError('I/O operation on closed file');
  }
  return fd as number;
}

function stats_of(fd: number): Stats {
  try {
    return fstatSync(fd);
  } catch (error) {
    throw python_error(error);
  }
}

function stream_for_reading(fd: number): Readable {
  if (isatty(fd)) return new TerminalInput(fd);
  return fstatSync(fd).isCharacterDevice()
    ? createReadStream('', { fd })
    : new Socket({ fd, readable: true, writable: false, allowHalfOpen: true });
}

function stream_for_writing(fd: number, stats: Stats): Writable {
  if (isatty(fd)) return new TerminalOutput(fd);
  if (stats.isCharacterDevice()) return createWriteStream('', { fd });
  return new Socket({ fd, readable: stats.isSocket(), writable: true, allowHalfOpen: true });
}
