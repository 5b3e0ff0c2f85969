/**
 * The event loop on Node: how it runs, and what it has of Node's events. (CPython: the selector of `selector_events.py`.)
 *
 * Node cannot block, so `run_forever` and `run_until_complete` return promises. Mistakes in the call are thrown at the
 * call all the same; only the outcome is a promise. The loop counts as running from the call to the outcome.
 *
 * Node calls back whenever it likes; asyncio only where its loop polls. So every event of Node goes to the inbox, and the
 * next poll takes the inbox over into the ready queue, as CPython's does with what its selector found.
 */

import { BaseEventLoop } from './base_events';
import { isfuture } from './base_futures';
import { Completion } from './completion';
import { ThreadPoolExecutor } from './concurrent/thread';
import { log_poll } from './debug_times';
import { Deque } from './deque';
import { KeyboardInterrupt } from './errors';
import type { Future } from './futures';
import type { AddressInfo, Host, LookupOptions, Port, SocketAddressTuple } from './getaddrinfo';
import { type Callback, Handle } from './handles';
import { look_up_addresses, look_up_names } from './name_lookup';
import { exit_like_python } from './node_exit';
import { Pump, type Pumped } from './node_pump';
import { is_caught } from './process_signals';
import { SIGINT } from './signal';
import { stall_report } from './stall';
import type { Awaitable } from './types';

// Compared with the method that an object has, to see whether it has its own. A constant: V8 folds no load from a prototype.
const RUN_ONCE = BaseEventLoop.prototype._run_once;

/** Longest delay of a Node timer, in milliseconds. */
const LONGEST_NODE_TIMER = 0x7fff_ffff;

interface Run {
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
  /** Undo what this run has changed in the process. */
  readonly restore: () => void;
}

/** Something that Node waits for on behalf of a loop: a socket, a server, a child process, a job. */
export interface IOResource {
  /** The loop runs (again): keep the process alive, deliver events. */
  _loop_entered(): void;
  /** The loop has left its run: keep nothing alive, take in no more data. */
  _loop_left(): void;
}

/** A loop that Node drives. What it watches is the business of the classes derived from it. */
export abstract class NodeEventLoop extends BaseEventLoop implements Pumped {
  private readonly _pump = new Pump(this);
  private readonly _inbox = new Deque<Handle>();
  private readonly _resources = new Set<IOResource>();
  private _run: Run | undefined;
  private _timer: NodeJS.Timeout | undefined;
  /** Debug mode: since when the loop is idle, and for how long it meant to be. */
  private _poll: { readonly since: number; readonly timeout: number | undefined } | undefined;

  /** Seconds since the process began, never going backwards. */
  override time(): number {
    return performance.now() / 1000;
  }

  /**
   * Run until `stop()`. Keeps the process alive.
   *
   * @returns a promise of the end. It rejects with what leaves the loop: an error that is no `Exception`, and with
   *   KeyboardInterrupt on Ctrl-C.
   * @throws RuntimeError when the loop is closed, or this or another loop runs already.
   */
  override run_forever(): Promise<void> {
    const keep_alive = setInterval(() => {}, LONGEST_NODE_TIMER);
    try {
      return this._start(() => clearInterval(keep_alive));
    } catch (error) {
      clearInterval(keep_alive);
      throw error;
    }
  }

  /**
   * Run until the future is done.
   *
   * @returns a promise of its result. When nothing can complete the future any more, which in Python would hang for ever,
   *   the promise rejects with a RuntimeError that says which tasks are pending and what each waits for. When the result is
   *   itself a pending future, the promise adopts it: so the loop runs on until that one is done too.
   * @throws RuntimeError, TypeError, ValueError at the call: for the loop's state, or a wrong argument.
   */
  override run_until_complete<T>(awaitable: Awaitable<T>): Promise<T> {
    const completion = new Completion(this, awaitable);
    const stalled = () => {
      // Another listener may have brought work.
      if (this._asleep) this._ended({ error: stall_report(this) });
    };
    let run: Promise<void>;
    try {
      run = this._start(() => process.off('beforeExit', stalled));
    } catch (error) {
      completion.abandon();
      throw error;
    }
    process.on('beforeExit', stalled);
    return run.then(
      () => {
        const result: unknown = completion.result();
        const is_pending = isfuture(result) && !result.done();
        return (is_pending ? this.run_until_complete(result) : result) as T;
      },
      (error) => {
        completion.abandon();
        throw error;
      },
    );
  }

  private _start(restore: () => void): Promise<void> {
    this._enter_run();
    const interrupt = () => {
      // Whoever has called add_signal_handler() has asked for something else.
      if (is_caught(SIGINT)) return;
      const error = new KeyboardInterrupt();
      // Node sends signals between two bursts; in one, somebody has emitted the event by hand.
      if (this._pump.is_bursting) throw error;
      this._ended({ error });
    };
    process.on('SIGINT', interrupt);
    return new Promise((resolve, reject) => {
      this._run = {
        resolve,
        reject,
        restore: () => {
          process.off('SIGINT', interrupt);
          restore();
        },
      };
      this._pump.begin();
    });
  }

