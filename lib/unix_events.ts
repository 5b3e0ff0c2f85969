/** The event loop of this platform, and the policy that makes it. (CPython: `asyncio/unix_events.py`.) */

import { AbstractChildWatcher, FastChildWatcher, SafeChildWatcher } from './child_watchers';
import { python_assert } from './errors';
import { type AbstractEventLoop, BaseDefaultEventLoopPolicy, type Callback } from './events';
import type { AnyCallback } from './handles';
import { keywords, positional } from './keywords';
import type { Pipe } from './pipe_streams';
import { connect_read_pipe, connect_write_pipe } from './pipes';
import type { BaseProtocol, Protocol, SubprocessProtocol } from './protocols';
import type { _UnixReadPipeTransport } from './read_pipe_transport';
import { BaseSelectorEventLoop } from './selector_events';
import type { Server } from './server';
import { SignalHandlers } from './signal_handlers';
import type { Transport } from './transports';
import type { Coroutine } from './types';
import {
  create_unix_connection,
  create_unix_server,
  type Path,
  type UnixConnectionOptions,
  type UnixServerOptions,
} from './unix_connections';
import {
  type _UnixSubprocessTransport,
  type ProgramArgument,
  type ProgramArguments,
  type SubprocessOptions,
  subprocess_exec,
  subprocess_shell,
} from './unix_subprocess';
import type { _UnixWritePipeTransport } from './write_pipe_transport';

/** The loop that `new_event_loop()` makes, under CPython's name for it; asyncio's `SelectorEventLoop`. */
export class _UnixSelectorEventLoop extends BaseSelectorEventLoop {
  private readonly _signals = new SignalHandlers(this);

  // Unix sockets.

  /**
   * Coroutine: connect a protocol to a Unix socket.
   *
   * @returns the transport and the protocol.
   * @throws OSError when there is nobody; ValueError for arguments that contradict each other.
   */
  override create_unix_connection<P>(
    protocol_factory: () => P,
    ...args: [path: Path, options?: UnixConnectionOptions | null] | [UnixConnectionOptions]
  ): Coroutine<[Transport, P]> {
    const [path, options] = positional(args, ['path']) as [Path, UnixConnectionOptions];
    const allowed = ['ssl', 'sock', 'server_hostname'] as const;
    const checked = keywords('create_unix_connection', options, allowed);
    return create_unix_connection(this, protocol_factory, path, checked);
  }

  /**
   * Coroutine: listen on a Unix socket. A socket that an earlier server has left there is removed.
   *
   * @throws OSError when the path cannot be used; ValueError for arguments that contradict each other.
   */
  override create_unix_server(
    protocol_factory: () => BaseProtocol,
    ...args: [path?: Path, options?: UnixServerOptions | null] | [UnixServerOptions]
  ): Coroutine<Server> {
    const [path, options] = positional(args, ['path']) as [Path, UnixServerOptions];
    const checked = keywords('create_unix_server', options, ['sock', 'backlog', 'ssl']);
    return create_unix_server(this, protocol_factory as () => Protocol, path, checked);
  }

  // Signals.

  /**
   * Call `callback(...args)` in the loop whenever the process gets this signal. It replaces an earlier handler. A handler of
   * SIGINT replaces KeyboardInterrupt.
   *
   * @throws TypeError for a coroutine, or a signal that is no integer; ValueError for a number out of range; RuntimeError for
   *   a signal that cannot be caught, and outside of the main thread.
   */
  override add_signal_handler<A extends readonly unknown[]>(
    sig: number,
    callback: Callback<A>,
    ...args: A
  ): void {
    this._signals.add(sig, callback as AnyCallback, args);
  }

  /**
   * Let the signal do again what it does by default.
   *
   * @returns whether there was a handler.
   * @throws TypeError for a signal that is no integer; ValueError for a number out of range.
   */
  override remove_signal_handler(sig: number): boolean {
    return this._signals.remove(sig);
  }

  // Pipes and child processes.

