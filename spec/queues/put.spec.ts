import { describe, expect, it } from 'vitest';
import * as asyncio from '../../lib/index';
import { loop, run, start, use_virtual_loop } from '../support/virtual';
import { drained, filled, settle } from './queues';

use_virtual_loop();

describe('put', () => {
  it('waits for room', () => {
    const queue = filled(new asyncio.Queue<number>(1), 1);
    run(function* () {
      loop.call_later(3, () => queue.get_nowait());
      yield* queue.put(2);
      expect([loop.time(), drained(queue)]).toEqual([3, [2]]);
    });
  });

  it('serves those who wait in the order they came, one for each item taken', () => {
    const queue = filled(new asyncio.Queue<number>(1), 0);
    run(function* () {
      const tasks = [1, 2, 3].map((n) => start(queue.put(n)));
      for (const n of [0, 1, 2, 3]) {
        yield* settle();
        expect(queue._putters.length).toBe(Math.max(0, 3 - n));
        expect(queue.get_nowait()).toBe(n);
      }
      yield* asyncio.wait(tasks);
    });
  });

  it('can be overtaken by put_nowait() or a newcomer, and then queues up last', () => {
    const queue = filled(new asyncio.Queue<string>(1), 'x');
    run(function* () {
      const tasks = [start(queue.put('a')), start(queue.put('b'))];
      yield;
      queue.get_nowait();
      queue.put_nowait('fast');
      yield* settle();
      expect(queue._putters.length).toBe(2);
      const items = [];
      for (let i = 0; i < 3; i++) {
        items.push(yield* queue.get());
        yield* settle();
      }
      expect(items).toEqual(['fast', 'b', 'a']);
      yield* asyncio.wait(tasks);
    });
  });

  it('passes the wake-up on when the woken putter is cancelled before it runs', () => {
    const queue = filled(new asyncio.Queue<string>(1), 'x');
    run(function* () {
      const [a, b, c] = ['a', 'b', 'c'].map((item) => start(queue.put(item)));
      yield;
      queue.get_nowait();
      a?.cancel();
      b?.cancel();
      yield* settle();
      expect([a?.cancelled(), b?.cancelled(), c?.done()]).toEqual([true, true, true]);
      expect(drained(queue)).toEqual(['c']);
    });
  });

  it('wakes nobody in its place when the room is gone', () => {
    const queue = filled(new asyncio.Queue<string>(1), 'x');
    run(function* () {
      const [a, b, c] = ['a', 'b', 'c'].map((item) => start(queue.put(item)));
      yield;
      queue.get_nowait();
      a?.cancel();
      queue.put_nowait('y');
      yield* settle();
      expect([a?.cancelled(), queue._putters.length]).toEqual([true, 2]);
      queue.get_nowait();
      yield* settle();
      expect([b?.done(), c?.done()]).toEqual([true, false]);
      c?.cancel();
    });
  });

  it('wakes nobody in its place when it was cancelled without having been woken', () => {
    const queue = filled(new asyncio.Queue<string>(1), 'x');
    run(function* () {
      const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((item) => start(queue.put(item)));
      yield;
      b?.cancel();
      queue.get_nowait();
      yield* settle();
      expect([a?.done(), b?.cancelled(), queue._putters.length]).toEqual([true, true, 3]);
      queue.get_nowait();
      yield* settle();
      expect([c?.done(), d?.done()]).toEqual([true, false]);
      d?.cancel();
    });
  });

  it('leaves a cancelled putter in the queue until somebody takes an item', () => {
    const queue = filled(new asyncio.Queue<string>(1), 'x');
    run(function* () {
      const [a, b] = [start(queue.put('a')), start(queue.put('b'))];
      yield;
      a.cancel();
      yield* asyncio.wait([a]);
      expect(queue._putters.length).toBe(2);
      expect(yield* queue.get()).toBe('x');
      yield* b;
      expect([queue._putters.length, drained(queue)]).toEqual([0, ['b']]);
    });
  });

  it('passes the wake-up on when the woken putter is closed', () => {
    const queue = filled(new asyncio.Queue<string>(1), 'x');
    run(function* () {
      const by_hand = queue.put('a');
      by_hand.next();
      const task = start(queue.put('b'));
      yield;
      queue.get_nowait();
      by_hand.return();
      yield* task;
      expect(drained(queue)).toEqual(['b']);
    });
  });

  it('lets all putters go on when several items are taken in one tick', () => {
    const queue = filled(new asyncio.Queue<number>(2), 1, 2);
    run(function* () {
      const tasks = [3, 4].map((n) => start(queue.put(n)));
      yield;
      queue.get_nowait();
      queue.get_nowait();
      yield* asyncio.wait(tasks);
      expect(drained(queue)).toEqual([3, 4]);
    });
  });

  it('keeps a producer and a consumer going through a queue of one', () => {
    const queue = new asyncio.Queue<number>(1);
    const consumer = asyncio.coroutine(function* () {
      const items = [];
      for (let i = 0; i < 20; i++) items.push(yield* queue.get());
      return items;
    });
    run(function* () {
      const task = start(consumer());
      for (let i = 0; i < 20; i++) yield* queue.put(i);
      expect(yield* task).toEqual(Array.from({ length: 20 }, (_, i) => i));
    });
  });

  it('is put() by way of put_nowait(), and get() by way of get_nowait(), which subclasses may override', () => {
    class Doubling extends asyncio.Queue<number> {
      override put_nowait(item: number): void {
        super.put_nowait(2 * item);
      }
      override get_nowait(): number {
        return super.get_nowait() + 1;
      }
    }
    const queue = new Doubling();
    run(function* () {
      yield* queue.put(10);
      expect(yield* queue.get()).toBe(21);
    });
  });
});
