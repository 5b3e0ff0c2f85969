import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { RuntimeError } from '../../lib/errors';
import { host, install_host } from '../../lib/host';
import * as asyncio from '../../lib/index';
import { run_briefly, run_once } from '../../lib/test_utils';
import { record_log } from '../support/records';
import { expect_each_to_throw, LoopWithSelector } from './events';
import { expect_list, new_future } from './tasks';

let loop: LoopWithSelector;

beforeEach(() => {
  loop = new LoopWithSelector();
  asyncio.set_event_loop(undefined);
  onTestFinished(() => {
    asyncio.set_event_loop(undefined);
    loop.close();
  });
});

const cb = () => {};

/** An executor that hands out one future; what was submitted to it. */
function make_executor(future: asyncio.Future) {
  const submitted: unknown[][] = [];
  const submit = (...call: unknown[]) => {
    submitted.push(call);
    return future;
  };
  return { submitted, submit };
}

/** Call a function as another thread would. */
function in_other_thread(call: () => void): void {
  const { thread } = host;
  install_host({ thread: { name: 'Thread-1', ident: thread.ident + 1, is_main: false } });
  try {
    call();
  } finally {
    install_host({ thread });
  }
}

const scheduling_calls = (loop: asyncio.BaseEventLoop) => ({
  call_soon: () => loop.call_soon(cb),
  call_later: () => loop.call_later(60, cb),
  call_at: () => loop.call_at(loop.time() + 60, cb),
});

