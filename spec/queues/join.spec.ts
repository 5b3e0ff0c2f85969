import { describe, expect, it } from 'vitest';
import { ValueError } from '../../lib/errors';
import * as asyncio from '../../lib/index';
import { loop, run, start, use_virtual_loop } from '../support/virtual';
import { drained, filled, settle } from './queues';

use_virtual_loop();

for (const cls of [asyncio.Queue, asyncio.PriorityQueue, asyncio.LifoQueue]) {
  describe(`join of ${cls.name}`, () => {
    const make = () => new cls<number>();

    it('returns at once, as often as asked, when nothing is unfinished', () => {
      const queue = make();
      expect(queue.join().next()).toEqual({ value: undefined, done: true });
      expect(queue.join().next().done).toBe(true);
      expect(queue._finished.is_set()).toBe(true);
      expect(filled(queue, 1)._finished.is_set()).toBe(false);
    });

    it('waits until every item is reported by task_done()', () => {
      const queue = filled(make(), 1, 2, 3);
      const work = asyncio.coroutine(function* () {
        for (;;) {
          yield* queue.get();
          yield* asyncio.sleep(1);
          queue.task_done();
        }
      });
      run(function* () {
        const workers = [start(work()), start(work())];
        yield* queue.join();
        expect([loop.time(), queue._unfinished_tasks]).toEqual([2, 0]);
        queue.put_nowait(4);
        yield* queue.join();
        expect(loop.time()).toBe(3);
        for (const worker of workers) worker.cancel();
      });
    });

    it('is released by the count, not by the emptiness', () => {
      const queue = filled(make(), 1, 2);
      run(function* () {
        const task = start(queue.join());
        yield;
        drained(queue);
        queue.task_done();
        yield* settle();
        expect(task.done()).toBe(false);
        expect(queue._format()).toBe('maxsize=0 tasks=1');
        queue.task_done();
        yield* task;
      });
    });

    it('refuses one task_done() too many', () => {
      const queue = make();
      const error = new ValueError('task_done() called too many times');
      expect(() => queue.task_done()).toThrow(error);
      filled(queue, 1).task_done();
      expect(() => queue.task_done()).toThrow(error);
    });
  });
}
