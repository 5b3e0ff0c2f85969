import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as asyncio from '../../lib/index';
import { VirtualTimeLoop } from '../../lib/test_utils';
import { has_python36, without_python36 } from '../support/python36';
import { ask_python } from './python';
import { holds, samples, shortest_difference } from './runs';

const loop = new VirtualTimeLoop();

/** Numbers that both languages write alike: JSON has no integer that is a float. */
const number = fc.oneof(
  fc.integer({ min: -3, max: 3 }),
  fc.integer(),
  fc.integer({ min: -4, max: 4 }).map((n) => n + 0.5),
);

/** Some of the characters are beyond 16 bits, or halves of such: the order by code point is not that by unit. */
const text = fc.string({
  unit: fc.constantFrom('a', 'b', '', '\uffff', '\ud83d', '\ude00', '\u{1f600}', '\u{10000}'),
  maxLength: 4,
});

const list = <T>(item: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(item, { maxLength: 3 });

const jumble: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown; list: unknown[] }>((tie) => ({
  list: fc.array(tie('value'), { maxLength: 3 }),
  value: fc.oneof(
    { maxDepth: 2, withCrossShrink: true },
    fc.integer({ min: -1, max: 2 }),
    fc.constantFrom<unknown>(0.5, true, false, null, 'a', '', {}, { a: 1 }, { a: [1] }),
    tie('list'),
    fc.tuple(fc.integer({ min: 0, max: 1 }), tie('value')),
  ),
})).value;

/** What has no order is equal to itself, and then the next item decides. */
const unordered = fc.constantFrom<unknown>(null, {}, { a: 1 }, { a: [null] }, [null], [], 1, true);

type Step = { readonly put: unknown } | { readonly get: true };

interface Program {
  readonly steps: readonly Step[];
  /** Arrays are tuples for CPython; else lists. */
  readonly tuples: boolean;
}

function program(item: fc.Arbitrary<unknown>): fc.Arbitrary<Program> {
  const step = fc.oneof(
    { weight: 3, arbitrary: fc.record({ put: item }) },
    { weight: 2, arbitrary: fc.constant({ get: true } as const) },
  );
  return fc.record({ steps: fc.array(step, { maxLength: 30 }), tuples: fc.boolean() });
}

/** Each step's result, what is left as it lies in the heap, and the number of unfinished items. */
type Result = readonly [results: unknown[], left: unknown[], unfinished: number];

function play({ steps }: Program): Result {
  const queue = new asyncio.PriorityQueue({ loop });
  const results = steps.map((step) => {
    try {
      if ('get' in step) return [queue.get_nowait()];
      queue.put_nowait(step.put);
      return 'put';
    } catch (error) {
      if (error instanceof asyncio.QueueEmpty) return 'empty';
      if (error instanceof TypeError) return error.message;
      throw error;
    }
  });
  return [results, queue._queue, queue._unfinished_tasks];
}

const by_value = (a: number, b: number): number => a - b;

function by_code_point(a: string, b: string): number {
  return lexicographic((x: string, y: string) => by_value(point(x), point(y)))([...a], [...b]);
}

const point = (character: string): number => character.codePointAt(0) as number;

function lexicographic<T>(compare: (a: T, b: T) => number) {
  return (a: readonly T[], b: readonly T[]): number => {
    const different = a.findIndex((item, i) => i >= b.length || compare(item, b[i] as T) !== 0);
    if (different < 0) return a.length - b.length;
    if (different >= b.length) return 1;
    return compare(a[different] as T, b[different] as T);
  };
}

describe('a PriorityQueue', () => {
  function gives_in_order<T>(item: fc.Arbitrary<T>, compare: (a: T, b: T) => number): void {
    holds(150, fc.array(item, { maxLength: 30 }), (items) => {
      const queue = new asyncio.PriorityQueue<T>({ loop });
      for (const one of items) queue.put_nowait(one);
      const given = items.map(() => queue.get_nowait());
      expect(given).toEqual([...items].sort(compare));
    });
  }

  it('gives numbers by value', () => gives_in_order(number, by_value));

  it('gives strings by code point', () => gives_in_order(text, by_code_point));

  it('gives arrays item by item, shorter ones first', () => {
    gives_in_order(list(number), lexicographic(by_value));
    gives_in_order(list(list(text)), lexicographic(lexicographic(by_code_point)));
  });

  it('keeps what cannot be compared, and every item comes out once at the most', () => {
    holds(150, program(jumble), (some) => {
      const [results, left] = play(some);
      const put = some.steps.flatMap((step) => ('put' in step ? [step.put] : []));
      const given = results.flatMap((result) => (Array.isArray(result) ? result : []));
      const failed_gets = some.steps.filter(
        (step, i) => 'get' in step && typeof results[i] === 'string' && results[i] !== 'empty',
      );
      expect(given.length + left.length + failed_gets.length).toBe(put.length);
      for (const item of [...given, ...left]) expect(put).toContain(item);
    });
  });

  it.skipIf(!has_python36)(
    `compares, orders and refuses as CPython does${without_python36}`,
    () => {
      const programs = [
        ...[number, text, list(number), list(list(text)), list(unordered)].flatMap((item) =>
          samples(100, program(item)),
        ),
        ...samples(400, program(jumble)),
      ];
      const theirs = ask_python<Result>('priority', programs);
      expect(shortest_difference(programs, programs.map(play), theirs)).toBe(undefined);
    },
  );
});
