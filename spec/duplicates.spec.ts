import { describe, expect, it } from 'vitest';
import { has_duplicates } from '../lib/duplicates';

const objects = (count: number): object[] => Array.from({ length: count }, () => ({}));

describe('has_duplicates', () => {
  it('says whether an object stands in the list twice', () => {
    const [a, b, c] = objects(3);
    expect(has_duplicates([])).toBe(false);
    expect(has_duplicates([a, b, c])).toBe(false);
    expect(has_duplicates([a, b, a])).toBe(true);
    expect(has_duplicates([a, b, c, c])).toBe(true);
  });

  it.each([4095, 4096, 4097, 10_000, 45_000])('does so among %i', (count) => {
    const list = objects(count);
    expect(has_duplicates(list)).toBe(false);
    for (const twice of [0, count >> 1, count - 1]) {
      expect([twice, has_duplicates([...list, list[twice]])]).toEqual([twice, true]);
    }
  });
});
