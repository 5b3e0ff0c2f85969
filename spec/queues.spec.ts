import { afterEach, beforeEach, describe, expect, expectTypeOf, it } from 'vitest';
import { ValueError } from '../lib/errors';
import * as asyncio from '../lib/index';
import { repr } from '../lib/reprlib';
import { VirtualTimeLoop } from '../lib/test_utils';
import { normalise } from './support/python36';

let loop: VirtualTimeLoop;

beforeEach(() => {
  loop = new VirtualTimeLoop();
  asyncio.set_event_loop(loop);
});

afterEach(() => {
  asyncio.set_event_loop(undefined);
  loop.close();
});

/** Run a generator function as a coroutine; a bare `yield` in it lets the others run for one tick. */
function run<T>(main: () => asyncio.Coroutine<T>): T {
  return loop.run_until_complete(asyncio.coroutine(main)());
}

const start = <T>(coro: asyncio.Coroutine<T>) => loop.create_task(coro);

/** Let the tasks that can go on do so. */
const settle = asyncio.coroutine(function* () {
  for (let i = 0; i < 5; i++) yield;
});

/** A queue with these items in it. */
function filled<Q extends asyncio.Queue>(queue: Q, ...items: Parameters<Q['put_nowait']>[0][]): Q {
  for (const item of items) queue.put_nowait(item);
  return queue;
}

function drained<T>(queue: asyncio.Queue<T>): T[] {
  const items: T[] = [];
  while (!queue.empty()) items.push(queue.get_nowait());
  return items;
}

describe('construction', () => {
  it('takes the current loop, or the one that is given, also for join()', () => {
    const other = new VirtualTimeLoop();
    expect(new asyncio.Queue()._loop).toBe(loop);
    expect(new asyncio.Queue(null, null)._loop).toBe(loop);
    expect(new asyncio.Queue({ loop: other })._loop).toBe(other);
    const queue = new asyncio.PriorityQueue(3, { loop: other });
    expect([queue._loop, queue._finished._loop, queue.maxsize]).toEqual([other, other, 3]);
    other.close();
  });

  it('takes maxsize by its name too, but not twice', () => {
    expect(new asyncio.Queue({ maxsize: 3 }).maxsize).toBe(3);
    expect(new asyncio.LifoQueue({ maxsize: 3, loop })._loop).toBe(loop);
    expect(() => new asyncio.Queue(3, { maxsize: 3 })).toThrow(
      new TypeError("__init__() got multiple values for argument 'maxsize'"),
    );
  });

  it("refuses an unknown keyword, and a maxsize that is no number, in CPython's words", () => {
    const unknown = new TypeError("__init__() got an unexpected keyword argument 'size'");
    expect(() => new asyncio.Queue({ size: 1 } as object)).toThrow(unknown);
    expect(() => new asyncio.Queue(1, { size: 1 } as object)).toThrow(unknown);
    expect(() => new asyncio.Queue('1' as never)).toThrow(
      new TypeError("'<=' not supported between instances of 'str' and 'int'"),
    );
  });

  it('has the name of Python 3.4, too', () => {
    expect(asyncio.JoinableQueue).toBe(asyncio.Queue);
  });

  it('knows the type of its items', () => {
    const queue = new asyncio.Queue<string>();
    expectTypeOf(queue.get).returns.toEqualTypeOf<asyncio.Coroutine<string>>();
    expectTypeOf(queue.get_nowait).returns.toEqualTypeOf<string>();
    // @ts-expect-error: a number is no string.
    const wrong = () => queue.put(1);
    expect(wrong).toBeTypeOf('function');
  });
});

