/** What a workload is: the same task, done by each contender in its own idiom. */

/** What a run computed; compared as JSON with what the workload expects, so that no work can be left out. */
export type Answer = unknown;

/** What a run costs: seconds on the clock and of the processor; the same number twice for what is no time. */
export interface Cost {
  readonly wall: number;
  readonly cpu: number;
}

/** The outcome of a run that measures itself, because only a part of it counts, or because it is no time. */
export class Measured {
  constructor(
    readonly cost: Cost,
    readonly answer: Answer,
  ) {}
}

/** A cost that is no time. */
export function amount(value: number): Cost {
  return { wall: value, cpu: value };
}

/** Begin to measure; call what comes back for the cost since then. */
export function stopwatch(): () => Cost {
  const usage = process.cpuUsage();
  const began = performance.now();
  return () => {
    const wall = (performance.now() - began) / 1e3;
    const { user, system } = process.cpuUsage(usage);
    return { wall, cpu: (user + system) / 1e6 };
  };
}

/** Do the work in this size. What it takes is the cost, unless it answers with a `Measured`. */
export type Run = (size: number) => Answer | Promise<Answer>;

/** Load the contender's library, and only that; give back the work. What is loaded does not count. */
export type Contender = () => Run | Promise<Run>;

export interface Workload {
  /** Its name in the table. `--only spawn` means `spawn` and every `spawn-…`. */
  readonly name: string;
  /** What happens, in a sentence. */
  readonly about: string;
  /** What costs are divided by, in the singular: 'switch', 'task'. */
  readonly unit: string;
  /** What costs are measured in; seconds when left out. */
  readonly measured_in?: 'bytes';
  /** Sizes to try, ascending. The first one is small enough for a spec. */
  readonly sizes: readonly number[];
  /** The size that belongs to the workload: kept as far as time allows, even for slow contenders. */
  readonly full_size?: number;
  /** Every run needs a process of its own, without warm-up. */
  readonly is_fresh?: boolean;
  /** Every run gives nearly the same figure: a few are enough. */
  readonly is_steady?: boolean;
  /** For so many seconds, instead of as long as the others, a process is warmed up. */
  readonly warm_up?: number;
  /** Arguments for Node. */
  readonly node_options?: readonly string[];
  /** How many units a run of this size consists of. */
  units(size: number): number;
  /** The right answer. */
  answer(size: number): Answer;
  /** In JavaScript: `yieldfrom` and those to compare with. */
  readonly contenders: Readonly<Record<string, Contender>>;
  /** The file with the same in Python, for all versions, and the argument it gets. */
  readonly python?: {
    readonly file: string;
    readonly argument?: number;
    readonly env?: NodeJS.ProcessEnv;
  };
  /** Where a contender's work is not equal to ours. */
  readonly notes?: Readonly<Record<string, string>>;
}

/** Powers of two from `first` up to `last`, and `last`. */
export function doubling(first: number, last: number): number[] {
  const sizes: number[] = [];
  for (let size = first; size < last; size *= 2) sizes.push(size);
  return [...sizes, last];
}

/** 0 + 1 + … + (count - 1). */
export function sum_below(count: number): number {
  return (count * (count - 1)) / 2;
}
