import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { format_coroutine } from '../../lib/coroutines';
import { AssertionError, NotImplemented, ValueError } from '../../lib/errors';
import { partial } from '../../lib/functools';
import * as asyncio from '../../lib/index';
import { repr } from '../../lib/reprlib';
import { lines_of } from './tasks';

const line_of = lines_of(__filename);

function noop(..._args: unknown[]) {} // line of noop

const NOOP = `at ${__filename}:${line_of('// line of noop')}`;

/** A loop as far as handles need one. */
function mock_loop(debug: boolean): asyncio.AbstractEventLoop {
  return {
    get_debug: () => debug,
    call_exception_handler: vi.fn(),
    _timer_handle_cancelled: vi.fn(),
  } as Partial<asyncio.AbstractEventLoop> as asyncio.AbstractEventLoop;
}

describe('HandleTests', () => {
  it('test_handle: keeps the callback and the arguments until it is cancelled', () => {
    const callback = (...args: unknown[]) => args;
    const args: unknown[] = [];
    const handle = new asyncio.Handle(callback, args, mock_loop(true));
    expect(handle._callback).toBe(callback);
    expect(handle._args).toBe(args);
    expect(handle._cancelled).toBe(false);
    handle.cancel();
    expect(handle._cancelled).toBe(true);
    expect([handle._callback, handle._args]).toEqual([undefined, undefined]);
  });

  it('test_callback_with_exception: the exception handler gets the error, the handle and where that was made', () => {
    const error = new ValueError();
    const callback = () => {
      throw error;
    };
    const loop = mock_loop(true);
    const handle = new asyncio.Handle(callback, [], loop);
    handle._run();
    expect(loop.call_exception_handler).toHaveBeenCalledOnce();
    const [context] = vi.mocked(loop.call_exception_handler).mock.lastCall ?? [];
    expect(Object.keys(context ?? {}).sort()).toEqual([
      'exception',
      'handle',
      'message',
      'source_traceback',
    ]);
    expect(context?.message).toMatch(/^Exception in callback .*callback\(\)/);
    expect(context?.exception).toBe(error);
    expect(context?.handle).toBe(handle);
    expect(handle._source_traceback).toBeDefined();
    expect(context?.source_traceback).toBe(handle._source_traceback);
  });

  it('test_handle_repr: names the callback, its arguments and its place', () => {
    const loop = mock_loop(false);
    const handle = new asyncio.Handle(noop, [1, 2], loop);
    expect(repr(handle)).toBe(`<Handle noop(1, 2) ${NOOP}>`);
    handle.cancel();
    expect(repr(handle)).toBe('<Handle cancelled>');

    const shown = (callback: (...args: never[]) => unknown, ...args: unknown[]) =>
      repr(new asyncio.Handle(callback, args, loop));
    expect(shown(asyncio.coroutine(noop))).toBe(`<Handle noop() ${NOOP}>`);
    expect(shown(partial(noop, 1, 2), 3)).toBe(`<Handle noop(1, 2)(3) ${NOOP}>`);
    // Keyword arguments are a trailing object.
    expect(shown(partial(noop, { x: 1 }), 2, 3)).toBe(`<Handle noop({'x': 1})(2, 3) ${NOOP}>`);
    expect(shown(noop.bind(undefined), 4)).toBe(`<Handle noop(4) ${NOOP}>`);

    asyncio.set_coroutine_debug(true);
    onTestFinished(() => asyncio.set_coroutine_debug(undefined));
    expect(shown(asyncio.coroutine(noop))).toBe(`<Handle noop() ${NOOP}>`);
  });

  it('test_handle_repr_debug: also says where the handle was made, and goes on to say so when it is cancelled', () => {
    const handle = new asyncio.Handle(noop, [1, 2], mock_loop(true)); // line of the handle
    const words = `noop(1, 2) ${NOOP} created at ${__filename}:${line_of('// line of the handle')}`;
    expect(repr(handle)).toBe(`<Handle ${words}>`);
    handle.cancel();
    expect(repr(handle)).toBe(`<Handle cancelled ${words}>`);
    handle.cancel();
    expect(repr(handle)).toBe(`<Handle cancelled ${words}>`);
  });

  it('test_handle_source_traceback: ends in the line that has called the loop', () => {
    const loop = asyncio.get_event_loop_policy().new_event_loop();
    onTestFinished(() => loop.close());
    loop.set_debug(true);
    function schedule() {
      return [
        loop.call_soon(noop), // line of call_soon
        loop.call_soon_threadsafe(noop), // line of call_soon_threadsafe
        loop.call_later(0, noop), // line of call_later
        loop.call_at(0, noop), // line of call_at
      ];
    }
    const calls = ['call_soon', 'call_soon_threadsafe', 'call_later', 'call_at'];
    expect(schedule().map((handle) => handle._source_traceback?.last)).toEqual(
      calls.map((call) => ({
        file: __filename,
        line: line_of(`// line of ${call}`),
        name: 'schedule',
      })),
    );
  });

  it('test_coroutine_like_object_debug_formatting: an object that is like a coroutine prints by what name it has', () => {
    class Coro implements Partial<asyncio.Coroutine> {
      __name__?: string;
      __qualname__?: string;
      next = (): never => expect.fail('it is not run');
      throw = this.next;
      return = this.next;
    }
    const coro = new Coro() as Coro & asyncio.Coroutine;
    expect(asyncio.iscoroutine(coro)).toBe(true);
    expect(format_coroutine(coro, false)).toBe('Coro()');
    coro.__name__ = 'AAA';
    expect(format_coroutine(coro, false)).toBe('AAA()');
    coro.__qualname__ = 'BBB';
    expect(format_coroutine(coro, false)).toBe('BBB()');
    expect(format_coroutine(coro, true)).toBe('BBB()');
  });
});

