/**
 * The callbacks for what is readable and writable. (CPython: the selector of `asyncio/selector_events.py`.)
 *
 * Watching is level-triggered, as with CPython's selectors: while something stays ready its callback is called once in each
 * iteration of the loop.
 */

import { RuntimeError } from './errors';
import { type AnyCallback, Handle } from './handles';
import type { IOResource, NodeEventLoop } from './node_loop';
import { repr } from './reprlib';
import {
  descriptor_of_file,
  type FileObject,
  socket_of_file,
  type Watchable,
  watch_descriptor,
} from './watchable';

/** Which of the two is meant. */
export type Direction = 'reader' | 'writer';

/** Both callbacks of one thing that is watched. */
class Watch implements IOResource {
  reader: Handle | undefined;
  writer: Handle | undefined;
  private _is_queued = false;

  constructor(
    readonly fd: number,
    readonly source: Watchable,
    private readonly _loop: NodeEventLoop,
  ) {}

  /** Also when a socket says that something has changed. */
  readonly check = (): void => {
    if (this._is_queued || !(this._can_read() || this._can_write())) return;
    this._is_queued = true;
    this._loop._deliver(this._report);
  };

  private _can_read(): boolean {
    return this.reader !== undefined && this.source._is_readable();
  }

  private _can_write(): boolean {
    return this.writer !== undefined && this.source._is_writable();
  }

  private readonly _report = (): void => {
    this._is_queued = false;
    const ready = [this._can_read() && this.reader, this._can_write() && this.writer];
    try {
      for (const handle of ready) if (handle && !handle._cancelled) handle._run();
    } finally {
      this.source._look_again?.();
      this.check();
    }
  };

  _loop_entered(): void {
    this.source._set_referenced(true);
    this.check();
  }

  _loop_left(): void {
    this.source._set_referenced(false);
  }
}

/** A transport, as far as others must not watch its descriptor. */
export interface DescriptorUser {
  is_closing(): boolean;
}

/** Everything that a loop watches. */
export class Watches {
  /** The transport of each descriptor that belongs to one. */
  readonly transports = new Map<number, DescriptorUser>();
  private readonly _watches = new Map<Watchable | number, Watch>();

  constructor(private readonly _loop: NodeEventLoop) {}

  /** @throws RuntimeError when a transport uses the descriptor. */
  ensure_no_transport(file: FileObject): void {
    const fd = descriptor_of_file(file);
    const transport = this.transports.get(fd);
    if (transport === undefined || transport.is_closing()) return;
    throw new RuntimeError(`File descriptor ${fd} is used by transport ${repr(transport)}`);
  }

  /** Set a callback; an earlier one is cancelled. */
  add(
    file: FileObject,
    direction: Direction,
    callback: AnyCallback,
    args: readonly unknown[],
  ): void {
    const handle = new Handle(callback, args, this._loop);
    const watch = this._find(file) ?? this._begin(file, direction);
    watch[direction]?.cancel();
    watch[direction] = handle;
    watch.check();
  }

  private _begin(file: FileObject, direction: Direction): Watch {
    const fd = descriptor_of_file(file);
    const own = socket_of_file(file);
    const watch = new Watch(fd, own ?? watch_descriptor(fd, direction), this._loop);
    this._watches.set(own ?? fd, watch);
    watch.source._add_listener(watch.check);
    this._loop._watch_resource(watch);
    return watch;
  }

  /** Take a callback back. @returns whether there was one. */
  remove(file: FileObject, direction: Direction): boolean {
    const watch = this._find(file);
    const handle = watch?.[direction];
    if (watch === undefined || handle === undefined) return false;
    handle.cancel();
    watch[direction] = undefined;
    if (watch.reader === undefined && watch.writer === undefined) this._end(watch);
    return true;
  }

  /** Whether there is such a callback. */
  has(file: FileObject, direction: Direction): boolean {
    return this._find(file)?.[direction] !== undefined;
  }

  private _find(file: FileObject): Watch | undefined {
    const own = socket_of_file(file);
    if (own !== undefined) return this._watches.get(own);
    const fd = descriptor_of_file(file);
    const foreign = this._watches.get(fd);
    if (foreign !== undefined) return foreign;
    // A socket that was closed while it was watched.
    return [...this._watches.values()].find((watch) => watch.fd === fd);
  }

  private _end(watch: Watch): void {
    for (const [key, value] of this._watches) if (value === watch) this._watches.delete(key);
    watch.source._remove_listener(watch.check);
    watch.source._set_referenced(false);
    watch.source._not_watched?.();
    this._loop._forget_resource(watch);
  }

  /** The loop is closed. */
  close(): void {
    for (const watch of [...this._watches.values()]) this._end(watch);
    this.transports.clear();
  }
}
