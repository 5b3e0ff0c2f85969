import type { ChildProcess } from 'node:child_process';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import {
  BrokenPipeError,
  CancelledError,
  ConnectionResetError,
  FileNotFoundError,
  ProcessLookupError,
} from '../../lib/errors';
import * as asyncio from '../../lib/index';
import * as signal from '../../lib/signal';
import {
  it_with_each_watcher,
  PROGRAM_BLOCKED,
  PROGRAM_CAT,
  raised_by,
  text,
  with_each_watcher,
} from './children';

const { DEVNULL, PIPE } = asyncio.subprocess;

type Loop = asyncio.SelectorEventLoop;
type Process = asyncio.subprocess.Process;

const BIG = Buffer.alloc(1024 * 1024, 'x');

const start = (
  loop: Loop,
  [program, ...args]: readonly [string, ...string[]],
  options: asyncio.CreateSubprocessOptions = {},
) => asyncio.create_subprocess_exec(program, ...args, { ...options, loop });

const start_shell = (loop: Loop, command: string, options: asyncio.CreateSubprocessOptions = {}) =>
  asyncio.create_subprocess_shell(command, { ...options, loop });

/** A transport of a program that is blocked, and its `Popen`. */
const start_blocked = asyncio.coroutine(function* start_blocked(loop: Loop) {
  const factory = () => new asyncio.SubprocessProtocol();
  const [transport] = yield* loop.subprocess_exec(factory, ...PROGRAM_BLOCKED);
  return { transport, proc: transport.get_extra_info('subprocess') };
});

/** Cancel what starts a program, at once; it leaves none. */
const cancel_start = asyncio.coroutine(function* cancel_start(
  loop: Loop,
  starting: asyncio.Coroutine<unknown>,
) {
  const started = started_children();
  const task = loop.create_task(starting);
  loop.call_soon(() => task.cancel());
  expect(yield* raised_by(task)).toBeInstanceOf(CancelledError);
  expect(started.map((child) => child.signalCode)).toEqual(['SIGKILL']);
});

/** Node's children, as they are made from now on. */
function started_children(): ChildProcess[] {
  const children: ChildProcess[] = [];
  const note = (message: unknown) => children.push((message as { process: ChildProcess }).process);
  subscribe('child_process', note);
  onTestFinished(() => {
    unsubscribe('child_process', note);
  });
  return children;
}

