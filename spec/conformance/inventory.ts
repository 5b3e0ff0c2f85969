/**
 * `npm run inventory`: runs the cases of this folder and compares them with CPython's own test-suite (`tests.json`).
 *
 * A case is found by its file (`test_futures.spec.ts` or `test_futures.1_part.spec.ts`), its `describe` (CPython's class)
 * and the first word of its title (CPython's method). Reasons for having no case are in `reasons/MODULE.ts`, by
 * `Class.test`. Exits with 1 unless every entry has either passing cases or a reason.
 */

import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { io_modules } from './io_modules';
import { lists, table } from './listing';
import {
  type Case,
  cases_of,
  entries_of,
  is_complete,
  type ModuleReasons,
  type Reasons,
  take_inventory,
} from './matching';

const ROOT = resolve(__dirname, '../..');

function read_json(file: string) {
  return JSON.parse(readFileSync(file, 'utf8'));
}

/** What Vitest says of the cases, and of the run as a whole. */
function run_cases(): { cases: Case[]; problems: string[] } {
  const directory = mkdtempSync(join(tmpdir(), 'inventory-'));
  try {
    const output = join(directory, 'results.json');
    const { status, stderr } = spawnSync(
      process.execPath,
      [
        join(ROOT, 'node_modules/vitest/vitest.mjs'),
        'run',
        'spec/conformance/',
        '--reporter=json',
        `--outputFile.json=${output}`,
        // The JSON report has no place for errors outside of all files.
        '--reporter=default',
        '--expect.requireAssertions',
      ],
      { cwd: ROOT, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
    );
    const { cases, problems } = cases_of(existsSync(output) ? read_json(output) : NO_REPORT);
    const is_explained = problems.length > 0 || cases.some((one) => one.status === 'failed');
    if (status !== 0 && !is_explained) {
      problems.push(`the run failed outside of all cases:\n${stderr}`);
    }
    return { cases, problems };
  } finally {
    rmSync(directory, { recursive: true });
  }
}

const NO_REPORT = { testResults: [] };

function load_reasons(): Reasons {
  const reasons = new Map<string, ModuleReasons>(Object.entries(io_modules));
  const folder = join(__dirname, 'reasons');
  for (const file of readdirSync(folder)) {
    const module = basename(file, '.ts');
    if (reasons.has(module)) {
      throw new Error(`${module} has a file in reasons/: take it out of io_modules.ts`);
    }
    reasons.set(module, require(join(folder, file)).reasons);
  }
  return reasons;
}

const run = run_cases();
const { findings, problems } = take_inventory(
  entries_of(read_json(join(__dirname, 'tests.json'))),
  run.cases,
  load_reasons(),
);
const inventory = { findings, problems: [...run.problems, ...problems] };

console.log(`${table(inventory)}\n\n${lists(inventory)}`);
process.exitCode = is_complete(inventory) ? 0 : 1;
