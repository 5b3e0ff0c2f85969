/** The names of the Unicode characters, as charfinder.ts needs them: those of Unicode 9.0, which CPython 3.6 has. */

import NAMES from '@unicode/unicode-9.0.0/Names/index.mjs';

/** What has no name of its own is called `<control>`, `Private Use`, `Hangul Syllable`. */
const COMPUTED = /[<a-z]/;

/** The characters of the first two planes that have a name of their own; the other planes hold hardly any. */
export function* named_characters(): Generator<readonly [code: number, name: string]> {
  for (const [code, name] of NAMES) {
    if (code < 0x20000 && !COMPUTED.test(name)) yield [code, name];
  }
}

export function name_of(code: number): string {
  return NAMES.get(code) ?? '';
}

export function words(text: string): string[] {
  return text.toUpperCase().match(/[A-Z0-9]+/g) ?? [];
}

/** What came over a connection; what is no text becomes U+FFFD. */
export function decode(data: Buffer): string {
  return data.toString();
}

/** Whether a terminal shows it as it is: no control characters, no line ends, nothing that turns the direction. */
export function is_printable(text: string): boolean {
  return !/[\p{C}\p{Z}]/u.test(text.replaceAll(' ', ''));
}
