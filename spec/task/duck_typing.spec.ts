import { describe, expect, it, vi } from 'vitest';
import { CancelledError, ValueError } from '../../lib/errors';
import * as asyncio from '../../lib/index';
import { VirtualTimeLoop } from '../../lib/test_utils';
import {
  go,
  iterate,
  loop,
  outcome,
  reports,
  run,
  start,
  ticks,
  use_virtual_loop,
  watched,
  which,
} from '../support/virtual';

use_virtual_loop();

/** A future as another library would write it: null for None, callbacks called through the loop. */
class ForeignFuture {
  _asyncio_future_blocking = false;
  readonly _loop: asyncio.AbstractEventLoop = loop;
  state: 'pending' | 'done' | 'cancelled' = 'pending';
  callbacks: ((future: ForeignFuture) => unknown)[] = [];
  value: unknown = null;
  error: unknown = null;

  *[Symbol.iterator](): Generator<ForeignFuture, unknown> {
    if (!this.done()) {
      this._asyncio_future_blocking = true;
      yield this;
    }
    return this.result();
  }
  done() {
    return this.state !== 'pending';
  }
  cancelled() {
    return this.state === 'cancelled';
  }
  result() {
    if (this.cancelled()) throw new CancelledError();
    if (this.error !== null) throw this.error;
    return this.value;
  }
  exception() {
    return this.error;
  }
  add_done_callback(callback: (future: ForeignFuture) => unknown) {
    if (this.done()) this._loop.call_soon(callback, this);
    else this.callbacks.push(callback);
  }
  remove_done_callback(callback: unknown) {
    this.callbacks = this.callbacks.filter((other) => other !== callback);
  }
  end(state: 'done' | 'cancelled', value: unknown = null, error: unknown = null) {
    if (this.done()) return false;
    Object.assign(this, { state, value, error });
    for (const callback of this.callbacks) this._loop.call_soon(callback, this);
    return true;
  }
  cancel() {
    return this.end('cancelled');
  }
}

const foreign = () => new ForeignFuture() as ForeignFuture & asyncio.Future<unknown>;