describe('SubprocessMixin', () => {
  it_with_each_watcher(
    'test_stdin_stdout: what is written to a program can be read from it',
    function* (loop) {
      const proc = yield* start(loop, PROGRAM_CAT, { stdin: PIPE, stdout: PIPE });
      const { stdin, stdout } = proc as {
        stdin: asyncio.StreamWriter;
        stdout: asyncio.StreamReader;
      };
      stdin.write(Buffer.from('some data'));
      yield* stdin.drain();
      stdin.close();
      expect(text(yield* stdout.read())).toBe('some data');
      expect(yield* proc.wait()).toBe(0);
    },
  );

  it_with_each_watcher(
    'test_communicate: feeds the program and gives its output',
    function* (loop) {
      const proc = yield* start(loop, PROGRAM_CAT, { stdin: PIPE, stdout: PIPE });
      const [stdout, stderr] = yield* proc.communicate(Buffer.from('some data'));
      expect([proc.returncode, text(stdout), stderr]).toEqual([0, 'some data', undefined]);
    },
  );

  it_with_each_watcher('test_shell: the exit code of a command', function* (loop) {
    const proc = yield* start_shell(loop, 'exit 7');
    expect(yield* proc.wait()).toBe(7);
  });

  it_with_each_watcher(
    'test_start_new_session: the program leads a session of its own',
    function* (loop) {
      const options = { start_new_session: true, stdout: PIPE };
      const proc = yield* start_shell(loop, 'ps -o sid= -p $$; exit 8', options);
      const [stdout] = yield* proc.communicate();
      expect(proc.returncode).toBe(8);
      expect(Number(text(stdout))).toBe(proc.pid);
    },
  );

  it_with_each_watcher('test_kill: minus SIGKILL', function* (loop) {
    const proc = yield* start(loop, PROGRAM_BLOCKED);
    proc.kill();
    expect(yield* proc.wait()).toBe(-signal.SIGKILL);
  });

  it_with_each_watcher('test_terminate: minus SIGTERM', function* (loop) {
    const proc = yield* start(loop, PROGRAM_BLOCKED);
    proc.terminate();
    expect(yield* proc.wait()).toBe(-signal.SIGTERM);
  });

  it_with_each_watcher('test_send_signal: minus the signal', function* (loop) {
    const proc = yield* start(loop, PROGRAM_BLOCKED);
    proc.send_signal(signal.SIGHUP);
    expect(yield* proc.wait()).toBe(-signal.SIGHUP);
  });

  it_with_each_watcher(
    'test_stdin_broken_pipe: drain() raises when the program has gone',
    function* (loop) {
      // It has something to read first: so it has not gone before we write.
      const proc = yield* start(loop, ['head', '-c', '1'], { stdin: PIPE, stdout: DEVNULL });
      const stdin = proc.stdin as asyncio.StreamWriter;
      yield* asyncio.sleep(0, { loop });
      stdin.write(BIG);
      const error = (yield* raised_by(stdin.drain())) as Error;
      expect([BrokenPipeError, ConnectionResetError]).toContain(error.constructor);
      expect(yield* proc.wait()).toBe(0);
    },
  );

  it_with_each_watcher(
    'test_communicate_ignore_broken_pipe: communicate() says nothing of it',
    function* (loop) {
      // One has gone before it gets anything, the other takes only the beginning.
      for (const program of [['true'], ['head', '-c', '1']] as const) {
        const proc = yield* start(loop, program, { stdin: PIPE, stdout: DEVNULL });
        const output = yield* proc.communicate(BIG);
        expect([proc.returncode, output]).toEqual([0, [undefined, undefined]]);
      }
    },
  );

  it_with_each_watcher(
    'test_pause_reading: more than twice the limit waits in the pipe',
    function* (loop) {
      const limit = 10;
      const data = 'x'.repeat(limit * 2 + 1);
      const calls: string[] = [];
      const proc = yield* start(loop, ['printf', data], { stdout: PIPE, limit });
      const transport = proc._transport.get_pipe_transport(1) as asyncio.ReadTransport;
      for (const name of ['pause_reading', 'resume_reading'] as const) {
        const method = transport[name].bind(transport);
        transport[name] = () => {
          calls.push(name);
          method();
        };
      }
      yield* proc.wait();
      // The reader hears of the data after it was told that the program has ended, or before.
      while (calls.length === 0) yield;
      const output = yield* (proc.stdout as asyncio.StreamReader).read();
      expect(text(output)).toBe(data);
      expect(calls.slice(0, 2)).toEqual(['pause_reading', 'resume_reading']);
    },
  );

  it_with_each_watcher(
    'test_stdin_not_inheritable: the program does not hold its own input open',
    function* (loop) {
      const proc = yield* start_shell(loop, 'wc -c >/dev/null; exit 3', { stdin: PIPE });
      yield* proc.communicate(Buffer.from('hello'));
      expect(proc.returncode).toBe(3);
    },
  );

  it_with_each_watcher(
    'test_empty_input: communicate() with no bytes closes standard input',
    function* (loop) {
      const proc = yield* start(loop, PROGRAM_CAT, { stdin: PIPE, stdout: PIPE, stderr: PIPE });
      const output = yield* proc.communicate(new Uint8Array());
      expect([proc.returncode, ...output.map(text)]).toEqual([0, '', '']);
    },
  );

  it_with_each_watcher(
    'test_cancel_process_wait: who is cancelled while waiting may wait again',
    function* (loop) {
      const proc: Process = yield* start(loop, PROGRAM_BLOCKED);
      const task = loop.create_task(proc.wait());
      loop.call_soon(() => task.cancel());
      expect(yield* raised_by(task)).toBeInstanceOf(CancelledError);
      expect(task.cancelled()).toBe(true);
      proc.kill();
      expect(yield* proc.wait()).toBe(-signal.SIGKILL);
    },
  );

  it_with_each_watcher(
    'test_cancel_make_subprocess_transport_exec: who is cancelled while it starts leaves no program',
    function* (loop) {
      yield* cancel_start(loop, start(loop, PROGRAM_BLOCKED, { stdin: PIPE }));
    },
  );

  it_with_each_watcher('test_cancel_post_init: the same with a protocol', function* (loop) {
    yield* cancel_start(loop, start_blocked(loop));
  });

  it_with_each_watcher(
    'test_close_kill_running: closing the transport kills the program',
    function* (loop) {
      const { transport, proc } = yield* start_blocked(loop);
      const kill = vi.spyOn(proc, 'kill');
      expect(transport.get_returncode()).toBe(undefined);
      transport.close();
      expect(yield* transport._wait()).toBe(-signal.SIGKILL);
      expect(kill).toHaveBeenCalledTimes(1);
    },
  );

  it_with_each_watcher(
    'test_close_dont_kill_finished: not when it has ended and nobody knows yet',
    function* (loop) {
      const { transport, proc } = yield* start_blocked(loop);
      const kill = vi.spyOn(proc, 'kill').mockImplementation(() => {});
      const poll = vi.spyOn(proc, 'poll').mockReturnValue(3);
      transport.close();
      expect(transport.get_returncode()).toBe(undefined);
      expect(kill).not.toHaveBeenCalled();
      kill.mockRestore();
      poll.mockRestore();
      proc.kill();
      yield* transport._wait();
    },
  );

  it_with_each_watcher(
    'test_popen_error: a program that cannot be started leaves nothing',
    function* (loop) {
      const error = yield* raised_by(start(loop, ['/nonexistent/program'], { stdin: PIPE }));
      expect(error).toBeInstanceOf(FileNotFoundError);
      expect((error as Error).message).toBe(
        "[Errno 2] No such file or directory: '/nonexistent/program': '/nonexistent/program'",
      );
    },
  );

  it_with_each_watcher(
    'test_read_stdout_after_process_exit: its output can be read when it has ended',
    function* (loop) {
      const proc = yield* start(loop, ['printf', 'x'.repeat(1000)], { stdout: PIPE });
      yield* proc.wait();
      expect(yield* (proc.stdout as asyncio.StreamReader).read(2000)).toHaveLength(1000);
    },
  );
});

describe('SubprocessTransportTests', () => {
  it('test_proc_exited: the calls of the protocol, and no signals afterwards', () =>
    with_each_watcher(async (loop) => {
      const calls: string[] = [];
      class Recorder extends asyncio.SubprocessProtocol {
        override connection_made = () => calls.push('connection_made') as never;
        override process_exited = () => calls.push('process_exited') as never;
        override connection_lost = (error: unknown) => {
          calls.push(`connection_lost(${error})`);
          loop.call_soon(() => loop.stop());
        };
      }
      const options = { stdin: null, stdout: null, stderr: null };
      const [transport] = await loop.run_until_complete(
        loop.subprocess_exec(() => new Recorder(), 'sh', '-c', 'exit 6', options),
      );
      await loop.run_forever();
      expect(calls).toEqual(['connection_made', 'process_exited', 'connection_lost(undefined)']);
      expect(transport.get_returncode()).toBe(6);
      for (const call of [
        () => transport.send_signal(signal.SIGTERM),
        () => transport.terminate(),
        () => transport.kill(),
      ]) {
        expect(call).toThrow(ProcessLookupError);
      }
      transport.close();
    }));
});
