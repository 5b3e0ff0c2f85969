/**
 * What the runs of the mutations say about the specs.
 *
 * Nothing here reads a file or runs a spec: `run.ts` supplies what is judged.
 */

import type { Candidate } from './mutation';

/** How the specs took a mutation. */
export interface Outcome {
  readonly name: string;
  /** The tests that failed: the path of the file, then the titles, joined by ' > '. */
  readonly failed: readonly string[];
  /** Failures outside of all tests: a process that crashed or did not end, an error that nobody caught. */
  readonly fatal: readonly string[];
  /** Spec files that could not even be loaded: nothing is proved by what cannot start. */
  readonly unloadable: readonly string[];
  readonly seconds: number;
}

export interface Findings {
  /** Survivors without a reason, with the file they are in. */
  readonly survivors: readonly Candidate[];
  /** Survivors with a reason. */
  readonly explained: readonly Candidate[];
  /** What is wrong apart from survivors: a line each. */
  readonly problems: readonly string[];
}

export function is_killed({ failed, fatal }: Outcome): boolean {
  return failed.length > 0 || fatal.length > 0;
}

/** Sort the mutations that ran into those that were noticed and those that were not. */
export function judge(candidates: readonly Candidate[], outcomes: readonly Outcome[]): Findings {
  const by_name = new Map(outcomes.map((outcome) => [outcome.name, outcome]));
  const survivors: Candidate[] = [];
  const explained: Candidate[] = [];
  const problems: string[] = [];
  for (const candidate of candidates) {
    const { name, survives } = candidate.mutation;
    const outcome = by_name.get(name);
    if (outcome === undefined) continue;
    if (outcome.unloadable.length > 0) {
      problems.push(`${name}: ${outcome.unloadable[0]} cannot be loaded with it`);
    } else if (is_killed(outcome)) {
      const noticed = outcome.failed[0] ?? outcome.fatal[0];
      if (survives !== undefined) problems.push(`${name} has a reason to survive, but: ${noticed}`);
    } else {
      (survives === undefined ? survivors : explained).push(candidate);
    }
  }
  return { survivors, explained, problems };
}

/** Names that stand for two mutations, and mistakes of the list for which there is no mutation. */
export function check_names(names: readonly string[], mistakes: readonly string[]): string[] {
  const doubled = names.filter((name, i) => names.indexOf(name) !== i);
  const missing = mistakes.filter((mistake) => !names.includes(mistake));
  return [
    ...doubled.map((name) => `${name}: two mutations have this name`),
    ...missing.map((mistake) => `${mistake}: a porting mistake without a mutation`),
  ];
}

/** The lines of `porting-mistakes.md` that are mistakes. */
export function mistakes_in(markdown: string): string[] {
  return [...markdown.matchAll(/^- (\S+\.py: .+)$/gm)].map(([, mistake]) => mistake as string);
}

/**
 * `module.Class.test` of a test of `spec/conformance/`, as the inventory names it; undefined for other tests.
 *
 * @param test the path of its file, then its titles, joined by ' > '.
 */
export function case_name(test: string): string | undefined {
  const [file = '', suite = '', title = ''] = test.split(' > ');
  const module = /^spec\/conformance\/(\w+)\./.exec(file)?.[1];
  return module === undefined ? undefined : `${module}.${suite}.${/^\w*/.exec(title)?.[0]}`;
}

/** Compare the cases that some mutation kills with all there are, and with those that are excused. */
export function check_cases(
  tests: readonly string[],
  outcomes: readonly Outcome[],
  excused: Readonly<Record<string, string>>,
): string[] {
  const names_of = (some: readonly string[]) =>
    new Set(some.map(case_name).filter((name) => name !== undefined));
  const cases = names_of(tests);
  const killed = names_of(outcomes.flatMap(({ failed }) => failed));
  return [
    ...[...cases]
      .filter((name) => !killed.has(name) && !(name in excused))
      .map((name) => `${name}: no mutation kills this case`),
    ...Object.keys(excused)
      .filter((name) => !cases.has(name))
      .map((name) => `${name}: excused, but there is no such case`),
    ...Object.keys(excused)
      .filter((name) => killed.has(name))
      .map((name) => `${name}: excused, but a mutation kills it`),
  ];
}
