import { describe, expect, it } from 'vitest';
import { has_python36, without_python36 } from '../support/python36';
import { LOSSES, NO_LOSSES } from './losses';
import { ask_python } from './python';
import { run_schedule } from './schedule';

describe('as in CPython 3.6', () => {
  it.each(LOSSES)('$title', ({ program, trace, broken }) => {
    expect(run_schedule(program)).toEqual({ trace, violations: broken });
  });
});

describe('not lost is', () => {
  it.each(NO_LOSSES)('$title', ({ program, trace }) => {
    expect(run_schedule(program)).toEqual({ trace, violations: [] });
  });
});

it.skipIf(!has_python36)(`CPython 3.6 loses exactly these${without_python36}`, () => {
  const all = [...LOSSES, ...NO_LOSSES];
  const theirs = ask_python<string[]>(
    'schedule',
    all.map(({ program }) => program),
  );
  expect(theirs).toEqual(all.map(({ trace }) => trace));
});
