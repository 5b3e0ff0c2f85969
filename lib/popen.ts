/**
 * A child process under Python's names. (CPython: `subprocess.Popen`, here on `node:child_process`.)
 *
 * Differences from CPython: Node's pipes are pairs of sockets, those for output, too; and it has no names for real-time
 * signals, so that a child that one of them ends seems to have exited with 0.
 */

import type { ChildProcess } from 'node:child_process';
import type { Socket } from 'node:net';
import type { Readable, Writable } from 'node:stream';
import { returncode_of } from './child_processes';
import { ProcessLookupError } from './errors';
import { renewed } from './node_handles';
import { python_error } from './os_errors';
import { object_repr, Printable, type_name } from './reprlib';
import { SIGKILL, SIGTERM } from './signal';

/** A child process that has been started. */
export class Popen extends Printable {
  /** This end of a pipe to the child's standard input; None when that is no pipe. */
  readonly stdin: Socket | undefined;
  /** This end of a pipe from the child's standard output; None when that is no pipe. */
  readonly stdout: Socket | undefined;
  /** This end of a pipe from the child's standard error; None when that is no pipe. */
  readonly stderr: Socket | undefined;
  /** The exit code, or minus the number of the signal that has ended the child; None while nobody has asked. */
  returncode: number | undefined;

  /**
   * @param args program and arguments; for a shell, its command.
   * @param stdout where the child's standard output can be read, when Node's child does not know.
   */
  constructor(
    readonly args: readonly string[] | string,
    readonly pid: number,
    private readonly _child: ChildProcess,
    stdout: Socket | undefined,
  ) {
    super();
    // Node's stream for standard input cannot be read, so that it would not show that the child has closed its end; those
    // for output read at once, and end when nobody listens yet.
    this.stdin = taken(_child.stdin);
    this.stdout = stdout ?? taken(_child.stdout);
    this.stderr = taken(_child.stderr);
    // Node would close the first and empty the others when the child ends.
    _child.stdio.fill(null);
    _child.stdin = _child.stdout = _child.stderr = null;
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

  /**
   * Send a signal by its number. Nothing happens when the child has ended.
   *
   * @throws OSError for a number that is no signal, TypeError for what is no integer; PermissionError when the child belongs to
   *   another user by now.
   */
  send_signal(signal: number): void {
    if (this.poll() !== undefined) return;
    check_integer(signal);
    try {
      process.kill(this.pid, signal);
    } catch (error) {
      const translated = python_error(error);
      // It has ended, and Node is about to notice.
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

  /** Whether the child keeps this process alive. */
  _keep_alive(yes: boolean): void {
    if (yes) this._child.ref();
    else this._child.unref();
  }
}

function check_integer(signal: unknown): void {
  if (Number.isInteger(signal)) return;
  if (typeof signal === 'number') throw new TypeError('integer argument expected, got float');
  throw new TypeError(`'${type_name(signal)}' object cannot be interpreted as an integer`);
}

/** A pipe of Node's child as a socket of our own. */
function taken(stream: Readable | Writable | null): Socket | undefined {
  return stream === null ? undefined : renewed(stream as Socket);
}
