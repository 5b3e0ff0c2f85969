import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ValueError } from '../lib/errors';
import * as asyncio from '../lib/index';
import { repr } from '../lib/reprlib';
import { type Built, build } from './support/built';
import { type ProgramResult, run_node } from './support/programs';
import { normalise } from './support/python36';
import { record_log } from './support/records';
import {
  abandon,
  go,
  iterate,
  loop,
  report_contexts,
  reports,
  run,
  shown,
  start,
  use_virtual_loop,
  which,
} from './support/virtual';

use_virtual_loop();

const DESTROYED = 'Task was destroyed but it is pending!';

const forever = asyncio.coroutine(function* forever() {
  yield* loop.create_future();
});

describe('at the close of the loop', () => {
  it('each task that is pending is reported once, oldest first, with the task itself', () => {
    const tasks = [start(forever()), start(forever())];
    iterate();
    tasks.push(start(forever()));
    loop.close();
    const contexts = report_contexts();
    expect(contexts.map(({ message }) => message)).toEqual([DESTROYED, DESTROYED, DESTROYED]);
    expect(
      which(
        contexts.map(({ task }) => task),
        tasks,
      ),
    ).toEqual([0, 1, 2]);
    expect(Object.keys(contexts[0] as object)).toEqual(['task', 'message']);
    loop.close();
    expect(reports()).toEqual([]);
  });

  it('is no report of a task with _log_destroy_pending = false', () => {
    const [quiet, loud] = [start(forever()), start(forever())];
    quiet._log_destroy_pending = false;
    loud._log_destroy_pending = false;
    loud._log_destroy_pending = true;
    loop.close();
    const contexts = report_contexts();
    expect(
      which(
        contexts.map(({ task }) => task),
        [quiet, loud],
      ),
    ).toEqual([1]);
  });

  it('is no report of a task of a subclass that says so for all its instances', () => {
    class Quiet<T> extends asyncio.Task<T> {
      override get _log_destroy_pending() {
        return false;
      }
    }
    const task = new Quiet(forever());
    loop.close();
    expect([task.done(), reports()]).toEqual([false, []]);
  });

  it('is no report of what run_until_complete has made a task of', () => {
    expect(() => loop.run_until_complete(forever())).toThrow('Event loop stopped');
    loop.close();
    expect(reports()).toEqual([]);
  });

  it('is a report of a task that was handed to run_until_complete', () => {
    const task = start(forever());
    expect(() => loop.run_until_complete(task)).toThrow('Event loop stopped');
    loop.close();
    expect(reports()).toEqual([DESTROYED]);
  });

  it('is no report of tasks that are done, cancelled or not', () => {
    const tasks = [start(forever()), start(asyncio.sleep(0))];
    iterate();
    tasks[0]?.cancel();
    iterate(2);
    loop.close();
    expect(reports()).toEqual([]);
  });

  it('come first those that are pending, then exceptions that nobody has read', () => {
    go(function* () {
      throw new ValueError('x');
    });
    start(forever());
    iterate();
    loop.close();
    expect(reports()).toEqual([DESTROYED, "Task exception was never retrieved | ValueError('x',)"]);
  });

  it('says the log, without a handler, what CPython says', () => {
    loop.set_exception_handler(undefined);
    const log = record_log();
    start(forever());
    iterate();
    loop.close();
    expect(log.lines.map((line) => normalise(line))).toEqual([
      `ERROR ${DESTROYED}\ntask: <Task pending coro=<forever() running at FILE:LINE> wait_for=<Future pending cb=[Task._wakeup()]>>`,
    ]);
  });

  it('says where the task was created, in debug mode', () => {
    loop.set_debug(true);
    const task = loop.create_task(forever());
    iterate();
    loop.close();
    const [context] = report_contexts() as [asyncio.ExceptionContext];
    expect(which([context.task], [task])).toEqual([0]);
    const created = context.source_traceback?.last;
    expect(created?.file).toBe(__filename);
    expect(repr(task)).toContain(` created at ${__filename}:${created?.line}>`);
  });

  it('leaves the coroutine as it is: finally blocks do not run', () => {
    const log: string[] = [];
    go(function* () {
      try {
        yield* loop.create_future();
      } finally {
        log.push('finally');
      }
    });
    iterate();
    loop.close();
    expect([log, reports()]).toEqual([[], [DESTROYED]]);
  });
});

