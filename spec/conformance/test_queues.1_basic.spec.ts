import { beforeEach, describe, expect, it } from 'vitest';
import { ValueError } from '../../lib/errors';
import * as asyncio from '../../lib/index';
import { address_of, repr } from '../../lib/reprlib';
import type { TestLoop } from '../../lib/test_utils';
import { a_loop, results_of } from './locks';
import { new_test_loop } from './test_loop';

let loop: TestLoop;

beforeEach(() => {
  loop = new_test_loop();
});

const new_queue = <T = number>(maxsize?: number) => new asyncio.Queue<T>(maxsize, { loop });

/** The items 1, 3, 2, put in this order: how they come out. */
function reordered(queue: asyncio.Queue<number>): number[] {
  for (const item of [1, 3, 2]) queue.put_nowait(item);
  return [1, 2, 3].map(() => queue.get_nowait());
}

/** What repr and str have in common: the items, and how many tasks wait at either end. */
function check_text(text: (queue: asyncio.Queue<number>) => string, has_address: boolean): void {
  const loop = new_test_loop(function* () {
    expect(yield).toBeCloseTo(0.1, 7);
    expect(yield 0.1).toBeCloseTo(0.2, 7);
    yield 0.1;
  });
  const empty = new asyncio.Queue<number>({ loop });
  expect(text(empty)).toMatch(/^<Queue .*>$/);
  expect(text(empty).includes(address_of(empty))).toBe(has_address);

  const add_getter = asyncio.coroutine(function* () {
    const queue = new asyncio.Queue<number>({ loop });
    const task = new asyncio.Task(queue.get(), { loop });
    yield* asyncio.sleep(0.1, undefined, { loop });
    expect(text(queue)).toContain('_getters[1]');
    queue.put_nowait(0);
    return task;
  });
  const add_putter = asyncio.coroutine(function* () {
    const queue = new asyncio.Queue<number>({ maxsize: 1, loop });
    queue.put_nowait(1);
    const task = new asyncio.Task(queue.put(2), { loop });
    yield* asyncio.sleep(0.1, undefined, { loop });
    expect(text(queue)).toContain('_putters[1]');
    queue.get_nowait();
    return task;
  });
  expect(results_of(loop.run_until_complete(add_getter()))).toEqual([0]);
  expect(results_of(loop.run_until_complete(add_putter()))).toEqual([undefined]);

  const filled = new asyncio.Queue<number>({ loop });
  filled.put_nowait(1);
  expect(text(filled)).toContain('_queue=[1]');
}

describe('QueueBasicTests', () => {
  it('test_ctor_loop: keeps the loop that it was given, whatever that is', () => {
    const other = a_loop();
    expect(new asyncio.Queue({ loop: other })._loop).toBe(other);
    expect(new_queue()._loop).toBe(loop);
  });

  it('test_ctor_noloop: takes the current loop', () => {
    asyncio.set_event_loop(loop);
    expect(new asyncio.Queue()._loop).toBe(loop);
  });

  it('test_repr: shows class, address, content, and how many wait to get or put', () => {
    check_text(repr, true);
  });

  it('test_str: shows the same without the address', () => {
    check_text(String, false);
  });

  it('test_empty: is empty when every item that was put in was taken out', () => {
    const queue = new_queue();
    expect(queue.empty()).toBe(true);
    queue.put_nowait(1);
    expect(queue.empty()).toBe(false);
    expect(queue.get_nowait()).toBe(1);
    expect(queue.empty()).toBe(true);
  });

  it('test_full: is full when there are maxsize items, and never without a maxsize', () => {
    const unlimited = new_queue();
    expect(unlimited.full()).toBe(false);
    unlimited.put_nowait(1);
    expect(unlimited.full()).toBe(false);

    const queue = new_queue(1);
    expect(queue.full()).toBe(false);
    queue.put_nowait(1);
    expect(queue.full()).toBe(true);
  });

  it('test_order: first in, first out', () => {
    expect(reordered(new_queue())).toEqual([1, 3, 2]);
  });

  it('test_maxsize: put() waits when there are maxsize items, until one is taken', () => {
    const loop = new_test_loop(function* () {
      expect(yield).toBeCloseTo(0.01, 7);
      expect(yield 0.01).toBeCloseTo(0.02, 7);
      yield 0.01;
    });
    const queue = new asyncio.Queue<number>({ maxsize: 2, loop });
    expect(queue.maxsize).toBe(2);
    const have_been_put: number[] = [];
    const putter = asyncio.coroutine(function* () {
      for (let i = 0; i < 3; i++) {
        yield* queue.put(i);
        have_been_put.push(i);
      }
      return true;
    });
    const main = asyncio.coroutine(function* () {
      const task = new asyncio.Task(putter(), { loop });
      yield* asyncio.sleep(0.01, undefined, { loop });
      expect(have_been_put).toEqual([0, 1]);
      expect(queue.get_nowait()).toBe(0);

      yield* asyncio.sleep(0.01, undefined, { loop });
      expect(have_been_put).toEqual([0, 1, 2]);
      expect(queue.get_nowait()).toBe(1);
      expect(queue.get_nowait()).toBe(2);
      expect(results_of(task)).toEqual([true]);
    });
    loop.run_until_complete(main());
    expect(loop.time()).toBeCloseTo(0.02, 7);
  });
});

