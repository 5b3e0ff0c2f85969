/** `concurrent.futures`: its public names. What must not reach a host's modules imports the files beside this one. */

export { CancelledError, FuturesError as Error, TimeoutError } from '../errors';
export { Executor, type MapOptions, type ShutdownOptions } from './executor';
export { Future } from './future';
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
