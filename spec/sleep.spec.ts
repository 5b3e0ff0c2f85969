import { describe, expect, it } from 'vitest';
import { _set_result_unless_cancelled } from '../lib/futures';
import * as asyncio from '../lib/index';
import { repr } from '../lib/reprlib';
import { TestLoop } from '../lib/test_utils';
import { go, iterate, loop, outcome, run, start, use_virtual_loop } from './support/virtual';

use_virtual_loop();

describe('sleep', () => {
  it('waits for so many seconds, and returns the result', () => {
    expect(run(() => asyncio.sleep(3, 'slept'))).toBe('slept');
    expect(loop.time()).toBe(3);
    expect(run(() => asyncio.sleep(0.5))).toBe(undefined);
    expect(loop.time()).toBe(3.5);
  });

  it('of 0 seconds is one bare yield: no timer, no future, one tick', () => {
    const task = go(() => asyncio.sleep(0, 'zero'));
    iterate();
    expect([task.done(), task._fut_waiter, loop._scheduled.length]).toEqual([false, undefined, 0]);
    iterate();
    expect(outcome(task)).toBe("'zero'");
    expect(run(() => asyncio.sleep(-0))).toBe(undefined);
  });

  it('of a negative time uses a timer all the same', () => {
    const task = go(() => asyncio.sleep(-1, 'negative'));
    iterate();
    expect(loop._scheduled.map(({ _when }) => _when)).toEqual([-1]);
    expect(task._fut_waiter).toBeDefined();
    expect(loop.run_until_complete(task)).toBe('negative');
    expect(loop.time()).toBe(0);
  });

  it('asks for its time when it first runs, not when it is called', () => {
    const coro = asyncio.sleep(1);
    run(() => asyncio.sleep(5));
    loop.run_until_complete(coro);
    expect(loop.time()).toBe(6);
  });

  it('cancels its timer when it is cancelled', () => {
    const task = go(() => asyncio.sleep(9));
    iterate();
    const timer = loop._scheduled[0];
    task.cancel();
    iterate();
    expect([outcome(task), timer?._cancelled]).toEqual(['cancelled', true]);
    expect(run(() => asyncio.sleep(1, 'on'))).toBe('on');
    expect(loop.time()).toBe(1);
  });

  it('leaves a cancelled future alone when its timer fires in the same iteration', () => {
    const task = go(() => asyncio.sleep(1));
    loop.call_at(1, () => task.cancel());
    run(() => asyncio.wait([task]));
    expect(outcome(task)).toBe('cancelled');
  });

  it('takes the loop as an option, with and without a result', () => {
    const test_loop = new TestLoop(function* () {
      expect(yield).toBe(2);
      expect(yield 2).toBe(5);
      yield 3;
    });
    asyncio.set_event_loop(undefined);
    expect(test_loop.run_until_complete(asyncio.sleep(2, 'a', { loop: test_loop }))).toBe('a');
    expect(test_loop.run_until_complete(asyncio.sleep(3, { loop: test_loop }))).toBe(undefined);
    test_loop.close();
  });

  it('returns an object that is no option', () => {
    const result = { loop: 'x', other: 1 };
    expect(run(() => asyncio.sleep(0, result))).toBe(result);
    expect(run(() => asyncio.sleep(1, {}))).toEqual({});
  });

  it.each([0, false, '', 1])('refuses %j for its options', (options) => {
    expect(() => asyncio.sleep(1, 'x', options as never)).toThrow(
      new TypeError('sleep() takes its keyword arguments as one object, { loop }'),
    );
  });

  it.each([0, 1])('refuses an unknown option at the call, with a delay of %d', (delay) => {
    expect(() => asyncio.sleep(delay, 1, { lop: loop } as never)).toThrow(
      new TypeError("sleep() got an unexpected keyword argument 'lop'"),
    );
  });

  it('sleeps side by side, not one after the other', () => {
    const log: number[] = [];
    const nap = asyncio.coroutine(function* (seconds: number) {
      yield* asyncio.sleep(seconds);
      log.push(seconds);
    });
    for (const seconds of [3, 1, 2]) start(nap(seconds));
    run(() => asyncio.sleep(4));
    expect(log).toEqual([1, 2, 3]);
    expect(loop.time()).toBe(4);
  });
});

