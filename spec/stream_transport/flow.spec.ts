import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { KeyboardInterrupt, RuntimeError } from '../../lib/errors';
import { _StreamTransport } from '../../lib/stream_transport';
import { connected, Recorder } from '../support/connected';
import { loop, node_turns, use_node_loop } from '../support/node_loop';
import { record_log } from '../support/records';

use_node_loop();

const KIB = 1024;
const MIB = 1024 * KIB;

/** A started connection whose protocol was told of it. */
async function made() {
  const connection = await connected();
  await loop.run_until_complete(connection.protocol.made);
  return connection;
}

describe('write', () => {
  it('hands a small write to the system at once', async () => {
    const { transport, peer } = await made();
    transport.write(Buffer.from('at once'));
    expect(transport.get_write_buffer_size()).toBe(0);
    expect(String(await once(peer.resume(), 'data').then(([data]) => data))).toBe('at once');
  });

  it('keeps the order of all pieces, whatever their sizes', async () => {
    const { transport, protocol, peer } = await made();
    const sizes = [1, 100 * KIB, 7, 3 * MIB, 64 * KIB, 64 * KIB + 1, 2];
    const pieces = sizes.map((size, i) => Buffer.alloc(size, i + 1));
    for (const piece of pieces) transport.write(piece);
    const received: Buffer[] = [];
    peer.on('data', (data: Buffer) => received.push(data));
    peer.resume();
    transport.close();
    await Promise.all([once(peer, 'end'), loop.run_until_complete(protocol.lost)]);
    expect(Buffer.concat(received).equals(Buffer.concat(pieces))).toBe(true);
  });

  it('copies what it cannot send yet: the caller may use its bytes again', async () => {
    const { transport, protocol, peer } = await made();
    const data = Buffer.alloc(8 * MIB, 'a');
    transport.write(data);
    data.fill('b');
    const received: Buffer[] = [];
    peer.on('data', (piece: Buffer) => received.push(piece));
    peer.resume();
    transport.close();
    await Promise.all([once(peer, 'end'), loop.run_until_complete(protocol.lost)]);
    // The first piece was given away.
    expect(
      Buffer.concat(received)
        .subarray(64 * KIB)
        .includes('b'),
    ).toBe(false);
  });

  it('takes bytes only, ignores none of them, and says so in CPython’s words', async () => {
    const { transport } = await made();
    expect(() => transport.write('text' as never)).toThrow(
      new TypeError("data argument must be a bytes-like object, not 'str'"),
    );
    transport.write(new Uint8Array());
    transport.writelines([Buffer.from('a'), new Uint8Array([98])]);
    expect(transport.get_write_buffer_size()).toBe(0);
  });

  it('into a lost connection is counted, and logged from the fifth on', async () => {
    const { transport } = await made();
    const log = record_log();
    transport.abort();
    for (let i = 0; i < 6; i++) transport.write(Buffer.from('x'));
    expect(log.lines).toEqual(Array(2).fill('WARNING socket.send() raised exception.'));
  });
});

describe('the water marks', () => {
  it('pause the protocol within the very write that goes over the high mark', async () => {
    const { transport, protocol, peer } = await made();
    const [low, high] = transport.get_write_buffer_limits();
    expect([low, high]).toEqual([16 * KIB, 64 * KIB]);
    transport.write(Buffer.alloc(10 * high));
    expect(protocol.trace).toEqual(['made', 'pause']);
    const sizes: number[] = [];
    protocol.resume_writing = () => {
      sizes.push(transport.get_write_buffer_size());
      loop.stop();
    };
    peer.resume();
    await loop.run_forever();
    expect(sizes).toHaveLength(1);
    expect(sizes[0]).toBeLessThanOrEqual(low);
  });

  it('resume it only when the other side has taken enough', async () => {
    const { transport, protocol, peer } = await made();
    // More than all the buffers of the system between the two hold.
    transport.write(Buffer.alloc(64 * MIB));
    for (let i = 0; i < 20; i++) {
      loop.call_soon(() => loop.stop());
      await loop.run_forever();
      await node_turns();
    }
    expect(protocol.trace).toEqual(['made', 'pause']);
    expect(transport.get_write_buffer_size()).toBeGreaterThan(16 * MIB);
    peer.resume();
    protocol.resume_writing = () => loop.stop();
    await loop.run_forever();
    expect(transport.get_write_buffer_size()).toBeLessThanOrEqual(16 * KIB);
  });

  it('pause at once when they are set below what is there', async () => {
    const { transport, protocol } = await made();
    transport.set_write_buffer_limits({ high: 128 * MIB });
    transport.write(Buffer.alloc(32 * MIB));
    expect(protocol.trace).toEqual(['made']);
    transport.set_write_buffer_limits({ high: 1 });
    expect(protocol.trace).toEqual(['made', 'pause']);
  });
});

describe('write_eof', () => {
  it('ends the writing half when all is sent; data still comes', async () => {
    const { transport, protocol, peer } = await made();
    transport.write(Buffer.alloc(4 * MIB));
    transport.write_eof();
    transport.write_eof();
    expect(transport.can_write_eof()).toBe(true);
    let size = 0;
    peer.on('data', (data: Buffer) => {
      size += data.length;
    });
    peer.resume();
    peer.on('end', () => peer.end('answer'));
    await loop.run_until_complete(protocol.lost);
    expect(size).toBe(4 * MIB);
    expect(String(protocol.received)).toBe('answer');
  });

  it('refuses writes from then on', async () => {
    const { transport } = await made();
    transport.write_eof();
    expect(() => transport.write(Buffer.from('x'))).toThrow(
      new RuntimeError('Cannot call write() after write_eof()'),
    );
  });
});

