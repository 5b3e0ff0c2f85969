import { afterEach, beforeEach, describe, expect, expectTypeOf, it, vi } from 'vitest';
import { Future } from '../../lib/concurrent/future';
import {
  CancelledError,
  InvalidStateError,
  KeyboardInterrupt,
  RuntimeError,
  TimeoutError,
  ValueError,
} from '../../lib/errors';
import { getLogger, Handler, type LogRecord } from '../../lib/log';
import { repr } from '../../lib/reprlib';
import { normalise } from '../support/python36';

class Memory extends Handler {
  readonly records: LogRecord[] = [];

  emit(record: LogRecord): void {
    this.records.push(record);
  }
}

const LOGGER = getLogger('concurrent.futures');
let log: Memory;

beforeEach(() => {
  log = new Memory();
  LOGGER.addHandler(log);
});

afterEach(() => LOGGER.removeHandler(log));

function caught(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was raised');
}

function running<T = unknown>(): Future<T> {
  const future = new Future<T>();
  future.set_running_or_notify_cancel();
  return future;
}

function finished<T>(result: T): Future<T> {
  const future = running<T>();
  future.set_result(result);
  return future;
}

function raised(exception: unknown): Future {
  const future = running();
  future.set_exception(exception);
  return future;
}

function cancelled(): Future {
  const future = new Future();
  future.cancel();
  return future;
}

function notified(): Future {
  const future = cancelled();
  future.set_running_or_notify_cancel();
  return future;
}

describe('states', () => {
  it('are asked as in Python', () => {
    const asked = (future: Future) => [future.cancelled(), future.running(), future.done()];
    expect(asked(new Future())).toEqual([false, false, false]);
    expect(asked(running())).toEqual([false, true, false]);
    expect(asked(cancelled())).toEqual([true, false, true]);
    expect(asked(notified())).toEqual([true, false, true]);
    expect(asked(finished(5))).toEqual([false, false, true]);
    expect(asked(raised('x'))).toEqual([false, false, true]);
  });

  it('are told by the repr', () => {
    class Job extends Future {}
    const reprs = [
      new Future(),
      running(),
      cancelled(),
      notified(),
      finished(1),
      finished(undefined),
      raised(new ValueError('q')),
      raised('thrown text'),
      new Job(),
    ].map((future) => normalise(repr(future)));
    expect(reprs).toEqual([
      '<Future at 0x… state=pending>',
      '<Future at 0x… state=running>',
      '<Future at 0x… state=cancelled>',
      '<Future at 0x… state=cancelled>',
      '<Future at 0x… state=finished returned int>',
      '<Future at 0x… state=finished returned NoneType>',
      '<Future at 0x… state=finished raised ValueError>',
      '<Future at 0x… state=finished raised str>',
      '<Job at 0x… state=pending>',
    ]);
    const future = new Future();
    expect(`${future}`).toBe(repr(future));
  });

  it('only a pending future can be cancelled; a cancelled one says so again', () => {
    const futures = [new Future(), running(), cancelled(), notified(), finished(1), raised('x')];
    expect(futures.map((future) => future.cancel())).toEqual([
      true,
      false,
      true,
      true,
      false,
      false,
    ]);
  });
});

describe('set_running_or_notify_cancel', () => {
  it('says whether the call is to run', () => {
    expect(new Future().set_running_or_notify_cancel()).toBe(true);
    expect(cancelled().set_running_or_notify_cancel()).toBe(false);
  });

  it('refuses any later state, and logs it', () => {
    for (const future of [running(), notified(), finished(1)]) {
      const act = () => future.set_running_or_notify_cancel();
      expect(act).toThrow(new RuntimeError('Future in unexpected state'));
    }
    expect(log.records.map(({ levelname, message }) => [levelname, message])).toEqual([
      ['CRITICAL', expect.stringMatching(/^Future \d+ in unexpected state: RUNNING$/)],
      [
        'CRITICAL',
        expect.stringMatching(/^Future \d+ in unexpected state: CANCELLED_AND_NOTIFIED$/),
      ],
      ['CRITICAL', expect.stringMatching(/^Future \d+ in unexpected state: FINISHED$/)],
    ]);
  });
});

describe('result and exception', () => {
  it('give the outcome, with any timeout', () => {
    expect(finished(42).result()).toBe(42);
    expect(finished(42).result(0)).toBe(42);
    expect(finished(42).exception()).toBeUndefined();
    const error = new ValueError('q');
    expect(caught(() => raised(error).result({ timeout: 1 }))).toBe(error);
    expect(raised(error).exception({ timeout: 1 })).toBe(error);
  });

  it('carry any thrown value as it is', () => {
    for (const thrown of ['text', '', 0, false]) {
      expect(caught(() => raised(thrown).result())).toBe(thrown);
      expect(raised(thrown).exception()).toBe(thrown);
    }
  });

  it('take None for no exception, as CPython does', () => {
    for (const none of [undefined, null]) {
      expect(raised(none).result()).toBeUndefined();
      expect(raised(none).exception()).toBeUndefined();
    }
  });

  it('raise an instance of an exception class', () => {
    const future = raised(ValueError);
    expect(caught(() => future.result())).toBeInstanceOf(ValueError);
    expect(future.exception()).toBe(ValueError);
    expect(repr(future)).toMatch(/ raised type>$/);
  });

  it('raise CancelledError for a cancelled future, notified or not', () => {
    for (const future of [cancelled(), notified()]) {
      expect(caught(() => future.result())).toBeInstanceOf(CancelledError);
      expect(caught(() => future.exception(1))).toBeInstanceOf(CancelledError);
    }
  });

  it('with a timeout raise TimeoutError at once when not done (CPython waits)', () => {
    for (const future of [new Future(), running()]) {
      for (const timeout of [0, 5, { timeout: 5 }]) {
        expect(caught(() => future.result(timeout))).toBeInstanceOf(TimeoutError);
        expect(caught(() => future.exception(timeout))).toBeInstanceOf(TimeoutError);
      }
    }
  });

  it('without a timeout say what to do instead of blocking for ever', () => {
    const text =
      'The future is pending, and waiting for it here would block the thread that completes it: ' +
      "use 'yield* asyncio.wrap_future(future)' in a coroutine, 'await future' in an async function";
    const future = new Future();
    for (const none of [undefined, null, { timeout: null }]) {
      expect(() => future.result(none)).toThrow(new InvalidStateError(text));
      expect(() => future.exception(none)).toThrow(new InvalidStateError(text));
    }
    expect(() => running().result()).toThrow(/^The future is running, /);
  });

  it('take no other keyword', () => {
    expect(() => new Future().result({ limit: 1 } as never)).toThrow(
      new TypeError("result() got an unexpected keyword argument 'limit'"),
    );
  });

  it('may be set again in 3.6, and tell the callbacks again', () => {
    const future = finished<unknown>(1);
    const seen: unknown[] = [];
    const pending = new Future<number>();
    pending.add_done_callback((done) => seen.push(done.result()));
    pending.set_result(1);
    pending.set_result(2);
    expect(seen).toEqual([1, 2]);
    future.set_exception('late');
    expect(caught(() => future.result())).toBe('late');
  });
});