describe.each([0, 1])('the coroutine object of sleep(%d)', (delay) => {
  it('passes for a generator', () => {
    const coro = asyncio.sleep(delay);
    expect(asyncio.iscoroutine(coro)).toBe(true);
    expect(asyncio.iscoroutinefunction(asyncio.sleep)).toBe(true);
    expect(Object.prototype.toString.call(coro)).toBe('[object Generator]');
    expect(repr(coro)).toMatch(/^<generator object sleep at 0x[0-9a-f]+>$/);
    expect(coro[Symbol.iterator]()).toBe(coro);
  });

  it('is a mistake without a star', () => {
    const task = start(
      asyncio.coroutine(function* careless() {
        yield asyncio.sleep(delay) as never;
      })(),
    );
    iterate(2);
    expect(outcome(task)).toMatch(
      /^raised RuntimeError\('yield was used instead of yield from for generator in task <Task/,
    );
  });

  it('is what a task can run', () => {
    const task = start(asyncio.sleep(delay, 'slept'));
    iterate();
    expect(repr(task)).toMatch(/^<Task pending coro=<sleep\(\) running/);
    expect(loop.run_until_complete(task)).toBe('slept');
  });

  it('ends with what is thrown in, before its first step and after it', () => {
    for (const steps of [0, 1]) {
      const coro = asyncio.sleep(delay, 'slept');
      for (let i = 0; i < steps; i++) expect(coro.next().done).toBe(false);
      expect(() => coro.throw(new Error('in'))).toThrow('in');
      expect(coro.next()).toEqual({ value: undefined, done: true });
    }
    expect(loop._scheduled.filter(({ _cancelled }) => !_cancelled)).toEqual([]);
  });

  it('can be closed, before its first step and after it', () => {
    for (const steps of [0, 1]) {
      const coro = asyncio.sleep(delay, 'slept');
      for (let i = 0; i < steps; i++) expect(coro.next().done).toBe(false);
      expect(coro.return('closed')).toEqual({ value: 'closed', done: true });
      expect(coro.next()).toEqual({ value: undefined, done: true });
    }
    expect(loop._scheduled.filter(({ _cancelled }) => !_cancelled)).toEqual([]);
  });

  it('has no second result', () => {
    const coro = asyncio.sleep(delay, 'slept');
    expect(run(() => coro)).toBe('slept');
    expect(run(() => coro)).toBe(undefined);
  });
});

describe('sleep', () => {
  it('waits for whatever futures the loop makes, and takes their exception', () => {
    class Impatient extends asyncio.Future<never> {
      override [Symbol.iterator](): never {
        throw new Error('no time');
      }
    }
    loop.create_future = () => new Impatient({ loop }) as never;
    const task = go(() => asyncio.sleep(1));
    iterate();
    expect(outcome(task)).toBe("raised Error('no time',)");
    expect(loop._scheduled[0]?._cancelled).toBe(true);
  });

  it('of a loop whose futures are done from the start does not wait', () => {
    loop.create_future = () => {
      const future = new asyncio.Future({ loop });
      future.set_result('at once');
      return future as never;
    };
    const coro = asyncio.sleep(1);
    expect(coro.next()).toMatchObject({ value: 'at once', done: true });
    expect(loop._scheduled[0]?._cancelled).toBe(true);
  });

  it('resumes a future of another make by its own iterator', () => {
    const sent: string[] = [];
    class Talking extends asyncio.Future<string> {
      override [Symbol.iterator](): never {
        const steps = super[Symbol.iterator]();
        const next = () => {
          sent.push(this.done() ? 'again' : 'first');
          return steps.next();
        };
        return { next } as never;
      }
    }
    loop.create_future = () => new Talking({ loop }) as never;
    expect(run(() => asyncio.sleep(1, 'slept'))).toBe('slept');
    expect(sent).toEqual(['first', 'again']);
  });

  it('lets a future of another make clean up: when it is cancelled, and when it is closed', () => {
    const log: string[] = [];
    class Careful extends asyncio.Future<string> {
      override [Symbol.iterator](): never {
        return careful(super[Symbol.iterator]()) as never;
      }
    }
    function* careful(steps: Iterable<unknown>) {
      try {
        return yield* steps;
      } finally {
        log.push('cleaned up');
      }
    }
    loop.create_future = () => new Careful({ loop }) as never;
    const task = go(() => asyncio.sleep(1));
    iterate();
    task.cancel();
    iterate();
    expect([outcome(task), log]).toEqual(['cancelled', ['cleaned up']]);
    const coro = asyncio.sleep(1);
    coro.next();
    expect(coro.return(undefined)).toEqual({ value: undefined, done: true });
    expect(log).toEqual(['cleaned up', 'cleaned up']);
    expect(loop._scheduled.every((timer) => timer._cancelled)).toBe(true);
  });

  it('has a timer like any other, though its arguments are listed only when asked for', () => {
    const coro = asyncio.sleep(1.5, 'slept');
    coro.next();
    const [timer] = loop._scheduled as [asyncio.TimerHandle];
    const [future] = timer._args as [asyncio.Future];
    expect(repr(timer)).toMatch(
      /^<TimerHandle when=1\.5 _set_result_unless_cancelled\(<Future pending>, 'slept'\) at \S+futures\.ts:\d+>$/,
    );
    expect([future instanceof asyncio.Future, timer._args?.[1]]).toEqual([true, 'slept']);
    expect(timer.__eq__(loop.call_at(1.5, _set_result_unless_cancelled, future, 'slept'))).toBe(
      true,
    );
    expect(timer.__eq__(loop.call_at(1.5, _set_result_unless_cancelled, future, 'late'))).toBe(
      false,
    );
    coro.return('closed');
    expect([timer._cancelled, timer._args]).toEqual([true, undefined]);
  });

  it.each(['call_later', 'call_at'] as const)('asks the %s of the loop', (method) => {
    const asked: unknown[] = [];
    const own = loop[method].bind(loop);
    loop[method] = (time, callback, ...args) => {
      asked.push(time, callback, args.length, args[1]);
      return own(time, callback, ...args);
    };
    expect(run(() => asyncio.sleep(2, 'slept'))).toBe('slept');
    expect(asked).toEqual([2, _set_result_unless_cancelled, 2, 'slept']);
  });

  it('takes its timer from the loop that it was given', () => {
    asyncio.set_event_loop(undefined);
    asyncio.sleep(1, { loop }).next();
    expect(loop._scheduled.length).toBe(1);
  });

  it('gives a loop of another make all the arguments', () => {
    const asked: unknown[] = [];
    class Other extends asyncio.AbstractEventLoop {
      override get_debug = () => false;
      override _timer_handle_cancelled = () => {};
      override create_future = <T>(): asyncio.Future<T> => new asyncio.Future({ loop: this });
      override call_later<A extends readonly unknown[]>(
        delay: number,
        callback: asyncio.Callback<A>,
        ...args: A
      ): asyncio.TimerHandle {
        asked.push(delay, callback, args.length, args[1]);
        return new asyncio.TimerHandle(delay, callback as never, args, this);
      }
    }
    asyncio.sleep(2, 'slept', { loop: new Other() }).next();
    expect(asked).toEqual([2, _set_result_unless_cancelled, 2, 'slept']);
  });

  it('ends when it is resumed too early, and takes its timer along', () => {
    const coro = asyncio.sleep(1);
    coro.next();
    expect(() => coro.next()).toThrow("yield from wasn't used with future");
    expect(loop._scheduled[0]?._cancelled).toBe(true);
    expect(coro.next()).toEqual({ value: undefined, done: true });
  });
});
