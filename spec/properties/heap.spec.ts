import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { heapify, heappop, heappush } from '../../lib/heapq';
import { VirtualTimeLoop } from '../../lib/test_utils';
import { has_python36, without_python36 } from '../support/python36';
import type { Pair } from './heap_model';
import * as model from './heap_model';
import { ask_python } from './python';
import { holds, samples, shortest_difference } from './runs';

const key = fc.integer({ min: 0, max: 5 });

/** A heap that is made of `start`; then a number pushes that key, and null pops. */
interface Script {
  readonly start: readonly number[];
  readonly steps: readonly (number | null)[];
}

const script: fc.Arbitrary<Script> = fc.record({
  start: fc.array(key, { maxLength: 40 }),
  steps: fc.array(fc.option(key, { freq: 2 }), { maxLength: 60 }),
});

/** The tags in the order in which they were popped, and those that are left, as they lie. */
type Order = readonly [popped: number[], left: number[]];

interface Heap {
  readonly make: (heap: Pair[]) => void;
  readonly push: (heap: Pair[], pair: Pair) => void;
  readonly pop: (heap: Pair[]) => Pair | undefined;
}

const less = (a: Pair, b: Pair): boolean => a[0] < b[0];

const ours: Heap = {
  make: (heap) => heapify(heap, less),
  push: (heap, pair) => heappush(heap, pair, less),
  pop: (heap) => (heap.length > 0 ? heappop(heap, less) : undefined),
};

function play({ start, steps }: Script, { make, push, pop }: Heap): Order {
  const heap = start.map((number, tag): Pair => [number, tag]);
  make(heap);
  const popped: number[] = [];
  steps.forEach((step, i) => {
    if (step !== null) push(heap, [step, start.length + i]);
    else popped.push(pop(heap)?.[1] ?? -1);
  });
  return [popped, heap.map(([, tag]) => tag)];
}

/** Timers set before the loop runs, some of them cancelled; a timer may set another one, or cancel one, when it runs. */
interface Timers {
  readonly timers: readonly {
    readonly when: number;
    readonly sets?: number;
    readonly cancels?: number;
  }[];
  readonly cancelled: readonly number[];
}

function timers_of(
  constraints: fc.ArrayConstraints,
  cancelled: fc.ArrayConstraints,
): fc.Arbitrary<Timers> {
  const tag = fc.nat({ max: 200 });
  const timer = fc.record(
    { when: fc.integer({ min: -1, max: 5 }), sets: fc.integer({ min: -1, max: 3 }), cancels: tag },
    { requiredKeys: ['when'] },
  );
  return fc.record({
    timers: fc.array(timer, constraints),
    cancelled: fc.uniqueArray(tag, cancelled),
  });
}

const timers = fc.oneof(
  timers_of({ maxLength: 30 }, { maxLength: 20 }),
  // More than 100, and mostly cancelled: swept out of the heap, which is made anew.
  timers_of({ minLength: 95, maxLength: 130 }, { minLength: 45, maxLength: 80 }),
);

/** In which order the timers run, by number; those that are set by others are numbered on. */
function run_timers({ timers, cancelled }: Timers): number[] {
  const loop = new VirtualTimeLoop();
  const order: number[] = [];
  const handles = timers.map(({ when, sets, cancels }, tag) =>
    loop.call_at(when, () => {
      order.push(tag);
      handles[cancels ?? -1]?.cancel();
      const next = handles.length;
      if (sets !== undefined) handles.push(loop.call_later(sets, () => order.push(next)));
    }),
  );
  for (const tag of cancelled) handles[tag]?.cancel();
  loop.call_at(100, () => loop.stop());
  loop.run_forever();
  loop.close();
  return order;
}

describe('the heap', () => {
  it('sifts as heapq does, whatever is pushed and popped', () => {
    holds(400, script, (some) => expect(play(some, ours)).toEqual(play(some, model_heap)));
  });

  it('keeps the timers of a loop in that order, those that are cancelled included', () => {
    const without_effects = timers.map(({ timers, cancelled }) => ({
      timers: timers.map(({ when }) => ({ when })),
      cancelled,
    }));
    holds(200, without_effects, (some) => expect(run_timers(some)).toEqual(expected_order(some)));
  });

  it.skipIf(!has_python36)(`sifts as CPython's heapq does${without_python36}`, () => {
    const scripts = samples(400, script);
    const theirs = ask_python<Order>('heap', scripts);
    const with_model = scripts.map((some) => play(some, model_heap));
    expect(shortest_difference(scripts, with_model, theirs)).toBe(undefined);
    const with_ours = scripts.map((some) => play(some, ours));
    expect(shortest_difference(scripts, with_ours, theirs)).toBe(undefined);
  });

  it.skipIf(!has_python36)(`runs the timers of a loop as CPython does${without_python36}`, () => {
    const programs = samples(200, timers);
    const theirs = ask_python<number[]>('timers', programs);
    expect(shortest_difference(programs, programs.map(run_timers), theirs)).toBe(undefined);
  });
});

const model_heap: Heap = { make: model.make, push: model.push, pop: model.pop };

/** Timers that have no effects, as CPython's loop treats them. */
function expected_order({ timers, cancelled }: Timers): number[] {
  const gone = new Set(cancelled.filter((tag) => tag < timers.length));
  const is_gone = ([, tag]: Pair): boolean => gone.has(tag);
  let count = gone.size;
  let heap: Pair[] = [];
  timers.forEach(({ when }, tag) => {
    model.push(heap, [when, tag]);
  });
  model.push(heap, [100, timers.length]);

  const order: number[] = [];
  while (heap.length > 0) {
    if (heap.length > 100 && count / heap.length > 0.5) {
      heap = heap.filter((pair) => !is_gone(pair));
      model.make(heap);
      count = 0;
    }
    for (; heap[0] !== undefined && is_gone(heap[0]); count--) model.pop(heap);
    const now = Math.max(0, heap[0]?.[0] ?? 0);
    while (heap[0] !== undefined && heap[0][0] <= now) {
      const due = model.pop(heap) as Pair;
      if (!is_gone(due)) order.push(due[1]);
    }
  }
  return order.slice(0, -1);
}
