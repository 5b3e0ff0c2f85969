// Characters by the words in their names: an index of Unicode, and a command that looks them up.
import { is_printable, name_of, named_characters, words } from './unicode/names';

export type Index = Map<string, Set<number>>;

// For each word, the characters that have it in their names.
export function read_index() {
  const index: Index = new Map();
  for (const [code, name] of named_characters()) {
    for (const word of words(name)) {
      const codes = index.get(word) ?? new Set();
      codes.add(code);
      index.set(word, codes);
    }
  }
  return index;
}

// The characters that have all these words in their names, in the order of their numbers.
export function find(index: Index, query: string) {
  const [first = '', ...others] = words(query);
  let codes = [...(index.get(first) ?? [])];
  for (const word of others) {
    codes = codes.filter((code) => index.get(word)?.has(code));
  }
  return codes.sort((a, b) => a - b);
}

export function describe(code: number) {
  const char = is_printable(String.fromCodePoint(code)) ? String.fromCodePoint(code) : ' ';
  const number = code.toString(16).toUpperCase().padStart(4, '0');
  return `U+${number} ${char} ${name_of(code)}`;
}

// What all the character finders answer: a line for each character, and how many there are.
export function answer(index: Index, query: string) {
  const codes = find(index, query);
  const count = codes.length;
  return [...codes.map(describe), `${count} found`];
}

function main() {
  const query = process.argv.slice(2).join(' ') || 'black chess';
  const index = read_index();
  for (const line of answer(index, query)) {
    console.log(line);
  }
}

if (require.main === module) {
  main();
}
