import { afterEach, beforeEach, describe, expect, expectTypeOf, it } from 'vitest';
import {
  AssertionError,
  BaseException,
  CancelledError,
  InvalidStateError,
  KeyboardInterrupt,
  RuntimeError,
  StopIteration,
  ValueError,
} from '../lib/errors';
import { _set_result_unless_cancelled, Future } from '../lib/futures';
import type { ExceptionContext } from '../lib/handles';
import * as asyncio from '../lib/index';
import { repr } from '../lib/reprlib';
import { run_briefly, VirtualTimeLoop } from '../lib/test_utils';
import type { Awaitable } from '../lib/types';

let loop: VirtualTimeLoop;
let future: Future<unknown>;
let contexts: ExceptionContext[];

beforeEach(() => {
  loop = new VirtualTimeLoop();
  contexts = [];
  loop.set_exception_handler((_loop, context) => contexts.push(context));
  future = loop.create_future();
});

afterEach(() => loop.close());

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

describe('callbacks', () => {
  const log: string[] = [];
  beforeEach(() => {
    log.length = 0;
  });
  const note = (text: string) => () => log.push(text);

  it.each<[string, (one: Future<unknown>) => void]>([
    ['a result', (one) => one.set_result(1)],
    ['an exception', (one) => one.set_exception(new ValueError())],
    ['cancel()', (one) => one.cancel()],
  ])('are called after %s, in the order in which they were added, by the loop', (_, end) => {
    for (const text of ['first', 'second', 'third']) future.add_done_callback(note(text));
    end(future);
    expect(log).toEqual([]);
    run_briefly(loop);
    expect(log).toEqual(['first', 'second', 'third']);
    if (!future.cancelled()) future.exception();
  });

  it('get the future and nothing else', () => {
    const calls: unknown[][] = [];
    future.add_done_callback((...args: unknown[]) => calls.push(args));
    future.set_result(1);
    run_briefly(loop);
    expect(calls).toEqual([[future]]);
    expect(calls[0]?.[0]).toBe(future);
  });

  it('are called once, also when they were added while others were', () => {
    future.add_done_callback((one) => {
      log.push('outer');
      one.add_done_callback(note('inner'));
    });
    future.set_result(1);
    loop._run_once();
    expect(log).toEqual(['outer']);
    loop._run_once();
    run_briefly(loop);
    expect(log).toEqual(['outer', 'inner']);
  });

  it('added to a future that is done are called soon, never at once', () => {
    future.set_result(1);
    expect(future.add_done_callback(note('late'))).toBe(undefined);
    expect(log).toEqual([]);
    run_briefly(loop);
    expect(log).toEqual(['late']);
  });

  it('take their turn among what is queued with call_soon', () => {
    loop.call_soon(note('before'));
    future.add_done_callback(note('callback'));
    future.set_result(1);
    loop.call_soon(note('after'));
    run_briefly(loop);
    expect(log).toEqual(['before', 'callback', 'after']);
  });

  it('take their turn among the tasks that wait', () => {
    const wait = asyncio.coroutine(function* (text: string): asyncio.Coroutine<void> {
      yield* future;
      log.push(text);
    });
    future.add_done_callback(note('first'));
    loop.create_task(wait('task'));
    run_briefly(loop);
    future.add_done_callback(note('last'));
    future.set_result(1);
    run_briefly(loop);
    expect(log).toEqual(['first', 'task', 'last']);
  });

  it('go through call_soon, which a loop may override', () => {
    const queued: unknown[] = [];
    const callback = note('callback');
    future.add_done_callback(callback);
    loop.call_soon = (...args: unknown[]) => queued.push(args) as never;
    future.set_result(1);
    future.add_done_callback(callback);
    expect(queued).toEqual([
      [callback, future],
      [callback, future],
    ]);
  });

  it('do not keep one another from being called when one raises', () => {
    const error = new ValueError('no');
    future.add_done_callback(() => {
      throw error;
    });
    future.add_done_callback(note('second'));
    future.set_result(1);
    run_briefly(loop);
    expect(log).toEqual(['second']);
    expect(contexts).toMatchObject([{ exception: error }]);
    expect(contexts[0]?.message).toMatch(
      /^Exception in callback <lambda>\(<Future finished result=1>\) at /,
    );
  });

  it('that cannot be called are an error when they are called, not before', () => {
    for (const wrong of [null, 1, {}, undefined]) {
      future.add_done_callback(wrong as unknown as () => void);
    }
    future.add_done_callback(note('good'));
    future.set_result(1);
    run_briefly(loop);
    expect(log).toEqual(['good']);
    expect(contexts.map(({ message }) => message)).toEqual([
      'Exception in callback None(<Future finished result=1>)',
      'Exception in callback 1(<Future finished result=1>)',
      'Exception in callback {}(<Future finished result=1>)',
      'Exception in callback None(<Future finished result=1>)',
    ]);
  });

  it('are lost with the loop: the future ends, and whoever ends it gets the error', () => {
    future.add_done_callback(note('never'));
    loop.close();
    expect(() => future.set_result(1)).toThrow(new RuntimeError('Event loop is closed'));
    expect(future.result()).toBe(1);
    expect(() => future.add_done_callback(note('never'))).toThrow('Event loop is closed');
  });
});

