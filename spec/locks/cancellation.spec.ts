import { describe, expect, it } from 'vitest';
import { CancelledError } from '../../lib/errors';
import * as asyncio from '../../lib/index';
import { run, start, use_virtual_loop } from '../support/virtual';

use_virtual_loop();

describe('cancellation', () => {
  it('comes out of every wait as CancelledError', () => {
    const condition = new asyncio.Condition();
    const waits = [
      () => new asyncio.Semaphore(0).acquire(),
      () => new asyncio.Event().wait(),
      () => condition.wait(),
    ];
    run(function* () {
      for (const wait of waits) {
        if (!condition.locked()) yield* condition.acquire();
        const caught = asyncio.coroutine(function* () {
          try {
            return yield* wait();
          } catch (error) {
            return error;
          }
        });
        const task = start(caught());
        yield;
        task.cancel();
        expect(yield* task).toBeInstanceOf(CancelledError);
      }
    });
  });
});
