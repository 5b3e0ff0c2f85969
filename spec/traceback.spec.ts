import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { host, install_host, type Location } from '../lib/host';
import { repr } from '../lib/reprlib';
import {
  DEBUG_STACK_DEPTH,
  error_frames,
  extract_stack,
  format_frames,
  type SourceTraceback,
} from '../lib/traceback';
import { has_python36, python36, without_python36 } from './support/python36';

const LIB = join(dirname(__dirname), 'lib');
const SOURCE = readFileSync(__filename, 'utf8').split('\n');
const line_of = (marker: string): number => SOURCE.findIndex((line) => line.includes(marker)) + 1;

/** Stands for a function of the library that a program calls. */
function make(): SourceTraceback {
  return extract_stack(make);
}

class Made {
  readonly traceback = extract_stack(Made);
}

function frames_of(stack: string, message = ''): Location[] {
  const error = new Error(message);
  error.stack = stack;
  return error_frames(error);
}

/** The one frame of V8's text after "at". */
function frame(text: string): Location | undefined {
  return frames_of(`Error\n    at ${text}`)[0];
}

describe('extract_stack', () => {
  it('ends at the line that called the library', () => {
    function user(): SourceTraceback {
      return make(); // the line of user
    }
    const { last } = user();
    expect(last).toEqual({ file: __filename, line: line_of('// the line of user'), name: 'user' });
  });

  it('takes a class for the function that was called', () => {
    function user(): SourceTraceback {
      return new Made().traceback; // the line of new
    }
    expect(user().last).toEqual({
      file: __filename,
      line: line_of('// the line of new'),
      name: 'user',
    });
  });

  it('gives the frames oldest first', () => {
    const inner = () => make();
    const outer = () => inner();
    const names = outer().frames.map((frame) => frame.name);
    expect(names.slice(-2)).toEqual(['outer', 'inner']);
  });

  it('shows a generator once, without the builtin that resumes it', () => {
    function* inner(): Generator<never, SourceTraceback> {
      return make();
    }
    function* outer(): Generator<never, SourceTraceback> {
      return yield* inner();
    }
    const names = outer()
      .next()
      .value.frames.map((frame) => frame.name);
    expect(names.slice(-2)).toEqual(['outer', 'inner']);
  });

  it('leaves out the frames of the library, wherever they lie', () => {
    let traceback: SourceTraceback | undefined;
    function user(): void {
      repr({
        __repr__() {
          traceback = make();
          return '';
        },
      });
    }
    user();
    const frames = traceback?.frames ?? [];
    expect(frames.slice(-2).map((frame) => frame.name)).toEqual(['user', '__repr__']);
    expect(frames.filter((frame) => frame.file.startsWith(LIB))).toEqual([]);
  });

  it('keeps the ten newest frames', () => {
    const down = (depth: number): SourceTraceback => (depth === 0 ? make() : down(depth - 1));
    const { frames } = down(20);
    expect(frames.map((frame) => frame.name)).toEqual(Array(DEBUG_STACK_DEPTH).fill('down'));
  });

  it('finds ten frames below many of builtins', () => {
    function* down(depth: number): Generator<never, SourceTraceback> {
      return depth === 0 ? make() : yield* down(depth - 1);
    }
    const { frames } = down(20).next().value;
    expect(frames.map((frame) => frame.name)).toEqual(Array(DEBUG_STACK_DEPTH).fill('down'));
  });

  it.each([0, 1, 100])(
    'does not depend on Error.stackTraceLimit = %d, and leaves it so',
    (limit) => {
      const before = Error.stackTraceLimit;
      Error.stackTraceLimit = limit;
      try {
        const down = (depth: number): SourceTraceback => (depth === 0 ? make() : down(depth - 1));
        expect(
          down(3)
            .frames.slice(-4)
            .map((frame) => frame.name),
        ).toEqual(Array(4).fill('down'));
        expect(Error.stackTraceLimit).toBe(limit);
      } finally {
        Error.stackTraceLimit = before;
      }
    },
  );

  describe('with a counting Error.prepareStackTrace', () => {
    const before = Error.prepareStackTrace;
    afterEach(() => {
      Error.prepareStackTrace = before;
    });

    it('has the stack written once, at the first question', () => {
      const traceback = make();
      let count = 0;
      Error.prepareStackTrace = (_error, sites) => {
        count += 1;
        return `Error\n    at ${sites.join('\n    at ')}`;
      };
      const unread = make();
      expect(count).toBe(0);
      expect(traceback.last?.file).toBe(__filename);
      expect(traceback.frames.length).toBeGreaterThan(0);
      expect(traceback.format()).not.toBe('');
      expect(traceback.frames).toBe(traceback.frames);
      expect(count).toBe(1);
      expect(unread).toBeDefined();
    });

    it('has no frames where stacks are no text', () => {
      Error.prepareStackTrace = () => ['structured'];
      expect(make().frames).toEqual([]);
    });

    it('has no frames where a stack cannot be written', () => {
      Error.prepareStackTrace = () => {
        throw new Error('broken hook');
      };
      const traceback = make();
      expect(traceback.frames).toEqual([]);
      expect(traceback.last).toBeUndefined();
      expect(traceback.format()).toBe('');
    });
  });

  it('keeps nobody alive once it was read', async () => {
    class Maker {
      make(): SourceTraceback {
        return make();
      }
    }
    const made = () => {
      const maker = new Maker();
      return { traceback: maker.make(), maker: new WeakRef(maker) };
    };
    const { traceback, maker } = made();
    expect(traceback.last?.name).toBe('make');
    await new Promise(setImmediate);
    globalThis.gc?.();
    expect(maker.deref()).toBeUndefined();
    expect(traceback.last?.name).toBe('make');
  });
});

