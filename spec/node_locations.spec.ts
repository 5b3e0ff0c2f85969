import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import inspector from 'node:inspector';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ModuleKind, ScriptTarget, transpileModule } from 'typescript';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { function_location, generator_locations, source_line } from '../lib/node_locations';

const ROOT = dirname(__dirname);
const load = createRequire(__filename);

const line_in = (text: string, marker: string): number =>
  text.split('\n').findIndex((line) => line.includes(marker)) + 1;
const OWN_TEXT = readFileSync(__filename, 'utf8');
/** The line of this file that ends with this comment. */
const line_of = (marker: string): number => line_in(OWN_TEXT, `// ${marker}`);

const location_of = (generator: object) => generator_locations([generator])[0];

function started<G extends Iterator<unknown>>(generator: G, steps = 1): G {
  for (let step = 0; step < steps; step += 1) generator.next();
  return generator;
}

// biome-ignore format: the parameters are on a line of their own.
function* several( // several: defined
  first: number,
): Generator<number> {
  yield first; // several: first
  const rest: number[] = [
    ...several_more(),
    yield* several_more(), // several: delegates
  ];
  yield rest.length;
}

function* several_more(): Generator<number, number> {
  yield 1;
  return 1;
}

class Methods {
  *plain() {
    yield; // methods: plain
  }
  static *fixed() {
    yield;
  }
  *#hidden() {
    yield;
  }
  hidden() {
    return this.#hidden();
  }
  *[Symbol.iterator]() {
    yield;
  }
  *'quoted name'() {
    yield;
  }
}

let temp: string;
beforeAll(() => {
  temp = realpathSync(mkdtempSync(join(tmpdir(), 'yieldfrom-')));
});
afterAll(() => rmSync(temp, { recursive: true, force: true }));
afterEach(() => {
  vi.restoreAllMocks();
});

describe('generator_locations', () => {
  const here = (marker: string, name: string) => ({
    file: __filename,
    line: line_of(marker),
    name,
  });

  it('names the line at which a generator is suspended', () => {
    expect(location_of(started(several(1)))).toEqual(here('several: first', 'several'));
  });

  it('names the line of a yield* within a larger expression', () => {
    expect(location_of(started(several(1), 2))).toEqual(here('several: delegates', 'several'));
  });

  it('names the definition of a generator that is not started', () => {
    expect(location_of(several(1))).toEqual(here('several: defined', 'several'));
  });

  it('names the definition of a generator that is closed', () => {
    const closed = started(several(1));
    closed.return(0);
    expect(location_of(closed)).toEqual(here('several: defined', 'several'));
  });

  it('knows nothing of a generator that is running', () => {
    const places: unknown[] = [];
    function* looks(): Generator<undefined> {
      places.push(location_of(generator));
      yield;
    }
    const generator = looks();
    generator.next();
    expect(places).toEqual([undefined]);
    expect(location_of(generator)?.name).toBe('looks');
  });

  it('gives the line of a method and its name without the class', () => {
    expect(location_of(started(new Methods().plain()))).toEqual(here('methods: plain', 'plain'));
  });

  it.each([
    ['a static method', () => Methods.fixed(), 'fixed'],
    ['a private method', () => new Methods().hidden(), '#hidden'],
    ['a method named by a symbol', () => new Methods()[Symbol.iterator](), '[Symbol.iterator]'],
    ['a method with a quoted name', () => new Methods()['quoted name'](), 'quoted name'],
    ['no name at all', () => (() => function* () {})()(), '<lambda>'],
  ])('names the generator of %s', (_what, make, name) => {
    expect(location_of(make())?.name).toBe(name);
  });

  it('takes the name of a variable for that of a function without one', () => {
    const variable = function* () {};
    expect(location_of(variable())?.name).toBe('variable');
  });

  it('answers in the order of the question, with undefined for what is no generator', () => {
    const question = [
      started(several(1)),
      { next: () => ({ done: true }) },
      several(1),
      new Proxy(several(1), {}),
      [][Symbol.iterator](),
      started(new Methods().plain()),
    ];
    expect(generator_locations(question).map((place) => place?.line)).toEqual([
      line_of('several: first'),
      undefined,
      line_of('several: defined'),
      undefined,
      undefined,
      line_of('methods: plain'),
    ]);
  });

  it('answers for more generators than one session is asked about', () => {
    const many = Array.from({ length: 1201 }, (_, index) => started(several(1), index % 2));
    const lines = generator_locations(many).map((place) => place?.line);
    expect(lines).toEqual(
      many.map((_, index) => line_of(index % 2 ? 'several: first' : 'several: defined')),
    );
  });

  it('answers nothing to no question', () => {
    expect(generator_locations([])).toEqual([]);
  });
});

