/** Child processes whose pipes are streams. (CPython: `asyncio/subprocess.py`.) */

import { coroutine } from './coroutines';
import {
  BrokenPipeError,
  ConnectionResetError,
  NotImplementedError,
  python_assert,
} from './errors';
import { type AbstractEventLoop, get_event_loop } from './events';
import { logger } from './log';
import type { SubprocessProtocol } from './protocols';
import { is_plain_object, Printable, repr } from './reprlib';
import { FlowControlMixin, StreamReader, StreamWriter } from './streams';
import { gather } from './tasks';
import type { BaseTransport, ReadTransport, WriteTransport } from './transports';
import type { Coroutine } from './types';
import { _UnixSelectorEventLoop } from './unix_events';
import type {
  _UnixSubprocessTransport,
  ProgramArgument,
  SubprocessOptions,
} from './unix_subprocess';

export { DEVNULL, PIPE, STDOUT } from './popen_options';

/** Keyword arguments of `create_subprocess_exec()` and `create_subprocess_shell()`. */
export interface CreateSubprocessOptions extends SubprocessOptions {
  /** The event loop; None: the current one. */
  loop?: AbstractEventLoop | null;
  /** The limit of the StreamReaders, in bytes; 64 KiB unless something else is said. */
  limit?: number | null;
}

/** Like StreamReaderProtocol, but for a child process. */
export class SubprocessStreamProtocol extends FlowControlMixin implements SubprocessProtocol {
  /** Writes to the child's standard input; None when that is no pipe. */
  stdin: StreamWriter | undefined;
  /** Reads the child's standard output; None when that is no pipe. */
  stdout: StreamReader | undefined;
  /** Reads the child's standard error; None when that is no pipe. */
  stderr: StreamReader | undefined;
  private _transport: _UnixSubprocessTransport | undefined;
  private _process_exited = false;
  private readonly _pipe_fds = new Set<number>();

  constructor(
    private readonly _limit: number | undefined,
    loop: AbstractEventLoop,
  ) {
    super({ loop });
  }

  __repr__(): string {
    const info: string[] = [this.constructor.name];
    if (this.stdin !== undefined) info.push(`stdin=${repr(this.stdin)}`);
    if (this.stdout !== undefined) info.push(`stdout=${repr(this.stdout)}`);
    if (this.stderr !== undefined) info.push(`stderr=${repr(this.stderr)}`);
    return `<${info.join(' ')}>`;
  }

  override connection_made(transport: BaseTransport): void {
    this._transport = transport as _UnixSubprocessTransport;
    this.stdout = this._reader(1);
    this.stderr = this._reader(2);
    const stdin = this._transport.get_pipe_transport(0);
    if (stdin === undefined) return;
    this.stdin = new StreamWriter(stdin as WriteTransport, this, undefined, this._loop);
  }

  private _reader(fd: number): StreamReader | undefined {
    const transport = this._transport?.get_pipe_transport(fd);
    if (transport === undefined) return undefined;
    const reader = new StreamReader({ limit: this._limit, loop: this._loop });
    reader.set_transport(transport as ReadTransport);
    this._pipe_fds.add(fd);
    return reader;
  }

  private _reader_of(fd: number): StreamReader | undefined {
    if (fd === 1) return this.stdout;
    return fd === 2 ? this.stderr : undefined;
  }

  /** Data from the child goes to the reader. */
  pipe_data_received(fd: number, data: Uint8Array): void {
    this._reader_of(fd)?.feed_data(data);
  }

  /** The reader of a pipe comes to its end; nobody waits any more to write to standard input. */
  pipe_connection_lost(fd: number, exc: unknown): void {
    if (fd === 0) {
      this.stdin?.close();
      this.connection_lost(exc);
      return;
    }
    const reader = this._reader_of(fd);
    if (exc === undefined || exc === null) reader?.feed_eof();
    else reader?.set_exception(exc);
    this._pipe_fds.delete(fd);
    this._maybe_close_transport();
  }

  /** The child has ended. */
  process_exited(): void {
    this._process_exited = true;
    this._maybe_close_transport();
  }

  private _maybe_close_transport(): void {
    if (this._pipe_fds.size > 0 || !this._process_exited) return;
    this._transport?.close();
    this._transport = undefined;
  }
}

/** A child process. `create_subprocess_exec()` and `create_subprocess_shell()` make it. */
export class Process extends Printable {
  /** Writes to the child's standard input; None when that is no pipe. */
  readonly stdin: StreamWriter | undefined;
  /** Reads the child's standard output; None when that is no pipe. */
  readonly stdout: StreamReader | undefined;
  /** Reads the child's standard error; None when that is no pipe. */
  readonly stderr: StreamReader | undefined;
  /** The process id. */
  readonly pid: number;

  constructor(
    readonly _transport: _UnixSubprocessTransport,
    protocol: SubprocessStreamProtocol,
    readonly _loop: AbstractEventLoop,
  ) {
    super();
    this.stdin = protocol.stdin;
    this.stdout = protocol.stdout;
    this.stderr = protocol.stderr;
    this.pid = _transport.get_pid() as number;
  }

  __repr__(): string {
    return `<${this.constructor.name} ${this.pid}>`;
  }

