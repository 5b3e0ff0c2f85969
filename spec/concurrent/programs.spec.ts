import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Built, build } from '../support/built';
import { type ProgramResult, run_node, TS_NODE_OPTIONS } from '../support/programs';

const PROGRAM = 'spec/support/executor_program';

let built: Built;

beforeAll(() => {
  built = build([`${PROGRAM}.ts`, 'spec/support/places.ts']);
});

afterAll(() => built.remove());

const TSX = createRequire(__filename).resolve('tsx/cli');

const ways: Record<string, (name: string) => ProgramResult> = {
  'built JavaScript': (name) => run_node([`${PROGRAM}.js`, name], built.directory),
  'ts-node': (name) => run_node([...TS_NODE_OPTIONS, `${PROGRAM}.ts`, name]),
  tsx: (name) => run_node([TSX, `${PROGRAM}.ts`, name]),
};

describe.each(Object.entries(ways))('a program with an executor, by %s', (way, run) => {
  it('gets results, output, and errors with their class and place', () => {
    const { stdout, stderr } = run('results');
    expect(stderr).toBe('');
    const place = way === 'built JavaScript' ? 'js' : 'ts';
    expect(stdout).toMatch(
      new RegExp(
        `^hello\\nsaid hello\\ntrue ValueError: boom\\nat executor_program\\.${place}:\\d+:\\d+\\)\\nloaded\\n$`,
      ),
    );
  });
});

describe('a program with an executor', () => {
  const run = ways['built JavaScript'] as (name: string) => ProgramResult;

  it('ends while the threads are idle', () => {
    expect(run('idle')).toEqual({ stdout: 'once\nsaid once\n', stderr: '', status: 0 });
  });

  it('shows at once what a thread prints, also while the main thread is blocked', () => {
    expect(run('blocked')).toEqual({ stdout: 'thread\nmain\n', stderr: '', status: 0 });
  });

  it('does not end before its calls, the waiting ones included', () => {
    expect(run('busy')).toEqual({ stdout: 'first\nsecond\n', stderr: '', status: 0 });
  });

  it('survives a thread that takes all memory: every call ends, and nothing is left', () => {
    const limit = '--max-old-space-size=64';
    const { stdout, status } = run_node([limit, `${PROGRAM}.js`, 'crash'], built.directory);
    const broken =
      'BrokenThreadPool: A thread of the pool was terminated abruptly while the future was running or pending.';
    expect(stdout).toBe(`${broken} <- Error\n${broken} <- Error\ndown\n`);
    expect(status).toBe(0);
  });

  it('keeps a loop running for the call it waits for, and carries out what a closed loop has left', () => {
    const { stdout, stderr } = run('loop');
    expect(stdout).toBe('slept\nclosed\nexit\n');
    // As in CPython, nobody is there any more to whom the result could be told.
    expect(stderr).toMatch(
      /^exception calling callback for .*\nRuntimeError: Event loop is closed\n/,
    );
  });

  it('that submits calls when it is loaded is told to guard its main part', () => {
    const { stdout } = run_node([...TS_NODE_OPTIONS, 'spec/support/executor_unguarded.ts']);
    expect(stdout).toMatch(
      /^RuntimeError: a call was submitted .* `if \(require\.main === module\)`\.\n$/,
    );
  });
});
