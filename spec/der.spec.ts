import { describe, expect, it } from 'vitest';
import { context_tag, elements, object_identifier, single, text } from '../lib/der';
import { ValueError } from '../lib/errors';

const bytes = (...numbers: number[]) => Buffer.from(numbers);

describe('the elements of DER', () => {
  it('follow one another, each with its tag and its contents', () => {
    const found = elements(bytes(0x30, 3, 2, 1, 5, 0x01, 0, 0x04, 1, 9));
    expect(found).toEqual([
      { tag: 0x30, body: bytes(2, 1, 5) },
      { tag: 0x01, body: bytes() },
      { tag: 0x04, body: bytes(9) },
    ]);
    expect(elements(bytes())).toEqual([]);
  });

  it.each([
    [127, [127]],
    [128, [0x81, 128]],
    [255, [0x81, 255]],
    [300, [0x82, 1, 44]],
    [70_000, [0x83, 1, 17, 112]],
    [300, [0x84, 0, 0, 1, 44]],
  ])('may be %i bytes long', (length, header) => {
    const body = Buffer.alloc(length, 7);
    const after = bytes(0x05, 0);
    const found = elements(Buffer.concat([bytes(0x04, ...header), body, after]));
    expect(found.map(({ tag, body }) => [tag, body.length])).toEqual([
      [0x04, length],
      [0x05, 0],
    ]);
    expect(found[0]?.body.equals(body)).toBe(true);
  });

  it.each([
    ['not enough data', [0x30, 5, 1]],
    ['not enough data', [0x30]],
    ['not enough data', [0x30, 0x82, 1]],
    ['header too long', [0x30, 0x80, 0, 0]],
    ['header too long', [0x30, 0x85, 0, 0, 0, 0, 1, 0]],
  ])('raise ValueError when their lengths do not fit: %s %j', (message, numbers) => {
    expect(() => elements(bytes(...numbers))).toThrow(new ValueError(message));
  });

  it('may have to be one', () => {
    expect(single(bytes(5, 1, 3))).toEqual({ tag: 5, body: bytes(3) });
    for (const data of [bytes(), bytes(5, 0, 5, 0)]) {
      expect(() => single(data)).toThrow(new ValueError('one element expected'));
    }
  });

  it('have tags that count within what holds them', () => {
    expect([context_tag(0, 'constructed'), context_tag(3, 'constructed')]).toEqual([0xa0, 0xa3]);
    expect([context_tag(2, 'primitive'), context_tag(7, 'primitive')]).toEqual([0x82, 0x87]);
  });
});

describe('an object identifier', () => {
  it.each([
    ['2.5.4.3', [0x55, 4, 3]],
    ['1.2.840.113549', [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d]],
    ['0.39', [39]],
    ['1.0', [40]],
    ['1.39', [79]],
    ['2.0', [80]],
    ['2.999', [0x88, 0x37]],
    ['2.5.18446744073709551616', [0x55, 0x82, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0]],
  ])('is %s', (name, numbers) => {
    expect(object_identifier(bytes(...numbers))).toBe(name);
  });
});

describe('a text in DER', () => {
  it.each([
    ['UTF8String', 0x0c, Buffer.from('Zoë €')],
    ['BMPString', 0x1e, Buffer.from('Zoë €', 'utf16le').swap16()],
    [
      'UniversalString',
      0x1c,
      bytes(0, 0, 0, 90, 0, 0, 0, 111, 0, 0, 0, 0xeb, 0, 0, 0, 32, 0, 0, 0x20, 0xac),
    ],
  ])('is read by its type: %s', (_, tag, body) => {
    const before = Buffer.from(body);
    expect(text({ tag, body })).toBe('Zoë €');
    expect(body.equals(before)).toBe(true);
  });

  it('may have characters beyond two bytes', () => {
    expect(text({ tag: 0x1c, body: bytes(0, 1, 0xf6, 0) })).toBe('😀');
  });

  it.each([
    ['PrintableString', 0x13],
    ['IA5String', 0x16],
    ['TeletexString', 0x14],
  ])('of one byte for each character is Latin-1: %s', (_, tag) => {
    expect(text({ tag, body: bytes(90, 111, 0xeb) })).toBe('Zoë');
  });
});
