/** A measured process of Node: for each size that comes in, a run, and its outcome as a line of JSON. */

import { createInterface } from 'node:readline';
import type { Outcome } from './process';
import { Measured, type Run, stopwatch } from './workload';
import { workloads } from './workloads/index';

async function measure(run: Run, size: number): Promise<Outcome> {
  const cost = stopwatch();
  const answer = await run(size);
  if (answer instanceof Measured) return { ...answer.cost, answer: answer.answer };
  return { ...cost(), answer };
}

async function serve([workload_name, contender_name]: string[]): Promise<void> {
  const workload = workloads.find(({ name }) => name === workload_name);
  const contender = workload?.contenders[contender_name as string];
  if (contender === undefined) throw new Error(`no workload ${workload_name}: ${contender_name}`);
  const run = await contender();
  for await (const line of createInterface({ input: process.stdin })) {
    const outcome = await measure(run, Number(line)).catch((error) => ({ error: String(error) }));
    process.stdout.write(`${JSON.stringify(outcome)}\n`);
  }
  // The suite is gone: what a workload has left asleep must not keep this process alive.
  process.exit();
}

void serve(process.argv.slice(2));
