/** `wait` and `as_completed` of `concurrent.futures`: they hand out a promise and an async iterator instead of blocking. */

import { TimeoutError, ValueError } from '../errors';
import { host } from '../host';
import { keywords } from '../keywords';
import { type Representable, repr } from '../reprlib';
import { type Future, has_raised, is_settled, type Waiter } from './future';

/** `wait` returns when any future is done. */
export const FIRST_COMPLETED = 'FIRST_COMPLETED';
/** `wait` returns when any future raised, else when all are done. */
export const FIRST_EXCEPTION = 'FIRST_EXCEPTION';
/** `wait` returns when all futures are done. */
export const ALL_COMPLETED = 'ALL_COMPLETED';

export type ReturnWhen = typeof FIRST_COMPLETED | typeof FIRST_EXCEPTION | typeof ALL_COMPLETED;

export interface WaitOptions {
  /** Seconds; without it there is no limit. */
  readonly timeout?: number | null;
  readonly return_when?: ReturnWhen;
}

export interface AsCompletedOptions {
  /** Seconds from the first step to the last; without it there is no limit. */
  readonly timeout?: number | null;
}

/** A named tuple of two sets: `{ done, not_done }`, `[done, not_done]`. */
export type DoneAndNotDoneFutures<F> = readonly [done: Set<F>, not_done: Set<F>] &
  Representable & { readonly done: Set<F>; readonly not_done: Set<F> };

function done_and_not_done<F>(done: Set<F>, fs: Set<F>): DoneAndNotDoneFutures<F> {
  const not_done = new Set([...fs].filter((future) => !done.has(future)));
  const tuple = [done, not_done];
  const __repr__ = () => `DoneAndNotDoneFutures(done=${repr(done)}, not_done=${repr(not_done)})`;
  Object.defineProperties(tuple, {
    done: { value: done },
    not_done: { value: not_done },
    __repr__: { value: __repr__ },
  });
  return tuple as unknown as DoneAndNotDoneFutures<F>;
}

/**
 * Wait for futures. A cancelled one counts as done when its executor has notified the cancellation.
 *
 * Differences from CPython: returns a promise (arguments are checked at the call); `fs` may be any iterable and a future
 * in it twice counts once.
 *
 * @throws ValueError for an unknown `return_when`.
 * @example const { done, not_done } = await wait(fs, { timeout: 2, return_when: FIRST_COMPLETED });
 */
export function wait<F extends Future>(
  fs: Iterable<F>,
  options?: WaitOptions,
): Promise<DoneAndNotDoneFutures<F>> {
  const allowed = ['timeout', 'return_when'] as const;
  const { timeout, return_when = ALL_COMPLETED } = keywords('wait', options, allowed);
  const futures = new Set(fs);
  const done = new Set([...futures].filter(is_settled));
  const is_enough = (future: Future) =>
    return_when === FIRST_COMPLETED || (return_when === FIRST_EXCEPTION && has_raised(future));

  const complete = done.size === futures.size || [...done].some(is_enough);
  if (!complete && ![FIRST_COMPLETED, FIRST_EXCEPTION, ALL_COMPLETED].includes(return_when)) {
    throw new ValueError(`Invalid return condition: ${repr(return_when)}`);
  }
  if (complete || is_over(timeout)) return Promise.resolve(done_and_not_done(done, futures));

  let finish = (): void => {};
  const cancel_timer = start_timer(timeout, () => finish());
  return new Promise((resolve) => {
    const waiter: Waiter = (future) => {
      done.add(future as F);
      if (is_enough(future) || done.size === futures.size) finish();
    };
    finish = () => {
      cancel_timer();
      remove_waiter(futures, waiter);
      resolve(done_and_not_done(done, futures));
    };
    for (const future of futures) future._waiters.push(waiter);
  });
}

/**
 * The futures as they complete: first those that are done, in the order given, then the others in the order of
 * completion, each once. A cancelled one completes when its executor has notified the cancellation. Nothing starts
 * before the first step, the timeout neither.
 *
 * Differences from CPython: an async iterator.
 *
 * @throws TimeoutError once the time is over and what was collected until then is handed out.
 * @example for await (const future of as_completed(fs, { timeout: 10 })) print(future.result());
 */
export function as_completed<F extends Future>(
  fs: Iterable<F>,
  options?: AsCompletedOptions,
): AsyncIterableIterator<F> {
  const { timeout } = keywords('as_completed', options, ['timeout']);
  return unboxed(completions(fs, timeout));
}

// `yield future` would await the future in an async generator: it travels in an array.
async function* completions<F extends Future>(
  fs: Iterable<F>,
  timeout: number | null | undefined,
): AsyncGenerator<[F], void, void> {
  // Exactly these futures hold our waiter: one leaves the set when it is handed out.
  const waiting = new Set(fs);
  const total = waiting.size;
  let finished = [...waiting].filter(is_settled);
  let arrived: F[] = [];
  let expired = is_over(timeout);
  let wake = (): void => {};
  const waiter: Waiter = (future) => {
    arrived.push(future as F);
    wake();
  };
  const cancel_timer = start_timer(timeout, () => {
    expired = true;
    wake();
  });
  for (const future of waiting) future._waiters.push(waiter);
  try {
    while (true) {
      for (const future of finished) {
        waiting.delete(future);
        remove_waiter([future], waiter);
        yield [future];
      }
      if (waiting.size === 0) return;
      if (expired) throw new TimeoutError(`${waiting.size} (of ${total}) futures unfinished`);
      if (arrived.length === 0) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      finished = arrived;
      arrived = [];
    }
  } finally {
    cancel_timer();
    remove_waiter(waiting, waiter);
  }
}

function unboxed<F>(boxes: AsyncGenerator<[F], void, void>): AsyncIterableIterator<F> {
  const unbox = async (step: Promise<IteratorResult<[F], void>>): Promise<IteratorResult<F>> => {
    const { done, value } = await step;
    return done ? { done, value: undefined } : { done: false, value: (value as [F])[0] };
  };
  return {
    next: () => unbox(boxes.next()),
    return: () => unbox(boxes.return()),
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

/** Whether a timeout is over before it starts. */
export function is_over(timeout: number | null | undefined): boolean {
  return timeout !== undefined && timeout !== null && timeout <= 0;
}

/** Start the timer of a timeout, if there is one to come. Returns the canceller. */
export function start_timer(timeout: number | null | undefined, callback: () => void): () => void {
  if (timeout === undefined || timeout === null || is_over(timeout)) return () => {};
  return host.call_later(timeout, callback);
}

function remove_waiter(futures: Iterable<Future>, waiter: Waiter): void {
  for (const { _waiters } of futures) {
    const index = _waiters.indexOf(waiter);
    if (index >= 0) _waiters.splice(index, 1);
  }
}