describe('remove_done_callback', () => {
  it('removes every occurrence of the function, and says how many', () => {
    const log: string[] = [];
    const [a, b] = [() => log.push('a'), () => log.push('b')];
    for (const callback of [a, b, a, a]) future.add_done_callback(callback);
    expect(future.remove_done_callback(a)).toBe(3);
    expect(future.remove_done_callback(a)).toBe(0);
    expect(future.remove_done_callback(() => log.push('a'))).toBe(0);
    future.set_result(1);
    run_briefly(loop);
    expect(log).toEqual(['b']);
  });

  it('has no effect on callbacks that are queued already', () => {
    const log: string[] = [];
    const callback = (): unknown => log.push('called');
    future.add_done_callback(callback);
    future.set_result(1);
    expect(future.remove_done_callback(callback)).toBe(0);
    run_briefly(loop);
    expect(log).toEqual(['called']);
  });

  it('leaves the others in their order', () => {
    const log: string[] = [];
    const callbacks = ['a', 'b', 'c', 'd'].map((text) => () => log.push(text));
    for (const callback of callbacks) future.add_done_callback(callback);
    future.remove_done_callback(callbacks[1] as () => void);
    future.set_result(1);
    run_briefly(loop);
    expect(log).toEqual(['a', 'c', 'd']);
  });
});

