/** The transport of a child process. (CPython: `asyncio/base_subprocess.py`.) */

import { coroutine } from './coroutines';
import { is_exception, ProcessLookupError, python_assert } from './errors';
import type { Future } from './futures';
import type { AnyCallback } from './handles';
import { logger } from './log';
import type { IOResource, NodeEventLoop } from './node_loop';
import { connect_read_pipe, connect_write_pipe } from './pipes';
import type { Popen } from './popen';
import { Protocol, type SubprocessProtocol } from './protocols';
import { unwatch, watch } from './reports';
import { repr } from './reprlib';
import { type BaseTransport, type ExtraInfo, SubprocessTransport } from './transports';
import type { Coroutine } from './types';
import { UnclosedTransport } from './unclosed_transport';

/** How to end a process, and to hear how it ended. What is the same on all platforms. */
export class BaseSubprocessTransport extends SubprocessTransport implements IOResource {
  private _closed = false;
  private _proc: Popen | undefined;
  private _returncode: number | undefined;
  private _exit_waiters: Future<number>[] = [];
  /** Calls of the protocol that have to wait for `connection_made()`; None once it is queued. */
  private _pending_calls: (readonly [AnyCallback, readonly unknown[]])[] | undefined = [];
  /** For each pipe of the child its protocol; None while it is not connected. */
  readonly _pipes = new Map<number, SubprocessPipeProto | undefined>();
  private _finished = false;
  private readonly _pid: number;
  private readonly _unclosed: UnclosedTransport;

  /** @param waiter completed when the pipes are connected and `connection_made()` is queued. */
  constructor(
    readonly _loop: NodeEventLoop,
    public _protocol: SubprocessProtocol,
    proc: Popen,
    waiter?: Future<undefined>,
    extra?: ExtraInfo,
  ) {
    super(extra);
    this._proc = proc;
    this._pid = proc.pid;
    this._extra.subprocess = proc;
    if (proc.stdin !== undefined) this._pipes.set(0, undefined);
    if (proc.stdout !== undefined) this._pipes.set(1, undefined);
    if (proc.stderr !== undefined) this._pipes.set(2, undefined);
    if (_loop.get_debug()) {
      const program = typeof proc.args === 'string' ? proc.args : proc.args[0];
      logger.debug(`process ${repr(program)} created: pid ${proc.pid}`);
    }
    _loop._watch_resource(this);
    // A child does not outlive its transport, as in CPython.
    const child = { destroy: () => proc.kill() };
    this._unclosed = new UnclosedTransport(_loop, child, this.constructor.name);
    watch(this, this._unclosed);
    _loop.create_task(this._connect_pipes(proc, waiter));
  }

  override __repr__(): string {
    const info: string[] = [this.constructor.name];
    if (this._closed) info.push('closed');
    info.push(`pid=${this._pid}`);
    info.push(this._returncode === undefined ? 'running' : `returncode=${this._returncode}`);
    const [stdin, stdout, stderr] = [0, 1, 2].map((fd) => this._pipes.get(fd)?.pipe);
    if (stdin !== undefined) info.push(`stdin=${repr(stdin)}`);
    if (stdout !== undefined) info.push(`stdout=${repr(stdout)}`);
    if (stderr !== undefined) info.push(`stderr=${repr(stderr)}`);
    return `<${info.join(' ')}>`;
  }

  override set_protocol(protocol: SubprocessProtocol): void {
    this._protocol = protocol;
  }

  override get_protocol(): SubprocessProtocol {
    return this._protocol;
  }

  override is_closing(): boolean {
    return this._closed;
  }

  /** Close the pipes, and kill the child if it still runs. */
  override close(): void {
    if (this._closed) return;
    this._closed = true;
    unwatch(this._unclosed);
    for (const proto of this._pipes.values()) proto?.pipe?.close();
    if (this._proc === undefined || this._returncode !== undefined) return;
    // It may have ended without our having been told.
    if (this._proc.poll() !== undefined) return;
    if (this._loop.get_debug()) logger.warning(`Close running child process: kill ${repr(this)}`);
    this._proc.kill();
  }

  override get_pid(): number {
    return this._pid;
  }

  override get_returncode(): number | undefined {
    return this._returncode;
  }

  override get_pipe_transport(fd: number): BaseTransport | undefined {
    return this._pipes.get(fd)?.pipe;
  }

  /** @throws ProcessLookupError after `connection_lost()`. */
  private _check_proc(): Popen {
    if (this._proc === undefined) throw new ProcessLookupError();
    return this._proc;
  }

  /** Send the child a signal, by its number. @throws ProcessLookupError after `connection_lost()`. */
  override send_signal(signal: number): void {
    this._check_proc().send_signal(signal);
  }

  /** Ask the child to end: SIGTERM. @throws ProcessLookupError after `connection_lost()`. */
  override terminate(): void {
    this._check_proc().terminate();
  }