  /** The exit code, or minus the number of the signal that has ended the child; None while it runs. */
  get returncode(): number | undefined {
    return this._transport.get_returncode();
  }

  /** Coroutine: wait until the child has ended; its return code. There may still be data in its pipes. */
  @coroutine
  *wait(): Coroutine<number> {
    return yield* this._transport._wait();
  }

  /** Send the child a signal, by its number. @throws ProcessLookupError when the child has ended and its pipes are closed. */
  send_signal(signal: number): void {
    this._transport.send_signal(signal);
  }

  /** Ask the child to end: SIGTERM. @throws ProcessLookupError when the child has ended and its pipes are closed. */
  terminate(): void {
    this._transport.terminate();
  }

  /** Have the system end the child: SIGKILL. @throws ProcessLookupError when the child has ended and its pipes are closed. */
  kill(): void {
    this._transport.kill();
  }

  /**
   * Coroutine: send `input` to the child and close its standard input, read all of its output, wait for its end. That the
   * child does not read its input is no error.
   *
   * @param input None: nothing is sent, and standard input stays open.
   * @returns what came from standard output and standard error; None for what is no pipe.
   */
  @coroutine
  *communicate(
    input?: Uint8Array | null,
  ): Coroutine<[stdout: Uint8Array | undefined, stderr: Uint8Array | undefined]> {
    const stdin = input === undefined || input === null ? this._noop() : this._feed_stdin(input);
    const stdout = this.stdout === undefined ? this._noop() : this._read_stream(1, this.stdout);
    const stderr = this.stderr === undefined ? this._noop() : this._read_stream(2, this.stderr);
    const options = { loop: this._loop };
    const [, output, errors] = yield* gather(stdin, stdout, stderr, options);
    yield* this.wait();
    return [output, errors];
  }

  @coroutine
  private *_noop(): Coroutine<undefined> {
    return undefined;
  }

  @coroutine
  private *_feed_stdin(input: Uint8Array): Coroutine<void> {
    const { stdin } = this;
    python_assert(stdin !== undefined);
    const debug = this._loop.get_debug();
    stdin.write(input);
    if (debug) logger.debug(`${repr(this)} communicate: feed stdin (${input.length} bytes)`);
    try {
      yield* stdin.drain();
    } catch (error) {
      if (!(error instanceof BrokenPipeError || error instanceof ConnectionResetError)) throw error;
      if (debug) logger.debug(`${repr(this)} communicate: stdin got ${repr(error)}`);
    }
    if (debug) logger.debug(`${repr(this)} communicate: close stdin`);
    stdin.close();
  }

  @coroutine
  private *_read_stream(fd: 1 | 2, stream: StreamReader): Coroutine<Uint8Array> {
    const transport = this._transport.get_pipe_transport(fd);
    const name = fd === 1 ? 'stdout' : 'stderr';
    if (this._loop.get_debug()) logger.debug(`${repr(this)} communicate: read ${name}`);
    const output = yield* stream.read();
    if (this._loop.get_debug()) logger.debug(`${repr(this)} communicate: close ${name}`);
    transport?.close();
    return output;
  }
}

/**
 * Coroutine: run a program, without a shell.
 *
 * @param args the program's arguments; then, as one object, the keyword arguments.
 * @throws FileNotFoundError, PermissionError, … when the program cannot be started; ValueError and TypeError for wrong
 *   arguments.
 *
 * @example
 * const proc = yield* create_subprocess_exec('ls', '-l', { stdout: PIPE });
 * const [output] = yield* proc.communicate();
 */
export const create_subprocess_exec = coroutine(function* create_subprocess_exec(
  program: ProgramArgument,
  ...args:
    | readonly ProgramArgument[]
    | readonly [...ProgramArgument[], CreateSubprocessOptions | null | undefined]
): Coroutine<Process> {
  const has_options = is_plain_object(args.at(-1));
  const given = has_options ? (args.at(-1) as CreateSubprocessOptions) : undefined;
  const { loop, factory, options } = arranged(given);
  const rest = (has_options ? args.slice(0, -1) : args) as ProgramArgument[];
  const made = yield* loop.subprocess_exec(factory, program, ...rest, options);
  return new Process(...made, loop);
});

/**
 * Coroutine: run a command by the shell, `/bin/sh`. Whoever puts foreign texts into the command has to quote them.
 *
 * @throws OSError when the shell cannot be started; ValueError for wrong arguments.
 */
export const create_subprocess_shell = coroutine(function* create_subprocess_shell(
  cmd: ProgramArgument,
  given?: CreateSubprocessOptions | null,
): Coroutine<Process> {
  const { loop, factory, options } = arranged(given);
  const made = yield* loop.subprocess_shell(factory, cmd, options);
  return new Process(...made, loop);
});

/** The loop, what makes a protocol, and the loop's options: here a child has the standard streams of this process. */
function arranged(given: CreateSubprocessOptions | null | undefined) {
  const { loop: given_loop, limit, ...rest } = given ?? {};
  const loop = given_loop ?? get_event_loop();
  if (!(loop instanceof _UnixSelectorEventLoop)) throw new NotImplementedError();
  const factory = () => new SubprocessStreamProtocol(limit ?? undefined, loop);
  return { loop, factory, options: { stdin: null, stdout: null, stderr: null, ...rest } };
}
