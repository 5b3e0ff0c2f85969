/** What the cases of test_locks and test_queues share. */

import { expect } from 'vitest';
import type * as asyncio from '../../lib/index';

/** What all locks print as. */
export const PRINTED =
  /^<.+ object at 0x[0-9a-f]+ \[(set|unset|locked|unlocked)(,value:\d)?(,waiters:\d+)?\]>$/;

/** Stands for a loop where nothing is asked of it: any object will do. */
export function a_loop(): asyncio.AbstractEventLoop {
  return {} as asyncio.AbstractEventLoop;
}

/** The results of tasks, all of which are done. */
export function results_of<T>(...tasks: asyncio.Task<T>[]): T[] {
  expect(tasks.map((task) => task.done())).toEqual(tasks.map(() => true));
  return tasks.map((task) => task.result());
}
