/** Child processes as connections. (CPython: `subprocess_exec`, `subprocess_shell` and what they call, of two of its loops.) */

import { BaseSubprocessTransport } from './base_subprocess';
import { AbstractChildWatcher, BaseChildWatcher } from './child_watchers';
import { coroutine } from './coroutines';
import { is_exception, python_assert, ValueError } from './errors';
import { get_child_watcher } from './events';
import { keywords } from './keywords';
import { logger } from './log';
import type { NodeEventLoop } from './node_loop';
import { PIPE, POPEN_KEYS, type PopenOptions, type Redirection, STDOUT } from './popen_options';
import type { SubprocessProtocol } from './protocols';
import { is_plain_object, repr, type_name } from './reprlib';
import { type ProcessRequest, start_process } from './start_process';
import type { Coroutine } from './types';

/** Keyword arguments of `loop.subprocess_exec()` and `loop.subprocess_shell()`. */
export interface SubprocessOptions extends PopenOptions {
  /** The child's standard input: PIPE, the default, DEVNULL, a descriptor or something that has one; None: ours. */
  stdin?: Redirection;
  /** The child's standard output, in the same way. */
  stdout?: Redirection;
  /** The child's standard error, in the same way; or STDOUT. */
  stderr?: Redirection;
  /** False: pipes carry bytes. */
  universal_newlines?: boolean;
  /** What the name of the method says. */
  shell?: boolean;
  /** 0: nothing is buffered. */
  bufsize?: number;
}

/** A program's name or argument. Bytes must be UTF-8: Node has texts only. */
export type ProgramArgument = string | Uint8Array;

/** Arguments of a program, and the keyword arguments. */
export type ProgramArguments =
  | readonly ProgramArgument[]
  | readonly [...ProgramArgument[], SubprocessOptions | null | undefined];

const KEYS = [
  'stdin',
  'stdout',
  'stderr',
  'universal_newlines',
  'shell',
  'bufsize',
  ...POPEN_KEYS,
] as const satisfies readonly (keyof SubprocessOptions)[];

/** Coroutine: see `loop.subprocess_exec()`. */
export const subprocess_exec = coroutine(function* subprocess_exec<P extends SubprocessProtocol>(
  loop: NodeEventLoop,
  protocol_factory: () => P,
  program: ProgramArgument,
  rest: ProgramArguments,
): Coroutine<[_UnixSubprocessTransport, P]> {
  const has_options = is_plain_object(rest.at(-1));
  const options = (has_options ? rest.at(-1) : undefined) as SubprocessOptions | undefined;
  const args = [program, ...(has_options ? rest.slice(0, -1) : rest)] as ProgramArgument[];
  const request = checked(options, false);
  const argv = args.map(argument);
  const doing = `execute program ${repr(program)}`;
  return yield* connect(loop, protocol_factory, { ...request, args: argv }, doing);
});

/** Coroutine: see `loop.subprocess_shell()`. */
export const subprocess_shell = coroutine(function* subprocess_shell<P extends SubprocessProtocol>(
  loop: NodeEventLoop,
  protocol_factory: () => P,
  cmd: ProgramArgument,
  options?: SubprocessOptions | null,
): Coroutine<[_UnixSubprocessTransport, P]> {
  if (!is_argument(cmd)) throw new ValueError('cmd must be a string');
  const request = checked(options, true);
  const doing = `run shell command ${repr(cmd)}`;
  return yield* connect(loop, protocol_factory, { ...request, args: argument(cmd) }, doing);
});

/** What was asked for but for the program. @throws ValueError in CPython's words. */
function checked(
  options: SubprocessOptions | null | undefined,
  is_shell: boolean,
): Omit<ProcessRequest, 'args'> {
  const given = keywords<SubprocessOptions>('__init__', options, KEYS);
  const {
    stdin,
    stdout,
    stderr,
    universal_newlines = false,
    shell = is_shell,
    bufsize = 0,
    ...popen_options
    // None is an answer: it means ours.
  } = { stdin: PIPE, stdout: PIPE, stderr: PIPE, ...given };
  if (universal_newlines) throw new ValueError('universal_newlines must be False');
  if (Boolean(shell) !== is_shell) {
    throw new ValueError(`shell must be ${is_shell ? 'True' : 'False'}`);
  }
  if (bufsize !== 0) throw new ValueError('bufsize must be 0');
  return { stdin, stdout, stderr, options: popen_options };
}

function is_argument(value: unknown): value is ProgramArgument {
  return typeof value === 'string' || value instanceof Uint8Array;
}

function argument(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value instanceof Uint8Array) return new TextDecoder('utf-8', { fatal: true }).decode(value);
  throw new TypeError(`program arguments must be a bytes or text string, not ${type_name(value)}`);
}

/** The transport on Unix: a child watcher tells it of the end. */
export class _UnixSubprocessTransport extends BaseSubprocessTransport {}

const connect = coroutine(function* connect<P extends SubprocessProtocol>(
  loop: NodeEventLoop,
  protocol_factory: () => P,
  request: ProcessRequest,
  doing: string,
): Coroutine<[_UnixSubprocessTransport, P]> {
  const protocol = protocol_factory();
  if (loop.get_debug()) logger.debug(`${doing}${describe_pipes(request)}`);
  const transport = yield* make_transport(loop, protocol, request);
  if (loop.get_debug()) logger.info(`${doing}: ${repr(transport)}`);
  return [transport, protocol];
});

const make_transport = coroutine(function* make_transport(
  loop: NodeEventLoop,
  protocol: SubprocessProtocol,
  request: ProcessRequest,
): Coroutine<_UnixSubprocessTransport> {
  const watcher = get_child_watcher();
  python_assert(watcher instanceof AbstractChildWatcher);
  watcher.__enter__();
  try {
    // Better no child than one of whose end nobody hears.
    if (watcher instanceof BaseChildWatcher) watcher._check_attached();
    const proc = yield* start_process(loop, request);
    const waiter = loop.create_future<undefined>();
    const transport = new _UnixSubprocessTransport(loop, protocol, proc, waiter);
    watcher.add_child_handler(proc.pid, (_, returncode) => {
      loop.call_soon_threadsafe(() => transport._process_exited(returncode));
    });
    try {
      yield* waiter;
    } catch (error) {
      if (is_exception(error)) {
        transport.close();
        yield* transport._wait();
      }
      throw error;
    }
    return transport;
  } finally {
    watcher.__exit__(undefined, undefined, undefined);
  }
});

/** Debug mode: where the child's standard descriptors go. What is not redirected is left out. */
function describe_pipes({ stdin, stdout, stderr }: ProcessRequest): string {
  const pipes: [string, Redirection][] =
    stdout != null && stderr === STDOUT
      ? [
          ['stdin', stdin],
          ['stdout=stderr', stdout],
        ]
      : [
          ['stdin', stdin],
          ['stdout', stdout],
          ['stderr', stderr],
        ];
  return pipes
    .filter(([, pipe]) => pipe !== undefined && pipe !== null)
    .map(([name, pipe]) => ` ${name}=${pipe_text(pipe)}`)
    .join('');
}

function pipe_text(pipe: Redirection): string {
  if (pipe === PIPE) return '<pipe>';
  return pipe === STDOUT ? '<stdout>' : repr(pipe);
}
