import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { AssertionError, ConnectionResetError, ValueError } from '../lib/errors';
import * as asyncio from '../lib/index';
import { repr } from '../lib/reprlib';
import { VirtualTimeLoop } from '../lib/test_utils';
import { normalise } from './support/python36';
import { record_log } from './support/records';

let loop: VirtualTimeLoop;

beforeEach(() => {
  loop = new VirtualTimeLoop();
  onTestFinished(() => loop.close());
});

/** A transport that notes what it is asked to do. */
class Noting extends asyncio.Transport {
  readonly calls: unknown[][] = [];
  closing = false;

  override write(data: Uint8Array): void {
    this.calls.push(['write', String(data)]);
  }
  override write_eof(): void {
    this.calls.push(['write_eof']);
  }
  override can_write_eof(): boolean {
    return true;
  }
  override close(): void {
    this.calls.push(['close']);
  }
  override is_closing(): boolean {
    return this.closing;
  }
}

function connect(callback?: asyncio.ClientConnectedCallback, extra?: asyncio.ExtraInfo) {
  const reader = new asyncio.StreamReader({ loop });
  const protocol = new asyncio.StreamReaderProtocol(reader, callback, { loop });
  const transport = new Noting(extra);
  const writer = new asyncio.StreamWriter(transport, protocol, reader, loop);
  return { reader, protocol, transport, writer };
}

/** One iteration. */
function once(): void {
  loop.stop();
  loop.run_forever();
}

function error_of(task: asyncio.Task<unknown>): unknown {
  once();
  return task.exception();
}

describe('a writer', () => {
  it('hands everything to its transport', () => {
    const { writer, transport } = connect(undefined, { peername: 'there' });
    writer.write(Buffer.from('a'));
    writer.writelines([Buffer.from('b'), Buffer.from('c')]);
    writer.write_eof();
    writer.close();
    const written = [['write', 'a'], ['write', '98,99'], ['write_eof'], ['close']];
    expect(transport.calls).toEqual(written);
    expect(writer.can_write_eof()).toBe(true);
    transport.can_write_eof = () => false;
    expect(writer.can_write_eof()).toBe(false);
    expect(writer.transport).toBe(transport);
    expect(writer.get_extra_info('peername')).toBe('there');
    expect(writer.get_extra_info('socket', 1)).toBe(1);
  });

  it('shows transport and reader', () => {
    const { protocol, transport, writer } = connect();
    expect(normalise(repr(writer))).toBe(
      '<StreamWriter transport=<Noting object at 0x…> reader=<StreamReader>>',
    );
    const alone = new asyncio.StreamWriter(transport, protocol, null, loop);
    expect(normalise(repr(alone))).toBe('<StreamWriter transport=<Noting object at 0x…>>');
  });

  it('has a reader or none, but nothing else in its place', () => {
    const { protocol, transport } = connect();
    expect(() => new asyncio.StreamWriter(transport, protocol, {} as never, loop)).toThrow(
      AssertionError,
    );
  });
});

describe('drain()', () => {
  it('does not suspend while the transport takes more', () => {
    expect(connect().writer.drain().next().done).toBe(true);
  });

  it('waits from pause_writing() to resume_writing()', () => {
    const { protocol, writer } = connect();
    protocol.pause_writing();
    const task = loop.create_task(writer.drain());
    once();
    expect(task.done()).toBe(false);
    protocol.resume_writing();
    once();
    expect(task.done()).toBe(true);
    expect(task.exception()).toBe(undefined);
  });

  it('is for one at a time, unless the first was cancelled', () => {
    const { protocol, writer } = connect();
    protocol.pause_writing();
    const first = loop.create_task(writer.drain());
    once();
    expect(error_of(loop.create_task(writer.drain()))).toBeInstanceOf(AssertionError);
    first.cancel();
    once();
    const second = loop.create_task(writer.drain());
    once();
    protocol.resume_writing();
    expect(error_of(second)).toBe(undefined);
  });

  it('may be called again and again', () => {
    const { protocol, writer } = connect();
    for (let round = 0; round < 2; round++) {
      protocol.pause_writing();
      const task = loop.create_task(writer.drain());
      once();
      protocol.resume_writing();
      expect(error_of(task)).toBe(undefined);
    }
  });

  it('may be cancelled just before it would end', () => {
    const ends = [
      (protocol: asyncio.StreamReaderProtocol) => protocol.resume_writing(),
      (protocol: asyncio.StreamReaderProtocol) => protocol.connection_lost(undefined),
    ];
    for (const end of ends) {
      const { protocol, writer } = connect();
      protocol.pause_writing();
      const task = loop.create_task(writer.drain());
      once();
      task.cancel();
      end(protocol);
      once();
      expect(task.cancelled()).toBe(true);
    }
  });

  it('ends when the connection is lost, with its error if there is one', () => {
    const error = new ValueError('broken');
    for (const exc of [undefined, error]) {
      const { protocol, writer } = connect();
      protocol.pause_writing();
      const task = loop.create_task(writer.drain());
      once();
      protocol.connection_lost(exc);
      expect(error_of(task)).toBe(exc);
    }
  });

  it('raises ever after that', () => {
    const { protocol, writer } = connect();
    protocol.connection_lost(undefined);
    const error = error_of(loop.create_task(writer.drain()));
    expect(error).toEqual(new ConnectionResetError('Connection lost'));
  });

  it('raises the error of the reader first', () => {
    const { protocol, reader, writer } = connect();
    const error = new ValueError('broken');
    reader.set_exception(error);
    protocol.connection_lost(undefined);
    expect(error_of(loop.create_task(writer.drain()))).toBe(error);
  });

  it('lets others run once while the transport closes, so that they learn of it', () => {
    const { protocol, transport, writer } = connect();
    transport.closing = true;
    const steps: string[] = [];
    const task = loop.create_task(writer.drain());
    loop.call_soon(() => {
      steps.push(task.done() ? 'too late' : 'in time');
      protocol.connection_lost(undefined);
    });
    once();
    expect(error_of(task)).toBeInstanceOf(ConnectionResetError);
    expect(steps).toEqual(['in time']);
  });
});

