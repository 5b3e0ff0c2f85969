import { once } from 'node:events';
import type { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { ConnectionResetError, OSError, RuntimeError } from '../../lib/errors';
import { socket } from '../../lib/socket';
import { _SelectorSocketTransport } from '../../lib/socket_transport';
import { Recorder, socket_pair } from '../support/connected';
import { loop, use_node_loop } from '../support/node_loop';
import { record_log } from '../support/records';

use_node_loop();

const MIB = 1024 * 1024;

interface Made {
  readonly transport: _SelectorSocketTransport;
  readonly protocol: Recorder;
  readonly peer: Socket;
  readonly sock: socket;
}

async function make(): Promise<Made> {
  const { ours, peer } = await socket_pair();
  const sock = socket._of_stream(ours, 2);
  const protocol = new Recorder();
  const transport = new _SelectorSocketTransport(loop, sock, protocol);
  await loop.run_until_complete(protocol.made);
  return { transport, protocol, peer, sock };
}

/** All that the other side gets until the end. */
async function received(peer: Socket): Promise<string> {
  const pieces: Buffer[] = [];
  peer.on('data', (piece: Buffer) => pieces.push(piece)).resume();
  await once(peer, 'end');
  return String(Buffer.concat(pieces));
}

const lost = ({ protocol }: Made) => loop.run_until_complete(protocol.lost);

/** What the other side gets of what `write` sends. */
async function sent(write: (transport: _SelectorSocketTransport) => void): Promise<string> {
  const made = await make();
  write(made.transport);
  made.transport.close();
  const [text] = await Promise.all([received(made.peer), lost(made)]);
  return text;
}

describe('BaseSelectorEventLoopTests', () => {
  it('test_make_socket_transport: the factory; its repr works after the end of the loop', async () => {
    const { ours } = await socket_pair();
    const protocol = new Recorder();
    const transport = loop._make_socket_transport(socket._of_stream(ours, 2), protocol);
    expect(transport).toBeInstanceOf(_SelectorSocketTransport);
    loop.close();
    expect(String(transport)).toMatch(/^<_SelectorSocketTransport fd=\d+>$/);
  });

  it('test_close: may be repeated', () => {
    loop.close();
    loop.close();
    expect(loop.is_closed()).toBe(true);
  });
});

describe('SelectorTransportTests', () => {
  it('test_ctor: knows loop, socket and protocol', async () => {
    const { transport, protocol, sock } = await make();
    expect([transport._loop, transport.get_protocol()]).toEqual([loop, protocol]);
    expect(transport.get_extra_info('socket')).toBe(sock);
    expect(String(transport)).toContain(`fd=${sock.fileno()}`);
  });

  it('test_abort: closes by force, without an error', async () => {
    const made = await make();
    made.transport.write(Buffer.alloc(32 * MIB));
    made.transport.abort();
    expect(made.transport.get_write_buffer_size()).toBe(0);
    expect(await lost(made)).toBe(undefined);
  });

  it('test_close: the loss comes soon; a second close does nothing', async () => {
    const made = await make();
    made.transport.close();
    made.transport.close();
    expect([made.transport.is_closing(), made.protocol.trace]).toEqual([true, ['made']]);
    expect(await lost(made)).toBe(undefined);
    expect(made.protocol.trace).toEqual(['made', 'lost']);
  });

  it('test_close_write_buffer: what waits is sent first', async () => {
    const text = await sent((transport) => transport.write(Buffer.alloc(4 * MIB, 'x')));
    expect(text).toBe('x'.repeat(4 * MIB));
  });

  it('test_force_close: the buffer is dropped', async () => {
    const made = await make();
    made.transport.write(Buffer.alloc(32 * MIB));
    const error = new OSError('reason');
    made.transport._force_close(error);
    made.transport._force_close(new OSError('another'));
    expect([made.transport.get_write_buffer_size(), made.transport.is_closing()]).toEqual([
      0,
      true,
    ]);
    expect(await lost(made)).toBe(error);
  });

  it('test_fatal_error: is told with protocol and transport', async () => {
    const made = await make();
    const contexts: unknown[] = [];
    loop.set_exception_handler((_, context) => contexts.push(context));
    const exception = new OSError('reason');
    made.transport._fatal_error(exception);
    expect(await lost(made)).toBe(exception);
    const { transport, protocol } = made;
    const message = 'Fatal error on transport';
    expect(contexts).toEqual([{ message, exception, transport, protocol }]);
  });

  it('test_connection_lost: the socket is closed, and nothing is held', async () => {
    const made = await make();
    made.transport.abort();
    await lost(made);
    loop.call_soon(() => loop.stop());
    await loop.run_forever();
    expect([made.sock.fileno(), made.transport.get_protocol()]).toEqual([-1, undefined]);
  });

  it('test__add_reader: nothing is read once it closes', async () => {
    const made = await make();
    let reads: boolean | undefined;
    loop.call_soon(() => {
      made.transport.close();
      made.transport._start_reading();
      reads = made.transport._stream?.isPaused() === false;
    });
    made.peer.write('late');
    await lost(made);
    expect(reads).toBe(false);
    expect(made.protocol.trace).toEqual(['made', 'lost']);
  });
});

describe('SelectorSocketTransportTests', () => {
  it('test_ctor: connection_made first, then data', async () => {
    const { ours, peer } = await socket_pair();
    peer.end('x');
    const protocol = new Recorder();
    new _SelectorSocketTransport(loop, socket._of_stream(ours, 2), protocol);
    expect(protocol.trace).toEqual([]);
    await loop.run_until_complete(protocol.lost);
    expect(protocol.trace).toEqual(['made', 'data', 'eof', 'lost']);
  });

  it('test_ctor_with_waiter: it is woken when connection_made was called', async () => {
    const { ours } = await socket_pair();
    const protocol = new Recorder();
    const waiter = loop.create_future<void>();
    waiter.add_done_callback(() => protocol.trace.push('waiter'));
    new _SelectorSocketTransport(loop, socket._of_stream(ours, 2), protocol, waiter);
    expect(await loop.run_until_complete(waiter)).toBe(undefined);
    expect(protocol.trace).toEqual(['made', 'waiter']);
  });

  it('test_pause_resume_reading: both may be repeated', async () => {
    const made = await make();
    for (const _ of [1, 2]) made.transport.pause_reading();
    made.peer.end('x');
    for (let i = 0; i < 10; i++) {
      loop.call_soon(() => loop.stop());
      await loop.run_forever();
      await new Promise(setImmediate);
    }
    expect(made.protocol.trace).toEqual(['made']);
    for (const _ of [1, 2]) made.transport.resume_reading();
    await lost(made);
    expect(made.protocol.trace).toEqual(['made', 'data', 'eof', 'lost']);
    made.transport.pause_reading();
    made.transport.resume_reading();
  });

  it('test_read_ready: data go to the protocol', async () => {
    const made = await make();
    made.peer.end('data');
    await lost(made);
    expect(String(made.protocol.received)).toBe('data');
  });

  it('test_read_ready_eof: a false answer closes', async () => {
    const made = await make();
    made.peer.end();
    expect(await lost(made)).toBe(undefined);
    expect(made.protocol.trace).toEqual(['made', 'eof', 'lost']);
  });

  it('test_read_ready_eof_keep_open: a true answer does not', async () => {
    const made = await make();
    made.protocol.keep_open = true;
    made.peer.end();
    await loop.run_until_complete(made.protocol.eof);
    expect(made.transport.is_closing()).toBe(false);
    made.transport.abort();
    await lost(made);
  });

  it('test_read_ready_conn_reset: is not told', async () => {
    const made = await make();
    const contexts: unknown[] = [];
    loop.set_exception_handler((_, context) => contexts.push(context));
    made.peer.resetAndDestroy();
    expect(await lost(made)).toBeInstanceOf(ConnectionResetError);
    expect(contexts).toEqual([]);
  });

  it('test_read_ready_err: any other error is told', async () => {
    const made = await make();
    const contexts: { message?: string }[] = [];
    loop.set_exception_handler((_, context) => contexts.push(context));
    // As Node reports it.
    const error = Object.assign(new Error('read EIO'), { code: 'EIO', errno: -5, syscall: 'read' });
    made.transport._start_reading();
    made.transport._stream?.destroy(error);
    expect(await lost(made)).toEqual(new OSError(5, 'Input/output error'));
    expect(contexts.map((context) => context.message)).toEqual([
      'Fatal read error on socket transport',
    ]);
  });

  it('test_write: is sent at once', async () => {
    const { transport } = await make();
    transport.write(Buffer.from('data'));
    expect(transport.get_write_buffer_size()).toBe(0);
  });

  it('test_write_bytearray: bytes of any kind, which are not changed', async () => {
    const data = new Uint8Array([100, 97, 116, 97]);
    expect(await sent((transport) => transport.write(data))).toBe('data');
    expect([...data]).toEqual([100, 97, 116, 97]);
  });

  it('test_write_memoryview: a view', async () => {
    const view = Buffer.from('all data here').subarray(4, 8);
    expect(await sent((transport) => transport.write(view))).toBe('data');
  });

  it('test_write_no_data: nothing is ignored', async () => {
    const { transport } = await make();
    transport.write(new Uint8Array());
    expect(transport.get_write_buffer_size()).toBe(0);
  });

  it('test_write_buffer: is appended to what waits', async () => {
    const text = await sent((transport) => {
      transport.write(Buffer.alloc(4 * MIB, 'x'));
      const size = transport.get_write_buffer_size();
      transport.write(Buffer.from('data'));
      expect(transport.get_write_buffer_size()).toBe(size + 4);
    });
    expect(text.slice(-8)).toBe('xxxxdata');
  });

  it('test_write_partial: the rest waits', async () => {
    const { transport } = await make();
    transport.write(Buffer.alloc(32 * MIB));
    expect(transport.get_write_buffer_size()).toBeGreaterThan(0);
  });

  it('test_write_partial_bytearray: the source is not changed', async () => {
    const { transport } = await make();
    const data = Buffer.alloc(8 * MIB, 'x');
    transport.write(data);
    expect([data.length, data.every((byte) => byte === 120)]).toEqual([8 * MIB, true]);
  });

  it('test_write_exception: later writes are counted, and told from the fifth on', async () => {
    const { transport } = await make();
    const log = record_log();
    transport._fatal_error(new ConnectionResetError(104, 'Connection reset by peer'));
    for (let i = 0; i < 4; i++) transport.write(Buffer.from('data'));
    expect(log.lines).toEqual([]);
    transport.write(Buffer.from('data'));
    expect(log.lines).toEqual(['WARNING socket.send() raised exception.']);
  });

  it('test_write_str: text is no bytes', async () => {
    const { transport } = await make();
    expect(() => transport.write('str' as never)).toThrow(
      new TypeError("data argument must be a bytes-like object, not 'str'"),
    );
  });

  it('test_write_closing: is counted only', async () => {
    const { transport } = await make();
    transport.close();
    expect(transport._conn_lost).toBe(1);
    transport.write(Buffer.from('data'));
    expect(transport._conn_lost).toBe(2);
  });

  it('test_write_ready_closing: the loss follows the last of the buffer', async () => {
    const made = await make();
    made.transport.write(Buffer.alloc(32 * MIB));
    made.transport.close();
    expect(made.transport._conn_lost).toBe(0);
    made.peer.resume();
    expect(await lost(made)).toBe(undefined);
    expect(made.transport.get_write_buffer_size()).toBe(0);
  });

  it('test_write_eof: ends the writing half, once', async () => {
    const made = await make();
    made.transport.write_eof();
    made.transport.write_eof();
    expect(await received(made.peer)).toBe('');
    expect(made.transport.is_closing()).toBe(false);
    expect(() => made.transport.write(Buffer.from('x'))).toThrow(RuntimeError);
  });

  it('test_write_eof_buffer: the end waits for the buffer', async () => {
    const made = await make();
    made.transport.write(Buffer.alloc(4 * MIB, 'x'));
    made.transport.write_eof();
    made.peer.on('end', () => made.peer.end());
    const [text] = await Promise.all([received(made.peer), lost(made)]);
    expect(text.length).toBe(4 * MIB);
  });

  it('test_write_eof_after_close: does no harm', async () => {
    const made = await make();
    made.transport.close();
    await lost(made);
    made.transport.write_eof();
    expect(made.transport._eof).toBe(false);
  });
});
