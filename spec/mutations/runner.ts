/** Runs specs in a copy of the project, in a child process that can be killed with everything it has started. */

import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { Copy } from './copy';
import { type Mutation, mutate } from './mutation';
import { is_killed, type Outcome } from './verdicts';
import type { Job, Message } from './worker';

/** What a run of specs has shown. */
export interface Report extends Omit<Outcome, 'name'> {
  /** All tests that ran. */
  readonly tests: readonly string[];
  /** The longest time, in milliseconds, for which nothing was heard: while a test ran, and otherwise. */
  readonly silence: Silence;
}

export interface Silence {
  readonly in_tests: number;
  readonly elsewhere: number;
}

/** The time to start Vitest and load the first spec file, in milliseconds, on a machine that has other work. */
const START_LIMIT = 120_000;

export class Runner {
  /** A child that is silent for so long will never end. */
  silence_limit: Silence = { in_tests: START_LIMIT, elsewhere: START_LIMIT };
  private _child: ChildProcess | undefined;
  /** Files that were changed behind the child's back since its last job. */
  private _changed: string[] = [];

  constructor(private readonly _copy: Copy) {}

  /**
   * Run specs with a mutation in place, part after part until one notices.
   *
   * @throws Error when its text is not found.
   */
  async try_mutation(
    file: string,
    mutation: Mutation,
    parts: readonly (readonly string[])[],
  ): Promise<Outcome> {
    const path = join('lib', file);
    this._copy.spoil(path, mutate(this._copy.read(path), mutation));
    this._changed.push(path);
    const outcome = { name: mutation.name, failed: [], fatal: [], unloadable: [], seconds: 0 };
    try {
      for (const specs of parts) {
        const { failed, fatal, unloadable, seconds } = await this.run(specs);
        Object.assign(outcome, { failed, fatal, unloadable });
        outcome.seconds += seconds;
        if (is_killed(outcome)) break;
      }
      return outcome;
    } finally {
      this._copy.restore();
      this._changed = [path];
    }
  }

  /** Run specs, by their paths. */
  async run(specs: readonly string[]): Promise<Report> {
    const child = this._child ?? (await this._start());
    const report = {
      tests: [] as string[],
      failed: [] as string[],
      fatal: [] as string[],
      unloadable: [] as string[],
      silence: { in_tests: 0, elsewhere: 0 },
    };
    const began = performance.now();
    let heard = began;
    await new Promise<void>((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        child.off('message', hear).off('exit', crash);
        resolve();
      };
      const give_up = (fatal: string): void => {
        report.fatal.push(fatal);
        this.kill();
        end();
      };
      const crash = () => give_up('the process that runs the specs has ended');
      let running: string | undefined;
      const hung = (): void => {
        if (running !== undefined) report.failed.push(running);
        give_up('does not end');
      };
      let timer = setTimeout(hung, this.silence_limit.elsewhere);
      const hear = (message: Message): void => {
        const now = performance.now();
        const before = running === undefined ? 'elsewhere' : 'in_tests';
        report.silence[before] = Math.max(report.silence[before], now - heard);
        heard = now;
        running = message.type === 'begin' ? message.name : undefined;
        clearTimeout(timer);
        timer = setTimeout(
          hung,
          this.silence_limit[running === undefined ? 'elsewhere' : 'in_tests'],
        );
        if (message.type === 'end') end();
        else note(report, message);
      };
      child.on('message', hear).on('exit', crash);
      child.send({ changed: this._changed, specs } satisfies Job);
    });
    return { ...report, seconds: (performance.now() - began) / 1000 };
  }

  private async _start(): Promise<ChildProcess> {
    const child = fork(join(__dirname, 'worker.ts'), [this._copy.root], {
      cwd: this._copy.root,
      // A process group of its own: Vitest's processes are in it too.
      detached: true,
      execArgv: ['-r', 'ts-node/register/transpile-only'],
      env: { ...process.env, TMPDIR: this._copy.temporary },
      // What broken programs say is of no interest.
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    this._child = child;
    this._changed = [];
    await new Promise<void>((resolve, reject) => {
      child.once('message', () => resolve());
      child.once('exit', () => reject(new Error('Vitest did not start')));
    });
    child.removeAllListeners('exit').once('exit', () => {
      if (this._child === child) this._child = undefined;
    });
    return child;
  }

  /** End the child, and whatever it has started, at once. */
  kill(): void {
    const pid = this._child?.pid;
    this._child = undefined;
    if (pid === undefined) return;
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
  }
}

function note(
  report: { tests: string[]; failed: string[]; fatal: string[]; unloadable: string[] },
  message: Message,
): void {
  if (message.type === 'test') {
    report.tests.push(message.name);
    if (message.failed) report.failed.push(message.name);
  } else if (message.type === 'unloadable') {
    report.unloadable.push(message.text);
  } else if (message.type === 'error') {
    report.fatal.push(message.text);
  }
}
