/**
 * Programs that nobody has seen before: `npm run oracle:fresh -- [--seed S] [--count N] [--profile P] [--size Z]`.
 *
 * Profiles are core, cancel, sync, combinators, exotic, all, and shared; sizes small, medium, large and mix.
 *
 * Generates programs, runs them on CPython 3.6 and here, and compares. Without a seed it takes the number of the day, so
 * that every day tries others; the seed is printed, with it the run can be repeated. The files of a run with divergent
 * programs are kept.
 */

import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { has_python36, python36_command, python36_env } from '../support/python36';
import { write_traces } from './main';

const MILLISECONDS_A_DAY = 24 * 3600 * 1000;

const { values: options } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Math.floor(Date.now() / MILLISECONDS_A_DAY)) },
    count: { type: 'string', default: '1000' },
    profile: { type: 'string', default: 'all' },
    size: { type: 'string', default: 'mix' },
  },
});

/** Run a tool of this directory with its output in a file; its exit status. */
function python(output: number | 'inherit', [tool, ...args]: string[]): number {
  const { status, error } = spawnSync(
    python36_command,
    [join(__dirname, tool as string), ...args],
    {
      env: { ...process.env, ...python36_env },
      stdio: ['ignore', output, 'inherit'],
    },
  );
  if (error !== undefined) throw error;
  return status ?? 1;
}

async function into_file(path: string, write: (file: number) => unknown): Promise<string> {
  const file = openSync(path, 'w');
  try {
    const status = await write(file);
    if (typeof status === 'number' && status !== 0) throw new Error(`${path} was not made`);
  } finally {
    closeSync(file);
  }
  return path;
}

async function main(): Promise<number> {
  const { seed, count, profile, size } = options;
  process.stdout.write(
    `oracle: --seed ${seed} --count ${count} --profile ${profile} --size ${size}\n`,
  );
  if (!has_python36) {
    process.stderr.write(
      'oracle: skipped, there is no CPython 3.6 (python3.6) here to compare with\n',
    );
    return 2;
  }
  const directory = mkdtempSync(join(tmpdir(), 'oracle-'));
  const in_directory = (name: string) => join(directory, `${name}.jsonl`);
  const generator =
    profile === 'shared'
      ? ['gen_shared.py', '--seed', seed, '--count', count]
      : ['gen.py', '--seed', seed, '--count', count, '--profile', profile, '--size', size];
  const programs = await into_file(in_directory('programs'), (file) => python(file, generator));
  const reference = await into_file(in_directory('cpython'), (file) =>
    python(file, ['oracle.py', programs]),
  );
  const ours = await into_file(in_directory('traces'), (file) => write_traces(programs, file));
  const status = python('inherit', ['compare.py', reference, ours]);
  if (status === 0) rmSync(directory, { recursive: true });
  else process.stdout.write(`oracle: see ${directory}\n`);
  return status;
}

void main().then((status) => {
  process.exitCode = status;
});
