/** The base class of the executors of `concurrent.futures`. */

import { NotImplementedError, RuntimeError, TimeoutError } from '../errors';
import { keywords } from '../keywords';
import { is_plain_object } from '../reprlib';
import type { Future } from './future';
import { is_over, start_timer } from './waiting';

export interface MapOptions {
  /** Seconds from the call of `map` to the last result; without it there is no limit. */
  readonly timeout?: number | null;
  /** For pools that send calls in batches; others ignore it. */
  readonly chunksize?: number;
}

export interface ShutdownOptions {
  readonly wait?: boolean;
}

/** An executor that has lost something it needs, and can run nothing any more. (CPython: since 3.7.) */
export class BrokenExecutor extends RuntimeError {}

type Iterables<A extends unknown[]> = { [K in keyof A]: Iterable<A[K]> };

/**
 * Runs calls elsewhere. Subclasses supply `submit`, and `shutdown` when there is something to release.
 *
 * `await using executor = ...` is Python's `with`; a plain `using` shuts down without waiting, because nothing can block.
 */
export class Executor implements Disposable, AsyncDisposable {
  /**
   * Have `fn(...args)` called. Returns its future.
   *
   * @throws NotImplementedError in this base class.
   */
  submit<A extends unknown[], R>(_fn: (...args: A) => R, ..._args: NoInfer<A>): Future<Awaited<R>> {
    throw new NotImplementedError();
  }

  /**
   * Submit `fn` at once for each row of arguments, one from each iterable until the shortest ends, and hand out the
   * results in that order. The calls that are left are cancelled when the iteration ends early.
   *
   * Differences from CPython: an async iterator, and a result that is a future or a promise is awaited; keyword arguments
   * are a trailing plain object.
   *
   * @throws TimeoutError from the step whose result is not there in time; what the call raised.
   * @example for await (const page of executor.map(download, urls, { timeout: 60 })) print(page);
   */
  map<A extends unknown[], R>(
    fn: (...args: A) => R,
    ...iterables: Iterables<A>
  ): AsyncGenerator<Awaited<R>, void, void>;
  map<A extends unknown[], R>(
    fn: (...args: A) => R,
    ...iterables_and_options: [...Iterables<A>, MapOptions]
  ): AsyncGenerator<Awaited<R>, void, void>;
  map(
    fn: (...args: unknown[]) => unknown,
    ...rest: unknown[]
  ): AsyncGenerator<unknown, void, void> {
    const options = is_options(rest.at(-1)) ? rest.pop() : undefined;
    const { timeout } = keywords('map', options as MapOptions, ['timeout', 'chunksize']);
    const fs = [...zip(rest as Iterable<unknown>[])].map((args) => this.submit(fn, ...args));
    return in_order(fs.reverse(), new Deadline(timeout));
  }

  /**
   * Take no more calls and release what the executor holds. The promise is fulfilled when that is done, with
   * `wait: false` at once. May be called again.
   *
   * Differences from CPython: returns a promise.
   */
  async shutdown(_wait: boolean | ShutdownOptions = true): Promise<void> {}

  [Symbol.dispose](): void {
    void this.shutdown({ wait: false });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.shutdown({ wait: true });
  }
}

function is_options(value: unknown): boolean {
  return is_plain_object(value) && !(Symbol.iterator in value);
}

function* zip(iterables: readonly Iterable<unknown>[]): Generator<unknown[]> {
  const iterators = iterables.map((iterable) => iterable[Symbol.iterator]());
  while (iterators.length > 0) {
    const row: unknown[] = [];
    for (const iterator of iterators) {
      const { done, value } = iterator.next();
      if (done) return;
      row.push(value);
    }
    yield row;
  }
}

/** One limit for many waits, counted from its construction. */
class Deadline {
  readonly cancel: () => void;
  private _expired: boolean;
  private _expire = (): void => {};

  constructor(timeout: number | null | undefined) {
    this._expired = is_over(timeout);
    this.cancel = start_timer(timeout, () => {
      this._expired = true;
      this._expire();
    });
  }

  result<T>(future: Future<T>): T | Promise<T> {
    if (this._expired) return future.result(0);
    return new Promise((resolve, reject) => {
      this._expire = () => reject(new TimeoutError());
      future.then(resolve, reject);
    });
  }
}

/** The results of futures, the last one first. As in 3.6, the one that is being waited for is not cancelled. */
async function* in_order(
  futures: Future[],
  deadline: Deadline,
): AsyncGenerator<unknown, void, void> {
  try {
    for (let future = futures.pop(); future !== undefined; future = futures.pop()) {
      yield await deadline.result(future);
    }
  } finally {
    deadline.cancel();
    for (const future of futures) future.cancel();
  }
}
