/** The calls of an executor, and how they end, on their way between threads. */

import { dumps, type Pickle } from './pickle';
import { loads } from './unpickle';

/** A function with its arguments. */
export type Call = readonly [fn: (...args: unknown[]) => unknown, ...args: unknown[]];

/** What a worker answers: the result of the call, or what the call threw. */
export interface Outcome {
  readonly raised: boolean;
  readonly pickle: Pickle;
}

/** What a pool gives to each of its workers as `workerData.pool`. */
export interface PoolData {
  readonly thread_name_prefix: string;
  /** One word: how many of the pool's threads have started. */
  readonly started: Int32Array<SharedArrayBuffer>;
  /** The number of the last `Thread-N`, counted over all threads. */
  readonly counter: Int32Array<SharedArrayBuffer>;
}

/** The outcome of a call that returned. @throws TypeError when the result cannot be copied. */
export function returned(result: unknown): Outcome {
  return { raised: false, pickle: dumps(result) };
}

/** The outcome of a call that threw; when that cannot be copied, the reason takes its place. */
export function raised(thrown: unknown): Outcome {
  try {
    return { raised: true, pickle: dumps(thrown) };
  } catch (reason) {
    return { raised: true, pickle: dumps(reason) };
  }
}

/** The result. @throws what the call threw. */
export function outcome_value({ raised, pickle }: Outcome): unknown {
  const value = loads(pickle);
  if (raised) throw value;
  return value;
}
