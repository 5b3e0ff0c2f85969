import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lists, table } from './conformance/listing';
import {
  type Case,
  cases_of,
  type Entry,
  entries_of,
  is_complete,
  type ModuleReasons,
  name_of,
  type RunReport,
  take_inventory,
} from './conformance/matching';

type FileResult = RunReport['testResults'][number];
type TestResult = FileResult['assertionResults'][number];

const result = (
  describe_title: string,
  title: string,
  status = 'passed',
  ...failureMessages: string[]
): TestResult => ({ ancestorTitles: [describe_title], title, status, failureMessages });

const file = (name: string, ...assertionResults: TestResult[]): FileResult => ({
  name: `/project/spec/conformance/${name}`,
  status: assertionResults.some(({ status }) => status === 'failed') ? 'failed' : 'passed',
  message: '',
  assertionResults,
});

const run = (...testResults: FileResult[]) => cases_of({ testResults });

/** An entry by its full name. */
function entry(name: string, applicable = 'yes'): Entry {
  const [module, cls, test] = name.split('.') as [string, string, string];
  return { module, class: cls, test, applicable, checks: 'something' };
}

const passed = (name: string): Case => ({ name, status: 'passed', message: '' });

/** The verdict on one entry, and whether the inventory is complete with it. */
function verdict(cases: Case[], reason?: ModuleReasons, applicable?: string) {
  const inventory = take_inventory(
    [entry('test_a.ATests.test_x', applicable)],
    cases,
    new Map(reason === undefined ? [] : [['test_a', reason]]),
  );
  const [finding] = inventory.findings;
  return [finding?.verdict, finding?.note, is_complete(inventory)];
}

describe('cases_of', () => {
  it('names a case by its file, its describe, and the first word of its title', () => {
    const { cases, problems } = run(
      file('test_a.spec.ts', result('ATests', 'test_x: does this')),
      file('test_b.2_more.spec.ts', result('BTests', 'test_y does that'), result('B', 'test_z')),
    );
    expect(cases.map(({ name }) => name)).toEqual([
      'test_a.ATests.test_x',
      'test_b.BTests.test_y',
      'test_b.B.test_z',
    ]);
    expect(problems).toEqual([]);
  });

  it('keeps the status and the first line of the failure', () => {
    const { cases } = run(
      file(
        'test_a.spec.ts',
        result('ATests', 'test_x: fails', 'failed', 'Error: boom\n    at x (a.ts:1:1)'),
        result('ATests', 'test_y: is skipped', 'skipped'),
      ),
    );
    expect(cases).toEqual([
      { name: 'test_a.ATests.test_x', status: 'failed', message: 'Error: boom' },
      { name: 'test_a.ATests.test_y', status: 'skipped', message: '' },
    ]);
  });

  it('does not take a describe within another for the class', () => {
    const nested = { ...result('', 'test_x'), ancestorTitles: ['ATests', 'more'] };
    const outside = { ...result('', 'test_y'), ancestorTitles: [] };
    expect(run(file('test_a.spec.ts', nested, outside)).cases.map(({ name }) => name)).toEqual([
      'test_a.ATests.more.test_x',
      'test_a.test_y',
    ]);
  });

  it('reports a file without cases, and one that fails outside of them', () => {
    const broken = { ...file('test_a.spec.ts'), status: 'failed', message: 'SyntaxError: x\nmore' };
    const hook = {
      ...file('test_b.spec.ts', result('BTests', 'test_y')),
      status: 'failed',
      message: 'Error: afterAll',
    };
    expect(run(broken, hook).problems).toEqual([
      'test_a.spec.ts has no case. SyntaxError: x',
      'test_b.spec.ts failed outside of its cases: Error: afterAll',
    ]);
  });
});

