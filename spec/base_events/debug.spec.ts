import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { KeyboardInterrupt, RuntimeError } from '../../lib/errors';
import { Handle } from '../../lib/handles';
import { host, install_host } from '../../lib/host';
import * as asyncio from '../../lib/index';
import { repr } from '../../lib/reprlib';
import { VirtualTimeLoop } from '../../lib/test_utils';
import { normalise } from '../support/python36';
import { record_log } from '../support/records';
import { abandon, loop, use_virtual_loop } from '../support/virtual';

use_virtual_loop();

beforeEach(() => loop.set_debug(true));

const nothing = (): void => {};

/** One iteration. */
function once(): void {
  loop.stop();
  loop.run_forever();
}

function slow(seconds: number): void {
  loop._sleep(seconds);
}

const slow_coro = asyncio.coroutine(function* slow_coro() {
  slow(0.5);
  yield;
  slow(0.25);
});

/** What the loop has logged of slow callbacks. */
function slow_lines(log: ReturnType<typeof record_log>): string[] {
  return log.lines.map(normalise).filter((line) => line.includes('Executing'));
}

describe('debug mode', () => {
  it('is off at first, and can be switched', () => {
    const other = new VirtualTimeLoop();
    expect(other.get_debug()).toBe(false);
    other.set_debug(true);
    expect(other.get_debug()).toBe(true);
    other.set_debug(0 as never);
    expect(other.get_debug()).toBe(false);
    other.close();
  });

  it('asks for a first place, which takes V8 its time, before it times callbacks', () => {
    const asked: object[] = [];
    const before = { ...host };
    install_host({
      ...before,
      function_location: (fn) => {
        asked.push(fn);
        return undefined;
      },
    });
    onTestFinished(() => install_host(before));
    let asked_before = 0;
    loop.call_soon(() => {
      asked_before = asked.length;
    });
    once();
    expect(asked_before).toBe(1);
    loop.set_debug(false);
    once();
    expect(asked.length).toBe(1);
  });

  it.each([
    ['1', true],
    ['0', true],
    ['', false],
    [undefined, false],
  ])('is %j in the environment variable PYTHONASYNCIODEBUG: %s at first', (text, expected) => {
    const { getenv } = host;
    onTestFinished(() => install_host({ getenv }));
    install_host({ getenv: (name) => (name === 'PYTHONASYNCIODEBUG' ? text : undefined) });
    const other = new VirtualTimeLoop();
    expect(other.get_debug()).toBe(expected);
    other.close();
  });
});

describe('the report of a slow callback', () => {
  it('names a handle, and how long it took', () => {
    const log = record_log();
    loop.call_soon(slow, 0.12345);
    once();
    expect(slow_lines(log)).toEqual([
      'WARNING Executing <Handle slow(0.12345) at FILE:LINE created at FILE:LINE> took 0.123 seconds',
    ]);
  });

  it('names a timer', () => {
    const log = record_log();
    loop.call_later(0, slow, 0.5);
    once();
    expect(slow_lines(log)).toEqual([
      'WARNING Executing <TimerHandle when=0 slow(0.5) at FILE:LINE created at FILE:LINE> took 0.500 seconds',
    ]);
  });

  it('names a task for its steps', () => {
    const log = record_log();
    loop.run_until_complete(slow_coro());
    expect(slow_lines(log)).toEqual([
      'WARNING Executing <Task pending coro=<slow_coro() running at FILE:LINE> ' +
        'cb=[_run_until_complete_cb() at FILE:LINE] created at FILE:LINE> took 0.500 seconds',
      'WARNING Executing <Task finished coro=<slow_coro() done, defined at FILE:LINE> ' +
        'result=None created at FILE:LINE> took 0.250 seconds',
    ]);
  });

  it('names a task that a future has woken', () => {
    const log = record_log();
    const future = loop.create_future();
    const waits = asyncio.coroutine(function* waits() {
      yield* future;
      slow(1);
    });
    loop.call_soon(() => future.set_result(1));
    loop.run_until_complete(waits());
    expect(slow_lines(log)).toEqual([
      'WARNING Executing <Task finished coro=<waits() done, defined at FILE:LINE> ' +
        'result=None created at FILE:LINE> took 1.000 seconds',
    ]);
  });

  it('names a done-callback with its future', () => {
    const log = record_log();
    const future = loop.create_future();
    future.add_done_callback(function done() {
      slow(1);
    });
    future.set_result(1);
    once();
    expect(slow_lines(log)[0]).toMatch(
      /^WARNING Executing <Handle done\(<Future FILE:LINE>\) at FILE:LINE created at FILE:LINE> took 1\.000 seconds$/,
    );
  });

  it('still names a handle that has cancelled itself', () => {
    const log = record_log();
    const handle = loop.call_soon(function canceller() {
      slow(1);
      handle.cancel();
    });
    once();
    expect(slow_lines(log)).toEqual([
      'WARNING Executing <Handle cancelled canceller() at FILE:LINE created at FILE:LINE> took 1.000 seconds',
    ]);
  });

  it('comes from slow_callback_duration on', () => {
    const log = record_log();
    expect(loop.slow_callback_duration).toBe(0.1);
    loop.call_soon(slow, 0.0999);
    once();
    expect(slow_lines(log)).toEqual([]);
    loop.slow_callback_duration = 0.5;
    for (const seconds of [0.25, 0.5]) loop.call_soon(slow, seconds);
    once();
    expect(slow_lines(log).length).toBe(1);
    loop.slow_callback_duration = 0;
    loop.call_soon(nothing);
    once();
    expect(slow_lines(log)[1]).toMatch(/took 0\.000 seconds$/);
  });

  it('comes after the report of an error', () => {
    const log = record_log();
    loop.set_exception_handler(null);
    loop.call_soon(function fails() {
      slow(2);
      throw new RuntimeError('slow and bad');
    });
    once();
    expect(log.lines.map((line) => line.split(' ', 4).join(' '))).toEqual([
      'ERROR Exception in callback',
      'WARNING Executing <Handle fails()',
    ]);
  });

  it('does not come for an error that leaves the loop', () => {
    const log = record_log();
    loop.call_soon(() => {
      slow(2);
      throw new KeyboardInterrupt();
    });
    expect(once).toThrow(KeyboardInterrupt);
    expect(slow_lines(log)).toEqual([]);
  });

  it('does not come without debug mode', () => {
    const log = record_log();
    loop.set_debug(false);
    loop.call_soon(slow, 5);
    once();
    expect(log.lines).toEqual([]);
  });
});

