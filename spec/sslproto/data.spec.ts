import type { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { ConnectionResetError, NotImplementedError } from '../../lib/errors';
import * as asyncio from '../../lib/index';
import { SSL_ERROR_SSL } from '../../lib/ssl';
import { loop, node_turns, use_node_loop } from '../support/node_loop';
import { record_log } from '../support/records';
import { type TlsEnd, tls_connected } from '../support/tls_connected';

use_node_loop();

/** Run the loop until an end has received so much. */
async function received(end: TlsEnd, size: number): Promise<Buffer> {
  const done = loop.create_future<void>();
  let missing = size - end.protocol.received.length;
  end.protocol.on_data = (data) => {
    missing -= data.length;
    if (missing <= 0 && !done.done()) done.set_result();
  };
  await loop.run_until_complete(done);
  return end.protocol.received;
}

async function iterations(count: number): Promise<void> {
  const turn = asyncio.coroutine(function* turn() {
    for (let i = 0; i < count; i++) yield;
  });
  await loop.run_until_complete(turn());
}

describe('data', () => {
  it('arrives, in both directions', async () => {
    const { client, server } = await tls_connected();
    client.transport.write(Buffer.from('ping'));
    expect(String(await received(server, 4))).toBe('ping');
    server.transport.writelines([Buffer.from('po'), Buffer.from('ng')]);
    expect(String(await received(client, 4))).toBe('pong');
  });

  it('arrives whole and in order, however much it is', async () => {
    const { client, server } = await tls_connected();
    const pieces = Array.from({ length: 300 }, (_, i) => Buffer.alloc(i * 91, i));
    for (const piece of pieces) client.transport.write(piece);
    const sent = Buffer.concat(pieces);
    expect((await received(server, sent.length)).equals(sent)).toBe(true);
  });

  it('is what it was when it was written, whatever becomes of the buffer', async () => {
    const { client, server } = await tls_connected();
    const buffer = Buffer.alloc(100_000, 'a');
    client.transport.write(buffer);
    client.transport.write(buffer);
    buffer.fill('b');
    const all = await received(server, 200_000);
    expect(all.equals(Buffer.alloc(200_000, 'a'))).toBe(true);
  });

  it('has to be bytes', async () => {
    const { client } = await tls_connected();
    const write = () => client.transport.write('x' as never);
    expect(write).toThrow(TypeError);
    expect(write).toThrow("data: expecting a bytes-like instance, got 'str'");
    expect(client.transport.write(Buffer.alloc(0))).toBe(undefined);
  });

  it('does not come while the loop stands still', async () => {
    const { client, server } = await tls_connected();
    server.transport.write(Buffer.from('x'));
    await node_turns(20);
    expect(client.protocol.trace).toEqual(['made']);
    expect(String(await received(client, 1))).toBe('x');
  });

  it('waits while reading is paused, also what was decrypted already', async () => {
    const { client, server } = await tls_connected();
    const size = 200_000;
    client.protocol.on_data = () => client.transport.pause_reading();
    server.transport.write(Buffer.alloc(size));
    await loop.run_until_complete(asyncio.sleep(0.05));
    const before = client.protocol.received.length;
    expect(before).toBeGreaterThan(0);
    expect(before).toBeLessThanOrEqual(16384);
    client.transport.resume_reading();
    expect((await received(client, size)).length).toBe(size);
  });

  it('goes to another protocol after set_protocol()', async () => {
    const { client, server } = await tls_connected();
    const other = {
      data: '',
      data_received: (data: Uint8Array) => {
        other.data += data;
        loop.stop();
      },
    };
    client.transport.set_protocol(other as never);
    expect(client.transport.get_protocol()).toBe(other);
    server.transport.write(Buffer.from('x'));
    await loop.run_forever();
    expect(other.data).toBe('x');
  });
});

describe('flow control', () => {
  it('pauses in write() above the high mark, and resumes when the low mark is reached', async () => {
    const { client, server } = await tls_connected();
    server.transport.pause_reading();
    const sizes: number[] = [];
    client.protocol.resume_writing = () => {
      sizes.push(client.transport.get_write_buffer_size());
      client.protocol.trace.push('resume');
    };
    const size = 10 * 1024 * 1024;
    client.transport.write(Buffer.alloc(size));
    expect(client.protocol.trace).toEqual(['made', 'pause']);
    await iterations(100);
    expect(client.protocol.trace).toEqual(['made', 'pause']);
    expect(client.transport.get_write_buffer_size()).toBeGreaterThan(64 * 1024);
    server.transport.resume_reading();
    await received(server, size);
    expect(client.protocol.trace).toEqual(['made', 'pause', 'resume']);
    expect(sizes[0]).toBeLessThanOrEqual(16 * 1024);
  });

  it('obeys marks that the program sets', async () => {
    const { client, server } = await tls_connected();
    server.transport.pause_reading();
    client.transport.set_write_buffer_limits({ high: 8 * 1024 * 1024, low: 0 });
    client.transport.write(Buffer.alloc(8 * 1024 * 1024));
    expect(client.protocol.trace).toEqual(['made']);
    client.transport.set_write_buffer_limits(1024);
    expect(client.protocol.trace).toEqual(['made', 'pause']);
    expect(client.transport.get_write_buffer_limits()).toEqual([256, 1024]);
    server.transport.resume_reading();
    await received(server, 8 * 1024 * 1024);
    await iterations(5);
    expect(client.protocol.trace).toEqual(['made', 'pause', 'resume']);
    expect(client.transport.get_write_buffer_size()).toBe(0);
  });

  it('counts all that was written, also what is not in records yet', async () => {
    const { client, server } = await tls_connected();
    server.transport.pause_reading();
    const size = 16 * 1024 * 1024;
    client.transport.write(Buffer.alloc(size));
    const before = client.transport.get_write_buffer_size();
    client.transport.write(Buffer.alloc(size));
    expect(client.transport.get_write_buffer_size()).toBeGreaterThanOrEqual(before + size);
    client.transport.abort();
    await loop.run_until_complete(client.protocol.lost);
  });

  it('does not pause for little', async () => {
    const { client, server } = await tls_connected();
    for (let i = 0; i < 20; i++) {
      client.transport.write(Buffer.alloc(60 * 1024));
      await received(server, (i + 1) * 60 * 1024);
    }
    expect(client.protocol.trace).toEqual(['made']);
  });
});

describe('the end', () => {
  it('has no half: write_eof() is not implemented', async () => {
    const { client } = await tls_connected();
    expect(client.transport.can_write_eof()).toBe(false);
    expect(() => client.transport.write_eof()).toThrow(NotImplementedError);
  });

  it('of a clean close is connection_lost(None) on both sides, without eof_received', async () => {
    const { client, server } = await tls_connected();
    client.transport.write(Buffer.from('bye'));
    client.transport.close();
    client.transport.close();
    expect(client.transport.is_closing()).toBe(true);
    expect(await loop.run_until_complete(server.protocol.lost)).toBe(undefined);
    expect(await loop.run_until_complete(client.protocol.lost)).toBe(undefined);
    expect(String(server.protocol.received)).toBe('bye');
    expect(server.protocol.trace).toEqual(['made', 'data', 'lost']);
    expect(client.protocol.trace).toEqual(['made', 'lost']);
    expect([client.records._stream, server.records._stream]).toEqual([undefined, undefined]);
  });

  it('comes after all that was written', async () => {
    const { client, server } = await tls_connected();
    const size = 4 * 1024 * 1024;
    client.transport.write(Buffer.alloc(size));
    client.transport.close();
    client.transport.write(Buffer.from('too late'));
    await loop.run_until_complete(server.protocol.lost);
    expect(server.protocol.received.length).toBe(size);
    await loop.run_until_complete(client.protocol.lost);
    expect(client.protocol.exc).toBe(undefined);
  });

  it('without a farewell is eof_received, whose answer does not count', async () => {
    const log = record_log();
    const { client, server } = await tls_connected();
    client.protocol.keep_open = true;
    server.transport.write(Buffer.from('x'));
    // Node encrypts it in a turn of its own.
    await node_turns();
    server.records.write_eof();
    expect(await loop.run_until_complete(client.protocol.lost)).toBe(undefined);
    expect(client.protocol.trace).toEqual(['made', 'data', 'eof', 'lost']);
    expect(log.lines).toEqual([
      'WARNING returning true from eof_received() has no effect when using ssl',
    ]);
    server.transport.abort();
  });

  it('by abort() loses what was not sent', async () => {
    const { client, server } = await tls_connected();
    server.transport.pause_reading();
    client.transport.write(Buffer.alloc(50 * 1024 * 1024));
    client.transport.abort();
    expect(client.transport.get_write_buffer_size()).toBe(0);
    expect(await loop.run_until_complete(client.protocol.lost)).toBe(undefined);
    expect(client.protocol.trace).toEqual(['made', 'pause', 'lost']);
    server.transport.abort();
  });

  it('by a reset is connection_lost with the error', async () => {
    const { client, server } = await tls_connected();
    (server.records._stream as Socket).resetAndDestroy();
    const exc = await loop.run_until_complete(client.protocol.lost);
    expect(exc).toBeInstanceOf(ConnectionResetError);
    expect(client.protocol.trace).toEqual(['made', 'lost']);
  });

  it('comes at once when the other side sends on after our farewell', async () => {
    const { client, server } = await tls_connected();
    client.transport.close();
    server.transport.write(Buffer.from('more'));
    expect(await loop.run_until_complete(client.protocol.lost)).toBe(undefined);
    expect(client.protocol.trace).toEqual(['made', 'lost']);
    await loop.run_until_complete(server.protocol.lost);
  });

  it('comes for a program that has paused reading, too', async () => {
    const { client, server } = await tls_connected();
    client.transport.pause_reading();
    server.transport.write(Buffer.from('x'));
    await loop.run_until_complete(asyncio.sleep(0.02));
    client.transport.close();
    const lost = asyncio.wait_for(client.protocol.lost, 20);
    expect(await loop.run_until_complete(lost)).toBe(undefined);
    expect(client.protocol.trace).toEqual(['made', 'lost']);
    await loop.run_until_complete(server.protocol.lost);
  });

  it('comes when the records are not genuine', async () => {
    const log = record_log();
    const { client, server } = await tls_connected();
    loop.set_debug(true);
    server.records.write(Buffer.concat([Buffer.from([0x17, 3, 3, 0, 32]), Buffer.alloc(32)]));
    expect(await loop.run_until_complete(client.protocol.lost)).toBe(undefined);
    const [line] = log.lines.filter((it) => it.includes('SSL error'));
    expect(line).toContain(
      `SSL error ${SSL_ERROR_SSL} (reason DECRYPTION_FAILED_OR_BAD_RECORD_MAC)`,
    );
    server.transport.abort();
  });

  it('leaves a transport that answers as CPython does', async () => {
    const { client, server } = await tls_connected();
    client.transport.close();
    await loop.run_until_complete(client.protocol.lost);
    expect(client.transport.write(Buffer.from('x'))).toBe(undefined);
    expect(client.transport.get_extra_info('peername', 'gone')).toBe('gone');
    expect(client.transport.get_extra_info('cipher')).toHaveLength(3);
    expect(client.transport.close()).toBe(undefined);
    expect(client.transport.abort()).toBe(undefined);
    await loop.run_until_complete(server.protocol.lost);
  });
});

describe('an error of the protocol', () => {
  it('is reported, and ends neither the connection nor the data', async () => {
    const { client, server } = await tls_connected();
    const errors: unknown[] = [];
    loop.set_exception_handler((_, { exception }) => errors.push(exception));
    const error = new Error('bad data');
    let seen = 0;
    client.protocol.on_data = (data) => {
      seen += data.length;
      if (seen >= 50_000) loop.stop();
      throw error;
    };
    server.transport.write(Buffer.alloc(50_000));
    await loop.run_forever();
    expect(seen).toBe(50_000);
    expect(errors.length).toBeGreaterThan(1);
    expect(new Set(errors)).toEqual(new Set([error]));
  });
});