describe('LifoQueueTests', () => {
  it('test_order: last in, first out', () => {
    expect(reordered(new asyncio.LifoQueue<number>({ loop }))).toEqual([2, 3, 1]);
  });
});

describe('PriorityQueueTests', () => {
  it('test_order: the smallest item first', () => {
    expect(reordered(new asyncio.PriorityQueue<number>({ loop }))).toEqual([1, 2, 3]);
  });
});

const CLASSES = [asyncio.Queue, asyncio.LifoQueue, asyncio.PriorityQueue] as const;

describe('_QueueJoinTestMixin', () => {
  it('test_task_done_underflow: there is nothing to be done in a new queue', () => {
    for (const cls of CLASSES) {
      const queue = new cls({ loop });
      expect(() => queue.task_done()).toThrow(new ValueError('task_done() called too many times'));
    }
  });

  it('test_task_done: join() ends when every item was reported as done', () => {
    for (const cls of CLASSES) {
      const queue = new cls<number>({ loop });
      for (let i = 0; i < 100; i++) queue.put_nowait(i);

      let sum = 0;
      let running = true;
      const worker = asyncio.coroutine(function* () {
        while (running) {
          const item = yield* queue.get();
          yield;
          sum += item;
          queue.task_done();
        }
      });
      const main = asyncio.coroutine(function* () {
        const tasks = [1, 2].map(() => new asyncio.Task(worker(), { loop }));
        yield* queue.join();
        expect(sum).toBe(4950);
        return tasks;
      });
      const workers = loop.run_until_complete(main());
      expect(workers.some((task) => task.done())).toBe(false);

      running = false;
      for (const _ of workers) queue.put_nowait(0);
      loop.run_until_complete(asyncio.wait(workers, { loop }));
      expect(results_of(...workers)).toEqual([undefined, undefined]);
    }
  });

  it('test_join_empty_queue: join() has nothing to wait for in an empty queue, however often', () => {
    for (const cls of CLASSES) {
      const queue = new cls({ loop });
      const join_twice = asyncio.coroutine(function* () {
        yield* queue.join();
        yield* queue.join();
      });
      expect(join_twice().next()).toEqual({ value: undefined, done: true });
      expect(loop.run_until_complete(join_twice())).toBe(undefined);
    }
  });

  it('test_format: tells how many items are not done unless there are none', () => {
    for (const cls of CLASSES) {
      const queue = new cls({ loop });
      expect(queue._format()).toBe('maxsize=0');
      queue._unfinished_tasks = 2;
      expect(queue._format()).toBe('maxsize=0 tasks=2');
    }
  });
});