describe('Queue', () => {
  it('gives the items in the order they came', () => {
    expect(drained(filled(new asyncio.Queue(), 1, 3, 2))).toEqual([1, 3, 2]);
  });

  it('counts, and knows when it is empty and when full', () => {
    const queue = new asyncio.Queue<number>(2);
    expect([queue.qsize(), queue.empty(), queue.full()]).toEqual([0, true, false]);
    queue.put_nowait(1);
    expect([queue.qsize(), queue.empty(), queue.full()]).toEqual([1, false, false]);
    queue.put_nowait(2);
    expect([queue.qsize(), queue.empty(), queue.full()]).toEqual([2, false, true]);
  });

  it('is never full with a maxsize of 0 or less', () => {
    for (const maxsize of [0, -1, -0.5]) {
      expect(filled(new asyncio.Queue(maxsize), 1, 2, 3).full()).toBe(false);
    }
  });

  it('is full when there are at least maxsize items: a fraction counts as the next whole number', () => {
    const queue = new asyncio.Queue<number>(1.3);
    queue.put_nowait(1);
    expect(queue.full()).toBe(false);
    queue.put_nowait(2);
    expect(queue.full()).toBe(true);
    expect(() => queue.put_nowait(3)).toThrow(asyncio.QueueFull);
  });

  it('raises QueueEmpty and QueueFull, without a text, from the calls that do not wait', () => {
    const queue = new asyncio.Queue<number>(1);
    expect(() => queue.get_nowait()).toThrow(new asyncio.QueueEmpty());
    queue.put_nowait(1);
    expect(() => queue.put_nowait(2)).toThrow(new asyncio.QueueFull());
    expect(repr(new asyncio.QueueFull())).toBe('QueueFull()');
    expect(queue._unfinished_tasks).toBe(1);
  });

  it('does not suspend when it need not', () => {
    const queue = new asyncio.Queue<string>(1);
    expect(queue.put('x').next()).toEqual({ value: undefined, done: true });
    expect(queue.get().next()).toEqual({ value: 'x', done: true });
  });

  it('carries undefined and null as items like any other', () => {
    const queue = filled(new asyncio.Queue<unknown>(), undefined, null, 1);
    expect(queue.qsize()).toBe(3);
    expect(drained(queue)).toEqual([undefined, null, 1]);
  });

  it('prints its parts when there is something to say', () => {
    class Jobs<T> extends asyncio.Queue<T> {}
    expect(String(new asyncio.Queue())).toBe('<Queue maxsize=0>');
    expect(String(new Jobs(2.5))).toBe('<Jobs maxsize=2.5>');
    const queue = filled(new asyncio.Queue<unknown>(1), 'a');
    run(function* () {
      const putters = [1, 2, 3].map((n) => start(queue.put(n)));
      yield;
      expect(String(queue)).toBe("<Queue maxsize=1 _queue=['a'] _putters[3] tasks=1>");
      expect(normalise(repr(queue))).toBe(
        "<Queue at 0x… maxsize=1 _queue=['a'] _putters[3] tasks=1>",
      );
      expect(queue._format()).toBe("maxsize=1 _queue=['a'] _putters[3] tasks=1");
      for (const putter of putters) putter.cancel();
    });
    run(function* () {
      const other = new asyncio.LifoQueue();
      const getter = start(other.get());
      yield;
      expect(String(other)).toBe('<LifoQueue maxsize=0 _getters[1]>');
      getter.cancel();
    });
  });

  it('does its bookkeeping in subclasses that override _init, _put and _get', () => {
    class Unique<T> extends asyncio.Queue<T> {
      declare _queue: Set<T>;
      override _init(maxsize: number): void {
        expect(maxsize).toBe(2);
        this._queue = new Set();
      }
      override _put(item: T): void {
        this._queue.add(item);
      }
      override _get(): T {
        const [item] = this._queue;
        this._queue.delete(item as T);
        return item as T;
      }
    }
    const queue = filled(new Unique<string>(2), 'a', 'a');
    expect([queue.qsize(), queue.full(), queue._unfinished_tasks]).toEqual([1, false, 2]);
    expect(String(queue)).toBe("<Unique maxsize=2 _queue=['a'] tasks=2>");
    expect(queue.get_nowait()).toBe('a');
    expect(queue.empty()).toBe(true);
  });

  it('prints without a container of that name', () => {
    class Other extends asyncio.Queue {
      override _init(): void {}
    }
    expect(String(new Other())).toBe('<Other maxsize=0>');
  });
});

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
