import { describe, expect, it, onTestFinished } from 'vitest';
import { AssertionError, BrokenPipeError, type OSError } from '../lib/errors';
import type { ExceptionContext } from '../lib/events';
import { repr } from '../lib/reprlib';
import { socket_pair } from '../lib/socket_pair';
import { showwarning, simplefilter } from '../lib/warnings';
import { Recorder } from './support/connected';
import { loop, node_turns, run, use_node_loop } from './support/node_loop';
import { read_now, target_of, turns, writing } from './support/pipes';
import { record_log } from './support/records';

use_node_loop();

const KIB = 1024;

/** Read until so many bytes have come, or nothing more comes; what has come. */
async function read_all(fd: number, count: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let length = 0;
  while (length < count) {
    const piece = read_now(fd);
    pieces.push(piece);
    length += piece.length;
    await turns(1);
  }
  return Buffer.concat(pieces);
}

/** The same on a socket, whose other end the spec has. */
async function writing_to_socket() {
  const protocol = new Recorder();
  const [ours, theirs] = await run(socket_pair(loop));
  theirs.on('error', () => {});
  onTestFinished(() => {
    theirs.destroy();
  });
  const [transport] = await run(loop.connect_write_pipe(() => protocol, ours));
  return { transport, protocol, theirs };
}

/** What reaches the exception handler. */
function unhandled(): ExceptionContext[] {
  const contexts: ExceptionContext[] = [];
  loop.set_exception_handler((_, context) => contexts.push(context));
  return contexts;
}