describe('take_inventory', () => {
  it('finds an entry passing when it has cases and all of them pass', () => {
    const name = 'test_a.ATests.test_x';
    expect(verdict([passed(name)])).toEqual(['passing', '', true]);
    expect(verdict([passed(name), passed(name)])).toEqual(['passing', '', true]);
    const failed = { name, status: 'failed', message: 'Error: boom' };
    expect(verdict([passed(name), failed])).toEqual(['failing', 'Error: boom', false]);
  });

  it('finds an entry failing when its case is skipped or to be written', () => {
    for (const status of ['skipped', 'todo', 'pending', 'disabled']) {
      const one = { name: 'test_a.ATests.test_x', status, message: '' };
      expect(verdict([one])).toEqual(['failing', status, false]);
    }
  });

  it('misses an entry that has neither a case nor a reason, whatever it is marked as', () => {
    for (const applicable of ['yes', 'internal', 'windows', 'python-only']) {
      expect(verdict([], undefined, applicable)).toEqual(['missing', '', false]);
      expect(verdict([], { 'ATests.test_x': ' ' }, applicable)).toEqual(['missing', '', false]);
    }
  });

  it('takes a reason for an entry without a case', () => {
    const reason = 'python-only: no such thing here';
    expect(verdict([], { 'ATests.test_x': reason }, 'python-only')).toEqual([
      'not applicable',
      reason,
      true,
    ]);
    const due = 'due with I/O: needs sockets';
    for (const applicable of ['yes', 'internal']) {
      expect(verdict([], { 'ATests.test_x': due }, applicable)).toEqual([
        'due with I/O',
        due,
        true,
      ]);
      expect(verdict([], due, applicable)).toEqual(['due with I/O', due, true]);
    }
  });

  it("excuses an entry marked 'yes' only for I/O and for a shared heap", () => {
    const shared = 'shared heap: two threads see one object';
    expect(verdict([], { 'ATests.test_x': shared })).toEqual(['not applicable', shared, true]);
    expect(verdict([], { 'ATests.test_x': 'internal: boring' })[2]).toBe(false);
    expect(verdict([], 'no need')[2]).toBe(false);
  });

  it('does not accept a reason where there is a case', () => {
    const cases = [passed('test_a.ATests.test_x')];
    const due = 'due with I/O: needs sockets';
    expect(verdict(cases, { 'ATests.test_x': due })).toEqual(['passing', '', false]);
    expect(verdict(cases, due)).toEqual(['passing', '', false]);
  });

  it('reports cases and reasons without an entry', () => {
    const { findings, problems } = take_inventory(
      [entry('test_a.ATests.test_x')],
      ['test_a.ATests.test_x', 'test_a.ATests.test_y', 'test_b.ATests.test_x'].map(passed),
      new Map<string, ModuleReasons>([
        ['test_a', { 'ATests.test_typo': 'windows: no' }],
        ['test_c', {}],
      ]),
    );
    expect(findings.map(({ verdict }) => verdict)).toEqual(['passing']);
    expect(problems).toEqual([
      'test_a.ATests.test_y is a case without an entry in tests.json',
      'test_b.ATests.test_x is a case without an entry in tests.json',
      'test_a.ATests.test_typo is a reason without an entry in tests.json',
      'test_c has reasons, but no entry in tests.json',
    ]);
  });

  it('does not mistake the same method of another class or module for a case', () => {
    const entries = ['test_a.ATests.test_x', 'test_a.BTests.test_x', 'test_b.ATests.test_x'];
    const { findings } = take_inventory(
      entries.map((name) => entry(name)),
      [passed('test_a.BTests.test_x')],
      new Map(),
    );
    expect(findings.map(({ verdict }) => verdict)).toEqual(['missing', 'passing', 'missing']);
  });
});

describe('the listing', () => {
  const inventory = take_inventory(
    [
      entry('test_a.ATests.test_x'),
      entry('test_a.ATests.test_y'),
      entry('test_a.ATests.test_z', 'windows'),
      entry('test_b.BTests.test_x'),
      entry('test_b.BTests.test_y'),
    ],
    [passed('test_a.ATests.test_x'), passed('test_a.ATests.test_w')],
    new Map<string, ModuleReasons>([
      ['test_a', { 'ATests.test_z': 'windows: not here' }],
      ['test_b', 'due with I/O: needs sockets'],
    ]),
  );

  it('counts by module and in all', () => {
    expect(table(inventory).split('\n')).toEqual([
      'module  entries  applicable  passing  failing  missing  due with I/O  not applicable',
      'test_a        3           2        1        0        1             0               1',
      'test_b        2           2        0        0        0             2               0',
      'all           5           4        1        0        1             2               1',
    ]);
  });

  it('names what is not passing, a module with one reason in one line', () => {
    expect(lists(inventory)).toBe(
      [
        'missing, neither a case nor a reason:',
        '  test_a.ATests.test_y (yes): something',
        '',
        'other problems:',
        '  test_a.ATests.test_w is a case without an entry in tests.json',
        '',
        'due with I/O:',
        '  test_b (all 2): due with I/O: needs sockets',
        '',
        'not applicable:',
        '  test_a.ATests.test_z: windows: not here',
      ].join('\n'),
    );
  });
});

describe('tests.json', () => {
  const json = JSON.parse(readFileSync(join(__dirname, 'conformance/tests.json'), 'utf8'));

  it('has an entry for each method, once', () => {
    const entries = entries_of(json);
    expect(entries).toHaveLength(json.totals.defined);
    expect(new Set(entries.map(name_of)).size).toBe(entries.length);
    expect(entries.filter(({ applicable }) => applicable === 'yes')).toHaveLength(json.totals.yes);
  });
});
