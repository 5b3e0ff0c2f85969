import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import * as concurrent from '../../lib/concurrent/futures';
import {
  AssertionError,
  CancelledError,
  Exception,
  InvalidStateError,
  RuntimeError,
  StopIteration,
} from '../../lib/errors';
import {
  _copy_future_state,
  _set_result_unless_cancelled,
  type FutureIterator,
} from '../../lib/futures';
import * as asyncio from '../../lib/index';
import { ERROR, type LogRecord } from '../../lib/log';
import { repr } from '../../lib/reprlib';
import { run_briefly, type TestLoop } from '../../lib/test_utils';
import { forget, record_log } from './garbage';
import { new_test_loop } from './test_loop';

const SOURCE = readFileSync(__filename, 'utf8').split('\n');
const line_of = (marker: string): number => SOURCE.findIndex((line) => line.includes(marker)) + 1;

let loop: TestLoop;

beforeEach(() => {
  loop = new_test_loop();
});

const new_future = <T = unknown>() => new asyncio.Future<T>({ loop });

/** A future of another library: nothing in common with ours but the attribute and the methods. */
class DuckFuture {
  _asyncio_future_blocking = false;
  private _state: 'pending' | 'cancelled' | 'finished' = 'pending';
  private _result: unknown;

  cancel(): boolean {
    if (this.done()) return false;
    this._state = 'cancelled';
    return true;
  }

  cancelled(): boolean {
    return this._state === 'cancelled';
  }

  done(): boolean {
    return this._state !== 'pending';
  }

  result(): unknown {
    return this._result;
  }

  exception(): unknown {
    return undefined;
  }

  set_result(result: unknown): void {
    this._result = result;
    this._state = 'finished';
  }

  *[Symbol.iterator](): Generator<unknown, unknown> {
    if (!this.done()) {
      this._asyncio_future_blocking = true;
      yield this;
    }
    return this.result();
  }
}

describe('DuckTests', () => {
  it('test_wrap_future: a future of another library comes back as it is', () => {
    const duck = new DuckFuture();
    expect(asyncio.wrap_future(duck as never)).toBe(duck);
    duck.set_result(1);
    expect(asyncio.wrap_future(duck as never, { loop })).toBe(duck);
  });

  it('test_ensure_future: a future of another library comes back as it is', () => {
    const duck = new DuckFuture();
    expect(asyncio.ensure_future(duck as never)).toBe(duck);
    duck.cancel();
    expect(asyncio.ensure_future(duck as never)).toBe(duck);
  });
});

function first_cb() {} // the line of first_cb
function last_cb() {} // the line of last_cb
function middle_cb() {} // the line of middle_cb

/** How a future prints a callback. */
const shown = (callback: () => void): string =>
  `${callback.name}() at ${__filename}:${line_of(`// the line of ${callback.name}`)}`;

/** What is logged when a future is forgotten, of which `use` keeps nothing. */
async function logged_for(use: (future: asyncio.Future) => void): Promise<LogRecord[]> {
  const records = record_log();
  await forget(() => {
    const future = new_future();
    use(future);
    return future;
  });
  const when_collected = [...records];
  loop.close();
  expect(records).toEqual(when_collected);
  return when_collected;
}

async function check_exception_never_retrieved(debug: boolean): Promise<LogRecord> {
  class MemoryError extends Exception {}
  const error = new MemoryError();
  loop.set_debug(debug);
  const records = await logged_for((future) => future.set_exception(error));
  const errors = records.filter((record) => record.level === ERROR);
  expect(errors).toHaveLength(1);
  const [record] = errors as [LogRecord];
  expect(record.exc_info).toBe(error);
  expect(record.message).toMatch(/^Future exception was never retrieved\n/);
  expect(record.message).toContain('\nfuture: <Future finished exception=MemoryError()');
  return record;
}

