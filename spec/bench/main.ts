/**
 * `npm run bench`: what our scheduler costs beside others. `README.md` says how it measures.
 *
 * The table goes to standard output, progress to standard error. Exit codes: 0, 1 when a contender failed or gave a wrong
 * answer, 2 for a mistake in the command line.
 */

import { writeFileSync } from 'node:fs';
import { command_for, contenders_of, look_around, type Machine, OURS } from './contenders';
import { type Options, parse_options, USAGE, UsageError } from './options';
import type { Command } from './process';
import { measure } from './rounds';
import { format_workload, type Row, rows_of } from './table';
import type { Workload } from './workload';
import { workloads } from './workloads/index';

const say = (line: string) => process.stdout.write(`${line}\n`);

function tell_progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
  else process.stderr.write(`${text}\n`);
}

/** The commands of those who take part, and the names of those who are not installed. */
function entrants(workload: Workload, { contenders }: Options, machine: Machine) {
  const commands = new Map<string, Command>();
  const missing: string[] = [];
  for (const name of contenders_of(workload)) {
    if (name !== OURS && contenders !== undefined && !contenders.has(name)) continue;
    const command = command_for(workload, name, machine);
    if (command === undefined) missing.push(name);
    else commands.set(name, command);
  }
  return { commands, missing };
}

/** @returns whether everybody gave the right answers. */
async function measure_all(options: Options): Promise<boolean> {
  const machine = look_around();
  const rows: Row[] = [];
  let all_right = true;
  say([...machine.versions.values()].join(', '));
  for (const [index, workload] of options.workloads.entries()) {
    const { commands, missing } = entrants(workload, options, machine);
    const place = `${index + 1}/${options.workloads.length} ${workload.name}`;
    const figures = await measure(workload, commands, options.effort, (progress) =>
      tell_progress(`${place}: ${progress}`),
    );
    if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
    say(`\n${format_workload(workload, figures, missing)}`);
    rows.push(...rows_of(workload, figures));
    for (const { failure } of figures.values()) all_right &&= failure === undefined;
    // After each workload: what is measured is kept, even when the rest is interrupted.
    if (options.json !== undefined) write_json(options.json, rows);
  }
  return all_right;
}

function write_json(file: string, rows: readonly Row[]): void {
  writeFileSync(file, `[\n${rows.map((row) => `  ${JSON.stringify(row)}`).join(',\n')}\n]\n`);
}

async function main(args: readonly string[]): Promise<number> {
  const options = parse_options(args, workloads);
  if (options.action === 'help') {
    say(USAGE);
    return 0;
  }
  if (options.action === 'list') {
    for (const { name, about } of options.workloads) say(`${name.padEnd(20)}${about}`);
    return 0;
  }
  return (await measure_all(options)) ? 0 : 1;
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error) => {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`${error.message}\n\n${USAGE}\n`);
    process.exitCode = 2;
  },
);
