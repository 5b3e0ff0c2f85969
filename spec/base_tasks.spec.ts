import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { CancelledError, ValueError } from '../lib/errors';
import { host, install_host } from '../lib/host';
import * as asyncio from '../lib/index';
import { repr } from '../lib/reprlib';
import {
  abandon,
  go,
  iterate,
  loop,
  shown,
  start,
  ticks,
  use_virtual_loop,
} from './support/virtual';

use_virtual_loop();

const SOURCE = readFileSync(__filename, 'utf8').split('\n');

/** The place of the line with this comment. */
function at(marker: string): string {
  const line = SOURCE.findIndex((text) => text.endsWith(`// ${marker}`)) + 1;
  expect(line, marker).toBeGreaterThan(0);
  return `${__filename}:${line}`;
}

const forever = asyncio.coroutine(function* forever() {
  yield* loop.create_future(); // forever waits
});

const through = asyncio.coroutine(function* through() {
  yield; // through's first yield
  yield* forever(); // through waits
});

const outermost = asyncio.coroutine(function* outermost() {
  yield* through(); // outermost waits
});

const failing = asyncio.coroutine(function* failing() {
  yield* asyncio.sleep(0);
  throw new ValueError('failed'); // failing raises
});

/** One line above. */
const FOREVER_DEFINED = at('forever waits').replace(/\d+$/, (line) => `${Number(line) - 1}`);

function suspended<T>(coro: asyncio.Coroutine<T>, iterations = 2): asyncio.Task<T> {
  const task = start(coro);
  iterate(iterations);
  abandon(task as asyncio.Task<unknown>);
  return task;
}

const places = (task: asyncio.Task<unknown>, options?: { limit?: number | null }) =>
  task
    .get_stack(options)
    .map(({ file, line, name }) => `${name} ${file}:${line}`)
    .filter((frame) => !frame.startsWith('places '));

