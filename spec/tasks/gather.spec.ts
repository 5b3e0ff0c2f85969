import { describe, expect, expectTypeOf, it } from 'vitest';
import { CancelledError, ValueError } from '../../lib/errors';
import * as asyncio from '../../lib/index';
import { VirtualTimeLoop } from '../../lib/test_utils';
import {
  abandon,
  go,
  iterate,
  loop,
  outcome,
  reports,
  run,
  shown,
  start,
  ticks,
  use_virtual_loop,
  which,
} from '../support/virtual';

use_virtual_loop();

const future = () => loop.create_future<unknown>();

const fail_after = asyncio.coroutine(function* fail_after(seconds: number) {
  yield* asyncio.sleep(seconds);
  throw new ValueError(`after ${seconds}`);
});

/** Waits, and answers a cancellation with this. */
const answering = asyncio.coroutine(function* answering(answer: string) {
  try {
    yield* asyncio.sleep(9);
  } catch {}
  return answer;
});

describe('gather', () => {
  it('gives all results in the order of the arguments', () => {
    const results = run(function* () {
      const all = yield* asyncio.gather(
        asyncio.sleep(2, 'a'),
        asyncio.sleep(1, 2),
        asyncio.sleep(0),
      );
      expectTypeOf(all).toEqualTypeOf<[string, number, undefined]>();
      return all;
    });
    expect(results).toEqual(['a', 2, undefined]);
    expect(loop.time()).toBe(2);
  });

  it('without arguments is a future that is done, of the current or the given loop', () => {
    const nothing = asyncio.gather();
    expect(shown(nothing)).toBe('<Future finished result=[]>');
    const other = new VirtualTimeLoop();
    expect(asyncio.gather({ loop: other })._loop).toBe(other);
    expect(outcome(asyncio.gather({ loop: null, return_exceptions: true }))).toBe('[]');
    other.close();
  });

  it('gives the result of the same coroutine or future as often as it is there, from one child', () => {
    const coro = asyncio.sleep(1, 'x');
    const given = future();
    const gathered = asyncio.gather(coro, given, coro, given);
    expect(new Set(gathered_children(gathered)).size).toBe(2);
    given.set_result('y');
    expect(loop.run_until_complete(gathered)).toEqual(['x', 'y', 'x', 'y']);
  });

  const gathered_children = (gathered: unknown) =>
    (gathered as { _children: asyncio.Future<unknown>[] })._children;

  it('is done one tick after its last child, whoever waits for it one later', () => {
    const child = future();
    const gathered = asyncio.gather(child);
    const waiter = go(() => gathered[Symbol.iterator]() as never);
    iterate();
    child.set_result(1);
    expect(gathered.done()).toBe(false);
    iterate();
    expect([gathered.done(), waiter.done()]).toEqual([true, false]);
    iterate();
    expect(waiter.done()).toBe(true);
  });

  it('is not done at once when all children are', () => {
    const child = future();
    child.set_result(1);
    const gathered = asyncio.gather(child);
    expect(gathered.done()).toBe(false);
    iterate();
    expect(outcome(gathered)).toBe('[1]');
  });

  it('ends with the first exception; the others go on, and count as read', () => {
    const slow = go(() => asyncio.sleep(3, 'slow'));
    const gathered = asyncio.gather(fail_after(1), fail_after(2), slow);
    run(() => asyncio.wait([gathered]));
    expect([outcome(gathered), loop.time()]).toEqual(["raised ValueError('after 1',)", 1]);
    expect(loop.run_until_complete(slow)).toBe('slow');
    loop.close();
    expect(reports()).toEqual([]);
  });

  it('ends with the exception CancelledError when a child is cancelled, and is not cancelled itself', () => {
    const [a, b] = [future(), future()];
    const gathered = asyncio.gather(a, b);
    a.cancel();
    iterate();
    expect([gathered.done(), gathered.cancelled(), b.done()]).toEqual([true, false, false]);
    expect(gathered.exception()).toBeInstanceOf(CancelledError);
    expect(shown(gathered)).toBe('<_GatheringFuture finished exception=CancelledError()>');
  });

  it('with return_exceptions has exceptions and CancelledErrors among the results', () => {
    const cancelled = future();
    const failed = fail_after(1);
    const gathered = asyncio.gather(cancelled, failed, asyncio.sleep(2, 'x'), {
      return_exceptions: true,
    });
    cancelled.cancel();
    expect(shown(loop.run_until_complete(gathered))).toBe(
      "[CancelledError(), ValueError('after 1',), 'x']",
    );
  });

  it('with return_exceptions has values that were thrown, too', () => {
    const throwing = asyncio.coroutine(function* (value: unknown): asyncio.Coroutine<number> {
      throw value;
    });
    const gathered = asyncio.gather(throwing(0), throwing('text'), { return_exceptions: true });
    expect(loop.run_until_complete(gathered)).toEqual([0, 'text']);
    const first = asyncio.gather(throwing(0));
    iterate(2);
    expect(outcome(first)).toBe('raised 0');
  });

  it('reports an exception of its own that nobody reads under its name', () => {
    asyncio.gather(fail_after(1));
    run(() => asyncio.sleep(2));
    loop.close();
    expect(reports()).toEqual([
      "_GatheringFuture exception was never retrieved | ValueError('after 1',)",
    ]);
  });

  it('does not blame for leaving the tasks that it has made', () => {
    asyncio.gather(asyncio.sleep(9), ticks(99));
    iterate();
    loop.close();
    expect(reports()).toEqual([]);
  });

  it('does blame for those that were handed in', () => {
    asyncio.gather(go(() => asyncio.sleep(9)));
    iterate();
    loop.close();
    expect(reports()).toEqual(['Task was destroyed but it is pending!']);
  });
});

