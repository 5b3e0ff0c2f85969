/** What a loop can watch for being readable or writable: a socket object, or a descriptor. */

import { NotImplementedError, ValueError } from './errors';
import { PipeWatch } from './pipe_watch';
import { repr } from './reprlib';
import { SocketState, socket_of_descriptor } from './socket_state';

/** Something that says whether it is ready, and tells when that may have changed. */
export interface Watchable {
  _is_readable(): boolean;
  _is_writable(): boolean;
  _add_listener(listener: () => void): void;
  _remove_listener(listener: () => void): void;
  /** Whether it keeps the process alive. */
  _set_referenced(on: boolean): void;
  /** A callback has been called for it: whether it is ready has to be found out anew. */
  _look_again?(): void;
  /** Nobody watches it any more. */
  _not_watched?(): void;
}

/** What a program may name it by: a socket, its descriptor, or anything with the method `fileno`. */
export type FileObject = number | { fileno(): number };

/**
 * The descriptor of what a program watches; -1 of a socket that has none yet.
 *
 * @throws ValueError for what has none.
 */
export function descriptor_of_file(file: FileObject): number {
  const fd = typeof file === 'number' ? file : file_number(file);
  if (!Number.isInteger(fd)) throw new ValueError(`Invalid file object: ${repr(file)}`);
  if (fd < 0 && !(file instanceof SocketState))
    throw new ValueError(`Invalid file descriptor: ${fd}`);
  return fd;
}

function file_number(file: { fileno?: () => number } | null | undefined): number {
  return typeof file?.fileno === 'function' ? file.fileno() : Number.NaN;
}

/** The socket object that is meant; undefined when it is none of ours. */
export function socket_of_file(file: FileObject): SocketState | undefined {
  return file instanceof SocketState ? file : socket_of_descriptor(descriptor_of_file(file));
}

/**
 * Something to watch a foreign descriptor with.
 *
 * @throws NotImplementedError when Node cannot.
 */
export function watch_descriptor(fd: number, kind: 'reader' | 'writer'): Watchable {
  if (kind === 'writer') {
    throw new NotImplementedError(
      `Node cannot tell when descriptor ${fd} can be written: watch a socket object, or use ` +
        'loop.connect_write_pipe()',
    );
  }
  return new PipeWatch(fd);
}
