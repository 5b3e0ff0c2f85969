import { describe, expect, it } from 'vitest';
import { RuntimeError } from '../lib/errors';
import * as asyncio from '../lib/index';
import { stall_report } from '../lib/stall';
import { TestLoop } from '../lib/test_utils';
import { normalise } from './support/python36';
import { abandon, go, iterate, loop, start, ticks, use_virtual_loop } from './support/virtual';

use_virtual_loop();

function lines(action: () => unknown): string[] {
  try {
    action();
  } catch (error) {
    expect(error).toBeInstanceOf(RuntimeError);
    return normalise((error as Error).message)
      .replaceAll(' at FILE:LINE', '')
      .split('\n');
  }
  return ['nothing was raised'];
}

const HEAD = [
  'Event loop stopped before Future completed.',
  'Nothing can wake the loop any more: no callback is queued and no timer is set. Pending:',
];

describe('a run that nothing can end', () => {
  it("raises CPython's RuntimeError with the pending tasks, and what each waits for", () => {
    const forever = asyncio.coroutine(function* forever() {
      yield* loop.create_future();
    });
    const task = start(forever());
    expect(lines(() => loop.run_until_complete(task))).toEqual([
      ...HEAD,
      '  <Task pending coro=<forever() running> wait_for=<Future pending cb=[Task._wakeup()]> cb=[_run_until_complete_cb()]>',
    ]);
    expect(loop.is_running()).toBe(false);
    abandon(task);
  });

  it('says no more when there are no tasks', () => {
    expect(lines(() => loop.run_until_complete(loop.create_future()))).toEqual(HEAD.slice(0, 1));
  });

  it('names tasks that wait for one another in a circle', () => {
    const a: asyncio.Task<void> = go(function* a() {
      yield* b;
    });
    const b: asyncio.Task<void> = go(function* b() {
      yield* a;
    });
    const found = lines(() => loop.run_until_complete(a));
    expect(found).toHaveLength(4);
    expect(found[2]).toMatch(
      /^ {2}<Task pending coro=<a\(\) running> wait_for=<Task pending coro=<b/,
    );
    expect(found[3]).toMatch(
      /^ {2}<Task pending coro=<b\(\) running> wait_for=<Task pending coro=<a/,
    );
    abandon(a, b);
  });

  it('names a hundred tasks of many, and stays short for a long chain', () => {
    let last: asyncio.Future<unknown> = loop.create_future();
    for (let i = 0; i < 1000; i++) {
      const next = last;
      last = go(function* link() {
        yield* next;
      });
    }
    const found = lines(() => loop.run_until_complete(last));
    expect(found).toHaveLength(2 + 100 + 1);
    expect(found.at(-1)).toBe('  ... and 900 more');
    abandon(...asyncio.Task.all_tasks());
  });

  it('can go on when something is done about it', () => {
    const future = loop.create_future<string>();
    const task = go(function* () {
      return yield* future;
    });
    expect(lines(() => loop.run_until_complete(task))).toHaveLength(3);
    future.set_result('woken');
    expect(loop.run_until_complete(task)).toBe('woken');
  });

  it('is noticed on a TestLoop as well', () => {
    const test_loop = new TestLoop();
    expect(lines(() => test_loop.run_until_complete(test_loop.create_future()))).toEqual(
      HEAD.slice(0, 1),
    );
    test_loop.close();
  });

  it('is reported in the same words whoever asks', () => {
    const task = start(ticks(1));
    expect(stall_report(loop).message).toMatch(
      /Pending:\n {2}<Task pending coro=<ticks\(\) running/,
    );
    task.cancel();
    iterate();
  });
});