describe('error_frames', () => {
  it('leads from the oldest call to the line that raised', () => {
    const raise = () => {
      throw new RangeError('at fault'); // the line of raise
    };
    const user = () => raise();
    try {
      user();
      expect.unreachable();
    } catch (error) {
      const frames = error_frames(error);
      expect(frames.slice(-2).map((frame) => frame.name)).toEqual(['user', 'raise']);
      expect(frames.at(-1)?.line).toBe(line_of('// the line of raise'));
    }
  });

  it('leaves out the library and the internals of Node', () => {
    const stack = [
      'Error: x',
      '    at user (/app/main.js:3:1)',
      `    at Task._step (${join(LIB, 'tasks.ts')}:10:5)`,
      `    at run (${join(LIB, 'aiohttp', 'web.ts')}:10:5)`,
      '    at main (/app/lib/main.js:9:1)',
      '    at process.processTicksAndRejections (node:internal/process/task_queues:95:5)',
      '    at node:internal/main/run_main_module:28:49',
    ].join('\n');
    expect(frames_of(stack, 'x').map((frame) => frame.name)).toEqual(['main', 'user']);
  });

  it('is not misled by a message that looks like a stack', () => {
    const message = 'first\n    at liar (/not/there.js:1:1)';
    const stack = `Error: ${message}\n    at user (/app/main.js:3:1)`;
    expect(frames_of(stack, message).map((frame) => frame.name)).toEqual(['user']);
  });

  it('finds the frames when the message was changed after the capture', () => {
    expect(frames_of('Error: before\n    at user (/app/main.js:3:1)', 'main.js')).toHaveLength(1);
  });

  it.each([undefined, null, 'text', 7, {}])('has no frames for %s', (thrown) => {
    expect(error_frames(thrown)).toEqual([]);
  });

  it('has no frames for an error without a stack', () => {
    expect(frames_of('CancelledError')).toEqual([]);
  });
});

