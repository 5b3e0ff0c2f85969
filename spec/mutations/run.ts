/**
 * `npm run mutations`: makes mistakes in a copy of `lib/`, one at a time, and runs the specs, which have to notice.
 * `README.md` says how to run a part of it.
 */

import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type Choice, chosen } from './choice';
import { conformance_tests } from './collect';
import { Copy } from './copy';
import { excused } from './excused';
import { lists } from './lists';
import { type Candidate, candidates_of, mutate } from './mutation';
import { RunRecord } from './record';
import { type Report, Runner, type Silence } from './runner';
import { check_cases, check_names, is_killed, judge, mistakes_in, type Outcome } from './verdicts';

const ROOT = resolve(__dirname, '../..');
const record = new RunRecord(join(tmpdir(), `mutations-${hash(ROOT)}.jsonl`));

/** The differential oracle sees what no single spec looks for: it is asked when the others have noticed nothing. */
const ORACLE = 'spec/oracle/oracle.spec.ts';

const { values: options } = parseArgs({
  options: {
    only: { type: 'string', multiple: true },
    file: { type: 'string', multiple: true },
    sample: { type: 'string' },
    seed: { type: 'string', default: '0' },
    resume: { type: 'boolean', default: false },
    cases: { type: 'boolean', default: false },
    workers: { type: 'string', default: '2' },
  },
});

function hash(...texts: string[]): string {
  return createHash('sha256').update(JSON.stringify(texts)).digest('hex').slice(0, 16);
}

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

