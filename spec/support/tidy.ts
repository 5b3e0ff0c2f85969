/** Loaded before each spec file: many of them share a process, and none may leave something to the next. */

import { afterAll } from 'vitest';
import { _get_running_loop, _set_running_loop, set_event_loop_policy } from '../../lib/events';

afterAll(() => {
  // A policy with a child watcher takes no other loops than those that can handle signals.
  set_event_loop_policy(undefined);
  const loop = _get_running_loop();
  _set_running_loop(undefined);
  if (loop !== undefined) throw new Error(`this file leaves a loop running: ${loop.__repr__()}`);
});
