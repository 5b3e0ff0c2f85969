/** `concurrent.futures.thread`: the executor whose calls run in threads. */

import { availableParallelism } from 'node:os';
import { RuntimeError, ValueError } from '../errors';
import { keywords } from '../keywords';
import { is_plain_object, type_name } from '../reprlib';
import { _is_loading } from '../threading';
import { dumps } from '../threads/pickle';
import { Executor, type ShutdownOptions } from './executor';
import type { Future } from './future';
import { WorkerPool } from './worker_pool';

export { BrokenThreadPool } from './worker_pool';

export interface ThreadPoolOptions {
  /** At most so many threads, and calls at a time. */
  readonly max_workers?: number | null;
  /** The threads are called `PREFIX_0`, `PREFIX_1` … */
  readonly thread_name_prefix?: string | null;
}

/** The executors of this thread that were given no prefix are numbered. */
let counter = 0;

/** Ends the threads of executors that were forgotten, as in CPython. */
const forgotten = new FinalizationRegistry<WorkerPool>((pool) => pool.close());

/**
 * Runs calls in threads. Counterpart of `concurrent.futures.ThreadPoolExecutor`.
 *
 * A thread is a worker of Node with a heap of its own. So a function goes there as its module and export name, and
 * arguments, results and exceptions as copies, as in Python from process to process; `threading.Shared`, `Event` and `Lock`
 * are the same in all threads. A result that is a promise is awaited in the thread.
 *
 * A thread starts when a call finds none that is free, and stays. Idle threads keep no program alive, calls that run or
 * wait do. A call that has a thread cannot be cancelled. When a call ends its thread, by `process.exit()` or for want of
 * memory, it and all the others end with BrokenThreadPool.
 *
 * Differences from CPython: `max_workers` is by default the number of processors plus four, at most 32, as since Python 3.8
 * (in 3.6 five times that number), because a worker is larger than a thread.
 *
 * @throws ValueError when there would be no thread.
 * @example
 * await using executor = new ThreadPoolExecutor({ max_workers: 4 });
 * const pages = await Promise.all(urls.map((url) => executor.submit(download, url)));
 */
export class ThreadPoolExecutor extends Executor {
  readonly _max_workers: number;
  readonly _thread_name_prefix: string;
  _shutdown = false;
  private readonly _pool: WorkerPool;

  constructor(
    max_workers?: number | null | ThreadPoolOptions,
    thread_name_prefix?: string | null | ThreadPoolOptions,
  ) {
    super();
    const options = arguments_of(max_workers, thread_name_prefix);
    this._max_workers = options.max_workers ?? Math.min(availableParallelism() + 4, 32);
    if (typeof this._max_workers !== 'number') {
      throw new TypeError(
        `'<=' not supported between instances of '${type_name(this._max_workers)}' and 'int'`,
      );
    }
    if (this._max_workers <= 0) throw new ValueError('max_workers must be greater than 0');
    this._thread_name_prefix = options.thread_name_prefix || `ThreadPoolExecutor-${counter++}`;
    this._pool = new WorkerPool(Math.ceil(this._max_workers), this._thread_name_prefix);
    forgotten.register(this, this._pool);
  }

  /**
   * Have `fn(...args)` called in a thread. Returns its future.
   *
   * @param fn an exported function, or a `functools.partial` of one
   * @param args values that can be copied, as they are at this moment
   * @throws RuntimeError after the shutdown, and while a thread loads the modules of its call; BrokenThreadPool after the
   *   loss of a thread; TypeError for a function that a thread could not find, and an argument that cannot be copied.
   */
  override submit<A extends unknown[], R>(
    fn: (...args: A) => R,
    ...args: NoInfer<A>
  ): Future<Awaited<R>> {
    if (this._shutdown) throw new RuntimeError('cannot schedule new futures after shutdown');
    if (_is_loading()) {
      throw new RuntimeError(
        'a call was submitted while a thread loaded the module of another call: the module would start threads without ' +
          'end. Let the main module start its work under `if (require.main === module)`.',
      );
    }
    if (typeof fn !== 'function') throw new TypeError(`'${type_name(fn)}' object is not callable`);
    return this._pool.submit(dumps([fn, ...args])) as Future<Awaited<R>>;
  }

  /**
   * Take no more calls. Those that were submitted are carried out, then the threads end.
   *
   * Differences from CPython: returns a promise, fulfilled when the threads have ended, with `wait: false` at once.
   */
  override shutdown(wait: boolean | ShutdownOptions = true): Promise<void> {
    const waits = is_plain_object(wait)
      ? (keywords<ShutdownOptions>('shutdown', wait, ['wait']).wait ?? true)
      : wait;
    this._shutdown = true;
    this._pool.close();
    return waits ? this._pool.gone : Promise.resolve();
  }
}

/** `ThreadPoolExecutor(max_workers=None, thread_name_prefix='')`: by position or by name. */
function arguments_of(first: unknown, second: unknown): ThreadPoolOptions {
  const positional: ThreadPoolOptions = {
    ...(!is_plain_object(first) && { max_workers: first as number }),
    ...(!is_plain_object(second) && { thread_name_prefix: second as string }),
  };
  const named = is_plain_object(first) ? first : is_plain_object(second) ? second : undefined;
  return {
    ...positional,
    ...keywords<ThreadPoolOptions>('__init__', named, ['max_workers', 'thread_name_prefix']),
  };
}