  /**
   * Coroutine: read from a pipe.
   *
   * @param pipe a descriptor, an object that has one (`fileno()`), or a stream of Node (a socket, `process.stdin`). The
   *   transport closes it.
   * @returns the transport, and what `protocol_factory()` has made.
   * @throws ValueError for a file, OSError for what is not open.
   */
  override connect_read_pipe<P extends Protocol>(
    protocol_factory: () => P,
    pipe: Pipe,
  ): Coroutine<[_UnixReadPipeTransport, P]> {
    return connect_read_pipe(this, protocol_factory, pipe);
  }

  /**
   * Coroutine: write to a pipe. That nobody reads it any more is noticed at once when it is a socket, else by a write.
   *
   * @param pipe as for `connect_read_pipe()`.
   * @returns the transport, and what `protocol_factory()` has made.
   * @throws ValueError for a file, OSError for what is not open.
   */
  override connect_write_pipe<P extends BaseProtocol>(
    protocol_factory: () => P,
    pipe: Pipe,
  ): Coroutine<[_UnixWritePipeTransport, P]> {
    return connect_write_pipe(this, protocol_factory, pipe);
  }

  /**
   * Coroutine: run a program, without a shell.
   *
   * @param args the program's arguments; then, as one object, the keyword arguments (see SubprocessOptions).
   * @returns the transport, and what `protocol_factory()` has made.
   * @throws FileNotFoundError, PermissionError, … when the program cannot be started; ValueError and TypeError for wrong
   *   arguments; RuntimeError when the child watcher has no loop.
   */
  override subprocess_exec<P extends SubprocessProtocol>(
    protocol_factory: () => P,
    program: ProgramArgument,
    ...args: ProgramArguments
  ): Coroutine<[_UnixSubprocessTransport, P]> {
    return subprocess_exec(this, protocol_factory, program, args);
  }

  /**
   * Coroutine: run a command by the shell, `/bin/sh`.
   *
   * @returns the transport, and what `protocol_factory()` has made.
   * @throws as `subprocess_exec()`, but for a program that is not found: the shell then exits with 127.
   */
  override subprocess_shell<P extends SubprocessProtocol>(
    protocol_factory: () => P,
    cmd: ProgramArgument,
    options?: SubprocessOptions | null,
  ): Coroutine<[_UnixSubprocessTransport, P]> {
    return subprocess_shell(this, protocol_factory, cmd, options);
  }

  /** Close the loop; its signal handlers are forgotten. */
  override close(): void {
    super.close();
    this._signals.clear();
  }
}

/** The default policy: a Node loop for the main thread by itself, for other threads on demand; and a child watcher. */
export class _UnixDefaultEventLoopPolicy extends BaseDefaultEventLoopPolicy {
  _watcher: AbstractChildWatcher | undefined;

  protected override _loop_factory(): _UnixSelectorEventLoop {
    return new _UnixSelectorEventLoop();
  }

  /** Make `loop` the current one; None leaves the thread without. A child watcher that is in use is attached to it. */
  override set_event_loop(loop: AbstractEventLoop | undefined | null): void {
    super.set_event_loop(loop);
    this._watcher?.attach_loop(loop);
  }

  /** The watcher of child processes. The first call makes a SafeChildWatcher, attached to the current loop if there is one. */
  override get_child_watcher(): AbstractChildWatcher | undefined {
    if (this._watcher === undefined) {
      this._watcher = new SafeChildWatcher();
      this._watcher.attach_loop(this._loop);
    }
    return this._watcher;
  }

  /** Close the watcher of child processes, and use this one instead; None: the next who asks for one gets a new one. */
  override set_child_watcher(watcher: AbstractChildWatcher | undefined | null): void {
    python_assert(
      watcher === undefined || watcher === null || watcher instanceof AbstractChildWatcher,
    );
    this._watcher?.close();
    this._watcher = watcher ?? undefined;
  }
}

export {
  _UnixDefaultEventLoopPolicy as DefaultEventLoopPolicy,
  _UnixSelectorEventLoop as SelectorEventLoop,
  AbstractChildWatcher,
  FastChildWatcher,
  SafeChildWatcher,
};