  /** Have the system end the child: SIGKILL. @throws ProcessLookupError after `connection_lost()`. */
  override kill(): void {
    this._check_proc().kill();
  }

  @coroutine
  private *_connect_pipes(proc: Popen, waiter: Future<undefined> | undefined): Coroutine<void> {
    const loop = this._loop;
    try {
      if (proc.stdin !== undefined) {
        const factory = () => new WriteSubprocessPipeProto(this, 0);
        this._pipes.set(0, (yield* connect_write_pipe(loop, factory, proc.stdin))[1]);
      }
      if (proc.stdout !== undefined) {
        const factory = () => new ReadSubprocessPipeProto(this, 1);
        this._pipes.set(1, (yield* connect_read_pipe(loop, factory, proc.stdout))[1]);
      }
      if (proc.stderr !== undefined) {
        const factory = () => new ReadSubprocessPipeProto(this, 2);
        this._pipes.set(2, (yield* connect_read_pipe(loop, factory, proc.stderr))[1]);
      }
      const calls = this._pending_calls;
      python_assert(calls !== undefined);
      loop.call_soon(() => this._protocol.connection_made(this));
      for (const [callback, args] of calls) loop.call_soon(callback, ...args);
      this._pending_calls = undefined;
    } catch (error) {
      if (!is_exception(error)) throw error;
      if (waiter !== undefined && !waiter.cancelled()) waiter.set_exception(error);
      return;
    }
    if (waiter !== undefined && !waiter.cancelled()) waiter.set_result(undefined);
  }

  private _call<A extends readonly unknown[]>(callback: (...args: A) => unknown, ...args: A): void {
    if (this._pending_calls !== undefined) this._pending_calls.push([callback, args]);
    else this._loop.call_soon(callback, ...args);
  }

  _pipe_connection_lost(fd: number, error: unknown): void {
    const protocol = this._protocol;
    this._call(() => protocol.pipe_connection_lost(fd, error));
    this._try_finish();
  }

  _pipe_data_received(fd: number, data: Uint8Array): void {
    const protocol = this._protocol;
    this._call(() => protocol.pipe_data_received(fd, data));
  }

  _process_exited(returncode: number): void {
    python_assert(this._returncode === undefined, String(this._returncode));
    if (this._loop.get_debug()) {
      logger.info(`${repr(this)} exited with return code ${returncode}`);
    }
    this._returncode = returncode;
    if (this._proc !== undefined) this._proc.returncode = returncode;
    this._loop._forget_resource(this);
    const protocol = this._protocol;
    this._call(() => protocol.process_exited());
    this._try_finish();
    for (const waiter of this._exit_waiters) if (!waiter.cancelled()) waiter.set_result(returncode);
    this._exit_waiters = [];
  }

  /** Coroutine: wait until the process has ended; its return code. */
  @coroutine
  *_wait(): Coroutine<number> {
    if (this._returncode !== undefined) return this._returncode;
    const waiter = this._loop.create_future<number>();
    this._exit_waiters.push(waiter);
    return yield* waiter;
  }

  private _try_finish(): void {
    python_assert(!this._finished);
    if (this._returncode === undefined) return;
    for (const proto of this._pipes.values()) if (!proto?.disconnected) return;
    this._finished = true;
    this._call(() => this._call_connection_lost());
  }

  private _call_connection_lost(): void {
    try {
      this._protocol.connection_lost(undefined);
    } finally {
      this._proc = undefined;
    }
  }

  _loop_entered(): void {
    this._proc?._keep_alive(true);
  }

  _loop_left(): void {
    this._proc?._keep_alive(false);
  }
}

/** What a pipe of a child tells the transport of the child. */
abstract class SubprocessPipeProto extends Protocol {
  /** The pipe's own transport; None until it is connected. */
  pipe: BaseTransport | undefined;
  disconnected = false;

  constructor(
    readonly proc: BaseSubprocessTransport,
    readonly fd: number,
  ) {
    super();
  }

  __repr__(): string {
    return `<${this.constructor.name} fd=${this.fd} pipe=${repr(this.pipe)}>`;
  }

  override connection_made(transport: BaseTransport): void {
    this.pipe = transport;
  }

  override connection_lost(error: unknown): void {
    this.disconnected = true;
    this.proc._pipe_connection_lost(this.fd, error);
  }

  override pause_writing(): void {
    this.proc._protocol.pause_writing();
  }

  override resume_writing(): void {
    this.proc._protocol.resume_writing();
  }
}

/** The child's standard input. */
export class WriteSubprocessPipeProto extends SubprocessPipeProto {}

/** The child's standard output or standard error. */
export class ReadSubprocessPipeProto extends SubprocessPipeProto {
  override data_received(data: Uint8Array): void {
    this.proc._pipe_data_received(this.fd, data);
  }
}
