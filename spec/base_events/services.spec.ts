import { describe, expect, it } from 'vitest';
import { Executor } from '../../lib/concurrent/executor';
import { Future as ConcurrentFuture } from '../../lib/concurrent/futures';
import { AssertionError, CancelledError, RuntimeError, ValueError } from '../../lib/errors';
import { Handle, TimerHandle } from '../../lib/handles';
import * as asyncio from '../../lib/index';
import { VirtualTimeLoop } from '../../lib/test_utils';
import { go, loop, outcome, run, use_virtual_loop, which } from '../support/virtual';

use_virtual_loop();

const value = asyncio.coroutine(function* value<T>(result: T) {
  yield;
  return result;
});

/** One iteration. */
function once(): void {
  loop.stop();
  loop.run_forever();
}

describe('call_soon, call_later and call_at', () => {
  it('return handles', () => {
    const soon = loop.call_soon(() => {});
    expect(soon).toBeInstanceOf(Handle);
    expect(soon).not.toBeInstanceOf(TimerHandle);
    expect(loop.call_soon_threadsafe(() => {})).toBeInstanceOf(Handle);
    expect(loop.call_later(5, () => {})).toMatchObject({ _when: 5, _scheduled: true });
    loop._sleep(2);
    expect(loop.call_later(5, () => {})._when).toBe(7);
    expect(loop.call_at(5, () => {})._when).toBe(5);
    expect([...loop._ready]).toContain(soon);
    expect(loop._scheduled.length).toBe(3);
  });

  it('may be called with a function and arguments of their own', () => {
    const seen: unknown[] = [];
    const add = (a: number, b: string) => seen.push([a, b]);
    loop.call_soon(add, 1, 'a');
    loop.call_later(0, add, 2, 'b');
    loop.call_at(0, add, 3, 'c');
    loop.call_soon_threadsafe(add, 4, 'd');
    once();
    expect(seen).toEqual([
      [1, 'a'],
      [4, 'd'],
      [2, 'b'],
      [3, 'c'],
    ]);
  });
});

describe('call_soon_threadsafe', () => {
  it('queues like call_soon, and wakes whoever waits in the poll', () => {
    const seen: string[] = [];
    class Waking extends VirtualTimeLoop {
      override _write_to_self(): void {
        seen.push('wake');
      }
    }
    const waking = new Waking();
    waking.call_soon(() => seen.push('a'));
    waking.call_soon_threadsafe(() => seen.push('b'));
    waking.call_soon(() => seen.push('c'));
    waking.stop();
    waking.run_forever();
    waking.close();
    expect(seen).toEqual(['wake', 'a', 'b', 'c']);
  });
});

describe('a loop that sleeps in the poll', () => {
  it.each<[string, (sleeping: VirtualTimeLoop) => unknown]>([
    ['call_soon', (sleeping) => sleeping.call_soon(() => {})],
    ['call_at', (sleeping) => sleeping.call_at(5, () => {})],
    ['a new task', (sleeping) => sleeping.run_until_complete(sleeping.create_task(value(1)))],
    ['stop', (sleeping) => sleeping.stop()],
    ['the cancellation of a timer', (sleeping) => sleeping._scheduled[0]?.cancel()],
  ])('is woken by %s', (_, wake) => {
    let woken = 0;
    class Sleeping extends VirtualTimeLoop {
      override _write_to_self(): void {
        woken += 1;
        this._asleep = false;
      }
    }
    const sleeping = new Sleeping();
    sleeping.call_at(1, () => {});
    expect(woken).toBe(0);
    sleeping._asleep = true;
    wake(sleeping);
    sleeping.close();
    expect(woken).toBe(1);
  });
});

