import { beforeEach, describe, expect, it } from 'vitest';
import { CancelledError } from '../../lib/errors';
import * as asyncio from '../../lib/index';
import { run_briefly, type TestLoop } from '../../lib/test_utils';
import { results_of } from './locks';
import { new_test_loop } from './test_loop';

let loop: TestLoop;

beforeEach(() => {
  loop = new_test_loop();
});

const new_queue = <T = number>(maxsize?: number) => new asyncio.Queue<T>(maxsize, { loop });

/** A loop for one sleep of 0.01 seconds and what follows it. */
const short_loop = () =>
  new_test_loop(function* () {
    yield 0.01;
    yield 0.1;
  });

/** Run the task to its end; whether it was cancelled. */
function ends_cancelled(loop: TestLoop, task: asyncio.Task): boolean {
  try {
    loop.run_until_complete(task);
  } catch (error) {
    if (!(error instanceof CancelledError)) throw error;
    return true;
  }
  return false;
}

describe('QueuePutTests', () => {
  it('test_blocking_put: does not wait when there is no limit', () => {
    const queue = new_queue();
    const put = asyncio.coroutine(function* () {
      yield* queue.put(1);
    });
    expect(put().next()).toEqual({ value: undefined, done: true });
    loop.run_until_complete(put());
    expect(queue.qsize()).toBe(2);
  });

  it('test_blocking_put_wait: waits until there is room', () => {
    const loop = new_test_loop(function* () {
      expect(yield).toBeCloseTo(0.01, 7);
      yield 0.01;
    });
    const queue = new asyncio.Queue<number>({ maxsize: 1, loop });
    const started = new asyncio.Event({ loop });
    let finished = false;
    const put_two = asyncio.coroutine(function* () {
      started.set();
      yield* queue.put(1);
      yield* queue.put(2);
      finished = true;
    });
    const main = asyncio.coroutine(function* () {
      loop.call_later(0.01, () => queue.get_nowait());
      const task = new asyncio.Task(put_two(), { loop });
      yield* started.wait();
      expect(finished).toBe(false);
      yield* task;
      expect(finished).toBe(true);
    });
    loop.run_until_complete(main());
    expect(loop.time()).toBeCloseTo(0.01, 7);
    expect(queue.get_nowait()).toBe(2);
  });

  it('test_nonblocking_put: put_nowait() stores an item', () => {
    const queue = new_queue();
    queue.put_nowait(1);
    expect(queue.get_nowait()).toBe(1);
  });

  it('test_get_cancel_drop_one_pending_reader: a reader that is woken and cancelled loses no item', () => {
    const loop = short_loop();
    const queue = new asyncio.Queue<number>({ loop });
    let reader = loop.create_task(queue.get());
    loop.run_until_complete(asyncio.sleep(0.01, undefined, { loop }));

    queue.put_nowait(1);
    queue.put_nowait(2);
    reader.cancel();
    if (ends_cancelled(loop, reader)) {
      reader = loop.create_task(queue.get());
      loop.run_until_complete(reader);
    }
    expect(reader.result()).toBe(1);
    expect(queue.get_nowait()).toBe(2);
  });

  it('test_get_cancel_drop_many_pending_readers: a reader that is woken and cancelled wakes another', () => {
    const loop = short_loop();
    loop.set_debug(true);
    const queue = new asyncio.Queue<number>({ loop });
    const reader1 = loop.create_task(queue.get());
    const reader2 = loop.create_task(queue.get());
    const reader3 = loop.create_task(queue.get());
    loop.run_until_complete(asyncio.sleep(0.01, undefined, { loop }));

    queue.put_nowait(1);
    queue.put_nowait(2);
    reader1.cancel();
    expect(ends_cancelled(loop, reader1)).toBe(true);
    loop.run_until_complete(reader3);
    expect(new Set(results_of(reader2, reader3))).toEqual(new Set([1, 2]));
  });

  it('test_put_cancel_drop: a writer that is woken and cancelled leaves its room to another', () => {
    const loop = short_loop();
    const queue = new asyncio.Queue<number>(1, { loop });
    queue.put_nowait(1);
    let writer = loop.create_task(queue.put(2));
    loop.run_until_complete(asyncio.sleep(0.01, undefined, { loop }));
    expect(queue.get_nowait()).toBe(1);

    writer.cancel();
    if (ends_cancelled(loop, writer)) {
      writer = loop.create_task(queue.put(2));
      loop.run_until_complete(writer);
    }
    expect(queue.get_nowait()).toBe(2);
    expect(queue.qsize()).toBe(0);

    queue.put_nowait(1);
    const first = loop.create_task(queue.put(2));
    const second = loop.create_task(queue.put(3));
    run_briefly(loop);
    expect(queue.get_nowait()).toBe(1);
    first.cancel();
    expect(ends_cancelled(loop, first)).toBe(true);
    loop.run_until_complete(second);
    expect(queue.get_nowait()).toBe(3);
  });

  it('test_nonblocking_put_exception: put_nowait() into a full queue is an error', () => {
    const queue = new_queue(1);
    queue.put_nowait(1);
    expect(() => queue.put_nowait(2)).toThrow(asyncio.QueueFull);
    expect(queue.qsize()).toBe(1);
  });

  it('test_float_maxsize: a fraction counts as the next whole number', () => {
    const queue = new_queue(1.3);
    queue.put_nowait(1);
    expect(queue.full()).toBe(false);
    queue.put_nowait(2);
    expect(queue.full()).toBe(true);
    expect(() => queue.put_nowait(3)).toThrow(asyncio.QueueFull);

    const other = new_queue(1.3);
    const put_two = asyncio.coroutine(function* () {
      yield* other.put(1);
      yield* other.put(2);
      expect(other.full()).toBe(true);
    });
    loop.run_until_complete(put_two());
    expect(other.qsize()).toBe(2);
  });

  it('test_put_cancelled: who puts and who gets both finish', () => {
    const queue = new_queue();
    const put = asyncio.coroutine(function* () {
      yield* queue.put(1);
      return true;
    });
    const get = asyncio.coroutine(function* () {
      return yield* queue.get();
    });
    const task = new asyncio.Task(put(), { loop });
    expect(loop.run_until_complete(get())).toBe(1);
    expect(results_of(task)).toEqual([true]);
  });

  it('test_put_cancelled_race: one who is cancelled while waiting to put does not hold up the others', () => {
    const queue = new_queue<string>(1);
    const put_a = new asyncio.Task(queue.put('a'), { loop });
    const put_b = new asyncio.Task(queue.put('b'), { loop });
    const put_c = new asyncio.Task(queue.put('X'), { loop });
    run_briefly(loop);
    expect([put_a.done(), put_b.done()]).toEqual([true, false]);

    put_c.cancel();
    run_briefly(loop);
    expect(put_c.cancelled()).toBe(true);
    expect(queue.get_nowait()).toBe('a');
    run_briefly(loop);
    expect(queue.get_nowait()).toBe('b');
    expect(loop.run_until_complete(put_b)).toBe(undefined);
    expect(queue.empty()).toBe(true);
  });

  it('test_put_with_waiting_getters: wakes one who waits for an item', () => {
    const queue = new_queue<string>();
    const task = new asyncio.Task(queue.get(), { loop });
    run_briefly(loop);
    loop.run_until_complete(queue.put('a'));
    expect(loop.run_until_complete(task)).toBe('a');
  });

  it('test_why_are_putters_waiting: all go on for whom there is room after several items are taken at once', () => {
    const queue = new_queue(2);
    const put = asyncio.coroutine(function* (item: number): asyncio.Coroutine<void> {
      yield* queue.put(item);
    });
    const taken: number[] = [];
    const get = asyncio.coroutine(function* (): asyncio.Coroutine<void> {
      yield;
      for (let left = queue.qsize(); left > 0; left--) taken.push(queue.get_nowait());
    });
    loop.run_until_complete(asyncio.gather(get(), put(0), put(1), put(2), put(3), { loop }));
    expect(taken).toEqual([0, 1]);
    expect([queue.get_nowait(), queue.get_nowait()]).toEqual([2, 3]);
  });
});
