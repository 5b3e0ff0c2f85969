/** Event loop, policy, and which loop is the current one. (CPython: `asyncio/events.py`.) */

import type { DatagramArguments } from './datagram_endpoint';
import { NotImplemented, NotImplementedError, python_assert, RuntimeError } from './errors';
import type { Future } from './futures';
import type { AnyCallback, Callback, ExceptionContext, Handle, TimerHandle } from './handles';
import { host } from './host';
import type { BaseProtocol, DatagramProtocol, Protocol, SubprocessProtocol } from './protocols';
import { object_repr, Printable, repr } from './reprlib';
import type { Server } from './server';
import type { SocketAddress, socket } from './socket';
import type { Task } from './task';
import type {
  DatagramTransport,
  ReadTransport,
  SubprocessTransport,
  Transport,
  WriteTransport,
} from './transports';
import type { Awaitable, Coroutine } from './types';

export type * from './handles';

/** A server as `create_server()` returns it. Here, as in CPython, both methods return `NotImplemented`. */
export class AbstractServer extends Printable {
  __repr__(): string {
    return object_repr(this);
  }

  /** Stop serving. Existing connections stay open. */
  close(): unknown {
    return NotImplemented;
  }

  /** Coroutine: wait until the service is closed. */
  wait_closed(): unknown {
    return NotImplemented;
  }
}

/** `task_factory(loop, coro)`: makes the future for a coroutine object. */
export type TaskFactory = (loop: AbstractEventLoop, coro: Coroutine<never>) => Future<unknown>;

/** `handler(loop, context)`. */
export type ExceptionHandler = (loop: AbstractEventLoop, context: ExceptionContext) => unknown;

/** What an executor must be able to do for `run_in_executor`. */
export interface ExecutorLike {
  submit(fn: AnyCallback, ...args: unknown[]): unknown;
  shutdown?(options?: { wait?: boolean }): unknown;
}

/**
 * What every event loop can do. Here each method raises NotImplementedError; `BaseEventLoop` is the one that schedules.
 *
 * `run_forever` and `run_until_complete` return promises on a host that cannot block (Node), the outcome itself on the
 * synchronous loops.
 */
export class AbstractEventLoop extends Printable {
  __repr__(): string {
    return object_repr(this);
  }

  /** In debug mode, a callback that takes longer than this many seconds is reported. The package's own loops have it. */
  declare slow_callback_duration?: number;

  // Running and stopping.

  /** Run until `stop()` is called. */
  run_forever(): void | Promise<void> {
    throw new NotImplementedError();
  }

  /** Run until the future is done; its result, or its exception raised. */
  run_until_complete<T>(_future: Awaitable<T>): T | Promise<T> {
    throw new NotImplementedError();
  }

  /** Leave `run_forever()` after the current iteration. */
  stop(): void {
    throw new NotImplementedError();
  }

  /** Whether the loop runs now. */
  is_running(): boolean {
    throw new NotImplementedError();
  }

  /** Whether the loop was closed. */
  is_closed(): boolean {
    throw new NotImplementedError();
  }

  /** Close the loop for good, and forget what is queued. It must not run. */
  close(): void {
    throw new NotImplementedError();
  }

  /** Coroutine: close asynchronous generators. There are none here. */
  shutdown_asyncgens(): Coroutine<void> {
    throw new NotImplementedError();
  }

  // Scheduling callbacks. All times are in seconds.

  _timer_handle_cancelled(_handle: TimerHandle): void {
    throw new NotImplementedError();
  }

  /** Call `callback(...args)` in the next iteration. */
  call_soon<A extends readonly unknown[]>(callback: Callback<A>, ...args: A): Handle {
    return this.call_later(0, callback, ...args);
  }

  /** Call `callback(...args)` after `delay` seconds. */
  call_later<A extends readonly unknown[]>(
    _delay: number,
    _callback: Callback<A>,
    ..._args: A
  ): TimerHandle {
    throw new NotImplementedError();
  }

  /** Call `callback(...args)` when `time()` has reached `when`. */
  call_at<A extends readonly unknown[]>(
    _when: number,
    _callback: Callback<A>,
    ..._args: A
  ): TimerHandle {
    throw new NotImplementedError();
  }

  /** `call_soon`, from anywhere. */
  call_soon_threadsafe<A extends readonly unknown[]>(_callback: Callback<A>, ..._args: A): Handle {
    throw new NotImplementedError();
  }

  /** The loop's clock, in seconds. */
  time(): number {
    throw new NotImplementedError();
  }

  // Futures and tasks.

  /** A future of this loop. */
  create_future<T = unknown>(): Future<T> {
    throw new NotImplementedError();
  }

  /** Schedule a coroutine object; returns its task. */
  create_task<T>(_coro: Coroutine<T>): Task<T> {
    throw new NotImplementedError();
  }

  /** Set `factory(loop, coro)`; None restores the default. */
  set_task_factory(_factory: TaskFactory | undefined | null): void {
    throw new NotImplementedError();
  }

