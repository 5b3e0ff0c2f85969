/** `npm run bench:check`: whether every contender does every workload rightly, each in its smallest size. */

import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { isDeepStrictEqual, promisify } from 'node:util';
import { look_around, ROOT } from './contenders';
import type { Answer } from './workload';
import { workloads } from './workloads/index';

const run = promisify(execFile);

/** By the names of the workloads. */
type Answers = readonly (readonly [workload: string, answer: unknown])[];

async function answers_of_node(contender: string): Promise<Answers> {
  // Memory is measured after a collection, and the deepest calls need more than Node's own stack.
  const options = ['--expose-gc', '--stack-size=3900'];
  const program = join(ROOT, 'dist/bench/spec/bench/check.js');
  const { stdout } = await run(process.execPath, [...options, program, contender]);
  return Object.entries(JSON.parse(stdout));
}

async function answers_of_python(contender: string, executable: string): Promise<Answers> {
  const theirs = workloads.filter(({ python }) => python !== undefined);
  const jobs = theirs.map(({ python, sizes }) => {
    const argument = python?.argument;
    return [python?.file, sizes[0], ...(argument === undefined ? [] : [argument])];
  });
  const env = Object.assign({}, process.env, ...theirs.map(({ python }) => python?.env));
  const child = run(executable, [join(ROOT, 'spec/bench/check.py'), contender], { env });
  child.child.stdin?.end(JSON.stringify(jobs));
  const answers: unknown[] = JSON.parse((await child).stdout);
  return theirs.map(({ name }, index) => [name, answers[index]]);
}

function due(name: string): Answer | undefined {
  const workload = workloads.find((each) => each.name === name);
  return workload?.answer(workload.sizes[0] as number);
}

/** @returns whether there was something to do for the contender, and all of it was right. */
async function check(contender: string, answers: Promise<Answers>): Promise<boolean> {
  const found = await answers.catch((error: Error) => [['a workload', error.message] as const]);
  const wrong = found.filter(([name, answer]) => !isDeepStrictEqual(answer, due(name)));
  for (const [name, answer] of wrong) {
    console.log(`${contender} ${name}: ${JSON.stringify(answer)} instead of ${due(name)}`);
  }
  if (wrong.length === 0) console.log(`${contender}: ${found.length} workloads are done rightly`);
  return found.length > 0 && wrong.length === 0;
}

async function main(): Promise<void> {
  let all_right = true;
  for (const name of new Set(workloads.flatMap(({ contenders }) => Object.keys(contenders)))) {
    all_right = (await check(name, answers_of_node(name))) && all_right;
  }
  for (const [name, executable] of look_around().pythons) {
    all_right = (await check(name, answers_of_python(name, executable))) && all_right;
  }
  process.exitCode = all_right ? 0 : 1;
}

void main();
