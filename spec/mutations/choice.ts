/** Which mutations a run makes. */

import { createHash } from 'node:crypto';
import type { Candidate } from './mutation';

export interface Choice {
  /** Parts of names; none: every name. */
  readonly only: readonly string[];
  /** Paths below `lib/`; none: every file. */
  readonly files: readonly string[];
  /** So many at the most. Counting `seed` up goes through all of them in turn. */
  readonly sample: number | undefined;
  readonly seed: number;
}

export function chosen(all: readonly Candidate[], choice: Choice): Candidate[] {
  const { only, files, sample, seed } = choice;
  const fitting = all.filter(
    ({ file, mutation }) =>
      (files.length === 0 || files.includes(file)) &&
      (only.length === 0 || only.some((part) => mutation.name.includes(part))),
  );
  if (sample === undefined || sample >= fitting.length) return fitting;
  const mixed = fitting.sort((a, b) => (digest(a) < digest(b) ? -1 : 1));
  const start = (seed * sample) % mixed.length;
  return [...mixed, ...mixed].slice(start, start + sample);
}

/** An order that has nothing to do with the files, so that each sample has some of many. */
function digest({ mutation }: Candidate): string {
  return createHash('sha256').update(mutation.name).digest('hex');
}
