import { once } from 'node:events';
import { cpSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { start_peer } from './interop/child';
import { type Built, build } from './support/built';
import { type ProgramResult, ROOT, start_program, TS_NODE_OPTIONS } from './support/programs';
import {
  has_python36,
  normalise,
  python36_command,
  python36_env,
  without_python36,
} from './support/python36';
import { python_signatures, typescript_signatures } from './support/side_by_side';

const SAMPLES = join(ROOT, 'samples');

/** Starting a compiler and a program can take long on a busy machine. */
const PATIENCE = 120_000;

/** A line by which the sample shows that it came to its point. */
const KEY_LINES: Record<string, string> = {
  callback_hell: 'stage 3: parcel on its way',
  cancel_cleanup: 'ended with finished all the same',
  charfinder: 'U+265A ♚ BLACK CHESS KING',
  flags_asyncio: 'saved: BR.gif CN.gif ID.gif IN.gif NG.gif PK.gif US.gif',
  flags_executor: 'saved: BR.gif CN.gif IN.gif',
  future_states: 'result() as often as you like: 42 42',
  http_charfinder: '<li>U+1F63A 😺 SMILING CAT FACE WITH OPEN MOUTH</li>',
  spinner_asyncio: 'Answer: 3',
  spinner_thread: 'Answer: 3',
  tasks_and_futures: 'future: 3 task: 4 other: 6',
  tcp_charfinder: 'closed by the server',
  three_stages: 'stage 3: parcel on its way',
};

/** Servers ask themselves something, and end. */
const ARGS: Record<string, readonly string[]> = {
  http_charfinder: ['--demo'],
  tcp_charfinder: ['--demo'],
};

const names = readdirSync(SAMPLES)
  .filter((file) => file.endsWith('.py'))
  .map((file) => file.slice(0, -'.py'.length));

let built: Built;

/** `npm start`, which waits for six seconds: the other programs run meanwhile. */
let spinners: Promise<ProgramResult>;

beforeAll(() => {
  const files = readdirSync(SAMPLES, { recursive: true, encoding: 'utf8' });
  const programs = files.filter((file) => file.endsWith('.ts'));
  built = build(programs.map((file) => `samples/${file}`));
  symlinkSync(join(ROOT, 'node_modules/@unicode'), join(built.directory, 'node_modules/@unicode'));
  // Texts, which `run` lists.
  cpSync(SAMPLES, join(built.directory, 'samples'), { recursive: true });
  spinners = run_typescript('run');
  // Who waits for it hears of its error.
  spinners.catch(() => {});
}, PATIENCE);

afterAll(() => built.remove());

/** A sample, compiled before: most of the time of a program in TypeScript is the compiler's. */
function run_compiled(name: string, ...args: readonly string[]): Promise<ProgramResult> {
  const program = join(built.directory, `samples/${name}.js`);
  return start_program(process.execPath, [program, ...args], { cwd: built.directory });
}

/** As `npm start` does. */
function run_typescript(name: string, ...args: readonly string[]): Promise<ProgramResult> {
  return start_program(process.execPath, [...TS_NODE_OPTIONS, `samples/${name}.ts`, ...args]);
}

function run_python(name: string, ...args: readonly string[]): Promise<ProgramResult> {
  return start_program(python36_command, [`samples/${name}.py`, ...args], { env: python36_env });
}

/** The spinner's frames as one: how many there are in three seconds depends on the machine. */
function without_frames(text: string): string {
  return text.replace(/(?:[|/\\-] [^\b\n]*[\b]+)+/g, 'FRAMES');
}

/** The last thing that stands on each line, once the backspaces have done their work. */
function final_lines(text: string): string[] {
  return text.split('\n').map((line) => line.slice(line.lastIndexOf('\x08') + 1));
}

describe('the samples', () => {
  it('each have a key line here', () => {
    expect(Object.keys(KEY_LINES).sort()).toEqual([...names].sort());
  });

  it(
    'tell one story with callbacks and as one coroutine',
    async () => {
      const [callbacks, coroutine] = await Promise.all([
        run_compiled('callback_hell'),
        run_compiled('three_stages'),
      ]);
      expect(callbacks.stdout).not.toBe('');
      expect(callbacks.stdout).toBe(coroutine.stdout);
    },
    PATIENCE,
  );
});

describe.each(names)('samples/%s', (name) => {
  const args = ARGS[name] ?? [];
  let ours: ProgramResult;
  let python: ProgramResult;

  beforeAll(async () => {
    // Both at the same time: the spinners wait for three seconds.
    const running = run_compiled(name, ...args);
    if (has_python36) python = await run_python(name, ...args);
    ours = await running;
  }, PATIENCE);

  it('runs to its end and prints its key line', () => {
    expect(ours.stderr).toBe('');
    expect(ours.status).toBe(0);
    expect(final_lines(ours.stdout)).toContain(KEY_LINES[name]);
  });

  it.skipIf(!has_python36)(`prints what its Python twin prints${without_python36}`, () => {
    expect(python.stderr).toBe('');
    expect(python.status).toBe(0);
    expect(without_frames(normalise(ours.stdout))).toBe(without_frames(normalise(python.stdout)));
  });

  it('has the lines of its Python twin in the same order', () => {
    const python = python_signatures(readFileSync(join(SAMPLES, `${name}.py`), 'utf8'));
    const typescript = typescript_signatures(readFileSync(join(SAMPLES, `${name}.ts`), 'utf8'));
    expect(typescript).toEqual(python);
  });
});

describe.each(Object.keys(ARGS))('samples/%s without --demo', (name) => {
  it('serves until Ctrl-C, and ends well though a client is still connected', async () => {
    const program = join(built.directory, `samples/${name}.js`);
    const { child, first_line, output } = start_peer(process.execPath, [program, '0']);
    const [, port] = /127\.0\.0\.1\D+(\d+)/.exec(await first_line) ?? [];
    const client = connect(Number(port), '127.0.0.1');
    // A query for the one, a request for the other: the answer shows that the loop runs, and catches Ctrl-C.
    client.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await once(client, 'data');
    client.resume();
    const closed = once(client, 'close');
    child.kill('SIGINT');
    expect((await output).split('\n')).toContain('no more served');
    await closed;
  });
});

describe('samples/run.ts', () => {
  it(
    'turns the spinner as threads, then as coroutines',
    async () => {
      const { status, stdout } = await spinners;
      expect(status).toBe(0);
      expect(stdout).toMatch(/spinner object: <Thread.*Answer: 3\n.*spinner object: <Task/s);
      expect(final_lines(stdout).filter((line) => line === 'Answer: 3')).toHaveLength(2);
    },
    PATIENCE,
  );

  it(
    'runs a sample by its name',
    async () => {
      const { status, stdout } = await run_typescript('run', 'three_stages');
      expect(status).toBe(0);
      expect(final_lines(stdout)).toContain(KEY_LINES.three_stages);
    },
    PATIENCE,
  );

  it.each(['--list', '--help'])(
    'lists every sample with its description on %s',
    async (option) => {
      const { status, stdout } = await run_compiled('run', option);
      expect(status).toBe(0);
      for (const name of names) {
        expect(stdout).toMatch(new RegExp(`^  ${name} +[A-Z].*\\.$`, 'm'));
      }
    },
    PATIENCE,
  );

  it.each(['nosuch', '../lib/index', 'run', ''])(
    'lists the samples on stderr and exits with 2 for the name %j',
    async (name) => {
      const { status, stdout, stderr } = await run_compiled('run', name);
      expect(status).toBe(2);
      expect(stdout).toBe('');
      expect(stderr).toContain('usage: npm start [-- NAME [args]]');
    },
    PATIENCE,
  );
});
