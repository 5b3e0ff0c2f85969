import { describe, expect, it } from 'vitest';
import { SystemExit } from '../lib/errors';
import * as asyncio from '../lib/index';
import { pending_tasks } from '../lib/pending_tasks';
import { VirtualTimeLoop } from '../lib/test_utils';
import {
  abandon,
  go,
  iterate,
  loop,
  reports,
  run,
  start,
  ticks,
  use_virtual_loop,
  which,
} from './support/virtual';

use_virtual_loop();

const forever = asyncio.coroutine(function* forever() {
  yield* loop.create_future();
});

describe.each([false, true])('the pending tasks of a loop (debug mode: %s)', (debug) => {
  const tasks_of = (count: number) => {
    loop.set_debug(debug);
    const tasks = Array.from({ length: count }, () => start(forever()));
    abandon(...(tasks as asyncio.Task<unknown>[]));
    return tasks;
  };

  it('are those that are not done, oldest first, whichever go away', () => {
    const tasks = tasks_of(6);
    iterate();
    const leave = (i: number) => {
      tasks[i]?.cancel();
      iterate(2);
      return which(pending_tasks(loop), tasks);
    };
    expect(which(pending_tasks(loop), tasks)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(leave(2)).toEqual([0, 1, 3, 4, 5]);
    expect(leave(0)).toEqual([1, 3, 4, 5]);
    expect(leave(5)).toEqual([1, 3, 4]);
    tasks.push(...tasks_of(1));
    expect(which(pending_tasks(loop), tasks)).toEqual([1, 3, 4, 6]);
    for (const i of [3, 1, 6]) leave(i);
    expect(leave(4)).toEqual([]);
    expect(leave(4)).toEqual([]);
  });

  it('lose a task whichever way it ends', () => {
    const tasks = tasks_of(5);
    const [, failing] = [go(() => ticks(1)), start(asyncio.sleep(0, 1))];
    tasks[0]?.set_result(undefined);
    tasks[1]?.set_exception(new Error('x'));
    tasks[1]?.exception();
    asyncio.Future.prototype.cancel.call(tasks[2]);
    tasks[3]?.cancel();
    expect(which(pending_tasks(loop), tasks).filter((i) => i >= 0)).toEqual([3, 4]);
    iterate(3);
    expect(which(pending_tasks(loop), tasks)).toEqual([4]);
    expect(failing.done()).toBe(true);
    expect(reports()).toHaveLength(3);
  });

  it('do not lose one by what happens to it after its end', () => {
    const [a, b] = tasks_of(2) as [asyncio.Task<void>, asyncio.Task<void>];
    iterate();
    a.cancel();
    iterate();
    a.cancel();
    a.remove_done_callback(() => {});
    expect(which(pending_tasks(loop), [a, b])).toEqual([1]);
  });

  it('may change while they are looked at', () => {
    const tasks = tasks_of(4);
    iterate();
    for (const task of asyncio.Task.all_tasks()) {
      task.set_result(undefined);
      tasks_of(1);
    }
    expect(asyncio.Task.all_tasks().size).toBe(4);
    expect(which(asyncio.Task.all_tasks(), tasks)).toEqual([-1, -1, -1, -1]);
  });

  it('are forgotten when the loop is closed', () => {
    tasks_of(3);
    loop.close();
    expect([...pending_tasks(loop)]).toHaveLength(0);
  });

  it('may end after the loop was closed', () => {
    const [task] = tasks_of(1) as [asyncio.Task<void>];
    iterate();
    loop.close();
    task.set_result(undefined);
    expect([...pending_tasks(loop)]).toHaveLength(0);
  });
});

describe('debug mode', () => {
  it('counts when the task is made', () => {
    const before = start(forever());
    loop.set_debug(true);
    const during = start(forever());
    loop.set_debug(false);
    expect([before._weak_entry === undefined, during._weak_entry === undefined]).toEqual([
      true,
      false,
    ]);
    expect(which(asyncio.Task.all_tasks(), [before, during])).toEqual([0, 1]);
    before.cancel();
    during.cancel();
    iterate(3);
    expect(asyncio.Task.all_tasks().size).toBe(0);
    expect(during._weak_entry).toBe(undefined);
  });
});

describe('a handler that leaves the report at close by an error that is no Exception', () => {
  it('keeps the others for the end of the process', () => {
    const other = new VirtualTimeLoop();
    const tasks = [1, 2, 3].map(() => other.create_task(ticks(1)));
    let told = 0;
    other.set_exception_handler(() => {
      told += 1;
      throw new SystemExit(told);
    });
    expect(() => other.close()).toThrow(SystemExit);
    expect([told, which(asyncio.Task.all_tasks(other), tasks)]).toEqual([1, [1, 2]]);
    other.set_exception_handler(() => {});
    pending_tasks(other).report_and_clear();
    run(() => ticks(1));
  });
});
