/**
 * Random programs, run by native generators and by ours.
 *
 * `RANDOM_PROGRAMS=100000 RANDOM_SEED=1 npx vitest run spec/trampoline/random.spec.ts` runs more of them.
 */

import { describe, expect, it } from 'vitest';
import { coroutine } from '../../lib/coroutines';
import { is_driven } from '../../lib/trampoline';
import { type RandomProgram, random_program } from '../support/random_programs';
import { by_drive, type Gen } from './generators';

const PROGRAMS = Number(process.env.RANDOM_PROGRAMS ?? 700);
const SEED = Number(process.env.RANDOM_SEED ?? 1);

type Decorate = (fn: GeneratorFunction) => unknown;

/** All that a program notes, and what its driver sees. */
function trace(
  program: RandomProgram,
  decorate: Decorate,
  driven: (object: Gen) => Gen = (object) => object,
): string[] {
  const lines: string[] = [];
  const marked: Decorate = (fn) => decorate(Object.assign(fn, { decorated: true }));
  const root = driven(program.run(marked, (...words) => lines.push(words.map(word).join(' '))));
  for (const [how, value] of program.steps) {
    try {
      lines.push(word(root[how](how === 'throw' ? new Error(`t${value}`) : value)));
    } catch (error) {
      lines.push(`raised ${word(error)}`);
    }
  }
  return lines;
}

/** Ours raises Python's error where V8 raises its own. */
function word(value: unknown): string {
  if (!(value instanceof Error)) return JSON.stringify(value) ?? 'undefined';
  return /already (running|executing)/.test(value.message) ? 'already running' : value.message;
}

const native: Decorate = (fn) => fn;
const ours = coroutine as unknown as Decorate;

function by_driver(object: Gen): Gen {
  return is_driven(object) ? by_drive(object) : object;
}

describe(`${PROGRAMS} random programs`, () => {
  it.each([
    ['by hand', (object: Gen) => object],
    ['by a driver', by_driver],
  ])('do the same as with native generators, driven %s', { timeout: 0 }, (_, driven) => {
    let lines = 0;
    for (let seed = SEED; seed < SEED + PROGRAMS; seed++) {
      const program = random_program(seed);
      const expected = trace(program, native);
      const found = trace(program, ours, driven);
      if (expected.join('\n') !== found.join('\n')) {
        console.log(program.source);
        expect(found, `seed ${seed}`).toEqual(expected);
      }
      lines += expected.length;
    }
    expect(lines).toBeGreaterThan(20 * PROGRAMS);
  });

  it('have something of everything', () => {
    const traces = Array.from({ length: 1000 }, (_, index) =>
      trace(random_program(index), native).join('\n'),
    );
    const parts = {
      'already running': 200,
      'raised ': 200,
      finally: 200,
      caught: 200,
      'by hand': 200,
      left: 20,
      "'throw' method": 10,
      '"done":true': 200,
    };
    for (const [part, least] of Object.entries(parts)) {
      const found = traces.filter((text) => text.includes(part)).length;
      expect(found, part).toBeGreaterThan(least);
    }
  });
});
