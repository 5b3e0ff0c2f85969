import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { BrokenPipeError, ConnectionResetError } from '../../lib/errors';
import * as asyncio from '../../lib/index';
import { text } from '../conformance/children';
import { failure, loop, run, use_node_loop } from '../support/node_loop';
import { open_descriptors } from '../support/sockets';

const { create_subprocess_exec, create_subprocess_shell } = asyncio;
const { PIPE, STDOUT } = asyncio.subprocess;

use_node_loop();

const MIB = 1 << 20;

/** A child that says that it is there, and then neither reads nor writes. */
async function silent_child(options: object = {}) {
  const proc = await run(
    create_subprocess_shell('echo there; exec sleep 3600', {
      stdin: PIPE,
      stdout: PIPE,
      ...options,
    }),
  );
  const { stdin, stdout } = proc as { stdin: asyncio.StreamWriter; stdout: asyncio.StreamReader };
  expect(String(await run(stdout.readline()))).toBe('there\n');
  return { proc, stdin, stdout };
}

/** Whether the system still knows this process; a zombie counts. */
function is_known(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'latin1') !== '';
  } catch {
    return false;
  }
}

describe('a child that is killed', () => {
  it('while communicate() feeds it: no error, and what it had said', async () => {
    const { proc } = await silent_child();
    const task = loop.create_task(proc.communicate(Buffer.alloc(3 * MIB)));
    await run(asyncio.sleep(0));
    proc.kill();
    expect((await run(task)).map(text)).toEqual(['', undefined]);
    expect(proc.returncode).toBe(-9);
  });

  it('while many wait: for its end, its output, and the room in its input', async () => {
    const { proc, stdin, stdout } = await silent_child();
    stdin.write(Buffer.alloc(3 * MIB));
    const waiting = [proc.wait(), stdout.readline(), stdin.drain(), proc.wait()];
    const all = asyncio.gather(...waiting, { return_exceptions: true });
    await run(asyncio.sleep(0));
    proc.kill();
    const [code, line, error, again] = (await run(all)) as unknown[];
    expect([code, again]).toEqual([-9, -9]);
    expect(line).toHaveLength(0);
    expect([BrokenPipeError, ConnectionResetError]).toContain((error as Error).constructor);
  });

  it('by the system, not by us', async () => {
    const { proc, stdout } = await silent_child();
    process.kill(proc.pid, 'SIGSEGV');
    expect(await run(stdout.read())).toHaveLength(0);
    expect(await run(proc.wait())).toBe(-11);
  });

  it('is written to in silence afterwards, and drain() tells', async () => {
    const { proc, stdin } = await silent_child();
    proc.kill();
    await run(proc.wait());
    await run(asyncio.sleep(0));
    stdin.write(Buffer.from('x'));
    const error = await failure(stdin.drain());
    expect(error).toBeInstanceOf(ConnectionResetError);
    expect(error.message).toBe('Connection lost');
  });

  it('leaves its output to a grandchild, which holds it open: wait() ends, read() does not', async () => {
    const proc = await run(
      create_subprocess_shell('sleep 3600 & echo $!; exec sleep 3600', { stdout: PIPE }),
    );
    const stdout = proc.stdout as asyncio.StreamReader;
    const grandchild = Number(String(await run(stdout.readline())));
    proc.kill();
    expect(await run(proc.wait())).toBe(-9);
    const reading = loop.create_task(stdout.read());
    await run(asyncio.sleep(0));
    expect(reading.done()).toBe(false);
    process.kill(grandchild, 'SIGKILL');
    expect(await run(reading)).toHaveLength(0);
  });

  it('in great number leaves neither zombies nor descriptors', async () => {
    const round = async (stderr: number) => {
      const procs: asyncio.subprocess.Process[] = [];
      for (let i = 0; i < 5; i++) procs.push((await silent_child({ stderr })).proc);
      const talking = procs.map((proc) => proc.communicate(Buffer.alloc(MIB)));
      const all = asyncio.gather(...talking);
      await run(asyncio.sleep(0));
      for (const proc of procs) proc.kill();
      await run(all);
      await run(asyncio.sleep(0));
      return procs.map(({ pid }) => pid);
    };
    await round(STDOUT);
    const before = open_descriptors();
    const pids = [...(await round(PIPE)), ...(await round(STDOUT))];
    expect(pids.filter(is_known)).toEqual([]);
    expect(open_descriptors()).toBe(before);
  });
});

describe('a child that goes by itself', () => {
  it('while communicate() feeds it: no error', async () => {
    const proc = await run(
      create_subprocess_shell('read line; echo $line; exit 3', { stdin: PIPE, stdout: PIPE }),
    );
    const input = Buffer.concat([Buffer.from('first\n'), Buffer.alloc(3 * MIB, 'x')]);
    expect((await run(proc.communicate(input))).map(text)).toEqual(['first\n', undefined]);
    expect(proc.returncode).toBe(3);
  });

  it('that closes its input and goes on: drain() raises, its output comes', async () => {
    const proc = await run(
      create_subprocess_shell('exec <&-; echo closed; exec sleep 3600', {
        stdin: PIPE,
        stdout: PIPE,
      }),
    );
    const { stdin, stdout } = proc as { stdin: asyncio.StreamWriter; stdout: asyncio.StreamReader };
    expect(String(await run(stdout.readline()))).toBe('closed\n');
    const writing = asyncio.coroutine(function* writing() {
      for (;;) {
        stdin.write(Buffer.alloc(MIB));
        yield* stdin.drain();
      }
    });
    const error = await failure(writing());
    expect([BrokenPipeError, ConnectionResetError]).toContain(error.constructor);
    proc.kill();
    await run(proc.wait());
  });

  it('that closes its output goes on: the reader is at its end, wait() is not', async () => {
    const proc = await run(
      create_subprocess_shell('exec >&-; read line; exit 4', { stdin: PIPE, stdout: PIPE }),
    );
    expect(await run((proc.stdout as asyncio.StreamReader).read())).toHaveLength(0);
    expect(proc.returncode).toBeUndefined();
    proc.stdin?.write(Buffer.from('go\n'));
    expect(await run(proc.wait())).toBe(4);
  });
});

describe('a program that is cancelled', () => {
  it('while it starts a child leaves none', async () => {
    const before = open_descriptors();
    for (const stderr of [PIPE, STDOUT]) {
      const task = loop.create_task(
        create_subprocess_exec('sleep', '3600', { stdin: PIPE, stdout: PIPE, stderr }),
      );
      loop.call_soon(() => task.cancel());
      await expect(run(task)).rejects.toBeInstanceOf(asyncio.CancelledError);
    }
    await run(asyncio.sleep(0.01));
    expect(open_descriptors()).toBe(before);
  });

  it('while it drains can go on', async () => {
    const proc = await run(create_subprocess_exec('cat', { stdin: PIPE, stdout: PIPE }));
    const { stdin, stdout } = proc as { stdin: asyncio.StreamWriter; stdout: asyncio.StreamReader };
    stdin.write(Buffer.alloc(3 * MIB, 'x'));
    const task = loop.create_task(stdin.drain());
    await run(asyncio.sleep(0));
    task.cancel();
    await expect(run(task)).rejects.toBeInstanceOf(asyncio.CancelledError);
    stdin.close();
    expect(await run(stdout.read())).toHaveLength(3 * MIB);
    expect(await run(proc.wait())).toBe(0);
  });
});
