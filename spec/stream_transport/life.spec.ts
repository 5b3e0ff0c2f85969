import { once } from 'node:events';
import type { Socket } from 'node:net';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import {
  BrokenPipeError,
  ConnectionAbortedError,
  ConnectionResetError,
  OSError,
} from '../../lib/errors';
import { repr } from '../../lib/reprlib';
import { _StreamTransport } from '../../lib/stream_transport';
import { showwarning, simplefilter } from '../../lib/warnings';
import { connected, Recorder, socket_pair } from '../support/connected';
import { loop, node_turns, use_node_loop } from '../support/node_loop';
import { record_log } from '../support/records';

use_node_loop();

/** A reset instead of an end. */
function reset(peer: Socket): void {
  peer.resetAndDestroy();
}

describe('a connection', () => {
  it('is made, receives, ends and is lost, in this order, the last exactly once', async () => {
    const { protocol, peer } = await connected();
    peer.end('hello');
    expect(await loop.run_until_complete(protocol.lost)).toBe(undefined);
    await node_turns();
    expect(protocol.trace).toEqual(['made', 'data', 'eof', 'lost']);
    expect(String(protocol.received)).toBe('hello');
  });

  it('begins with connection_made, then reads, then wakes whoever waits for it', async () => {
    const { ours, peer } = await socket_pair();
    const protocol = new Recorder();
    const waiter = loop.create_future<void>();
    peer.write('early');
    await once(ours.resume(), 'data');
    ours.pause();
    peer.end('late');
    await node_turns(20);
    waiter.add_done_callback(() => protocol.trace.push('waiter'));
    new _StreamTransport(loop, ours, protocol)._start(waiter);
    expect(protocol.trace).toEqual([]);
    await loop.run_until_complete(protocol.lost);
    expect(protocol.trace).toEqual(['made', 'waiter', 'data', 'eof', 'lost']);
  });

  it('does not mind that whoever waits for it was cancelled', async () => {
    const { ours, peer } = await socket_pair();
    const protocol = new Recorder();
    const waiter = loop.create_future<void>();
    const contexts: unknown[] = [];
    loop.set_exception_handler((_, context) => contexts.push(context));
    new _StreamTransport(loop, ours, protocol)._start(waiter);
    waiter.cancel();
    peer.end();
    await loop.run_until_complete(protocol.lost);
    expect(contexts).toEqual([]);
  });

  it('hands on what came before connection_made, from a stream that was flowing', async () => {
    const { ours, peer } = await socket_pair();
    const protocol = new Recorder();
    const transport = new _StreamTransport(loop, ours, protocol);
    ours.resume();
    peer.write('early');
    await once(ours, 'data');
    transport._start();
    protocol.on_data = () => transport.close();
    await loop.run_until_complete(protocol.lost);
    expect([protocol.trace, String(protocol.received)]).toEqual([
      ['made', 'data', 'lost'],
      'early',
    ]);
  });

  it('ends at once when its stream had its end before', async () => {
    const { ours, peer } = await socket_pair();
    peer.end();
    await once(ours.resume(), 'end');
    const protocol = new Recorder();
    new _StreamTransport(loop, ours, protocol)._start();
    await loop.run_until_complete(protocol.lost);
    expect(protocol.trace).toEqual(['made', 'eof', 'lost']);
  });

  it('is lost by an error though reading is paused', async () => {
    const { transport, protocol } = await connected();
    await loop.run_until_complete(protocol.made);
    transport.pause_reading();
    const error = Object.assign(new Error('reset'), { code: 'ECONNRESET', syscall: 'read' });
    transport._stream?.destroy(error);
    expect(await loop.run_until_complete(protocol.lost)).toBeInstanceOf(ConnectionResetError);
  });

  it('does not call the protocol while the loop stands still', async () => {
    const { protocol, peer } = await connected();
    await loop.run_until_complete(protocol.made);
    peer.end('x');
    await node_turns(20);
    expect(protocol.trace).toEqual(['made']);
    await loop.run_until_complete(protocol.lost);
    expect(protocol.trace).toEqual(['made', 'data', 'eof', 'lost']);
  });

  it('takes in no more than a little while the loop stands still, and all of it in the next run', async () => {
    const { transport, protocol, peer } = await connected();
    await loop.run_until_complete(protocol.made);
    expect(transport._stream?.isPaused()).toBe(true);
    const size = 32 * 1024 * 1024;
    peer.end(Buffer.alloc(size, 'x'));
    await node_turns(200);
    expect(peer.writableLength).toBeGreaterThan(0);
    expect(transport._stream?.readableLength).toBeLessThan(1024 * 1024);
    await loop.run_until_complete(protocol.lost);
    expect(protocol.received.length).toBe(size);
  });

  it('keeps the process alive only while the loop runs', async () => {
    const { transport, protocol } = await connected();
    const calls: string[] = [];
    Object.assign(transport._stream as object, {
      ref: () => calls.push('ref'),
      unref: () => calls.push('unref'),
    });
    await loop.run_until_complete(protocol.made);
    expect(calls).toEqual(['ref', 'unref']);
  });

  it.each([true, 1, 'yes'])(
    'is kept open for writing when eof_received returns %j',
    async (answer) => {
      const { transport, protocol, peer } = await connected();
      protocol.keep_open = answer;
      peer.end();
      await loop.run_until_complete(protocol.eof);
      expect(transport.is_closing()).toBe(false);
      transport.write(Buffer.from('still here'));
      transport.close();
      peer.resume();
      const [data] = await Promise.all([
        once(peer, 'data'),
        loop.run_until_complete(protocol.lost),
      ]);
      expect(String(data)).toBe('still here');
      expect(protocol.trace).toEqual(['made', 'eof', 'lost']);
    },
  );

  it('lives on after both sides have ended it, until it is closed', async () => {
    const { transport, protocol, peer } = await connected();
    protocol.keep_open = true;
    transport.write_eof();
    peer.resume().end();
    await loop.run_until_complete(protocol.eof);
    loop.call_soon(() => loop.stop());
    await loop.run_forever();
    await node_turns();
    expect(protocol.trace).toEqual(['made', 'eof']);
    transport.close();
    await loop.run_until_complete(protocol.lost);
    expect(protocol.trace).toEqual(['made', 'eof', 'lost']);
  });

  it('is lost with the error when the other side resets it', async () => {
    const { protocol, peer } = await connected();
    await loop.run_until_complete(protocol.made);
    reset(peer);
    const exc = await loop.run_until_complete(protocol.lost);
    expect(exc).toBeInstanceOf(ConnectionResetError);
    expect((exc as OSError).message).toBe('[Errno 104] Connection reset by peer');
    expect(protocol.trace).toEqual(['made', 'lost']);
  });

  it('is lost without an error when its stream is destroyed behind its back', async () => {
    const { transport, protocol } = await connected();
    await loop.run_until_complete(protocol.made);
    transport._stream?.destroy();
    expect(await loop.run_until_complete(protocol.lost)).toBe(undefined);
  });

  it('tells an error of every day in debug mode only', async () => {
    const log = record_log();
    for (const debug of [false, true]) {
      const { protocol, peer } = await connected();
      await loop.run_until_complete(protocol.made);
      loop.set_debug(debug);
      reset(peer);
      await loop.run_until_complete(protocol.lost);
      loop.set_debug(false);
    }
    const told = log.lines.filter((line) => line.includes('Fatal'));
    expect(told).toEqual([
      expect.stringMatching(/^DEBUG <.*>: Fatal read error on socket transport/),
    ]);
  });

  it('reports any other error to the exception handler', async () => {
    const { transport, protocol } = await connected();
    const contexts: unknown[] = [];
    loop.set_exception_handler((_, context) => contexts.push(context));
    const error = new OSError(5, 'Input/output error');
    transport._stream?.destroy(error);
    expect(await loop.run_until_complete(protocol.lost)).toBe(error);
    const message = 'Fatal write error on socket transport';
    expect(contexts).toEqual([{ message, exception: error, transport, protocol }]);
  });

  it.each([BrokenPipeError, ConnectionResetError, ConnectionAbortedError])(
    'takes %o for an error of every day',
    async (error) => {
      const { transport, protocol } = await connected();
      await loop.run_until_complete(protocol.made);
      const contexts: unknown[] = [];
      loop.set_exception_handler((_, context) => contexts.push(context));
      transport._fatal_error(new error());
      expect(await loop.run_until_complete(protocol.lost)).toBeInstanceOf(error);
      expect(contexts).toEqual([]);
    },
  );

  it('is closed, and hears of no other run, though connection_lost() raises', async () => {
    const { transport, protocol, peer } = await connected();
    await loop.run_until_complete(protocol.made);
    const entered = vi.spyOn(transport, '_loop_entered');
    loop.set_exception_handler(() => loop.stop());
    protocol.connection_lost = () => {
      throw new OSError('no');
    };
    transport.close();
    await Promise.all([once(peer.resume(), 'end'), loop.run_forever()]);
    expect(transport._stream).toBe(undefined);
    const before = entered.mock.calls.length;
    await loop.run_until_complete(nothing());
    expect(entered.mock.calls.length).toBe(before);
  });

  it('goes on when the protocol raises: the error is reported', async () => {
    const { protocol, peer } = await connected();
    const messages: string[] = [];
    loop.set_exception_handler((_, context) => messages.push(String(context.message)));
    protocol.on_data = () => {
      throw new OSError('bad data');
    };
    peer.end('x');
    await loop.run_until_complete(protocol.lost);
    expect(protocol.trace).toEqual(['made', 'data', 'eof', 'lost']);
    expect(messages).toEqual(['Exception in callback _StreamTransport._read_ready()']);
  });

  it('counts at its server, from the beginning to the end', async () => {
    const { ours, peer } = await socket_pair();
    const calls: string[] = [];
    const server = { _attach: () => calls.push('attach'), _detach: () => calls.push('detach') };
    const protocol = new Recorder();
    const transport = new _StreamTransport(loop, ours, protocol, { server });
    transport._start();
    expect(calls).toEqual(['attach']);
    peer.end();
    protocol.eof_received = () => {
      for (let i = 0; i < 2; i++) {
        transport.close();
        transport.abort();
      }
      return undefined;
    };
    await loop.run_until_complete(protocol.lost);
    await loop.run_until_complete(loop.create_task(nothing()));
    expect(calls).toEqual(['attach', 'detach']);
  });
});