  /** The task factory; None when it is the default. */
  get_task_factory(): TaskFactory | undefined {
    throw new NotImplementedError();
  }

  // Executors.

  /** Call a function in an executor; returns a future. */
  run_in_executor<A extends readonly unknown[], R>(
    _executor: unknown,
    _func: (...args: A) => R,
    ..._args: A
  ): Future<Awaited<R>> {
    throw new NotImplementedError();
  }

  /** Set the executor that `run_in_executor(None, …)` uses. */
  set_default_executor(..._args: unknown[]): void {
    throw new NotImplementedError();
  }

  // Network, pipes, subprocesses, descriptors, signals.

  /** Look a host name up. */
  getaddrinfo(..._args: unknown[]): unknown {
    throw new NotImplementedError();
  }

  /** Look an address up. */
  getnameinfo(..._args: unknown[]): unknown {
    throw new NotImplementedError();
  }

  /** Coroutine: connect a protocol to a TCP server. */
  create_connection<P>(_protocol_factory: () => P, ..._args: unknown[]): Coroutine<[Transport, P]> {
    throw new NotImplementedError();
  }

  /** Coroutine: serve TCP connections. */
  create_server(_protocol_factory: () => BaseProtocol, ..._args: unknown[]): Coroutine<Server> {
    throw new NotImplementedError();
  }

  /** Coroutine: connect a protocol to a Unix socket. */
  create_unix_connection<P>(
    _protocol_factory: () => P,
    ..._args: unknown[]
  ): Coroutine<[Transport, P]> {
    throw new NotImplementedError();
  }

  /** Coroutine: serve connections of a Unix socket. */
  create_unix_server(
    _protocol_factory: () => BaseProtocol,
    ..._args: unknown[]
  ): Coroutine<Server> {
    throw new NotImplementedError();
  }

  /** Coroutine: send and receive datagrams. */
  create_datagram_endpoint<P extends DatagramProtocol>(
    _protocol_factory: () => P,
    ..._args: DatagramArguments
  ): Coroutine<[DatagramTransport, P]> {
    throw new NotImplementedError();
  }

  /** Coroutine: read from a pipe. */
  connect_read_pipe<P extends Protocol>(
    _protocol_factory: () => P,
    ..._args: unknown[]
  ): Coroutine<[ReadTransport, P]> {
    throw new NotImplementedError();
  }

  /** Coroutine: write to a pipe. */
  connect_write_pipe<P extends BaseProtocol>(
    _protocol_factory: () => P,
    ..._args: unknown[]
  ): Coroutine<[WriteTransport, P]> {
    throw new NotImplementedError();
  }

  /** Coroutine: run a shell command. */
  subprocess_shell<P extends SubprocessProtocol>(
    _protocol_factory: () => P,
    ..._args: unknown[]
  ): Coroutine<[SubprocessTransport, P]> {
    throw new NotImplementedError();
  }

  /** Coroutine: run a program. */
  subprocess_exec<P extends SubprocessProtocol>(
    _protocol_factory: () => P,
    ..._args: unknown[]
  ): Coroutine<[SubprocessTransport, P]> {
    throw new NotImplementedError();
  }

  /** Call back whenever a descriptor can be read. */
  add_reader(..._args: unknown[]): void {
    throw new NotImplementedError();
  }

  /** Stop watching a descriptor for reading. */
  remove_reader(..._args: unknown[]): boolean {
    throw new NotImplementedError();
  }

  /** Call back whenever a descriptor can be written. */
  add_writer(..._args: unknown[]): void {
    throw new NotImplementedError();
  }

  /** Stop watching a descriptor for writing. */
  remove_writer(..._args: unknown[]): boolean {
    throw new NotImplementedError();
  }

  /** Receive from a socket. */
  sock_recv(..._args: unknown[]): Awaitable<Uint8Array> {
    throw new NotImplementedError();
  }

  /** Send all data to a socket. */
  sock_sendall(..._args: unknown[]): Awaitable<void> {
    throw new NotImplementedError();
  }

  /** Connect a socket. */
  sock_connect(..._args: unknown[]): Awaitable<void> {
    throw new NotImplementedError();
  }

  /** Accept a connection. */
  sock_accept(..._args: unknown[]): Awaitable<[socket, SocketAddress]> {
    throw new NotImplementedError();
  }

  /** Call back when a signal arrives. */
  add_signal_handler(..._args: unknown[]): void {
    throw new NotImplementedError();
  }

  /** Stop handling a signal. */
  remove_signal_handler(..._args: unknown[]): boolean {
    throw new NotImplementedError();
  }

  // Errors and debugging.

  /** The exception handler; None when it is the default. */
  get_exception_handler(): ExceptionHandler | undefined {
    throw new NotImplementedError();
  }

  /** Set `handler(loop, context)`; None restores the default. */
  set_exception_handler(_handler: ExceptionHandler | undefined | null): void {
    throw new NotImplementedError();
  }

