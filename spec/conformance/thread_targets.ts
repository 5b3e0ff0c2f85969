/** What threads of the cases run. Threads load this file themselves, so it imports nothing of vitest. */

import { RuntimeError } from '../../lib/errors';
import * as asyncio from '../../lib/index';
import * as threading from '../../lib/threading';

export class Answer extends threading.Shared {
  refused = false;
  refused_again = false;
  has_own_loop = false;
}

const is_refused = (policy: asyncio.AbstractEventLoopPolicy): boolean => {
  try {
    policy.get_event_loop();
    return false;
  } catch (error) {
    return (
      error instanceof RuntimeError &&
      error.message === "There is no current event loop in thread 'worker'."
    );
  }
};

/** Ask a new policy for the current loop, twice; then set one. */
export function ask_for_loop(answer: Answer): void {
  const policy = new asyncio.DefaultEventLoopPolicy();
  answer.refused = is_refused(policy);
  answer.refused_again = is_refused(policy);
  const loop = policy.new_event_loop();
  policy.set_event_loop(loop);
  answer.has_own_loop = policy.get_event_loop() === loop;
  loop.close();
}
