import { describe, expect, it } from 'vitest';
import {
  AssertionError,
  BrokenPipeError,
  ConnectionResetError,
  OSError,
  ProcessLookupError,
  ValueError,
} from '../lib/errors';
import * as asyncio from '../lib/index';
import { repr } from '../lib/reprlib';
import { SIGTERM } from '../lib/signal';
import { text } from './conformance/children';
import { failure, loop, run, use_node_loop } from './support/node_loop';
import { open_descriptors } from './support/sockets';

const { create_subprocess_exec, create_subprocess_shell } = asyncio;
const { DEVNULL, PIPE, STDOUT } = asyncio.subprocess;

type Options = asyncio.subprocess.CreateSubprocessOptions;
type Process = asyncio.subprocess.Process;

use_node_loop();

const MIB = 1 << 20;
const shell = (cmd: string, options?: Options): Promise<Process> =>
  run(create_subprocess_shell(cmd, options));
const sleeper = (options: Options = {}) => run(create_subprocess_exec('sleep', '3600', options));

/** Return code, standard output and standard error of a command. */
async function outcome(proc: Process, input?: Uint8Array) {
  const [stdout, stderr] = await run(proc.communicate(input));
  return [proc.returncode, text(stdout), text(stderr)];
}

describe('a process', () => {
  it('without pipes has no streams, and its return code once it was waited for', async () => {
    const proc = await sleeper();
    expect([proc.stdin, proc.stdout, proc.stderr, proc.returncode]).toEqual(
      Array(4).fill(undefined),
    );
    expect(proc.pid).toBeGreaterThan(1);
    expect(repr(proc)).toBe(`<Process ${proc.pid}>`);
    proc.kill();
    expect(await run(proc.communicate())).toEqual([undefined, undefined]);
    expect(proc.returncode).toBe(-9);
  });

  it('can be waited for by many, and again', async () => {
    const proc = await shell('exit 3');
    const all = asyncio.gather(proc.wait(), proc.wait(), proc.communicate());
    expect(await run(all)).toEqual([3, 3, [undefined, undefined]]);
    expect(await run(proc.wait())).toBe(3);
  });

  it.each([
    ['exit 255', 255],
    ['exit 256', 0],
    ['no-such-command', 127],
    ['kill -9 $$', -9],
    ['kill -11 $$', -11],
  ])('has the return code of its end: after %s it is %i', async (cmd, code) => {
    const proc = await shell(cmd, { stderr: DEVNULL });
    expect(await run(proc.wait())).toBe(code);
  });

  it.each(['kill', 'terminate', 'send_signal'] as const)(
    'is ended by %s(), which may be called twice; once it has ended that is a ProcessLookupError',
    async (method) => {
      const proc = await sleeper();
      const end = () => (method === 'send_signal' ? proc.send_signal(SIGTERM) : proc[method]());
      end();
      end();
      expect(await run(proc.wait())).toBe(method === 'kill' ? -9 : -15);
      await run(asyncio.sleep(0));
      expect(end).toThrow(ProcessLookupError);
    },
  );

  it('takes signals in silence when it has ended and its output is not read yet', async () => {
    // More than twice the limit: the rest waits, and so does the end.
    const proc = await shell('echo a line that is too long', { stdout: PIPE, limit: 5 });
    await run(proc.wait());
    expect([proc.send_signal(SIGTERM), proc.terminate(), proc.kill()]).toEqual(
      Array(3).fill(undefined),
    );
    expect(await outcome(proc)).toEqual([0, 'a line that is too long\n', undefined]);
  });

  it('refuses what is no signal; 0 is none, and does nothing', async () => {
    const proc = await sleeper();
    for (const sig of [999, -1]) {
      expect(() => proc.send_signal(sig)).toThrow(OSError);
      expect(() => proc.send_signal(sig)).toThrow('[Errno 22] Invalid argument');
    }
    expect(() => proc.send_signal('x' as never)).toThrow(
      "'str' object cannot be interpreted as an integer",
    );
    expect(() => proc.send_signal(1.5)).toThrow('integer argument expected, got float');
    proc.send_signal(0);
    proc.kill();
    expect(await run(proc.wait())).toBe(-9);
  });

  it('whose waiters are cancelled is waited for by the others', async () => {
    const proc = await sleeper();
    const [first, second] = [loop.create_task(proc.wait()), loop.create_task(proc.wait())];
    await run(asyncio.sleep(0));
    first.cancel();
    proc.kill();
    await expect(run(first)).rejects.toBeInstanceOf(asyncio.CancelledError);
    expect(await run(second)).toBe(-9);
  });
});

