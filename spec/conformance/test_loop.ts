import { onTestFinished } from 'vitest';
import * as asyncio from '../../lib/index';
import { TestLoop, type TimeGenerator } from '../../lib/test_utils';

/**
 * A loop that is closed when the test is over, and no current loop: whatever looks for one where it was given this one
 * fails. (CPython: `test_utils.TestCase.new_test_loop`.)
 */
export function new_test_loop(gen?: TimeGenerator): TestLoop {
  const loop = new TestLoop(gen);
  asyncio.set_event_loop(undefined);
  onTestFinished(() => {
    asyncio.set_event_loop(undefined);
    loop.close();
  });
  return loop;
}
