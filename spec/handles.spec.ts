import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  AssertionError,
  BaseException,
  CancelledError,
  KeyboardInterrupt,
  RuntimeError,
  SystemExit,
  ValueError,
} from '../lib/errors';
import { partial } from '../lib/functools';
import {
  bound_method,
  type ExceptionContext,
  format_callback,
  format_callback_source,
  function_source,
  Handle,
  TimerHandle,
} from '../lib/handles';
import * as asyncio from '../lib/index';
import { less_than, NotImplemented } from '../lib/ordering';
import { repr } from '../lib/reprlib';
import { VirtualTimeLoop } from '../lib/test_utils';
import { DEBUG_STACK_DEPTH } from '../lib/traceback';
import { record_log } from './conformance/garbage';

const SOURCE = readFileSync(__filename, 'utf8').split('\n');

/** `FILE:LINE` of the line of this file that holds this text first. */
const at = (text: string): string =>
  `${__filename}:${SOURCE.findIndex((line) => line.includes(text)) + 1}`;

function tick(..._args: unknown[]): void {}
const AT_TICK = at('function tick(');

class Clock {
  ticks = 0;
  tick(): void {
    this.ticks += 1;
  }
}

let loop: VirtualTimeLoop;
let contexts: ExceptionContext[];

beforeEach(() => {
  loop = new VirtualTimeLoop();
  contexts = [];
  loop.set_exception_handler((_loop, context) => contexts.push(context));
});

afterEach(() => loop.close());

const handle = (callback: unknown, ...args: unknown[]): Handle =>
  new Handle(callback as () => void, args, loop);

const timer = (when: number, callback: unknown = tick, ...args: unknown[]): TimerHandle =>
  new TimerHandle(when, callback as () => void, args, loop);

function run(): void {
  loop.call_soon(() => loop.stop());
  loop.run_forever();
}

describe('call_soon, call_later, call_at and call_soon_threadsafe', () => {
  it('return a Handle or a TimerHandle', () => {
    const handles = [loop.call_soon(tick), loop.call_soon_threadsafe(tick)];
    const timers = [loop.call_later(1, tick), loop.call_at(1, tick)];
    expect(handles.map((one) => one.constructor)).toEqual([Handle, Handle]);
    expect(timers.map((one) => one.constructor)).toEqual([TimerHandle, TimerHandle]);
    expect(timers.every((one) => one instanceof Handle)).toBe(true);
    expect([asyncio.Handle, asyncio.TimerHandle]).toEqual([Handle, TimerHandle]);
  });
});

describe('cancel', () => {
  it('prevents the call, and may be repeated', () => {
    const calls: string[] = [];
    const soon = loop.call_soon(() => calls.push('soon'));
    const later = loop.call_later(0, () => calls.push('later'));
    for (const one of [soon, soon, later, later]) expect(one.cancel()).toBe(undefined);
    run();
    expect(calls).toEqual([]);
  });

  it('drops the callback and its arguments', () => {
    const one = handle(tick, 1);
    one.cancel();
    expect([one._cancelled, one._callback, one._args]).toEqual([true, undefined, undefined]);
  });

  it('after the call does nothing', () => {
    const clock = new Clock();
    const one = loop.call_soon(() => clock.tick());
    run();
    one.cancel();
    run();
    expect(clock.ticks).toBe(1);
  });

  it('within the callback itself does nothing', () => {
    const clock = new Clock();
    const one = loop.call_soon(() => {
      one.cancel();
      clock.tick();
    });
    run();
    expect([clock.ticks, contexts]).toEqual([1, []]);
  });

  it('of a timer in the heap is counted once', () => {
    const one = loop.call_later(1, tick);
    one.cancel();
    one.cancel();
    expect(loop._timer_cancelled_count).toBe(1);
  });

  it('of a timer that is in no heap is not counted', () => {
    timer(1).cancel();
    const due = loop.call_later(0, tick);
    run();
    due.cancel();
    expect(loop._timer_cancelled_count).toBe(0);
  });
});

