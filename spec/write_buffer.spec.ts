import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { WriteBuffer } from '../lib/write_buffer';

const KIB = 1024;

/** A stream that takes nothing before it is told to. */
function slow_stream() {
  const taken: Buffer[] = [];
  const waiting: (() => void)[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      waiting.push(() => {
        taken.push(chunk);
        done();
      });
    },
  });
  /** Take all that was given. */
  const take = () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) next();
  };
  return { stream, taken, take };
}

describe('a write buffer', () => {
  it('counts what the stream has not taken, and what it has not been given', () => {
    const { stream, take } = slow_stream();
    const buffer = new WriteBuffer(stream, () => {});
    buffer.write(Buffer.alloc(10 * KIB));
    expect(buffer.size).toBe(10 * KIB);
    buffer.write(Buffer.alloc(KIB));
    expect([buffer.size, stream.writableLength]).toEqual([11 * KIB, 10 * KIB]);
    take();
    // Not before it is asked.
    expect(buffer.size).toBe(11 * KIB);
    buffer.advance();
    expect([buffer.size, stream.writableLength]).toEqual([KIB, KIB]);
    take();
    buffer.advance();
    expect(buffer.size).toBe(0);
  });

  it('gives 256 KiB at the most, in pieces of 64 KiB', () => {
    const { stream, taken, take } = slow_stream();
    const buffer = new WriteBuffer(stream, () => {});
    const data = Buffer.from(Array.from({ length: 600 * KIB }, (_, i) => i % 251));
    buffer.write(data);
    expect(stream.writableLength).toBe(64 * KIB);
    buffer.advance();
    expect([buffer.size, stream.writableLength]).toEqual([600 * KIB, 256 * KIB]);
    while (buffer.size > 0) {
      take();
      buffer.advance();
      expect(stream.writableLength).toBeLessThanOrEqual(256 * KIB);
    }
    expect(Buffer.concat(taken).equals(data)).toBe(true);
    expect(taken.every((piece) => piece.length <= 64 * KIB)).toBe(true);
  });

  it('is empty when it is cleared', () => {
    const { stream } = slow_stream();
    const buffer = new WriteBuffer(stream, () => {});
    buffer.write(Buffer.alloc(100 * KIB));
    buffer.clear();
    expect(buffer.size).toBe(0);
  });
});