describe('reading', () => {
  it('hands on one piece in each iteration, whatever becomes of the others', async () => {
    const { transport, protocol } = await made();
    const iterations: number[] = [];
    const contexts: unknown[] = [];
    loop.set_exception_handler((_, { message }) => contexts.push(message));
    let iteration = 0;
    const count = () => {
      iteration += 1;
      loop.call_soon(count);
    };
    count();
    protocol.on_data = () => {
      iterations.push(iteration);
      if (iterations.length === 3) loop.stop();
      throw new RuntimeError('the protocol raises');
    };
    for (const text of ['a', 'b', 'c']) transport._stream?.emit('data', Buffer.from(text));
    await loop.run_forever();
    expect(String(protocol.received)).toBe('abc');
    expect(new Set(iterations).size).toBe(3);
    expect(contexts).toHaveLength(3);
  });

  it('hands all pieces on before the end, though they came together', async () => {
    const { transport, protocol } = await made();
    loop.call_soon(() => {
      for (const text of ['a', 'b']) transport._stream?.emit('data', Buffer.from(text));
      transport._stream?.emit('end');
    });
    await loop.run_until_complete(protocol.lost);
    expect(String(protocol.received)).toBe('ab');
    expect(protocol.trace).toEqual(['made', 'data', 'eof', 'lost']);
  });

  it('is done at once when a socket has data and the loop sleeps', async () => {
    const { transport, protocol } = await made();
    const run = loop.run_forever();
    await node_turns();
    transport._stream?.emit('data', Buffer.from('data'));
    expect(String(protocol.received)).toBe('data');
    loop.stop();
    await run;
  });

  it('is done later when any other stream has data: a write of the program may have brought it', async () => {
    const stream = new PassThrough();
    const protocol = new Recorder();
    new _StreamTransport(loop, stream, protocol)._start();
    await loop.run_until_complete(protocol.made);
    const run = loop.run_forever();
    await node_turns();
    stream.write('data');
    expect(String(protocol.received)).toBe('');
    await node_turns();
    expect(String(protocol.received)).toBe('data');
    loop.stop();
    await run;
  });

  it('ends the run with what leaves the loop, and does not trouble the stream with it', async () => {
    const { transport, protocol } = await made();
    protocol.on_data = () => {
      throw new KeyboardInterrupt();
    };
    const run = loop.run_forever();
    await node_turns();
    transport._stream?.emit('data', Buffer.from('data'));
    await expect(run).rejects.toThrow(KeyboardInterrupt);
  });

  it('waits while as much as CPython reads at once is to be handed on', async () => {
    const { transport, protocol } = await made();
    const stream = transport._stream;
    const paused: unknown[] = [];
    loop.call_soon(() => {
      paused.push(stream?.isPaused());
      for (let i = 0; i < 2; i++) stream?.emit('data', Buffer.alloc(128 * KIB));
      paused.push(stream?.isPaused());
    });
    protocol.on_data = () => {
      paused.push(stream?.isPaused());
      if (protocol.received.length === 256 * KIB) loop.stop();
    };
    await loop.run_forever();
    expect(paused).toEqual([false, true, false, false]);
  });
});

describe('pause_reading', () => {
  it('stops data at once, what Node holds already included, until resume_reading', async () => {
    const { transport, protocol, peer } = await made();
    protocol.on_data = () => transport.pause_reading();
    peer.end(Buffer.alloc(MIB));
    for (let i = 0; i < 10; i++) {
      loop.call_soon(() => loop.stop());
      await loop.run_forever();
      await node_turns();
    }
    expect(protocol.received.length).toBeGreaterThan(0);
    expect(protocol.received.length).toBeLessThanOrEqual(256 * KIB);
    protocol.on_data = () => {};
    transport.resume_reading();
    await loop.run_until_complete(protocol.lost);
    expect(protocol.received.length).toBe(MIB);
  });

  it('keeps what Node has handed over already', async () => {
    const { transport, protocol } = await made();
    const run_a_little = async () => {
      for (let i = 0; i < 3; i++) {
        loop.call_soon(() => loop.stop());
        await loop.run_forever();
        await node_turns();
      }
      return String(protocol.received);
    };
    const paused: unknown[] = [];
    protocol.on_data = () => {
      transport.pause_reading();
      paused.push(transport._stream?.isPaused());
    };
    for (const text of ['a', 'b']) transport._stream?.emit('data', Buffer.from(text));
    expect(await run_a_little()).toBe('a');
    transport.resume_reading();
    expect(await run_a_little()).toBe('ab');
    expect(paused).toEqual([true, true]);
  });

  it('may be called twice, and on a closed transport, and is told in debug mode', async () => {
    const { transport } = await made();
    const log = record_log();
    transport.resume_reading();
    loop.set_debug(true);
    transport.pause_reading();
    transport.pause_reading();
    transport.resume_reading();
    loop.set_debug(false);
    transport.close();
    transport.pause_reading();
    transport.resume_reading();
    expect(log.lines).toEqual([
      expect.stringMatching(/^DEBUG <_StreamTransport .*> pauses reading$/),
      expect.stringMatching(/^DEBUG <_StreamTransport .*> resumes reading$/),
    ]);
  });
});

describe('set_protocol', () => {
  it('has another protocol called from then on', async () => {
    const { transport, protocol, peer } = await made();
    const { protocol: other } = await connected();
    transport.set_protocol(other);
    expect(transport.get_protocol()).toBe(other);
    peer.end('x');
    await loop.run_until_complete(other.lost);
    expect([protocol.trace, String(other.received)]).toEqual([['made'], 'x']);
  });
});
