import { describe, expect, expectTypeOf, it } from 'vitest';
import * as asyncio from '../../lib/index';
import { repr } from '../../lib/reprlib';
import { VirtualTimeLoop } from '../../lib/test_utils';
import { normalise } from '../support/python36';
import { loop, run, start, use_virtual_loop } from '../support/virtual';
import { drained, filled } from './queues';

use_virtual_loop();

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
    expect(queue.put('x').next()).toMatchObject({ value: undefined, done: true });
    expect(queue.get().next()).toMatchObject({ value: 'x', done: true });
  });

  it('asks a subclass whether it is full or empty as often as CPython does', () => {
    const asked: string[] = [];
    class Asking extends asyncio.Queue<number> {
      override full(): boolean {
        asked.push('full');
        return super.full();
      }
      override empty(): boolean {
        asked.push('empty');
        return super.empty();
      }
    }
    const queue = new Asking(1);
    run(function* () {
      yield* queue.put(1);
      yield* queue.get();
    });
    expect(asked).toEqual(['full', 'full', 'empty', 'empty']);
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
