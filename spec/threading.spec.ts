import { afterAll, beforeAll, describe, expect, expectTypeOf, it, vi } from 'vitest';
import { AssertionError, RuntimeError, ValueError } from '../lib/errors';
import { repr } from '../lib/reprlib';
import * as threading from '../lib/threading';
import * as time from '../lib/time';
import { type Built, build } from './support/built';
import { type ProgramResult, ROOT, run_node, TS_NODE_OPTIONS } from './support/programs';
import { has_python36, normalise, python36, without_python36 } from './support/python36';
import * as targets from './support/thread_targets';

// The first thread loads a compiler, other tests start processes: that takes seconds on a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

function run(thread: threading.Thread): void {
  thread.start();
  thread.join();
}

function error_of(action: () => unknown): string {
  try {
    return `-> ${repr(action())}`;
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`;
  }
}

describe('a thread', () => {
  let counter: targets.Counter;

  beforeAll(() => {
    counter = new targets.Counter('shared');
  });

  it('runs while this one is blocked, and join() waits for its end', () => {
    const thread = new threading.Thread({ target: targets.count_to, args: [1000, counter] });
    counter.value = 0;
    run(thread);
    expect(counter.value).toBe(1000);
    expect(thread.is_alive()).toBe(false);
  });

  it('sees at once what another one writes', () => {
    const signal = new targets.Signal();
    counter.turns = 0;
    const thread = new threading.Thread({ target: targets.count_while, args: [signal, counter] });
    thread.start();
    while (counter.turns < 100) expect(thread.is_alive()).toBe(true);
    thread.join(0.001);
    expect(thread.is_alive()).toBe(true);
    signal.go = false;
    thread.join();
    const turns = counter.turns;
    expect(thread.is_alive()).toBe(false);
    expect(counter.turns).toBe(turns);
  });

  it('loses no increment of another one that takes the same lock', () => {
    counter.value = 0;
    const args = [20_000, counter, new targets.Counter('ready')] as const;
    const threads = [1, 2].map(
      () => new threading.Thread({ target: targets.count_together, args }),
    );
    for (const thread of threads) thread.start();
    targets.count_together(...args);
    for (const thread of threads) thread.join();
    expect(counter.value).toBe(60_000);
    expect(counter.lock.locked()).toBe(false);
  });

  it('waits for events and sets them', () => {
    const [first, second] = [new threading.Event(), new threading.Event()];
    const thread = new threading.Thread({ target: targets.set_when_set, args: [first, second] });
    thread.start();
    expect(second.wait(0.001)).toBe(false);
    first.set();
    expect(second.wait()).toBe(true);
    thread.join();
  });

  it('lasts until the promise settles that its target returns', () => {
    counter.value = 0;
    run(new threading.Thread({ target: targets.add_later, args: [counter] }));
    expect(counter.value).toBe(1);
  });

  it('takes keyword arguments as one object, frozen values, functions', () => {
    counter.value = 0;
    const add = targets.add_options;
    run(new threading.Thread({ target: add, args: [counter], kwargs: { amount: 4 } }));
    expect(counter.value).toBe(4);
    const list = Object.freeze([1, 2]);
    const dict = Object.freeze({ more: Object.freeze([3]) });
    run(new threading.Thread({ target: targets.add_frozen, args: [counter, list, dict] }));
    expect(counter.value).toBe(10);
    run(new threading.Thread({ target: targets.call, args: [targets.add_seven, counter] }));
    expect(counter.value).toBe(17);
    run(new threading.Thread({ target: targets.add, args: [counter, 1], kwargs: {} }));
    expect(counter.value).toBe(18);
  });

  it('has the ident that it tells itself', () => {
    const thread = new threading.Thread({ target: targets.note_ident, args: [counter] });
    expect(thread.ident).toBe(undefined);
    run(thread);
    expect(counter.value).toBe(thread.ident);
    expect(thread.ident).not.toBe(threading.get_ident());
    expect(threading.get_ident()).toBeGreaterThan(0);
  });

  it('sleeps by the same clock', () => {
    const before = time.monotonic();
    run(new threading.Thread({ target: targets.sleep_and_note, args: [counter, 0.01] }));
    const after = time.monotonic();
    expect(counter.value).toBeGreaterThanOrEqual(0.01);
    expect(counter.turns).toBeGreaterThanOrEqual(before);
    expect(counter.turns + counter.value).toBeLessThanOrEqual(after);
  });

  it('is in enumerate() while it is alive', () => {
    const first = new threading.Event();
    const args = [first, new threading.Event()] as const;
    const thread = new threading.Thread({ target: targets.set_when_set, args });
    const others = threading.enumerate();
    expect(others[0]).toBe(threading.main_thread());
    expect(threading.active_count()).toBe(others.length);
    thread.start();
    expect(threading.enumerate()).toEqual([...others, thread]);
    first.set();
    thread.join();
    expect(threading.enumerate()).toEqual(others);
  });

  it('may be run here, as often as one likes', () => {
    counter.value = 0;
    const thread = new threading.Thread({ target: targets.add, args: [counter, 1, 2] });
    thread.run();
    thread.run();
    expect(counter.value).toBe(6);
    expect(repr(thread)).toBe(`<Thread(${thread.name}, initial)>`);
    new threading.Thread().run();
  });
});

describe('what no thread can do is refused where it is asked for', () => {
  const { nothing } = targets;

  it('a target that is not exported', () => {
    expect(() => new threading.Thread({ target: () => {} })).toThrow(
      /^cannot use <function target at .*define it at the top level/,
    );
    const thread = new threading.Thread();
    expect(() => new threading.Thread({ target: thread.run.bind(thread) })).toThrow(TypeError);
  });

  it('an argument that would be copied', () => {
    const { add } = targets;
    const counter = new targets.Counter('x');
    expect(() => new threading.Thread({ target: add, args: [counter, [1]] })).toThrow(
      'cannot pass [1] to another thread: it would be a copy there',
    );
    expect(
      () => new threading.Thread({ target: add, args: [counter], kwargs: { a: new Map() } }),
    ).toThrow('cannot pass {} to another thread');
  });

  it('an overridden run(), which would run without its object', () => {
    class Worker extends threading.Thread {
      override run(): void {}
    }
    const thread = new Worker();
    expect(() => thread.start()).toThrow(
      new TypeError(
        'Worker.run() cannot run in another thread, because this object stays here: give the thread an exported ' +
          'function as its target instead.',
      ),
    );
    expect(repr(thread)).toBe(`<Worker(${thread.name}, initial)>`);
  });

  it('what is no target, no list of arguments, no option', () => {
    const thread = (options: object) => () => new threading.Thread(options);
    expect(thread({ target: 1 })).toThrow(new TypeError("'int' object is not callable"));
    expect(thread({ target: nothing, args: 5 })).toThrow(
      new TypeError('target() argument after * must be an iterable, not int'),
    );
    expect(thread({ traget: nothing })).toThrow(
      new TypeError("__init__() got an unexpected keyword argument 'traget'"),
    );
    expect(thread({ group: 1 })).toThrow(AssertionError);
  });

  it('types: arguments that do not fit the target', () => {
    const signal = new targets.Signal();
    // @ts-expect-error the first argument is a Signal.
    const wrong = () => new threading.Thread({ target: targets.count_while, args: [1, signal] });
    expect(wrong).not.toThrow();
    // @ts-expect-error there is no such option.
    expect(() => new threading.Thread({ targets: nothing })).toThrow(TypeError);
    expectTypeOf(new threading.Thread({ target: nothing })).toExtend<threading.Thread>();
  });
});

describe('as CPython has it', () => {
  /** The same calls in both languages; each line of the result is a value's repr, or an error. */
  const PYTHON = `
import threading, time

def line(action):
    try:
        print('->', repr(action()))
    except Exception as error:
        print('%s: %s' % (type(error).__name__, error))

def nothing():
    pass

event = threading.Event()
thread = threading.Thread(target=event.wait)
line(lambda: thread)
line(lambda: thread.ident)
line(lambda: thread.is_alive())
line(lambda: thread.join())
line(lambda: thread.start())
line(lambda: thread)
line(lambda: thread.start())
line(lambda: thread.is_alive())
line(lambda: thread.join(0.001))
line(lambda: thread.join(timeout=-1))
line(lambda: thread.join(float('nan')))
line(lambda: thread.join(1e30))
line(lambda: thread.setDaemon(True))
event.set()
line(lambda: thread.join())
line(lambda: thread.join())
line(lambda: thread)
line(lambda: thread.start())
line(lambda: threading.current_thread())
line(lambda: threading.current_thread().join())
line(lambda: threading.main_thread() is threading.currentThread())
line(lambda: threading.current_thread().ident == threading.get_ident())
line(lambda: threading.main_thread().is_alive())
line(lambda: threading.Thread(group=1))
line(lambda: threading.Thread(name='n', daemon=True))
line(lambda: threading.Thread(name=5).getName())
thread = threading.Thread(name='x')
thread.setName(7)
thread.daemon = True
line(lambda: thread)
line(lambda: (thread.isDaemon(), thread.isAlive(), thread.name))
line(lambda: event)
event.clear()
for timeout in (0, -1, 0.001, float('nan'), 1e30):
    line(lambda: event.wait(timeout))
line(lambda: event.wait(timeout=0))
event.set()
line(lambda: (event.wait(), event.is_set(), event.isSet(), event.wait(1e30)))
lock = threading.Lock()
line(lambda: lock)
line(lambda: lock.release())
line(lambda: lock.acquire())
line(lambda: lock)
line(lambda: lock.acquire(False))
line(lambda: lock.acquire(True, 0.001))
line(lambda: lock.acquire(timeout=0))
line(lambda: lock.acquire(blocking=False))
line(lambda: lock.acquire(False, 1))
line(lambda: lock.acquire(False, -1))
line(lambda: lock.acquire(True, -2))
line(lambda: lock.acquire(timeout='x'))
line(lambda: lock.acquire(True, float('nan')))
line(lambda: lock.acquire(True, 1e30))
line(lambda: lock.locked())
line(lambda: lock.release())
line(lambda: lock.locked())
`;

  function typescript_lines(): string[] {
    const lines: string[] = [];
    const line = (action: () => unknown) => lines.push(error_of(action));
    const event = new threading.Event();
    let thread: threading.Thread = new threading.Thread({
      target: targets.set_when_set,
      args: [event, new threading.Event()],
      name: 'Thread-1',
    });
    line(() => thread);
    line(() => thread.ident);
    line(() => thread.is_alive());
    line(() => thread.join());
    line(() => thread.start());
    line(() => thread);
    line(() => thread.start());
    line(() => thread.is_alive());
    line(() => thread.join(0.001));
    line(() => thread.join({ timeout: -1 }));
    line(() => thread.join(Number.NaN));
    line(() => thread.join(1e30));
    line(() => thread.setDaemon(true));
    event.set();
    line(() => thread.join());
    line(() => thread.join());
    line(() => thread);
    line(() => thread.start());
    line(() => threading.current_thread());
    line(() => threading.current_thread().join());
    line(() => threading.main_thread() === threading.currentThread());
    line(() => threading.current_thread().ident === threading.get_ident());
    line(() => threading.main_thread().is_alive());
    line(() => new threading.Thread({ group: 1 as unknown as null }));
    line(() => new threading.Thread({ name: 'n', daemon: true }));
    line(() => new threading.Thread({ name: 5 as unknown as string }).getName());
    thread = new threading.Thread({ name: 'x' });
    thread.setName(7 as unknown as string);
    thread.daemon = true;
    line(() => thread);
    line(() => [thread.isDaemon(), thread.isAlive(), thread.name]);
    line(() => event);
    event.clear();
    for (const timeout of [0, -1, 0.001, Number.NaN, 1e30]) line(() => event.wait(timeout));
    line(() => event.wait({ timeout: 0 }));
    event.set();
    line(() => [event.wait(), event.is_set(), event.isSet(), event.wait(1e30)]);
    const lock = new threading.Lock();
    line(() => lock);
    line(() => lock.release());
    line(() => lock.acquire());
    line(() => lock);
    line(() => lock.acquire(false));
    line(() => lock.acquire(true, 0.001));
    line(() => lock.acquire({ timeout: 0 }));
    line(() => lock.acquire({ blocking: false }));
    line(() => lock.acquire(false, 1));
    line(() => lock.acquire(false, -1));
    line(() => lock.acquire(true, -2));
    line(() => lock.acquire({ timeout: 'x' as unknown as number }));
    line(() => lock.acquire(true, Number.NaN));
    line(() => lock.acquire(true, 1e30));
    line(() => lock.locked());
    line(() => lock.release());
    line(() => lock.locked());
    return lines;
  }

  it.skipIf(!has_python36)(`reprs, results and errors are CPython's${without_python36}`, () => {
    const { stdout } = python36(['-c', PYTHON]);
    // The one who reads a list cannot see that it was a tuple.
    const python = normalise(stdout).replace(/-> \((.*)\)$/gm, '-> [$1]');
    expect(typescript_lines().map(normalise)).toEqual(python.trimEnd().split('\n'));
  });

  it('threads are numbered', () => {
    const [first, second] = [new threading.Thread(), new threading.Thread()];
    const number = (thread: threading.Thread) => Number(/^Thread-(\d+)$/.exec(thread.name)?.[1]);
    expect(number(second)).toBe(number(first) + 1);
  });

  it('errors are Python errors', () => {
    expect(() => new threading.Thread().join()).toThrow(RuntimeError);
    expect(() => new threading.Lock().acquire(true, -2)).toThrow(ValueError);
  });
});

