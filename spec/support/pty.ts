/** Programs at a pseudo-terminal, by whatever of this machine can make one. */

import { spawnSync } from 'node:child_process';

type Command = readonly [program: string, ...args: string[]];

const PYTHON = 'import os, pty, sys; sys.exit(os.WEXITSTATUS(pty.spawn(sys.argv[1:])))';

const WAYS: readonly ((command: Command) => Command)[] = [
  (command) => ['script', '-qefc', command.map(quote).join(' '), '/dev/null'],
  (command) => ['python3', '-c', PYTHON, ...command],
];

function quote(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

const PROBE: Command = [process.execPath, '-p', 'process.stdout.isTTY ? "a terminal" : ""'];

const way = WAYS.find((candidate) => {
  const [program, ...args] = candidate(PROBE);
  const { stdout } = spawnSync(program, args, {
    stdio: ['ignore', 'pipe', 'ignore'],
    encoding: 'utf8',
  });
  return (stdout ?? '').includes('a terminal');
});

/** Whether `at_terminal` works here. */
export const has_pty = way !== undefined;

/** The title's ending for a spec that needs a terminal. */
export const without_pty = has_pty
  ? ''
  : ' (skipped: neither script(1) nor python3 makes a terminal)';

/** The command that runs this command at a terminal of its own and copies to stdout what appears there. */
export function at_terminal(command: Command): Command {
  if (way === undefined) throw new Error('no terminal can be made here; ask has_pty first');
  return way(command);
}