describe('the protocol of streams', () => {
  it('feeds its reader: data, the end, an error', () => {
    const { protocol, reader, transport } = connect();
    protocol.connection_made(transport);
    protocol.data_received(Buffer.from('data'));
    expect(protocol.eof_received()).toBe(true);
    expect(normalise(repr(reader))).toBe('<StreamReader 4 bytes eof t=<Noting object at 0x…>>');
    const error = new ValueError('broken');
    protocol.connection_lost(error);
    expect(reader.exception()).toBe(error);
  });

  it('feeds the end when the connection is lost without an error', () => {
    const { protocol, reader, transport } = connect();
    protocol.connection_made(transport);
    protocol.connection_lost(null);
    expect(reader.at_eof()).toBe(true);
    expect(reader.exception()).toBe(undefined);
  });

  it('does not stay open for writing under TLS', () => {
    const { protocol, transport } = connect(undefined, { sslcontext: {} });
    protocol.connection_made(transport);
    expect(protocol.eof_received()).toBe(false);
  });

  it('calls a plain function at once, and makes a task of a coroutine', () => {
    const served: unknown[] = [];
    const plain = connect((...streams) => served.push(streams));
    plain.protocol.connection_made(plain.transport);
    expect(served).toEqual([[plain.reader, expect.any(asyncio.StreamWriter)]]);

    const serve = asyncio.coroutine(function* (reader: asyncio.StreamReader) {
      served.push(String(yield* reader.read(9)));
    });
    const later = connect(serve);
    later.protocol.connection_made(later.transport);
    expect(served.length).toBe(1);
    once();
    later.protocol.data_received(Buffer.from('hello'));
    once();
    expect(served[1]).toBe('hello');
  });

  it('leaves an error of a plain function to its caller, and of a coroutine to the task', () => {
    const fail = () => {
      throw new ValueError('no');
    };
    const plain = connect(fail);
    expect(() => plain.protocol.connection_made(plain.transport)).toThrow(new ValueError('no'));
    const coro = asyncio.coroutine(function* () {
      fail();
    });
    const later = connect(coro);
    expect(() => later.protocol.connection_made(later.transport)).not.toThrow();
    const contexts: unknown[] = [];
    loop.set_exception_handler((_, { message }) => contexts.push(message));
    once();
    loop.close();
    expect(contexts).toEqual(['Task exception was never retrieved']);
  });

  it('pauses and resumes in turns', () => {
    const { protocol } = connect();
    expect(() => protocol.resume_writing()).toThrow(AssertionError);
    protocol.pause_writing();
    expect(() => protocol.pause_writing()).toThrow(AssertionError);
    protocol.resume_writing();
  });

  it('says in debug mode when it pauses and resumes', () => {
    const log = record_log();
    const { protocol } = connect();
    loop.set_debug(true);
    protocol.pause_writing();
    protocol.resume_writing();
    expect(log.lines.map(normalise)).toEqual([
      'DEBUG <StreamReaderProtocol object at 0x…> pauses writing',
      'DEBUG <StreamReaderProtocol object at 0x…> resumes writing',
    ]);
  });
});
