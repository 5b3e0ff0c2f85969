import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Deque } from '../lib/deque';
import { RuntimeError } from '../lib/errors';

function deque_of<T>(...items: T[]): Deque<T> {
  const deque = new Deque<T>();
  for (const item of items) deque.append(item);
  return deque;
}

describe('a Deque', () => {
  it('gives its items first in, first out', () => {
    const deque = deque_of(1, 2, 3);
    expect([deque.popleft(), deque.popleft()]).toEqual([1, 2]);
    deque.append(4);
    expect([deque.popleft(), deque.popleft()]).toEqual([3, 4]);
  });

  it('shows the first item without removing it', () => {
    const deque = deque_of(1, 2);
    expect([deque.first, deque.first, deque.length]).toEqual([1, 1, 2]);
    deque.popleft();
    expect(deque.first).toBe(2);
    deque.popleft();
    expect(deque.first).toBe(undefined);
  });

  it('tells whether all its items are so, and asks no further than it has to', () => {
    const asked: number[] = [];
    const is_small = (item: number): boolean => {
      asked.push(item);
      return item < 3;
    };
    expect(deque_of<number>().every(is_small)).toBe(true);
    const deque = deque_of(9, 9, 9, 9, 9, 1, 2);
    for (let i = 0; i < 5; i++) deque.popleft();
    deque.append(1);
    deque.append(2);
    expect([deque.every(is_small), asked.splice(0)]).toEqual([true, [1, 2, 1, 2]]);
    deque.append(3);
    deque.append(1);
    expect([deque.every(is_small), asked]).toEqual([false, [1, 2, 1, 2, 3]]);
  });

  it('is empty at first, and gives None then', () => {
    const deque = new Deque<number>();
    expect([deque.length, deque.popleft(), [...deque]]).toEqual([0, undefined, []]);
  });

  it('counts an item that is None', () => {
    const deque = deque_of<undefined>(undefined, undefined);
    expect(deque.length).toBe(2);
    deque.popleft();
    expect(deque.length).toBe(1);
  });

  it('removes the first occurrence of an item, and says whether there was one', () => {
    const deque = deque_of('a', 'b', 'a', 'c');
    expect([deque.remove('a'), [...deque]]).toEqual([true, ['b', 'a', 'c']]);
    expect([deque.remove('x'), [...deque]]).toEqual([false, ['b', 'a', 'c']]);
    expect(new Deque<string>().remove('a')).toBe(false);
    expect(new Deque<undefined>().remove(undefined)).toBe(false);
  });

  it('is empty after clear(), and works on', () => {
    const deque = deque_of(1, 2);
    deque.clear();
    expect([deque.length, [...deque]]).toEqual([0, []]);
    deque.append(3);
    expect([...deque]).toEqual([3]);
  });

  it('behaves as an array does, whatever is done to it', () => {
    const step = fc.oneof(
      { weight: 5, arbitrary: fc.record({ append: fc.integer({ min: 0, max: 9 }) }) },
      { weight: 4, arbitrary: fc.constant('popleft' as const) },
      { weight: 1, arbitrary: fc.record({ remove: fc.integer({ min: 0, max: 9 }) }) },
      { weight: 1, arbitrary: fc.constant('clear' as const) },
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const deque = new Deque<number>();
        const array: number[] = [];
        for (const what of steps) {
          if (what === 'popleft') expect(deque.popleft()).toBe(array.shift());
          else if (what === 'clear') {
            deque.clear();
            array.length = 0;
          } else if ('append' in what) {
            deque.append(what.append);
            array.push(what.append);
          } else {
            const index = array.indexOf(what.remove);
            expect(deque.remove(what.remove)).toBe(index >= 0);
            if (index >= 0) array.splice(index, 1);
          }
          expect([...deque]).toEqual(array);
          expect(deque.length).toBe(array.length);
        }
      }),
    );
  });

  it('keeps its order when it grows while items leave it', () => {
    const deque = new Deque<number>();
    let next = 0;
    let expected = 0;
    for (let round = 1; round < 300; round++) {
      for (let i = 0; i < 3; i++) deque.append(next++);
      for (let i = 0; i < 2; i++) expect(deque.popleft()).toBe(expected++);
      expect(deque.length).toBe(round);
    }
  });

  it('removes an item that lies many blocks away', () => {
    const numbers = Array.from({ length: 300 }, (_, i) => i);
    const deque = deque_of(...numbers);
    deque.popleft();
    expect(deque.remove(200)).toBe(true);
    expect([...deque]).toEqual(numbers.filter((i) => i !== 0 && i !== 200));
    expect(deque.length).toBe(298);
  });

  it('raises in an iteration during which it was changed, as in Python', () => {
    const changes: ((deque: Deque<number>) => unknown)[] = [
      (deque) => deque.append(1),
      (deque) => deque.popleft(),
      (deque) => deque.clear(),
      (deque) => deque.remove(2),
    ];
    for (const change of changes) {
      const deque = deque_of(1, 2, 3);
      const error = new RuntimeError('deque mutated during iteration');
      expect(() => {
        for (const _ of deque) change(deque);
      }).toThrow(error);
    }
  });

  it('raises in an iteration during which everything in it was replaced', () => {
    const deque = deque_of(1, 2, 3);
    expect(() => {
      for (const _ of deque) for (let i = 0; i < 128; i++) deque.append(deque.popleft() ?? 0);
    }).toThrow(new RuntimeError('deque mutated during iteration'));
  });

  it('raises in an iteration that makes it grow, instead of going round for ever', () => {
    const deque = deque_of(1, 2, 3, 4, 5, 6, 7);
    expect(() => {
      for (const item of deque) deque.append(item);
    }).toThrow(RuntimeError);
  });

  it('lets an iteration end early', () => {
    const deque = deque_of(1, 2, 3);
    for (const item of deque) {
      deque.append(item);
      break;
    }
    expect([...deque]).toEqual([1, 2, 3, 1]);
  });

  it('keeps nothing alive that was taken out of it', async () => {
    const deque = new Deque<object>();
    deque.append({});
    const reference = new WeakRef(deque.popleft() as object);
    deque.append({ stays: true });
    for (let i = 0; i < 50 && reference.deref() !== undefined; i++) {
      await new Promise((resolve) => setImmediate(resolve));
      globalThis.gc?.();
    }
    expect(reference.deref()).toBe(undefined);
    expect(deque.length).toBe(1);
  });

  it('gives the memory of a rush back', () => {
    const heap_used = (): number => {
      globalThis.gc?.();
      return process.memoryUsage().heapUsed;
    };
    const deque = new Deque<number>();
    const before = heap_used();
    for (let i = 0; i < 1_000_000; i++) deque.append(i);
    expect(heap_used() - before).toBeGreaterThan(2 ** 22);
    // So that the rush ends in a block that was there at its beginning.
    for (let i = 0; i < 100; i++) deque.append(deque.popleft() as number);
    while (deque.length > 1) deque.popleft();
    expect(heap_used() - before).toBeLessThan(2 ** 20);
    expect(deque.first).toBe(99);
  });
});