describe('_scheduled', () => {
  it('says whether the timer is in the heap', () => {
    expect(timer(1)._scheduled).toBe(false);
    const seen: boolean[] = [];
    const one: TimerHandle = loop.call_later(0, () => seen.push(one._scheduled));
    seen.push(one._scheduled);
    run();
    expect([...seen, one._scheduled]).toEqual([true, false, false]);
  });

  it('is false for a cancelled timer as soon as the heap is cleaned', () => {
    const one = loop.call_later(1, tick);
    one.cancel();
    expect(one._scheduled).toBe(true);
    run();
    expect(one._scheduled).toBe(false);
  });
});

describe('the repr of a handle', () => {
  it('names the callback, its arguments, and where it is defined', () => {
    expect(repr(handle(tick, 1, 'a'))).toBe(`<Handle tick(1, 'a') at ${AT_TICK}>`);
    expect(String(handle(tick))).toBe(`<Handle tick() at ${AT_TICK}>`);
    expect(inspect(handle(tick))).toBe(`<Handle tick() at ${AT_TICK}>`);
  });

  it('shortens long arguments as reprlib does', () => {
    const text = repr(handle(tick, 'x'.repeat(100), [1, 2, 3, 4, 5, 6, 7], { b: 1, a: 2 }));
    expect(text).toBe(
      `<Handle tick('${'x'.repeat(12)}...${'x'.repeat(13)}', [1, 2, 3, 4, 5, 6, ...], {'a': 2, 'b': 1}) at ${AT_TICK}>`,
    );
  });

  it('names a lambda, and uses __qualname__', () => {
    const lambda = (() => () => {})();
    expect(repr(handle(lambda))).toBe(`<Handle <lambda>() at ${at('(() => () => {})()')}>`);
    const named = Object.assign(() => {}, { __qualname__: 'Clock.tick' });
    expect(repr(handle(named))).toMatch(/^<Handle Clock\.tick\(\) at .*:\d+>$/);
  });

  it('shows a partial as its own call, followed by the call', () => {
    expect(repr(handle(partial(tick, 'a'), 2))).toBe(`<Handle tick('a')(2) at ${AT_TICK}>`);
    expect(repr(handle(partial(partial(tick, 1), 2)))).toBe(`<Handle tick(1, 2)() at ${AT_TICK}>`);
  });

  it('has no place for built-in functions and for methods that are bound to their object', () => {
    expect(repr(handle(Math.max, 1))).toBe('<Handle max(1)>');
    const clock = new Clock();
    const method = bound_method(clock, 'Clock.tick', Clock.prototype.tick);
    expect(repr(handle(method))).toBe('<Handle Clock.tick()>');
    method();
    expect(clock.ticks).toBe(1);
  });

  it('says of a function bound by bind() what it says of its target', () => {
    expect(repr(handle(tick.bind(null), 1))).toBe(`<Handle tick(1) at ${AT_TICK}>`);
  });

  it('shows what is no function by its repr', () => {
    expect(repr(handle(1))).toBe('<Handle 1()>');
    expect(repr(handle('f', 2))).toBe("<Handle 'f'(2)>");
    expect(repr(handle(undefined))).toBe('<Handle>');
  });

  it('of a class shows its name', () => {
    expect(repr(handle(Clock, 1))).toBe(`<Handle Clock(1) at ${at('class Clock')}>`);
  });

  it('uses the name of a subclass', () => {
    class MyHandle extends Handle {}
    expect(repr(new MyHandle(tick, [], loop))).toBe(`<MyHandle tick() at ${AT_TICK}>`);
  });

  it('says of a cancelled handle nothing more', () => {
    const one = handle(tick, 1);
    one.cancel();
    expect(repr(one)).toBe('<Handle cancelled>');
  });

  it('says when a timer is due, after it was cancelled too', () => {
    expect(repr(timer(5))).toBe(`<TimerHandle when=5 tick() at ${AT_TICK}>`);
    expect(repr(timer(1e-7))).toMatch(/^<TimerHandle when=1e-07 tick/);
    const one = timer(0.1);
    one.cancel();
    expect(repr(one)).toBe('<TimerHandle cancelled when=0.1>');
  });

  describe('in debug mode', () => {
    beforeEach(() => loop.set_debug(true));

    it('says where the handle was created', () => {
      const one = loop.call_soon(tick, 1); // the call
      const created = at('// the call');
      expect(repr(one)).toBe(`<Handle tick(1) at ${AT_TICK} created at ${created}>`);
      const later = loop.call_later(5, tick); // the delayed call
      expect(repr(later)).toBe(
        `<TimerHandle when=5 tick() at ${AT_TICK} created at ${at('// the delayed call')}>`,
      );
    });

    it('still names the callback of a cancelled handle', () => {
      const one = loop.call_soon(tick, 1);
      const before = repr(one);
      one.cancel();
      expect(repr(one)).toBe(before.replace('<Handle', '<Handle cancelled'));
      const later = loop.call_later(5, tick, 1);
      later.cancel();
      expect(repr(later)).toMatch(/^<TimerHandle cancelled when=5 tick\(1\) at .* created at .*>$/);
    });

    it('keeps the text of the moment when it was cancelled', () => {
      const list = [1];
      const one = handle(tick, list);
      one.cancel();
      list.push(2);
      expect(repr(one)).toContain('tick([1])');
      expect([one._callback, one._args]).toEqual([undefined, undefined]);
    });

    it('knows at most ten frames of where it was created, the caller last', () => {
      const nest = (depth: number): Handle => (depth > 0 ? nest(depth - 1) : loop.call_soon(tick)); // innermost
      const frames = nest(30)._source_traceback?.frames ?? [];
      expect(frames).toHaveLength(DEBUG_STACK_DEPTH);
      expect(DEBUG_STACK_DEPTH).toBe(10);
      expect(frames.at(-1)).toMatchObject({ file: __filename, name: 'nest' });
      expect(`${__filename}:${frames.at(-1)?.line}`).toBe(at('// innermost'));
    });
  });

  it('without debug mode knows nothing of where the handle was created', () => {
    expect(loop.call_soon(tick)._source_traceback).toBe(undefined);
  });
});

