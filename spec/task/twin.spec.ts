/** The same scenarios as in twin.py: the pure-Python Task of CPython 3.6 says what they say. */

import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { KeyboardInterrupt, SystemExit, ValueError } from '../../lib/errors';
import * as asyncio from '../../lib/index';
import { repr } from '../../lib/reprlib';
import { run_once, VirtualTimeLoop } from '../../lib/test_utils';
import { has_python36, normalise, python36, without_python36 } from '../support/python36';
import { record_log } from '../support/records';

const { coroutine } = asyncio;
type Coro = asyncio.Coroutine<unknown>;
type Get = () => unknown;

let loop: VirtualTimeLoop;
let lines: string[] = [];

const say = (...values: unknown[]): void => {
  lines.push(values.map((value) => (typeof value === 'string' ? value : repr(value))).join(' '));
};

const scenarios: Record<string, () => void> = {};

function iterate(count = 1): void {
  for (let i = 0; i < count; i++) run_once(loop);
}

function attempt(call: () => unknown): void {
  try {
    say('returned', call());
  } catch (error) {
    say(error);
  }
}

const forever = coroutine(function* forever() {
  yield* loop.create_future();
});

const ticks = coroutine(function* ticks(count: number) {
  for (let i = 0; i < count; i++) yield;
});

scenarios['arguments are refused in the same words'] = () => {
  const other = new VirtualTimeLoop();
  const refused = (value: unknown) => attempt(() => new asyncio.Task(value as Coro, { loop }));
  for (const value of [5, undefined, loop.create_future(), ticks]) refused(value);
  attempt(() => asyncio.ensure_future(5 as never));
  attempt(() => asyncio.ensure_future(ticks as never));
  attempt(() => asyncio.ensure_future(loop.create_future(), { loop: other }));
  attempt(() => asyncio.gather(loop.create_future(), other.create_future()));
  attempt(() => asyncio.gather(loop.create_future(), { loop: other }));
  attempt(() => asyncio.shield(loop.create_future(), { loop: other }));
  attempt(() => asyncio.run_coroutine_threadsafe(5 as never, loop));
  attempt(() => loop.set_task_factory(5 as never));

  const run = (coro: Coro) => attempt(() => loop.run_until_complete(coro));
  run(asyncio.wait(loop.create_future() as never));
  run(asyncio.wait(ticks(1) as never));
  run(asyncio.wait(new asyncio.Task(ticks(1)) as never));
  for (const fs of [[], undefined, 5]) run(asyncio.wait(fs as never));
  run(asyncio.wait([loop.create_future()], { return_when: null as never }));
  run(asyncio.wait([loop.create_future()], { return_when: 'ALL' as never }));
  run(asyncio.wait([other.create_future()]));
  run(asyncio.wait_for(other.create_future(), 1));
  run(asyncio.wait_for(loop.create_future(), 1));
  attempt(() => asyncio.as_completed(loop.create_future() as never).next());
  attempt(() => asyncio.as_completed([5 as never]).next());
  iterate(2);
};

scenarios['a bad yield is answered in the same words, and the coroutine goes on'] = () => {
  const other = new VirtualTimeLoop();
  const mistaken = coroutine(function* mistaken(get: Get): Coro {
    try {
      yield get() as never;
    } catch (error) {
      say(error);
    }
    yield;
    return 'went on';
  });
  const waiting = coroutine(function* waiting(get: Get): Coro {
    try {
      yield* get() as asyncio.Future;
    } catch (error) {
      say(error);
    }
    yield;
    return 'went on';
  });
  function* plain() {
    yield;
  }
  const done = loop.create_future<number>();
  done.set_result(1);
  const mistakes: Get[] = [
    () => loop.create_future(),
    () => done,
    () => other.create_future(),
    plain,
    () => ticks(1),
    () => 5,
    () => 0,
    () => 'text',
    () => [undefined, 1],
    () => true,
  ];
  for (const get of mistakes) say(loop.run_until_complete(mistaken(get)));
  let task: asyncio.Task<unknown> | undefined;
  for (const get of [() => other.create_future(), () => task]) {
    task = loop.create_task(waiting(get));
    say(loop.run_until_complete(task));
  }
};

