import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Choice, chosen } from './mutations/choice';
import { lists } from './mutations/lists';
import { type Candidate, candidates_of, mutate } from './mutations/mutation';
import {
  case_name,
  check_cases,
  check_names,
  judge,
  mistakes_in,
  type Outcome,
} from './mutations/verdicts';
import { ROOT } from './support/programs';

const candidate = (name: string, survives?: string): Candidate => ({
  file: 'a.ts',
  mutation: { name, find: 'x', replace: 'y', ...(survives && { survives }) },
  specs: [],
});

const outcome = (name: string, found: Partial<Outcome> = {}): Outcome => ({
  name,
  failed: [],
  fatal: [],
  unloadable: [],
  seconds: 1,
  ...found,
});

/** What is found when one mutation runs. */
function found(some: Candidate, result: Partial<Outcome>) {
  const { survivors, explained, problems } = judge([some], [outcome(some.mutation.name, result)]);
  return { survivors: survivors.length, explained: explained.length, problems };
}

describe('mutate', () => {
  it('makes each edit where its text is', () => {
    const mutation = { name: 'm', find: 'a', replace: '$&', also: [{ find: 'c', replace: '' }] };
    expect(mutate('a b c', mutation)).toBe('$& b ');
  });

  it.each([
    ['b', 0],
    ['a a', 2],
  ])('refuses a text that does not occur once: in %j it occurs %i times', (source, times) => {
    expect(() => mutate(source, { name: 'm', find: 'a', replace: '' })).toThrow(
      `occurs ${times} times, not once: a`,
    );
  });
});

describe('the verdict on a mutation', () => {
  it('is that it was noticed when a test failed, or a process', () => {
    const nothing = { survivors: 0, explained: 0, problems: [] };
    expect(found(candidate('m'), { failed: ['spec/a.spec.ts > a'] })).toEqual(nothing);
    expect(found(candidate('m'), { fatal: ['does not end'] })).toEqual(nothing);
  });

  it('is that it survived, with a reason or without, when nothing failed', () => {
    expect(found(candidate('m'), {})).toEqual({ survivors: 1, explained: 0, problems: [] });
    expect(found(candidate('m', 'why'), {})).toEqual({ survivors: 0, explained: 1, problems: [] });
  });

  it('is a problem when there is a reason to survive, and a test fails', () => {
    expect(found(candidate('m', 'why'), { failed: ['spec/a.spec.ts > a'] }).problems).toEqual([
      'm has a reason to survive, but: spec/a.spec.ts > a',
    ]);
  });

  it('is a problem when a spec cannot be loaded: then its failure proves nothing', () => {
    const result = { failed: ['spec/a.spec.ts > a'], unloadable: ['spec/b.spec.ts: why'] };
    expect(found(candidate('m'), result)).toEqual({
      survivors: 0,
      explained: 0,
      problems: ['m: spec/b.spec.ts: why cannot be loaded with it'],
    });
  });
});

describe('the mutations', () => {
  const all = lists.flatMap(candidates_of);

  it('each find their texts in lib/ as it is now', () => {
    const lost = all.filter(({ file, mutation }) => {
      try {
        mutate(readFileSync(join(ROOT, 'lib', file), 'utf8'), mutation);
        return false;
      } catch {
        return true;
      }
    });
    expect(lost.map(({ file, mutation }) => `${file}: ${mutation.name}`)).toEqual([]);
  });

  it('each name specs that are there', () => {
    const specs = readdirSync(join(ROOT, 'spec'), { recursive: true, encoding: 'utf8' }).map(
      (path) => `spec/${path}`,
    );
    const named = new Set(all.flatMap((some) => some.specs));
    expect(named.size).toBeGreaterThan(0);
    expect(
      [...named].filter((beginning) => !specs.some((path) => path.startsWith(beginning))),
    ).toEqual([]);
  });
});

describe('the names of mutations', () => {
  it('are unique, and there is one for each porting mistake', () => {
    expect(check_names(['a.py: b', 'c', 'c'], ['a.py: b', 'a.py: d'])).toEqual([
      'c: two mutations have this name',
      'a.py: d: a porting mistake without a mutation',
    ]);
  });

  it('are found as lines of a list', () => {
    expect(mistakes_in('# Two\n\n- a.py: one\n- b.py: loop: <= two\n- three\n')).toEqual([
      'a.py: one',
      'b.py: loop: <= two',
    ]);
  });

  it('begin with those of the list that the oracle comes with', () => {
    const list = readFileSync(join(__dirname, 'oracle/porting-mistakes.md'), 'utf8');
    const names = lists.flatMap(({ mutations }) => mutations.map(({ name }) => name));
    expect(mistakes_in(list)).toHaveLength(83);
    expect(check_names(names, mistakes_in(list))).toEqual([]);
  });
});

describe('the conformance cases', () => {
  const test = 'spec/conformance/test_a.1_part.spec.ts > ATests > test_x: does this > and that';

  it('have the names that the inventory gives them', () => {
    expect(case_name(test)).toBe('test_a.ATests.test_x');
    expect(case_name('spec/a.spec.ts > a > test_x')).toBeUndefined();
  });

  it('are killed by a mutation, or excused', () => {
    const killed = [outcome('m', { failed: [test] })];
    const name = 'test_a.ATests.test_x';
    expect(check_cases([test], killed, {})).toEqual([]);
    expect(check_cases([test], [], {})).toEqual([`${name}: no mutation kills this case`]);
    expect(check_cases([test], [], { [name]: 'why' })).toEqual([]);
    expect(check_cases([test], killed, { [name]: 'why' })).toEqual([
      `${name}: excused, but a mutation kills it`,
    ]);
    expect(check_cases([], [], { [name]: 'why' })).toEqual([
      `${name}: excused, but there is no such case`,
    ]);
  });
});

describe('the choice of mutations', () => {
  const all = candidates_of({
    file: 'a.ts',
    specs: ['spec/a'],
    mutations: ['one', 'two', 'three', 'four', 'five'].map((name) => ({
      name,
      find: 'x',
      replace: '',
    })),
  });
  const names = (choice: Partial<Choice>) =>
    chosen(all, { only: [], files: [], sample: undefined, seed: 0, ...choice }).map(
      ({ mutation }) => mutation.name,
    );

  it('is all of them, unless names or files are asked for', () => {
    expect(names({})).toHaveLength(5);
    expect(names({ only: ['t', 'fi'] })).toEqual(['two', 'three', 'five']);
    expect(names({ files: ['b.ts'] })).toEqual([]);
    expect(names({ files: ['b.ts', 'a.ts'] })).toHaveLength(5);
  });

  it('goes through all of them in turn, sample after sample', () => {
    const samples = [0, 1, 2].map((seed) => names({ sample: 2, seed }));
    expect(samples.map((sample) => sample.length)).toEqual([2, 2, 2]);
    expect(new Set(samples.flat()).size).toBe(5);
    expect(names({ sample: 2, seed: 0 })).toEqual(samples[0]);
  });
});
