/**
 * How properties are tried: with a fixed seed, so that a failure is the same the next time; fast-check prints it, and the
 * smallest case found. PROPERTY_RUNS (a number, 1 by default) multiplies the cases.
 */

import fc from 'fast-check';
import { vi } from 'vitest';

const factor = Number(process.env.PROPERTY_RUNS) || 1;

const SEED = 361_500;

// How long the cases take depends on how many there are.
vi.setConfig({ testTimeout: 0 });

const runs = (count: number): number => Math.max(1, Math.ceil(count * factor));

/**
 * Try a predicate on so many cases; it raises for those that contradict the property.
 *
 * @param series different numbers give different cases.
 */
export function holds<T>(
  count: number,
  cases: fc.Arbitrary<T>,
  predicate: (value: T) => void,
  series = 0,
): void {
  const property = fc.property(cases, (value) => {
    predicate(value);
  });
  fc.assert(property, { seed: SEED + series, numRuns: runs(count) });
}

/** So many cases, always the same, for CPython to judge in one batch. */
export function samples<T>(count: number, cases: fc.Arbitrary<T>, series = 0): T[] {
  return fc.sample(cases, { seed: SEED + series, numRuns: runs(count) });
}

/** The shortest of the cases that differ, with what both sides say of it; None when none differs. */
export function shortest_difference<T, R>(
  cases: readonly T[],
  ours: readonly R[],
  theirs: readonly R[],
):
  | { seed: number; differing: number; case: T; ours: R | undefined; theirs: R | undefined }
  | undefined {
  const differing = cases.flatMap((_, i) =>
    JSON.stringify(ours[i]) === JSON.stringify(theirs[i]) ? [] : [i],
  );
  const length = (i: number): number => JSON.stringify(cases[i]).length;
  const [first] = differing.sort((a, b) => length(a) - length(b));
  if (first === undefined) return undefined;
  return {
    seed: SEED,
    differing: differing.length,
    case: cases[first] as T,
    ours: ours[first],
    theirs: theirs[first],
  };
}