describe('create_future and create_task', () => {
  class OwnFuture<T> extends asyncio.Future<T> {}

  class OwnLoop extends VirtualTimeLoop {
    readonly calls: string[] = [];

    override create_future<T = unknown>(): OwnFuture<T> {
      this.calls.push('create_future');
      return new OwnFuture<T>({ loop: this });
    }

    override create_task<T>(coro: asyncio.Coroutine<T>): asyncio.Task<T> {
      this.calls.push('create_task');
      return super.create_task(coro);
    }
  }

  it('make a Future and a Task of this loop', () => {
    const future = loop.create_future();
    expect([future instanceof asyncio.Future, future._loop]).toEqual([true, loop]);
    const task = loop.create_task(value(1));
    expect([task instanceof asyncio.Task, task._loop]).toEqual([true, loop]);
    loop.run_until_complete(task);
  });

  it('are what the library itself calls, so that a subclass may make its own', () => {
    const own = new OwnLoop();
    own.run_until_complete(value(1));
    asyncio.ensure_future(value(1), { loop: own });
    expect(own.calls).toEqual(['create_task', 'create_task']);
    own.calls.length = 0;
    own.run_until_complete(asyncio.sleep(1, undefined, { loop: own }));
    expect(own.calls).toEqual(['create_task', 'create_future']);
    own.close();
  });

  it('are overridden on an instance as well', () => {
    const made: unknown[] = [];
    const { create_task } = loop;
    loop.create_task = (coro) => {
      made.push(coro);
      return create_task.call(loop, coro) as never;
    };
    const coro = value(5);
    expect(loop.run_until_complete(coro)).toBe(5);
    expect(which(made, [coro])).toEqual([0]);
  });

  it('refuse what is no coroutine object', () => {
    expect(() => loop.create_task(value as never)).toThrow(AssertionError);
    expect(() => loop.create_task(loop.create_future() as never)).toThrow(AssertionError);
  });
});

describe('call_soon of a subclass', () => {
  it('sees the steps of tasks and the callbacks of futures', () => {
    const names: string[] = [];
    class Watching extends VirtualTimeLoop {
      override call_soon<A extends readonly unknown[]>(
        callback: (...args: A) => unknown,
        ...args: A
      ): Handle {
        names.push(callback.name);
        return super.call_soon(callback, ...args);
      }
    }
    const watching = new Watching();
    const future = watching.create_future<number>();
    const waits = asyncio.coroutine(function* waits() {
      yield;
      return yield* future;
    });
    const task = watching.create_task(waits());
    task.add_done_callback(function done() {});
    watching.call_later(1, () => future.set_result(1));
    watching.run_until_complete(task);
    watching.close();
    expect(names).toEqual([
      'Task._step',
      'Task._step',
      'Task._wakeup',
      'done',
      '_run_until_complete_cb',
    ]);
  });
});

describe('the task factory', () => {
  class OwnTask<T> extends asyncio.Task<T> {}

  it('is None at first, and can be set and taken back', () => {
    const factory = () => expect.unreachable();
    expect(loop.get_task_factory()).toBe(undefined);
    loop.set_task_factory(factory);
    expect(loop.get_task_factory()).toBe(factory);
    loop.set_task_factory(null);
    expect(loop.get_task_factory()).toBe(undefined);
  });

  it('is a function or None', () => {
    for (const factory of [1, 'x', {}]) {
      expect(() => loop.set_task_factory(factory as never)).toThrow(
        new TypeError('task factory must be a callable or None'),
      );
    }
  });

  it('gets the loop and the coroutine object, and makes the tasks of create_task and ensure_future', () => {
    const calls: [asyncio.AbstractEventLoop, unknown][] = [];
    loop.set_task_factory((some_loop, coro) => {
      calls.push([some_loop, coro]);
      return new OwnTask(coro, { loop: some_loop });
    });
    const coros = [value(1), value(2)] as const;
    const tasks = [loop.create_task(coros[0]), asyncio.ensure_future(coros[1])];
    expect(tasks.map((task) => task instanceof OwnTask)).toEqual([true, true]);
    expect(calls.map(([some_loop]) => some_loop)).toEqual([loop, loop]);
    expect(
      which(
        calls.map(([, coro]) => coro),
        coros,
      ),
    ).toEqual([0, 1]);
    expect(tasks.map((task) => loop.run_until_complete(task))).toEqual([1, 2]);
  });

  it('may return a future that is no task', () => {
    loop.set_task_factory((some_loop) => {
      const future = some_loop.create_future();
      future.set_result('from the factory');
      return future;
    });
    expect(loop.run_until_complete(value(1))).toBe('from the factory');
  });
});