describe('function_location', () => {
  const arrow = [() => 1][0] as () => number; // arrow: defined

  it.each([
    ['a function', several, 'several: defined', 'several'],
    ['a bound function', several.bind(null), 'several: defined', 'several'],
    ['a function bound twice', several.bind(null).bind(null), 'several: defined', 'several'],
    ['a proxy of a function', new Proxy(several, {}), 'several: defined', 'several'],
    ['an arrow function', arrow, 'arrow: defined', '<lambda>'],
  ])('gives file, line and name of %s', (_what, fn, marker, name) => {
    const expected = { file: __filename, line: line_of(marker), name };
    expect(function_location(fn)).toEqual(expected);
    expect(function_location(fn)).toEqual(expected);
  });

  it('knows nothing of a native function', () => {
    expect(function_location(Math.max)).toBeUndefined();
    expect(function_location(Math.max.bind(null))).toBeUndefined();
  });

  it('knows nothing of what is no function', () => {
    expect(function_location({})).toBeUndefined();
  });

  it('knows nothing of a function without a file', () => {
    expect(function_location(new Function('return 1'))).toBeUndefined();
  });

  it('asks once for each function', () => {
    const connect = vi.spyOn(inspector.Session.prototype, 'connect');
    const fn = () => {};
    expect(function_location(fn)).toBe(function_location(fn));
    expect(connect).toHaveBeenCalledTimes(1);
  });
});

// What TypeScript compiles away moves the lines.
const FIXTURE = `interface Gone { a: number;
  b: number }
enum Shift { One = 1, Two }
export function* waiting(a: number, // defined
  b?: string): Generator<number> {
  yield a + Shift.Two; // suspended
}
`;

interface Fixture {
  waiting(a: number): Generator<number>;
}

