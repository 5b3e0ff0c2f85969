import { afterEach, beforeEach, describe, expect, expectTypeOf, it } from 'vitest';
import { Future } from '../../lib/concurrent/future';
import {
  ALL_COMPLETED,
  as_completed,
  FIRST_COMPLETED,
  FIRST_EXCEPTION,
  type ReturnWhen,
  wait,
} from '../../lib/concurrent/waiting';
import { RuntimeError, TimeoutError, ValueError } from '../../lib/errors';
import { host, install_host } from '../../lib/host';
import { repr } from '../../lib/reprlib';
import { normalise } from '../support/python36';
import { Clock } from './clock';

const { call_later } = host;
let clock: Clock;

beforeEach(() => {
  clock = new Clock().install();
});

afterEach(() => install_host({ call_later }));

const make = <T = unknown>(count: number) => Array.from({ length: count }, () => new Future<T>());

function finished<T>(result: T): Future<T> {
  const future = new Future<T>();
  future.set_result(result);
  return future;
}

function notified(): Future {
  const future = new Future();
  future.cancel();
  future.set_running_or_notify_cancel();
  return future;
}

/** All microtasks that are under way. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

/** What the promise came to, or 'pending'. */
async function state<T>(promise: Promise<T>): Promise<T | 'pending'> {
  await settle();
  return Promise.race([promise, Promise.resolve('pending' as const)]);
}

