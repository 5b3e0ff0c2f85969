import { writeSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { ExceptionContext } from '../lib/events';
import * as asyncio from '../lib/index';
import { repr } from '../lib/reprlib';
import { showwarning, simplefilter } from '../lib/warnings';
import { Recorder } from './support/connected';
import { loop, node_turns, run, use_node_loop } from './support/node_loop';
import { reading, target_of, turns } from './support/pipes';
import { record_log } from './support/records';

use_node_loop();

/** Run until the protocol has got so many bytes. */
async function until_received(protocol: Recorder, count: number): Promise<void> {
  const future = loop.create_future<void>();
  const check = () => {
    if (protocol.received.length >= count && !future.done()) future.set_result();
  };
  protocol.on_data = check;
  check();
  await run(future);
}

describe('a transport that reads from a pipe', () => {
  it('calls connection_made, data_received, eof_received, connection_lost, each in its place', async () => {
    const { transport, protocol, read, write, close_write } = await reading();
    expect(protocol.trace).toEqual(['made']);
    expect(protocol.transport).toBe(transport);
    expect(transport.get_extra_info('pipe')).toBe(read);
    writeSync(write, 'one');
    writeSync(write, 'two');
    await until_received(protocol, 6);
    close_write();
    expect(await run(protocol.lost)).toBeUndefined();
    expect(protocol.trace).toEqual(['made', 'data', 'eof', 'lost']);
    expect(String(protocol.received)).toBe('onetwo');
    expect(target_of(read)).toBeUndefined();
  });

  it('is closed by the end, whatever eof_received returns', async () => {
    const { transport, protocol, close_write } = await reading();
    protocol.keep_open = true;
    close_write();
    await run(protocol.eof);
    expect(transport.is_closing()).toBe(true);
    await run(protocol.lost);
    expect(protocol.trace).toEqual(['made', 'eof', 'lost']);
  });

  it('only reads', async () => {
    const { transport } = await reading();
    expect(transport).toBeInstanceOf(asyncio.ReadTransport);
    expect(transport).not.toBeInstanceOf(asyncio.WriteTransport);
    expect('write' in transport).toBe(false);
  });

  it('reads no more while it is paused, and then goes on', async () => {
    const { transport, protocol, write } = await reading();
    transport.pause_reading();
    transport.pause_reading();
    writeSync(write, 'kept');
    await turns();
    expect(protocol.trace).toEqual(['made']);
    transport.resume_reading();
    transport.resume_reading();
    await until_received(protocol, 4);
    expect(String(protocol.received)).toBe('kept');
  });

  it('hands on what is there, and the end, although it was paused in between', async () => {
    const { transport, protocol, write, close_write } = await reading();
    transport.pause_reading();
    writeSync(write, 'kept');
    close_write();
    await turns();
    expect(protocol.trace).toEqual(['made']);
    transport.resume_reading();
    await run(protocol.lost);
    expect(protocol.trace).toEqual(['made', 'data', 'eof', 'lost']);
  });

  it('hears of the end no more than of data while it is paused', async () => {
    const { transport, protocol, close_write } = await reading();
    transport.pause_reading();
    close_write();
    await turns();
    expect(protocol.trace).toEqual(['made']);
    transport.resume_reading();
    await run(protocol.lost);
    expect(protocol.trace).toEqual(['made', 'eof', 'lost']);
  });

  it('takes in little while the loop does not run, or it is paused: the writer has to wait', async () => {
    const { transport, protocol, write } = await reading();
    transport.pause_reading();
    // The system holds 64 KiB, Node as much again.
    const piece = Buffer.alloc(4096, 'x');
    for (let i = 0; i < 8; i++) writeSync(write, piece);
    await turns();
    expect(protocol.received).toHaveLength(0);
    transport.resume_reading();
    await until_received(protocol, 8 * 4096);
  });

  it('prints what it is doing', async () => {
    const { transport, protocol, read } = await reading();
    expect(repr(transport)).toBe(`<_UnixReadPipeTransport fd=${read} polling>`);
    transport.pause_reading();
    expect(repr(transport)).toBe(`<_UnixReadPipeTransport fd=${read} idle>`);
    transport.close();
    expect(repr(transport)).toBe(`<_UnixReadPipeTransport closing fd=${read} idle>`);
    await run(protocol.lost);
    expect(repr(transport)).toBe(`<_UnixReadPipeTransport closed fd=${read} closed>`);
  });

  it('may be closed twice, and while data are on their way: connection_lost comes once', async () => {
    const { transport, protocol, read, write } = await reading();
    writeSync(write, 'too late');
    transport.close();
    transport.close();
    expect(transport.is_closing()).toBe(true);
    expect(protocol.trace).toEqual(['made']);
    await run(protocol.lost);
    transport.close();
    transport.resume_reading();
    await turns();
    expect(protocol.trace).toEqual(['made', 'lost']);
    expect(protocol.exc).toBeUndefined();
    expect(target_of(read)).toBeUndefined();
  });

  it('that is closed by data_received says nothing of the end', async () => {
    const { transport, protocol, write, close_write } = await reading();
    protocol.on_data = () => transport.close();
    writeSync(write, 'x');
    close_write();
    await run(protocol.lost);
    await turns();
    expect(protocol.trace).toEqual(['made', 'data', 'lost']);
  });

  it('reports an error of data_received, and reads on', async () => {
    const { protocol, write } = await reading();
    const contexts: ExceptionContext[] = [];
    loop.set_exception_handler((_, context) => contexts.push(context));
    const error = new Error('boom');
    const reported = loop.create_future<void>();
    protocol.on_data = () => {
      reported.set_result();
      throw error;
    };
    writeSync(write, 'a');
    await run(reported);
    await turns();
    expect(contexts.map(({ message, exception }) => [message, exception])).toEqual([
      ['Exception in callback _UnixReadPipeTransport._read_ready()', error],
    ]);
    writeSync(write, 'b');
    await until_received(protocol, 2);
    expect(String(protocol.received)).toBe('ab');
  });

  it('calls the protocol that was set last', async () => {
    const { transport, protocol, write, close_write } = await reading();
    const second = new Recorder();
    transport.set_protocol(second);
    expect(transport.get_protocol()).toBe(second);
    writeSync(write, 'x');
    close_write();
    await run(second.lost);
    expect(second.trace).toEqual(['data', 'eof', 'lost']);
    expect(protocol.trace).toEqual(['made']);
  });

  it('closes its pipe although connection_lost raises', async () => {
    const { transport, protocol, read } = await reading();
    const contexts: ExceptionContext[] = [];
    loop.set_exception_handler((_, context) => contexts.push(context));
    protocol.connection_lost = () => {
      throw new Error('boom');
    };
    transport.close();
    await turns();
    expect(contexts.map(({ message }) => message)).toEqual([
      'Exception in callback _UnixReadPipeTransport._call_connection_lost(None)',
    ]);
    expect(target_of(read)).toBeUndefined();
  });

  it('says in debug mode that the other side has closed it', async () => {
    const { protocol, read, close_write } = await reading();
    const log = record_log();
    loop.set_debug(true);
    close_write();
    await run(protocol.lost);
    expect(log.lines).toContain(
      `INFO <_UnixReadPipeTransport fd=${read} polling> was closed by peer`,
    );
  });

  it('is reported, and closed, when its loop is closed before it', async () => {
    const { read } = await reading();
    const told: string[] = [];
    const { write } = showwarning;
    showwarning.write = (message, { name }) => told.push(`${name}: ${message}`);
    simplefilter('always');
    onTestFinished(() => {
      showwarning.write = write;
      simplefilter(undefined);
    });
    loop.close();
    expect(told).toEqual([
      `ResourceWarning: unclosed transport <_UnixReadPipeTransport fd=${read} polling>`,
    ]);
    await node_turns();
    expect(target_of(read)).toBeUndefined();
  });
});