describe('communicate()', () => {
  it('sends its input, closes standard input, and returns both outputs', async () => {
    const proc = await shell('cat; echo error >&2; exit 5', {
      stdin: PIPE,
      stdout: PIPE,
      stderr: PIPE,
    });
    expect(await outcome(proc, Buffer.from('input\n'))).toEqual([5, 'input\n', 'error\n']);
  });

  it.each([
    ['standard output', 'cat', [3 * MIB, 0]],
    ['standard error', 'cat >&2', [0, 3 * MIB]],
    ['both', 'dd bs=64k count=48 iflag=fullblock 2>/dev/null; cat >&2', [3 * MIB, 3 * MIB]],
  ])('carries more both ways than any pipe holds, to %s', async (_, cmd, lengths) => {
    const proc = await shell(cmd, { stdin: PIPE, stdout: PIPE, stderr: PIPE });
    const input = Buffer.alloc((lengths[0] as number) + (lengths[1] as number), 'x');
    const outputs = await run(proc.communicate(input));
    expect(outputs.map((output) => output?.length)).toEqual(lengths);
    expect(proc.returncode).toBe(0);
  });

  it('says nothing when the child reads no input', async () => {
    const proc = await run(create_subprocess_exec('true', { stdin: PIPE }));
    expect(await run(proc.communicate(Buffer.alloc(3 * MIB)))).toEqual([undefined, undefined]);
    expect(proc.returncode).toBe(0);
  });

  it('gives nothing the second time', async () => {
    const proc = await run(create_subprocess_exec('cat', { stdin: PIPE, stdout: PIPE }));
    expect(await outcome(proc, Buffer.from('abc'))).toEqual([0, 'abc', undefined]);
    expect(await outcome(proc)).toEqual([0, '', undefined]);
    expect(await outcome(proc, Buffer.from('x'))).toEqual([0, '', undefined]);
  });

  it('needs a pipe for input, and bytes', async () => {
    const without = await run(create_subprocess_exec('true'));
    expect(await failure(without.communicate(Buffer.from('x')))).toBeInstanceOf(AssertionError);
    await run(without.wait());
    const proc = await run(create_subprocess_exec('cat', { stdin: PIPE }));
    const error = await failure(proc.communicate('abc' as never));
    expect(error).toBeInstanceOf(AssertionError);
    expect((error as Error).message).toBe("'abc'");
    proc.kill();
    await run(proc.wait());
  });

  it('that is cancelled leaves the process, which can still be talked to', async () => {
    const proc = await run(create_subprocess_exec('cat', { stdin: PIPE, stdout: PIPE }));
    const task = loop.create_task(proc.communicate());
    await run(asyncio.sleep(0));
    task.cancel();
    await expect(run(task)).rejects.toBeInstanceOf(asyncio.CancelledError);
    expect(proc.returncode).toBeUndefined();
    proc.stdin?.write(Buffer.from('x'));
    proc.stdin?.close();
    expect(await run(proc.wait())).toBe(0);
  });

  it('ends when the child is killed meanwhile, with what had come by then', async () => {
    const proc = await shell('echo early; exec sleep 3600', { stdout: PIPE });
    const stdout = proc.stdout as asyncio.StreamReader;
    const early = loop.create_future<void>();
    stdout.feed_data = (data) => {
      asyncio.StreamReader.prototype.feed_data.call(stdout, data);
      early.set_result();
    };
    if (stdout._buffer.length > 0) early.set_result();
    const task = loop.create_task(proc.communicate());
    await run(early);
    proc.kill();
    expect((await run(task)).map(text)).toEqual(['early\n', undefined]);
    expect(proc.returncode).toBe(-9);
  });
});