describe('wait', () => {
  it('has all done by default', async () => {
    const [a, b, c] = make(3) as [Future, Future, Future];
    const outcome = wait([a, b, c]);
    a.set_result(1);
    b.set_exception('x');
    expect(await state(outcome)).toBe('pending');
    c.cancel();
    c.set_running_or_notify_cancel();
    expect((await outcome).done).toEqual(new Set([a, b, c]));
    expect((await outcome).not_done.size).toBe(0);
  });

  it('gives a named tuple of two sets', async () => {
    const [done_one, pending] = [finished(1), new Future<number>()];
    const outcome = await wait([done_one, pending], { timeout: 0 });
    const [done, not_done] = outcome;
    expect([done, not_done]).toEqual([new Set([done_one]), new Set([pending])]);
    expect(outcome.done).toBe(done);
    expect(outcome.not_done).toBe(not_done);
    expect(Array.isArray(outcome)).toBe(true);
    expect(normalise(repr(outcome))).toBe(
      'DoneAndNotDoneFutures(done={<Future at 0x… state=finished returned int>}, ' +
        'not_done={<Future at 0x… state=pending>})',
    );
    expectTypeOf(outcome.done).toEqualTypeOf<Set<Future<number>>>();
  });

  it('FIRST_COMPLETED: returns with the first, or with what is done already', async () => {
    const [a, b] = make(2) as [Future, Future];
    const first = wait([a, b], { return_when: FIRST_COMPLETED });
    b.set_result(1);
    a.set_result(2);
    expect((await first).done).toEqual(new Set([b]));
    const late = new Future();
    const { done, not_done } = await wait([a, late, b], { return_when: FIRST_COMPLETED });
    expect([done, not_done]).toEqual([new Set([a, b]), new Set([late])]);
  });

  it('FIRST_EXCEPTION: returns with the first that raised, now or already', async () => {
    const [a, b, c] = make(3) as [Future, Future, Future];
    const outcome = wait([a, b, c], { return_when: FIRST_EXCEPTION });
    a.set_result(1);
    expect(await state(outcome)).toBe('pending');
    b.set_exception(0);
    expect((await outcome).not_done).toEqual(new Set([c]));
    const again = await wait([a, b, c], { return_when: FIRST_EXCEPTION });
    expect(again.done).toEqual(new Set([a, b]));
  });

  it('FIRST_EXCEPTION: a cancelled future is no exception', async () => {
    const [a, b] = make(2) as [Future, Future];
    const outcome = wait([notified(), a, b], { return_when: FIRST_EXCEPTION });
    a.cancel();
    a.set_running_or_notify_cancel();
    expect(await state(outcome)).toBe('pending');
    b.set_result(1);
    expect((await outcome).done.size).toBe(3);
  });

  it('a cancelled future is done when its executor has notified the cancellation', async () => {
    const future = new Future();
    const outcome = wait([future]);
    future.cancel();
    expect(await state(outcome)).toBe('pending');
    future.set_running_or_notify_cancel();
    expect((await outcome).done).toEqual(new Set([future]));
  });

  it('returns after the timeout with what is done by then, leaving nothing behind', async () => {
    const [a, b] = make(2) as [Future, Future];
    const outcome = wait([a, b], { timeout: 2 });
    a.set_result(1);
    clock.advance(1.9);
    expect(await state(outcome)).toBe('pending');
    clock.advance(0.1);
    expect(await state(outcome)).toMatchObject([new Set([a]), new Set([b])]);
    b.set_result(2);
    expect([...(await outcome).done]).toEqual([a]);
    expect([a._waiters, b._waiters]).toEqual([[], []]);
  });

  it('stops its timer when it returns earlier', async () => {
    const future = new Future();
    const outcome = wait([future], { timeout: 2 });
    expect(clock.running).toBe(1);
    future.set_result(1);
    await outcome;
    expect(clock.running).toBe(0);
  });

  it('does not wait, nor need a timer, for a timeout that is over', async () => {
    install_host({ call_later });
    const future = new Future();
    for (const timeout of [0, -1]) {
      expect((await wait([future], { timeout })).not_done).toEqual(new Set([future]));
    }
  });

  it('says at the call that the host has no timer', () => {
    install_host({ call_later });
    const future = new Future();
    expect(() => wait([future], { timeout: 1 })).toThrow(
      new RuntimeError('this host has no timer: give it one with install_host({ call_later })'),
    );
    expect(future._waiters).toEqual([]);
  });

  it('takes any iterable, counts duplicates once and has nothing to wait for in none', async () => {
    const future = new Future();
    function* twice() {
      yield future;
      yield future;
    }
    const outcome = wait(twice());
    future.set_result(1);
    expect((await outcome).done).toEqual(new Set([future]));
    expect((await wait([future, future])).done.size).toBe(1);
    expect(repr(await wait([]))).toBe('DoneAndNotDoneFutures(done=set(), not_done=set())');
  });

  it('checks its arguments at the call', async () => {
    const bogus = { return_when: 'x' as ReturnWhen };
    expect(() => wait([new Future()], bogus)).toThrow(
      new ValueError("Invalid return condition: 'x'"),
    );
    expect(() => wait([], { limit: 1 } as never)).toThrow(
      new TypeError("wait() got an unexpected keyword argument 'limit'"),
    );
    expect((await wait([finished(1)], bogus)).done.size).toBe(1);
  });

  it('has the constants of CPython', () => {
    expect([FIRST_COMPLETED, FIRST_EXCEPTION, ALL_COMPLETED]).toEqual([
      'FIRST_COMPLETED',
      'FIRST_EXCEPTION',
      'ALL_COMPLETED',
    ]);
  });

  it('leaves alone another wait for the same future', async () => {
    const [a, b] = make(2) as [Future, Future];
    const first = wait([a, b], { return_when: FIRST_COMPLETED });
    const all = wait([a, b]);
    a.set_result(1);
    expect((await first).done).toEqual(new Set([a]));
    b.set_result(2);
    expect((await all).done).toEqual(new Set([a, b]));
  });
});