function* nothing() {}

describe('close', () => {
  it('is idempotent, and calls connection_lost soon, not at once', async () => {
    const { transport, protocol } = await connected();
    await loop.run_until_complete(protocol.made);
    transport.close();
    transport.close();
    expect([transport.is_closing(), protocol.trace]).toEqual([true, ['made']]);
    expect(await loop.run_until_complete(protocol.lost)).toBe(undefined);
    expect(protocol.trace).toEqual(['made', 'lost']);
  });

  it('closes the descriptor', async () => {
    const { transport, protocol, peer } = await connected();
    await loop.run_until_complete(protocol.made);
    transport.close();
    await Promise.all([once(peer.resume(), 'end'), loop.run_until_complete(protocol.lost)]);
    expect(transport._stream).toBe(undefined);
    expect(repr(transport)).toBe('<_StreamTransport closed>');
  });

  it('receives no more', async () => {
    const { transport, protocol, peer } = await connected();
    await loop.run_until_complete(protocol.made);
    transport.close();
    peer.write('too late');
    await loop.run_until_complete(protocol.lost);
    expect(protocol.trace).toEqual(['made', 'lost']);
  });
});

describe('abort', () => {
  it('loses what is not sent, and calls connection_lost soon', async () => {
    const { transport, protocol } = await connected();
    await loop.run_until_complete(protocol.made);
    transport.write(Buffer.alloc(32 * 1024 * 1024));
    expect(transport.get_write_buffer_size()).toBeGreaterThan(0);
    transport.abort();
    transport.abort();
    expect(transport.get_write_buffer_size()).toBe(0);
    expect(await loop.run_until_complete(protocol.lost)).toBe(undefined);
    expect(protocol.trace).toEqual(['made', 'pause', 'lost']);
  });
});

