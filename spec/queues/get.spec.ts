import { describe, expect, it } from 'vitest';
import * as asyncio from '../../lib/index';
import { loop, run, start, use_virtual_loop } from '../support/virtual';
import { filled, settle } from './queues';

use_virtual_loop();

describe('get', () => {
  it('waits for an item', () => {
    const queue = new asyncio.Queue<string>();
    run(function* () {
      loop.call_later(3, () => queue.put_nowait('x'));
      expect(yield* queue.get()).toBe('x');
      expect(loop.time()).toBe(3);
    });
  });

  it('serves those who wait in the order they came, one for each item', () => {
    const queue = new asyncio.Queue<number>();
    const log: string[] = [];
    const take = asyncio.coroutine(function* (name: string) {
      log.push(`${name}${yield* queue.get()}`);
    });
    run(function* () {
      const tasks = ['a', 'b', 'c'].map((name) => start(take(name)));
      yield;
      queue.put_nowait(1);
      yield* settle();
      expect([log, queue._getters.length]).toEqual([['a1'], 2]);
      filled(queue, 2, 3);
      yield* asyncio.wait(tasks);
    });
    expect(log).toEqual(['a1', 'b2', 'c3']);
  });

  it('can be overtaken by get_nowait() or a newcomer, and then queues up last', () => {
    const queue = new asyncio.Queue<number>();
    const log: string[] = [];
    const take = asyncio.coroutine(function* (name: string) {
      log.push(`${name}${yield* queue.get()}`);
    });
    run(function* () {
      const tasks = [start(take('a')), start(take('b'))];
      yield;
      queue.put_nowait(1);
      expect(queue.get_nowait()).toBe(1);
      yield* settle();
      expect([log, queue._getters.length]).toEqual([[], 2]);
      // Now the order of waiting is b, a.
      queue.put_nowait(2);
      yield* settle();
      queue.put_nowait(3);
      expect(yield* queue.get()).toBe(3);
      queue.put_nowait(4);
      yield* asyncio.wait(tasks);
    });
    expect(log).toEqual(['b2', 'a4']);
  });

  it('leaves no getter behind when it is cancelled or times out', () => {
    const queue = new asyncio.Queue();
    run(function* () {
      for (let i = 0; i < 3; i++) {
        try {
          yield* asyncio.wait_for(queue.get(), 1);
          expect.unreachable();
        } catch (error) {
          expect(error).toBeInstanceOf(asyncio.TimeoutError);
        }
      }
      yield;
      expect([queue._getters.length, loop.time()]).toEqual([0, 3]);
    });
  });

  it('passes the wake-up on when the woken getter is cancelled before it runs', () => {
    const queue = new asyncio.Queue<string>();
    run(function* () {
      const [a, b, c] = [start(queue.get()), start(queue.get()), start(queue.get())];
      yield;
      queue.put_nowait('x');
      a.cancel();
      b.cancel();
      yield* settle();
      expect([a.cancelled(), b.cancelled(), yield* c]).toEqual([true, true, 'x']);
    });
  });

  it('loses no item when all woken getters are cancelled', () => {
    const queue = new asyncio.Queue<number>();
    run(function* () {
      const tasks = [start(queue.get()), start(queue.get())];
      yield;
      filled(queue, 1, 2);
      for (const task of tasks) task.cancel();
      yield* settle();
      expect([queue.qsize(), queue._getters.length]).toEqual([2, 0]);
      expect(yield* queue.get()).toBe(1);
    });
  });

  it('wakes nobody in its place when the item is gone', () => {
    const queue = new asyncio.Queue<number>();
    run(function* () {
      const [a, b, c] = [1, 2, 3].map(() => start(queue.get()));
      yield;
      queue.put_nowait(1);
      a?.cancel();
      queue.get_nowait();
      yield* settle();
      expect([a?.cancelled(), queue._getters.length]).toEqual([true, 2]);
      queue.put_nowait(2);
      yield* settle();
      expect([b?.done(), c?.done()]).toEqual([true, false]);
      c?.cancel();
    });
  });

  it('wakes nobody in its place when it was cancelled without having been woken', () => {
    const queue = new asyncio.Queue<number>();
    run(function* () {
      const [a, b, c, d] = [1, 2, 3, 4].map(() => start(queue.get()));
      yield;
      b?.cancel();
      queue.put_nowait(1);
      yield* settle();
      expect([a?.done(), b?.cancelled(), queue._getters.length]).toEqual([true, true, 2]);
      queue.put_nowait(2);
      yield* settle();
      expect([c?.done(), d?.done()]).toEqual([true, false]);
      d?.cancel();
    });
  });

  it('passes the wake-up on when the woken getter is closed', () => {
    const queue = new asyncio.Queue<number>();
    run(function* () {
      const by_hand = queue.get();
      by_hand.next();
      const task = start(queue.get());
      yield;
      queue.put_nowait(1);
      by_hand.return(0);
      expect(yield* task).toBe(1);
    });
  });

  it('is passed over when its getter is done already', () => {
    const queue = new asyncio.Queue<string>();
    run(function* () {
      const [a, b] = [start(queue.get()), start(queue.get())];
      yield;
      a.cancel();
      queue.put_nowait('x');
      expect(yield* b).toBe('x');
    });
  });
});
