import { describe, expect, it } from 'vitest';
import { has_python36, without_python36 } from '../support/python36';
import { type Case, inject, type Mode, type Report, type Scenario } from './injection';
import { LOCKS } from './lock_scenarios';
import { ask_python } from './python';
import { shortest_difference } from './runs';
import { COMBINATORS } from './scenarios';

const SCENARIOS: Readonly<Record<string, Scenario>> = { ...COMBINATORS, ...LOCKS };
const NAMES = Object.keys(SCENARIOS);
const MODES: readonly Mode[] = ['after', 'meanwhile', 'before', 'at once', 'again', 'again, later'];

const CALLBACK = 'a callback is left';
const CHILD = 'a task is left for a while';
const TIMER = 'a timer is left';

/** The promises that CPython 3.6 does not keep either, or that were never made. */
const NOT_KEPT: Readonly<Record<string, readonly string[]>> = {
  // It was asked to end, and refuses.
  'task that refuses': ['in task, then task: done', "it returned ['a', 'slept']"],
  'coroutine that goes on': ["it returned 'second'"],

  // `wait` cancels nothing, and takes its callbacks back only when it ends by itself.
  'wait, ALL_COMPLETED': [CALLBACK],
  'wait, FIRST_COMPLETED': [CALLBACK],
  'wait, FIRST_EXCEPTION': [CALLBACK],
  'wait, ALL_COMPLETED, in time': [CALLBACK],
  'wait, FIRST_COMPLETED, in time': [CALLBACK],
  'wait, FIRST_EXCEPTION, in time': [CALLBACK],
  'wait, ALL_COMPLETED, too late': [CALLBACK],
  'wait, FIRST_COMPLETED, too late': [CALLBACK],
  'wait, FIRST_EXCEPTION, too late': [CALLBACK],
  'wait for coroutines': [CALLBACK, CHILD],
  // Neither does `as_completed`, and its timer goes on until all are done.
  as_completed: [CALLBACK],
  'as_completed, in time': [CALLBACK, TIMER],
  'as_completed, too late': [CALLBACK, TIMER],
  'as_completed over coroutines': [CALLBACK, CHILD],

  // What is shielded goes on, and the shield listens.
  shield: [CALLBACK],
  'shield of one that fails': [CALLBACK, CHILD],
  'shield, and wait for the rest': [CALLBACK],
  'wait_for a shield': [CALLBACK],

  // Those that tidy up, or that nobody has cancelled, are not waited for.
  gather: [CALLBACK, CHILD],
  'gather, one fails': [CALLBACK, CHILD],
  'wait_for one that tidies up': [CHILD],
  'run_coroutine_threadsafe, tidying up': [CALLBACK, CHILD],

  // `wait_for` cancels it and does not look at it again, but it ends with an exception, as always.
  'wait_for a gather': ['_GatheringFuture exception was never retrieved CancelledError'],
  // Cancelled when it has just got it, `wait_for` tells nobody. (The other item is one that nobody has taken.)
  'wait_for a lock': ['lock: [locked]'],
  'wait_for an item': [
    'queue: <Queue maxsize=0 _queue=[7] tasks=1>',
    'queue: <Queue maxsize=0 tasks=1>',
  ],
  // It does not wait until the wait that it has cancelled has the lock again, which then is released by nobody.
  'wait_for a condition': [
    'Task was destroyed but it is pending! ',
    'condition: [locked]',
    'for ever: helper 0 callbacks=0',
    "it raised RuntimeError('Lock is not acquired.',)",
    'lock: [locked,waiters:1]',
  ],
};

const run = ({ scenario, mode, point }: Case, options?: { debug?: boolean }): Report =>
  inject(SCENARIOS[scenario] as Scenario, { mode, point }, options);

const run_undisturbed = (scenario: string): Report => run({ scenario, mode: 'never', point: 0 });

