/** CPython's test_events: calls in the default executor. */

import { describe, expect, it } from 'vitest';
import { get_ident } from '../../lib/threading';
import { run } from '../support/executor_targets';
import { loop, use_node_loop } from '../support/node_loop';

use_node_loop();

describe('EventLoopTestsMixin', () => {
  it('test_run_in_executor: the function runs in another thread', async () => {
    const future = loop.run_in_executor(undefined, run, 'yo');
    const [res, thread_id] = await loop.run_until_complete(future);
    expect(res).toBe('yo');
    expect(thread_id).not.toBe(get_ident());
  });
});
