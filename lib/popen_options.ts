/** What a child process is started with, and what Node makes of it. (CPython: the arguments of `subprocess.Popen`.) */

import type { SpawnOptions } from 'node:child_process';
import { fstatSync } from 'node:fs';
import { Stream } from 'node:stream';
import { NotImplementedError, ValueError } from './errors';
import { errno, os_error, python_error } from './os_errors';
import { type_name } from './reprlib';

/** For `stdin`, `stdout`, `stderr`: a new pipe. */
export const PIPE = -1;
/** For `stderr`: where standard output goes. */
export const STDOUT = -2;
/** For `stdin`, `stdout`, `stderr`: nothing to read, and nobody who reads. */
export const DEVNULL = -3;

/**
 * For a standard descriptor of the child: PIPE, STDOUT, DEVNULL, a descriptor, something that has one (`fileno()`, or a stream
 * of Node); None: that of this process.
 */
export type Redirection = number | { fileno(): number } | Stream | undefined | null;

/** Keyword arguments of `subprocess.Popen` that mean something here. */
export interface PopenOptions {
  /** The working directory; None: the present one. */
  cwd?: string | null;
  /** The whole environment; None: that of this process. */
  env?: Readonly<Record<string, string>> | null;
  /** The program, when it is not the first argument. */
  executable?: string | null;
  /** Make the child the leader of a new session. */
  start_new_session?: boolean;
  /** Descriptors that the child inherits, besides the standard ones. */
  pass_fds?: readonly number[];
  /** True, the only value there is here: the child inherits no other descriptor. */
  close_fds?: boolean;
  /** True, the only value there is here: the child begins with the default for every signal. */
  restore_signals?: boolean;
  /** None, the only value there is here: Node runs no code in the child before the program. */
  preexec_fn?: null;
  /** Windows only. */
  startupinfo?: null;
  /** Windows only. */
  creationflags?: number;
}

/** The keys of PopenOptions. */
export const POPEN_KEYS = [
  'cwd',
  'env',
  'executable',
  'start_new_session',
  'pass_fds',
  'close_fds',
  'restore_signals',
  'preexec_fn',
  'startupinfo',
  'creationflags',
] as const satisfies readonly (keyof PopenOptions)[];

/** @throws ValueError or NotImplementedError for what cannot be done here. */
export function check_options(options: PopenOptions): void {
  const given: Readonly<Record<string, unknown>> = { ...options };
  if (given.startupinfo != null) {
    throw new ValueError('startupinfo is only supported on Windows platforms');
  }
  if (given.creationflags) {
    throw new ValueError('creationflags is only supported on Windows platforms');
  }
  if (given.preexec_fn != null) {
    throw new NotImplementedError('preexec_fn: Node runs no code in the child before the program');
  }
  for (const name of ['close_fds', 'restore_signals']) {
    if (given[name] !== undefined && !given[name]) {
      throw new NotImplementedError(`${name}=False: Node cannot but do it`);
    }
  }
  for (const [name, value] of Object.entries(options.env ?? {})) {
    if (name.includes('=')) throw new ValueError('illegal environment variable name');
    check_texts(name, value);
  }
  check_texts(options.cwd ?? '', options.executable ?? '');
}

function check_texts(...texts: readonly unknown[]): void {
  for (const text of texts) {
    if (typeof text !== 'string') {
      throw new TypeError(`expected str, bytes or os.PathLike object, not ${type_name(text)}`);
    }
    check_no_null(text);
  }
}

/** @throws ValueError in CPython's words: the system takes a null byte for the end. */
export function check_no_null(...texts: readonly string[]): void {
  if (texts.some((text) => text.includes('\0'))) throw new ValueError('embedded null byte');
}

type Target = 'pipe' | 'ignore' | 'inherit' | number | Stream;

/** Node's word for a redirection. @throws OSError for what is no descriptor; TypeError for what has none. */
export function target_of(redirection: Redirection): Target {
  if (redirection === undefined || redirection === null) return 'inherit';
  if (redirection === PIPE) return 'pipe';
  if (redirection === DEVNULL) return 'ignore';
  if (redirection instanceof Stream) return redirection;
  const fd = typeof redirection === 'number' ? redirection : fileno_of(redirection);
  check_descriptor(fd);
  return fd;
}

function fileno_of(file: { fileno(): number }): number {
  if (typeof file.fileno === 'function') return file.fileno();
  throw new TypeError(`'${type_name(file)}' object has no attribute 'fileno'`);
}

function check_descriptor(fd: number): void {
  if (!Number.isInteger(fd) || fd < 0) throw os_error(errno.EBADF as number);
  try {
    fstatSync(fd);
  } catch (error) {
    throw python_error(error);
  }
}

/** Node's options for all of this. */
export function spawn_options(
  targets: readonly Target[],
  argv0: string | undefined,
  { cwd, env, start_new_session, pass_fds }: PopenOptions,
): SpawnOptions {
  const stdio: Target[] = [...targets];
  for (const fd of pass_fds ?? []) {
    check_descriptor(fd);
    while (stdio.length <= fd) stdio.push('ignore');
    stdio[fd] = fd;
  }
  return {
    stdio: stdio as SpawnOptions['stdio'],
    cwd: cwd ?? undefined,
    env: env ?? process.env,
    argv0,
    detached: Boolean(start_new_session),
    shell: false,
  };
}
