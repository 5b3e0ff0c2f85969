/** For each spec of a file a loop in virtual time, not the current one, and all that it reports. */

import { afterEach, beforeEach } from 'vitest';
import type { ExceptionContext } from '../../lib/handles';
import { VirtualTimeLoop } from '../../lib/test_utils';

export let loop: VirtualTimeLoop;

/** What the loop's exception handler was called with. */
export let contexts: ExceptionContext[];

/** Call it at the top of a spec file. */
export function use_reported_loop(): void {
  beforeEach(() => {
    loop = new VirtualTimeLoop();
    contexts = [];
    loop.set_exception_handler((_loop, context) => contexts.push(context));
  });
  afterEach(() => loop.close());
}
