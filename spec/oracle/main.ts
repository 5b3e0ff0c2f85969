/** `main.ts PROGRAMS.jsonl`: run every program, and print its trace, one on each line. */

import { readFileSync, writeSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { disable_logger } from '../../lib/test_utils';
import { interpret, lines_of } from './interpreter';

/** So many programs between two turns of Node, in which it lets go of what the garbage collector has found. */
const PROGRAMS_A_TURN = 50;

/** Run the programs of one file, and write their traces to a file descriptor. */
export async function write_traces(path: string, output: number): Promise<void> {
  using _ = disable_logger();
  const lines = lines_of(readFileSync(path, 'utf8'));
  for (let i = 0; i < lines.length; i += PROGRAMS_A_TURN) {
    const outcomes = lines
      .slice(i, i + PROGRAMS_A_TURN)
      .map((line) => `${JSON.stringify(interpret(JSON.parse(line)))}\n`);
    write_all(output, outcomes.join(''));
    await setImmediate();
  }
}

/** A pipe takes what it has room for. */
function write_all(output: number, text: string): void {
  let rest = Buffer.from(text);
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(output, rest));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
    }
  }
}

if (require.main === module) {
  const [path] = process.argv.slice(2);
  if (path === undefined) {
    process.stderr.write('usage: npm run --silent oracle -- PROGRAMS.jsonl > TRACES.jsonl\n');
    process.exitCode = 2;
  } else {
    void write_traces(path, process.stdout.fd);
  }
}
