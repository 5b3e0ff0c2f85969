/**
 * CPython's own test-suite, entry by entry, against our cases for it.
 *
 * Nothing here reads a file or runs a test: `inventory.ts` supplies what is compared.
 */

/** The part of `tests.json` that is used. */
export interface TestsJson {
  readonly modules: Readonly<Record<string, { readonly tests: readonly ListedTest[] }>>;
}

export interface ListedTest {
  readonly class: string;
  readonly test: string;
  /** 'yes', or why CPython's method may have no counterpart: 'internal', 'windows', 'python-only'. */
  readonly applicable: string;
  readonly checks: string;
}

/** A method of CPython's test-suite. */
export interface Entry extends ListedTest {
  readonly module: string;
}

/** The part of the report of Vitest's JSON reporter that is used. */
export interface RunReport {
  readonly testResults: readonly {
    /** The file's absolute path. */
    readonly name: string;
    readonly status: string;
    readonly message: string;
    readonly assertionResults: readonly {
      readonly ancestorTitles: readonly string[];
      readonly title: string;
      readonly status: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

/** One `it` of ours, as it ran. */
export interface Case {
  /** `module.Class.test` */
  readonly name: string;
  /** 'passed', 'failed', 'skipped', 'todo', … */
  readonly status: string;
  readonly message: string;
}

/** Why entries of a module have no case: reasons by `Class.test`, or one reason for all of its entries. */
export type ModuleReasons = string | Readonly<Record<string, string>>;

/** The reasons, by module. */
export type Reasons = ReadonlyMap<string, ModuleReasons>;

export type Verdict = 'passing' | 'failing' | 'missing' | 'due with I/O' | 'not applicable';

/** What became of an entry. */
export interface Finding {
  readonly entry: Entry;
  readonly verdict: Verdict;
  /** Why it fails, or the reason for having no case. */
  readonly note: string;
}

export interface Inventory {
  readonly findings: readonly Finding[];
  /** What is wrong apart from failing and missing entries: a line each. */
  readonly problems: readonly string[];
}

const DUE = 'due with I/O: ';

/** The only reasons for which an entry marked 'yes' may have no case. */
const EXCUSES = [DUE, 'shared heap: '];

/** `module.Class.test`, by which entries, cases and reasons find each other. */
export function name_of(entry: Entry): string {
  return `${entry.module}.${entry.class}.${entry.test}`;
}

/** The entries of all modules, in CPython's order. */
export function entries_of(tests: TestsJson): Entry[] {
  return Object.entries(tests.modules).flatMap(([module, { tests }]) =>
    tests.map((test) => ({ ...test, module })),
  );
}

/** The cases of a run, and what is wrong with whole files: they could not be loaded, or are empty. */
export function cases_of(report: RunReport): { cases: Case[]; problems: string[] } {
  const cases: Case[] = [];
  const problems: string[] = [];
  for (const file of report.testResults) {
    const base = file.name.replace(/^.*[\\/]/, '');
    const module = base.split('.')[0];
    const results = file.assertionResults;
    if (results.length === 0) problems.push(`${base} has no case. ${first_line(file.message)}`);
    else if (file.status !== 'passed' && results.every(({ status }) => status !== 'failed')) {
      problems.push(`${base} failed outside of its cases: ${first_line(file.message)}`);
    }
    for (const { ancestorTitles, title, status, failureMessages } of results) {
      const method = title.split(/[\s:]/, 1)[0];
      cases.push({
        name: [module, ...ancestorTitles, method].join('.'),
        status,
        message: first_line(failureMessages[0] ?? ''),
      });
    }
  }
  return { cases, problems };
}

function first_line(text: string): string {
  return text.split('\n', 1)[0] as string;
}

/** Compare. An entry has either cases, all of which pass, or a reason. */
export function take_inventory(
  entries: readonly Entry[],
  cases: readonly Case[],
  reasons: Reasons,
): Inventory {
  const by_name = new Map<string, Case[]>();
  for (const one of cases) by_name.set(one.name, [...(by_name.get(one.name) ?? []), one]);

  const findings: Finding[] = [];
  const problems: string[] = [];
  for (const entry of entries) {
    const name = name_of(entry);
    const reason = reason_for(entry, reasons);
    const own_cases = by_name.get(name);
    findings.push({ entry, ...judge(own_cases, reason) });
    if (reason === '') continue;
    if (own_cases !== undefined) problems.push(`${name} has a case and a reason: ${reason}`);
    if (entry.applicable === 'yes' && !EXCUSES.some((excuse) => reason.startsWith(excuse))) {
      problems.push(`${name} is marked 'yes', which this reason does not excuse: ${reason}`);
    }
  }

  const known = new Set(entries.map(name_of));
  for (const name of by_name.keys()) {
    if (!known.has(name)) problems.push(`${name} is a case without an entry in tests.json`);
  }
  const modules = new Set(entries.map((entry) => entry.module));
  for (const [module, given] of reasons) {
    const names = typeof given === 'string' ? [] : Object.keys(given);
    if (!modules.has(module)) problems.push(`${module} has reasons, but no entry in tests.json`);
    for (const name of names.map((key) => `${module}.${key}`)) {
      if (!known.has(name)) problems.push(`${name} is a reason without an entry in tests.json`);
    }
  }
  return { findings, problems };
}

/** The reason for having no case; empty when there is none. */
function reason_for(entry: Entry, reasons: Reasons): string {
  const given = reasons.get(entry.module);
  const reason = typeof given === 'string' ? given : given?.[`${entry.class}.${entry.test}`];
  return (reason ?? '').trim();
}

function judge(cases: readonly Case[] | undefined, reason: string): Omit<Finding, 'entry'> {
  if (cases !== undefined) {
    const bad = cases.find(({ status }) => status !== 'passed');
    if (bad === undefined) return { verdict: 'passing', note: '' };
    return { verdict: 'failing', note: bad.message === '' ? bad.status : bad.message };
  }
  if (reason === '') return { verdict: 'missing', note: '' };
  return { verdict: reason.startsWith(DUE) ? 'due with I/O' : 'not applicable', note: reason };
}

/** Whether nothing is left to be done now. */
export function is_complete({ findings, problems }: Inventory): boolean {
  return (
    problems.length === 0 &&
    findings.every(({ verdict }) => verdict !== 'failing' && verdict !== 'missing')
  );
}
