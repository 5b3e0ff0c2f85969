import { describe, expect, it } from 'vitest';
import { join_bytes } from '../lib/bytes';

const joined = (parts: unknown) => [...join_bytes(parts as Uint8Array[])];

describe('join_bytes', () => {
  it('puts pieces of any iterable one after the other', () => {
    expect(joined([])).toEqual([]);
    expect(joined([new Uint8Array([1, 2]), Buffer.from([3]), new Uint8Array()])).toEqual([1, 2, 3]);
    expect(joined(new Set([new Uint8Array([4]), new Uint8Array([5])]).values())).toEqual([4, 5]);
  });

  it('copies, also when there is one piece only', () => {
    const piece = new Uint8Array([1]);
    const bytes = join_bytes([piece]);
    piece[0] = 2;
    expect([...bytes]).toEqual([1]);
  });

  it.each([
    [['a'], 'sequence item 0: expected a bytes-like object, str found'],
    [[new Uint8Array(), 3], 'sequence item 1: expected a bytes-like object, int found'],
    ['text', 'sequence item 0: expected a bytes-like object, str found'],
    [3, 'can only join an iterable'],
    [null, 'can only join an iterable'],
  ])("refuses %j in CPython's words", (parts, message) => {
    expect(() => joined(parts)).toThrow(new TypeError(message));
  });
});