/** An executor that runs nothing before it is told to. */
class Later extends Executor {
  readonly jobs: (() => void)[] = [];

  override submit<A extends unknown[], R>(
    fn: (...args: A) => R,
    ...args: NoInfer<A>
  ): ConcurrentFuture<Awaited<R>> {
    const future = new ConcurrentFuture<Awaited<R>>();
    this.jobs.push(() => {
      if (!future.set_running_or_notify_cancel()) return;
      try {
        future.set_result(fn(...args) as Awaited<R>);
      } catch (error) {
        future.set_exception(error);
      }
    });
    return future;
  }

  work(): void {
    for (const job of this.jobs.splice(0)) job();
  }
}

describe('run_in_executor', () => {
  const add = (a: number, b: number) => a + b;

  it('submits the function and its arguments, and returns a future of this loop', () => {
    const executor = new Later();
    const future = loop.run_in_executor(executor, add, 1, 2);
    expect([future instanceof asyncio.Future, future._loop, future.done()]).toEqual([
      true,
      loop,
      false,
    ]);
    loop.call_soon(() => executor.work());
    expect(loop.run_until_complete(future)).toBe(3);
  });

  it('uses the default executor for None', () => {
    const executor = new Later();
    loop.set_default_executor(executor);
    const futures = [
      loop.run_in_executor(null, add, 1, 2),
      loop.run_in_executor(undefined, add, 3, 4),
    ];
    loop.call_soon(() => executor.work());
    expect(loop.run_until_complete(asyncio.gather(...futures))).toEqual([3, 7]);
    loop.set_default_executor(null);
    expect(() => loop.run_in_executor(null, add, 1, 2)).toThrow(RuntimeError);
  });

  it('hands on what the function raises', () => {
    const executor = new Later();
    const error = new ValueError('in the executor');
    const future = loop.run_in_executor(executor, () => {
      throw error;
    });
    loop.call_soon(() => executor.work());
    expect(() => loop.run_until_complete(future)).toThrow(error);
  });

  it('lets its future be cancelled before the function runs', () => {
    const executor = new Later();
    const calls: string[] = [];
    const task = go(function* () {
      yield* loop.run_in_executor(executor, () => calls.push('ran'));
    });
    once();
    task.cancel();
    expect(() => loop.run_until_complete(task)).toThrow(CancelledError);
    executor.work();
    expect([outcome(task), calls]).toEqual(['cancelled', []]);
  });

  it('schedules nothing any more when the loop was closed meanwhile', () => {
    const executor = new Later();
    const future = loop.run_in_executor(executor, add, 1, 2);
    future.cancel();
    loop.close();
    expect(() => executor.work()).not.toThrow();
  });

  it('takes any object with a submit', () => {
    const submitted: unknown[][] = [];
    const executor = {
      submit: (...args: unknown[]) => {
        submitted.push(args);
        const future = new ConcurrentFuture<string>();
        future.set_running_or_notify_cancel();
        future.set_result('at once');
        return future;
      },
    };
    const job = () => 'never';
    expect(
      run(function* () {
        return yield* loop.run_in_executor(executor, job);
      }),
    ).toBe('at once');
    expect(submitted).toEqual([[job]]);
  });

  it('refuses an executor that does not return a future of concurrent.futures', () => {
    const executor = { submit: () => Promise.resolve(1) };
    expect(() => loop.run_in_executor(executor, add, 1, 2)).toThrow(
      /^concurrent\.futures\.Future is expected, got <?Promise/,
    );
  });
});
