/**
 * What a resume costs at each depth of `yield*`: ours, native generators, native async functions.
 *
 *     npm run bench:depth
 *
 * The innermost coroutine suspends many times at the bottom of `depth` nested calls. Each line is a process of its own, since
 * what runs in one process spoils the inline caches for the next; medians of five, in nanoseconds for each resume.
 */

import { execFileSync } from 'node:child_process';
import { coroutine } from '../../lib/coroutines';
import { type CoroutineObject, drive, NEXT } from '../../lib/trampoline';
import type { Coroutine } from '../../lib/types';

const DEPTHS = [1, 10, 100, 1_000, 10_000, 100_000];
const RESUMES = 1_000;
const WARM_UP = 100;

type Contender = (depth: number) => number | Promise<number>;

const nested = coroutine(function* nested(depth: number): Coroutine<void> {
  if (depth > 1) yield* nested(depth - 1);
  else for (;;) yield;
});

function* native(depth: number): Generator<undefined, void, unknown> {
  if (depth > 1) yield* native(depth - 1);
  else for (;;) yield;
}

async function awaited(depth: number, tick: () => Promise<boolean>): Promise<void> {
  if (depth > 1) await awaited(depth - 1, tick);
  else while (await tick());
}

/** Nanoseconds for each of RESUMES steps, after some to warm up. */
function per_resume(step: () => void): number {
  for (let i = 0; i < WARM_UP; i++) step();
  const start = performance.now();
  for (let i = 0; i < RESUMES; i++) step();
  return ((performance.now() - start) / RESUMES) * 1e6;
}

const contenders: Record<string, Contender> = {
  yieldfrom: (depth) => {
    const root = nested(depth) as unknown as CoroutineObject;
    const driver = { _coro: root, _frame: undefined };
    return per_resume(() => drive(driver, root, NEXT, undefined));
  },
  generators: (depth) => {
    const root = native(depth);
    return per_resume(() => root.next());
  },
  'async functions': async (depth) => {
    let left = WARM_UP + RESUMES;
    let start = 0;
    await awaited(depth, () => {
      if (left === RESUMES) start = performance.now();
      left -= 1;
      return Promise.resolve(left > 0);
    });
    return ((performance.now() - start) / RESUMES) * 1e6;
  },
};

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[values.length >> 1] as number;
}

function measure(name: string, depth: number): string {
  const program = [...process.execArgv, __filename, name, String(depth)];
  const runs = Array.from({ length: 5 }, () => {
    const text = execFileSync(process.execPath, program, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return text === 'overflow' ? Number.NaN : Number(text);
  });
  return runs.some(Number.isNaN) ? 'overflow' : median(runs).toFixed(0);
}

async function main([name, depth]: string[]): Promise<void> {
  if (name !== undefined) {
    try {
      process.stdout.write(String(await (contenders[name] as Contender)(Number(depth))));
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      process.stdout.write('overflow');
    }
    return;
  }
  const names = Object.keys(contenders);
  console.log(['depth', ...names].map((title) => title.padStart(16)).join(''));
  for (const each of DEPTHS) {
    const cells = [String(each), ...names.map((contender) => measure(contender, each))];
    console.log(cells.map((cell) => cell.padStart(16)).join(''));
  }
}

void main(process.argv.slice(2));
