import { beforeEach, describe, expect, expectTypeOf, it, onTestFinished } from 'vitest';
import { AssertionError, EOFError, RuntimeError, ValueError } from '../lib/errors';
import * as asyncio from '../lib/index';
import { repr } from '../lib/reprlib';
import { VirtualTimeLoop } from '../lib/test_utils';

let loop: VirtualTimeLoop;

beforeEach(() => {
  loop = new VirtualTimeLoop();
  onTestFinished(() => loop.close());
});

const new_reader = (limit?: number) => new asyncio.StreamReader({ limit, loop });
const start = <T>(coro: asyncio.Coroutine<T>) => loop.create_task(coro);

function fed(reader: asyncio.StreamReader, ...pieces: string[]): asyncio.StreamReader {
  for (const piece of pieces) reader.feed_data(Buffer.from(piece));
  return reader;
}

/** One iteration. */
function once(): void {
  loop.stop();
  loop.run_forever();
}

/** The text that is read, or the error. */
function outcome(coro: asyncio.Awaitable<Uint8Array>): unknown {
  try {
    return String(loop.run_until_complete(coro));
  } catch (error) {
    return error;
  }
}

class Paused extends asyncio.ReadTransport {
  readonly calls: string[] = [];

  override pause_reading(): void {
    this.calls.push('pause');
  }

  override resume_reading(): void {
    this.calls.push('resume');
  }
}

function with_transport(limit: number) {
  const reader = new_reader(limit);
  const transport = new Paused();
  reader.set_transport(transport);
  return { reader, calls: transport.calls };
}

describe('construction', () => {
  it('takes the limit by place or by name, and the loop', () => {
    expect(new asyncio.StreamReader(5, { loop })._limit).toBe(5);
    expect(new asyncio.StreamReader({ limit: 6, loop })._limit).toBe(6);
    expect(new asyncio.StreamReader({ loop })._limit).toBe(65536);
  });

  it('checks the limit before it looks for a loop', () => {
    asyncio.set_event_loop(undefined);
    expect(() => new asyncio.StreamReader(0)).toThrow(new ValueError('Limit cannot be <= 0'));
    expect(() => new asyncio.StreamReader(Number.NaN)).toThrow(ValueError);
    expect(() => new asyncio.StreamReader('4' as unknown as number)).toThrow(
      new TypeError("'<=' not supported between instances of 'str' and 'int'"),
    );
    expect(() => new asyncio.StreamReader(1)).toThrow(RuntimeError);
  });
});

describe('what is fed', () => {
  it('must be bytes, and come before the end', () => {
    const reader = new_reader();
    expect(() => reader.feed_data('text' as unknown as Uint8Array)).toThrow(
      new TypeError("a bytes-like object is required, not 'str'"),
    );
    reader.feed_eof();
    reader.feed_eof();
    expect(() => reader.feed_data(Buffer.from(''))).toThrow(
      new AssertionError('feed_data after feed_eof'),
    );
  });

  it('comes back as Buffers, which print as text', () => {
    const reader = new_reader();
    reader.feed_data(new Uint8Array([104, 105, 10]));
    expectTypeOf(reader.readline()).toEqualTypeOf<asyncio.Coroutine<Buffer>>();
    expect(loop.run_until_complete(reader.readline())).toEqual(Buffer.from('hi\n'));
    reader.feed_eof();
    expect(Buffer.isBuffer(loop.run_until_complete(reader.read()))).toBe(true);
  });

  it('without a byte wakes nobody', () => {
    const reader = new_reader();
    const read = start(reader.read());
    once();
    reader.feed_data(Buffer.from(''));
    for (const piece of ['ab', '', 'c']) reader.feed_data(Buffer.from(piece));
    once();
    reader.feed_data(Buffer.from(''));
    once();
    expect(read.done()).toBe(false);
    reader.feed_eof();
    expect(outcome(read)).toBe('abc');
  });

  it('has one transport', () => {
    const { reader } = with_transport(1);
    expect(() => reader.set_transport(new asyncio.Transport())).toThrow(
      new AssertionError('Transport already set'),
    );
  });
});

