import { closeSync, readSync, writeSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import * as asyncio from '../../lib/index';
import { repr } from '../../lib/reprlib';
import { socket_pair } from '../../lib/socket_pair';
import { new_pipe, PipeProtocol } from './pipes';
import { new_real_loop } from './tasks';

let loop: asyncio.SelectorEventLoop;

beforeEach(() => {
  loop = new_real_loop();
});

/** Run the loop until this is so; each call of the protocol asks anew. */
async function run_until(protocol: PipeProtocol, condition: () => boolean): Promise<void> {
  const mutable = protocol as { changed: () => void };
  mutable.changed = () => {
    if (condition()) loop.stop();
  };
  if (!condition()) await loop.run_forever();
}

describe('EventLoopTestsMixin', () => {
  it('test_read_pipe: data, the end, and the close, in this order', async () => {
    const [read, write] = new_pipe();
    const protocol = new PipeProtocol();
    const [transport] = await loop.run_until_complete(loop.connect_read_pipe(() => protocol, read));
    expect(transport.get_extra_info('pipe')).toBe(read);
    expect(protocol.calls).toEqual(['connection_made']);
    writeSync(write, '1');
    await run_until(protocol, () => protocol.data.length >= 1);
    writeSync(write, '2345');
    await run_until(protocol, () => protocol.data.length >= 5);
    expect(protocol.data).toBe('12345');
    closeSync(write);
    await run_until(protocol, () => protocol.calls.at(-1) === 'connection_lost(undefined)');
    expect(protocol.calls.filter((call) => call !== 'data_received')).toEqual([
      'connection_made',
      'eof_received',
      'connection_lost(undefined)',
    ]);
  });

  it('test_unclosed_pipe_transport: transports have a repr when the loop is closed', async () => {
    const [read, write] = new_pipe();
    const [reader] = await loop.run_until_complete(
      loop.connect_read_pipe(() => new PipeProtocol(), read),
    );
    const [writer] = await loop.run_until_complete(
      loop.connect_write_pipe(() => new PipeProtocol(), write),
    );
    loop.close();
    expect(repr(reader)).toMatch(/^<_UnixReadPipeTransport fd=\d+ /);
    expect(repr(writer)).toMatch(/^<_UnixWritePipeTransport fd=\d+ /);
  });

  it('test_write_pipe: sends data, and closes', async () => {
    const [read, write] = new_pipe();
    const protocol = new PipeProtocol();
    const [transport] = await loop.run_until_complete(
      loop.connect_write_pipe(() => protocol, write),
    );
    expect(protocol.calls).toEqual(['connection_made']);
    const buffer = Buffer.alloc(1024);
    const received = () => buffer.toString('utf8', 0, readSync(read, buffer));
    transport.write(Buffer.from('1'));
    await loop.run_until_complete(asyncio.sleep(0, undefined, { loop }));
    expect(received()).toBe('1');
    transport.write(Buffer.from('2345'));
    await loop.run_until_complete(asyncio.sleep(0, undefined, { loop }));
    expect(received()).toBe('2345');
    transport.close();
    await run_until(protocol, () => protocol.calls.length === 2);
    expect(protocol.calls).toEqual(['connection_made', 'connection_lost(undefined)']);
    closeSync(read);
  });

  it('test_write_pipe_disconnect_on_close: the other side closes', async () => {
    const [ours, theirs] = await loop.run_until_complete(socket_pair(loop));
    const protocol = new PipeProtocol();
    const [transport] = await loop.run_until_complete(
      loop.connect_write_pipe(() => protocol, ours),
    );
    transport.write(Buffer.from('1'));
    const data = new Promise<Buffer>((resolve) => theirs.once('data', resolve).resume());
    expect(String(await data)).toBe('1');
    theirs.destroy();
    await run_until(protocol, () => protocol.calls.length === 2);
    expect(protocol.calls).toEqual(['connection_made', 'connection_lost(undefined)']);
  });
});
