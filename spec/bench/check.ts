/** The answers of all workloads by one contender, each in its smallest size: {workload: answer} as JSON. */

import { Measured } from './workload';
import { workloads } from './workloads/index';

async function answers(contender: string): Promise<Record<string, unknown>> {
  const found: Record<string, unknown> = {};
  for (const { name, contenders, sizes } of workloads) {
    const run = await contenders[contender]?.();
    if (run === undefined) continue;
    const answer = await run(sizes[0] as number);
    found[name] = answer instanceof Measured ? answer.answer : answer;
  }
  return found;
}

void answers(process.argv[2] as string).then((found) => {
  // What a workload leaves asleep must not keep this process alive.
  process.stdout.write(JSON.stringify(found), () => process.exit());
});
