import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as concurrent from '../../lib/concurrent/futures';
import {
  AssertionError,
  CancelledError,
  RuntimeError,
  StopIteration,
  ValueError,
} from '../../lib/errors';
import {
  _chain_future,
  _copy_future_state,
  _set_result_unless_cancelled,
  Future,
  wrap_future,
} from '../../lib/futures';
import type { ExceptionContext } from '../../lib/handles';
import * as asyncio from '../../lib/index';
import { run_briefly, VirtualTimeLoop } from '../../lib/test_utils';

type AnyFuture = Future<unknown> | concurrent.Future<unknown>;

/** Counts what is handed over from outside. */
class CountingLoop extends VirtualTimeLoop {
  handed_over = 0;

  override call_soon_threadsafe<A extends readonly unknown[]>(
    callback: asyncio.Callback<A>,
    ...args: A
  ): asyncio.Handle {
    this.handed_over += 1;
    return super.call_soon_threadsafe(callback, ...args);
  }
}

let loop: CountingLoop;
let other_loop: CountingLoop;
let contexts: ExceptionContext[];

beforeEach(() => {
  loop = new CountingLoop();
  other_loop = new CountingLoop();
  contexts = [];
  for (const one of [loop, other_loop]) {
    one.set_exception_handler((_loop, context) => contexts.push(context));
  }
});

afterEach(() => {
  loop.close();
  other_loop.close();
});

/** Let both loops do whatever is due. */
function settle(): void {
  for (let i = 0; i < 3; i++) {
    for (const one of [loop, other_loop]) if (!one.is_closed()) run_briefly(one);
  }
}

function end(future: AnyFuture, how: 'result' | 'exception', value: unknown): void {
  if (future instanceof concurrent.Future) future.set_running_or_notify_cancel();
  if (how === 'result') future.set_result(value);
  else future.set_exception(value);
}

const KINDS: Record<string, () => [source: AnyFuture, destination: AnyFuture]> = {
  'asyncio to asyncio in one loop': () => [loop.create_future(), loop.create_future()],
  'asyncio to asyncio in two loops': () => [loop.create_future(), other_loop.create_future()],
  'concurrent to asyncio': () => [new concurrent.Future(), loop.create_future()],
  'asyncio to concurrent': () => [loop.create_future(), new concurrent.Future()],
  'concurrent to concurrent': () => [new concurrent.Future(), new concurrent.Future()],
};

describe.each(Object.entries(KINDS))('_chain_future from %s', (_, make) => {
  it('hands the result on', () => {
    const [source, destination] = make();
    _chain_future(source, destination);
    settle();
    expect(destination.done()).toBe(false);
    end(source, 'result', 42);
    settle();
    expect(destination.result()).toBe(42);
  });

  it('hands on a result that is None', () => {
    const [source, destination] = make();
    _chain_future(source, destination);
    end(source, 'result', undefined);
    settle();
    expect([destination.done(), destination.result()]).toEqual([true, undefined]);
  });

  it('hands the exception on, which counts as read then', () => {
    const [source, destination] = make();
    _chain_future(source, destination);
    const error = new ValueError('no');
    end(source, 'exception', error);
    settle();
    expect(destination.exception()).toBe(error);
    if (source instanceof Future) expect(source._log_traceback).toBe(false);
  });

  it('hands on the outcome that is there already', () => {
    const [source, destination] = make();
    end(source, 'result', 42);
    _chain_future(source, destination);
    settle();
    expect(destination.result()).toBe(42);
  });

  it('cancels the destination when the source is cancelled', () => {
    const [source, destination] = make();
    _chain_future(source, destination);
    expect(source.cancel()).toBe(true);
    settle();
    expect(destination.cancelled()).toBe(true);
    expect(() => destination.result()).toThrow(CancelledError);
  });

  it('cancels the source when the destination is cancelled', () => {
    const [source, destination] = make();
    _chain_future(source, destination);
    expect(destination.cancel()).toBe(true);
    settle();
    expect(source.cancelled()).toBe(true);
    expect(contexts).toEqual([]);
  });

  it('forgets the outcome of the source once the destination is cancelled', () => {
    const [source, destination] = make();
    _chain_future(source, destination);
    if (source instanceof concurrent.Future) source.set_running_or_notify_cancel();
    destination.cancel();
    source.cancel();
    if (!source.done()) source.set_result(42);
    settle();
    expect([destination.cancelled(), contexts]).toEqual([true, []]);
  });
});