scenarios['a task prints the same through its life'] = () => {
  const future = loop.create_future<void>();
  const work = coroutine(function* work() {
    yield* future;
    return 'x'.repeat(50);
  });
  function first() {}
  function second() {}
  const task = loop.create_task(work());
  say(task);
  iterate();
  say(task);
  say(future);
  task.add_done_callback(first);
  say(task);
  task.add_done_callback(second);
  say(task);
  task.add_done_callback(first);
  task.add_done_callback(second);
  say(task);

  const parent = coroutine(function* parent() {
    yield* task;
  });
  const waiting = loop.create_task(parent());
  iterate();
  say(waiting);
  future.set_result();
  say(task);
  task.cancel();
  say(task);
  iterate();
  say(task);
  iterate();
  say(waiting);

  const fail = coroutine(function* fail(): Coro {
    throw new ValueError('a', 1);
  });
  const failed = loop.create_task(fail());
  const finished = loop.create_task(asyncio.sleep(0, 'x'.repeat(50)));
  iterate(2);
  say(failed);
  say(finished);
};

scenarios['a task that runs prints the line where it is'] = () => {
  const curious = coroutine(function* curious() {
    say(asyncio.Task.current_task());
    yield;
    say(asyncio.Task.current_task());
    return asyncio.Task.current_task()?.cancel();
  });
  const task = loop.create_task(curious());
  iterate(2);
  say(task);
};

scenarios['what helps to wait prints the same'] = () => {
  const future = loop.create_future();
  const gathered = asyncio.gather(future, future);
  const shielded = asyncio.shield(future);
  say(gathered);
  say(shielded);
  const waiter = loop.create_task(asyncio.wait_for(future, 5));
  const waiting = loop.create_task(asyncio.wait([future]));
  iterate();
  say(future);
  say(waiter);
  say(waiting);
  say(asyncio.gather());
  future.cancel();
  iterate(3);
  say(gathered);
  say(shielded);
  say(waiter);
  say(gathered.exception());
};

scenarios['a task that was completed from outside reports its next step'] = () => {
  const future = loop.create_future<void>();
  const own = coroutine(function* own(): Coro {
    return yield* future;
  });
  const task = loop.create_task(own());
  iterate();
  task.set_result('outside');
  say(task);
  future.set_result();
  iterate(2);
};

scenarios['errors that are no Exception leave the loop, and are set on the task'] = () => {
  const interrupt = coroutine(function* interrupt(error: unknown) {
    yield;
    throw error;
  });
  const parent = coroutine(function* parent(child: asyncio.Task<unknown>) {
    try {
      yield* child;
    } catch (error) {
      say('caught', error);
    }
  });
  for (const error of [new KeyboardInterrupt(), new SystemExit(3)]) {
    const child = loop.create_task(interrupt(error));
    const waiting = loop.create_task(parent(child));
    loop.call_soon(say, 'queued');
    for (let i = 0; i < 3; i++) {
      attempt(iterate);
      say(child);
    }
    say(waiting);
    say(waiting.cancel(), waiting._must_cancel, asyncio.Task.current_task());
    iterate(2);
    say(waiting);
  }
};

scenarios['cancelling ends in the same states'] = () => {
  const cancel_and = coroutine(function* cancel_and(then: string): Coro {
    asyncio.Task.current_task()?.cancel();
    if (then === 'return') return 1;
    if (then === 'raise') throw new ValueError('x');
    if (then === 'yield') yield;
    if (then === 'wait') yield* loop.create_future();
    return undefined;
  });
  for (const then of ['return', 'raise', 'yield', 'wait']) {
    const task = loop.create_task(cancel_and(then));
    for (let i = 0; i < 3; i++) {
      iterate();
      say(then, task, task.cancelled(), task._must_cancel);
    }
  }
  const log: string[] = [];
  const refusing = coroutine(function* refusing() {
    for (let i = 0; i < 2; i++) {
      try {
        yield* loop.create_future();
      } catch {
        log.push('refused');
      }
    }
    return 'end';
  });
  const task = loop.create_task(refusing());
  const parent = loop.create_task(asyncio.wait_for(task, undefined));
  iterate(2);
  for (let i = 0; i < 3; i++) {
    say(parent.cancel(), parent.cancel());
    say(task);
    iterate(3);
    say(parent, log.join(''));
  }
};

