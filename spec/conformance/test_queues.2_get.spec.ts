import { beforeEach, describe, expect, it } from 'vitest';
import { TimeoutError } from '../../lib/errors';
import * as asyncio from '../../lib/index';
import { run_briefly, type TestLoop } from '../../lib/test_utils';
import { results_of } from './locks';
import { new_test_loop } from './test_loop';

let loop: TestLoop;

beforeEach(() => {
  loop = new_test_loop();
});

const new_queue = <T = number>(maxsize?: number) => new asyncio.Queue<T>(maxsize, { loop });

describe('QueueGetTests', () => {
  it('test_blocking_get: gives an item that is there, without suspending', () => {
    const queue = new_queue();
    queue.put_nowait(1);
    const get = asyncio.coroutine(function* () {
      return yield* queue.get();
    });
    expect(loop.run_until_complete(get())).toBe(1);
    queue.put_nowait(2);
    expect(get().next()).toEqual({ value: 2, done: true });
  });

  it('test_get_with_putters: wakes the first who waits to put, with None', () => {
    const queue = new_queue(1);
    queue.put_nowait(1);
    const waiter = loop.create_future<undefined>();
    queue._putters.append(waiter);
    expect(loop.run_until_complete(queue.get())).toBe(1);
    expect(waiter.done()).toBe(true);
    expect(waiter.result()).toBe(undefined);
  });

  it('test_blocking_get_wait: waits until an item is put', () => {
    const loop = new_test_loop(function* () {
      expect(yield).toBeCloseTo(0.01, 7);
      yield 0.01;
    });
    const queue = new asyncio.Queue<number>({ loop });
    const started = new asyncio.Event({ loop });
    let finished = false;
    const get = asyncio.coroutine(function* () {
      started.set();
      const item = yield* queue.get();
      finished = true;
      return item;
    });
    const main = asyncio.coroutine(function* () {
      loop.call_later(0.01, (item: number) => queue.put_nowait(item), 1);
      const task = new asyncio.Task(get(), { loop });
      yield* started.wait();
      expect(finished).toBe(false);
      const item = yield* task;
      expect(finished).toBe(true);
      return item;
    });
    expect(loop.run_until_complete(main())).toBe(1);
    expect(loop.time()).toBeCloseTo(0.01, 7);
  });

  it('test_nonblocking_get: get_nowait() gives an item', () => {
    const queue = new_queue();
    queue.put_nowait(1);
    expect(queue.get_nowait()).toBe(1);
  });

  it('test_nonblocking_get_exception: get_nowait() from an empty queue is an error', () => {
    expect(() => new_queue().get_nowait()).toThrow(asyncio.QueueEmpty);
  });

  it('test_get_cancelled: within a time limit, gives the item that comes in time', () => {
    const loop = new_test_loop(function* () {
      expect(yield).toBeCloseTo(0.01, 7);
      expect(yield 0.01).toBeCloseTo(0.061, 7);
      yield 0.05;
    });
    const queue = new asyncio.Queue<number>({ loop });
    const get = asyncio.coroutine(function* () {
      return yield* asyncio.wait_for(queue.get(), 0.051, { loop });
    });
    const main = asyncio.coroutine(function* () {
      const task = new asyncio.Task(get(), { loop });
      yield* asyncio.sleep(0.01, undefined, { loop });
      queue.put_nowait(1);
      return yield* task;
    });
    expect(loop.run_until_complete(main())).toBe(1);
    expect(loop.time()).toBeCloseTo(0.06, 7);
  });

  it('test_get_cancelled_race: cancelled, takes no item away from the next who waits', () => {
    const queue = new_queue<string>();
    const t1 = new asyncio.Task(queue.get(), { loop });
    const t2 = new asyncio.Task(queue.get(), { loop });
    run_briefly(loop);
    t1.cancel();
    run_briefly(loop);
    expect(t1.cancelled()).toBe(true);
    queue.put_nowait('a');
    run_briefly(loop);
    expect(results_of(t2)).toEqual(['a']);
  });

  it('test_get_with_waiting_putters: gives the items of those who wait to put, in their order', () => {
    const queue = new_queue<string>(1);
    const puts = ['a', 'b'].map((item) => new asyncio.Task(queue.put(item), { loop }));
    run_briefly(loop);
    expect(loop.run_until_complete(queue.get())).toBe('a');
    expect(loop.run_until_complete(queue.get())).toBe('b');
    expect(results_of(...puts)).toEqual([undefined, undefined]);
  });

  it('test_why_are_getters_waiting: a producer and a consumer finish, with room for one item between them', () => {
    const queue = new_queue(1);
    const items: number[] = [];
    const consume = asyncio.coroutine(function* (count: number): asyncio.Coroutine<void> {
      for (let i = 0; i < count; i++) items.push(yield* queue.get());
    });
    const produce = asyncio.coroutine(function* (count: number): asyncio.Coroutine<void> {
      for (let i = 0; i < count; i++) yield* queue.put(i);
    });
    loop.run_until_complete(asyncio.gather(produce(5), consume(5), { loop }));
    expect(items).toEqual([0, 1, 2, 3, 4]);
  });

  it('test_cancelled_getters_not_being_held_in_self_getters: whose time is over leaves the queue of those who wait', () => {
    const loop = new_test_loop(function* () {
      yield 0.1;
      yield 0.2;
    });
    const queue = new asyncio.Queue<number>({ maxsize: 5, loop });
    const consume = asyncio.coroutine(function* () {
      try {
        yield* asyncio.wait_for(queue.get(), 0.1, { loop });
      } catch (error) {
        return error;
      }
      return undefined;
    });
    const error = loop.run_until_complete(loop.create_task(consume()));
    expect(error).toBeInstanceOf(TimeoutError);
    expect(queue._getters.length).toBe(0);
  });
});
