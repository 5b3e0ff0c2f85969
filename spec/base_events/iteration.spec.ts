import { describe, expect, it } from 'vitest';
import { CancelledError, KeyboardInterrupt } from '../../lib/errors';
import { Handle, type TimerHandle } from '../../lib/handles';
import '../../lib/node_host';
import { VirtualTimeLoop } from '../../lib/test_utils';

/** A loop with something like a selector: what is put into `io` is ready at the next poll. */
class LoopWithIo extends VirtualTimeLoop {
  readonly io: (() => void)[][] = [];
  readonly polls: (number | undefined)[] = [];

  override _select(timeout: number | undefined): number {
    this.polls.push(timeout);
    const events = this.io.shift();
    if (events === undefined) return super._select(timeout);
    for (const callback of events) this._ready.append(new Handle(callback, [], this));
    return events.length;
  }
}

function make() {
  const loop = new LoopWithIo();
  const trace: unknown[] = [];
  const note = (...words: unknown[]) => {
    trace.push(...words);
  };
  /** Run as many iterations, each with a poll that does not wait. */
  const iterations = (count: number) => {
    for (let i = 0; i < count; i++) {
      loop.stop();
      loop.run_forever();
    }
  };
  return { loop, trace, note, iterations };
}

describe('one iteration', () => {
  it('runs what is queued, then what the poll brought, then the timers that are due', () => {
    const { loop, trace, note, iterations } = make();
    loop.call_later(0, note, 'timer');
    loop.call_soon(note, 'soon');
    loop.io.push([() => note('io 1'), () => note('io 2')]);
    loop.call_soon(note, 'soon too');
    iterations(1);
    expect(trace).toEqual(['soon', 'soon too', 'io 1', 'io 2', 'timer']);
  });

  it('leaves what its callbacks queue to the next one, after another poll', () => {
    const { loop, trace, note, iterations } = make();
    loop.call_soon(() => {
      note('first');
      loop.call_later(0, note, 'timer');
      loop.call_soon(note, 'soon');
      loop.io.push([() => note('io')]);
    });
    loop.call_soon(note, 'second');
    iterations(1);
    expect(trace).toEqual(['first', 'second']);
    iterations(1);
    expect(trace).toEqual(['first', 'second', 'soon', 'io', 'timer']);
    expect(loop.polls).toEqual([0, 0]);
  });

  it('runs callbacks first in, first out, with their arguments', () => {
    const { loop, trace, note, iterations } = make();
    for (let i = 0; i < 100; i++) loop.call_soon(note, i, -i);
    iterations(1);
    expect(trace).toEqual(Array.from({ length: 100 }, (_, i) => [i, -i]).flat());
  });

  it('passes over what was cancelled, also by a callback of the same iteration', () => {
    const { loop, trace, note, iterations } = make();
    loop.set_exception_handler((_, { message }) => note(message));
    loop.call_soon(note, 1).cancel();
    loop.call_soon(() => handle.cancel());
    const handle = loop.call_soon(note, 2);
    const timer = loop.call_later(0, note, 3);
    loop.call_soon(() => timer.cancel());
    loop.call_soon(note, 4);
    iterations(2);
    expect(trace).toEqual([4]);
  });

  it('goes on after an Exception in a callback, which goes to the exception handler', () => {
    const { loop, trace, note, iterations } = make();
    loop.set_exception_handler((_, { message, exception }) => note(message, exception));
    loop.call_soon(function fail() {
      throw 'a thrown string';
    });
    loop.call_soon(note, 'after');
    iterations(1);
    expect(trace).toEqual([
      expect.stringMatching(/^Exception in callback fail\(\) at .*iteration/),
      'a thrown string',
      'after',
    ]);
  });

  it.each([[new KeyboardInterrupt()], [new CancelledError()]])(
    'takes %s for what it is',
    (error) => {
      const { loop, iterations } = make();
      loop.set_exception_handler(() => {});
      loop.call_soon(() => {
        throw error;
      });
      if (error instanceof KeyboardInterrupt) expect(() => iterations(1)).toThrow(error);
      else expect(() => iterations(1)).not.toThrow();
    },
  );

  it('keeps the callbacks behind an error that is no Exception for the next run', () => {
    const { loop, trace, note, iterations } = make();
    loop.call_soon(() => {
      loop.call_soon(note, 'queued meanwhile');
      throw new KeyboardInterrupt();
    });
    loop.call_soon(note, 'left over');
    expect(() => iterations(1)).toThrow(KeyboardInterrupt);
    expect(trace).toEqual([]);
    expect(loop.is_running()).toBe(false);
    iterations(1);
    expect(trace).toEqual(['left over', 'queued meanwhile']);
  });
});