describe('cancelling what gather returns', () => {
  it('cancels every child, and ends it only when they have ended, with the exception CancelledError', () => {
    const children = [go(() => asyncio.sleep(8)), go(() => asyncio.sleep(9))];
    const gathered = asyncio.gather(...children);
    iterate();
    expect(gathered.cancel()).toBe(true);
    expect([gathered.done(), gathered.cancelled()]).toEqual([false, false]);
    iterate(2);
    expect(children.map(outcome)).toEqual(['cancelled', 'cancelled']);
    expect([outcome(gathered), gathered.cancelled()]).toEqual(['raised CancelledError()', false]);
  });

  it('is recorded: it ends so with return_exceptions too, and when the children refuse', () => {
    const options = [{}, { return_exceptions: true }];
    for (const asked of options) {
      const children = [start(answering('a')), start(answering('b'))];
      const gathered = asyncio.gather(...children, asked);
      iterate();
      expect(gathered.cancel()).toBe(true);
      iterate(2);
      expect(children.map(outcome)).toEqual(["'a'", "'b'"]);
      expect(outcome(gathered)).toBe('raised CancelledError()');
    }
  });

  it('gives a child that fails the last word when it is the first to end', () => {
    const child = go(function* () {
      try {
        yield* asyncio.sleep(9);
      } catch {
        throw new ValueError('instead');
      }
    });
    const gathered = asyncio.gather(child);
    iterate();
    gathered.cancel();
    iterate(2);
    expect(outcome(gathered)).toBe("raised ValueError('instead',)");
  });

  it('reaches all children, also when the first refuses, or one is there twice', () => {
    class Refusing extends asyncio.Future<unknown> {
      override cancel(): boolean {
        return false;
      }
    }
    const [first, second] = [new Refusing(), future()];
    const gathered = asyncio.gather(first, second, second, { return_exceptions: true });
    expect(gathered.cancel()).toBe(true);
    expect(second.cancelled()).toBe(true);
    first.set_result(1);
    iterate();
    expect(outcome(gathered)).toBe('raised CancelledError()');
  });

  it('is false and without effect when all children are done already', () => {
    const child = future();
    const gathered = asyncio.gather(child);
    child.set_result(1);
    expect(gathered.cancel()).toBe(false);
    iterate();
    expect(outcome(gathered)).toBe('[1]');
    expect(gathered.cancel()).toBe(false);
  });

  it('is what cancelling a task does that waits for it', () => {
    const child = go(() => asyncio.sleep(9));
    const parent = go(function* () {
      yield* asyncio.gather(child);
    });
    iterate();
    expect(parent.cancel()).toBe(true);
    expect(parent._must_cancel).toBe(false);
    iterate(3);
    expect([outcome(child), outcome(parent)]).toEqual(['cancelled', 'cancelled']);
  });
});

describe('the arguments of gather', () => {
  it('must be of one loop', () => {
    const other = new VirtualTimeLoop();
    expect(() => asyncio.gather(future(), other.create_future())).toThrow(
      new ValueError('futures are tied to different event loops'),
    );
    expect(() => asyncio.gather(future(), { loop: other })).toThrow(
      new ValueError('futures are tied to different event loops'),
    );
    other.close();
  });

  it('say which loop: the first future does it for the coroutines behind it', () => {
    const other = new VirtualTimeLoop();
    const first = other.create_future<number>();
    first.set_result(1);
    const gathered = asyncio.gather(first, asyncio.sleep(0, 2));
    expect(gathered._loop).toBe(other);
    expect(other.run_until_complete(gathered)).toEqual([1, 2]);
    other.close();
  });

  it.each([5, undefined, null, [], 'text'])('must not be %o', (argument) => {
    expect(() => asyncio.gather(argument as never)).toThrow(
      new TypeError('An asyncio.Future, a coroutine or an awaitable is required'),
    );
  });

  it('must not be a list of futures', () => {
    expect(() => asyncio.gather([future(), future()] as never)).toThrow(TypeError);
  });

  it('end with the options, of which unknown ones are refused', () => {
    expect(() => asyncio.gather(future(), { return_exception: true } as never)).toThrow(
      new TypeError("gather() got an unexpected keyword argument 'return_exception'"),
    );
    expect(() => asyncio.gather({ loop } as never, future())).toThrow(TypeError);
  });

  it('become children in their order', () => {
    const [a, b] = [future(), go(() => ticks(1))];
    const gathered = asyncio.gather(b, a, b) as unknown as { _children: unknown[] };
    expect(which(gathered._children, [a, b])).toEqual([1, 0, 1]);
    abandon(b);
    a.cancel();
    iterate(3);
    outcome(gathered as never);
  });
});