describe('as_completed', () => {
  async function collect<F>(futures: AsyncIterable<F>): Promise<F[]> {
    const all: F[] = [];
    for await (const future of futures) all.push(future);
    return all;
  }

  it('hands out the futures themselves: those that are done, then the others as they complete', async () => {
    const [a, b, c] = make<number>(3) as [Future<number>, Future<number>, Future<number>];
    const early = finished(0);
    const all = collect(as_completed([a, early, b, c]));
    expectTypeOf(all).resolves.toEqualTypeOf<Future<number>[]>();
    await settle();
    c.set_result(3);
    a.set_exception('x');
    await settle();
    b.cancel();
    b.set_running_or_notify_cancel();
    const order = await all;
    expect(order.map((future) => [early, a, b, c].indexOf(future))).toEqual([0, 3, 1, 2]);
  });

  it('hands out each once, and nothing for nothing', async () => {
    const future = finished(1);
    expect(await collect(as_completed([future, future]))).toHaveLength(1);
    expect(await collect(as_completed([]))).toEqual([]);
  });

  it('waits for the notification of a cancelled future', async () => {
    const future = new Future();
    future.cancel();
    const all = collect(as_completed([future]));
    expect(await state(all)).toBe('pending');
    future.set_running_or_notify_cancel();
    expect(await all).toHaveLength(1);
  });

  it('raises TimeoutError when the time is over before the end', async () => {
    const [a, b, c] = make(3) as [Future, Future, Future];
    const steps = as_completed([a, b, c], { timeout: 5 });
    const first = steps.next();
    clock.advance(4);
    a.set_result(1);
    expect((await first).value).toBe(a);
    const second = steps.next();
    const refused = expect(second).rejects.toThrow(new TimeoutError('2 (of 3) futures unfinished'));
    await settle();
    clock.advance(1);
    await refused;
    expect([b._waiters, c._waiters]).toEqual([[], []]);
    expect(await steps.next()).toEqual({ done: true, value: undefined });
  });

  it('counts the time from the first step', async () => {
    const future = new Future();
    const steps = as_completed([future], { timeout: 5 });
    clock.advance(100);
    const step = steps.next();
    expect(await state(step)).toBe('pending');
    future.set_result(1);
    expect((await step).value).toBe(future);
  });

  it('still hands out what was done when the time was over from the start', async () => {
    const steps = as_completed([new Future(), finished(1)], { timeout: 0 });
    expect((await steps.next()).value.result()).toBe(1);
    await expect(steps.next()).rejects.toThrow(new TimeoutError('1 (of 2) futures unfinished'));
  });

  it('hands out what completed between two steps', async () => {
    const [a, b] = make(2) as [Future, Future];
    const steps = as_completed([a, b]);
    const first = steps.next();
    await settle();
    a.set_result(1);
    expect((await first).value).toBe(a);
    b.set_result(2);
    expect(await state(steps.next())).toEqual({ done: false, value: b });
  });

  it('raises TimeoutError even for what completed between two steps, as CPython does', async () => {
    const [a, b] = make(2) as [Future, Future];
    const steps = as_completed([a, b], { timeout: 5 });
    const first = steps.next();
    await settle();
    a.set_result(1);
    await first;
    b.set_result(2);
    clock.advance(5);
    await expect(steps.next()).rejects.toThrow(new TimeoutError('1 (of 2) futures unfinished'));
  });

  it('stops its timer and forgets the futures when left early or finished', async () => {
    const [a, b] = [finished(1), new Future()];
    for await (const future of as_completed([a, b], { timeout: 5 })) {
      expect(future).toBe(a);
      expect([a._waiters.length, b._waiters.length, clock.running]).toEqual([0, 1, 1]);
      break;
    }
    expect([a._waiters, b._waiters, clock.running]).toEqual([[], [], 0]);
    await collect(as_completed([a], { timeout: 5 }));
    expect([a._waiters, clock.running]).toEqual([[], 0]);
  });

  it('serves steps asked for at once in their order', async () => {
    const [a, b] = make(2) as [Future, Future];
    const steps = as_completed([a, b]);
    const asked = Promise.all([steps.next(), steps.next(), steps.next()]);
    await settle();
    b.set_result(1);
    a.set_result(2);
    expect(await asked).toEqual([
      { done: false, value: b },
      { done: false, value: a },
      { done: true, value: undefined },
    ]);
  });

  it('refuses unknown keywords at the call', () => {
    expect(() => as_completed([], { limit: 1 } as never)).toThrow(
      new TypeError("as_completed() got an unexpected keyword argument 'limit'"),
    );
  });
});
