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
  command: string,
  args: readonly string[],
  options: PythonOptions = {},
): SpawnSyncReturns<string> {
  return spawnSync(command, args, {
    cwd: options.cwd,
    input: options.input ?? '',
    env: { ...process.env, PYTHONIOENCODING: 'utf-8', ...options.env },
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
}

/** The program itself: a shim in front of it takes several times as long to start. */
function find_python36(): string | undefined {
  for (const env of SETTINGS) {
    const { status, stdout } = spawn('python3.6', ['-c', 'import sys; print(sys.executable)'], {
      env,
    });
    if (status === 0) return stdout.trim();
  }
  return undefined;
}

const found = find_python36();

/** Whether CPython 3.6 is installed here. */
export const has_python36 = found !== undefined;

/** How to start it. */
export const python36_command = found ?? 'python3.6';

/** The title's ending for a spec that needs CPython: `it.skipIf(!has_python36)(title + without_python36)`. */
export const without_python36 = has_python36 ? '' : ' (skipped: no CPython 3.6)';

/** The environment to put on top of the present one so that it prints UTF-8. */
export const python36_env: Readonly<NodeJS.ProcessEnv> = { PYTHONIOENCODING: 'utf-8' };

/**
 * Run CPython 3.6 with these arguments, to its end.
 *
 * @example python36(['-c', 'print(1)']).stdout === '1\n'
 */
export function python36(args: readonly string[], options?: PythonOptions): PythonResult {
  if (found === undefined) throw new Error('python3.6 is not present; ask has_python36 first');
  const { stdout, stderr, status, error } = spawn(found, args, options);
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
