import { spawnSync } from 'node:child_process';
import { closeSync, createReadStream, createWriteStream, openSync, writeSync } from 'node:fs';
import { Socket } from 'node:net';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { describe, expect, it, onTestFinished } from 'vitest';
import { OSError, ValueError } from '../lib/errors';
import * as asyncio from '../lib/index';
import type { Pipe } from '../lib/pipe_streams';
import { socket_pair } from '../lib/socket_pair';
import { new_pipe } from './conformance/pipes';
import { Recorder } from './support/connected';
import { failure, loop, run, use_node_loop } from './support/node_loop';
import { read_now, target_of, turns } from './support/pipes';
import { TS_NODE_OPTIONS } from './support/programs';
import { at_terminal, has_pty, without_pty } from './support/pty';
import { record_log } from './support/records';
import { open_descriptors } from './support/sockets';

use_node_loop();

const recorder = () => new Recorder();
const METHODS = ['connect_read_pipe', 'connect_write_pipe'] as const;

/** A descriptor that is closed at the end of the spec. */
function opened(path: string, flags: string): number {
  const fd = openSync(path, flags);
  onTestFinished(() => closeSync(fd));
  return fd;
}

/** The descriptor of a transport, and what it is open on. */
function descriptor_of(transport: asyncio.BaseTransport): [number, string | undefined] {
  const fd = Number(String(transport).match(/ fd=(\d+) /)?.[1]);
  expect(target_of(fd)).toBeDefined();
  return [fd, target_of(fd)];
}

/** Node closes the descriptors of file streams in a thread. */
async function until_closed(fd: number, target: string | undefined): Promise<void> {
  while (target_of(fd) === target) await turns(1);
  expect(target_of(fd)).not.toBe(target);
}

/** The same pipe as a file stream needs it. */
function blocking(fd: number): number {
  const other = openSync(`/dev/fd/${fd}`, 'r');
  closeSync(fd);
  return other;
}

describe('what can be read as a pipe', () => {
  it.each<[string, (fd: number) => Pipe]>([
    ['a descriptor', (fd) => fd],
    ['an object that has one', (fd) => ({ fileno: () => fd })],
    ['a file stream of Node', (fd) => createReadStream('', { fd: blocking(fd) })],
    ['a socket of Node', (fd) => new Socket({ fd, readable: true, writable: false })],
  ])('%s', async (_, pipe_of) => {
    const [read, write] = new_pipe();
    const pipe = pipe_of(read);
    const [transport, protocol] = await run(loop.connect_read_pipe(recorder, pipe));
    const [fd, target] = descriptor_of(transport);
    expect(transport.get_extra_info('pipe')).toBe(pipe);
    writeSync(write, 'data');
    closeSync(write);
    expect(await run(protocol.lost)).toBeUndefined();
    expect(String(protocol.received)).toBe('data');
    await until_closed(fd, target);
  });

  it('a character device', async () => {
    const fd = openSync('/dev/null', 'r');
    const [, protocol] = await run(loop.connect_read_pipe(recorder, fd));
    expect(await run(protocol.lost)).toBeUndefined();
    expect(protocol.trace).toEqual(['made', 'eof', 'lost']);
  });
});