describe('a transport that writes to a pipe', () => {
  it('sends what is written, in order', async () => {
    const { transport, protocol, read, write } = await writing();
    expect(protocol.trace).toEqual(['made']);
    expect(protocol.transport).toBe(transport);
    expect(transport.get_extra_info('pipe')).toBe(write);
    transport.write(Buffer.from('one'));
    transport.write(new Uint8Array(0));
    transport.writelines([Buffer.from('two'), Buffer.from('three')]);
    expect(String(await read_all(read, 11))).toBe('onetwothree');
    expect(transport.get_write_buffer_size()).toBe(0);
  });

  it('does not look at what it sends', async () => {
    const { transport, read } = await writing();
    const __repr__ = () => expect.fail('a long text is made for nothing');
    transport.write(Object.assign(Buffer.from('data'), { __repr__ }));
    expect(String(await read_all(read, 4))).toBe('data');
  });

  it('takes bytes only, in CPython’s words', async () => {
    const { transport } = await writing();
    for (const [data, words] of [
      ['x', "'x'"],
      [undefined, 'None'],
      [5, '5'],
    ]) {
      const write = () => transport.write(data as never);
      expect(write).toThrow(AssertionError);
      expect(write).toThrow(words as string);
    }
  });

  it('pauses the protocol in write(), and resumes it at the low mark', async () => {
    const { transport, protocol, read } = await writing();
    const sizes: number[] = [];
    protocol.resume_writing = () => {
      protocol.trace.push('resume');
      sizes.push(transport.get_write_buffer_size());
    };
    const data = Buffer.alloc(640 * KIB, 'x');
    transport.write(data);
    expect(protocol.trace).toEqual(['made', 'pause']);
    expect(transport.get_write_buffer_size()).toBeGreaterThan(64 * KIB);
    // What the system holds is gone; the rest has to wait.
    await turns();
    expect(protocol.trace).toEqual(['made', 'pause']);
    expect((await read_all(read, data.length)).equals(data)).toBe(true);
    await turns();
    expect(protocol.trace).toEqual(['made', 'pause', 'resume']);
    expect(sizes[0]).toBeLessThanOrEqual(16 * KIB);
  });

  it('prints what it is doing', async () => {
    const { transport, protocol, write } = await writing();
    expect(repr(transport)).toBe(`<_UnixWritePipeTransport fd=${write} idle bufsize=0>`);
    transport.write(Buffer.alloc(200_000));
    const size = transport.get_write_buffer_size();
    expect(repr(transport)).toBe(`<_UnixWritePipeTransport fd=${write} polling bufsize=${size}>`);
    transport.close();
    expect(repr(transport)).toBe(
      `<_UnixWritePipeTransport closing fd=${write} polling bufsize=${size}>`,
    );
    transport.abort();
    expect(repr(transport)).toBe(`<_UnixWritePipeTransport closing fd=${write} idle bufsize=0>`);
    await run(protocol.lost);
    expect(repr(transport)).toBe(`<_UnixWritePipeTransport closed fd=${write} closed>`);
  });

  it.each(['close', 'write_eof'] as const)(
    'sends its buffer before %s() closes the pipe, and takes nothing more',
    async (end) => {
      const { transport, protocol, read, write } = await writing();
      expect(transport.can_write_eof()).toBe(true);
      const data = Buffer.alloc(300 * KIB, 'x');
      transport.write(data);
      transport[end]();
      transport[end]();
      expect(transport.is_closing()).toBe(true);
      const size = transport.get_write_buffer_size();
      transport.write(Buffer.from('too late'));
      expect(transport.get_write_buffer_size()).toBe(size);
      await turns();
      expect(protocol.trace).toEqual(['made', 'pause']);
      expect((await read_all(read, data.length)).equals(data)).toBe(true);
      expect(await run(protocol.lost)).toBeUndefined();
      expect(read_now(read)).toHaveLength(0);
      expect(protocol.trace).toEqual(['made', 'pause', 'resume', 'lost']);
      expect(target_of(write)).toBeUndefined();
    },
  );

  it('closes at once when it has nothing to send, but tells of it soon only', async () => {
    const { transport, protocol } = await writing();
    transport.close();
    expect(protocol.trace).toEqual(['made']);
    await run(protocol.lost);
    await turns();
    expect(protocol.trace).toEqual(['made', 'lost']);
  });

  it('loses its buffer in abort(), and calls connection_lost once', async () => {
    const { transport, protocol, read, write } = await writing();
    transport.write(Buffer.alloc(300 * KIB));
    transport.abort();
    transport.abort();
    transport.close();
    expect(transport.get_write_buffer_size()).toBe(0);
    expect(await run(protocol.lost)).toBeUndefined();
    transport.abort();
    await turns();
    expect(protocol.trace).toEqual(['made', 'pause', 'lost']);
    expect(target_of(write)).toBeUndefined();
    let left = 0;
    for (let piece = read_now(read); piece.length > 0; piece = read_now(read)) left += piece.length;
    expect(left).toBeLessThan(300 * KIB);
  });

  it('calls the protocol that was set last', async () => {
    const { transport, protocol } = await writing();
    const second = new Recorder();
    transport.set_protocol(second);
    expect(transport.get_protocol()).toBe(second);
    transport.write(Buffer.alloc(300 * KIB));
    transport.abort();
    await run(second.lost);
    expect(second.trace).toEqual(['pause', 'lost']);
    expect(protocol.trace).toEqual(['made']);
  });

  it('may be written to, and closed, by resume_writing', async () => {
    const { transport, protocol, read } = await writing();
    protocol.resume_writing = () => {
      transport.write(Buffer.from('last'));
      transport.close();
    };
    transport.write(Buffer.alloc(200 * KIB, 'x'));
    const received = await read_all(read, 200 * KIB + 4);
    expect(String(received.subarray(200 * KIB))).toBe('last');
    expect(await run(protocol.lost)).toBeUndefined();
  });

  it('is reported, and closed, when its loop is closed before it', async () => {
    const { write } = await writing();
    const told: string[] = [];
    const { write: show } = showwarning;
    showwarning.write = (message, { name }) => told.push(`${name}: ${message}`);
    simplefilter('always');
    onTestFinished(() => {
      showwarning.write = show;
      simplefilter(undefined);
    });
    loop.close();
    expect(told).toEqual([
      `ResourceWarning: unclosed transport <_UnixWritePipeTransport fd=${write} idle bufsize=0>`,
    ]);
    await node_turns();
    expect(target_of(write)).toBeUndefined();
  });
});