describe('the repr of a task', () => {
  it('shows where a coroutine that has not started is defined', () => {
    const task = start(forever());
    abandon(task);
    expect(repr(task)).toBe(`<Task pending coro=<forever() running at ${FOREVER_DEFINED}>>`);
  });

  it('shows the line where the coroutine is suspended, and what it waits for', () => {
    expect(repr(suspended(forever()))).toBe(
      `<Task pending coro=<forever() running at ${at('forever waits')}> wait_for=<Future pending cb=[Task._wakeup()]>>`,
    );
  });

  it("shows the task's own coroutine, not the one that this waits for", () => {
    expect(repr(suspended(outermost()))).toMatch(
      `<Task pending coro=<outermost() running at ${at('outermost waits')}> wait_for=<Future`,
    );
  });

  it('shows the line where a task is that runs now', () => {
    const seen: string[] = [];
    const look = () => seen.push(repr(asyncio.Task.current_task()));
    const curious = asyncio.coroutine(function* curious() {
      look(); // curious runs first
      yield;
      look(); // curious runs again
      yield* asyncio.sleep(1);
      yield* peek(); // curious delegates
    });
    const peek = asyncio.coroutine(function* peek() {
      look();
      yield;
      look();
    });
    loop.run_until_complete(start(curious()));
    const marks = ['runs first', 'runs again', 'delegates', 'delegates'];
    expect(seen).toEqual(
      marks.map((mark) =>
        expect.stringContaining(
          `<Task pending coro=<curious() running at ${at(`curious ${mark}`)}> cb=[`,
        ),
      ),
    );
  });

  it('shows that line for a generator that is not decorated, and for a decorated plain function', () => {
    const seen: string[] = [];
    const look = () => seen.push(repr(asyncio.Task.current_task()));
    function* undecorated(): asyncio.Coroutine<void> {
      look(); // undecorated runs
      yield;
    }
    const function_coro = asyncio.coroutine(function plain() {
      look(); // plain runs
    });
    loop.run_until_complete(new asyncio.Task(undecorated()));
    loop.run_until_complete(function_coro());
    expect(seen).toEqual([
      expect.stringContaining(`coro=<undecorated() running at ${at('undecorated runs')}>`),
      expect.stringContaining(`coro=<plain() running at ${at('plain runs')}>`),
    ]);
  });

  it('shows that line whatever else is on the stack: a function of the same name, coroutines driven by hand', () => {
    const seen: string[] = [];
    const same = asyncio.coroutine(function* same() {
      const by_hand = asyncio.coroutine(function* by_hand() {
        seen.push(repr(asyncio.Task.current_task()));
      });
      yield;
      by_hand().next(); // same runs
    });
    const task = start(same());
    (function same() {
      iterate(2);
    })();
    expect(task.done()).toBe(true);
    expect(seen).toEqual([`<Task pending coro=<same() running at ${at('same runs')}>>`]);
  });

  it('shows no place for a coroutine of the library that runs now', () => {
    const seen: string[] = [];
    loop.create_future = () => {
      seen.push(repr(asyncio.Task.current_task()));
      return new asyncio.Future({ loop });
    };
    loop.run_until_complete(asyncio.sleep(1));
    expect(seen).toEqual([expect.stringMatching(/^<Task pending coro=<sleep\(\) running> /)]);
  });

  it('says cancelling while a cancellation is to be delivered', () => {
    const task = start(ticks(9));
    task.cancel();
    expect(shown(task)).toBe('<Task cancelling coro=<ticks() running>>');
    iterate();
    expect(shown(task)).toBe('<Task cancelled coro=<ticks() done, defined>>');
  });

  it('shows the result, or the exception, when the coroutine is done', () => {
    const result = start(asyncio.sleep(0, 'x'.repeat(50)));
    const failed = start(failing());
    iterate(2);
    expect(shown(result)).toBe(
      "<Task finished coro=<sleep() done, defined> result='xxxxxxxxxxxx...xxxxxxxxxxxxx'>",
    );
    expect(shown(failed)).toBe(
      "<Task finished coro=<failing() done, defined> exception=ValueError('failed',)>",
    );
    failed.exception();
  });

  it('shows callbacks, the middle ones by their number', () => {
    const task = suspended(forever());
    const named = (name: string) => Object.defineProperty(() => {}, 'name', { value: name });
    task.add_done_callback(named('first'));
    expect(shown(task)).toMatch(/ cb=\[first\(\)\]>$/);
    task.add_done_callback(named('second'));
    expect(shown(task)).toMatch(/ cb=\[first\(\), second\(\)\]>$/);
    task.add_done_callback(named('third'));
    task.add_done_callback(named('fourth'));
    expect(shown(task)).toMatch(/ cb=\[first\(\), <2 more>, fourth\(\)\]>$/);
  });

  it('shows a task that waits for it as a callback', () => {
    const child = suspended(forever());
    const parent = go(() => child[Symbol.iterator]() as never);
    iterate();
    expect(shown(child)).toMatch(/ cb=\[Task\._wakeup\(\)\]>$/);
    abandon(parent);
  });

  it('shows where the task was created, in debug mode', () => {
    loop.set_debug(true);
    const task = loop.create_task(ticks(1)); // created here
    expect(repr(task)).toMatch(` created at ${at('created here')}>`);
    loop.run_until_complete(task);
    expect(repr(task)).toMatch(
      /^<Task finished coro=<ticks\(\) done, defined at .*> result=None created at /,
    );
    loop.set_debug(false);
  });

  it('shows the coroutine where it was left when the task was completed from outside', () => {
    const task = suspended(forever());
    task.set_result(undefined);
    expect(shown(task)).toBe(
      '<Task finished coro=<forever() running> wait_for=<Future pending cb=[Task._wakeup()]> result=None>',
    );
  });

  it('shows the chain of tasks that wait for one another, down to a limit', () => {
    const wait_for = asyncio.coroutine(function* link(task: asyncio.Future<unknown>) {
      yield* task;
    });
    const tasks: asyncio.Task<unknown>[] = [suspended(forever()) as asyncio.Task<unknown>];
    for (let i = 0; i < 8; i++) tasks.unshift(start(wait_for(tasks[0] as asyncio.Task<unknown>)));
    iterate();
    abandon(...tasks);
    expect(shown(tasks[5]).match(/coro=<link\(\)/g)).toHaveLength(3);
    expect(shown(tasks[0])).toMatch(
      /^(<Task pending coro=<link\(\) running> wait_for=){6}<Task \.\.\.> cb=/,
    );
    expect(shown(tasks[1])).toMatch(
      /^(<Task pending coro=<link\(\) running> wait_for=){6}<Task \.\.\.> cb=/,
    );
  });

  it('ends where tasks wait for one another in a circle', () => {
    const a: asyncio.Task<void> = go(function* a() {
      yield* b;
    });
    const b: asyncio.Task<void> = go(function* b() {
      yield* a;
    });
    iterate();
    abandon(a, b);
    expect(shown(a)).toBe(
      '<Task pending coro=<a() running> wait_for=<Task pending coro=<b() running> wait_for=... cb=[Task._wakeup()]> cb=[Task._wakeup()]>',
    );
  });

  it('is usable by a task that raises while it is printed', () => {
    const broken = suspended(forever());
    broken.add_done_callback(
      Object.defineProperty(() => {}, '__qualname__', {
        get: () => {
          throw new ValueError('no name');
        },
      }),
    );
    for (let i = 0; i < 10; i++) expect(() => repr(broken)).toThrow('no name');
    expect(shown(suspended(forever()))).toMatch(/^<Task pending coro=<forever/);
  });
});