const spec_files = readdirSync(join(ROOT, 'spec'), { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.spec.ts'))
  .map((path) => `spec/${path}`)
  .sort();

const specs_at = (beginnings: readonly string[]) =>
  spec_files.filter((path) => beginnings.some((beginning) => path.startsWith(beginning)));

/** What is wrong with the mutations before any of them runs. */
function check(candidates: readonly Candidate[]): string[] {
  return candidates.flatMap(({ file, mutation, specs }) => {
    const problems = specs
      .filter((beginning) => specs_at([beginning]).length === 0)
      .map((beginning) => `${mutation.name}: there is no spec at ${beginning}`);
    try {
      mutate(read(`lib/${file}`), mutation);
    } catch (error) {
      problems.push(`${mutation.name}: ${(error as Error).message}`);
    }
    return problems;
  });
}

/** What the outcome of a mutation depends on, apart from the rest of `lib/`. */
function key_of({ file, mutation, specs }: Candidate): string {
  return hash(JSON.stringify(mutation), read(`lib/${file}`), ...specs_at(specs).map(read));
}

/** Hand out the jobs, one after the other, to whichever runner is free. */
async function share<T>(
  runners: readonly Runner[],
  jobs: readonly T[],
  work: (runner: Runner, job: T) => Promise<void>,
): Promise<void> {
  const left = [...jobs];
  await Promise.all(
    runners.map(async (runner) => {
      for (let job = left.shift(); job !== undefined; job = left.shift()) await work(runner, job);
    }),
  );
}

/** Run the specs as they are. They have to pass, or their failures would prove nothing. */
async function baseline(runners: readonly Runner[], specs: readonly string[]): Promise<Report[]> {
  const reports: Report[] = [];
  const parts = runners.map((_, i) => specs.filter((_, at) => at % runners.length === i));
  await share(runners, parts, async (runner, part) => {
    reports.push(await runner.run(part));
  });
  // Other work on the machine may be heavier next time.
  const limit = (where: keyof Silence) =>
    Math.max(6_000, ...reports.map(({ silence }) => 4 * silence[where]));
  const silence_limit = { in_tests: limit('in_tests'), elsewhere: limit('elsewhere') };
  for (const runner of runners) runner.silence_limit = silence_limit;
  return reports;
}

async function try_all(
  runners: readonly Runner[],
  candidates: readonly Candidate[],
): Promise<Outcome[]> {
  const known = options.resume ? record.outcomes() : new Map<string, Outcome>();
  const outcomes: Outcome[] = [];
  await share(runners, candidates, async (runner, candidate) => {
    const { file, mutation, specs } = candidate;
    const key = key_of(candidate);
    const before = known.get(key);
    const outcome =
      before ?? (await runner.try_mutation(file, mutation, [specs_at(specs), [ORACLE]]));
    if (before === undefined) record.add(key, outcome);
    outcomes.push(outcome);
    console.log(line_for(outcome, `${outcomes.length}/${candidates.length}`));
  });
  return outcomes;
}

function line_for(outcome: Outcome, count: string): string {
  const { name, failed, fatal, seconds } = outcome;
  const word = is_killed(outcome) ? 'killed' : 'SURVIVED';
  const by = [...fatal, ...failed][0];
  const others = failed.length + fatal.length - 1;
  const noticed = by === undefined ? '' : `\n      ${by}${others > 0 ? ` and ${others} more` : ''}`;
  return `${count} ${word} (${seconds.toFixed(1)} s) ${name}${noticed}`;
}

/** `--cases`: which conformance cases the recorded runs have not shown to be killed. */
function look_for_cases(all: readonly Candidate[]): boolean {
  const last = record.last_outcomes();
  const outcomes = all.flatMap(({ mutation }) => last.get(mutation.name) ?? []);
  console.log(`${outcomes.length} of ${all.length} mutations are on record.`);
  return end(check_cases(conformance_tests(ROOT), outcomes, excused));
}

async function main(): Promise<boolean> {
  const all = lists.flatMap(candidates_of);
  if (options.cases) return look_for_cases(all);
  const choice: Choice = {
    only: options.only ?? [],
    files: options.file ?? [],
    sample: options.sample === undefined ? undefined : Number(options.sample),
    seed: Number(options.seed),
  };
  const candidates = chosen(all, choice);
  const is_whole = candidates.length === all.length && choice.files.length === 0;
  const names = all.map(({ mutation }) => mutation.name);
  // A sample is drawn to look after all of them, and texts are looked for in no time.
  const problems = check(choice.sample === undefined ? candidates : all);
  if (is_whole) {
    problems.push(...check_names(names, mistakes_in(read('spec/oracle/porting-mistakes.md'))));
  }
  if (problems.length > 0) return end(problems);

  const directory = mkdtempSync(join(tmpdir(), 'mutations-'));
  const copies = Array.from(
    { length: Number(options.workers) },
    (_, i) => new Copy(join(directory, String(i)), ROOT),
  );
  const runners = copies.map((copy) => new Runner(copy));
  process.on('exit', () => {
    for (const runner of runners) runner.kill();
    rmSync(directory, { recursive: true, force: true, maxRetries: 3 });
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(130));

  const specs = specs_at([
    ...candidates.flatMap((candidate) => candidate.specs),
    ORACLE,
    ...(is_whole ? ['spec/conformance/'] : []),
  ]);
  const before = await baseline(runners, specs);
  const broken = before.flatMap(({ failed, fatal, unloadable }) => [
    ...failed,
    ...fatal,
    ...unloadable,
  ]);
  if (broken.length > 0) return end(broken.map((test) => `fails without any mutation: ${test}`));

  const outcomes = await try_all(runners, candidates);
  const { survivors, explained, problems: found } = judge(candidates, outcomes);
  const tests = before.flatMap((report) => report.tests);
  console.log(`\n${candidates.length} mutations: ${outcomes.filter(is_killed).length} killed.`);
  for (const { mutation } of explained) {
    console.log(`Survived, as expected: ${mutation.name}: ${mutation.survives}`);
  }
  return end([
    ...found,
    ...survivors.map(
      ({ file, mutation }) => `SURVIVED without a reason: ${file}: ${mutation.name}`,
    ),
    ...(is_whole ? check_cases(tests, outcomes, excused) : []),
  ]);
}

/** Say what is wrong. @returns whether nothing is. */
function end(problems: readonly string[]): boolean {
  for (const problem of problems) console.log(problem);
  return problems.length === 0;
}

void main().then((is_fine) => process.exit(is_fine ? 0 : 1));
