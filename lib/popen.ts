/**
 * Child processes under Python's names. (CPython: `subprocess.Popen`, on `node:child_process`.)
 *
 * Differences to CPython: Node's pipes are socket pairs, for standard output, too. Real-time signals have no names in Node, so
 * a child that one of them ends counts as having exited with 0.
 */

import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { Socket } from 'node:net';
import { returncode_of } from './child_processes';
import { type OSError, ProcessLookupError, ValueError } from './errors';
import { errno, errno_of, os_error, python_error, strerror } from './os_errors';
import { DEVNULL, PIPE, type PopenOptions, type Redirection, STDOUT } from './popen_options';
import { object_repr, Printable, repr } from './reprlib';
import { SIGKILL, SIGTERM } from './signal';
import { take_writable_end } from './stdin_pipe';

/** What to start, and how. */
export interface PopenArguments {
  /** Program and arguments; for a shell, its command. */
  readonly args: readonly string[] | string;
  readonly shell: boolean;
  readonly stdin: Redirection;
  readonly stdout: Redirection;
  readonly stderr: Redirection;
  readonly options: PopenOptions;
}

/** A child process that has been started. */
export class Popen extends Printable {
  /** The process id. */
  readonly pid: number;
  /** This end of a pipe to the child's standard input; None when that is no pipe. */
  readonly stdin: Socket | undefined;
  /** This end of a pipe from the child's standard output; None when that is no pipe. */
  readonly stdout: Socket | undefined;
  /** This end of a pipe from the child's standard error; None when that is no pipe. */
  readonly stderr: Socket | undefined;
  /** The exit code, or minus the number of the signal that has ended the child; None while nobody has asked. */
  returncode: number | undefined;

  constructor(
    readonly args: readonly string[] | string,
    pid: number,
    private readonly _child: ChildProcess,
  ) {
    super();
    this.pid = pid;
    this.stdin = take_writable_end(_child);
    this.stdout = (_child.stdout as Socket | null) ?? undefined;
    this.stderr = (_child.stderr as Socket | null) ?? undefined;
    forget_pipes(_child);
  }

  __repr__(): string {
    return object_repr(this);
  }

  /** Whether the child has ended: its return code, or None. */
  poll(): number | undefined {
    const { exitCode, signalCode } = this._child;
    if (this.returncode === undefined && (exitCode !== null || signalCode !== null)) {
      this.returncode = returncode_of(exitCode, signalCode);
    }
    return this.returncode;
  }

  /** Send a signal by its number. Nothing happens when the child has ended. */
  send_signal(signal: number): void {
    if (this.poll() !== undefined) return;
    try {
      process.kill(this.pid, signal);
    } catch (error) {
      // Between the end and Node's notice of it.
      const translated = python_error(error);
      if (!(translated instanceof ProcessLookupError)) throw translated;
    }
  }

  /** Ask the child to end: SIGTERM. */
  terminate(): void {
    this.send_signal(SIGTERM);
  }

  /** Have the system end the child: SIGKILL. */
  kill(): void {
    this.send_signal(SIGKILL);
  }

  /** Whether Node stays alive for the sake of the child. */
  _keep_alive(yes: boolean): void {
    if (yes) this._child.ref();
    else this._child.unref();
  }
}

/** Node would read to the end what is in them when the child ends, paused or not, and close standard input. */
function forget_pipes(child: ChildProcess): void {
  child.stdio.fill(null as never);
  child.stdin = child.stdout = child.stderr = null;
}