  /** The end of every run, whatever ended it. */
  _ended(failure?: { readonly error: unknown }): void {
    const run = this._run;
    if (run === undefined) return;
    this._run = undefined;
    this._wake_up();
    this._pump.reset();
    this._leave_run();
    run.restore();
    if (failure === undefined) {
      run.resolve();
    } else {
      exit_like_python(failure.error);
      run.reject(failure.error);
    }
  }

  // Node's events.

  /** Have an event of Node handled where CPython's poll would report it: after all that is queued, before timers. */
  _deliver<A extends readonly unknown[]>(callback: Callback<A>, ...args: A): Handle {
    const handle = new Handle(callback, args, this);
    if (this._closed) handle.cancel();
    else this._deliver_handle(handle);
    return handle;
  }

  /** The same for an event that comes again and again, and has a handle of its own, as a reader has in CPython. */
  _deliver_handle(handle: Handle): void {
    if (this._closed) return;
    this._inbox.append(handle);
    this._write_to_self();
  }

  /** The same when Node calls, with nothing of the program on the stack: a loop that sleeps handles the event at once. */
  _deliver_in_event(handle: Handle): void {
    if (this._closed) return;
    this._inbox.append(handle);
    if (!this._asleep) return;
    this._wake_up();
    this._pump.wake_in_event();
  }

  /** From now on the loop tells this resource when it runs and when not. */
  _watch_resource(resource: IOResource): void {
    this._resources.add(resource);
    if (this.is_running()) resource._loop_entered();
    else resource._loop_left();
  }

  /** The resource is closed. */
  _forget_resource(resource: IOResource): void {
    this._resources.delete(resource);
  }

  override _enter_run(): void {
    super._enter_run();
    for (const resource of this._resources) resource._loop_entered();
  }

  override _leave_run(): void {
    for (const resource of this._resources) resource._loop_left();
    super._leave_run();
  }

  override close(): void {
    super.close();
    this._inbox.clear();
  }

  override _new_default_executor(): ThreadPoolExecutor {
    return new ThreadPoolExecutor();
  }

  // Looking names up.

  /**
   * The addresses of a host and a service, one for each kind of socket: `[family, type, proto, canonname, sockaddr]`, where
   * `sockaddr` is `[host, port]`, for IPv6 `[host, port, flowinfo, scope_id]`.
   *
   * Differences from CPython: no executor is involved.
   *
   * @param host a name or an address; None: this machine
   * @param port a number or the name of a service
   * @returns a future; its exception is `gaierror`, or what says that an argument is wrong.
   * @throws RuntimeError when the loop is closed.
   */
  override getaddrinfo(host: Host, port: Port, options?: LookupOptions): Future<AddressInfo[]> {
    this._check_closed();
    return look_up_addresses(this, host, port, options);
  }

  /**
   * The names of the host and the service at an address, `[host, service]`.
   *
   * @param flags the `NI_` numbers of `socket`, added up
   * @returns a future; its exception is `gaierror`, or what says that an argument is wrong.
   * @throws RuntimeError when the loop is closed.
   */
  override getnameinfo(
    sockaddr: SocketAddressTuple,
    flags: number | { readonly flags?: number } = 0,
  ): Future<[host: string, service: string]> {
    this._check_closed();
    return look_up_names(this, sockaddr, flags);
  }

  // The pump's side.

  _begin_iteration(): number {
    this._drop_cancelled_timers();
    this._select();
    this._queue_due_timers();
    const count = this._ready.length;
    return this._has_own_run_once() ? Math.min(count, 1) : count;
  }

  _run_part(count: number): void {
    if (this._has_own_run_once()) this._run_once();
    else this._run_ready(count);
  }

  /** A subclass or an instance that replaces `_run_once` gets whole iterations, which no burst divides. */
  private _has_own_run_once(): boolean {
    return this._run_once !== RUN_ONCE;
  }

  _ready_count(): number {
    return this._ready.length;
  }

  _is_stopping(): boolean {
    return this._stopping;
  }

  /** Nothing is queued: sleep until the first timer, or until somebody queues something. */
  _idle(): void {
    this._asleep = true;
    const timeout = this._poll_timeout();
    if (this.get_debug()) this._poll = { since: this.time(), timeout };
    if (timeout === undefined) return;
    this._timer = setTimeout(() => this._write_to_self(), Math.ceil(timeout * 1000));
  }

  /** New work has come, or a timer is due: go on. */
  override _write_to_self(): void {
    if (!this._asleep) return;
    this._wake_up();
    this._pump.wake();
  }

  private _wake_up(): void {
    this._asleep = false;
    clearTimeout(this._timer);
    this._timer = undefined;
    if (this._poll === undefined) return;
    const { since, timeout } = this._poll;
    this._poll = undefined;
    log_poll(timeout, this.time() - since, this._ready.length + this._inbox.length);
  }

  /** Node itself waits, between two bursts of the pump; here is what it has brought. */
  override _select(): number {
    const count = this._inbox.length;
    for (let i = 0; i < count; i++) this._ready.append(this._inbox.popleft() as Handle);
    return count;
  }
}