/** A cancellation at every point of the undisturbed run: before the first step, and wherever the main task suspends. */
function cases_of(scenario: string, { steps }: Report): Case[] {
  const points = Array.from({ length: steps }, (_, point) => point);
  return MODES.flatMap((mode) => points.map((point) => ({ scenario, mode, point })));
}

const is_cancel = (line: string): boolean => line.startsWith('cancel()');

/** What a cancelled run has promised, and not kept. */
function broken_promises(undisturbed: Report, { mode, point }: Case, report: Report): string[] {
  const { outcome, log, pending, timers, states, end, reports } = report;
  if (!log.some(is_cancel)) {
    // Where the main task does not wait for long there is no meanwhile.
    return mode === 'after' || mode === 'before' ? ['it was not cancelled'] : [];
  }
  return [
    ...(outcome === 'cancelled' ? [] : [`it ${outcome}`]),
    ...misplaced(log, point),
    ...timers.map(() => TIMER),
    ...[...pending, ...Object.values(states)]
      .filter((state) => /callbacks=[^0]/.test(state))
      .map(() => CALLBACK),
    ...pending.filter((state) => state.startsWith('task')).map(() => CHILD),
    ...end.pending.map((state) => `for ever: ${state}`),
    ...Object.entries(end.states)
      .filter(([name, state]) => state !== undisturbed.end.states[name])
      .map(([name, state]) => `${name}: ${state}`),
    ...reports,
  ];
}

/** Where the main task was cancelled, there CancelledError has to come out, and next of all. */
function misplaced(log: readonly string[], point: number): string[] {
  return log.flatMap((line, i) => {
    if (!is_cancel(line)) return [];
    const place = line.slice('cancel() in '.length);
    const next = log.slice(i + 1).find((other) => other !== line);
    if (next === `${place}: CancelledError`) return [];
    // Before its first step: it comes nowhere.
    return point === 0 && next === undefined ? [] : [`in ${place}, then ${next}`];
  });
}

/** Without what is in the log twice running. */
function once(report: Report): Report {
  const log = report.log.filter((line, i, all) => !is_cancel(line) || line !== all[i - 1]);
  return { ...report, log };
}

describe('cancelled at any point, a task ends at once and leaves nothing behind', () => {
  it.each(NAMES)('%s', (scenario) => {
    const undisturbed = run_undisturbed(scenario);
    expect(undisturbed.outcome).toMatch(/^returned/);
    const broken = cases_of(scenario, undisturbed).flatMap((one) =>
      broken_promises(undisturbed, one, run(one)),
    );
    expect([...new Set(broken)].sort()).toEqual([...(NOT_KEPT[scenario] ?? [])].sort());
  });
});

describe('a task that is cancelled', () => {
  const cases = NAMES.flatMap((scenario) => cases_of(scenario, run_undisturbed(scenario)));

  it('twice in one tick is cancelled once', () => {
    const twice = cases.filter(({ mode }) => mode === 'at once');
    const different = twice.filter(
      (one) =>
        JSON.stringify(once(run(one))) !== JSON.stringify(run({ ...one, mode: 'meanwhile' })),
    );
    expect(different).toEqual([]);
  });

  it('goes through the same in debug mode', () => {
    const some = cases.filter(({ mode }) => mode === 'meanwhile');
    const different = some.filter(
      (one) => JSON.stringify(run(one, { debug: true })) !== JSON.stringify(run(one)),
    );
    expect(different).toEqual([]);
  });

  it.skipIf(!has_python36)(`goes through the same as in CPython${without_python36}`, () => {
    const undisturbed = NAMES.map((scenario): Case => ({ scenario, mode: 'never', point: 0 }));
    const all = [...undisturbed, ...cases];
    const theirs = ask_python<Report>('cancellation', all);
    expect(
      shortest_difference(
        all,
        all.map((one) => run(one)),
        theirs,
      ),
    ).toBe(undefined);
  });
});