describe('the transport', () => {
  it('is paused when there are more than two limits of data, and not at two', () => {
    const { reader, calls } = with_transport(3);
    fed(reader, 'abc', 'def');
    expect(calls).toEqual([]);
    fed(reader, 'g', 'h');
    expect(calls).toEqual(['pause']);
    expect(repr(reader)).toMatch(/^<StreamReader 8 bytes l=3 t=<Paused object at .*> paused>$/);
  });

  it('goes on when one limit or less is left', () => {
    const { reader, calls } = with_transport(3);
    fed(reader, 'abcdefgh');
    expect(outcome(reader.read(4))).toBe('abcd');
    expect(calls).toEqual(['pause']);
    expect(outcome(reader.readexactly(1))).toBe('e');
    expect(calls).toEqual(['pause', 'resume']);
  });

  it.each([
    ['readexactly', (reader: asyncio.StreamReader) => reader.readexactly(9)],
    ['readuntil', (reader: asyncio.StreamReader) => reader.readuntil(Buffer.alloc(9))],
  ])('goes on when %s() has to wait for more than fits', (_, read) => {
    const { reader, calls } = with_transport(3);
    fed(reader, 'abcdefgh');
    const task = start(read(reader));
    once();
    expect(calls).toEqual(['pause', 'resume']);
    fed(reader, 'ijk');
    expect(calls).toEqual(['pause', 'resume', 'pause']);
    task.cancel();
    once();
    expect(task.cancelled()).toBe(true);
  });

  it('is forgotten when it cannot be paused: everything is buffered then', () => {
    const reader = new_reader(1);
    reader.set_transport(new asyncio.Transport());
    fed(reader, 'abc', 'def');
    expect(reader._transport).toBe(undefined);
    expect(repr(reader)).toBe('<StreamReader 6 bytes l=1>');
  });

  it('that fails to pause for another reason says so', () => {
    class Broken extends asyncio.Transport {
      override pause_reading(): void {
        throw new ValueError('broken');
      }
    }
    const reader = new_reader(1);
    reader.set_transport(new Broken());
    expect(() => fed(reader, 'abc')).toThrow(new ValueError('broken'));
  });

  it('goes on after a line that was too long', () => {
    const { reader, calls } = with_transport(3);
    fed(reader, 'abcdefgh\n');
    expect(outcome(reader.readline())).toBeInstanceOf(ValueError);
    expect(calls).toEqual(['pause', 'resume']);
  });
});

