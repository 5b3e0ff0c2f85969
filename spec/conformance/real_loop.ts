/** For each case of a file CPython's `self.loop`: a loop on Node that is not the current one. */

import { beforeEach } from 'vitest';
import * as asyncio from '../../lib/index';
import { rejection } from '../support/rejection';
import { new_real_loop } from './tasks';

export let loop: asyncio.SelectorEventLoop;

/** Call it at the top of a spec file. */
export function use_real_loop(): void {
  beforeEach(() => {
    asyncio.set_event_loop(undefined);
    loop = new_real_loop();
  });
}

/** Run the loop until this is done. */
export const run = <T>(awaitable: asyncio.Awaitable<T>): Promise<T> =>
  loop.run_until_complete(awaitable);

/** Run the loop until this has failed; the case fails when it does not. */
export const failure = <E extends Error = Error>(awaitable: asyncio.Awaitable<unknown>) =>
  rejection<E>(run(awaitable));