describe('what can be written to as to a pipe', () => {
  it.each<[string, (fd: number) => Pipe]>([
    ['a descriptor', (fd) => fd],
    ['an object that has one', (fd) => ({ fileno: () => fd })],
    ['a file stream of Node', (fd) => createWriteStream('', { fd })],
    ['a socket of Node', (fd) => new Socket({ fd, readable: false, writable: true })],
  ])('%s', async (_, pipe_of) => {
    const [read, write] = new_pipe();
    onTestFinished(() => closeSync(read));
    const pipe = pipe_of(write);
    const [transport, protocol] = await run(loop.connect_write_pipe(recorder, pipe));
    const [fd, target] = descriptor_of(transport);
    expect(transport.get_extra_info('pipe')).toBe(pipe);
    transport.write(Buffer.from('data'));
    transport.close();
    expect(await run(protocol.lost)).toBeUndefined();
    await until_closed(fd, target);
    expect(String(read_now(read))).toBe('data');
    // A stream is used itself, and not its descriptor behind its back.
    if (pipe instanceof Writable) expect(pipe.destroyed).toBe(true);
  });

  it('a character device', async () => {
    const fd = openSync('/dev/null', 'w');
    const [transport, protocol] = await run(loop.connect_write_pipe(recorder, fd));
    transport.write(Buffer.alloc(100_000));
    transport.close();
    expect(await run(protocol.lost)).toBeUndefined();
    await until_closed(fd, '/dev/null');
  });
});

describe.each(METHODS)('%s()', (method) => {
  const connect = (pipe: unknown): asyncio.Coroutine<unknown> =>
    method === 'connect_read_pipe'
      ? loop.connect_read_pipe(recorder, pipe as Pipe)
      : loop.connect_write_pipe(recorder, pipe as Pipe);

  it('refuses files and directories, in CPython’s words', async () => {
    const words = {
      connect_read_pipe: 'Pipe transport is for pipes/sockets only.',
      connect_write_pipe: 'Pipe transport is only for pipes, sockets and character devices',
    }[method];
    for (const path of [__filename, '/']) {
      const error = await failure(connect(opened(path, 'r')));
      expect(error).toBeInstanceOf(ValueError);
      expect(error.message).toBe(words);
    }
  });

  it('refuses what is not open', async () => {
    const unknown = await failure(connect(9999));
    expect(unknown).toBeInstanceOf(OSError);
    expect(unknown.message).toBe('[Errno 9] Bad file descriptor');
    const stream = new Socket();
    stream.destroy();
    const closed = await failure(connect(stream));
    expect(closed).toBeInstanceOf(ValueError);
    expect(closed.message).toBe('I/O operation on closed file');
  });

  it('refuses what has no descriptor', async () => {
    const text = await failure(connect('x'));
    expect(text).toBeInstanceOf(TypeError);
    expect(text.message).toBe("'str' object has no attribute 'fileno'");
    const nothing = await failure(connect(undefined));
    expect(nothing.message).toBe("'NoneType' object has no attribute 'fileno'");
  });

  it('leaves nothing open when who waits for it is cancelled', async () => {
    const [a, b] = await run(socket_pair(loop));
    onTestFinished(() => {
      b.destroy();
    });
    const before = open_descriptors();
    const task = loop.create_task(connect(a));
    loop.call_soon(() => task.cancel());
    await expect(run(task)).rejects.toBeInstanceOf(asyncio.CancelledError);
    await turns();
    expect(open_descriptors()).toBe(before - 1);
  });

  it('says in debug mode what it has connected', async () => {
    const log = record_log();
    loop.set_debug(true);
    const [read, write] = new_pipe();
    const [mine, other] = method === 'connect_read_pipe' ? [read, write] : [write, read];
    onTestFinished(() => closeSync(other));
    await run(connect(mine));
    const kind = method === 'connect_read_pipe' ? 'Read' : 'Write';
    expect(log.lines).toContainEqual(
      expect.stringMatching(
        new RegExp(
          `^DEBUG ${kind} pipe connected: \\(<_Unix${kind}PipeTransport fd=${mine} .*>, <`,
        ),
      ),
    );
  });
});

describe('a terminal', () => {
  it.runIf(has_pty)(`can be read from and written to${without_pty}`, () => {
    const program = join(__dirname, 'support/terminal_program.ts');
    const [command, ...args] = at_terminal([process.execPath, ...TS_NODE_OPTIONS, program]);
    const { stdout } = spawnSync(command, args, { input: 'hello\n', encoding: 'utf8' });
    expect(stdout).toContain('got hello');
  });
});
