/**
 * A loop's handlers of signals. (CPython: the signal methods of `_UnixSelectorEventLoop`.)
 *
 * As in CPython a signal takes two iterations: the first one finds that it has come, in the second one its handler runs.
 */

import { iscoroutine, iscoroutinefunction } from './coroutines';
import { RuntimeError, ValueError } from './errors';
import { type AnyCallback, Handle } from './handles';
import { host } from './host';
import type { IOResource, NodeEventLoop } from './node_loop';
import { catch_signal, release_signal } from './process_signals';
import { repr } from './reprlib';
import { NSIG } from './signal';

/** Milliseconds; any long time will do. */
const A_DAY = 24 * 3600 * 1000;

export class SignalHandlers implements IOResource {
  private readonly _handles = new Map<number, Handle>();
  private _keep_alive: NodeJS.Timeout | undefined;

  constructor(private readonly _loop: NodeEventLoop) {}

  add(sig: number, callback: AnyCallback, args: readonly unknown[]): void {
    if (iscoroutine(callback) || iscoroutinefunction(callback)) {
      throw new TypeError('coroutines cannot be used with add_signal_handler()');
    }
    check_signal(sig);
    this._loop._check_closed();
    if (!host.thread.is_main) throw new RuntimeError('set_wakeup_fd only works in main thread');
    this._handles.delete(sig);
    catch_signal(sig, () => {
      this._loop._deliver(() => this._arrived(sig));
    });
    this._handles.set(sig, new Handle(callback, args, this._loop));
    if (this._handles.size === 1) this._loop._watch_resource(this);
  }

  /** @returns whether there was a handler. */
  remove(sig: number): boolean {
    check_signal(sig);
    if (!this._handles.delete(sig)) return false;
    release_signal(sig);
    if (this._handles.size === 0) {
      this._loop_left();
      this._loop._forget_resource(this);
    }
    return true;
  }

  /** The handle that a signal runs; None when it has no handler. */
  get(sig: number): Handle | undefined {
    return this._handles.get(sig);
  }

  clear(): void {
    for (const sig of [...this._handles.keys()]) this.remove(sig);
  }

  private _arrived(sig: number): void {
    const handle = this._handles.get(sig);
    // Removed between the signal and the poll.
    if (handle === undefined) return;
    if (handle._cancelled) this.remove(sig);
    else this._loop._ready.append(handle);
  }

  // Node does not stay alive for signals; a loop that waits for one does.

  _loop_entered(): void {
    this._keep_alive ??= setInterval(() => {}, A_DAY);
  }

  _loop_left(): void {
    clearInterval(this._keep_alive);
    this._keep_alive = undefined;
  }
}

function check_signal(sig: unknown): void {
  if (!Number.isInteger(sig)) throw new TypeError(`sig must be an int, not ${repr(sig)}`);
  if ((sig as number) >= 1 && (sig as number) < NSIG) return;
  throw new ValueError(`sig ${sig} out of range(1, ${NSIG})`);
}
