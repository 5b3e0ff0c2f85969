/** The libraries to compare, each loaded by the processes that need it and by no other. */

import type { Awaitable } from '../../lib/index';

type Asyncio = typeof import('../../lib/index');

/** Ours. */
export function yieldfrom(): Asyncio {
  return require('../../lib/index');
}

/** Ours, with a loop for the whole process, as in a program. */
export interface AsyncioLoop extends Asyncio {
  readonly loop: ReturnType<Asyncio['new_event_loop']>;
  /** Run a coroutine on the loop, to its end. */
  run<T>(work: Awaitable<T>): T | Promise<T>;
}

export function yieldfrom_loop(): AsyncioLoop {
  const asyncio = yieldfrom();
  const loop = asyncio.new_event_loop();
  asyncio.set_event_loop(loop);
  return { ...asyncio, loop, run: (work) => loop.run_until_complete(work) };
}

export function co() {
  return require('co') as typeof import('co');
}

export function effection() {
  return require('effection') as typeof import('effection');
}