describe('the poll', () => {
  it('does not wait while something is queued', () => {
    const { loop, note, iterations } = make();
    loop.call_later(5, note);
    loop.call_soon(note);
    iterations(1);
    expect(loop.polls).toEqual([0]);
    expect(loop.time()).toBe(0);
  });

  it('does not wait when the loop is to stop', () => {
    const { loop, note, iterations } = make();
    loop.call_later(5, note);
    iterations(1);
    expect(loop.polls).toEqual([0]);
  });

  it('waits for the first timer', () => {
    const { loop, note } = make();
    loop.call_later(5, () => loop.stop());
    loop.call_later(3, note);
    loop.run_forever();
    expect(loop.polls).toEqual([3, 2]);
    expect(loop.time()).toBe(5);
  });

  it('passes over cancelled timers at the head of the heap', () => {
    const { loop, note } = make();
    loop.call_later(5, () => loop.stop());
    loop.call_later(3, note).cancel();
    loop.call_later(4, note).cancel();
    loop.run_forever();
    expect(loop.polls).toEqual([5]);
  });

  it('waits for a day at the most', () => {
    const { loop } = make();
    loop.call_later(200_000, () => loop.stop());
    loop.run_forever();
    expect(loop.polls).toEqual([86_400, 86_400, 27_200]);
  });

  it('waits for ever when there is no timer', () => {
    const { loop } = make();
    loop.io.push([]);
    loop.io.push([() => loop.stop()]);
    loop.run_forever();
    expect(loop.polls).toEqual([undefined, undefined]);
  });

  it('does not wait for a timer that is late', () => {
    const { loop } = make();
    loop._sleep(10);
    loop.call_at(3, () => loop.stop());
    loop.run_forever();
    expect(loop.polls).toEqual([0]);
  });
});

describe('timers', () => {
  it('run in the order of their times', () => {
    const { loop, trace, note } = make();
    for (const when of [3, 1, 2]) loop.call_at(when, note, when);
    loop.call_at(4, () => loop.stop());
    loop.run_forever();
    expect(trace).toEqual([1, 2, 3]);
  });

  it('may have negative delays, the most negative first', () => {
    const { loop, trace, note, iterations } = make();
    loop.call_later(0, note, 'zero');
    loop.call_later(-1, note, 'a');
    loop.call_later(-2, note, 'b');
    iterations(1);
    expect(trace).toEqual(['b', 'a', 'zero']);
  });

  it('leave the heap as they do in CPython when their times are equal', () => {
    const order = (before: number[], count: number, after: number[]) => {
      const { loop, trace, note } = make();
      for (const when of before) loop.call_at(when, note, `at ${when}`);
      for (let i = 0; i < count; i++) loop.call_at(1, note, i);
      for (const when of after) loop.call_at(when, note, `at ${when}`);
      loop.call_at(9, () => loop.stop());
      loop.run_forever();
      return trace;
    };
    expect(order([], 5, [])).toEqual([0, 2, 1, 3, 4]);
    expect(order([0.5, 3], 5, [])).toEqual(['at 0.5', 0, 4, 3, 1, 2, 'at 3']);
  });

  it('are due when they come before now plus the resolution of the clock, not at it', () => {
    const { loop, trace, note, iterations } = make();
    loop._clock_resolution = 0.25;
    loop.call_later(0.25, note, 'equal');
    loop.call_later(0.2, note, 'less');
    iterations(1);
    expect(trace).toEqual(['less']);
  });

  it('are due within a nanosecond', () => {
    const { loop, trace, note, iterations } = make();
    expect(loop._clock_resolution).toBe(1e-9);
    loop.call_later(0.9e-9, note, 'due');
    loop.call_later(1e-9, note, 'not yet');
    iterations(1);
    expect(trace).toEqual(['due']);
  });

  it('without a time are due at once', () => {
    const { loop } = make();
    loop.call_later(Number.NaN, () => loop.stop());
    loop.run_forever();
    expect(loop.polls).toEqual([0]);
  });

  it('that are due together with their canceller run when they come first', () => {
    const { loop, trace, note } = make();
    const timer: TimerHandle = loop.call_later(2, note, 'cancelled');
    loop.call_later(1, () => timer.cancel());
    loop.call_later(3, () => loop.stop());
    loop._sleep(4);
    loop.run_forever();
    expect(trace).toEqual([]);
  });

  it('take numbers only', () => {
    const { loop, note } = make();
    expect(() => loop.call_later('5' as never, note)).toThrow(
      new TypeError("unsupported operand type(s) for +: 'float' and 'str'"),
    );
    expect(() => loop.call_later(undefined as never, note)).toThrow(
      new TypeError("unsupported operand type(s) for +: 'float' and 'NoneType'"),
    );
    expect(() => loop.call_at('5' as never, note)).toThrow(
      new TypeError("'>=' not supported between instances of 'str' and 'float'"),
    );
    expect(loop._scheduled).toEqual([]);
  });
});

