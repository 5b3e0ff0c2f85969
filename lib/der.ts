/** A reader of DER, the encoding of certificates: as much of ASN.1 as `ssl_certificate.ts` needs. Wrong data raises. */

import { ValueError } from './errors';

/** One element: its tag byte, and its contents. */
export interface Element {
  readonly tag: number;
  readonly body: Buffer;
}

/** Tag bytes of universal types. */
export const BOOLEAN = 0x01;
export const OCTET_STRING = 0x04;
export const OBJECT_IDENTIFIER = 0x06;
const UTF8_STRING = 0x0c;
const UNIVERSAL_STRING = 0x1c;
const BMP_STRING = 0x1e;

/** The tag byte of the alternative or option with this number, constructed (of elements) or primitive (of bytes). */
export function context_tag(number: number, kind: 'constructed' | 'primitive'): number {
  return number | (kind === 'constructed' ? 0xa0 : 0x80);
}

/**
 * The elements that follow one another in these bytes.
 *
 * @throws ValueError when the lengths do not fit.
 */
export function elements(data: Buffer): Element[] {
  const found: Element[] = [];
  let position = 0;
  while (position < data.length) {
    const tag = byte_at(data, position);
    const [length, start] = length_at(data, position + 1);
    if (start + length > data.length) throw new ValueError('not enough data');
    found.push({ tag, body: data.subarray(start, start + length) });
    position = start + length;
  }
  return found;
}

/**
 * The only element of these bytes.
 *
 * @throws ValueError when there is none, or more than one.
 */
export function single(data: Buffer): Element {
  const [first, second] = elements(data);
  if (first === undefined || second !== undefined) throw new ValueError('one element expected');
  return first;
}

function byte_at(data: Buffer, position: number): number {
  const byte = data[position];
  if (byte === undefined) throw new ValueError('not enough data');
  return byte;
}

/** A length, and where it ends. */
function length_at(data: Buffer, position: number): [number, number] {
  const first = byte_at(data, position);
  if (first < 0x80) return [first, position + 1];
  const count = first & 0x7f;
  // Four bytes are more than any certificate has; none is the indefinite length, which DER forbids.
  if (count === 0 || count > 4) throw new ValueError('header too long');
  let length = 0;
  for (let i = 1; i <= count; i++) length = length * 256 + byte_at(data, position + i);
  return [length, position + 1 + count];
}

/** An object identifier with dots between its numbers: `2.5.4.3`. */
export function object_identifier(body: Buffer): string {
  const numbers: bigint[] = [];
  let number = 0n;
  for (const byte of body) {
    number = (number << 7n) | BigInt(byte & 0x7f);
    if (byte >= 0x80) continue;
    numbers.push(number);
    number = 0n;
  }
  const [first = 0n, ...rest] = numbers;
  const root = first < 80n ? first / 40n : 2n;
  return [root, first - root * 40n, ...rest].join('.');
}

/** The text of a string of any type. What is no UTF-8 in a type of one byte per character is Latin-1. */
export function text({ tag, body }: Element): string {
  if (tag === UTF8_STRING) return body.toString('utf8');
  if (tag === BMP_STRING) return Buffer.from(body).swap16().toString('utf16le');
  if (tag === UNIVERSAL_STRING) {
    const points = Array.from({ length: body.length / 4 }, (_, i) => body.readUInt32BE(4 * i));
    return String.fromCodePoint(...points);
  }
  return body.toString('latin1');
}
