import { beforeEach, describe, expect, it } from 'vitest';
import { CancelledError, RuntimeError, ValueError } from '../../lib/errors';
import * as asyncio from '../../lib/index';
import { MockCallback, run_briefly, type TestLoop } from '../../lib/test_utils';
import { record_log } from './garbage';
import { expect_list, new_future } from './tasks';
import { new_test_loop } from './test_loop';

let one_loop: TestLoop;
let other_loop: TestLoop;

beforeEach(() => {
  one_loop = new_test_loop();
  other_loop = new_test_loop();
  asyncio.set_event_loop(one_loop);
});

function run_loop(loop: TestLoop): void {
  while (loop._ready.length > 0) run_briefly(loop);
}

const futures = (count: number, loop = one_loop) =>
  Array.from({ length: count }, () => new_future<number>(loop)) as [
    asyncio.Future<number>,
    asyncio.Future<number>,
    asyncio.Future<number>,
    asyncio.Future<number>,
    asyncio.Future<number>,
    asyncio.Future<number>,
  ];

type Wrap = (futures: asyncio.Future<number>[]) => asyncio.Awaitable<number>[];

const wait_for_it = asyncio.coroutine(function* (future: asyncio.Future<number>) {
  return yield* future;
});

/** The cases of `GatherTestsBase` hold for futures and for coroutines. */
const WRAPS: readonly Wrap[] = [
  (futures) => futures,
  (futures) => futures.map((future) => wait_for_it(future)),
];

/** Called once, with this future. */
function expect_called_with(callback: ReturnType<typeof MockCallback>, future: unknown): void {
  expect(callback.calls).toHaveLength(1);
  expect_list(callback.calls[0] as unknown[], future);
}

function check_success(options: asyncio.GatherOptions): void {
  for (const wrap of WRAPS) {
    const [a, b, c] = futures(3);
    const future = asyncio.gather(...wrap([a, b, c]), options);
    const callback = MockCallback();
    future.add_done_callback(callback);
    b.set_result(1);
    a.set_result(2);
    run_loop(one_loop);
    expect(callback.calls).toEqual([]);
    expect(future.done()).toBe(false);
    c.set_result(3);
    run_loop(one_loop);
    expect_called_with(callback, future);
    expect(future.result()).toEqual([2, 1, 3]);
  }
}

describe('GatherTestsBase', () => {
  it('test_success: gives the results in the order of the arguments', () => {
    check_success({});
    check_success({ return_exceptions: false });
  });

  it('test_result_exception_success: the same where exceptions are returned', () => {
    check_success({ return_exceptions: true });
  });

  it('test_one_exception: the first exception is that of the whole, at once', () => {
    for (const wrap of WRAPS) {
      const [a, b, c, d, e] = futures(5);
      const future = asyncio.gather(...wrap([a, b, c, d, e]));
      const callback = MockCallback();
      future.add_done_callback(callback);
      const error = new ValueError();
      a.set_result(1);
      b.set_exception(error);
      run_loop(one_loop);
      expect(future.done()).toBe(true);
      expect_called_with(callback, future);
      expect(future.exception()).toBe(error);

      c.set_result(3);
      d.cancel();
      e.set_exception(new RuntimeError());
      e.exception();
      run_loop(one_loop);
      expect(callback.calls).toHaveLength(1);
      expect(future.exception()).toBe(error);
    }
  });

  it('test_return_exceptions: exceptions may be members of the list', () => {
    for (const wrap of WRAPS) {
      const [a, b, c, d] = futures(4);
      const future = asyncio.gather(...wrap([a, b, c, d]), { return_exceptions: true });
      const callback = MockCallback();
      future.add_done_callback(callback);
      const error = new ValueError();
      const error2 = new RuntimeError();
      b.set_result(1);
      c.set_exception(error);
      a.set_result(3);
      run_loop(one_loop);
      expect(future.done()).toBe(false);
      d.set_exception(error2);
      run_loop(one_loop);
      expect(future.done()).toBe(true);
      expect_called_with(callback, future);
      expect_list(future.result(), 3, 1, error, error2);
    }
  });
});

