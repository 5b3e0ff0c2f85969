/** What the runs of this work tree have found, also those that were interrupted: a line for each mutation that ran. */

import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import type { Outcome } from './verdicts';

export class RunRecord {
  constructor(private readonly _path: string) {}

  /** @param key stands for all that the outcome depends on. */
  add(key: string, outcome: Outcome): void {
    appendFileSync(this._path, `${JSON.stringify([key, outcome])}\n`);
  }

  /** By key. */
  outcomes(): Map<string, Outcome> {
    return new Map(this._lines());
  }

  /** The last outcome of each mutation, though files may have changed since then: by name. */
  last_outcomes(): Map<string, Outcome> {
    return new Map(this._lines().map(([, outcome]) => [outcome.name, outcome]));
  }

  private _lines(): [string, Outcome][] {
    if (!existsSync(this._path)) return [];
    const lines = readFileSync(this._path, 'utf8').trim().split('\n');
    return lines.map((line) => JSON.parse(line));
  }
}
