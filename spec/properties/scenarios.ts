/** Scenarios to cancel: combinators, and coroutines in coroutines. Each ends by itself; `scenarios.py` has the same. */

import { CancelledError, TimeoutError, ValueError } from '../../lib/errors';
import * as asyncio from '../../lib/index';
import type { Scenario, World } from './injection';

const names = (tasks: Iterable<asyncio.Future<string>>): string[] =>
  [...tasks].map((task) => task.result());

const set_after = asyncio.coroutine(function* set_after(
  seconds: number,
  future: asyncio.Future<string>,
  error?: Error,
) {
  yield* asyncio.sleep(seconds);
  if (future.done()) return;
  if (error === undefined) future.set_result('value');
  else future.set_exception(error);
});

/** `wait` for three jobs, of which one raises. */
function wait_for_jobs(options: Parameters<typeof asyncio.wait>[1]): Scenario {
  return function* (w: World) {
    const tasks = [
      w.helper(w.job('a', 1)),
      w.helper(w.failing_job('b', 2)),
      w.helper(w.job('c', 3)),
    ];
    const [done, pending] = yield* w.at('wait', asyncio.wait(tasks, options));
    return [done.size, pending.size];
  };
}

/** `gather` two jobs. */
function gather_jobs(options: asyncio.GatherOptions): Scenario {
  return function* (w: World) {
    const gathered = asyncio.gather(w.job('a', 1), w.tidy_job('b', 2), options);
    return yield* w.at('gather', w.watch('gathered', gathered));
  };
}

/** `as_completed` over three jobs. */
function complete_jobs(timeout?: number): Scenario {
  return function* (w: World) {
    const tasks = [w.helper(w.job('a', 2)), w.helper(w.job('b', 1)), w.helper(w.job('c', 3))];
    const results: string[] = [];
    for (const next of asyncio.as_completed(tasks, { timeout })) {
      try {
        results.push(yield* w.at('next', next));
      } catch (error) {
        if (!(error instanceof TimeoutError)) throw error;
        results.push('late');
      }
    }
    return results;
  };
}

/** `wait_for` a job. */
function wait_for_job(job: (w: World) => asyncio.Awaitable<string>, timeout?: number): Scenario {
  return function* (w: World) {
    try {
      return yield* w.at('wait_for', asyncio.wait_for(job(w), timeout));
    } catch (error) {
      if (!(error instanceof TimeoutError)) throw error;
      return 'late';
    }
  };
}