describe('TimerTests', () => {
  const when = 1234.5;

  it('test_hash: is that of the time', () => {
    const handle = new asyncio.TimerHandle(when, noop, [], mock_loop(false));
    const other = new asyncio.TimerHandle(when, () => {}, [1], mock_loop(false));
    expect(handle.__hash__()).toBe(when);
    expect(other.__hash__()).toBe(handle.__hash__());
  });

  it('test_timer: keeps callback and arguments until it is cancelled; its time cannot be None', () => {
    const callback = (...args: unknown[]) => args;
    const args = [1, 2, 3];
    const loop = mock_loop(false);
    const handle = new asyncio.TimerHandle(when, callback, args, loop);
    expect(handle._callback).toBe(callback);
    expect(handle._args).toBe(args);
    expect(handle._cancelled).toBe(false);

    handle.cancel();
    expect(handle._cancelled).toBe(true);
    expect([handle._callback, handle._args]).toEqual([undefined, undefined]);
    expect(loop._timer_handle_cancelled).toHaveBeenCalledExactlyOnceWith(handle);

    for (const none of [undefined, null] as never[]) {
      expect(() => new asyncio.TimerHandle(none, callback, args, loop)).toThrow(AssertionError);
    }
  });

  it('test_timer_repr: also shows the time', () => {
    const handle = new asyncio.TimerHandle(123, noop, [], mock_loop(false));
    expect(repr(handle)).toBe(`<TimerHandle when=123 noop() ${NOOP}>`);
    handle.cancel();
    expect(repr(handle)).toBe('<TimerHandle cancelled when=123>');
  });

  it('test_timer_repr_debug: also shows where it was made', () => {
    const handle = new asyncio.TimerHandle(123, noop, [], mock_loop(true)); // line of the timer
    const words = `when=123 noop() ${NOOP} created at ${__filename}:${line_of('// line of the timer')}`;
    expect(repr(handle)).toBe(`<TimerHandle ${words}>`);
    handle.cancel();
    expect(repr(handle)).toBe(`<TimerHandle cancelled ${words}>`);
  });

  it('test_timer_comparison: goes by the time; equal timers have the same callback and arguments too', () => {
    const callback = (...args: unknown[]) => args;
    const loop = mock_loop(false);
    const timer = (at: number) => new asyncio.TimerHandle(at, callback, [], loop);
    const compared = (a: asyncio.TimerHandle, b: asyncio.TimerHandle) => ({
      '<': [a.__lt__(b), b.__lt__(a)],
      '<=': [a.__le__(b), b.__le__(a)],
      '>': [a.__gt__(b), b.__gt__(a)],
      '>=': [a.__ge__(b), b.__ge__(a)],
      '==': [a.__eq__(b), b.__eq__(a)],
      '!=': [a.__ne__(b), b.__ne__(a)],
    });

    const same = timer(when);
    expect(compared(timer(when), same)).toEqual({
      '<': [false, false],
      '<=': [true, true],
      '>': [false, false],
      '>=': [true, true],
      '==': [true, true],
      '!=': [false, false],
    });
    same.cancel();
    expect(timer(when).__eq__(same)).toBe(false);
    expect(timer(when).__ne__(same)).toBe(true);

    expect(compared(timer(when), timer(when + 10))).toEqual({
      '<': [true, false],
      '<=': [true, false],
      '>': [false, true],
      '>=': [false, true],
      '==': [false, false],
      '!=': [true, true],
    });

    const [first, other_args, other_callback] = [
      timer(when),
      new asyncio.TimerHandle(when, callback, [1], loop),
      new asyncio.TimerHandle(when, noop, [], loop),
    ];
    expect([first.__eq__(other_args), first.__eq__(other_callback)]).toEqual([false, false]);

    const handle = new asyncio.Handle(callback, [], loop);
    expect(first.__eq__(handle)).toBe(NotImplemented);
    expect(first.__ne__(handle)).toBe(NotImplemented);
  });
});
