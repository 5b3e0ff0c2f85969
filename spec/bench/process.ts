/** One measured process: it waits, does a run of the size it is told, says what it took, and waits again. */

import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { createInterface, type Interface } from 'node:readline';
import { promisify } from 'node:util';
import type { Answer, Cost } from './workload';

/** Longest that a run may take, in seconds. */
const LONGEST_RUN = 180;

/** What a run took and gave; or what went wrong. */
export type Outcome = (Cost & { readonly answer: Answer }) | { readonly error: string };

export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
}

export class MeasuredProcess {
  private readonly _process: ChildProcess;
  private readonly _lines: Interface;
  private _failure: string | undefined;
  private _waiting: ((outcome: Outcome) => void) | undefined;

  constructor({ file, args, env }: Command) {
    let stderr = '';
    this._process = spawn(file, args, { env: { ...process.env, ...env }, stdio: 'pipe' });
    const { stdout, stdin, stderr: errors } = this._process;
    if (stdout === null || stdin === null || errors === null) throw new Error('no pipes');
    this._lines = createInterface({ input: stdout });
    this._lines.on('line', (line) => this._settle(JSON.parse(line)));
    errors.setEncoding('utf8').on('data', (text: string) => {
      stderr = (stderr + text).slice(-500);
    });
    // Writing to a process that has died is reported by its end.
    stdin.on('error', () => {});
    this._process.on('error', (error) => this._fail(error.message));
    this._process.on('close', (code, signal) =>
      this._fail(`ended with ${signal ?? code}: ${last_line(stderr)}`),
    );
  }

  /** Never rejects: what goes wrong is the outcome. */
  run(size: number): Promise<Outcome> {
    if (this._failure !== undefined) return Promise.resolve({ error: this._failure });
    return new Promise((resolve) => {
      const too_long = setTimeout(() => {
        this._fail(`no answer in ${LONGEST_RUN} s`);
        this._process.kill('SIGKILL');
      }, LONGEST_RUN * 1000);
      this._waiting = (outcome) => {
        clearTimeout(too_long);
        resolve(outcome);
      };
      this._process.stdin?.write(`${size}\n`);
    });
  }

  /**
   * Keep the thread of the program on one processor; those that help it, to collect garbage and to compile, stay free. Only
   * where there is a `taskset`, as on Linux.
   */
  async stay_on(processor: number): Promise<void> {
    const target = ['--cpu-list', '--pid', String(processor), String(this._process.pid)];
    await promisify(execFile)('taskset', target).catch(() => {});
  }

  /** End the process; it has nothing to tidy up. */
  async stop(): Promise<void> {
    if (this._failure !== undefined) return;
    const closed = new Promise((resolve) => this._process.once('close', resolve));
    this._process.kill('SIGKILL');
    await closed;
  }

  private _settle(outcome: Outcome): void {
    const waiting = this._waiting;
    this._waiting = undefined;
    waiting?.(outcome);
  }

  private _fail(failure: string): void {
    this._failure ??= failure;
    this._settle({ error: this._failure });
  }
}

function last_line(text: string): string {
  return text.trimEnd().split('\n').at(-1) ?? '';
}