describe('get_stack', () => {
  it('of a suspended task goes down the whole chain of coroutines, the outermost first', () => {
    expect(places(suspended(outermost()))).toEqual([
      `outermost ${at('outermost waits')}`,
      `through ${at('through waits')}`,
      `forever ${at('forever waits')}`,
    ]);
  });

  it('of a task that has not started is where its function is defined', () => {
    const task = start(forever());
    abandon(task);
    expect(places(task)).toEqual([`forever ${FOREVER_DEFINED}`]);
  });

  it('keeps the newest frames of a stack', () => {
    const task = suspended(outermost());
    expect(places(task, { limit: 1 })).toEqual([`forever ${at('forever waits')}`]);
    expect(places(task, { limit: 2 })).toHaveLength(2);
    expect(places(task, { limit: 99 })).toHaveLength(3);
    expect(places(task, { limit: null })).toHaveLength(3);
    expect(places(task, { limit: 0 })).toEqual([]);
    expect(places(task, { limit: -1 })).toEqual([]);
  });

  it('goes through a future that stands between: to the coroutines only', () => {
    const task = suspended(asyncio.wait_for(forever(), null));
    expect(places(task)).toEqual([
      expect.stringMatching(/^wait_for .*tasks\.ts:\d+$/),
      `forever ${at('forever waits')}`,
    ]);
  });

  it('leaves out a generator that is not decorated, unless it is the outermost', () => {
    function* undecorated(): asyncio.Coroutine<void> {
      yield* forever(); // undecorated waits
    }
    const decorated = asyncio.coroutine(function* decorated() {
      yield* undecorated(); // decorated waits
    });
    expect(places(suspended(decorated()))).toEqual([
      `decorated ${at('decorated waits')}`,
      `forever ${at('forever waits')}`,
    ]);
    expect(places(suspended(undecorated()))).toEqual([`undecorated ${at('undecorated waits')}`]);
  });

  it('reaches a depth that no native stack has', () => {
    const nest = asyncio.coroutine(function* nest(depth: number): asyncio.Coroutine<void> {
      yield* depth > 0 ? nest(depth - 1) : forever();
    });
    const task = suspended(nest(1500));
    expect(task.get_stack()).toHaveLength(1502);
    expect(places(task, { limit: 1 })).toEqual([`forever ${at('forever waits')}`]);
  });

  it('of a failed task gives the frames of the exception, and of these keeps the oldest', () => {
    const raise = (): never => {
      throw new ValueError('deep'); // raise raises
    };
    const task = go(function* caller() {
      raise(); // caller calls
    });
    iterate();
    const all = places(task);
    expect(all.slice(-2)).toEqual([`caller ${at('caller calls')}`, `raise ${at('raise raises')}`]);
    expect(places(task, { limit: 1 })).toEqual(all.slice(0, 1));
    expect(places(task, { limit: 0 })).toEqual([]);
    expect(places(task, { limit: -1 })).toEqual([]);
    task.exception();
  });

  it('of a task that has finished, was cancelled, or threw what has no stack, is empty', () => {
    const tasks = [
      start(ticks(1)),
      go(function* () {
        throw new CancelledError();
      }),
      go(function* () {
        throw 'text';
      }),
    ];
    iterate(3);
    expect(tasks.map((task) => task.get_stack())).toEqual([[], [], []]);
    tasks[2]?.exception();
  });

  it('of the task that runs goes from who runs the loop to who asks', () => {
    let stack: string[] = [];
    function ask(): void {
      stack = places(asyncio.Task.current_task() as asyncio.Task<unknown>); // ask asks
    }
    const leaf = asyncio.coroutine(function* leaf() {
      yield;
      ask(); // leaf calls
    });
    const middle = asyncio.coroutine(function* middle() {
      yield* leaf(); // middle waits
    });
    const root = asyncio.coroutine(function* root() {
      yield* middle(); // root waits
    });
    function main(): void {
      loop.run_until_complete(root()); // main runs
    }
    main();
    expect(stack.slice(-5)).toEqual([
      `main ${at('main runs')}`,
      `root ${at('root waits')}`,
      `middle ${at('middle waits')}`,
      `leaf ${at('leaf calls')}`,
      `ask ${at('ask asks')}`,
    ]);
    expect(Error.stackTraceLimit).toBeLessThan(Number.POSITIVE_INFINITY);
  });

  it('of the task that runs is right also in its first step, and after its inner coroutines have ended', () => {
    const stacks: string[][] = [];
    const ask = () =>
      stacks.push(places(asyncio.Task.current_task() as asyncio.Task<unknown>).slice(-3));
    const leaf = asyncio.coroutine(function* leaf() {
      ask(); // leaf asks
      yield;
    });
    const root = asyncio.coroutine(function* root() {
      yield* leaf(); // root waits for leaf
      ask(); // root asks
    });
    loop.run_until_complete(root());
    expect(stacks[0]).toEqual([
      `root ${at('root waits for leaf')}`,
      `leaf ${at('leaf asks')}`,
      expect.stringMatching(/^ask /),
    ]);
    expect(stacks[1]?.slice(1)).toEqual([
      `root ${at('root asks')}`,
      expect.stringMatching(/^ask /),
    ]);
    expect(stacks[1]?.[0]).not.toMatch(/^leaf/);
  });

  it('refuses an unknown option', () => {
    expect(() => suspended(forever()).get_stack({ limits: 1 } as never)).toThrow(
      new TypeError("get_stack() got an unexpected keyword argument 'limits'"),
    );
  });
});

