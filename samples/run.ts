/**
 * `npm start`: the thinking spinner as threads, then as coroutines. `npm start -- NAME [args]`: another sample.
 *
 * A sample is a NAME.ts beside its Python twin NAME.py; the comment in its first line describes it.
 */

import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';

const MAIN_JOB = ['spinner_thread', 'spinner_asyncio'];

function sample_names(): string[] {
  const twins = readdirSync(__dirname).filter((file) => file.endsWith('.py'));
  const names = twins.map((file) => file.slice(0, -'.py'.length));
  return names.filter((name) => existsSync(join(__dirname, `${name}.ts`))).sort();
}

function description(name: string): string {
  const [first = ''] = readFileSync(join(__dirname, `${name}.ts`), 'utf8').split('\n', 1);
  return first.replace(/^\/[/*]+\s*|\s*\*\/$/g, '');
}

function usage(): string {
  const names = sample_names();
  const width = Math.max(...names.map((name) => name.length));
  const lines = names.map((name) => `  ${name.padEnd(width)}  ${description(name)}`);
  return ['usage: npm start [-- NAME [args]]', '', ...lines, ''].join('\n');
}

/** Run one sample in a process of its own; its exit code, as a shell would give it. */
function run(name: string, args: readonly string[]): Promise<number> {
  // Types are checked by `npm run types`; a sample is to start at once.
  const compiler = require.resolve('ts-node/register/transpile-only');
  const program = ['-r', compiler, join(__dirname, `${name}.ts`)];
  const child = spawn(process.execPath, [...program, ...args], {
    cwd: join(__dirname, '..'),
    stdio: 'inherit',
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      resolve(signal === null ? (code ?? 1) : 128 + constants.signals[signal]);
    });
  });
}

async function main([name, ...args]: readonly string[]): Promise<number> {
  if (name === '--list' || name === '--help') {
    process.stdout.write(usage());
    return 0;
  }
  if (name !== undefined) {
    if (sample_names().includes(name)) return run(name, args);
    process.stderr.write(`no sample is called ${name}\n${usage()}`);
    return 2;
  }
  for (const each of MAIN_JOB) {
    const code = await run(each, []);
    if (code !== 0) return code;
  }
  return 0;
}

// Ctrl-C reaches the sample as well, which says what comes of it.
process.on('SIGINT', () => {});

main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
