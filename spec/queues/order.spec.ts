import { describe, expect, it } from 'vitest';
import * as asyncio from '../../lib/index';
import { run, start, use_virtual_loop } from '../support/virtual';
import { drained, filled, settle } from './queues';

use_virtual_loop();

describe('LifoQueue', () => {
  it('gives the newest item first', () => {
    expect(drained(filled(new asyncio.LifoQueue(), 1, 3, 2))).toEqual([2, 3, 1]);
  });
});

describe('PriorityQueue', () => {
  it('gives the smallest item first', () => {
    expect(drained(filled(new asyncio.PriorityQueue(), 1, 3, 2))).toEqual([1, 2, 3]);
  });

  it('orders arrays by priority, and by what follows it', () => {
    const queue = new asyncio.PriorityQueue<[number, string]>();
    filled(queue, [2, 'a'], [1, 'z'], [1, 'b'], [0.5, 'x']);
    expect(drained(queue).map(([, job]) => job)).toEqual(['x', 'b', 'z', 'a']);
  });

  it('orders objects by their __lt__', () => {
    class Job {
      constructor(readonly cost: number) {}
      __lt__(other: Job): boolean {
        return this.cost < other.cost;
      }
    }
    const queue = filled(new asyncio.PriorityQueue<Job>(), new Job(3), new Job(1), new Job(2));
    expect(drained(queue).map((job) => job.cost)).toEqual([1, 2, 3]);
  });

  it('gives items that are equal in the order of heapq, not in the order they came', () => {
    class Job {
      constructor(
        readonly priority: number,
        readonly name: string,
      ) {}
      __lt__(other: Job): boolean {
        return this.priority < other.priority;
      }
    }
    const jobs = ['a', 'b', 'c', 'd', 'e'].map((name) => new Job(1, name));
    const queue = filled(new asyncio.PriorityQueue<Job>(), ...jobs);
    expect(drained(queue).map((job) => job.name)).toEqual(['a', 'c', 'e', 'b', 'd']);
  });

  it('raises TypeError from put() for items without an order; the item is in the heap, not in the count', () => {
    const queue = filled(new asyncio.PriorityQueue<unknown>(), 1);
    run(function* () {
      try {
        yield* queue.put('a');
        expect.unreachable();
      } catch (error) {
        expect(error).toEqual(
          new TypeError("'<' not supported between instances of 'str' and 'int'"),
        );
      }
      expect(String(queue)).toBe("<PriorityQueue maxsize=0 _queue=[1, 'a'] tasks=1>");
      yield* queue.put(2);
      expect(String(queue)).toBe("<PriorityQueue maxsize=0 _queue=[1, 'a', 2] tasks=2>");
    });
  });

  it('keeps the item where it has risen to, when a later comparison fails', () => {
    const queue = new asyncio.PriorityQueue<unknown[]>();
    filled(queue, [1, 'x'], [2, 'y'], [3]);
    expect(() => queue.put_nowait([1, 5])).toThrow(
      new TypeError("'<' not supported between instances of 'int' and 'str'"),
    );
    expect(queue._queue).toEqual([[1, 'x'], [1, 5], [3], [2, 'y']]);
  });

  it('wakes no getter when the put fails', () => {
    const queue = filled(new asyncio.PriorityQueue<unknown>(), 1);
    run(function* () {
      yield* queue.get();
      const getter = start(queue.get());
      yield;
      queue._queue.push(1);
      expect(() => queue.put_nowait('a')).toThrow(TypeError);
      yield* settle();
      expect([getter.done(), queue._getters.length]).toEqual([false, 1]);
      getter.cancel();
    });
  });
});
