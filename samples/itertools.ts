/** Python's `itertools.cycle` for strings: their characters, over and over. */
export function* cycle(text: string): Generator<string, never> {
  while (true) yield* text;
}