/** Let the collector work, and its news arrive. */
async function collect(): Promise<void> {
  for (let i = 0; i < 10; i++) {
    await new Promise((resolve) => setImmediate(resolve));
    globalThis.gc?.();
  }
  await new Promise((resolve) => setImmediate(resolve));
}

describe('in debug mode, when the collector has taken it', () => {
  function forget(make: () => unknown): Promise<void> {
    loop.set_debug(true);
    make();
    iterate(2);
    return collect();
  }

  it('a task that nothing can wake is reported, and not again at close', async () => {
    await forget(() => loop.create_task(forever()));
    const contexts = report_contexts();
    expect(contexts).toHaveLength(1);
    const { message, task, source_traceback } = contexts[0] as asyncio.ExceptionContext;
    expect(message).toBe(DESTROYED);
    expect(normalise(repr(task))).toBe(
      '<Task pending coro=<forever() running, defined at FILE:LINE> created at FILE:LINE>',
    );
    expect(source_traceback?.last?.file).toBe(__filename);
    loop.close();
    expect(reports()).toEqual([]);
  });

  it('a task that waits for one that nothing can wake is reported with it', async () => {
    await forget(() =>
      go(function* () {
        yield* start(forever());
      }),
    );
    expect(reports()).toEqual([DESTROYED, DESTROYED]);
  });

  it('tasks that wait for one another in a circle are reported', async () => {
    await forget(() => {
      const a: asyncio.Task<void> = go(function* () {
        yield* b;
      });
      const b: asyncio.Task<void> = go(function* () {
        yield* a;
      });
    });
    expect(reports()).toEqual([DESTROYED, DESTROYED]);
  });

  it('a task is reported that its own function knows, and one whose function is made for it', async () => {
    await forget(() => {
      const task: asyncio.Task<void> = go(function* () {
        yield* loop.create_future();
        task.cancel();
      });
    });
    const contexts = report_contexts();
    expect(contexts.map(({ message }) => message)).toEqual([DESTROYED]);
    expect(shown(contexts[0]?.task)).toMatch(
      /^<Task pending coro=<<lambda>\(\) running> created>$/,
    );
  });

  it('a task with _log_destroy_pending = false is not reported', async () => {
    await forget(() => abandon(start(forever())));
    expect(reports()).toEqual([]);
    expect(asyncio.Task.all_tasks().size).toBe(0);
  });

  it('a task that can still be woken is kept', async () => {
    const futures: asyncio.Future<string>[] = [];
    const log: string[] = [];
    await forget(() => {
      go(() => asyncio.sleep(1));
      go(function* () {
        futures.push(loop.create_future<string>());
        log.push(yield* futures[0] as asyncio.Future<string>);
      });
    });
    expect([reports(), asyncio.Task.all_tasks().size]).toEqual([[], 2]);
    futures[0]?.set_result('woken');
    run(() => asyncio.sleep(2));
    expect(log).toEqual(['woken']);
  });

  it('a task that is done is not reported', async () => {
    await forget(() => {
      start(asyncio.sleep(0));
      start(asyncio.sleep(5)).cancel();
    });
    expect(reports()).toEqual([]);
  });

  it('the report of the loop that is closed meanwhile is not lost', async () => {
    loop.set_debug(true);
    (() => loop.create_task(forever()))();
    iterate();
    loop._ready.clear();
    globalThis.gc?.();
    loop.close();
    await collect();
    expect(reports()).toEqual([DESTROYED]);
  });
});