describe('_chain_future', () => {
  it('goes through call_soon_threadsafe to another loop only', () => {
    const hand_over = (name: string): number[] => {
      const [source, destination] = (KINDS[name] as () => [AnyFuture, AnyFuture])();
      loop.handed_over = other_loop.handed_over = 0;
      _chain_future(source, destination);
      end(source, 'result', 1);
      settle();
      return [loop.handed_over, other_loop.handed_over];
    };
    expect(hand_over('asyncio to asyncio in one loop')).toEqual([0, 0]);
    expect(hand_over('asyncio to asyncio in two loops')).toEqual([0, 1]);
    expect(hand_over('concurrent to asyncio')).toEqual([1, 0]);
    expect(hand_over('asyncio to concurrent')).toEqual([0, 0]);
  });

  it('goes through call_soon_threadsafe to cancel in another loop only', () => {
    const [source, destination] = [loop.create_future(), other_loop.create_future()];
    _chain_future(source, destination);
    destination.cancel();
    settle();
    expect([loop.handed_over, source.cancelled()]).toEqual([1, true]);
    const [one, two] = [loop.create_future(), loop.create_future()];
    _chain_future(one, two);
    two.cancel();
    settle();
    expect([loop.handed_over, one.cancelled()]).toEqual([1, true]);
  });

  it('starts the concurrent destination before it gets the outcome', () => {
    const [source, destination] = [loop.create_future(), new concurrent.Future<unknown>()];
    _chain_future(source, destination);
    source.set_result(1);
    expect(destination.running()).toBe(false);
    const seen: string[] = [];
    destination.add_done_callback((one) => seen.push(one._state));
    settle();
    expect(seen).toEqual(['FINISHED']);
  });

  it('queues nothing for a destination that is cancelled and whose loop is closed', () => {
    const source = new concurrent.Future<unknown>();
    const destination = loop.create_future();
    _chain_future(source, destination);
    source.set_running_or_notify_cancel();
    destination.cancel();
    settle();
    loop.close();
    expect(() => source.set_result(1)).not.toThrow();
    expect(loop.handed_over).toBe(0);
  });

  it('cannot hand an outcome to a closed loop: whoever ends the source is told', () => {
    const source = loop.create_future();
    const destination = other_loop.create_future();
    _chain_future(source, destination);
    other_loop.close();
    source.set_result(1);
    settle();
    expect(contexts).toMatchObject([{ exception: new RuntimeError('Event loop is closed') }]);
    expect(destination.done()).toBe(false);
  });

  it('reports a StopIteration, which an asyncio future cannot hold', () => {
    const source = new concurrent.Future<unknown>();
    const destination = loop.create_future();
    _chain_future(source, destination);
    end(source, 'exception', new StopIteration());
    settle();
    expect(String(contexts[0]?.exception)).toMatch(/StopIteration interacts badly/);
    expect(destination.done()).toBe(false);
  });

  it('takes futures of other libraries', () => {
    const callbacks: ((one: unknown) => void)[] = [];
    const foreign = {
      _asyncio_future_blocking: false,
      _loop: loop,
      done: () => true,
      cancelled: () => false,
      // None, as JavaScript also writes it.
      exception: () => null,
      result: () => 42,
      add_done_callback: (callback: (one: unknown) => void) => callbacks.push(callback),
    };
    const destination = loop.create_future();
    _chain_future(foreign as unknown as Future<unknown>, destination);
    for (const callback of callbacks) callback(foreign);
    expect(destination.result()).toBe(42);
  });

  it('refuses what is no future', () => {
    const future = loop.create_future();
    const chain = _chain_future as (source: unknown, destination: unknown) => void;
    for (const wrong of [1, undefined, Promise.resolve(), {}]) {
      expect(() => chain(wrong, future)).toThrow(
        new TypeError('A future is required for source argument'),
      );
      expect(() => chain(future, wrong)).toThrow(
        new TypeError('A future is required for destination argument'),
      );
    }
  });
});