describe('BaseEventLoopTests', () => {
  it('test_close: may be called again, and then the loop cannot run any more', () => {
    expect(loop.is_closed()).toBe(false);
    loop.close();
    expect(loop.is_closed()).toBe(true);
    loop.close();
    loop.close();
    expect(loop.is_closed()).toBe(true);

    const future = new_future(loop);
    const runs = {
      run_forever: () => loop.run_forever(),
      run_until_complete: () => loop.run_until_complete(future),
    };
    expect_each_to_throw(runs, RuntimeError, 'Event loop is closed');
    expect(loop.is_running()).toBe(false);
    expect(future.done()).toBe(false);
  });

  it('test_set_default_executor: that executor gets the calls for None, until another is set', () => {
    const future = new_future(loop);
    const [first, second] = [make_executor(future), make_executor(future)];
    loop.set_default_executor(first);
    loop.run_in_executor(undefined, cb);
    expect([first.submitted, second.submitted]).toEqual([[[cb]], []]);
    loop.set_default_executor(second);
    loop.run_in_executor(null, cb);
    expect([first.submitted, second.submitted]).toEqual([[[cb]], [[cb]]]);
  });

  it('test_call_soon: makes a handle, which waits in the ready queue', () => {
    const handle = loop.call_soon(cb);
    expect(handle._callback).toBe(cb);
    expect(handle).toBeInstanceOf(asyncio.Handle);
    expect_list([...loop._ready], handle);
    expect(loop._scheduled).toEqual([]);
  });

  it('test_call_soon_non_callable: raises in debug mode', () => {
    loop.set_debug(true);
    const call = () => loop.call_soon(1 as never);
    expect(call).toThrow(TypeError);
    expect(call).toThrow(/^a callable object was expected by call_soon\(\), got 1$/);
    expect(loop._ready.length).toBe(0);
  });

  it('test_call_later: makes a timer handle, which waits in the heap, not in the ready queue', () => {
    const handle = loop.call_later(10, cb);
    expect(handle).toBeInstanceOf(asyncio.TimerHandle);
    expect_list(loop._scheduled, handle);
    expect(loop._ready.length).toBe(0);
  });

  it('test_call_later_negative_delays: the most negative delay comes first', () => {
    const calls: string[] = [];
    const note = (arg: string) => calls.push(arg);
    loop.call_later(-1, note, 'a');
    loop.call_later(-2, note, 'b');
    run_briefly(loop);
    expect(calls).toEqual(['b', 'a']);
  });

  it('test_time_and_call_at: calls at that time of the loop', () => {
    const delay = 0.1;
    loop.select = (timeout) => {
      loop._sleep(timeout ?? Number.NaN);
      return 0;
    };
    loop.call_at(loop.time() + delay, () => loop.stop());
    const start = loop.time();
    loop.run_forever();
    expect(loop.time() - start).toBeCloseTo(delay, 9);
    expect(loop.polls).toHaveLength(1);
  });

  it('test_check_thread: in debug mode a running loop takes callbacks of its own thread only', () => {
    const refusal = 'Non-thread-safe operation invoked on an event loop other than the current one';
    const check = (debug: boolean) => {
      loop.set_debug(debug);
      if (debug) expect_each_to_throw(scheduling_calls(loop), RuntimeError, refusal);
      else for (const call of Object.values(scheduling_calls(loop))) call();
      expect(() => loop.call_soon_threadsafe(cb)).not.toThrow();
    };
    /** That thread may have a current loop of its own. */
    const check_in_thread = (debug: boolean, create_loop: boolean) => {
      const other_loop = create_loop ? new LoopWithSelector() : undefined;
      asyncio.set_event_loop(other_loop);
      try {
        in_other_thread(() => check(debug));
      } finally {
        asyncio.set_event_loop(undefined);
        other_loop?.close();
      }
    };
    const main = asyncio.coroutine(function* (debug: boolean, create_loop: boolean) {
      check_in_thread(debug, create_loop);
      for (const call of Object.values(scheduling_calls(loop))) call();
    });
    loop.run_until_complete(main(true, false));
    loop.run_until_complete(main(false, false));
    loop.run_until_complete(main(true, true));
    loop.run_until_complete(main(false, true));

    // A loop that does not run has no thread.
    loop.set_debug(true);
    in_other_thread(() => {
      for (const call of Object.values(scheduling_calls(loop))) call();
    });
    expect(loop.is_running()).toBe(false);
  });

  it('test_run_once_in_executor_plain: submits to the default executor or to the given one, and returns its future', () => {
    const future = new_future(loop);
    const [default_one, given] = [make_executor(future), make_executor(future)];
    loop.set_default_executor(default_one);

    expect(loop.run_in_executor(undefined, cb) === future).toBe(true);
    expect(default_one.submitted).toEqual([[cb]]);

    expect(loop.run_in_executor(given, cb) === future).toBe(true);
    expect(given.submitted).toEqual([[cb]]);
    expect(default_one.submitted).toHaveLength(1);
    future.cancel();
  });

  it('test__run_once: drops the cancelled timer at the head, and polls until the next one', () => {
    const first = new asyncio.TimerHandle(loop.time() + 5, cb, [], loop);
    const second = new asyncio.TimerHandle(loop.time() + 10, cb, [], loop);
    first.cancel();
    loop._scheduled.push(first, second);
    loop._run_once();
    expect(loop.polls).toEqual([10]);
    expect_list(loop._scheduled, second);
  });

  it('test_set_debug: switches debug mode on and off', () => {
    loop.set_debug(true);
    expect(loop.get_debug()).toBe(true);
    loop.set_debug(false);
    expect(loop.get_debug()).toBe(false);
  });

  it('test__run_once_logging: in debug mode logs a poll, from a second on at level INFO', () => {
    const log = record_log();
    const poll = (seconds: number) => {
      loop.select = () => {
        loop._sleep(seconds);
        return 0;
      };
      loop._run_once();
      return log.lines.splice(0);
    };
    expect(poll(1.1)).toEqual([]);
    loop.set_debug(true);
    expect(poll(1.1)).toEqual(['INFO poll took 1100.000 ms: 0 events']);
    log.records.length = 0;
    expect(poll(0.001)).toEqual(['DEBUG poll took 1.000 ms: 0 events']);
  });

  it('test__run_once_schedule_handle: what a callback queues waits for the next iteration', () => {
    const queued: asyncio.Handle[] = [];
    const ran = vi.fn();
    const callback = (some_loop: LoopWithSelector) => queued.push(some_loop.call_soon(ran));
    loop._scheduled.push(new asyncio.TimerHandle(loop.time() - 1, callback, [loop], loop));
    loop._run_once();
    expect(queued).toHaveLength(1);
    expect_list([...loop._ready], ...queued);
    expect(ran).not.toHaveBeenCalled();
    loop._run_once();
    expect(ran).toHaveBeenCalledOnce();
  });

  it('test__run_once_cancelled_event_cleanup: cancelled timers go at the head, and all at once when they are many', () => {
    const MIN_SCHEDULED_TIMER_HANDLES = 100;
    const MIN_CANCELLED_TIMER_HANDLES_FRACTION = 0.5;
    const set = (count: number, delay: number) =>
      Array.from({ length: count }, () => loop.call_later(delay, cb));
    const set_and_cancel = (count: number, delay: number) => {
      for (const handle of set(count, delay)) handle.cancel();
    };

    // Stays at the head, so that the cancelled ones behind it do not come there.
    set(1, 3000);
    set_and_cancel(2, 3600);
    set_and_cancel(2, 100);
    expect(loop._timer_cancelled_count).toBe(4);

    loop._run_once();
    expect(loop._timer_cancelled_count).toBe(2);
    expect(loop._scheduled).toHaveLength(3);

    const more = MIN_SCHEDULED_TIMER_HANDLES * MIN_CANCELLED_TIMER_HANDLES_FRACTION + 1;
    set(MIN_SCHEDULED_TIMER_HANDLES - more, 3600);
    set_and_cancel(more, 3600);
    expect(loop._scheduled).toHaveLength(3 + MIN_SCHEDULED_TIMER_HANDLES);
    expect(loop._timer_cancelled_count).toBe(2 + more);

    loop._run_once();
    expect(loop._scheduled).toHaveLength(1 + MIN_SCHEDULED_TIMER_HANDLES - more);
    expect(loop._scheduled.filter((handle) => handle._cancelled)).toEqual([]);
    expect(loop._timer_cancelled_count).toBe(0);
  });

  it('test_single_selecter_event_callback_after_stopping: what the poll brings before a stop runs once', () => {
    let count = 0;
    let doer: asyncio.Handle | undefined;
    const clear_selector = () => {
      doer?.cancel();
      loop.select = () => 0;
    };
    const do_event = () => {
      count += 1;
      loop.call_soon(clear_selector);
    };
    loop.select = () => {
      doer = loop.call_soon(do_event);
      return 1;
    };
    for (const _ of [1, 2]) {
      loop.call_soon(() => loop.stop());
      loop.run_forever();
      expect(count).toBe(1);
    }
    expect(doer?._cancelled).toBe(true);
  });

  it('test_run_once: runs what is queued, once', () => {
    let count = 0;
    loop.call_soon(() => {
      count += 1;
    });
    run_once(loop);
    expect(count).toBe(1);
    expect(loop.is_running()).toBe(false);
  });

  it('test_run_forever_pre_stopped: after stop() it runs one iteration, which does not wait', () => {
    loop.stop();
    loop.run_forever();
    expect(loop.polls).toEqual([0]);

    const calls: number[] = [];
    loop.call_soon(() => loop.call_soon(() => calls.push(2)));
    loop.call_soon(() => calls.push(1));
    loop.stop();
    loop.run_forever();
    expect(loop.polls).toEqual([0, 0]);
    expect(calls).toEqual([1]);
  });
});