describe('outside debug mode, when nothing refers to it any more', () => {
  it('the unread exception of a task is reported that its own function knows', async () => {
    (() => {
      const task: asyncio.Task<void> = go(function* () {
        yield;
        throw task === undefined ? 'never' : new ValueError('x');
      });
    })();
    iterate(3);
    await collect();
    const contexts = report_contexts();
    expect(contexts.map(({ message }) => message)).toEqual(['Task exception was never retrieved']);
    expect(shown(contexts[0]?.future)).toMatch(
      /^<Task finished coro=<<lambda>\(\) done(, defined)?> exception=ValueError\('x',\)>$/,
    );
    loop.close();
    expect(reports()).toEqual([]);
  });

  it('a task is kept by its loop, and reported at close', async () => {
    (() => start(forever()))();
    iterate();
    await collect();
    expect([reports(), asyncio.Task.all_tasks().size]).toEqual([[], 1]);
    loop.close();
    expect(reports()).toEqual([DESTROYED]);
  });
});

describe('at the end of the process', { timeout: 60_000 }, () => {
  const TASK =
    'task: <Task pending coro=<wait_for_ever() running at FILE:LINE> wait_for=<Future pending cb=[Task._wakeup()]>>';
  const REPORT = `${DESTROYED}\n${TASK}\n`;

  let built: Built;
  beforeAll(() => {
    built = build(['spec/support/abandoned_program.ts']);
  }, 60_000);
  afterAll(() => built.remove());

  function program(name: string): ProgramResult {
    const file = join(built.directory, 'spec/support/abandoned_program.js');
    const result = run_node(['--expose-gc', file, name]);
    return { ...result, stderr: normalise(result.stderr) };
  }

  it('what is left pending on a loop that was not closed is reported, once', () => {
    expect(program('exit')).toEqual({ status: 0, stdout: 'end\n', stderr: REPORT + REPORT });
  });

  it('also when the program calls process.exit(), with its exit code', () => {
    expect(program('process_exit')).toEqual({ status: 3, stdout: '', stderr: REPORT });
  });

  it('also when the program ends by an uncaught exception', () => {
    const { status, stderr } = program('uncaught');
    expect(status).toBe(1);
    expect(stderr).toContain('ValueError: uncaught');
    expect(stderr.split(DESTROYED)).toHaveLength(2);
  });

  it('nothing is said again of what was reported at close', () => {
    expect(program('close_then_exit')).toEqual({ status: 0, stdout: 'closed\n', stderr: REPORT });
  });

  it('nothing is said of tasks with _log_destroy_pending = false', () => {
    expect(program('silent')).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  it('a task of debug mode is reported with where it was created', () => {
    const { status, stderr } = program('debug');
    expect(status).toBe(0);
    expect(stderr.split(DESTROYED)).toHaveLength(2);
    expect(stderr).toContain('\nsource_traceback: Object created at (most recent call last):\n');
    expect(stderr).toContain('loop.create_task(wait_for_ever(loop));\n');
  });

  it('a task of debug mode that was collected before is not reported again', () => {
    const { stdout, stderr } = program('collected_and_exit');
    expect(stdout).toBe('collected\n');
    expect(stderr.split(DESTROYED)).toHaveLength(2);
  });

  it('each loop reports its own', () => {
    expect(program('two_loops')).toEqual({
      status: 0,
      stdout: 'closed\n',
      stderr: REPORT + REPORT,
    });
  });

  it('a stalled run has named the tasks; closing the loop reports those that nobody had silenced', () => {
    const { status, stdout, stderr } = program('stalled');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^Event loop stopped before Future completed\.\nNothing can wake /);
    expect(
      stdout.match(/^ {2}<Task pending coro=<(main|wait_for_ever)\(\) running at /gm),
    ).toHaveLength(2);
    expect(stderr.split(DESTROYED)).toHaveLength(2);
  });
});
