import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { heapify, heappop, heappush } from '../lib/heapq';
import { VirtualTimeLoop } from '../lib/test_utils';
import { has_python36, python36, without_python36 } from './support/python36';

/** Compared by its key alone; the tag tells items with equal keys apart. */
type Item = readonly [key: number, tag: number];
const less = (a: Item, b: Item): boolean => a[0] < b[0];
const plain = (a: number, b: number): boolean => a < b;

const tagged = (keys: readonly number[]): Item[] => keys.map((key, tag) => [key, tag]);
const tags = (items: readonly Item[]): number[] => items.map(([, tag]) => tag);

function pushed(keys: readonly number[]): Item[] {
  const heap: Item[] = [];
  for (const item of tagged(keys)) heappush(heap, item, less);
  return heap;
}

function pop_all(heap: Item[]): Item[] {
  const order: Item[] = [];
  while (heap.length > 0) order.push(heappop(heap, less));
  return order;
}

describe('a heap', () => {
  it('gives its items in order', () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), (keys) => {
        const heap: number[] = [];
        for (const key of keys) heappush(heap, key, plain);
        const popped = keys.map(() => heappop(heap, plain));
        expect(popped).toEqual([...keys].sort((a, b) => a - b));
        expect(heap).toEqual([]);
      }),
    );
  });

  it('keeps every parent no greater than its children, whatever is pushed and popped', () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.integer({ min: 0, max: 20 }), { freq: 3 })), (steps) => {
        const heap: number[] = [];
        for (const step of steps) {
          if (step !== null) heappush(heap, step, plain);
          else if (heap.length > 0) heappop(heap, plain);
          const broken = heap.filter((key, i) => i > 0 && key < (heap[(i - 1) >> 1] as number));
          expect(broken).toEqual([]);
        }
      }),
    );
  });

  it('is made of any array by heapify', () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), (keys) => {
        const heap = [...keys];
        heapify(heap, plain);
        expect(keys.map(() => heappop(heap, plain))).toEqual([...keys].sort((a, b) => a - b));
      }),
    );
  });

  it('of one item and of none needs no comparison', () => {
    const never = (): boolean => expect.unreachable();
    const heap: number[] = [];
    heapify(heap, never);
    heappush(heap, 1, never);
    heapify(heap, never);
    expect([heappop(heap, never), heap]).toEqual([1, []]);
  });
});

describe('items with equal keys', () => {
  it('leave the heap as in CPython: five equal ones before a later one', () => {
    expect(tags(pop_all(pushed([1, 1, 1, 1, 1, 2])))).toEqual([0, 2, 1, 3, 4, 5]);
  });

  it('leave it in another order when there were others before, as in CPython', () => {
    expect(tags(pop_all(pushed([0, 0, 0, 5, 5, 5, 5, 5])))).toEqual([0, 2, 1, 6, 5, 7, 4, 3]);
  });

  it('leave it as in CPython after heapify', () => {
    const heap = tagged([3, 1, 1, 2, 1, 3, 1, 2]);
    heapify(heap, less);
    expect(tags(heap)).toEqual([6, 4, 2, 7, 1, 5, 0, 3]);
    expect(tags(pop_all(heap))).toEqual([6, 2, 4, 1, 3, 7, 5, 0]);
  });

  it('make timers for one moment run in the order that CPython runs them in', () => {
    const run = (others: readonly number[]): number[] => {
      const loop = new VirtualTimeLoop();
      const order: number[] = [];
      for (const when of others) loop.call_at(when, () => {});
      for (let i = 0; i < 5; i++) loop.call_at(10, () => order.push(i));
      loop.call_at(11, () => loop.stop());
      loop.run_forever();
      loop.close();
      return order;
    };
    expect(run([])).toEqual([0, 2, 1, 3, 4]);
    expect(run([20])).toEqual([0, 1, 4, 2, 3]);
    expect(run([1, 2, 3])).toEqual([3, 2, 4, 1, 0]);
  });
});

describe('a comparison that raises', () => {
  /** The first `count` comparisons succeed. */
  function faulty(count: number): typeof plain {
    let left = count;
    return (a, b) => {
      if (left-- === 0) throw new TypeError('no order');
      return a < b;
    };
  }

  const sorted = (keys: readonly number[]): number[] => [...keys].sort((a, b) => a - b);
  const KEYS = [5, 3, 8, 1, 9, 2, 7, 4, 6, 0];

  it.each([0, 1, 2])('after %i others loses nothing but the item being popped', (count) => {
    const heap = [...KEYS];
    expect(() => heapify(heap, faulty(count))).toThrow('no order');
    expect(sorted(heap)).toEqual(sorted(KEYS));
    heapify(heap, plain);
    expect(() => heappop(heap, faulty(count))).toThrow('no order');
    expect(sorted(heap)).toEqual(sorted(KEYS).slice(1));
    heapify(heap, plain);
    expect(() => heappush(heap, -1, faulty(count))).toThrow('no order');
    expect(sorted(heap)).toEqual([-1, ...sorted(KEYS).slice(1)]);
  });

  it('leaves the item that is pushed in the heap', () => {
    const heap = [1, 3, 2];
    const fail = (): boolean => {
      throw new TypeError('no order');
    };
    expect(() => heappush(heap, 0, fail)).toThrow('no order');
    expect(heap).toEqual([1, 3, 2, 0]);
  });
});

describe('against CPython', () => {
  /** A number pushes an item with that key, null pops; the heap is made of `start` by heapify. */
  interface Script {
    readonly start: readonly number[];
    readonly steps: readonly (number | null)[];
  }

  const scripts = fc.sample(
    fc.record({
      start: fc.array(fc.integer({ min: 0, max: 6 }), { maxLength: 40 }),
      steps: fc.array(fc.option(fc.integer({ min: 0, max: 6 }), { freq: 2 }), { maxLength: 60 }),
    }),
    { numRuns: 400, seed: 20 },
  ) as Script[];

  it.skipIf(!has_python36)(`every sift is heapq's${without_python36}`, () => {
    const program = `
import heapq, json, sys
class Item:
    def __init__(self, key, tag): self.key, self.tag = key, tag
    def __lt__(self, other): return self.key < other.key
for script in json.load(sys.stdin):
    heap = [Item(key, tag) for tag, key in enumerate(script['start'])]
    heapq.heapify(heap)
    popped = []
    for tag, step in enumerate(script['steps'], len(heap)):
        if step is not None: heapq.heappush(heap, Item(step, tag))
        elif heap: popped.append(heapq.heappop(heap).tag)
    print(json.dumps([popped, [item.tag for item in heap]]))`;
    const { stdout } = python36(['-c', program], { input: JSON.stringify(scripts) });
    const theirs = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    const ours = scripts.map(({ start, steps }) => {
      const heap = tagged(start);
      heapify(heap, less);
      const popped: number[] = [];
      steps.forEach((step, i) => {
        if (step !== null) heappush(heap, [step, start.length + i], less);
        else if (heap.length > 0) popped.push(heappop(heap, less)[1]);
      });
      return [popped, tags(heap)];
    });
    expect(ours).toEqual(theirs);
  });
});