export const COMBINATORS: Readonly<Record<string, Scenario>> = {
  *sleep(w) {
    return yield* w.at('sleep', asyncio.sleep(1, 'slept'));
  },
  *'sleep(0)'(w) {
    return yield* w.at('sleep', asyncio.sleep(0, 'slept'));
  },
  *'sleep before now'(w) {
    return yield* w.at('sleep', asyncio.sleep(-1, 'slept'));
  },
  *future(w) {
    const future = w.watch('future', w.loop.create_future<string>());
    w.helper(set_after(1, future));
    return yield* w.at('future', future);
  },
  *'future that fails'(w) {
    const future = w.loop.create_future<string>();
    w.helper(set_after(1, future, new ValueError('x')));
    try {
      return yield* w.at('future', future);
    } catch (error) {
      if (!(error instanceof ValueError)) throw error;
      return yield* w.at('consolation', asyncio.sleep(1, 'consoled'));
    }
  },
  *task(w) {
    return yield* w.at('task', w.start(w.job('a', 1)));
  },
  *'task that tidies up'(w) {
    return yield* w.at('task', w.start(w.tidy_job('a', 1)));
  },
  *'task that refuses'(w) {
    const result = yield* w.at('task', w.start(w.stubborn_job('a', 1)));
    return [result, yield* w.at('sleep', asyncio.sleep(1, 'slept'))];
  },
  *'coroutines that tidy up'(w) {
    const inner = asyncio.coroutine(function* inner() {
      try {
        return yield* w.at('work', asyncio.sleep(1, 'work'));
      } finally {
        yield* w.at('inner finally', asyncio.sleep(1));
      }
    });
    const middle = asyncio.coroutine(function* middle() {
      try {
        return yield* w.at('inner', inner());
      } finally {
        yield* w.at('middle finally', asyncio.sleep(0));
        yield* w.at('middle finally, too', asyncio.sleep(1));
      }
    });
    try {
      return yield* w.at('middle', middle());
    } finally {
      yield* w.at('outer finally', w.start(w.job('a', 1)));
    }
  },
  /** So many that the trampoline cannot resume them natively. */
  *'very many coroutines that tidy up'(w) {
    let tidied = 0;
    const level = asyncio.coroutine(function* level(depth: number): asyncio.Coroutine<string> {
      if (depth === 0) return yield* w.at('work', asyncio.sleep(1, 'work'));
      try {
        return yield* level(depth - 1);
      } finally {
        if (depth === 150) yield* w.at('finally', asyncio.sleep(1));
        tidied += 1;
      }
    });
    try {
      return yield* level(300);
    } finally {
      w.others.push(`tidied ${tidied}`);
    }
  },
  *'plain generators that tidy up'(w) {
    function* inner(): asyncio.Coroutine<string> {
      try {
        return yield* w.at('work', asyncio.sleep(1, 'work'));
      } finally {
        yield* w.at('inner finally', asyncio.sleep(1));
      }
    }
    function* middle(): asyncio.Coroutine<string> {
      try {
        return yield* inner();
      } finally {
        yield;
        yield* w.at('middle finally', asyncio.sleep(1));
      }
    }
    return yield* w.at('middle', middle());
  },
  *'coroutine that goes on'(w) {
    try {
      yield* w.at('first', asyncio.sleep(1));
    } catch (error) {
      if (!(error instanceof CancelledError)) throw error;
      yield* w.at('excuse', asyncio.sleep(1));
    }
    return yield* w.at('second', asyncio.sleep(1, 'second'));
  },
  'wait, ALL_COMPLETED': wait_for_jobs({ return_when: asyncio.ALL_COMPLETED }),
  'wait, FIRST_COMPLETED': wait_for_jobs({ return_when: asyncio.FIRST_COMPLETED }),
  'wait, FIRST_EXCEPTION': wait_for_jobs({ return_when: asyncio.FIRST_EXCEPTION }),
  'wait, ALL_COMPLETED, in time': wait_for_jobs({ timeout: 50 }),
  'wait, FIRST_COMPLETED, in time': wait_for_jobs({ timeout: 50, return_when: 'FIRST_COMPLETED' }),
  'wait, FIRST_EXCEPTION, in time': wait_for_jobs({ timeout: 50, return_when: 'FIRST_EXCEPTION' }),
  'wait, ALL_COMPLETED, too late': wait_for_jobs({ timeout: 1.5 }),
  'wait, FIRST_COMPLETED, too late': wait_for_jobs({
    timeout: 0.5,
    return_when: 'FIRST_COMPLETED',
  }),
  'wait, FIRST_EXCEPTION, too late': wait_for_jobs({
    timeout: 1.5,
    return_when: 'FIRST_EXCEPTION',
  }),
  *'wait for coroutines'(w) {
    const coros = [w.job('a', 1), w.tidy_job('b', 2)];
    const [done] = yield* w.at('wait', asyncio.wait(coros));
    return names(done).sort();
  },
  'wait_for, in time': wait_for_job((w) => w.job('a', 1), 50),
  'wait_for, too late': wait_for_job((w) => w.job('a', 5), 1),
  'wait_for, just in time': wait_for_job((w) => w.job('a', 1), 1),
  'wait_for without a timeout': wait_for_job((w) => w.job('a', 1)),
  'wait_for one that tidies up': wait_for_job((w) => w.tidy_job('a', 5), 1),
  'wait_for one that refuses': wait_for_job((w) => w.stubborn_job('a', 5), 1),
  'wait_for a task': wait_for_job((w) => w.start(w.job('a', 1)), 50),
  'wait_for a gather': wait_for_job(
    (w) => asyncio.gather(w.job('a', 1), w.job('b', 5)) as never,
    2,
  ),
  'wait_for a shield': wait_for_job((w) => asyncio.shield(w.helper(w.job('a', 5))), 2),
  gather: gather_jobs({}),
  'gather, return_exceptions': gather_jobs({ return_exceptions: true }),
  *'gather, one fails'(w) {
    const failing = w.failing_job('a', 1);
    try {
      return yield* w.at('gather', asyncio.gather(failing, w.job('b', 2)));
    } catch (error) {
      if (!(error instanceof ValueError)) throw error;
      return 'failed';
    }
  },
  *'gather, return_exceptions, one fails'(w) {
    const failing = w.failing_job('a', 1);
    const both = asyncio.gather(failing, w.job('b', 2), { return_exceptions: true });
    return (yield* w.at('gather', both)).length;
  },
  *'gather, one refuses'(w) {
    return yield* w.at('gather', asyncio.gather(w.stubborn_job('a', 1), w.job('b', 2)));
  },
  *'gather, return_exceptions, one refuses'(w) {
    const children = [w.stubborn_job('a', 1), w.job('b', 2)];
    const both = asyncio.gather(...children, { return_exceptions: true });
    return yield* w.at('gather', both);
  },
  *'gather in a gather'(w) {
    const inner = asyncio.gather(w.job('a', 1), w.job('b', 2));
    return yield* w.at('gather', asyncio.gather(inner, w.job('c', 3)));
  },
  *shield(w) {
    const inner = w.helper(w.job('a', 2));
    return yield* w.at('shield', w.watch('outer', asyncio.shield(inner)));
  },
  *'shield of one that fails'(w) {
    const inner = w.start(w.failing_job('a', 1));
    try {
      return yield* w.at('shield', asyncio.shield(inner));
    } catch (error) {
      if (!(error instanceof ValueError)) throw error;
      return 'failed';
    }
  },
  *'shield, and wait for the rest'(w) {
    const inner = w.helper(w.job('a', 2));
    try {
      return yield* w.at('shield', asyncio.shield(inner));
    } catch (error) {
      if (!(error instanceof CancelledError)) throw error;
      yield* w.at('rest', asyncio.wait([inner]));
      throw error;
    }
  },
  as_completed: complete_jobs(),
  'as_completed, in time': complete_jobs(50),
  'as_completed, too late': complete_jobs(1.5),
  *'as_completed over coroutines'(w) {
    const results: string[] = [];
    for (const next of asyncio.as_completed([w.job('a', 2), w.job('b', 1)])) {
      results.push(yield* w.at('next', next));
    }
    return results;
  },
  *run_coroutine_threadsafe(w) {
    const future = asyncio.run_coroutine_threadsafe(w.job('a', 1), w.loop);
    return yield* w.at('wrap_future', asyncio.wrap_future(future));
  },
  *'run_coroutine_threadsafe, tidying up'(w) {
    const future = asyncio.run_coroutine_threadsafe(w.tidy_job('a', 1), w.loop);
    return yield* w.at('wrap_future', asyncio.wrap_future(future));
  },
  *'run_coroutine_threadsafe, failing'(w) {
    const failing = w.failing_job('a', 1);
    const future = asyncio.run_coroutine_threadsafe(failing, w.loop);
    try {
      return yield* w.at('wrap_future', asyncio.wrap_future(future));
    } catch (error) {
      if (!(error instanceof ValueError)) throw error;
      return 'failed';
    }
  },
};