scenarios['print_stack has the same headers, and the exception at its end'] = () => {
  const printed = (task: asyncio.Task<unknown>) => {
    let text = '';
    task.print_stack({
      file: {
        write: (part) => {
          text += part;
        },
      },
    });
    const parts = text.trimEnd().split('\n');
    const last = parts.at(-1) as string;
    say(parts[0]);
    say(last.startsWith('  ') ? 'ends with a frame' : last);
  };
  const fail = coroutine(function* fail(...args: unknown[]): Coro {
    throw new ValueError(...args);
  });
  const coros = [ticks(1), asyncio.sleep(9), fail('message'), fail(), forever(), ticks(9)];
  const tasks = coros.map((coro) => loop.create_task(coro as Coro));
  tasks[1]?.cancel();
  iterate(3);
  for (const task of tasks) printed(task);
};

scenarios['a task that is destroyed while it is pending is reported in the same words'] = () => {
  const log = record_log();
  loop.set_exception_handler(undefined);
  loop.create_task(forever());
  iterate();
  loop.close();
  for (const line of log.records.flatMap(({ message }) => message.split('\n'))) say(line);
};

scenarios['tasks wake in the same ticks'] = () => {
  const future = loop.create_future<string>();
  const clock = coroutine(function* clock() {
    for (let tick = 0; tick < 12; tick++) {
      say('tick', tick);
      if (tick === 1) future.set_result('r');
      yield;
    }
  });
  const watch = coroutine(function* watch(name: string, awaitable: asyncio.Awaitable<unknown>) {
    try {
      say(name, yield* awaitable as Coro);
    } catch (error) {
      say(name, error);
    }
  });
  const done_of = coroutine(function* done_of(
    fs: asyncio.Future<unknown>[],
    options?: Parameters<typeof asyncio.wait>[1],
  ) {
    const [done, pending] = yield* asyncio.wait(fs, options);
    return `(${done.size}, ${pending.size})`;
  });
  const first_of = coroutine(function* first_of(fs: asyncio.Future<unknown>[]): Coro {
    for (const coro of asyncio.as_completed(fs)) return yield* coro;
    return undefined;
  });
  const inner = loop.create_task(ticks(3)) as asyncio.Future<unknown>;
  const awaitables: [string, asyncio.Awaitable<unknown>][] = [
    ['future', future],
    ['gather', asyncio.gather(future, inner)],
    ['shield', asyncio.shield(future)],
    ['wait_for', asyncio.wait_for(future, 1)],
    ['wait_for zero', asyncio.wait_for(ticks(0), 0)],
    ['wait_for ticks', asyncio.wait_for(ticks(2), 0)],
    ['wait_for late', asyncio.wait_for(loop.create_future(), 0)],
    ['wait', done_of([future, inner])],
    ['first', done_of([future, inner], { return_when: 'FIRST_COMPLETED' })],
    ['timeout', done_of([future, inner], { timeout: 0 })],
    ['as_completed', first_of([future, inner])],
    ['sleep', asyncio.sleep(0, 's')],
    ['negative', asyncio.sleep(-1, 'n')],
    ['empty gather', asyncio.gather()],
  ];
  for (const [name, awaitable] of awaitables) loop.create_task(watch(name, awaitable));
  loop.run_until_complete(clock());
};

function said_by(scenario: () => void): string[] {
  loop = new VirtualTimeLoop();
  asyncio.set_event_loop(loop);
  lines = [];
  loop.set_exception_handler((_loop, { message, exception, handle }) => {
    say('REPORT', message, exception, handle);
  });
  scenario();
  const said = lines;
  loop.set_exception_handler(() => {});
  loop.close();
  asyncio.set_event_loop(undefined);
  return said.map(comparable);
}

/** Qualified names are Python's alone, and so are the names of generators. */
function comparable(line: string): string {
  return normalise(line)
    .replace(/\w+\.<locals>\./g, '')
    .replace(/<generator object (\w+ )?at/g, '<generator object at');
}

describe.skipIf(!has_python36)(
  `in the words of CPython${without_python36}`,
  { timeout: 60_000 },
  () => {
    let said_in_python: Record<string, string[]> = {};
    beforeAll(() => {
      const { stdout, status } = python36([join(__dirname, 'twin.py')]);
      expect(status).toBe(0);
      said_in_python = JSON.parse(stdout);
    }, 60_000);

    it('stand the same scenarios', () => {
      expect(Object.keys(scenarios)).toEqual(Object.keys(said_in_python));
    });

    it.each(Object.keys(scenarios))('%s', (title) => {
      const expected = said_in_python[title]?.map(comparable);
      expect(expected?.length).toBeGreaterThan(1);
      expect(said_by(scenarios[title] as () => void)).toEqual(expected);
    });
  },
);