describe("V8's frames", () => {
  const at = (name: string) => ({ file: '/app/a.ts', line: 12, name });

  it.each([
    ['a function', 'fn (/app/a.ts:12:3)', 'fn'],
    ['an async function', 'async fn (/app/a.ts:12:3)', 'fn'],
    ['a method', 'Foo.method (/app/a.ts:12:3)', 'method'],
    ['an async method', 'async Foo.method (/app/a.ts:12:3)', 'method'],
    ['a method under another name', 'Foo.method [as alias] (/app/a.ts:12:3)', 'method'],
    ['a getter', 'Foo.get size [as size] (/app/a.ts:12:3)', 'size'],
    ['a private method', 'Foo.#hidden (/app/a.ts:12:3)', '#hidden'],
    ['a method named by a symbol', 'Foo.[Symbol.iterator] (/app/a.ts:12:3)', '[Symbol.iterator]'],
    ['a name with a space', 'Object.x y (/app/a.ts:12:3)', 'x y'],
    ['a constructor', 'new Foo (/app/a.ts:12:3)', '__init__'],
    ['a function without a name', '/app/a.ts:12:3', '<lambda>'],
    ['an async function without a name', 'async /app/a.ts:12:3', '<lambda>'],
    ['a function that tsx calls anonymous', '<anonymous> (/app/a.ts:12:3)', '<lambda>'],
    ['a method without a name', 'Foo.<anonymous> (/app/a.ts:12:3)', '<lambda>'],
    ['the body of a CommonJS module', 'Object.<anonymous> (/app/a.ts:12:3)', '<module>'],
    ['evaluated code', 'eval (eval at fn (/app/a.ts:12:3), <anonymous>:1:1)', '<module>'],
    ['a function in it', 'fn (eval at x (/app/a.ts:12:3), <anonymous>:7:1)', 'fn'],
    [
      'code evaluated by evaluated code',
      'fn (eval at x (eval at y (/app/a.ts:12:3), <anonymous>:7:1), <anonymous>:8:1)',
      'fn',
    ],
  ])('give file, line and name of %s', (_what, text, name) => {
    expect(frame(text)).toEqual(at(name));
  });

  it.each([
    ['a CommonJS module', 'Module._compile (node:internal/modules/cjs/loader:1521:14)'],
    ['an ES module', 'ModuleJob.run (node:internal/modules/esm/module_job:325:25)'],
    [
      'a module under vitest',
      'async VitestModuleEvaluator._runInlinedModule (file:///app/node_modules/vitest/dist/x.js:206:4)',
    ],
  ])('without a name are the body of %s when it is being loaded', (_what, loader) => {
    const frames = frames_of(`Error\n    at file:///app/a.ts:12:3\n    at ${loader}`);
    expect(frames.at(-1)).toEqual(at('<module>'));
  });

  it.each([
    ['/app/dir (copy)/a b.ts:12:3', '/app/dir (copy)/a b.ts'],
    ['fn (/app/dir (copy)/a b.ts:12:3)', '/app/dir (copy)/a b.ts'],
    ['fn (file:///app/a%20b.mjs?v=1:12:3)', '/app/a b.mjs'],
    ['fn (C:\\app\\a.js:12:3)', 'C:\\app\\a.js'],
    ['fn (file:///C:/app/a.mjs:12:3)', 'C:\\app\\a.mjs'],
    ['[eval]:12:3', '[eval]'],
  ])('%s lies in %s', (text, file) => {
    expect(frame(text)).toMatchObject({ file, line: 12 });
  });

  it.each([
    'gen.next (<anonymous>)',
    'Array.map (<anonymous>)',
    'new Promise (<anonymous>)',
    'async Promise.all (index 0)',
    'fn (native)',
    'fn (<anonymous>:1:1)',
    'eval (eval at map (<anonymous>), <anonymous>:1:1)',
    'wasm://wasm/8b7e1a56:wasm-function[1]:0x2c',
  ])('without a place are left out: %s', (text) => {
    expect(frame(text)).toBeUndefined();
  });
});

describe('format_frames', () => {
  const before = host.source_line;
  afterEach(() => install_host({ source_line: before }));

  it('adds the text of the line where the host can read it', () => {
    install_host({
      source_line: (file, line) => (file === '/a.ts' ? `  line ${line}\n` : undefined),
    });
    const frames = [
      { file: '/a.ts', line: 3, name: 'f' },
      { file: '/b.ts', line: 4, name: '<lambda>' },
      { file: '/b.ts', line: 5 },
    ];
    expect(format_frames(frames)).toBe(
      '  File "/a.ts", line 3, in f\n    line 3\n' +
        '  File "/b.ts", line 4, in <lambda>\n' +
        '  File "/b.ts", line 5, in <module>\n',
    );
  });

  it('leaves out an empty line of source', () => {
    install_host({ source_line: () => '  ' });
    expect(format_frames([{ file: '/a.ts', line: 3, name: 'f' }])).toBe(
      '  File "/a.ts", line 3, in f\n',
    );
  });

  it('says nothing of no frames', () => {
    expect(format_frames([])).toBe('');
  });

  it.skipIf(!has_python36)(`counts repeated frames as CPython does${without_python36}`, () => {
    const frames: Location[] = [3, 4, 5, 1].flatMap((times, index) =>
      Array(times).fill({ file: '/a.py', line: index + 1, name: 'f' }),
    );
    frames.push(...Array(9).fill({ file: '/b.py', line: 4, name: 'g' }));
    const rows = frames.map(({ file, line, name }) => [file, line, name, '']);
    const script =
      'import json, sys, traceback\n' +
      'sys.stdout.write("".join(traceback.format_list(json.load(sys.stdin))))';
    const { stdout } = python36(['-c', script], { input: JSON.stringify(rows) });
    expect(format_frames(frames)).toBe(stdout);
    expect(stdout).toContain('repeated 6 more times');
  });
});
