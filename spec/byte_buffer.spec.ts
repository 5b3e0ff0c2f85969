import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteBuffer } from '../lib/byte_buffer';

function filled(...pieces: string[]): ByteBuffer {
  const buffer = new ByteBuffer();
  for (const piece of pieces) buffer.append(Buffer.from(piece));
  return buffer;
}

/** How many pieces it keeps. */
const count = (buffer: ByteBuffer) => (buffer as unknown as { _pieces: Buffer[] })._pieces.length;

describe('a buffer of bytes', () => {
  it('gives what was put in, in any portions', () => {
    const buffer = filled('ab', 'cde', 'f');
    expect(buffer.length).toBe(6);
    expect(String(buffer.take(1))).toBe('a');
    expect(String(buffer.take(4))).toBe('bcde');
    expect(String(buffer.take(9))).toBe('f');
    expect(String(buffer.take(9))).toBe('');
    expect(buffer.length).toBe(0);
  });

  it('hands over a piece that is read as a whole, and copies a small part of one', () => {
    const buffer = new ByteBuffer();
    const piece = Buffer.alloc(10_000, 'x');
    buffer.append(piece);
    buffer.append(piece);
    expect(buffer.take(10_000)).toBe(piece);
    expect(buffer.take(100).buffer).not.toBe(piece.buffer);
    expect(buffer.take(9900).buffer).toBe(piece.buffer);
  });

  it('takes any Uint8Array, also a part of a larger one', () => {
    const buffer = new ByteBuffer();
    buffer.append(new Uint8Array([97, 98, 99, 100]).subarray(1, 3));
    expect(String(buffer.take_all())).toBe('bc');
  });

  it('gathers small pieces: many bytes are never very many pieces', () => {
    const buffer = new ByteBuffer();
    for (let i = 0; i < 100_000; i++) buffer.append(Buffer.of(i & 0xff));
    expect(count(buffer)).toBeLessThan(50);
    expect(buffer.take_all().every((byte, i) => byte === (i & 0xff))).toBe(true);
  });

  it('forgets the pieces that are taken', () => {
    const buffer = new ByteBuffer();
    for (let i = 0; i < 1000; i++) {
      buffer.append(Buffer.alloc(5000));
      buffer.append(Buffer.alloc(5000));
      buffer.take(9999);
    }
    expect(buffer.length).toBe(1000);
    expect(count(buffer)).toBeLessThan(4);
  });

  it('does not write into what it has handed over', () => {
    const buffer = filled('a', 'b');
    const first = buffer.take(2);
    const second = filled('c', 'd').take(2);
    buffer.append(Buffer.from('e'));
    buffer.append(Buffer.from('f'));
    expect([String(first), String(second), String(buffer.take(2))]).toEqual(['ab', 'cd', 'ef']);
  });
});

describe('a search', () => {
  it('finds a separator that came in parts, the first of several', () => {
    const buffer = new ByteBuffer();
    for (const piece of ['a'.repeat(4096), `${'b'.repeat(4096)}\r`, `\n${'c'.repeat(4096)}\r\n`]) {
      buffer.append(Buffer.from(piece));
    }
    expect(count(buffer)).toBe(3);
    expect(buffer.find(Buffer.from('\r\n'), 0)).toBe(8192);
    expect(buffer.find(Buffer.from('\r\n'), 8192)).toBe(8192);
    expect(buffer.find(Buffer.from('\r\n'), 8193)).toBe(12290);
    expect(buffer.find(Buffer.from('\r\n'), 12291)).toBe(-1);
  });

  it('counts from the first byte that is not taken', () => {
    const buffer = filled('abcabc');
    buffer.take(1);
    expect(buffer.find(Buffer.from('a'), 0)).toBe(2);
    expect(buffer.find(Buffer.from('b'), 0)).toBe(0);
    expect(buffer.find(Buffer.from('b'), 1)).toBe(3);
    expect(new ByteBuffer().find(Buffer.from('b'), 0)).toBe(-1);
  });

  it('is for bytes', () => {
    expect(() => filled('a').find('a' as unknown as Buffer, 0)).toThrow(
      new TypeError("a bytes-like object is required, not 'str'"),
    );
  });
});

/** Pieces of both kinds, of few different letters, so that separators are found and almost found. */
const a_piece = fc
  .tuple(
    fc.constantFrom(1, 2, 7, 4095, 4096, 9000),
    fc.array(fc.constantFrom(0, 1), { maxLength: 9 }),
  )
  .map(([size, bytes]) => Buffer.alloc(size, Buffer.from([...bytes, 1])));
const a_step = fc.oneof(
  a_piece.map((piece) => ({ piece })),
  fc.constantFrom(0, 1, 3, 4096, 10_000).map((take) => ({ take })),
  fc.record({
    find: fc
      .array(fc.constantFrom(0, 1), { minLength: 1, maxLength: 5 })
      .map((it) => Buffer.from(it)),
    from: fc.double({ min: 0, max: 1, noNaN: true }),
  }),
);

describe('whatever is done with it, a buffer of bytes', () => {
  it('is one array of bytes for all to see', () => {
    fc.assert(
      fc.property(fc.array(a_step, { maxLength: 40 }), (steps) => {
        const buffer = new ByteBuffer();
        let model = Buffer.alloc(0);
        for (const step of steps) {
          if ('piece' in step) {
            buffer.append(Buffer.from(step.piece));
            model = Buffer.concat([model, step.piece]);
          } else if ('take' in step) {
            expect(buffer.take(step.take).equals(model.subarray(0, step.take))).toBe(true);
            model = model.subarray(step.take);
          } else {
            const from = Math.floor(step.from * model.length);
            expect(buffer.find(step.find, from)).toBe(model.indexOf(step.find, from));
          }
          expect(buffer.length).toBe(model.length);
        }
        expect(buffer.take_all().equals(model)).toBe(true);
      }),
    );
  });
});