describe('a future of another library', () => {
  it('is what has _asyncio_future_blocking, and not as None', () => {
    expect(asyncio.isfuture(foreign())).toBe(true);
    expect(asyncio.isfuture({ _asyncio_future_blocking: null })).toBe(false);
    expect(asyncio.isfuture({ _asyncio_future_blocking: undefined })).toBe(false);
    expect(asyncio.isfuture({})).toBe(false);
  });

  it('can be waited for by a task', () => {
    const future = foreign();
    const task = go(function* () {
      return yield* future;
    });
    iterate();
    expect([future._asyncio_future_blocking, future.callbacks.length]).toEqual([false, 1]);
    expect(which([task._fut_waiter], [future])).toEqual([0]);
    future.end('done', 'value');
    iterate();
    expect(outcome(task)).toBe("'value'");
  });

  it('throws its exception into the coroutine', () => {
    const future = foreign();
    const task = go(function* () {
      try {
        yield* future;
      } catch (error) {
        return error;
      }
      return undefined;
    });
    iterate();
    future.end('done', null, new ValueError('foreign'));
    iterate();
    expect(outcome(task)).toBe("ValueError('foreign',)");
  });

  it('is cancelled with the task that waits for it', () => {
    const future = foreign();
    const task = go(function* () {
      yield* future;
    });
    iterate();
    expect(task.cancel()).toBe(true);
    expect(future.cancelled()).toBe(true);
    iterate();
    expect(outcome(task)).toBe('cancelled');
  });

  it('gets no thanks for a plain yield, or for another loop', () => {
    const future = foreign();
    const plain = go(function* () {
      yield future as never;
    });
    const other = new VirtualTimeLoop();
    const elsewhere = other.create_task(
      asyncio.coroutine(function* () {
        yield* future;
      })(),
    );
    run(() => ticks(2));
    expect(outcome(plain)).toMatch(/^raised RuntimeError\('yield was used instead of yield from/);
    expect(() => other.run_until_complete(elsewhere)).toThrow('attached to a different loop');
    other.close();
  });

  it('is taken by ensure_future, wait, wait_for, gather, shield, as_completed and run_until_complete', () => {
    const ended = (value: string) => {
      const future = foreign();
      loop.call_later(1, () => future.end('done', value));
      return future;
    };
    const future = ended('a');
    expect(which([asyncio.ensure_future(future)], [future])).toEqual([0]);
    expect(loop.run_until_complete(future)).toBe('a');
    const results = run(function* () {
      const [done] = yield* asyncio.wait([ended('b')], { return_when: asyncio.FIRST_EXCEPTION });
      const collected = [...done].map((member) => member.result());
      collected.push(yield* asyncio.wait_for(ended('c'), 5));
      collected.push(...(yield* asyncio.gather(ended('d'), ended('e'))));
      collected.push(yield* asyncio.shield(ended('f')));
      for (const next of asyncio.as_completed([ended('g')])) collected.push(yield* next);
      return collected;
    });
    expect(results).toEqual(['b', 'c', 'd', 'e', 'f', 'g']);
  });

  it('ends gather, shield and wait with its exception', () => {
    const failed = () => {
      const future = foreign();
      loop.call_later(1, () => future.end('done', null, new ValueError('foreign')));
      return future;
    };
    const first = foreign();
    const [gathered, shielded, waited] = [
      asyncio.gather(failed(), foreign()),
      asyncio.shield(failed()),
      start(asyncio.wait([failed(), first], { return_when: asyncio.FIRST_EXCEPTION })),
    ];
    run(() => asyncio.sleep(2));
    expect([outcome(gathered), outcome(shielded), waited.done()]).toEqual([
      "raised ValueError('foreign',)",
      "raised ValueError('foreign',)",
      true,
    ]);
  });

  it('ends gather and shield when it is cancelled', () => {
    const futures = [foreign(), foreign()];
    const [gathered, shielded] = [
      asyncio.gather(futures[0] as ForeignFuture & asyncio.Future),
      asyncio.shield(futures[1] as ForeignFuture & asyncio.Future),
    ];
    for (const future of futures) future.cancel();
    iterate(2);
    expect([outcome(gathered), outcome(shielded)]).toEqual([
      'raised CancelledError()',
      'cancelled',
    ]);
  });
});

describe('a subclass of Future', () => {
  it('may override add_done_callback: the task goes through it', () => {
    const log: unknown[] = [];
    class Counting<T> extends asyncio.Future<T> {
      override add_done_callback(callback: (future: asyncio.Future<T>) => unknown): void {
        log.push(callback.name);
        super.add_done_callback(callback);
      }
    }
    const future = new Counting<string>();
    const task = go(function* () {
      return yield* future;
    });
    loop.call_later(1, () => future.set_result('x'));
    expect(loop.run_until_complete(task)).toBe('x');
    expect(log).toEqual(['Task._wakeup']);
  });
});

describe('a coroutine', () => {
  it('may be any object with next, throw and return', () => {
    const log: unknown[] = [];
    const future = loop.create_future<string>();
    const coro = {
      steps: 0,
      next(value: unknown) {
        log.push(['next', value]);
        if (this.steps++ === 0) return { done: false, value: undefined };
        if (this.steps === 2) return future[Symbol.iterator]().next();
        return { done: true, value: future.result() };
      },
      throw(error: unknown) {
        throw error;
      },
      return: (value: unknown) => ({ done: true, value }),
    };
    expect(asyncio.iscoroutine(coro)).toBe(true);
    loop.call_later(1, () => future.set_result('result'));
    expect(loop.run_until_complete(new asyncio.Task(coro as never))).toBe('result');
    expect(log).toEqual(Array(3).fill(['next', undefined]));
  });

  it('of that kind gets cancellations and errors by throw()', () => {
    const future = loop.create_future();
    const thrown: unknown[] = [];
    const coro = {
      next: () => future[Symbol.iterator]().next(),
      throw(error: unknown) {
        thrown.push(error);
        return { done: true, value: 'refused' };
      },
      return: (value: unknown) => ({ done: true, value }),
    };
    const task = start(coro as never);
    iterate();
    task.cancel();
    iterate();
    expect(thrown).toEqual([expect.any(CancelledError)]);
    expect(outcome(task)).toBe("'refused'");
  });

  it('may have a next() of its own on a decorated generator object', () => {
    const coro = ticks(1);
    const next = vi.fn(coro.next.bind(coro));
    coro.next = next;
    loop.run_until_complete(coro);
    expect(next).toHaveBeenCalledTimes(2);
  });

  it('has its own next() called only when it was there before the task', () => {
    const coro = ticks(1);
    const task = loop.create_task(coro);
    const next = vi.fn(coro.next.bind(coro));
    coro.next = next;
    loop.run_until_complete(task);
    expect(next).not.toHaveBeenCalled();
    expect(task.done()).toBe(true);
  });
});

describe('an object with an iterator', () => {
  const awaitable = (value: string) => ({
    *[Symbol.iterator](): asyncio.Coroutine<string> {
      yield* asyncio.sleep(1);
      return value;
    },
  });

  it('is wrapped in a task by ensure_future and all that use it', () => {
    const task = asyncio.ensure_future(awaitable('a'));
    expect(task).toBeInstanceOf(asyncio.Task);
    expect(String(task)).toMatch(/^<Task pending coro=<_wrap_awaitable\(\) running at /);
    expect(loop.run_until_complete(task)).toBe('a');
    expect(loop.run_until_complete(awaitable('b'))).toBe('b');
  });

  it('is an argument of gather, also as the last one, not its options', () => {
    expect(run(() => gathered(awaitable('a'), awaitable('b')))).toEqual(['a', 'b']);
    const object = { ...foreign_coroutine('c') };
    expect(run(() => gathered(object as never))).toEqual(['c']);
  });

  const gathered = asyncio.coroutine(function* (...args: asyncio.Awaitable<unknown>[]) {
    return yield* asyncio.gather(...args);
  });

  function foreign_coroutine(value: unknown) {
    return {
      next: () => ({ done: true, value }),
      throw(error: unknown) {
        throw error;
      },
      return: () => ({ done: true, value }),
    };
  }
});

describe('a loop', () => {
  it('may be any object with call_soon and get_debug', () => {
    const queue: (() => void)[] = [];
    const mock = {
      get_debug: () => false,
      call_soon: (callback: (...args: unknown[]) => void, ...args: unknown[]) => {
        queue.push(() => callback(...args));
      },
      call_exception_handler: vi.fn(),
    };
    const options = { loop: mock as unknown as asyncio.AbstractEventLoop };
    const future = new asyncio.Future<string>(options);
    const task = new asyncio.Task(
      asyncio.coroutine(function* () {
        yield;
        return yield* future;
      })(),
      options,
    );
    expect(asyncio.Task.all_tasks(options.loop).size).toBe(1);
    for (let turn = 0; turn < 3; turn++) {
      for (const step of queue.splice(0)) step();
      if (turn === 1) future.set_result('mocked');
    }
    expect(outcome(task)).toBe("'mocked'");
    expect(asyncio.Task.all_tasks(options.loop).size).toBe(0);
  });

  it('may override call_soon: every step of a task goes through it', () => {
    const names: string[] = [];
    class Recording extends VirtualTimeLoop {
      override call_soon<A extends readonly unknown[]>(
        callback: asyncio.Callback<A>,
        ...args: A
      ): asyncio.Handle {
        names.push(callback.name);
        return super.call_soon(callback, ...args);
      }
    }
    const recording = watched(new Recording());
    recording.run_until_complete(asyncio.sleep(1, 'x', { loop: recording }));
    expect(names).toEqual(['Task._step', 'Task._wakeup', '_run_until_complete_cb']);
    recording.close();
  });

  it('may have call_soon replaced on the instance, and put back', () => {
    const call_soon = vi.spyOn(loop, 'call_soon');
    loop.run_until_complete(ticks(2));
    const { length } = call_soon.mock.calls;
    expect(call_soon.mock.calls.map(([callback]) => callback.name)).toEqual([
      'Task._step',
      'Task._step',
      'Task._step',
      '_run_until_complete_cb',
    ]);
    call_soon.mockRestore();
    loop.run_until_complete(ticks(2));
    expect(call_soon.mock.calls.length).toBeLessThanOrEqual(length);
  });

  it('may cancel the handle of a step: the task then never runs', () => {
    const call_soon = vi.spyOn(loop, 'call_soon');
    const task = start(ticks(1));
    const handle = call_soon.mock.results[0]?.value as asyncio.Handle;
    handle.cancel();
    iterate(3);
    expect(task.done()).toBe(false);
    loop.close();
    expect(reports()).toEqual(['Task was destroyed but it is pending!']);
  });

  it('may override create_task, which everything that makes tasks then uses', () => {
    const create_task = vi.spyOn(loop, 'create_task');
    const used = () => create_task.mock.calls.splice(0).length;
    run(function* () {
      used();
      asyncio.ensure_future(ticks(1));
      expect(used()).toBe(1);
      yield* asyncio.gather(ticks(1), ticks(1));
      expect(used()).toBe(2);
      yield* asyncio.wait([ticks(1), ticks(1)]);
      expect(used()).toBe(2);
      yield* asyncio.wait_for(ticks(1), 1);
      expect(used()).toBe(1);
      yield* asyncio.shield(ticks(1));
      expect(used()).toBe(1);
      for (const next of asyncio.as_completed([ticks(1)])) yield* next;
      expect(used()).toBe(1);
    });
  });

  it('may override create_future, which everything that waits then uses', () => {
    const create_future = vi.spyOn(loop, 'create_future');
    const used = () => create_future.mock.calls.splice(0).length;
    run(function* () {
      yield* asyncio.sleep(1);
      expect(used()).toBe(1);
      yield* asyncio.wait([ticks(1)]);
      expect(used()).toBe(1);
      yield* asyncio.wait_for(ticks(1), 1);
      expect(used()).toBe(1);
      yield* asyncio.shield(asyncio.ensure_future(ticks(1)));
      expect(used()).toBe(1);
      yield* asyncio.gather();
      expect(used()).toBe(1);
    });
  });

  it('may override call_later, which sleep uses', () => {
    const call_later = vi.spyOn(loop, 'call_later');
    run(() => asyncio.sleep(3));
    expect(call_later.mock.calls[0]?.[0]).toBe(3);
  });

  it('has a task factory, which gets the loop and the coroutine, and may return any future', () => {
    const seen: unknown[] = [];
    loop.set_task_factory((of_loop, coro) => {
      seen.push(of_loop === loop, asyncio.iscoroutine(coro));
      coro.return(undefined as never);
      const future = of_loop.create_future<string>();
      future.set_result('instead');
      return future;
    });
    expect(loop.run_until_complete(ticks(1) as never)).toBe('instead');
    expect(seen).toEqual([true, true]);
    expect(run(() => asyncio.gather(ticks(1)) as never)).toBe('instead');
  });
});