describe('the streams of a process', () => {
  it('are read while it runs, line by line', async () => {
    const proc = await run(create_subprocess_exec('cat', { stdin: PIPE, stdout: PIPE }));
    const { stdin, stdout } = proc as { stdin: asyncio.StreamWriter; stdout: asyncio.StreamReader };
    for (const line of ['one\n', 'two\n']) {
      stdin.write(Buffer.from(line));
      expect(String(await run(stdout.readline()))).toBe(line);
    }
    stdin.write_eof();
    expect(await run(stdout.readline())).toHaveLength(0);
    expect(await run(proc.wait())).toBe(0);
  });

  it('raise from drain() when the child is killed while it waits', async () => {
    const proc = await sleeper({ stdin: PIPE });
    const stdin = proc.stdin as asyncio.StreamWriter;
    stdin.write(Buffer.alloc(3 * MIB));
    const draining = loop.create_task(stdin.drain());
    await run(asyncio.sleep(0));
    expect(draining.done()).toBe(false);
    proc.kill();
    const error = await failure(draining);
    expect([BrokenPipeError, ConnectionResetError]).toContain((error as Error).constructor);
    expect(await run(proc.wait())).toBe(-9);
  });

  it('have the limit that was given', async () => {
    const proc = await shell('echo a line that is too long', { stdout: PIPE, limit: 10 });
    const stdout = proc.stdout as asyncio.StreamReader;
    const error = await failure(stdout.readline());
    expect(error).toBeInstanceOf(ValueError);
    expect((error as Error).message).toBe('Separator is found, but chunk is longer than limit');
    await run(proc.communicate());
  });
});

describe('redirections', () => {
  it.each<[string, Options, [string | undefined, string | undefined]]>([
    ['both pipes', { stdout: PIPE, stderr: PIPE }, ['out\n', 'err\n']],
    ['one pipe for both', { stdout: PIPE, stderr: STDOUT }, ['out\nerr\n', undefined]],
    ['nothing of errors', { stdout: PIPE, stderr: DEVNULL }, ['out\n', undefined]],
    ['nothing of the output', { stdout: DEVNULL, stderr: PIPE }, [undefined, 'err\n']],
    ['nothing at all', { stdout: DEVNULL, stderr: STDOUT }, [undefined, undefined]],
  ])('%s', async (_, options, outputs) => {
    const proc = await shell('echo out; echo err >&2', options);
    expect(await outcome(proc)).toEqual([0, ...outputs]);
  });

  it('DEVNULL as input is at its end at once', async () => {
    const proc = await run(create_subprocess_exec('cat', { stdin: DEVNULL, stdout: PIPE }));
    expect(await outcome(proc)).toEqual([0, '', undefined]);
  });

  it('leave no descriptor open, whether the program starts or not', async () => {
    const round = async () => {
      for (const options of [
        { stdin: PIPE, stdout: PIPE, stderr: PIPE },
        { stdin: PIPE, stdout: PIPE, stderr: STDOUT },
      ]) {
        const proc = await run(create_subprocess_exec('true', options));
        await run(proc.communicate(Buffer.from('x')));
        await failure(create_subprocess_exec('no-such-program', options));
      }
      await run(asyncio.sleep(0));
    };
    await round();
    const before = open_descriptors();
    for (let i = 0; i < 5; i++) await round();
    expect(open_descriptors()).toBe(before);
  });
});

describe('the arguments', () => {
  it('of a program are not looked at by a shell', async () => {
    const words = ['a b', '$HOME', '*', '"q"', "'q'", '', 'ü', '; exit 1', '\\'];
    const proc = await run(create_subprocess_exec('printf', '%s|', ...words, { stdout: PIPE }));
    expect(await outcome(proc)).toEqual([0, `${words.join('|')}|`, undefined]);
  });

  it('of a shell are', async () => {
    const proc = await shell(`printf '%s|' 'a b' "\${WORD}" \\$`, {
      stdout: PIPE,
      env: { WORD: 'c d' },
    });
    expect(await outcome(proc)).toEqual([0, 'a b|c d|$|', undefined]);
  });

  it('may hold the loop, which need not be the current one', async () => {
    asyncio.set_event_loop(undefined);
    expect(repr(await failure(create_subprocess_exec('true')))).toContain(
      'the child watcher does not have a loop attached',
    );
    (asyncio.get_child_watcher() as asyncio.AbstractChildWatcher).attach_loop(loop);
    const proc = await run(create_subprocess_exec('true', { loop }));
    expect(await run(proc.wait())).toBe(0);
  });

  it('may be null, as a program of Python may say None', async () => {
    const proc = await run(
      create_subprocess_exec('cat', {
        loop: null,
        limit: null,
        stdin: DEVNULL,
        cwd: null,
        env: null,
      }),
    );
    expect(await run(proc.wait())).toBe(0);
  });
});
