/** Python's `bytes`, as far as the transports need them: `Uint8Array`, a Node Buffer being one. */

import { type_name } from './reprlib';

/**
 * Python's `b''.join(parts)`.
 *
 * @throws TypeError in CPython's words for what is not iterable, and for an item that is not bytes.
 */
export function join_bytes(parts: Iterable<Uint8Array>): Uint8Array {
  const pieces = [...checked_iterable(parts)];
  const size = pieces.reduce((sum, piece, index) => sum + checked_item(piece, index).length, 0);
  const joined = new Uint8Array(size);
  let end = 0;
  for (const piece of pieces) {
    joined.set(piece, end);
    end += piece.length;
  }
  return joined;
}

function checked_iterable(parts: Iterable<Uint8Array>): Iterable<Uint8Array> {
  const is_iterable = typeof (parts as Partial<typeof parts> | null)?.[Symbol.iterator];
  if (is_iterable !== 'function') throw new TypeError('can only join an iterable');
  return parts;
}

function checked_item(piece: unknown, index: number): Uint8Array {
  if (piece instanceof Uint8Array) return piece;
  throw new TypeError(
    `sequence item ${index}: expected a bytes-like object, ${type_name(piece)} found`,
  );
}
