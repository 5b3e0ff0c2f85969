/**
 * The same programs on the loop of Node: its pump, its timers, its promises.
 *
 * `node_loop.ts PROGRAMS.jsonl` picks the programs that can be compared, runs each on a loop with a real clock, and says
 * which differ from their run in virtual time.
 *
 * Two clocks:
 * - `PacedLoop` really sleeps, but its clock moves only in its sleep, and then by exactly what it wanted to sleep. Nothing
 *   depends on how busy the machine is: traces are the same to the microsecond.
 * - `RealTimeLoop` shows real time, many times faster. Only the order of events can be compared, and only of programs in
 *   which no two moments lie so close together that it could change.
 */

import { readFileSync } from 'node:fs';
import * as asyncio from '../../lib/index';
import { disable_logger } from '../../lib/test_utils';
import { execute, execute_async } from './driver';
import { lines_of } from './interpreter';
import { OracleLoop } from './loop';
import type { Program } from './program';
import type { Outcome } from './trace';
import { World } from './world';

/** The clock is so many times faster than a real one. */
const PACED_SPEED = 1000;
const REAL_SPEED = 2;

/** In real seconds: how far apart the moments of a program have to be. */
const MARGIN = 0.06;
/** In real seconds: when the process stood still for longer than this, the order of events says nothing. */
const LONGEST_STALL = MARGIN / 2;
/** Longer programs, in seconds of their own clock, are left out. */
const LONGEST = 4;

/** Sleeps in real time; the clock moves by what was slept for. */
class PacedLoop extends asyncio.SelectorEventLoop {
  private now = 0;
  private sleep: { readonly since: number; readonly seconds: number } | undefined;

  override time(): number {
    return this.now;
  }

  override _poll_timeout(): number | undefined {
    const seconds = super._poll_timeout();
    return seconds === undefined ? undefined : seconds / PACED_SPEED;
  }

  override _idle(): void {
    const seconds = super._poll_timeout();
    this.sleep = seconds === undefined ? undefined : { since: performance.now(), seconds };
    super._idle();
  }

  override _begin_iteration(): number {
    if (this.sleep !== undefined) {
      const { since, seconds } = this.sleep;
      const slept = ((performance.now() - since) / 1000) * PACED_SPEED;
      if (slept >= seconds) this.now += seconds;
      this.sleep = undefined;
    }
    return super._begin_iteration();
  }
}

/** Real time, only faster. */
class RealTimeLoop extends asyncio.SelectorEventLoop {
  private readonly start = performance.now();

  override time(): number {
    return ((performance.now() - this.start) / 1000) * REAL_SPEED;
  }

  override _poll_timeout(): number | undefined {
    const seconds = super._poll_timeout();
    return seconds === undefined ? undefined : seconds / REAL_SPEED;
  }
}

/** Remembers the moments at which anything is due. */
class NotingLoop extends OracleLoop {
  readonly deadlines: number[] = [];

  override call_at<A extends readonly unknown[]>(
    when: number,
    callback: asyncio.Callback<A>,
    ...args: A
  ): asyncio.TimerHandle {
    this.deadlines.push(when);
    return super.call_at(when, callback, ...args);
  }
}

export interface Candidate {
  readonly program: Program;
  /** The outcome in virtual time. */
  readonly expected: Outcome;
  /** In program seconds: how close two deadlines come, and a deadline to the beginning; 0 for equal ones. */
  readonly closest: number;
}

/**
 * The program with its outcome in virtual time; nothing when Node's loop must behave differently:
 * - a deadlock or a limit: a Node loop waits on, as the host might still bring something;
 * - a run that returns a future: the promise flattens it;
 * - a program that takes too long.
 */
export function candidate(program: Program): Candidate | undefined {
  const loop = new NotingLoop(program.limits);
  const world = new World(program, loop, () => new OracleLoop());
  const expected = execute(world);
  const took = loop.time();
  world.close();
  if (expected.outcome !== 'ok' || took > LONGEST) return undefined;
  const runs = expected.trace.filter(([, , kind]) => kind === 'run');
  if (runs.some(([, , , detail]) => / deadlock$| ok [FT]\d+$/.test(detail))) return undefined;
  return { program, expected, closest: closest_of(loop.deadlines) };
}

function closest_of(deadlines: readonly number[]): number {
  const moments = [0, ...deadlines].sort((a, b) => a - b);
  return Math.min(...moments.slice(1).map((moment, i) => moment - (moments[i] as number)));
}

/** Whether the order of this program's events is the same whatever the machine is doing besides. */
export function is_spread_out({ closest }: Candidate): boolean {
  return closest >= MARGIN * REAL_SPEED;
}

/** The outcome on Node's loop, to be the same in every detail. */
export function run_paced({ program }: Candidate): Promise<Outcome> {
  return run_on(program, new PacedLoop());
}

/** The outcome on Node's loop in real time, without the times of the events; nothing when the process stood still. */
export async function run_in_real_time({ program }: Candidate): Promise<Outcome | undefined> {
  let last = performance.now();
  let longest = 0;
  const look = () => {
    const now = performance.now();
    longest = Math.max(longest, (now - last) / 1000);
    last = now;
  };
  const watch = setInterval(look, 1);
  const outcome = await run_on(program, new RealTimeLoop());
  clearInterval(watch);
  look();
  return longest > LONGEST_STALL ? undefined : without_times(outcome);
}

export function without_times(outcome: Outcome): Outcome {
  return { ...outcome, trace: outcome.trace.map(([, ...rest]) => [0, ...rest]) };
}

async function run_on(program: Program, loop: asyncio.SelectorEventLoop): Promise<Outcome> {
  const world = new World(program, loop, () => new OracleLoop());
  const outcome = await execute_async(world);
  world.close();
  return outcome;
}

async function main(path: string): Promise<void> {
  using _ = disable_logger();
  const candidates = lines_of(readFileSync(path, 'utf8'))
    .map((line) => candidate(JSON.parse(line)))
    .filter((found) => found !== undefined);
  const spread_out = candidates.filter(is_spread_out);
  const different = new Set<string>();
  for (const { expected, ...rest } of candidates) {
    const outcome = await run_paced({ expected, ...rest });
    if (JSON.stringify(outcome) !== JSON.stringify(expected)) different.add(expected.id);
  }
  let stalled = 0;
  for (const { expected, ...rest } of spread_out) {
    const outcome = await run_in_real_time({ expected, ...rest });
    if (outcome === undefined) stalled += 1;
    else if (JSON.stringify(outcome) !== JSON.stringify(without_times(expected))) {
      different.add(`${expected.id} (real time)`);
    }
  }
  process.stdout.write(
    `${candidates.length} programs paced, ${spread_out.length - stalled} in real time ` +
      `(${stalled} more stalled by the machine), ${different.size} divergent\n` +
      [...different].map((id) => `${id}\n`).join(''),
  );
  process.exitCode = different.size === 0 ? 0 : 1;
}

if (require.main === module) void main(process.argv[2] as string);
