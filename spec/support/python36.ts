/** CPython 3.6, the judge, as a child process; and the means to compare its output with ours. */

import { type SpawnSyncReturns, spawnSync } from 'node:child_process';

export interface PythonResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number | null;
}

interface PythonOptions {
  readonly cwd?: string;
  readonly input?: string;
  /** Set on top of the present environment. */
  readonly env?: NodeJS.ProcessEnv;
}

/** As it is, and where pyenv manages several versions. */
const SETTINGS: readonly NodeJS.ProcessEnv[] = [{}, { PYENV_VERSION: '3.6.15' }];

function spawn(
  args: readonly string[],
  setting: NodeJS.ProcessEnv,
  options: PythonOptions = {},
): SpawnSyncReturns<string> {
  return spawnSync('python3.6', args, {
    cwd: options.cwd,
    input: options.input ?? '',
    env: { ...process.env, ...setting, PYTHONIOENCODING: 'utf-8', ...options.env },
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
}

const setting = SETTINGS.find((candidate) => spawn(['-c', ''], candidate).status === 0);

/** Whether `python3.6` runs here. */
export const has_python36 = setting !== undefined;

/** The title's ending for a spec that needs CPython: `it.skipIf(!has_python36)(title + without_python36)`. */
export const without_python36 = has_python36 ? '' : ' (skipped: no CPython 3.6)';

/** The environment to put on top of the present one so that `python3.6` runs, and prints UTF-8. */
export const python36_env: Readonly<NodeJS.ProcessEnv> = {
  ...setting,
  PYTHONIOENCODING: 'utf-8',
};

/**
 * Run `python3.6` with these arguments, to its end.
 *
 * @example python36(['-c', 'print(1)']).stdout === '1\n'
 */
export function python36(args: readonly string[], options?: PythonOptions): PythonResult {
  if (setting === undefined) throw new Error('python3.6 is not present; ask has_python36 first');
  const { stdout, stderr, status, error } = spawn(args, setting, options);
  if (error !== undefined) throw error;
  return { stdout, stderr, status };
}

/**
 * The text without what may differ from run to run: addresses become `0x…`, thread idents `ID`,
 * and the place in a file `FILE:LINE` (both `file.py:12`, `file.ts:12:3` and `File "file.py", line 12`).
 */
export function normalise(text: string): string {
  return text
    .replace(/\r\n/g, '\n')
    .replace(/\b0x[0-9a-f]+/gi, '0x…')
    .replace(/(<\w*Thread\([^()]*?(?:started|stopped)(?: daemon)?) -?\d+\)/g, '$1 ID)')
    .replace(/File "[^"]*", line \d+/g, 'FILE:LINE')
    .replace(/(?<![^\s"'()<>=,])[^\s"'()<>=,]+\.(?:py|[cm]?[jt]s):\d+(?::\d+)?/g, 'FILE:LINE');
}