describe('BaseFutureTests', () => {
  it('test_isfuture: what carries the attribute, not as None, is a future', () => {
    class MyFuture {
      _asyncio_future_blocking: boolean | undefined | null = false;
    }
    const none = new MyFuture();
    expect(asyncio.isfuture(none)).toBe(true);
    none._asyncio_future_blocking = undefined;
    expect(asyncio.isfuture(none)).toBe(false);
    none._asyncio_future_blocking = null;
    expect(asyncio.isfuture(none)).toBe(false);

    const future = new_future();
    expect(asyncio.isfuture(future)).toBe(true);
    for (const other of [MyFuture, asyncio.Future, 1, undefined, null, {}, vi.fn()]) {
      expect(asyncio.isfuture(other)).toBe(false);
    }
    // A mock of a future has its attributes.
    expect(asyncio.isfuture(vi.mockObject(new DuckFuture()))).toBe(true);
    expect(asyncio.isfuture(vi.mockObject({ done: () => true }))).toBe(false);
  });

  it('test_initial_state: neither done nor cancelled, until it is cancelled', () => {
    const future = new_future();
    expect([future.cancelled(), future.done()]).toEqual([false, false]);
    future.cancel();
    expect([future.cancelled(), future.done()]).toEqual([true, true]);
  });

  it('test_init_constructor_default_loop: without a loop it takes the current one', () => {
    asyncio.set_event_loop(loop);
    expect(new asyncio.Future()._loop).toBe(loop);
    expect(new asyncio.Future({ loop: null })._loop).toBe(loop);
  });

  it('test_constructor_positional: no positional argument is taken', () => {
    expect(() => new asyncio.Future(42 as never)).toThrow(TypeError);
    expect(() => new asyncio.Future(loop as never)).toThrow(TypeError);
  });

  it('test_cancel: True once, then False; nothing can be read from it or set any more', () => {
    const future = new_future();
    expect(future.cancel()).toBe(true);
    expect([future.cancelled(), future.done()]).toEqual([true, true]);
    expect(() => future.result()).toThrow(CancelledError);
    expect(() => future.exception()).toThrow(CancelledError);
    expect(() => future.set_result(undefined)).toThrow(
      new InvalidStateError('CANCELLED: <Future cancelled>'),
    );
    expect(() => future.set_exception(undefined)).toThrow(InvalidStateError);
    expect(future.cancel()).toBe(false);
  });

  it('test_result: cannot be read before it is set, nor set twice', () => {
    const future = new_future<number | undefined>();
    expect(() => future.result()).toThrow(new InvalidStateError('Result is not ready.'));

    future.set_result(42);
    expect([future.cancelled(), future.done()]).toEqual([false, true]);
    expect(future.result()).toBe(42);
    expect(future.exception()).toBe(undefined);
    expect(() => future.set_result(undefined)).toThrow(
      new InvalidStateError('FINISHED: <Future finished result=42>'),
    );
    expect(() => future.set_exception(undefined)).toThrow(InvalidStateError);
    expect(future.cancel()).toBe(false);
    expect(future.result()).toBe(42);
  });

  it('test_exception: cannot be read before it is set, is raised by result(), and is no StopIteration', () => {
    const error = new RuntimeError();
    const future = new_future();
    expect(() => future.exception()).toThrow(new InvalidStateError('Exception is not set.'));

    const refusal = new TypeError(
      'StopIteration interacts badly with generators and cannot be raised into a Future',
    );
    expect(() => future.set_exception(StopIteration)).toThrow(refusal);
    expect(() => future.set_exception(new StopIteration(1))).toThrow(refusal);
    expect(future.done()).toBe(false);

    future.set_exception(error);
    expect([future.cancelled(), future.done()]).toEqual([false, true]);
    expect(() => future.result()).toThrow(error);
    expect(future.exception()).toBe(error);
    expect(() => future.set_result(undefined)).toThrow(InvalidStateError);
    expect(() => future.set_exception(undefined)).toThrow(InvalidStateError);
    expect(future.cancel()).toBe(false);
    expect(future.exception()).toBe(error);
  });

  it('test_exception_class: a class stands for an instance of it', () => {
    const future = new_future();
    future.set_exception(RuntimeError);
    expect(future.exception()).toBeInstanceOf(RuntimeError);
    expect(future.exception()).toBe(future.exception());
  });

  it('test_yield_from_twice: suspends with itself while it is pending, and not at all when done', () => {
    const future = new_future<number>();
    function* fixture(): Generator<unknown, void> {
      yield 'A';
      const x = yield* future;
      yield ['B', x];
      const y = yield* future;
      yield ['C', y];
    }
    const steps = fixture();
    expect(steps.next().value).toBe('A');
    expect(future._asyncio_future_blocking).toBe(false);
    expect(steps.next().value).toBe(future);
    expect(future._asyncio_future_blocking).toBe(true);
    future.set_result(42);
    expect(steps.next().value).toEqual(['B', 42]);
    expect(steps.next().value).toEqual(['C', 42]);
    expect(steps.next().done).toBe(true);
  });

  it('test_future_repr: shows the state, the result or exception, the callbacks, and in debug mode where it was made', () => {
    loop.set_debug(true);
    const debug = new_future();
    const created = debug._source_traceback?.last;
    expect(repr(debug)).toBe(`<Future pending created at ${__filename}:${created?.line}>`);
    debug.cancel();

    loop.set_debug(false);
    const pending = new_future();
    expect(repr(pending)).toBe('<Future pending>');
    pending.cancel();
    expect(repr(pending)).toBe('<Future cancelled>');

    const result = new_future<number>();
    result.set_result(4);
    expect(repr(result)).toBe('<Future finished result=4>');
    expect(result.result()).toBe(4);

    const error = new RuntimeError();
    const failed = new_future();
    failed.set_exception(error);
    expect(repr(failed)).toBe('<Future finished exception=RuntimeError()>');
    expect(failed.exception()).toBe(error);

    const one = new_future();
    one.add_done_callback(middle_cb);
    expect(repr(one)).toBe(`<Future pending cb=[${shown(middle_cb)}]>`);
    one.cancel();
    expect(repr(one)).toBe('<Future cancelled>');

    const two = new_future();
    two.add_done_callback(first_cb);
    two.add_done_callback(last_cb);
    expect(repr(two)).toBe(`<Future pending cb=[${shown(first_cb)}, ${shown(last_cb)}]>`);

    const many = new_future();
    many.add_done_callback(first_cb);
    for (let i = 0; i < 8; i++) many.add_done_callback(middle_cb);
    many.add_done_callback(last_cb);
    expect(repr(many)).toBe(
      `<Future pending cb=[${shown(first_cb)}, <8 more>, ${shown(last_cb)}]>`,
    );
    many.cancel();
    expect(repr(many)).toBe('<Future cancelled>');
  });

  it('test_copy_state: the outcome of one future becomes that of another', () => {
    const finished = new_future<number>();
    finished.set_result(10);
    const finished_too = new_future<number>();
    _copy_future_state(finished, finished_too);
    expect(finished_too.done()).toBe(true);
    expect(finished_too.result()).toBe(10);

    const failed = new_future();
    const error = new RuntimeError();
    failed.set_exception(error);
    const failed_too = new_future();
    _copy_future_state(failed, failed_too);
    expect(failed_too.done()).toBe(true);
    expect(() => failed_too.result()).toThrow(error);

    const cancelled = new_future();
    cancelled.cancel();
    const cancelled_too = new_future();
    _copy_future_state(cancelled, cancelled_too);
    expect(cancelled_too.cancelled()).toBe(true);

    _copy_future_state(finished, cancelled_too);
    expect(cancelled_too.cancelled()).toBe(true);
    expect(() => _copy_future_state(new_future(), new_future())).toThrow(AssertionError);
  });

  it('test_iter: resumed while it is pending, the iterator fails an assertion', () => {
    const future = new_future();
    function* coro(): Generator<unknown, void> {
      yield* future;
    }
    expect(() => {
      const [first, second] = coro();
      return [first, second];
    }).toThrow(new AssertionError("yield from wasn't used with future"));
    future.cancel();
  });

  it('test_tb_logger_abandoned: a pending future is forgotten in silence', async () => {
    expect(await logged_for(() => {})).toEqual([]);
  });

  it('test_tb_logger_not_called_after_cancel: cancel() takes back the report of an exception', async () => {
    const logged = await logged_for((future) => {
      future.set_exception(new Exception());
      expect(future.cancel()).toBe(false);
    });
    expect(logged).toEqual([]);
  });

  it('test_tb_logger_result_unretrieved: a result that nobody read is forgotten in silence', async () => {
    expect(await logged_for((future) => future.set_result(42))).toEqual([]);
  });

  it('test_tb_logger_result_retrieved: a result that was read is forgotten in silence', async () => {
    const logged = await logged_for((future) => {
      future.set_result(42);
      expect(future.result()).toBe(42);
    });
    expect(logged).toEqual([]);
  });

  it('test_tb_logger_exception_unretrieved: an exception that nobody read is an error in the log', async () => {
    const boom = new RuntimeError('boom');
    const logged = await logged_for((future) => future.set_exception(boom));
    expect(logged.map(({ level, exc_info }) => [level, exc_info])).toEqual([[ERROR, boom]]);
  });

  it('test_tb_logger_exception_retrieved: exception() reads it', async () => {
    const boom = new RuntimeError('boom');
    const logged = await logged_for((future) => {
      future.set_exception(boom);
      expect(future.exception()).toBe(boom);
    });
    expect(logged).toEqual([]);
  });

  it('test_tb_logger_exception_result_retrieved: result(), which raises it, reads it', async () => {
    const boom = new RuntimeError('boom');
    const logged = await logged_for((future) => {
      future.set_exception(boom);
      expect(() => future.result()).toThrow(boom);
    });
    expect(logged).toEqual([]);
  });

  it('test_wrap_future_future: a future of asyncio comes back as it is', () => {
    const future = new_future();
    expect(asyncio.wrap_future(future)).toBe(future);
  });

  it('test_wrap_future_use_global_loop: without a loop the wrapper takes the current one', () => {
    asyncio.set_event_loop(loop);
    const source = new concurrent.Future<string>();
    const wrapper = asyncio.wrap_future(source);
    expect(wrapper._loop).toBe(loop);
    source.set_result('oi');
    expect(loop.run_until_complete(wrapper)).toBe('oi');
  });

  it('test_wrap_future_cancel: cancelling the wrapper cancels the source, one turn later', () => {
    const source = new concurrent.Future();
    const wrapper = asyncio.wrap_future(source, { loop });
    wrapper.cancel();
    expect(source.cancelled()).toBe(false);
    run_briefly(loop);
    expect([source.cancelled(), wrapper.cancelled()]).toEqual([true, true]);
  });

  it('test_wrap_future_cancel2: a source that is done keeps its result when the wrapper is cancelled', () => {
    const source = new concurrent.Future<number>();
    const wrapper = asyncio.wrap_future(source, { loop });
    source.set_result(42);
    wrapper.cancel();
    run_briefly(loop);
    expect(source.cancelled()).toBe(false);
    expect(source.result()).toBe(42);
    expect(wrapper.cancelled()).toBe(true);
  });

  it('test_future_source_traceback: debug mode keeps where the future was made', () => {
    expect(new_future()._source_traceback).toBe(undefined);
    loop.set_debug(true);
    function make_future() {
      return new asyncio.Future({ loop }); // the line of the future
    }
    const frames = make_future()._source_traceback?.frames;
    expect(frames).toBeInstanceOf(Array);
    expect(frames?.at(-1)).toEqual({
      file: __filename,
      line: line_of('// the line of the future'),
      name: 'make_future',
    });
  });

  it('test_future_exception_never_retrieved: the log names the class, and carries the exception', async () => {
    const { message } = await check_exception_never_retrieved(false);
    expect(message).toMatch(/MemoryError\(\)>$/);
  });

  it('test_future_exception_never_retrieved_debug: the same in debug mode, with where it was made', async () => {
    const { message } = await check_exception_never_retrieved(true);
    expect(message).toMatch(
      /\nsource_traceback: Object created at \(most recent call last\):\n {2}File "/,
    );
  });

  it('test_set_result_unless_cancelled: does nothing to a cancelled future', () => {
    const future = new_future<number>();
    future.cancel();
    _set_result_unless_cancelled(future, 2);
    expect(future.cancelled()).toBe(true);

    const other = new_future<number>();
    _set_result_unless_cancelled(other, 2);
    expect(other.result()).toBe(2);
  });

  it('test_future_stop_iteration_args: a tuple as the result is what the iterator returns', () => {
    const future = new_future<[number, number]>();
    const result: [number, number] = [1, 2];
    future.set_result(result);
    const iterator: FutureIterator<[number, number]> = future[Symbol.iterator]();
    const end = iterator.next();
    expect(end.done).toBe(true);
    expect(end.value).toBe(result);
  });
});
