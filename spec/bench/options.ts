/** The command line of `npm run bench`. */

import { parseArgs } from 'node:util';
import { CONTENDERS, OURS } from './contenders';
import { type Effort, QUICK, THOROUGH } from './rounds';
import type { Workload } from './workload';

export const USAGE = `npm run bench -- [--quick] [--only WORKLOAD[,…]] [--contenders NAME[,…]] [--json FILE] [--clock cpu]

  --quick             all workloads in two minutes: smaller sizes, fewer rounds, without co and CPython 3.11
  --only NAMES        these workloads; 'depth' means every 'depth-…'
  --contenders NAMES  compare with these alone
  --json FILE         write the rows of the table to FILE
  --clock wall|cpu    what to measure: time (wall, the default) or processor time
  --list              say which workloads there are
  --help              say this`;

/** co runs on native promises, and 3.11 is between the other versions of CPython: of all, they say the least. */
const LEFT_OUT_IF_QUICK = ['co', 'python3.11'];

export interface Options {
  readonly workloads: readonly Workload[];
  /** Undefined: all. */
  readonly contenders: ReadonlySet<string> | undefined;
  readonly json: string | undefined;
  readonly effort: Effort;
  readonly action: 'measure' | 'list' | 'help';
}

/** A mistake in the command line, told in a sentence. */
export class UsageError extends Error {}

/** @throws UsageError */
export function parse_options(args: readonly string[], workloads: readonly Workload[]): Options {
  const values = parse(args);
  const { clock, quick } = values;
  if (clock !== 'wall' && clock !== 'cpu') throw new UsageError(`no such clock: ${clock}`);
  return {
    workloads: values.only === undefined ? workloads : chosen(names(values.only), workloads),
    contenders: values.contenders
      ? known_contenders(names(values.contenders), workloads)
      : quick
        ? without(LEFT_OUT_IF_QUICK, workloads)
        : undefined,
    json: values.json,
    effort: { ...(quick ? QUICK : THOROUGH), clock },
    action: values.help ? 'help' : values.list ? 'list' : 'measure',
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        quick: { type: 'boolean', default: false },
        only: { type: 'string', multiple: true },
        contenders: { type: 'string', multiple: true },
        json: { type: 'string' },
        clock: { type: 'string', default: 'wall' },
        list: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

/** Options may be repeated, and name several things with commas between. */
function names(values: readonly string[]): string[] {
  return values.flatMap((value) => value.split(',')).map((name) => name.trim());
}

/** In the suite's order, whatever the order of the names. */
function chosen(only: readonly string[], workloads: readonly Workload[]): Workload[] {
  const is_meant = (name: string, workload: Workload) =>
    workload.name === name || workload.name.startsWith(`${name}-`);
  for (const name of only) {
    if (!workloads.some((workload) => is_meant(name, workload))) {
      throw new UsageError(`no such workload: ${name}`);
    }
  }
  return workloads.filter((workload) => only.some((name) => is_meant(name, workload)));
}

function known_contenders(wanted: readonly string[], workloads: readonly Workload[]): Set<string> {
  const known = all_contenders(workloads);
  const unknown = wanted.find((name) => !known.has(name));
  if (unknown !== undefined) throw new UsageError(`no such contender: ${unknown}`);
  return new Set(wanted);
}

function all_contenders(workloads: readonly Workload[]): Set<string> {
  const names = new Set<string>(CONTENDERS);
  for (const { contenders } of workloads) for (const name in contenders) names.add(name);
  names.delete(OURS);
  return names;
}

function without(left_out: readonly string[], workloads: readonly Workload[]): Set<string> {
  const names = all_contenders(workloads);
  for (const name of left_out) names.delete(name);
  return names;
}
