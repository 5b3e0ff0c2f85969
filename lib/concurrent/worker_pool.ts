/**
 * The threads of a ThreadPoolExecutor, and the calls that wait for one. Piscina starts, keeps and ends the threads.
 *
 * Invariants:
 * - At most `max_workers` calls are with Piscina, so each of them has, or gets, a thread of its own; that is when its
 *   future is running. All others are in the queue, where they can be cancelled.
 * - A future that was handed out always ends: by its outcome, cancelled, or with BrokenThreadPool.
 */

import { createRequire } from 'node:module';
import { extname, join } from 'node:path';
import { SHARE_ENV } from 'node:worker_threads';
import type { Piscina } from 'piscina';
import { Deque } from '../deque';
import { getLogger } from '../log';
import { _counter } from '../threading';
import { prepare_boot, START } from '../threads/boot';
import { type Outcome, outcome_value, type PoolData } from '../threads/jobs';
import type { Pickle } from '../threads/pickle';
import { BrokenExecutor } from './executor';
import { Future } from './future';

const LOGGER = getLogger('concurrent.futures');

/** A thread of a ThreadPoolExecutor has died. (CPython 3.7 has the name, its process pools have the behaviour.) */
export class BrokenThreadPool extends BrokenExecutor {}

interface Job {
  readonly call: Pickle;
  readonly future: Future;
}

export class WorkerPool {
  /** Fulfilled when the pool was closed, all its calls are done and its threads have ended. */
  readonly gone: Promise<void>;
  private readonly _queue = new Deque<Job>();
  private readonly _running = new Set<Job>();
  private _resolve_gone = (): void => {};
  private _piscina: Piscina | undefined;
  private _closing = false;
  private _death: { readonly cause: unknown } | undefined;

  constructor(
    private readonly _max_workers: number,
    private readonly _thread_name_prefix: string,
  ) {
    this.gone = new Promise((resolve) => {
      this._resolve_gone = resolve;
    });
  }

  /** @throws BrokenThreadPool once a thread has died. */
  submit(call: Pickle): Future {
    if (this._death !== undefined) {
      throw new BrokenThreadPool(
        'A thread of the pool terminated abruptly, the pool is not usable anymore',
        this._death,
      );
    }
    const future = new Future();
    this._queue.append({ call, future });
    this._run_jobs();
    return future;
  }

  /** Take the calls that were submitted to their end, then end the threads. */
  close(): void {
    if (this._closing) return;
    this._closing = true;
    this._end_if_done();
  }

  private _run_jobs(): void {
    while (this._running.size < this._max_workers) {
      const job = this._queue.popleft();
      if (job === undefined) break;
      if (job.future.set_running_or_notify_cancel()) void this._run(job);
    }
    this._end_if_done();
  }

  private async _run(job: Job): Promise<void> {
    this._running.add(job);
    let outcome: Outcome;
    try {
      this._piscina ??= this._start();
      outcome = await this._piscina.run(job.call);
    } catch (death) {
      // A job that fails is an outcome as well: here its thread has ended.
      this._break(death);
      return;
    }
    this._running.delete(job);
    try {
      settle(job.future, outcome);
    } finally {
      this._run_jobs();
    }
  }

  /** A thread was lost, and with it nobody knows what: as in CPython's process pool, nothing goes on. */
  private _break(cause: unknown): void {
    if (this._death !== undefined) return;
    this._death = { cause };
    const queued = [...this._queue].filter(({ future }) => future.set_running_or_notify_cancel());
    for (const { future } of [...this._running, ...queued]) {
      future.set_exception(
        new BrokenThreadPool(
          'A thread of the pool was terminated abruptly while the future was running or pending.',
          { cause },
        ),
      );
    }
    this._queue.clear();
    this._running.clear();
    this._closing = true;
    this._end_if_done();
  }

  private _end_if_done(): void {
    // While a call waits in the queue, others run.
    if (!this._closing || this._running.size > 0) return;
    if (this._piscina === undefined) this._resolve_gone();
    else void this._piscina.destroy().then(this._resolve_gone);
  }

  private _start(): Piscina {
    const pool: PoolData = {
      thread_name_prefix: this._thread_name_prefix,
      started: new Int32Array(new SharedArrayBuffer(4)),
      counter: _counter(),
    };
    const others = ['stdio', 'unpickle', 'jobs'].map(in_threads);
    const boot = prepare_boot(in_threads('pool_entry'), others);
    const piscina = new (load_piscina())({
      filename: START,
      name: 'run_job',
      minThreads: 0,
      maxThreads: this._max_workers,
      // As in CPython, a thread lives as long as its executor.
      idleTimeout: Number.POSITIVE_INFINITY,
      // Otherwise nothing that a call leaves behind, such as a timer, would go on before the next call.
      atomics: 'disabled',
      recordTiming: false,
      env: SHARE_ENV,
      // Options such as `-r ts-node/register` would be obeyed again; boot does what they are for.
      execArgv: [],
      workerData: { boot, pool },
    });
    piscina.on('error', (error: unknown) => {
      LOGGER.critical('Exception in worker', { exc_info: error });
      this._break(error);
    });
    return piscina;
  }
}

function settle(future: Future, outcome: Outcome): void {
  let result: unknown;
  try {
    result = outcome_value(outcome);
  } catch (error) {
    future.set_exception(error);
    return;
  }
  future.set_result(result);
}

function in_threads(name: string): string {
  return join(__dirname, '..', 'threads', name + extname(__filename));
}

/** Piscina is loaded when a pool is used for the first time. */
function load_piscina(): typeof Piscina {
  return (createRequire(__filename)('piscina') as typeof import('piscina')).Piscina;
}