describe('running a handle', () => {
  it('calls the callback with its arguments, without a this', () => {
    const calls: unknown[] = [];
    handle(
      function (this: unknown, ...args: unknown[]) {
        calls.push([this, args]);
      },
      1,
      2,
    )._run();
    expect(calls).toEqual([[undefined, [1, 2]]]);
  });

  it('hands an error of the callback to the exception handler: message, exception, handle', () => {
    const error = new ValueError('no');
    const fail = (..._args: unknown[]): void => {
      throw error;
    };
    const one = loop.call_soon(fail, 'x');
    run();
    const message = `Exception in callback fail('x') at ${at('const fail = (..._args')}`;
    expect(contexts).toEqual([{ message, exception: error, handle: one }]);
    expect(contexts[0]?.exception).toBe(error);
    expect(contexts[0]?.handle).toBe(one);
  });

  it('adds source_traceback to the context in debug mode', () => {
    loop.set_debug(true);
    const one = loop.call_soon(() => {
      throw new ValueError('no');
    });
    run();
    expect(Object.keys(contexts[0] as object).sort()).toEqual([
      'exception',
      'handle',
      'message',
      'source_traceback',
    ]);
    expect(contexts[0]?.source_traceback).toBe(one._source_traceback);
  });

  it('goes on with the other callbacks after an error', () => {
    const clock = new Clock();
    loop.call_soon(() => {
      throw new RuntimeError('no');
    });
    loop.call_soon(() => clock.tick());
    run();
    expect([clock.ticks, contexts.length]).toEqual([1, 1]);
  });

  it.each([['text'], [undefined], [null], [0], [new CancelledError()]])(
    'reports %o when that is thrown',
    (thrown) => {
      loop.call_soon(() => {
        throw thrown;
      });
      run();
      expect(contexts).toHaveLength(1);
      expect(contexts[0]).toHaveProperty('exception', thrown);
    },
  );

  it('reports a callback that cannot be called, by its repr', () => {
    const call_soon = loop.call_soon.bind(loop) as (callback: unknown) => Handle;
    call_soon(1);
    call_soon(undefined);
    call_soon({});
    run();
    expect(contexts.map(({ message, exception }) => [message, String(exception)])).toEqual([
      ['Exception in callback 1()', "TypeError: 'int' object is not callable"],
      ['Exception in callback None()', "TypeError: 'NoneType' object is not callable"],
      ['Exception in callback {}()', "TypeError: 'dict' object is not callable"],
    ]);
  });

  it('reports an error after the callback has cancelled its own handle', () => {
    const one = loop.call_soon(() => {
      one.cancel();
      throw new ValueError('no');
    });
    run();
    expect(contexts[0]?.message).toBe('Exception in callback None()');
  });

  it.each([[new BaseException('bare')], [new KeyboardInterrupt()], [new SystemExit(1)]])(
    'lets %o through to whoever runs the loop, and keeps the rest for later',
    (error) => {
      const clock = new Clock();
      loop.call_soon(() => {
        throw error;
      });
      loop.call_soon(() => clock.tick());
      expect(() => loop.run_forever()).toThrow(error);
      expect([clock.ticks, contexts]).toEqual([0, []]);
      run();
      expect(clock.ticks).toBe(1);
    },
  );
});