  /** What happens to an error when no handler is set: it is logged. */
  default_exception_handler(_context: ExceptionContext): void {
    throw new NotImplementedError();
  }

  /** Hand an error that nobody else handles to the exception handler. */
  call_exception_handler(_context: ExceptionContext): void {
    throw new NotImplementedError();
  }

  /** Whether debug mode is on. */
  get_debug(): boolean {
    throw new NotImplementedError();
  }

  /** Switch debug mode on or off. */
  set_debug(_enabled: boolean): void {
    throw new NotImplementedError();
  }
}

/** Decides which loop is the current one, and how a new one is made. */
export class AbstractEventLoopPolicy extends Printable {
  __repr__(): string {
    return object_repr(this);
  }

  /** The current loop of this thread. */
  get_event_loop(): AbstractEventLoop {
    throw new NotImplementedError();
  }

  /** Set the current loop; None: there is none. */
  set_event_loop(_loop: AbstractEventLoop | undefined | null): void {
    throw new NotImplementedError();
  }

  /** Make a loop as this policy does. */
  new_event_loop(): AbstractEventLoop {
    throw new NotImplementedError();
  }

  /** The watcher of child processes. */
  get_child_watcher(): unknown {
    throw new NotImplementedError();
  }

  /** Set the watcher of child processes. */
  set_child_watcher(_watcher: unknown): void {
    throw new NotImplementedError();
  }
}

/**
 * The default rules: the main thread gets a loop by itself, once, unless `set_event_loop` was ever called; other threads
 * have to set one. A worker loads its own copy of this module, so what CPython keeps per thread is plain state here.
 */
export abstract class BaseDefaultEventLoopPolicy extends AbstractEventLoopPolicy {
  protected _loop: AbstractEventLoop | undefined;
  private _set_called = false;

  protected abstract _loop_factory(): AbstractEventLoop;

  /** @throws RuntimeError when this thread has no current loop. */
  override get_event_loop(): AbstractEventLoop {
    if (this._loop === undefined && !this._set_called && host.thread.is_main) {
      this.set_event_loop(this.new_event_loop());
    }
    if (this._loop === undefined) {
      throw new RuntimeError(`There is no current event loop in thread ${repr(host.thread.name)}.`);
    }
    return this._loop;
  }

  /** Make `loop` the current one; None leaves the thread without. */
  override set_event_loop(loop: AbstractEventLoop | undefined | null): void {
    this._set_called = true;
    python_assert(loop === undefined || loop === null || loop instanceof AbstractEventLoop);
    this._loop = loop ?? undefined;
  }

  override new_event_loop(): AbstractEventLoop {
    return this._loop_factory();
  }
}

let running_loop: AbstractEventLoop | undefined;
let policy: AbstractEventLoopPolicy | undefined;
let make_default_policy: (() => AbstractEventLoopPolicy) | undefined;

/** The loop that runs in this thread, or None. For loops to use; programs call `get_event_loop()`. */
export function _get_running_loop(): AbstractEventLoop | undefined {
  return running_loop;
}

/** Say which loop runs in this thread. For loops to use. */
export function _set_running_loop(loop: AbstractEventLoop | undefined | null): void {
  running_loop = loop ?? undefined;
}

/** Whoever assembles the package says what the default policy is. */
export function _install_default_policy(factory: () => AbstractEventLoopPolicy): void {
  make_default_policy = factory;
}

/** The current policy; the default one is made when first asked for. */
export function get_event_loop_policy(): AbstractEventLoopPolicy {
  if (policy === undefined) {
    if (make_default_policy === undefined) {
      throw new RuntimeError('no default event loop policy: import the package, or set one');
    }
    policy = make_default_policy();
  }
  return policy;
}

/** Set the policy; None restores the default one. */
export function set_event_loop_policy(
  new_policy: AbstractEventLoopPolicy | undefined | null,
): void {
  python_assert(
    new_policy === undefined ||
      new_policy === null ||
      new_policy instanceof AbstractEventLoopPolicy,
  );
  policy = new_policy ?? undefined;
}

/**
 * The event loop: in a coroutine or callback always the running one, otherwise the policy's.
 *
 * @throws RuntimeError when there is none and the policy makes none.
 */
export function get_event_loop(): AbstractEventLoop {
  return running_loop ?? get_event_loop_policy().get_event_loop();
}

/** `get_event_loop_policy().set_event_loop(loop)`. */
export function set_event_loop(loop: AbstractEventLoop | undefined | null): void {
  get_event_loop_policy().set_event_loop(loop);
}

/** `get_event_loop_policy().new_event_loop()`. */
export function new_event_loop(): AbstractEventLoop {
  return get_event_loop_policy().new_event_loop();
}

/** `get_event_loop_policy().get_child_watcher()`. */
export function get_child_watcher(): unknown {
  return get_event_loop_policy().get_child_watcher();
}

/** `get_event_loop_policy().set_child_watcher(watcher)`. */
export function set_child_watcher(watcher: unknown): void {
  get_event_loop_policy().set_child_watcher(watcher);
}
