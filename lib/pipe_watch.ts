/**
 * Watching a pipe or a terminal for data without reading any of it.
 *
 * Node has no poll. But libuv asks for room just before it reads, and when there is none it reports that, and leaves the data
 * where they are: a handle with an empty buffer tells that its descriptor is readable. The handle has a descriptor of its
 * own, opened through `/dev/fd`, so that the program's one is neither changed nor closed.
 */

import { closeSync, constants, fstatSync, openSync, type Stats } from 'node:fs';
import { isatty } from 'node:tty';
import { NotImplementedError } from './errors';
import { new_pipe_handle, type StreamHandle } from './node_handles';
import { errno, os_error, python_error } from './os_errors';

const NO_ROOM = new Uint8Array(0);

/** A pipe or terminal that can be watched for reading. */
export class PipeWatch {
  private readonly _handle: StreamHandle;
  private readonly _listeners = new Set<() => void>();
  private _is_ready = false;
  private _is_closed = false;

  /**
   * @throws OSError for a descriptor that is not open, and as epoll does for files: these are always ready.
   * @throws NotImplementedError for what cannot be opened a second time.
   */
  constructor(fd: number) {
    check_kind(fd);
    this._handle = new_pipe_handle();
    const own = system_call(() =>
      openSync(`/dev/fd/${fd}`, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY),
    );
    const result = this._handle.open(own);
    if (result < 0) {
      closeSync(own);
      throw os_error(-result);
    }
    this._handle.useUserBuffer(NO_ROOM);
    this._handle.onread = () => this._ready();
    this._handle.unref();
  }

  private _ready(): void {
    this._handle.readStop();
    this._is_ready = true;
    for (const listener of this._listeners) listener();
  }

  _is_readable(): boolean {
    return this._is_ready;
  }

  _is_writable(): boolean {
    return false;
  }

  _add_listener(listener: () => void): void {
    this._listeners.add(listener);
    this._look_again();
  }

  _remove_listener(listener: () => void): void {
    this._listeners.delete(listener);
  }

  _set_referenced(on: boolean): void {
    if (this._is_closed) return;
    if (on) this._handle.ref();
    else this._handle.unref();
  }

  _look_again(): void {
    this._is_ready = false;
    if (!this._is_closed) this._handle.readStart();
  }

  _not_watched(): void {
    if (this._is_closed) return;
    this._is_closed = true;
    this._handle.close();
  }
}

/** Only what the system can poll may get into libuv's hands: it ends the process otherwise. */
function check_kind(fd: number): void {
  const status: Stats = system_call(() => fstatSync(fd));
  if (status.isFIFO() || isatty(fd)) return;
  if (status.isSocket()) {
    throw new NotImplementedError(
      `Node cannot watch descriptor ${fd}, a socket that it has not made: use loop.connect_read_pipe()`,
    );
  }
  throw os_error(errno.EPERM as number);
}

function system_call<T>(call: () => T): T {
  try {
    return call();
  } catch (error) {
    throw python_error(error);
  }
}
