import { beforeEach, describe, expect, it } from 'vitest';
import {
  BaseException,
  CancelledError,
  InvalidStateError,
  KeyboardInterrupt,
  RuntimeError,
  StopIteration,
  ValueError,
} from '../lib/errors';
import { _set_result_unless_cancelled, Future } from '../lib/futures';
import * as asyncio from '../lib/index';
import { repr } from '../lib/reprlib';
import { run_briefly } from '../lib/test_utils';
import { loop, use_reported_loop } from './support/reported';

use_reported_loop();

let future: Future<unknown>;

beforeEach(() => {
  future = loop.create_future();
});

function states(one: Future<unknown>): [boolean, boolean, string] {
  return [one.done(), one.cancelled(), one._state];
}

/** What this raises; the text `nothing` when it raises nothing. */
function raised(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  return 'nothing';
}

describe('a new future', () => {
  it('is pending', () => {
    expect(states(future)).toEqual([false, false, 'PENDING']);
  });

  it('belongs to the loop that is given', () => {
    expect(new Future({ loop })._loop).toBe(loop);
    expect(future._loop).toBe(loop);
  });

  it.each([[[]], [[undefined]], [[null]], [[{}]], [[{ loop: null }]], [[{ loop: undefined }]]])(
    'made with %j belongs to the current loop',
    (args) => {
      asyncio.set_event_loop(loop);
      try {
        expect(new Future(...(args as [])).constructor).toBe(Future);
        expect(new Future(...(args as []))._loop).toBe(loop);
      } finally {
        asyncio.set_event_loop(undefined);
      }
    },
  );

  it('made in a callback belongs to the loop that runs it', () => {
    const made: Future<unknown>[] = [];
    loop.call_soon(() => made.push(new Future()));
    run_briefly(loop);
    expect(made[0]?._loop).toBe(loop);
  });

  it('without any loop to belong to is an error', () => {
    asyncio.set_event_loop(undefined);
    expect(() => new Future()).toThrow(RuntimeError);
  });

  it('has no result and no exception yet', () => {
    expect(() => future.result()).toThrow(new InvalidStateError('Result is not ready.'));
    expect(() => future.exception()).toThrow(new InvalidStateError('Exception is not set.'));
  });
});

describe('a result', () => {
  it('makes the future done, and can be read again and again', () => {
    expect(future.set_result(42)).toBe(undefined);
    expect(states(future)).toEqual([true, false, 'FINISHED']);
    expect([future.result(), future.result()]).toEqual([42, 42]);
    expect(future.exception()).toBe(undefined);
  });

  it.each([[undefined], [null], [0], [''], [false], [new ValueError('as a value')]])(
    'may be %o',
    (value) => {
      future.set_result(value);
      expect(future.result()).toBe(value);
      expect(future.exception()).toBe(undefined);
    },
  );

  it('may be the future itself, or another one', () => {
    future.set_result(future);
    expect(future.result()).toBe(future);
    expect(repr(future)).toBe('<Future finished result=...>');
  });
});