describe('an open transport', () => {
  it('is reported when its loop is closed, and its stream is closed then', async () => {
    const texts: string[] = [];
    const { write } = showwarning;
    showwarning.write = (message, category) => texts.push(`${category.name}: ${message}`);
    simplefilter('always');
    onTestFinished(() => {
      showwarning.write = write;
      simplefilter(undefined);
    });
    const { protocol, peer } = await connected();
    await loop.run_until_complete(protocol.made);
    const closed = await connected();
    closed.transport.close();
    await loop.run_until_complete(closed.protocol.lost);
    await node_turns();
    loop.close();
    const told = texts.filter((text) => text.includes('transport'));
    expect(told).toEqual(['ResourceWarning: unclosed transport <_StreamTransport>']);
    await once(peer.resume(), 'end');
  });

  it('says in its repr what it does', async () => {
    const { transport, protocol } = await connected();
    expect(repr(transport)).toBe('<_StreamTransport read=idle write=<idle, bufsize=0>>');
    await loop.run_until_complete(protocol.made);
    await loop.run_until_complete(loop.create_task(nothing()));
    expect(repr(transport)).toBe('<_StreamTransport read=polling write=<idle, bufsize=0>>');
    transport.write(Buffer.alloc(32 * 1024 * 1024));
    transport.close();
    expect(repr(transport)).toMatch(
      /^<_StreamTransport closing read=idle write=<polling, bufsize=\d+>>$/,
    );
  });
});