describe('cancelled timers', () => {
  /** Set so many timers, cancel the last ones, run an iteration; how many stay, and the count of cancelled ones. */
  function after_cancelling(count: number, cancelled: number): [number, number] {
    const { loop, note, iterations } = make();
    const timers = Array.from({ length: count }, (_, i) => loop.call_at(1000 + i, note));
    for (const timer of timers.slice(count - cancelled)) timer.cancel();
    expect(loop._timer_cancelled_count).toBe(cancelled);
    iterations(1);
    expect(timers.filter((timer) => timer._scheduled).length).toBe(loop._scheduled.length);
    return [loop._scheduled.length, loop._timer_cancelled_count];
  }

  it('stay in the heap until they come to its head', () => {
    const { loop, note, iterations } = make();
    const first = loop.call_later(1, note);
    const second = loop.call_later(2, note);
    second.cancel();
    iterations(1);
    expect(loop._scheduled).toEqual([first, second]);
    expect(loop._timer_cancelled_count).toBe(1);
    first.cancel();
    iterations(1);
    expect(loop._scheduled).toEqual([]);
    expect(loop._timer_cancelled_count).toBe(0);
    expect([first._scheduled, second._scheduled]).toEqual([false, false]);
  });

  it('are swept out when there are more than 100 timers and more than half of them are cancelled', () => {
    expect(after_cancelling(101, 51)).toEqual([50, 0]);
    expect(after_cancelling(200, 101)).toEqual([99, 0]);
  });

  it('are not swept out from 100 timers', () => {
    expect(after_cancelling(100, 99)).toEqual([100, 99]);
  });

  it('are not swept out when just half of them are cancelled', () => {
    expect(after_cancelling(102, 51)).toEqual([102, 51]);
    expect(after_cancelling(200, 100)).toEqual([200, 100]);
  });

  it('leave behind them the order of CPython', () => {
    const { loop, trace, note } = make();
    const timers = Array.from({ length: 150 }, (_, i) => loop.call_at(i % 7, note, i));
    for (const timer of timers.slice(0, 90)) timer.cancel();
    loop.call_at(8, () => loop.stop());
    loop.run_forever();
    expect(trace.join()).toBe(
      '140,147,105,91,126,133,98,112,119,148,99,141,92,134,127,120,113,106,93,149,142,135,128,121,' +
        '114,107,100,94,136,129,122,115,143,101,108,137,130,144,123,116,102,109,95,131,138,117,145,' +
        '96,124,110,103,118,139,125,97,90,104,111,132,146',
    );
  });

  it('are counted once each, and only while they are in the heap', () => {
    const { loop, note } = make();
    const timer = loop.call_at(5, note);
    timer.cancel();
    timer.cancel();
    expect(loop._timer_cancelled_count).toBe(1);
    const run = loop.call_at(1, () => loop.stop());
    loop.run_forever();
    run.cancel();
    expect(loop._timer_cancelled_count).toBe(1);
  });
});
