/**
 * `concurrent.futures`: its public names.
 *
 * The pool of threads is Node's, so what must not reach Node imports the files beside this one.
 */

export { CancelledError, FuturesError as Error, TimeoutError } from '../errors';
export { BrokenExecutor, Executor, type MapOptions, type ShutdownOptions } from './executor';
export { Future } from './future';
export { BrokenThreadPool, ThreadPoolExecutor, type ThreadPoolOptions } from './thread';
export {
  ALL_COMPLETED,
  type AsCompletedOptions,
  as_completed,
  type DoneAndNotDoneFutures,
  FIRST_COMPLETED,
  FIRST_EXCEPTION,
  type ReturnWhen,
  type WaitOptions,
  wait,
} from './waiting';