describe('an exception', () => {
  it('makes the future done, is raised by result() and returned by exception()', () => {
    const error = new ValueError('no');
    expect(future.set_exception(error)).toBe(undefined);
    expect(states(future)).toEqual([true, false, 'FINISHED']);
    expect(raised(() => future.result())).toBe(error);
    expect(raised(() => future.result())).toBe(error);
    expect(future.exception()).toBe(error);
  });

  it('given as a class is made an instance', () => {
    class MyError extends Error {}
    for (const cls of [ValueError, CancelledError, KeyboardInterrupt, TypeError, MyError, Error]) {
      const one = loop.create_future();
      one.set_exception(cls);
      expect(one.exception()).toBeInstanceOf(cls);
      expect((one.exception() as object).constructor).toBe(cls);
    }
  });

  it('whose class cannot be instantiated raises, and leaves the future pending', () => {
    class Picky extends Error {
      constructor(text?: string) {
        if (text === undefined) throw new TypeError('text is missing');
        super(text);
      }
    }
    expect(() => future.set_exception(Picky)).toThrow('text is missing');
    expect(future.done()).toBe(false);
  });

  it('that is a CancelledError does not make the future cancelled', () => {
    future.set_exception(new CancelledError());
    expect(states(future)).toEqual([true, false, 'FINISHED']);
    expect(() => future.result()).toThrow(CancelledError);
  });

  it('may be any value that can be thrown, as in the pure-Python class', () => {
    for (const value of ['text', 0, false, '', {}, () => {}]) {
      const one = loop.create_future();
      one.set_exception(value);
      expect(raised(() => one.result())).toBe(value);
      expect(one.exception()).toBe(value);
    }
  });

  it('that is None ends the future without an exception, as in the pure-Python class', () => {
    for (const none of [undefined, null]) {
      const one = loop.create_future();
      one.set_exception(none);
      expect([one.done(), one.exception(), one.result()]).toEqual([true, undefined, undefined]);
    }
  });

  it('cannot be a StopIteration, as instance or class', () => {
    const error = new TypeError(
      'StopIteration interacts badly with generators and cannot be raised into a Future',
    );
    expect(() => future.set_exception(new StopIteration(1))).toThrow(error);
    expect(() => future.set_exception(StopIteration)).toThrow(error);
    expect(states(future)).toEqual([false, false, 'PENDING']);
  });

  it('may be of a class derived from StopIteration', () => {
    class MyStop extends StopIteration {}
    future.set_exception(new MyStop());
    expect(future.exception()).toBeInstanceOf(MyStop);
  });
});

describe('cancel', () => {
  it('makes a pending future cancelled, and says true', () => {
    expect(future.cancel()).toBe(true);
    expect(states(future)).toEqual([true, true, 'CANCELLED']);
  });

  it('makes result() and exception() raise a CancelledError without a text', () => {
    future.cancel();
    for (const read of [() => future.result(), () => future.exception()]) {
      const error = raised(read);
      expect(error).toBeInstanceOf(CancelledError);
      expect(repr(error)).toBe('CancelledError()');
    }
  });

  it('raises a new error each time', () => {
    future.cancel();
    expect(raised(() => future.result())).not.toBe(raised(() => future.result()));
  });

  it('of a future that is done changes nothing, and says false', () => {
    const failed = loop.create_future();
    failed.set_exception(new ValueError());
    const finished = loop.create_future();
    finished.set_result(1);
    future.cancel();
    const all = [failed, finished, future];
    expect(all.map((one) => one.cancel())).toEqual([false, false, false]);
    expect(all.map((one) => one._state)).toEqual(['FINISHED', 'FINISHED', 'CANCELLED']);
    expect([finished.result(), String(failed.exception())]).toEqual([1, 'ValueError']);
  });
});

describe('a future that is done', () => {
  it('refuses another outcome, saying its state and what it is', () => {
    const finished = loop.create_future();
    finished.set_result('a');
    const text = "FINISHED: <Future finished result='a'>";
    expect(() => finished.set_result(1)).toThrow(new InvalidStateError(text));
    expect(() => finished.set_exception(new ValueError())).toThrow(new InvalidStateError(text));
    expect(finished.result()).toBe('a');
    future.cancel();
    const cancelled = new InvalidStateError('CANCELLED: <Future cancelled>');
    expect(() => future.set_result(1)).toThrow(cancelled);
    expect(() => future.set_exception(StopIteration)).toThrow(cancelled);
  });

  it('that was cancelled ignores _set_result_unless_cancelled', () => {
    _set_result_unless_cancelled(future, 1);
    expect(future.result()).toBe(1);
    expect(() => _set_result_unless_cancelled(future, 2)).toThrow(InvalidStateError);
    const other = loop.create_future();
    other.cancel();
    _set_result_unless_cancelled(other, 1);
    expect(other._state).toBe('CANCELLED');
  });
});

describe('an error that is no Exception', () => {
  it('can be set, is raised by result(), and does not end the loop by itself', () => {
    class Fatal extends BaseException {}
    future.set_exception(new Fatal());
    run_briefly(loop);
    expect(() => future.result()).toThrow(Fatal);
  });
});
