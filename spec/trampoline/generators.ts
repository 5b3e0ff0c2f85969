/** Generators that are driven by hand, and what comes of it. */

import { type CoroutineObject, drive, NEXT, or_throw, RETURN, THROW } from '../../lib/trampoline';

// biome-ignore lint/suspicious/noExplicitAny: specs send and yield whatever they like.
export type Gen = Generator<any, any, any>;
// biome-ignore lint/suspicious/noExplicitAny: as above.
export type GenFunction = (...args: any[]) => Gen;

/** What the call returns; or the error, as a text. */
export function attempt(call: () => unknown): unknown {
  try {
    return call();
  } catch (error) {
    return String(error);
  }
}

/** The coroutine object as a task drives it: the driver is somebody else. */
export function by_drive(object: Gen): Gen {
  const root = object as unknown as CoroutineObject;
  const driver = { _frame: undefined, _coro: root };
  return {
    next: (value: unknown) => or_throw(drive(driver, root, NEXT, value)),
    throw: (error: unknown) => or_throw(drive(driver, root, THROW, error)),
    return: (value: unknown) => or_throw(drive(driver, root, RETURN, value)),
  } as Gen;
}
