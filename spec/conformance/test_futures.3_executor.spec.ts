/** CPython's test_futures: futures that a thread completes. */

import { describe, expect, it } from 'vitest';
import * as concurrent from '../../lib/concurrent/futures';
import * as asyncio from '../../lib/index';
import { get_ident } from '../../lib/threading';
import { run } from '../support/executor_targets';
import { loop, use_node_loop } from '../support/node_loop';

use_node_loop();

describe('BaseFutureTests', () => {
  it('test_wrap_future: a future of asyncio has the result of the one that a thread completes', async () => {
    const ex = new concurrent.ThreadPoolExecutor(1);
    const f1 = ex.submit(run, 'oi');
    const f2 = asyncio.wrap_future(f1, { loop });
    const [res, ident] = await loop.run_until_complete(f2);
    expect(asyncio.isfuture(f2)).toBe(true);
    expect(res).toBe('oi');
    expect(ident).not.toBe(get_ident());
    await ex.shutdown({ wait: true });
  });
});