describe('the default exception handler', () => {
  beforeEach(() => loop.set_exception_handler(undefined));

  it('logs the message, then the other keys in order with their repr', () => {
    const log = record_log();
    const error = new ValueError('no');
    const fail_by_default = (): void => {
      throw error;
    };
    loop.call_soon(fail_by_default);
    run();
    const callback = `fail_by_default() at ${at('const fail_by_default')}`;
    expect(log).toMatchObject([
      {
        levelname: 'ERROR',
        name: 'asyncio',
        message: `Exception in callback ${callback}\nhandle: <Handle ${callback}>`,
        exc_info: error,
      },
    ]);
    loop.call_exception_handler({ task: 1, message: 'm', future: 'f', protocol: [1] });
    expect(log[1]?.message).toBe("m\nfuture: 'f'\nprotocol: [1]\ntask: 1");
    expect(log[1]?.exc_info).toBe(undefined);
  });

  it('has a message for a context without one', () => {
    const log = record_log();
    loop.call_exception_handler({});
    expect(log[0]?.message).toBe('Unhandled exception in event loop');
  });

  it('prints in debug mode where the handle was created, under a headline', () => {
    const log = record_log();
    loop.set_debug(true);
    const one = loop.call_soon(() => {
      throw new ValueError('no');
    });
    run();
    const lines = log[0]?.message.split('\n') ?? [];
    expect(lines[1]).toBe(`handle: ${repr(one)}`);
    expect(lines[2]).toBe('source_traceback: Object created at (most recent call last):');
    expect(lines.at(-2)).toMatch(/^ {2}File ".*handles\.spec\.ts", line \d+, in <lambda>$/);
    expect(lines.at(-1)).toBe('    const one = loop.call_soon(() => {');
  });

  it('prints in debug mode where the running handle was created, when the context has no place', () => {
    const log = record_log();
    loop.set_debug(true);
    loop.call_soon(() => loop.call_exception_handler({ message: 'm' }));
    run();
    const lines = log[0]?.message.split('\n') ?? [];
    expect(lines[0]).toBe('m');
    expect(lines[1]).toBe('handle_traceback: Handle created at (most recent call last):');
    expect(lines.at(-1)).toBe(
      "    loop.call_soon(() => loop.call_exception_handler({ message: 'm' }));",
    );
  });
});

describe('debug mode', () => {
  const coroutine_function = asyncio.coroutine(function* (): asyncio.Coroutine<void> {});
  const methods = ['call_soon', 'call_soon_threadsafe', 'call_later', 'call_at'] as const;

  it.each(methods)('refuses coroutines and what is not callable as callback of %s', (method) => {
    loop.set_debug(true);
    const name = method === 'call_later' ? 'call_at' : method;
    const schedule = (callback: unknown): unknown => {
      const args = method.startsWith('call_soon') ? [callback] : [1, callback];
      return (loop[method] as (...args: unknown[]) => unknown).apply(loop, args);
    };
    const coro = coroutine_function();
    for (const wrong of [coro, coroutine_function]) {
      expect(() => schedule(wrong)).toThrow(
        new TypeError(`coroutines cannot be used with ${name}()`),
      );
    }
    coro.return(undefined);
    expect(() => schedule(1)).toThrow(
      new TypeError(`a callable object was expected by ${name}(), got 1`),
    );
  });
});