describe('the iterator, which yield* uses', () => {
  it('of a pending future yields the future itself and sets the blocking flag', () => {
    const iterator = future[Symbol.iterator]();
    expect(future._asyncio_future_blocking).toBe(false);
    const step = iterator.next();
    expect(step.value).toBe(future);
    expect(step.done).toBe(false);
    expect(future._asyncio_future_blocking).toBe(true);
    future.set_result(42);
    expect(iterator.next()).toEqual({ value: 42, done: true });
  });

  it('of a future that is done gives the result at once', () => {
    future.set_result(42);
    expect(future[Symbol.iterator]().next()).toEqual({ value: 42, done: true });
    expect(future._asyncio_future_blocking).toBe(false);
  });

  it('raises the exception, or CancelledError', () => {
    const iterator = future[Symbol.iterator]();
    iterator.next();
    future.set_exception(new ValueError('no'));
    expect(() => iterator.next()).toThrow(new ValueError('no'));
    const other = loop.create_future();
    other.cancel();
    expect(() => other[Symbol.iterator]().next()).toThrow(CancelledError);
  });

  it('asserts that it is resumed only when the future is done', () => {
    const iterator = future[Symbol.iterator]();
    iterator.next();
    expect(() => iterator.next()).toThrow(new AssertionError("yield from wasn't used with future"));
  });

  it('does not clear the flag: the task does', () => {
    future[Symbol.iterator]().next();
    future.set_result(1);
    expect(future._asyncio_future_blocking).toBe(true);
  });

  it('raises what is thrown into it, and leaves the future alone', () => {
    const iterator = future[Symbol.iterator]();
    iterator.next();
    expect(() => iterator.throw(new ValueError('thrown'))).toThrow(new ValueError('thrown'));
    expect(future.done()).toBe(false);
  });

  it('can be closed, and iterated itself', () => {
    const iterator = future[Symbol.iterator]();
    expect(iterator[Symbol.iterator]()).toBe(iterator);
    expect(iterator.return(1)).toEqual({ value: 1, done: true });
  });

  it('is one for each that waits', () => {
    const [one, two] = [future[Symbol.iterator](), future[Symbol.iterator]()];
    one.next();
    expect(two.next().value).toBe(future);
    future.set_result(5);
    expect([one.next().value, two.next().value]).toEqual([5, 5]);
  });

  it('suspends a plain generator until the loop has set the result', () => {
    function* wait(): Generator<unknown, unknown, unknown> {
      return yield* future as Awaitable<unknown>;
    }
    const generator = wait();
    expect(generator.next().value).toBe(future);
    future.set_result('done');
    expect(generator.next()).toEqual({ value: 'done', done: true });
  });
});

describe('then, which await uses', () => {
  it('gives the result once the loop has run', async () => {
    const values: unknown[] = [];
    const waiting = (async () => values.push(await future))();
    await Promise.resolve();
    future.set_result(42);
    await Promise.resolve();
    expect(values).toEqual([]);
    run_briefly(loop);
    await waiting;
    expect(values).toEqual([42]);
  });

  it('needs no loop when the future is done, not even an open one', async () => {
    future.set_result(42);
    loop.close();
    expect(await future).toBe(42);
  });

  it('raises the exception, which counts as read then', async () => {
    const error = new ValueError('no');
    future.set_exception(error);
    await expect((async () => await future)()).rejects.toBe(error);
    expect(future._log_traceback).toBe(false);
  });

  it('raises CancelledError', async () => {
    const waiting = future.then();
    future.cancel();
    run_briefly(loop);
    await expect(waiting).rejects.toBeInstanceOf(CancelledError);
  });

  it('calls the functions that it is given, as a promise does', async () => {
    future.set_exception(new ValueError('no'));
    const seen = await future.then(
      () => 'result',
      (error) => `error ${error}`,
    );
    expect(seen).toBe('error ValueError: no');
    const other = loop.create_future<number>();
    other.set_result(20);
    expect(await other.then((value) => value + 1)).toBe(21);
    expect(await other.then(null, null)).toBe(20);
  });

  it('does not cancel the future when nobody waits any more', async () => {
    const waiting = Promise.race([future, Promise.resolve('quick')]);
    expect(await waiting).toBe('quick');
    expect(future.done()).toBe(false);
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

describe('the types', () => {
  it('say what is waited for', () => {
    const text = loop.create_future<string>();
    text.set_result('x');
    expectTypeOf(text.result()).toEqualTypeOf<string>();
    expectTypeOf<Awaited<typeof text>>().toEqualTypeOf<string>();
    expectTypeOf<asyncio.ResultOf<typeof text>>().toEqualTypeOf<string>();
    expectTypeOf(text.set_result).parameter(0).toEqualTypeOf<string>();
    expect(text.result()).toBe('x');
  });

  it('let a future of a narrower type stand for one of a wider type', () => {
    expectTypeOf<Future<number>>().toExtend<Future<number | string>>();
    expectTypeOf<Future<number>>().toExtend<Future>();
    expectTypeOf<Future<number | string>>().not.toExtend<Future<number>>();
    const wider: Future<unknown> = loop.create_future<number>();
    expect(wider.done()).toBe(false);
  });
});
