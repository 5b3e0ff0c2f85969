import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Deque } from '../../lib/deque';
import { repr } from '../../lib/reprlib';
import { has_python36, without_python36 } from '../support/python36';
import { ask_python } from './python';
import { holds, samples, shortest_difference } from './runs';

/** What is done to a deque: bursts, so that it is of several blocks, and turns, so that it starts anywhere. */
type Step =
  | readonly ['append' | 'popleft' | 'turn', number]
  /** The item at that place, counted round; from 250 on one that is not there. */
  | readonly ['remove', number]
  | readonly ['clear']
  /** Iterate, and after so many items do that. */
  | readonly ['iterate', number, 'nothing' | 'append' | 'popleft' | 'remove' | 'clear'];

const burst = fc.oneof({ weight: 6, arbitrary: fc.nat(4) }, { weight: 1, arbitrary: fc.nat(200) });

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(fc.constant('append'), burst) },
  { weight: 3, arbitrary: fc.tuple(fc.constant('popleft'), burst) },
  { weight: 4, arbitrary: fc.tuple(fc.constant('turn'), burst) },
  { weight: 8, arbitrary: fc.tuple(fc.constant('remove'), fc.oneof(fc.nat(15), fc.nat(300))) },
  { weight: 1, arbitrary: fc.constant(['clear'] as const) },
  {
    weight: 2,
    arbitrary: fc.tuple(
      fc.constant('iterate'),
      fc.nat(10),
      fc.constantFrom('nothing', 'append', 'popleft', 'remove', 'clear'),
    ),
  },
);

const steps = fc.array(step, { maxLength: 60 });

/** The part of Python's deque that a Deque has, on an array. */
class ArrayDeque {
  items: number[] = [];
  /** How often it was changed. */
  private _changes = 0;

  get length(): number {
    return this.items.length;
  }

  append(item: number): void {
    this._changes += 1;
    this.items.push(item);
  }

  popleft(): number | undefined {
    if (this.items.length > 0) this._changes += 1;
    return this.items.shift();
  }

  remove(item: number): boolean {
    const index = this.items.indexOf(item);
    if (index < 0) return false;
    this._changes += 1;
    this.items.splice(index, 1);
    return true;
  }

  clear(): void {
    this._changes += 1;
    this.items = [];
  }

  *[Symbol.iterator](): Iterator<number> {
    const changes = this._changes;
    for (const item of [...this.items]) {
      yield item;
      if (this._changes !== changes) throw new Error('deque mutated during iteration');
    }
  }
}

/** What every step gives. Items are numbered as they come, modulo 100, so that there are equal ones. */
function play(steps: readonly Step[], deque: Deque<number> | ArrayDeque): unknown[] {
  let count = 0;
  const append = (): void => deque.append(count++ % 100);
  return steps.map((step) => {
    const results: unknown[] = [];
    if (step[0] === 'append') for (let i = 0; i < step[1]; i++) append();
    if (step[0] === 'popleft') {
      for (let i = 0; i < step[1]; i++) results.push(deque.popleft() ?? null);
    }
    if (step[0] === 'turn') {
      for (let i = 0; i < step[1]; i++) {
        deque.popleft();
        append();
      }
    }
    if (step[0] === 'remove') results.push(deque.remove(item_at(deque, step[1])));
    if (step[0] === 'clear') deque.clear();
    if (step[0] === 'iterate') {
      try {
        for (const item of deque) {
          if (results.length === step[1]) change(deque, step[2], append);
          results.push(item);
        }
      } catch (error) {
        results.push((error as Error).message);
      }
    }
    return [...results, deque.length, [...deque]];
  });
}

function item_at(deque: Deque<number> | ArrayDeque, place: number): number {
  return place < 250 && deque.length > 0 ? ([...deque][place % deque.length] as number) : -1;
}

function change(
  deque: Deque<number> | ArrayDeque,
  how: (Step & readonly ['iterate', ...unknown[]])[2],
  append: () => void,
): void {
  if (how === 'append') append();
  if (how === 'popleft') deque.popleft();
  if (how === 'remove') deque.remove(item_at(deque, 3));
  if (how === 'clear') deque.clear();
}

describe('a Deque', () => {
  it('behaves as an array does, whatever is done to it, also during an iteration', () => {
    holds(300, steps, (some) => {
      expect(play(some, new Deque())).toEqual(play(some, new ArrayDeque()));
    });
  });

  it.skipIf(!has_python36)(`behaves as CPython's does${without_python36}`, () => {
    const scripts = samples(300, steps);
    const ours = scripts.map((some) => play(some, new Deque()));
    const theirs = ask_python<unknown[]>('deque', scripts);
    const difference = shortest_difference(scripts, ours, theirs);
    expect(difference, repr(difference)).toBe(undefined);
  });
});