/** A loop whose polls take as long, and bring as many events, as it is told. */
class SlowPoll extends VirtualTimeLoop {
  constructor(
    readonly seconds: number,
    readonly events: number,
  ) {
    super();
    this.set_debug(true);
  }

  override _select(): number {
    this._sleep(this.seconds);
    for (let i = 0; i < this.events; i++) this._ready.append(new Handle(nothing, [], this));
    this.stop();
    return this.events;
  }
}

describe('the log of polls', () => {
  function polled(seconds: number, events: number, prepare: (slow_loop: SlowPoll) => void) {
    const log = record_log();
    const slow_loop = new SlowPoll(seconds, events);
    prepare(slow_loop);
    slow_loop.run_forever();
    const { lines } = log;
    slow_loop.close();
    return lines;
  }

  const timer = (slow_loop: SlowPoll) => slow_loop.call_later(5, nothing);

  it('tells what a poll with a timeout has brought', () => {
    expect(polled(0.002, 1, timer)).toEqual(['DEBUG poll 5000.000 ms took 2.000 ms: 1 events']);
  });

  it('is at level INFO from one second on', () => {
    expect(polled(1, 2, timer)).toEqual(['INFO poll 5000.000 ms took 1000.000 ms: 2 events']);
  });

  it('tells of a poll without end', () => {
    expect(polled(0.25, 3, nothing)).toEqual(['DEBUG poll took 250.000 ms: 3 events']);
    expect(polled(1.5, 0, nothing)).toEqual(['INFO poll took 1500.000 ms: 0 events']);
  });

  it('tells of a timeout only when it took a second', () => {
    expect(polled(0.999, 0, timer)).toEqual([]);
    expect(polled(1.25, 0, timer)).toEqual(['INFO poll 5000.000 ms took 1250.000 ms: timeout']);
  });

  it('does not tell of a poll that does not wait', () => {
    expect(polled(2, 1, (slow_loop) => slow_loop.call_soon(nothing))).toEqual([]);
  });

  it('is for debug mode only', () => {
    expect(polled(2, 1, (slow_loop) => slow_loop.set_debug(false))).toEqual([]);
  });
});

const coro_function = asyncio.coroutine(function* coro_function() {});

const SCHEDULERS = [
  ['call_soon', 'call_soon', (callback: () => void) => loop.call_soon(callback)],
  ['call_later', 'call_at', (callback: () => void) => loop.call_later(1, callback)],
  ['call_at', 'call_at', (callback: () => void) => loop.call_at(1, callback)],
  [
    'call_soon_threadsafe',
    'call_soon_threadsafe',
    (callback: () => void) => loop.call_soon_threadsafe(callback),
  ],
  [
    'run_in_executor',
    'run_in_executor',
    (callback: () => void) => loop.run_in_executor(null, callback),
  ],
] as const;