describe('FutureGatherTests', () => {
  it('test_constructor_empty_sequence: without arguments it is done, and belongs to the loop that was asked for', () => {
    for (const nothing of [[], new Set<asyncio.Future>(), ''] as Iterable<asyncio.Future>[]) {
      const future = asyncio.gather(...nothing);
      expect(future).toBeInstanceOf(asyncio.Future);
      expect(future._loop).toBe(one_loop);
      run_loop(one_loop);
      expect(future.done()).toBe(true);
      expect(future.result()).toEqual([]);
      expect(asyncio.gather(...nothing, { loop: other_loop })._loop).toBe(other_loop);
    }
  });

  it('test_constructor_heterogenous_futures: all have to belong to one loop', () => {
    const future1 = new_future(one_loop);
    const future2 = new_future(other_loop);
    const refusal = new ValueError('futures are tied to different event loops');
    expect(() => asyncio.gather(future1, future2)).toThrow(refusal);
    expect(() => asyncio.gather(future1, { loop: other_loop })).toThrow(refusal);
  });

  it('test_constructor_homogenous_futures: belongs to the loop of its futures', () => {
    const children = futures(3, other_loop);
    for (const future of [
      asyncio.gather(...children),
      asyncio.gather(...children, { loop: other_loop }),
    ]) {
      expect(future._loop).toBe(other_loop);
      run_loop(other_loop);
      expect(future.done()).toBe(false);
    }
  });

  it('test_one_cancellation: a cancelled child is an exception of the whole, which is not cancelled', () => {
    const [a, b, c, d, e] = futures(5);
    const future = asyncio.gather(a, b, c, d, e);
    const callback = MockCallback();
    future.add_done_callback(callback);
    a.set_result(1);
    b.cancel();
    run_loop(one_loop);
    expect(future.done()).toBe(true);
    expect_called_with(callback, future);
    expect(future.cancelled()).toBe(false);
    expect(future.exception()).toBeInstanceOf(CancelledError);

    c.set_result(3);
    d.cancel();
    e.set_exception(new RuntimeError());
    e.exception();
    run_loop(one_loop);
    expect(callback.calls).toHaveLength(1);
    expect(future.exception()).toBeInstanceOf(CancelledError);
  });

  it('test_result_exception_one_cancellation: a cancellation may be a member of the list', () => {
    const [a, b, c, d, e, f] = futures(6);
    const future = asyncio.gather(a, b, c, d, e, f, { return_exceptions: true });
    const callback = MockCallback();
    future.add_done_callback(callback);
    a.set_result(1);
    const error = new ValueError();
    b.set_exception(error);
    c.cancel();
    run_loop(one_loop);
    expect(future.done()).toBe(false);
    d.set_result(3);
    e.cancel();
    const error2 = new RuntimeError();
    f.set_exception(error2);
    const [of_a, of_b, of_c, of_d, of_e, of_f] = one_loop.run_until_complete(future);
    expect_list([of_a, of_b, of_d, of_f], 1, error, 3, error2);
    expect(of_c).toBeInstanceOf(CancelledError);
    expect(of_e).toBeInstanceOf(CancelledError);
    expect_called_with(callback, future);
  });
});

describe('CoroutineGatherTests', () => {
  it('test_constructor_loop_selection: takes the current loop, or the one that is asked for', () => {
    const coro = asyncio.coroutine(function* () {
      return 'abc';
    });
    const future = asyncio.gather(coro(), coro());
    expect(future._loop).toBe(one_loop);
    expect(one_loop.run_until_complete(future)).toEqual(['abc', 'abc']);

    const future2 = asyncio.gather(coro(), coro(), { loop: other_loop });
    expect(future2._loop).toBe(other_loop);
    asyncio.set_event_loop(other_loop);
    expect(asyncio.gather(coro(), coro())._loop).toBe(other_loop);
    expect(other_loop.run_until_complete(future2)).toEqual(['abc', 'abc']);
  });

  it('test_duplicate_coroutines: one that is given more than once is run once', () => {
    const started: string[] = [];
    const coro = asyncio.coroutine(function* (s: string) {
      started.push(s);
      return s;
    });
    const c = coro('abc');
    const future = asyncio.gather(c, c, coro('def'), c, { loop: one_loop });
    run_loop(one_loop);
    expect(future.result()).toEqual(['abc', 'abc', 'def', 'abc']);
    expect(started).toEqual(['abc', 'def']);
  });

  it('test_cancellation_broadcast: cancelling whoever waits for it cancels all children', () => {
    const proof: string[] = [];
    const waiter = new_future(one_loop);
    const inner = asyncio.coroutine(function* () {
      yield* waiter;
      proof.push('inner');
    });
    const child1 = asyncio.ensure_future(inner(), { loop: one_loop });
    const child2 = asyncio.ensure_future(inner(), { loop: one_loop });
    let gatherer: asyncio.Future | undefined;
    const outer = asyncio.coroutine(function* () {
      gatherer = asyncio.gather(child1, child2, { loop: one_loop });
      yield* gatherer;
      proof.push('outer');
    });
    const task = asyncio.ensure_future(outer(), { loop: one_loop });
    run_briefly(one_loop);
    expect(task.cancel()).toBe(true);
    expect(() => one_loop.run_until_complete(task)).toThrow(CancelledError);
    expect(gatherer?.cancel()).toBe(false);
    expect(waiter.cancelled()).toBe(true);
    expect(child1.cancelled()).toBe(true);
    expect(child2.cancelled()).toBe(true);
    run_briefly(one_loop);
    expect(proof).toEqual([]);
  });

  it('test_exception_marking: an exception that comes later than the first is not reported', () => {
    const records = record_log();
    const inner = asyncio.coroutine(function* (future: asyncio.Future) {
      yield* future;
      throw new RuntimeError('should not be ignored');
    });
    const a = new_future(one_loop);
    const b = new_future(one_loop);
    const outer = asyncio.coroutine(function* () {
      yield* asyncio.gather(inner(a), inner(b), { loop: one_loop });
    });
    const task = asyncio.ensure_future(outer(), { loop: one_loop });
    run_briefly(one_loop);
    a.set_result(undefined);
    run_briefly(one_loop);
    b.set_result(undefined);
    run_briefly(one_loop);
    expect(task.exception()).toBeInstanceOf(RuntimeError);
    run_loop(one_loop);
    one_loop.close();
    expect(records).toEqual([]);
  });
});
