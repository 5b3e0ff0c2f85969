import { describe, expect, it } from 'vitest';
import { answer, type Index, read_index } from '../../samples/charfinder';
import { is_printable, named_characters } from '../../samples/unicode/names';
import { ROOT } from '../support/programs';
import { has_python36, python36, without_python36 } from '../support/python36';

const index = read_index();

describe('the index of samples/charfinder.ts', () => {
  it('finds the characters that have all the words in their names', () => {
    expect(answer(index, 'cat smiling')).toEqual([
      'U+1F638 😸 GRINNING CAT FACE WITH SMILING EYES',
      'U+1F63A 😺 SMILING CAT FACE WITH OPEN MOUTH',
      'U+1F63B 😻 SMILING CAT FACE WITH HEART-SHAPED EYES',
      '3 found',
    ]);
  });

  it('takes words in any case, and with hyphens as in names', () => {
    expect(answer(index, 'latin capital letter a').at(0)).toBe('U+0041 A LATIN CAPITAL LETTER A');
    expect(answer(index, 'Heart-Shaped')).toEqual(answer(index, 'shaped HEART'));
  });

  it.each(['', '--', 'nosuchword', 'cat nosuchword', 'constructor', '猫'])(
    'finds nothing for %j',
    (query) => {
      expect(answer(index, query)).toEqual(['0 found']);
    },
  );

  it('lists by number: what is beyond U+FFFF comes last', () => {
    const small: Index = new Map([['CAT', new Set([0x1f431, 0xfb03, 0x63])]]);
    expect(answer(small, 'cat').map((line) => line.split(' ', 1)[0])).toEqual([
      'U+0063',
      'U+FB03',
      'U+1F431',
      '3',
    ]);
  });

  it('shows a blank in place of what would break or turn the line', () => {
    for (const words of ['line separator', 'right-to-left override', 'no-break space']) {
      expect(answer(index, words).join('')).toMatch(/^U\+[0-9A-F]{4} {3}[A-Z]/);
    }
    expect(['a b', 'ä', '😺', ' ', ''].filter((text) => !is_printable(text))).toEqual([]);
    expect(['\x03', 'a\tb', '\x7f', '\u2028', '\u00a0'].filter(is_printable)).toEqual([]);
  });

  it.skipIf(!has_python36)(`has the names of CPython 3.6${without_python36}`, () => {
    const program = [
      'import sys; sys.path.insert(0, "samples")',
      'from unicode.names import named_characters',
      'for code, name in named_characters(): print(code, name)',
    ];
    const python = python36(['-c', program.join('\n')], { cwd: ROOT }).stdout.split('\n');
    const ours = [...named_characters()].map(([code, name]) => `${code} ${name}`);
    expect(ours.sort()).toEqual(python.filter((line) => line !== '').sort());
  });
});