describe('_copy_future_state', () => {
  it.each<[string, (source: Future<unknown>) => unknown, string]>([
    ['a result', (source) => source.set_result(10), '<Future finished result=10>'],
    [
      'an exception',
      (source) => source.set_exception(new ValueError('no')),
      "<Future finished exception=ValueError('no',)>",
    ],
    ['a cancellation', (source) => source.cancel(), '<Future cancelled>'],
  ])('copies %s', (_, finish, text) => {
    const [source, destination] = [loop.create_future(), loop.create_future()];
    finish(source);
    _copy_future_state(source, destination);
    expect(String(destination)).toBe(text);
    destination.cancel();
    expect(source._log_traceback).toBe(false);
  });

  it('leaves a cancelled destination as it is', () => {
    const [source, destination] = [loop.create_future(), loop.create_future()];
    source.set_result(10);
    destination.cancel();
    _copy_future_state(source, destination);
    expect(destination.cancelled()).toBe(true);
  });

  it('asserts that the source is done and the destination is not', () => {
    const [source, destination] = [loop.create_future(), loop.create_future()];
    expect(() => _copy_future_state(source, destination)).toThrow(AssertionError);
    source.set_result(1);
    destination.set_result(2);
    expect(() => _copy_future_state(source, destination)).toThrow(AssertionError);
    expect(destination.result()).toBe(2);
  });
});

describe('_set_result_unless_cancelled', () => {
  it('sets the result of a pending future', () => {
    const future = loop.create_future();
    _set_result_unless_cancelled(future, 1);
    expect(future.result()).toBe(1);
  });

  it('does nothing to a cancelled one, and raises for a finished one', () => {
    const [cancelled, finished] = [loop.create_future(), loop.create_future()];
    cancelled.cancel();
    finished.set_result(1);
    _set_result_unless_cancelled(cancelled, 2);
    expect(cancelled.cancelled()).toBe(true);
    expect(() => _set_result_unless_cancelled(finished, 2)).toThrow(asyncio.InvalidStateError);
  });
});

describe('wrap_future', () => {
  it('returns a future of asyncio as it is, whatever its loop', () => {
    const future = loop.create_future();
    expect(wrap_future(future)).toBe(future);
    expect(wrap_future(future, { loop: other_loop })).toBe(future);
    const foreign = { _asyncio_future_blocking: false } as unknown as Future<unknown>;
    expect(wrap_future(foreign)).toBe(foreign);
  });

  it('makes one in the given loop for a future of concurrent.futures', () => {
    const source = new concurrent.Future<number>();
    const future = wrap_future(source, { loop });
    expect([future.constructor, future._loop]).toEqual([Future, loop]);
    end(source, 'result', 42);
    expect(future.done()).toBe(false);
    settle();
    expect(future.result()).toBe(42);
  });

  it('makes it with the create_future of the loop, which may be overridden', () => {
    class MyFuture<T> extends Future<T> {}
    loop.create_future = <T>() => new MyFuture<T>({ loop });
    expect(wrap_future(new concurrent.Future(), { loop })).toBeInstanceOf(MyFuture);
  });

  it.each([[undefined], [null]])('takes the current loop when the option is %o', (given) => {
    asyncio.set_event_loop(loop);
    try {
      expect(wrap_future(new concurrent.Future(), { loop: given })._loop).toBe(loop);
      expect(wrap_future(new concurrent.Future())._loop).toBe(loop);
    } finally {
      asyncio.set_event_loop(undefined);
    }
  });

  it('cancels the source with the future, and the future with the source', () => {
    const [one, two] = [new concurrent.Future<unknown>(), new concurrent.Future<unknown>()];
    const wrapped = [wrap_future(one, { loop }), wrap_future(two, { loop })];
    wrapped[0]?.cancel();
    two.cancel();
    settle();
    expect([one.cancelled(), wrapped[1]?.cancelled()]).toEqual([true, true]);
  });

  it('raises AssertionError for anything else, in the words of CPython', () => {
    const wrap = wrap_future as (value: unknown) => unknown;
    expect(() => wrap(5)).toThrow(
      new AssertionError('concurrent.futures.Future is expected, got 5'),
    );
    expect(() => wrap(undefined)).toThrow(AssertionError);
    expect(() => wrap(Promise.resolve())).toThrow(AssertionError);
  });

  it('can be waited for in a coroutine', () => {
    const source = new concurrent.Future<string>();
    const work = asyncio.coroutine(function* (): asyncio.Coroutine<string> {
      return yield* wrap_future(source, { loop });
    });
    loop.call_later(1, () => end(source, 'result', 'done'));
    expect(loop.run_until_complete(work())).toBe('done');
  });
});