describe.each(SCHEDULERS)('%s in debug mode', (_, name, schedule) => {
  it('refuses coroutine functions and coroutine objects', () => {
    for (const callback of [coro_function, coro_function()]) {
      expect(() => schedule(callback as never)).toThrow(
        new TypeError(`coroutines cannot be used with ${name}()`),
      );
    }
  });

  it('refuses what is no function', () => {
    for (const callback of [1, 'x', undefined, null, {}]) {
      expect(() => schedule(callback as never)).toThrow(
        new TypeError(`a callable object was expected by ${name}(), got ${repr(callback)}`),
      );
    }
    expect([loop._ready.length, loop._scheduled.length]).toEqual([0, 0]);
  });
});

describe.each(SCHEDULERS.slice(0, 4))('%s', (_name, _checked, schedule) => {
  it('checks nothing without debug mode', () => {
    loop.set_debug(false);
    for (const callback of [coro_function, 1])
      expect(() => schedule(callback as never)).not.toThrow();
  });

  it("remembers the user's line in debug mode", () => {
    const handle = schedule(nothing) as Handle;
    const { last } = handle._source_traceback ?? {};
    expect(last?.file).toBe(__filename);
    expect(host.source_line(__filename, last?.line ?? 0)).toMatch(/=> loop\.call_/);
    expect(repr(handle)).toContain(` created at ${__filename}:${last?.line}>`);
  });

  it('remembers nothing without debug mode', () => {
    loop.set_debug(false);
    const handle = schedule(nothing) as Handle;
    expect(handle._source_traceback).toBe(undefined);
  });
});

describe('the source of futures and tasks in debug mode', () => {
  it("is the user's line", () => {
    const future = loop.create_future();
    const plain = new asyncio.Future({ loop });
    const task = loop.create_task(coro_function());
    const ensured = asyncio.ensure_future(coro_function(), { loop });
    abandon(task, ensured);
    const lines = [future, plain, task, ensured].map((object) => {
      const { last } = object._source_traceback ?? {};
      return host.source_line(last?.file ?? '', last?.line ?? 0);
    });
    expect(lines).toEqual([
      'const future = loop.create_future();',
      'const plain = new asyncio.Future({ loop });',
      'const task = loop.create_task(coro_function());',
      'const ensured = asyncio.ensure_future(coro_function(), { loop });',
    ]);
  });

  it('is missing without debug mode', () => {
    loop.set_debug(false);
    expect(loop.create_future()._source_traceback).toBe(undefined);
  });
});

describe('the check of the thread in debug mode', () => {
  const foreign = new RuntimeError(
    'Non-thread-safe operation invoked on an event loop other than the current one',
  );

  /** As if another thread ran the loop. */
  function in_another_thread(): void {
    loop._thread_id = host.thread.ident + 1;
    onTestFinished(() => {
      loop._thread_id = undefined;
    });
  }

  it.each(SCHEDULERS.slice(0, 3))(
    'refuses %s from a thread that does not run the loop',
    (...row) => {
      in_another_thread();
      expect(() => row[2](nothing)).toThrow(foreign);
      loop._thread_id = undefined;
    },
  );

  it('refuses what schedules by itself: a new task, the end of a future with callbacks', () => {
    in_another_thread();
    const future = loop.create_future();
    future.add_done_callback(nothing);
    const coro = coro_function();
    expect(() => loop.create_task(coro)).toThrow(foreign);
    expect(() => future.set_result(1)).toThrow(foreign);
    loop._thread_id = undefined;
  });

  it('lets call_soon_threadsafe pass', () => {
    in_another_thread();
    expect(loop.call_soon_threadsafe(nothing)).toBeInstanceOf(Handle);
    loop._thread_id = undefined;
  });

  it('lets everything pass in the thread of the loop, and while the loop does not run', () => {
    expect(loop.call_soon(nothing)).toBeInstanceOf(Handle);
    loop._thread_id = host.thread.ident;
    expect(loop.call_soon(nothing)).toBeInstanceOf(Handle);
    loop._thread_id = undefined;
  });

  it('is not made without debug mode', () => {
    in_another_thread();
    loop.set_debug(false);
    expect(loop.call_soon(nothing)).toBeInstanceOf(Handle);
    loop._thread_id = undefined;
  });
});
