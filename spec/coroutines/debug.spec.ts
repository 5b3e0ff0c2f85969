import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  coroutine,
  format_coroutine,
  get_coroutine_debug,
  iscoroutine,
  iscoroutinefunction,
  set_coroutine_debug,
} from '../../lib/coroutines';
import { send_reports } from '../../lib/reports';
import { VirtualTimeLoop } from '../../lib/test_utils';
import { is_driven } from '../../lib/trampoline';
import type { Coroutine } from '../../lib/types';
import '../../lib/node_host';
import { forget } from '../conformance/garbage';
import { type Built, build } from '../support/built';
import { places_in } from '../support/places';
import { run_node } from '../support/programs';
import { has_python36, normalise, python36, without_python36 } from '../support/python36';
import { record_log } from '../support/records';

const at = places_in(__filename);

afterEach(() => {
  set_coroutine_debug(undefined);
  vi.unstubAllEnvs();
});

/** Decorate in debug mode. */
function debugged<F>(decorate: () => F): F {
  set_coroutine_debug(true);
  const decorated = decorate();
  set_coroutine_debug(false);
  return decorated;
}

const make_f = () =>
  coroutine(function* f(): Coroutine<number> /* place of f */ {
    yield;
    return 1;
  });

const make_g = () =>
  coroutine(function g(value: number) /* place of g */ {
    return value;
  });

describe('the flag', () => {
  it.each([
    ['', false],
    ['0', true],
    ['1', true],
  ])('is set by the environment variable %j: %s', (value, expected) => {
    vi.stubEnv('PYTHONASYNCIODEBUG', value);
    expect(get_coroutine_debug()).toBe(expected);
  });

  it('is what it was set to, whatever the environment says, until it is set to None', () => {
    vi.stubEnv('PYTHONASYNCIODEBUG', '1');
    set_coroutine_debug(false);
    expect(get_coroutine_debug()).toBe(false);
    set_coroutine_debug(undefined);
    expect(get_coroutine_debug()).toBe(true);
  });

  it('counts when a function is decorated, not when it is called', async () => {
    const log = record_log();
    const watched = debugged(make_f);
    set_coroutine_debug(false);
    const unwatched = make_f();
    set_coroutine_debug(true);
    await forget(() => watched());
    await forget(() => unwatched());
    expect(log.records).toHaveLength(1);
  });
});

describe('a coroutine function in debug mode', () => {
  it('is another function of the same name, and is known for a coroutine function', () => {
    const fn = function* named(): Coroutine<void> {};
    const decorated = debugged(() => coroutine(fn));
    expect(decorated).not.toBe(fn);
    expect(decorated.name).toBe('named');
    expect(iscoroutinefunction(decorated)).toBe(true);
  });

  it('makes the same objects', () => {
    const loop = new VirtualTimeLoop();
    const object = debugged(make_f)();
    expect(iscoroutine(object)).toBe(true);
    expect(is_driven(object)).toBe(true);
    expect(loop.run_until_complete(object)).toBe(1);
    loop.close();
  });

  it('passes this and the arguments', () => {
    const method = debugged(() =>
      coroutine(function* (this: { k: number }, a: number, ...rest: number[]): Coroutine<unknown> {
        return [this.k, a, rest];
      }),
    );
    expect(method.call({ k: 1 }, 2, 3, 4).next().value).toEqual([1, 2, [3, 4]]);
  });

  it('names its objects as without it', () => {
    const object = debugged(make_f)();
    expect(format_coroutine(object, false)).toBe(`f() running at ${at('place of f')}`);
    object.return(0);
    expect(format_coroutine(object, true)).toBe(`f() done, defined at ${at('place of f')}`);
  });

  it('names the plain function where otherwise the generator is named that stands for it', () => {
    const object = debugged(make_g)(1);
    expect(format_coroutine(object, false)).toBe(`g() running, defined at ${at('place of g')}`);
    object.next();
    expect(format_coroutine(object, true)).toBe(`g() done, defined at ${at('place of g')}`);
  });
});

describe('a coroutine object that nobody has started', () => {
  it('is reported when it is collected, with where it was made', async () => {
    const log = record_log();
    const f = debugged(make_f);
    function make() {
      return f(); // made here
    }
    await forget(make);
    const [line = ''] = log.lines;
    const lines = line.split('\n');
    expect(log.lines).toHaveLength(1);
    expect(lines.slice(0, 2)).toEqual([
      `ERROR <CoroWrapper f() running at ${at('place of f')}, created at ${at('// made here')}> was never yielded from`,
      'Coroutine object created at (most recent call last, truncated to 10 last lines):',
    ]);
    const [file, number] = at('// made here').split(/:(?=\d+$)/);
    expect(lines.slice(-2)).toEqual([
      `  File "${file}", line ${number}, in make`,
      '    return f(); // made here',
    ]);
  });

  it('is reported as defined somewhere when a plain function was decorated', async () => {
    const log = record_log();
    const g = debugged(make_g);
    await forget(() => g(1)); // a plain one
    expect(log.lines[0]?.split('\n')[0]).toBe(
      `ERROR <CoroWrapper g() running, defined at ${at('place of g')}, created at ${at('// a plain one')}> was never yielded from`,
    );
  });

  it('is reported once', async () => {
    const log = record_log();
    const f = debugged(make_f);
    await forget(() => f());
    send_reports();
    expect(log.lines.filter((line) => line.includes('<CoroWrapper f()'))).toHaveLength(1);
  });

  it('is not kept by the report: not even when a frame of its making holds it', async () => {
    const log = record_log();
    const f = debugged(make_f);
    class Holder {
      object: unknown;
      make(): void {
        this.object = f();
      }
    }
    await forget(() => {
      const holder = new Holder();
      holder.make();
      return holder;
    });
    expect(log.lines.filter((line) => line.includes('was never yielded from'))).toHaveLength(1);
  });

  it('is not reported without debug mode', async () => {
    const log = record_log();
    set_coroutine_debug(false);
    const f = make_f();
    await forget(() => f());
    expect(log.lines).toEqual([]);
  });
});