describe('what was compiled', () => {
  const compile = (options: object) =>
    transpileModule(FIXTURE, {
      fileName: 'fixture.ts',
      compilerOptions: { target: ScriptTarget.ES2022, module: ModuleKind.CommonJS, ...options },
    });

  /** Load it from a directory of its own, and ask. */
  function ask(name: string, js: string, map?: string): { dir: string; places: unknown[] } {
    const dir = join(temp, name);
    mkdirSync(join(dir, 'built'), { recursive: true });
    const file = join(dir, 'built', 'fixture.js');
    writeFileSync(file, js);
    if (map !== undefined) writeFileSync(`${file}.map`, map);
    const { waiting } = load(file) as Fixture;
    const places = [
      ...generator_locations([waiting(1), started(waiting(1))]),
      function_location(waiting),
    ];
    return { dir, places };
  }

  const places_in = (file: string, text: string) => {
    const defined = { file, line: line_in(text, 'waiting('), name: 'waiting' };
    return [defined, { file, line: line_in(text, 'yield a'), name: 'waiting' }, defined];
  };
  const with_sources = (map: string | undefined, change: object) =>
    JSON.stringify({ ...JSON.parse(map as string), ...change });

  it('is named by its original file: a map in a file beside it', () => {
    const { outputText, sourceMapText } = compile({ sourceMap: true });
    const map = with_sources(sourceMapText, { sources: ['../src/fix ture.ts'] });
    const { dir, places } = ask('external', outputText, map);
    expect(places).toEqual(places_in(join(dir, 'src', 'fix ture.ts'), FIXTURE));
  });

  it('is named by its original file: a map with a source root', () => {
    const { outputText, sourceMapText } = compile({ sourceMap: true });
    const map = with_sources(sourceMapText, { sourceRoot: '../root' });
    const { dir, places } = ask('root', outputText, map);
    expect(places).toEqual(places_in(join(dir, 'root', 'fixture.ts'), FIXTURE));
  });

  it('is named by its original file: a map with an absolute path', () => {
    const { outputText, sourceMapText } = compile({ sourceMap: true });
    const file = join(temp, 'else#where', 'fixture.ts');
    const { places } = ask(
      'absolute',
      outputText,
      with_sources(sourceMapText, { sources: [file] }),
    );
    expect(places).toEqual(places_in(file, FIXTURE));
  });

  it('is named by its original file: a map inside of it', () => {
    const { outputText } = compile({ inlineSourceMap: true });
    const { dir, places } = ask('inline', outputText);
    expect(places).toEqual(places_in(join(dir, 'built', 'fixture.ts'), FIXTURE));
  });

  it('is named by its original file: a map inside of it that is not in base 64', () => {
    const { outputText, sourceMapText } = compile({ sourceMap: true });
    const url = `data:application/json,${encodeURIComponent(sourceMapText as string)}`;
    const js = outputText.replace(/(sourceMappingURL=).*/, (_, start: string) => start + url);
    const { dir, places } = ask('percent', js);
    expect(places).toEqual(places_in(join(dir, 'built', 'fixture.ts'), FIXTURE));
  });

  const { outputText, sourceMapText } = compile({ sourceMap: true });
  it.each([
    ['has no map', outputText.replace(/\/\/# source.*/, ''), undefined],
    ['has lost its map', outputText, undefined],
    ['has a broken map', outputText, '{"version":3'],
    [
      'has a map to what is no file',
      outputText,
      with_sources(sourceMapText, { sourceRoot: 'webpack://app' }),
    ],
    ['has a map that leads nowhere', outputText, with_sources(sourceMapText, { mappings: '' })],
  ])('is named itself when it %s', (what, js, map) => {
    const { dir, places } = ask(what, js, map);
    expect(places).toEqual(places_in(join(dir, 'built', 'fixture.js'), js));
  });

  it('is named by its original file under ts-node', () => {
    const file = join(temp, 'program.ts');
    const lib = JSON.stringify(join(ROOT, 'lib', 'node_locations'));
    writeFileSync(
      file,
      `${FIXTURE}import { function_location, generator_locations } from ${lib};
const suspended = waiting(1);
suspended.next();
const places = [...generator_locations([waiting(1), suspended]), function_location(waiting)];
console.log(JSON.stringify(places));
`,
    );
    const { stdout, stderr } = spawnSync(
      process.execPath,
      [load.resolve('ts-node/dist/bin'), file],
      {
        cwd: ROOT,
        env: { ...process.env, TS_NODE_PROJECT: join(ROOT, 'tsconfig.json') },
        encoding: 'utf8',
      },
    );
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual(places_in(file, FIXTURE));
  });
});

describe('source_line', () => {
  it('gives the text of a line without the white space around it', () => {
    const file = join(temp, 'lines.txt');
    writeFileSync(file, '  one\r\n\ttwo  \r\n\r\nfour');
    expect([1, 2, 3, 4].map((line) => source_line(file, line))).toEqual(['one', 'two', '', 'four']);
  });

  it('reads a file once', () => {
    const file = join(temp, 'once.txt');
    writeFileSync(file, 'before');
    expect(source_line(file, 1)).toBe('before');
    writeFileSync(file, 'after');
    expect(source_line(file, 1)).toBe('before');
  });

  it('knows nothing of lines and files that are not there', () => {
    expect(source_line(__filename, 0)).toBeUndefined();
    expect(source_line(__filename, 1_000_000)).toBeUndefined();
    expect(source_line(join(temp, 'nowhere.txt'), 1)).toBeUndefined();
    expect(source_line(temp, 1)).toBeUndefined();
    expect(source_line('package.json', 1)).toBeUndefined();
    expect(source_line('[eval]', 1)).toBeUndefined();
  });
});

describe('the inspector', () => {
  /** The module as a program finds it that has asked nothing yet. */
  async function fresh(): Promise<typeof import('../lib/node_locations')> {
    vi.resetModules();
    return import('../lib/node_locations.js');
  }

  it('is loaded at the first question', async () => {
    const get = vi.spyOn(process, 'getBuiltinModule');
    const { generator_locations } = await fresh();
    expect(get).not.toHaveBeenCalledWith('node:inspector');
    generator_locations([several(1)]);
    expect(get).toHaveBeenCalledWith('node:inspector');
  });

  it('is left as it was found', async () => {
    const methods: string[] = [];
    const { post, connect, disconnect } = inspector.Session.prototype;
    const record = (name: string, fn: (...args: never[]) => unknown) =>
      function (this: unknown, ...args: never[]): unknown {
        methods.push(name === 'post' ? String(args[0]) : name);
        return fn.apply(this, args);
      };
    vi.spyOn(inspector.Session.prototype, 'post').mockImplementation(record('post', post) as never);
    vi.spyOn(inspector.Session.prototype, 'connect').mockImplementation(record('connect', connect));
    vi.spyOn(inspector.Session.prototype, 'disconnect').mockImplementation(
      record('disconnect', disconnect),
    );
    const { generator_locations } = await fresh();
    const before = Reflect.ownKeys(inspector);
    expect(generator_locations([several(1)])[0]).toBeDefined();
    expect(methods[0]).toBe('connect');
    expect(methods.slice(-3)).toEqual(['Debugger.enable', 'Debugger.disable', 'disconnect']);
    expect(Reflect.ownKeys(inspector)).toEqual(before);
  });

  it('is asked for scripts once', async () => {
    const { generator_locations } = await fresh();
    generator_locations([several(1)]);
    const post = vi.spyOn(inspector.Session.prototype, 'post');
    expect(generator_locations([several_more()])[0]).toBeDefined();
    expect(post.mock.calls.map(([method]) => String(method))).not.toContain('Debugger.enable');
  });

  it('is asked for a script again when it failed to answer', async () => {
    const { generator_locations } = await fresh();
    const { post } = inspector.Session.prototype;
    const fail = function (this: unknown, method: string, ...rest: [object, (e: Error) => void]) {
      if (method === 'Debugger.enable') rest[1](new Error('Internal error'));
      else Reflect.apply(post, this, [method, ...rest]);
    };
    vi.spyOn(inspector.Session.prototype, 'post').mockImplementation(fail as never);
    expect(generator_locations([several(1)])).toEqual([undefined]);
    vi.restoreAllMocks();
    expect(generator_locations([several(1)])[0]).toBeDefined();
  });

  it('keeps no object alive', async () => {
    const question = () => {
      const generator = started(several(1));
      const fn = () => generator;
      expect(generator_locations([generator])[0]).toBeDefined();
      expect(function_location(fn)).toBeDefined();
      return [new WeakRef<object>(generator), new WeakRef<object>(fn)];
    };
    const asked = question();
    await new Promise(setImmediate);
    globalThis.gc?.();
    expect(asked.map((ref) => ref.deref())).toEqual([undefined, undefined]);
  });

  it.each([
    ['is missing', () => vi.spyOn(process, 'getBuiltinModule').mockReturnValue(undefined as never)],
    [
      'cannot be loaded',
      () =>
        vi.spyOn(process, 'getBuiltinModule').mockImplementation(() => {
          throw new Error('Inspector is not available');
        }),
    ],
    [
      'cannot be reached',
      () =>
        vi.spyOn(inspector.Session.prototype, 'connect').mockImplementation(() => {
          throw new Error('Access to this API has been restricted');
        }),
    ],
    [
      'does not answer',
      () => vi.spyOn(inspector.Session.prototype, 'post').mockImplementation(() => {}),
    ],
    [
      'answers with an error',
      () =>
        vi
          .spyOn(inspector.Session.prototype, 'post')
          .mockImplementation(((_method: string, _params: object, done: (e: Error) => void) =>
            done(new Error('Internal error'))) as never),
    ],
  ])('does no harm when it %s', (_what, spoil) => {
    spoil();
    expect(generator_locations([several(1), several(1)])).toEqual([undefined, undefined]);
    expect(function_location(() => {})).toBeUndefined();
    vi.restoreAllMocks();
    expect(location_of(several(1))).toBeDefined();
  });
});
