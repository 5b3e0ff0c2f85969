/** Measure a workload: all its contenders in turn, round by round. */

import { availableParallelism } from 'node:os';
import { isDeepStrictEqual } from 'node:util';
import { type Command, MeasuredProcess } from './process';
import type { Cost, Workload } from './workload';

/** How thoroughly to measure. */
export interface Effort {
  /** How often all processes are started afresh: no two processes compile, or lie in memory, in the same way. */
  readonly generations: number;
  /** Rounds with the same processes. */
  readonly rounds: number;
  /** A run should take so many seconds, and smaller sizes do. */
  readonly run_time: number;
  /** Sizes that belong to the workload are kept if a run takes up to so many seconds. */
  readonly longest_run: number;
  /** Warm up for so many seconds where code is compiled while it runs: with less, some of it still is when it is measured. */
  readonly warm_up: number;
  readonly clock: 'wall' | 'cpu';
}

export const QUICK: Effort = {
  generations: 1,
  rounds: 3,
  run_time: 0.02,
  longest_run: 0.05,
  warm_up: 0.3,
  clock: 'wall',
};

export const THOROUGH: Effort = {
  generations: 3,
  rounds: 5,
  run_time: 0.15,
  longest_run: 5,
  warm_up: 0.5,
  clock: 'wall',
};

/** What a contender's runs took for each unit, and the size they had in the end; or why it has no figures. */
export interface Figures {
  readonly costs: number[];
  size: number;
  failure?: string;
}

interface Entrant {
  readonly figures: Figures;
  /** Seconds. */
  readonly warm_up: number;
  readonly process: MeasuredProcess;
}

/** A run. Throws when it failed or gave a wrong answer. */
async function run(workload: Workload, process: MeasuredProcess, size: number): Promise<Cost> {
  const outcome = await process.run(size);
  if ('error' in outcome) throw new Error(outcome.error);
  const expected = workload.answer(size);
  if (isDeepStrictEqual(outcome.answer, expected)) return outcome;
  const [answered, due] = [outcome.answer, expected].map((each) => JSON.stringify(each));
  throw new Error(`a wrong answer for size ${size}: ${answered} instead of ${due}`);
}

/** Warm the process up, and find the size that takes long enough. Others' load must not pass for ours: in processor time. */
async function settle(workload: Workload, { process, warm_up }: Entrant, effort: Effort) {
  if (workload.is_fresh) return workload.sizes.at(-1) as number;
  const full_size = workload.full_size ?? 0;
  const larger = [...workload.sizes];
  let size = larger.shift() as number;
  let warmed = 0;
  for (;;) {
    const { cpu } = await run(workload, process, size);
    warmed += cpu;
    const enough = size < full_size ? effort.longest_run / 2 : effort.run_time;
    if (cpu < enough && larger.length > 0) size = larger.shift() as number;
    else if (warmed >= warm_up) return size;
  }
}

/** Measure the contenders whose commands these are. Tells after each round. */
export async function measure(
  workload: Workload,
  commands: ReadonlyMap<string, Command>,
  effort: Effort,
  tell: (progress: string) => void,
): Promise<Map<string, Figures>> {
  const all = new Map<string, Figures>();
  for (const name of commands.keys()) all.set(name, { costs: [], size: 0 });
  const rounds = workload.is_fresh ? 1 : effort.rounds;
  const repeats = workload.is_fresh && !workload.is_steady ? effort.rounds : 1;
  const generations = effort.generations * repeats;
  for (let generation = 0; generation < generations; generation++) {
    const entrants: Entrant[] = [];
    for (const [name, command] of commands) {
      const figures = all.get(name) as Figures;
      if (figures.failure !== undefined) continue;
      const warm_up = name in workload.contenders ? (workload.warm_up ?? effort.warm_up) : 0;
      entrants.push({ figures, warm_up, process: new MeasuredProcess(command) });
    }
    try {
      tell('warming up');
      await each_in_parallel(entrants, (entrant) =>
        unless_failed(entrant, async () => {
          entrant.figures.size = await settle(workload, entrant, effort);
        }),
      );
      // Two processors are seldom equally fast, as each has other neighbours: what is compared shares one.
      const processor = generation % availableParallelism();
      await Promise.all(entrants.map(({ process }) => process.stay_on(processor)));
      for (let round = 0; round < rounds; round++) {
        tell(`round ${generation * rounds + round + 1}`);
        for (const entrant of entrants) {
          await unless_failed(entrant, async () => {
            const { size, costs } = entrant.figures;
            const cost = await run(workload, entrant.process, size);
            costs.push(cost[effort.clock] / workload.units(size));
          });
        }
      }
    } finally {
      await Promise.all(entrants.map(({ process }) => process.stop()));
    }
  }
  return all;
}

/** As many at a time as there are processors. */
async function each_in_parallel<T>(items: readonly T[], work: (item: T) => Promise<void>) {
  const left = items.values();
  const worker = async () => {
    for (const item of left) await work(item);
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
}

async function unless_failed({ figures }: Entrant, step: () => Promise<void>): Promise<void> {
  if (figures.failure !== undefined) return;
  try {
    await step();
  } catch (error) {
    figures.failure = (error as Error).message;
  }
}