describe('a TimerHandle', () => {
  it('needs a time', () => {
    for (const none of [undefined, null]) {
      expect(() => timer(none as unknown as number)).toThrow(AssertionError);
    }
    expect(timer(0)._when).toBe(0);
  });

  it('is ordered by its time alone', () => {
    const [one, two, same] = [timer(1, tick), timer(2, tick), timer(1, Math.max)];
    expect([one.__lt__(two), two.__lt__(one), one.__lt__(same)]).toEqual([true, false, false]);
    expect([one.__gt__(two), two.__gt__(one), one.__gt__(same)]).toEqual([false, true, false]);
    expect([less_than(one, two), less_than(two, one)]).toEqual([true, false]);
  });

  it('is at most and at least another that is earlier or later, or equal', () => {
    const [one, two, equal, same] = [timer(1), timer(2), timer(1), timer(1, Math.max)];
    expect([one.__le__(two), two.__le__(one), one.__le__(equal)]).toEqual([true, false, true]);
    expect([one.__ge__(two), two.__ge__(one), one.__ge__(equal)]).toEqual([false, true, true]);
    expect([one.__le__(same), one.__ge__(same)]).toEqual([false, false]);
  });

  it('equals another with the same time, callback, arguments and state', () => {
    const list = [1];
    const one = timer(1, tick, list, 2);
    expect(one.__eq__(one)).toBe(true);
    expect(one.__eq__(timer(1, tick, list, 2))).toBe(true);
    expect(one.__ne__(timer(1, tick, list, 2))).toBe(false);
    const others = [
      timer(2, tick, list, 2),
      timer(1, Math.max, list, 2),
      timer(1, tick, list, 3),
      timer(1, tick, list),
      timer(1, tick, list, 2, 3),
    ];
    for (const other of others)
      expect([one.__eq__(other), one.__ne__(other)]).toEqual([false, true]);
  });

  it('that is cancelled equals another cancelled one for the same time only', () => {
    const [one, two, other] = [timer(1, tick), timer(1, Math.max), timer(1)];
    one.cancel();
    expect(one.__eq__(other)).toBe(false);
    two.cancel();
    expect(one.__eq__(two)).toBe(true);
  });

  it('does not know how it compares to what is no timer', () => {
    const one = timer(1);
    for (const other of [handle(tick), 1, undefined]) {
      expect(one.__eq__(other)).toBe(NotImplemented);
      expect(one.__ne__(other)).toBe(NotImplemented);
    }
  });

  it('has the hash of its time', () => {
    expect(timer(1.5).__hash__()).toBe(1.5);
  });
});

describe('format_callback and format_callback_source', () => {
  it('print a call, with its place where there is one', () => {
    expect(format_callback(tick, [1])).toBe('tick(1)');
    expect(format_callback(partial(tick, 1), [2], '!')).toBe('tick(1)(2)!');
    expect(format_callback_source(tick)).toBe(`tick() at ${AT_TICK}`);
    expect(format_callback_source(Math.max, [1])).toBe('max(1)');
  });

  it('print a task that waits as the method that wakes it', () => {
    const future = loop.create_future();
    const wait = asyncio.coroutine(function* (): asyncio.Coroutine<void> {
      yield* future;
    });
    const task = loop.create_task(wait());
    run();
    expect(repr(future)).toBe('<Future pending cb=[Task._wakeup()]>');
    task.cancel();
    run();
  });
});

describe('function_source', () => {
  it('is where a function is defined, through partials', () => {
    expect(function_source(partial(tick, 1))).toMatchObject({ file: __filename });
    expect(function_source(tick)).toEqual(function_source(partial(partial(tick))));
  });

  it('is None for what has no source', () => {
    for (const value of [Math.max, 1, undefined, {}, 'tick']) {
      expect(function_source(value)).toBe(undefined);
    }
  });
});
