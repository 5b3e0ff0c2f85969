/** Start a child process, or say in Python's words why it cannot be started. (CPython: `Popen.__init__`.) */

import { type ChildProcess, spawn } from 'node:child_process';
import { statSync } from 'node:fs';
import type { Socket } from 'node:net';
import { coroutine } from './coroutines';
import type { Future } from './futures';
import type { NodeEventLoop } from './node_loop';
import { errno, errno_of, os_error, strerror } from './os_errors';
import { Popen } from './popen';
import {
  check_no_null,
  check_options,
  PIPE,
  type PopenOptions,
  type Redirection,
  STDOUT,
  spawn_options,
  target_of,
} from './popen_options';
import { repr } from './reprlib';
import { socket_pair } from './socket_pair';
import type { Coroutine } from './types';

const SHELL = '/bin/sh';

/** What to start, and how. */
export interface ProcessRequest {
  /** Program and arguments; or a command, for the shell. */
  readonly args: readonly string[] | string;
  readonly stdin: Redirection;
  readonly stdout: Redirection;
  readonly stderr: Redirection;
  readonly options: PopenOptions;
}

/**
 * Coroutine: start a child process.
 *
 * @throws OSError of the class that belongs to the reason: FileNotFoundError, PermissionError, NotADirectoryError, …;
 *   ValueError or NotImplementedError for options that make no sense, or none here.
 */
export const start_process = coroutine(function* start_process(
  loop: NodeEventLoop,
  { args, stdin, stdout, stderr, options }: ProcessRequest,
): Coroutine<Popen> {
  check_options(options);
  const argv = typeof args === 'string' ? [SHELL, '-c', args] : args;
  check_no_null(...argv);
  const targets = [target_of(stdin), target_of(stdout)];
  let output: Socket | undefined;
  if (stderr !== STDOUT) {
    targets.push(target_of(stderr));
  } else if (stdout === PIPE) {
    // Node cannot give the same new pipe to two descriptors of the child; a socket it can.
    const [ours, theirs] = yield* socket_pair(loop);
    output = ours;
    targets.splice(1, 1, theirs, theirs);
  } else {
    targets.push(targets[1] === 'inherit' ? 1 : target_of(stdout));
  }
  const [program = '', ...rest] = argv;
  const file = options.executable ?? program;
  // Node would call it a mistake in the call.
  if (file === '') throw os_error(errno.EACCES as number, undefined, file);
  let child: ChildProcess;
  try {
    child = spawn(file, rest, spawn_options(targets, program, options));
  } catch (error) {
    output?.destroy();
    throw start_error(error, file, options);
  } finally {
    if (output !== undefined) (targets[1] as Socket).destroy();
  }
  if (child.pid !== undefined) return new Popen(args, child.pid, child, output);
  output?.destroy();
  for (const stream of child.stdio) stream?.destroy();
  throw start_error(yield* error_of(loop, child), file, options);
});

/** What Node is about to say of a child that did not start. */
function error_of(loop: NodeEventLoop, child: ChildProcess): Future<unknown> {
  const future = loop.create_future<unknown>();
  child.once('error', (error) => {
    loop._deliver(() => {
      if (!future.done()) future.set_result(error);
    });
  });
  return future;
}

function start_error(error: unknown, file: string, { cwd }: PopenOptions): unknown {
  const number = errno_of(error);
  if (number === undefined) return error;
  // CPython names the program, and the directory when that was the reason.
  const directory_error = cwd === undefined || cwd === null ? undefined : error_of_directory(cwd);
  const reason = directory_error ?? number;
  const name = directory_error === undefined ? file : (cwd as string);
  const text = strerror(reason);
  return os_error(reason, reason === errno.ENOENT ? `${text}: ${repr(name)}` : text, name);
}

/** Why this cannot be the working directory: an errno; undefined when it can. */
function error_of_directory(path: string): number | undefined {
  try {
    return statSync(path).isDirectory() ? undefined : errno.ENOTDIR;
  } catch (error) {
    return errno_of(error);
  }
}