describe('a pipe that nobody reads any more', () => {
  it('is noticed by a write: BrokenPipeError for the protocol, and for nobody else', async () => {
    const { transport, protocol, close_read } = await writing();
    const contexts = unhandled();
    close_read();
    transport.write(Buffer.from('x'));
    const error = (await run(protocol.lost)) as OSError;
    expect(error).toBeInstanceOf(BrokenPipeError);
    expect(error.errno).toBe(32);
    expect(protocol.trace).toEqual(['made', 'lost']);
    expect(contexts).toEqual([]);
  });

  it('is noticed while a buffer waits', async () => {
    const { transport, protocol, close_read } = await writing();
    const contexts = unhandled();
    transport.write(Buffer.alloc(300 * KIB));
    close_read();
    expect(await run(protocol.lost)).toBeInstanceOf(BrokenPipeError);
    expect(transport.get_write_buffer_size()).toBe(0);
    expect(protocol.trace).toEqual(['made', 'pause', 'lost']);
    expect(contexts).toEqual([]);
  });

  it('is noticed while it is closing with a buffer', async () => {
    const { transport, protocol, close_read } = await writing();
    transport.write(Buffer.alloc(300 * KIB));
    transport.close();
    close_read();
    expect(await run(protocol.lost)).toBeInstanceOf(BrokenPipeError);
    expect(protocol.trace).toEqual(['made', 'pause', 'lost']);
  });

  it('is logged in debug mode', async () => {
    const { transport, protocol, close_read } = await writing();
    const log = record_log();
    loop.set_debug(true);
    close_read();
    transport.write(Buffer.from('x'));
    await run(protocol.lost);
    expect(log.lines.filter((line) => line.includes('Fatal'))).toEqual([
      expect.stringMatching(
        /^DEBUG <_UnixWritePipeTransport .*>: Fatal write error on pipe transport$/,
      ),
    ]);
  });

  it('forgives writes in silence, five of them', async () => {
    const { transport, protocol, close_read } = await writing();
    const log = record_log();
    close_read();
    transport.write(Buffer.from('x'));
    await run(protocol.lost);
    const warnings = () => log.lines.filter((line) => line.startsWith('WARNING'));
    for (let i = 0; i < 4; i++) transport.write(Buffer.from('x'));
    expect(warnings()).toEqual([]);
    for (let i = 0; i < 2; i++) transport.write(Buffer.from('x'));
    expect(warnings()).toEqual(
      Array(2).fill('WARNING pipe closed by peer or os.write(pipe, data) raised exception.'),
    );
  });
});

describe('a socket that is written to as to a pipe', () => {
  it('shows at once that the other side has gone: None when all was sent', async () => {
    const { transport, protocol, theirs } = await writing_to_socket();
    const log = record_log();
    loop.set_debug(true);
    theirs.destroy();
    expect(await run(protocol.lost)).toBeUndefined();
    expect(protocol.trace).toEqual(['made', 'lost']);
    expect(transport.is_closing()).toBe(true);
    expect(log.lines).toContainEqual(
      expect.stringMatching(/^INFO <_UnixWritePipeTransport fd=\d+ idle bufsize=0> was closed/),
    );
  });

  it.each([
    ['nothing waits', 10, undefined],
    ['a buffer waits', 1024 * KIB, BrokenPipeError],
  ])(
    'whose other side goes without having read is closed as in CPython: %s',
    async (_, size, cls) => {
      const { transport, protocol, theirs } = await writing_to_socket();
      transport.write(Buffer.alloc(size));
      theirs.destroy();
      expect((await run(protocol.lost))?.constructor).toBe(cls);
      expect(protocol.trace.filter((call) => call === 'lost')).toHaveLength(1);
    },
  );

  it('that sends something is not mistaken for one that has gone', async () => {
    const { transport, protocol, theirs } = await writing_to_socket();
    theirs.write('ignored');
    await turns();
    expect(protocol.trace).toEqual(['made']);
    const data = new Promise((resolve) => theirs.once('data', resolve).resume());
    transport.write(Buffer.from('x'));
    expect(String(await data)).toBe('x');
  });
});
