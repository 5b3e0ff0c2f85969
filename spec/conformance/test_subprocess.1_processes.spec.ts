import type { ChildProcess } from 'node:child_process';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  BrokenPipeError,
  CancelledError,
  ConnectionResetError,
  ProcessLookupError,
} from '../../lib/errors';
import * as asyncio from '../../lib/index';
import * as signal from '../../lib/signal';
import { PROGRAM_BLOCKED, PROGRAM_CAT, text, with_each_watcher } from './children';

const { DEVNULL, PIPE } = asyncio.subprocess;

type Loop = asyncio.SelectorEventLoop;

const start = (loop: Loop, args: readonly [string, ...string[]], options: object = {}) =>
  loop.run_until_complete(
    asyncio.create_subprocess_exec(args[0], ...args.slice(1), { ...options, loop }),
  );

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

/** How a blocked program ends when this is done to it. */
async function returncode_after(
  loop: Loop,
  end: (proc: asyncio.subprocess.Process) => void,
): Promise<number> {
  const proc = await start(loop, PROGRAM_BLOCKED);
  end(proc);
  return loop.run_until_complete(proc.wait());
}

describe('SubprocessMixin', () => {
  it('test_stdin_stdout: what is written to a program can be read from it', () =>
    with_each_watcher(async (loop) => {
      const run = asyncio.coroutine(function* run(data: Uint8Array) {
        const proc = yield* asyncio.create_subprocess_exec(...PROGRAM_CAT, {
          stdin: PIPE,
          stdout: PIPE,
          loop,
        });
        proc.stdin?.write(data);
        yield* (proc.stdin as asyncio.StreamWriter).drain();
        proc.stdin?.close();
        const output = yield* (proc.stdout as asyncio.StreamReader).read();
        return [yield* proc.wait(), text(output)];
      });
      expect(await loop.run_until_complete(run(Buffer.from('some data')))).toEqual([
        0,
        'some data',
      ]);
    }));

  it('test_communicate: feeds the program and gives its output', () =>
    with_each_watcher(async (loop) => {
      const proc = await start(loop, PROGRAM_CAT, { stdin: PIPE, stdout: PIPE });
      const [stdout, stderr] = await loop.run_until_complete(
        proc.communicate(Buffer.from('some data')),
      );
      expect([proc.returncode, text(stdout), stderr]).toEqual([0, 'some data', undefined]);
    }));

  it('test_shell: the exit code of a command', () =>
    with_each_watcher(async (loop) => {
      const proc = await loop.run_until_complete(
        asyncio.create_subprocess_shell('exit 7', { loop }),
      );
      expect(await loop.run_until_complete(proc.wait())).toBe(7);
    }));

  it('test_start_new_session: the program leads a session of its own', () =>
    with_each_watcher(async (loop) => {
      const proc = await loop.run_until_complete(
        asyncio.create_subprocess_shell('ps -o sid= -p $$; exit 8', {
          start_new_session: true,
          stdout: PIPE,
          loop,
        }),
      );
      const [stdout] = await loop.run_until_complete(proc.communicate());
      expect(proc.returncode).toBe(8);
      expect(Number(text(stdout))).toBe(proc.pid);
    }));

  it('test_kill: minus SIGKILL', () =>
    with_each_watcher(async (loop) => {
      expect(await returncode_after(loop, (proc) => proc.kill())).toBe(-signal.SIGKILL);
    }));

  it('test_terminate: minus SIGTERM', () =>
    with_each_watcher(async (loop) => {
      expect(await returncode_after(loop, (proc) => proc.terminate())).toBe(-signal.SIGTERM);
    }));

  it('test_send_signal: minus the signal', () =>
    with_each_watcher(async (loop) => {
      const send = (proc: asyncio.subprocess.Process) => proc.send_signal(signal.SIGHUP);
      expect(await returncode_after(loop, send)).toBe(-signal.SIGHUP);
    }));

  const BIG = Buffer.alloc(1024 * 1024, 'x');

  it('test_stdin_broken_pipe: drain() raises when the program has gone', () =>
    with_each_watcher(async (loop) => {
      // It has something to read first: so it has not gone before we write.
      const options = { stdin: PIPE, stdout: DEVNULL };
      const proc = await start(loop, ['head', '-c', '1'], options);
      const write = asyncio.coroutine(function* write() {
        yield* asyncio.sleep(0, { loop });
        const stdin = proc.stdin as asyncio.StreamWriter;
        stdin.write(BIG);
        yield* stdin.drain();
      });
      const error: unknown = await loop.run_until_complete(write()).then(
        () => expect.fail('it has not raised'),
        (reason) => reason,
      );
      const is_expected = error instanceof BrokenPipeError || error instanceof ConnectionResetError;
      expect(is_expected, String(error)).toBe(true);
      expect(await loop.run_until_complete(proc.wait())).toBe(0);
    }));

  it('test_communicate_ignore_broken_pipe: communicate() says nothing of it', () =>
    with_each_watcher(async (loop) => {
      // One has gone before it gets anything, the other takes only the beginning.
      for (const program of [['true'], ['head', '-c', '1']] as const) {
        const proc = await start(loop, program, { stdin: PIPE, stdout: DEVNULL });
        const output = await loop.run_until_complete(proc.communicate(BIG));
        expect([proc.returncode, output]).toEqual([0, [undefined, undefined]]);
      }
    }));

  it('test_pause_reading: more than twice the limit waits in the pipe', () =>
    with_each_watcher(async (loop) => {
      const limit = 10;
      const size = limit * 2 + 1;
      const calls: string[] = [];
      const run = asyncio.coroutine(function* run() {
        const proc = yield* asyncio.create_subprocess_exec('printf', 'x'.repeat(size), {
          stdout: PIPE,
          limit,
          loop,
        });
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
        return output.length;
      });
      expect(await loop.run_until_complete(run())).toBe(size);
      expect(calls.slice(0, 2)).toEqual(['pause_reading', 'resume_reading']);
    }));

  it('test_stdin_not_inheritable: the program does not hold its own input open', () =>
    with_each_watcher(async (loop) => {
      const proc = await start(loop, ['sh', '-c', 'wc -c >/dev/null; exit 3'], { stdin: PIPE });
      await loop.run_until_complete(proc.communicate(Buffer.from('hello')));
      expect(proc.returncode).toBe(3);
    }));

  it('test_empty_input: communicate() with no bytes closes standard input', () =>
    with_each_watcher(async (loop) => {
      const proc = await start(loop, PROGRAM_CAT, { stdin: PIPE, stdout: PIPE, stderr: PIPE });
      const output = await loop.run_until_complete(proc.communicate(new Uint8Array()));
      expect([proc.returncode, ...output.map(text)]).toEqual([0, '', '']);
    }));

  it('test_cancel_process_wait: who is cancelled while waiting may wait again', () =>
    with_each_watcher(async (loop) => {
      const run = asyncio.coroutine(function* run() {
        const proc = yield* asyncio.create_subprocess_exec(...PROGRAM_BLOCKED, { loop });
        const task = loop.create_task(proc.wait());
        loop.call_soon(() => task.cancel());
        try {
          yield* task;
        } catch (error) {
          if (!(error instanceof CancelledError)) throw error;
        }
        expect(task.cancelled()).toBe(true);
        proc.kill();
        return yield* proc.wait();
      });
      expect(await loop.run_until_complete(run())).toBe(-signal.SIGKILL);
    }));

  it('test_cancel_make_subprocess_transport_exec: who is cancelled while it starts leaves no program', () =>
    with_each_watcher(async (loop) => {
      const started = started_children();
      const run = asyncio.coroutine(function* run() {
        const task = loop.create_task(
          asyncio.create_subprocess_exec(...PROGRAM_BLOCKED, { stdin: PIPE, loop }),
        );
        loop.call_soon(() => task.cancel());
        yield* task;
      });
      await expect(loop.run_until_complete(run())).rejects.toBeInstanceOf(CancelledError);
      expect(started.map((child) => child.signalCode)).toEqual(['SIGKILL']);
    }));

  it('test_cancel_post_init: the same with a protocol', () =>
    with_each_watcher(async (loop) => {
      const started = started_children();
      const run = asyncio.coroutine(function* run() {
        const factory = () => new asyncio.SubprocessProtocol();
        const task = loop.create_task(loop.subprocess_exec(factory, ...PROGRAM_BLOCKED));
        loop.call_soon(() => task.cancel());
        yield* task;
      });
      await expect(loop.run_until_complete(run())).rejects.toBeInstanceOf(CancelledError);
      expect(started.map((child) => child.signalCode)).toEqual(['SIGKILL']);
    }));

  it('test_close_kill_running: closing the transport kills the program', () =>
    with_each_watcher(async (loop) => {
      const run = asyncio.coroutine(function* run() {
        const factory = () => new asyncio.SubprocessProtocol();
        const [transport] = yield* loop.subprocess_exec(factory, ...PROGRAM_BLOCKED);
        const proc = transport.get_extra_info('subprocess');
        let kills = 0;
        const kill = proc.kill.bind(proc);
        proc.kill = () => {
          kills += 1;
          kill();
        };
        const before = transport.get_returncode();
        transport.close();
        const after = yield* transport._wait();
        return [before, after, kills];
      });
      expect(await loop.run_until_complete(run())).toEqual([undefined, -signal.SIGKILL, 1]);
    }));

  it('test_close_dont_kill_finished: not when it has ended and nobody knows yet', () =>
    with_each_watcher(async (loop) => {
      const run = asyncio.coroutine(function* run() {
        const factory = () => new asyncio.SubprocessProtocol();
        const [transport] = yield* loop.subprocess_exec(factory, ...PROGRAM_BLOCKED);
        const proc = transport.get_extra_info('subprocess');
        let kills = 0;
        const { kill, poll } = proc;
        proc.kill = () => {
          kills += 1;
        };
        proc.poll = () => 3;
        transport.close();
        const closed = [transport.get_returncode(), kills];
        proc.poll = poll;
        kill.call(proc);
        yield* transport._wait();
        return closed;
      });
      expect(await loop.run_until_complete(run())).toEqual([undefined, 0]);
    }));

  it('test_popen_error: a program that cannot be started leaves nothing', () =>
    with_each_watcher(async (loop) => {
      await expect(start(loop, ['/nonexistent/program'], { stdin: PIPE })).rejects.toThrow(
        "[Errno 2] No such file or directory: '/nonexistent/program': '/nonexistent/program'",
      );
    }));

  it('test_read_stdout_after_process_exit: its output can be read when it has ended', () =>
    with_each_watcher(async (loop) => {
      const run = asyncio.coroutine(function* run() {
        const proc = yield* asyncio.create_subprocess_exec('printf', 'x'.repeat(1000), {
          stdout: PIPE,
          loop,
        });
        yield* proc.wait();
        return yield* (proc.stdout as asyncio.StreamReader).read(2000);
      });
      expect((await loop.run_until_complete(run())).length).toBe(1000);
    }));
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