describe('print_stack', () => {
  const { write_stderr } = host;
  afterEach(() => install_host({ write_stderr }));

  function printed(task: asyncio.Task<unknown>, limit?: number): string {
    let text = '';
    task.print_stack({ limit, file: { write: (part) => (text += part) } });
    return text;
  }

  it('prints the stack of a suspended task with its source lines', () => {
    const task = suspended(through());
    expect(printed(task)).toBe(
      [
        `Stack for ${repr(task)} (most recent call last):`,
        `  File "${__filename}", line ${at('through waits').split(':').at(-1)}, in through`,
        '    yield* forever(); // through waits',
        `  File "${__filename}", line ${at('forever waits').split(':').at(-1)}, in forever`,
        '    yield* loop.create_future(); // forever waits',
        '',
      ].join('\n'),
    );
    expect(printed(task, 1).split('\n')).toHaveLength(4);
  });

  it('prints the traceback of a failed task, and the exception', () => {
    const task = start(failing());
    iterate(2);
    const text = printed(task);
    expect(text).toMatch(/^Traceback for <Task finished .*> \(most recent call last\):\n {2}File /);
    expect(text).toMatch(
      /, line \d+, in failing\n {4}throw new ValueError\('failed'\); \/\/ failing raises\nValueError: failed\n$/,
    );
    task.exception();
  });

  it('says that there is no stack, and still prints the exception', () => {
    const [finished, thrown, empty] = [
      start(ticks(0)),
      go(function* thrower() {
        throw 'text';
      }),
      go(function* thrower() {
        throw new CancelledError();
      }),
    ];
    iterate();
    expect(printed(finished)).toBe(`No stack for ${repr(finished)}\n`);
    expect(printed(thrown)).toBe(`No stack for ${repr(thrown)}\n'text'\n`);
    expect(printed(empty)).toBe(`No stack for ${repr(empty)}\n`);
    thrown.exception();
  });

  it('prints an exception without a message by its name alone', () => {
    const task = go(function* () {
      throw new ValueError();
    });
    iterate();
    expect(printed(task)).toMatch(/\nValueError\n$/);
    task.exception();
  });

  it('prints to standard error unless a file is given', () => {
    const write = vi.fn();
    install_host({ write_stderr: write });
    const task = suspended(forever());
    task.print_stack();
    task.print_stack({ file: null, limit: null });
    expect(write.mock.calls).toEqual([[printed(task)], [printed(task)]]);
  });

  it('does without source lines and places where there are none', () => {
    const { source_line, generator_locations, function_location } = host;
    install_host({ source_line: () => undefined });
    const task = suspended(forever());
    expect(printed(task).split('\n')).toHaveLength(3);
    install_host({
      generator_locations: (generators) => generators.map(() => undefined),
      function_location: () => undefined,
    });
    expect(printed(task)).toBe(
      'No stack for <Task pending coro=<forever() running> wait_for=<Future pending cb=[Task._wakeup()]>>\n',
    );
    install_host({ source_line, generator_locations, function_location });
  });

  it('refuses an unknown option', () => {
    expect(() => suspended(forever()).print_stack({ out: 1 } as never)).toThrow(
      new TypeError("print_stack() got an unexpected keyword argument 'out'"),
    );
  });
});