describe('a program with threads', () => {
  let built: Built;

  beforeAll(() => {
    built = build(['spec/support/thread_program.ts', 'spec/support/thread_asyncio.ts']);
  });

  afterAll(() => built.remove());

  /** As the package is shipped: plain JavaScript. */
  function run_built(name: string): ProgramResult {
    return run_node(['spec/support/thread_program.js', name], built.directory);
  }

  function run_typescript(file: string, ...args: string[]): ProgramResult {
    return run_node([...TS_NODE_OPTIONS, `spec/support/${file}`, ...args], ROOT);
  }

  const EXCEPTIONS = [
    /^Exception in thread Thread-1:\nValueError: boom\n {4}at fail \(FILE:LINE\)\n/,
    /^Exception in thread Thread-2:\nRuntimeError: later\n {4}at fail_later \(FILE:LINE\)\n/,
    /^Exception in thread Thread-4:\nValueError: boom\n {4}at Timeout\.fail .*\(FILE:LINE\)\n/,
  ];

  it('prints the exceptions that leave a target, SystemExit excepted', () => {
    const { stdout, stderr, status } = run_built('exceptions');
    const reports = stderr.split(/\n\n/);
    expect(reports.pop()).toBe('');
    expect(reports).toHaveLength(EXCEPTIONS.length);
    EXCEPTIONS.forEach((report, index) => {
      expect(normalise(reports[index] as string)).toMatch(report);
    });
    expect(normalise(stdout)).toBe(
      [1, 2, 3, 4].map((number) => `<Thread(Thread-${number}, stopped ID)>\n`).join(''),
    );
    expect(status).toBe(0);
  });

  it('names the lines of the TypeScript when it runs by ts-node', () => {
    const { stderr } = run_typescript('thread_program.ts', 'exceptions');
    expect(stderr).toMatch(/at fail \(\S+[\\/]thread_program\.ts:\d+:9\)/);
    expect(normalise(stderr)).toMatch(EXCEPTIONS[0] as RegExp);
  });

  it('ends a thread by process.exit() and with what it left pending, after its exit handlers', () => {
    const { stdout, status } = run_built('exits');
    expect(normalise(stdout)).toBe(
      [
        '<Thread(Thread-1, stopped ID)>',
        '<Thread(Thread-2, stopped ID)>',
        'exit of the worker',
        '<Thread(Thread-3, stopped ID)>',
        '',
      ].join('\n'),
    );
    expect(status).toBe(0);
  });

  it('does not wait for ever for a worker that has died without a word', () => {
    expect(normalise(run_built('sudden_death').stdout)).toBe('<Thread(Thread-1, stopped ID)>\n');
  });

  it('ends without its daemons', () => {
    const { stdout, status } = run_built('daemon');
    expect(normalise(stdout)).toBe('<Thread(Thread-1, started daemon ID)>\n');
    expect(status).toBe(0);
  });

  it('does not end before its other threads', () => {
    expect(run_built('no_daemon').stdout).toBe('thread is done\nmain is done\n');
  });

  it('does not end before a thread whose creator has ended', () => {
    expect(normalise(run_built('nested').stdout)).toBe(
      'started\n<Thread(Thread-1, stopped ID)>\nthread is done\nmain is done\n',
    );
  });

  it('knows in each thread who and where it is', () => {
    const { stdout, stderr } = run_built('describe');
    expect(normalise(stdout)).toBe(
      [
        '<Thread(Thread-1, initial)>',
        '<Thread(worker, started daemon ID)> <_MainThread(MainThread, started ID)> ' +
          '[<_MainThread(MainThread, started ID)>, <Thread(worker, started daemon ID)>]',
        'true 2',
        'worker false true',
        "<Thread(Thread-2, initial daemon)> false [ 'describe' ]",
        '<Thread(worker, stopped daemon ID)>',
        'yes',
        '',
      ].join('\n'),
    );
    expect(stderr).toContain('RuntimeError: cannot join current thread');
  });

  it('may run an event loop in each thread', () => {
    const { stdout, stderr } = run_node(['spec/support/thread_asyncio.js'], built.directory);
    expect(stderr).toBe('');
    expect(stdout).toBe("There is no current event loop in thread 'worker'.\n42\n");
  });

  it('writes all that a thread writes, also to a pipe that is full', () => {
    const { stdout, stderr } = run_built('output');
    expect(normalise(stdout)).toBe(
      `${'x'.repeat(1_000_000)}\nwritten\n<Thread(Thread-1, stopped ID)>\n`,
    );
    expect(stderr).toBe('bytes\n');
  });

  it('that starts threads when it is loaded is told to guard its main part', () => {
    const { stdout, stderr } = run_typescript('thread_unguarded.ts');
    expect(stdout).toBe('joined\n');
    expect(stderr).toMatch(
      /^Exception in thread Thread-1:\nRuntimeError: a thread was started while .*`if \(require\.main === module\)`\.\n/,
    );
  });
});