describe('a coroutine object that somebody has started', () => {
  const resumed: [string, (object: Coroutine<number>) => unknown][] = [
    ['by next()', (object) => object.next()],
    ['and ended', (object) => [object.next(), object.next()]],
    ['by return()', (object) => object.return(0)],
    ['by throw()', (object) => expect(() => object.throw(new Error('boo'))).toThrow('boo')],
    ['by the loop', (object) => new VirtualTimeLoop().run_until_complete(object)],
    [
      'by another one that waits for it',
      (object) =>
        coroutine(function* outer() {
          yield* object;
        })().next(),
    ],
    ['by iterating over it', (object) => [...(object as Iterable<unknown>)]],
  ];

  it.each(resumed)('%s is not reported', async (_, resume) => {
    const log = record_log();
    const f = debugged(make_f);
    await forget(() => {
      const object = f();
      resume(object);
      return object;
    });
    expect(log.lines.filter((line) => line.includes('never yielded'))).toEqual([]);
  });

  it('deep down, where it has to be parked, is not reported', async () => {
    const log = record_log();
    const level = debugged(() =>
      coroutine(function* level(depth: number): Coroutine<void> {
        if (depth > 0) yield* again(depth - 1);
        yield;
      }),
    );
    const again = level;
    await forget(() => {
      const object = level(500);
      object.next();
      return object;
    });
    expect(log.lines).toEqual([]);
  });
});

describe('a process of its own', () => {
  let built: Built;
  beforeAll(() => {
    built = build(['spec/support/never_yielded_program.ts']);
  });
  afterAll(() => built.remove());

  function run(name: string, debug: string, options: string[] = []) {
    vi.stubEnv('PYTHONASYNCIODEBUG', debug);
    const program = join(built.directory, 'spec/support/never_yielded_program.js');
    return run_node([...options, program, name], built.directory);
  }

  /** Without the source lines, which are not the same in two languages. */
  // CPython's ten frames include that of its decorator, which it takes off again: here ten are the user's.
  function words(stderr: string): string[] {
    return normalise(stderr)
      .replace(/repeated \d+ more/, 'repeated N more')
      .split('\n')
      .filter((line) => !line.startsWith('    ') && line !== '');
  }

  const PYTHON = `
import asyncio

@asyncio.coroutine
def f(a):
    yield

@asyncio.coroutine
def g(a):
    return a

class C:
    @asyncio.coroutine
    def m(self):
        yield

    @staticmethod
    @asyncio.coroutine
    def s():
        yield

    @asyncio.coroutine
    def p(self):
        return f(9)

def make():
    return f(1)

def deep(levels):
    return f(2) if levels == 0 else deep(levels - 1)

def never_started():
    make()
    g(1)
    C().m()
    C.s()
    C().p()
    deep(20)

never_started()
`;

  const created =
    'Coroutine object created at (most recent call last, truncated to 10 last lines):';
  const frames = ['<module>', 'never_started'].map((name) => `  FILE:LINE, in ${name}`);
  const report = (text: string, ...more: string[]) => [
    `<CoroWrapper ${text} at FILE:LINE, created at FILE:LINE> was never yielded from`,
    created,
    ...frames,
    ...more,
  ];
  const EXPECTED = [
    ...report('f() running', '  FILE:LINE, in make'),
    ...report('g() running, defined'),
    ...report('C.m() running'),
    ...report('C.s() running'),
    ...report('C.p() running, defined'),
    ...report('f() running').slice(0, 2),
    ...Array(3).fill('  FILE:LINE, in deep'),
    '  [Previous line repeated N more times]',
  ];

  it(`reports at its end, word for word as Python does${without_python36}`, () => {
    const { stdout, stderr, status } = run('never_started', '1');
    expect({ stdout, status }).toEqual({ stdout: '', status: 0 });
    expect(words(stderr)).toEqual(EXPECTED);
    if (!has_python36) return;
    const python = python36(['-'], { input: PYTHON, env: { PYTHONASYNCIODEBUG: '1' } });
    const text = python.stderr.replaceAll('<stdin>', 'program.py');
    expect(words(text)).toEqual(EXPECTED);
  });

  it('reports nothing without the environment variable', () => {
    expect(run('never_started', '')).toEqual({ stdout: '', stderr: '', status: 0 });
  });

  it('reports nothing that was started', () => {
    expect(run('started', '1')).toEqual({ stdout: 'ran\n', stderr: '', status: 0 });
  });

  it('reports what was collected then, the rest at its end', () => {
    const { stdout, stderr } = run('collected', '1', ['--expose-gc']);
    expect(stdout).toBe('collected\nobject\n');
    expect(words(stderr).filter((line) => line.includes('never yielded'))).toHaveLength(2);
  });

  it('reports when it exits early, and keeps its exit code', () => {
    const { stderr, status } = run('exits', '1');
    expect(status).toBe(3);
    expect(words(stderr)[0]).toMatch(/^<CoroWrapper f\(\) running at .* was never yielded from$/);
  });
});