describe('reading', () => {
  it.each([
    ['read', 'read', (reader: asyncio.StreamReader) => reader.read(1)],
    ['readexactly', 'readexactly', (reader: asyncio.StreamReader) => reader.readexactly(1)],
    ['readuntil', 'readuntil', (reader: asyncio.StreamReader) => reader.readuntil()],
    ['readline', 'readuntil', (reader: asyncio.StreamReader) => reader.readline()],
  ])('by %s() is for one coroutine at a time', (_, name, read) => {
    const reader = new_reader();
    const first = start(read(reader));
    once();
    expect(outcome(read(reader))).toEqual(
      new RuntimeError(
        `${name}() called while another coroutine is already waiting for incoming data`,
      ),
    );
    fed(reader, '\n');
    expect(outcome(first)).toBe('\n');
  });

  it('can be taken back: who is cancelled takes nothing', () => {
    const reader = new_reader();
    const first = start(reader.readexactly(4));
    once();
    first.cancel();
    fed(reader, 'ab');
    once();
    expect(first.cancelled()).toBe(true);
    expect(outcome(reader.read(9))).toBe('ab');
  });

  it('can be taken back before an error comes, or the end: that is for the next one', () => {
    const error = new ValueError('lost');
    const ends = [
      (reader: asyncio.StreamReader) => reader.set_exception(error),
      (reader: asyncio.StreamReader) => reader.feed_eof(),
    ];
    const outcomes = ends.map((end) => {
      const reader = new_reader();
      const first = start(reader.read(1));
      once();
      first.cancel();
      end(reader);
      once();
      expect(first.cancelled()).toBe(true);
      return outcome(reader.read(1));
    });
    expect(outcomes).toEqual([error, '']);
  });

  it('nothing does not wait', () => {
    expect(outcome(new_reader().read(0))).toBe('');
    expect(outcome(new_reader().readexactly(0))).toBe('');
  });

  it('until a separator waits for one behind as many bytes as the limit allows', () => {
    const reader = fed(new_reader(3), 'abc');
    const read = start(reader.readuntil());
    once();
    expect(read.done()).toBe(false);
    fed(reader, '\n');
    expect(outcome(read)).toBe('abc\n');
  });

  it('can be taken back, and begun anew', () => {
    const reader = new_reader();
    const first = start(reader.read(1));
    once();
    first.cancel();
    once();
    const second = start(reader.read(1));
    once();
    fed(reader, 'a');
    expect(outcome(second)).toBe('a');
  });

  it('raises the error that was set, before it looks at the buffer', () => {
    const error = new ValueError('lost');
    const reader = fed(new_reader(), 'line\n');
    reader.set_exception(error);
    const reads = [reader.read(0), reader.read(), reader.readexactly(0), reader.readuntil()];
    for (const read of [...reads, reader.readline()]) expect(outcome(read)).toBe(error);
    expect(outcome(reader.readexactly(-1))).toBeInstanceOf(ValueError);
    expect(outcome(reader.readexactly(-1))).not.toBe(error);
    expect(outcome(reader.readuntil(Buffer.alloc(0)))).not.toBe(error);
  });

  it.each([
    [null, "'<' not supported between instances of 'NoneType' and 'int'"],
    ['5', "'<' not supported between instances of 'str' and 'int'"],
    [1.5, 'slice indices must be integers or None or have an __index__ method'],
  ])('%j bytes is refused', (size, message) => {
    const reader = fed(new_reader(), 'abc');
    expect(outcome(reader.read(size as number))).toEqual(new TypeError(message));
    expect(outcome(reader.readexactly(size as number))).toEqual(new TypeError(message));
  });

  it('until something that is not bytes is refused', () => {
    const reader = fed(new_reader(), 'abc');
    expect(outcome(reader.readuntil('a' as unknown as Buffer))).toEqual(
      new TypeError("a bytes-like object is required, not 'str'"),
    );
    expect(outcome(reader.readuntil(null as unknown as Buffer))).toEqual(
      new TypeError("object of type 'NoneType' has no len()"),
    );
  });

  it('does not suspend where the data is there', () => {
    const reader = fed(new_reader(), 'ab\ncd');
    expect(reader.readline().next()).toEqual({ done: true, value: Buffer.from('ab\n') });
    expect(reader.read(1).next()).toEqual({ done: true, value: Buffer.from('c') });
    expect(reader.readexactly(1).next()).toEqual({ done: true, value: Buffer.from('d') });
  });

  it('all until the end goes through read(), in blocks of the limit', () => {
    const sizes: number[] = [];
    class Counting extends asyncio.StreamReader {
      override read(n?: number): asyncio.Coroutine<Buffer> {
        sizes.push(n as number);
        return super.read(n);
      }
    }
    const reader = new Counting(2, { loop });
    fed(reader, 'abcde');
    reader.feed_eof();
    expect(outcome(reader.read(-1))).toBe('abcde');
    expect(sizes).toEqual([-1, 2, 2, 2, 2]);
  });

  it('of a long line that comes in very many pieces takes time in proportion', () => {
    const reader = new_reader(2 ** 22);
    const task = start(reader.readline());
    const piece = Buffer.from('x'.repeat(64));
    for (let i = 0; i < 20_000; i++) {
      reader.feed_data(piece);
      once();
    }
    reader.feed_data(Buffer.from('\n'));
    once();
    expect(task.result().length).toBe(20_000 * 64 + 1);
  });
});

describe('the errors', () => {
  it('say what there was, and how much was wanted', () => {
    const partial = Buffer.from('ab');
    const error = new asyncio.IncompleteReadError(partial, 5);
    expect(error.message).toBe('2 bytes read on a total of 5 expected bytes');
    expect([error.partial, error.expected]).toEqual([partial, 5]);
    expect(error).toBeInstanceOf(EOFError);
    expect(repr(new asyncio.IncompleteReadError(partial, null))).toBe(
      "IncompleteReadError('2 bytes read on a total of None expected bytes',)",
    );
    expect(repr(new asyncio.LimitOverrunError('too long', 5))).toBe(
      "LimitOverrunError('too long',)",
    );
  });
});
