/** Programs in processes of their own. */

import { execFile, spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';

export const ROOT = join(__dirname, '..', '..');

/** What makes Node run TypeScript, without npx. */
export const TS_NODE_OPTIONS: readonly string[] = [
  '-r',
  createRequire(__filename).resolve('ts-node/register/transpile-only'),
];

export interface ProgramResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number | null;
}

/** Milliseconds until a program that hangs is taken to do so for ever. */
const GIVE_UP = 45_000;

/** Run `node` with these arguments, to its end. */
export function run_node(args: readonly string[], cwd: string = ROOT): ProgramResult {
  const { stdout, stderr, status, error } = spawnSync(process.execPath, args, {
    cwd,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    timeout: GIVE_UP,
  });
  if (error !== undefined) throw error;
  return { stdout, stderr, status };
}

/** Where others run meanwhile a program has more time. */
const GIVE_UP_AMONG_OTHERS = 110_000;

/** The same for any program, and others may run meanwhile; `env` is put on top of the present environment. */
export function start_program(
  command: string,
  args: readonly string[],
  { cwd = ROOT, env }: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<ProgramResult> {
  const options = { cwd, env: { ...process.env, ...env }, timeout: GIVE_UP_AMONG_OTHERS };
  return new Promise((resolve, reject) => {
    const child = execFile(command, args, options, (error, stdout, stderr) => {
      // A number is an exit code; otherwise it has not started, or was killed.
      if (error !== null && typeof error.code !== 'number') reject(error);
      else resolve({ stdout, stderr, status: child.exitCode });
    });
    child.stdin?.end();
  });
}