describe('done callbacks', () => {
  it('are called with the future, in order, when it finishes or is cancelled', () => {
    const finish: ((future: Future) => unknown)[] = [
      (future) => future.set_result(1),
      (future) => future.set_exception('x'),
      (future) => future.cancel(),
    ];
    for (const complete of finish) {
      const seen: unknown[] = [];
      const future = new Future();
      future.add_done_callback((done) => seen.push(1, done));
      future.add_done_callback(() => seen.push(2));
      expect(seen).toEqual([]);
      complete(future);
      expect(seen).toEqual([1, future, 2]);
    }
  });

  it('are not called again when a cancelled future is notified', () => {
    const callback = vi.fn();
    const future = new Future();
    future.add_done_callback(callback);
    future.cancel();
    future.cancel();
    future.set_running_or_notify_cancel();
    expect(callback).toHaveBeenCalledTimes(1);
  });

  it('see the future done, and may add another, which is called at once', () => {
    const seen: string[] = [];
    const future = new Future();
    future.add_done_callback((done) => {
      done.add_done_callback(() => seen.push('inner'));
      seen.push(done.done() ? 'done' : 'not done');
    });
    future.add_done_callback(() => seen.push('next'));
    future.set_result(1);
    expect(seen).toEqual(['inner', 'done', 'next']);
  });

  it('are called at once on a done future; what they raise then reaches the caller, as in 3.6', () => {
    const callback = vi.fn();
    const future = cancelled();
    future.add_done_callback(callback);
    expect(callback).toHaveBeenCalledExactlyOnceWith(future);
    const error = new ValueError('q');
    const raising = () => {
      throw error;
    };
    expect(caught(() => future.add_done_callback(raising))).toBe(error);
    expect(log.records).toEqual([]);
  });

  it('that raise are logged, and the others are called', () => {
    const error = new ValueError('q');
    const after = vi.fn();
    const future = new Future();
    future.add_done_callback(() => {
      throw error;
    });
    future.add_done_callback(after);
    future.set_result(1);
    expect(after).toHaveBeenCalledTimes(1);
    expect(log.records).toMatchObject([
      {
        levelname: 'ERROR',
        message: `exception calling callback for ${repr(future)}`,
        exc_info: error,
      },
    ]);
  });

  it('that raise what is no Exception stop everything', () => {
    const interrupt = new KeyboardInterrupt();
    const after = vi.fn();
    const future = new Future();
    future.add_done_callback(() => {
      throw interrupt;
    });
    future.add_done_callback(after);
    expect(caught(() => future.set_result(1))).toBe(interrupt);
    expect(after).not.toHaveBeenCalled();
    expect(log.records).toEqual([]);
  });
});

describe('await', () => {
  it('gives the result, now or later', async () => {
    expect(await finished('now')).toBe('now');
    const future = new Future<string>();
    queueMicrotask(() => future.set_result('later'));
    const value = await future;
    expectTypeOf(value).toEqualTypeOf<string>();
    expect(value).toBe('later');
  });

  it('throws what the call raised, or CancelledError', async () => {
    const error = new ValueError('q');
    await expect(raised(error)).rejects.toBe(error);
    const future = new Future();
    queueMicrotask(() => future.cancel());
    await expect(future).rejects.toBeInstanceOf(CancelledError);
  });

  it('flattens a result that is a future', async () => {
    const outer: Future<unknown> = finished(finished('inner'));
    expect(await outer).toBe('inner');
  });

  it('leaves the future as it is', async () => {
    const future = finished(1);
    const double = await future.then((value) => value * 2);
    expect([double, future.result()]).toEqual([2, 1]);
  });
});

describe('types', () => {
  it('a future of a narrower type stands for one of a wider type', () => {
    expectTypeOf<Future<number>>().toExtend<Future>();
    expectTypeOf<Future<number>>().toExtend<Future<number | string>>();
    expectTypeOf<Future<string>>().not.toExtend<Future<number>>();
    const wider: Future<number | string> = new Future<number>();
    expect(wider.done()).toBe(false);
  });

  it('a future is no coroutine: it has no iterator', () => {
    function* forgetful() {
      // @ts-expect-error: wrap_future() is missing.
      yield* new Future();
    }
    expect(() => forgetful().next()).toThrow(TypeError);
  });
});
