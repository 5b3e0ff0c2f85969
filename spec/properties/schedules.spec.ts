import { describe, expect, it } from 'vitest';
import { has_python36, without_python36 } from '../support/python36';
import { programs } from './program';
import { ask_python } from './python';
import { holds, samples, shortest_difference } from './runs';
import { run_schedule } from './schedule';

const LOCKS = ['Lock', 'Semaphore', 'BoundedSemaphore', 'Condition', 'Event'];
const QUEUES = ['Queue', 'LifoQueue', 'PriorityQueue'];
const CLASSES = [...LOCKS, ...QUEUES];

function keeps_its_promises(cls: string): void {
  holds(
    300,
    programs(cls, { calm: true }),
    (program) => expect(run_schedule(program).violations).toEqual([]),
    CLASSES.indexOf(cls),
  );
}

describe('among tasks that are cancelled at random', () => {
  it.each(LOCKS)(
    'a %s is never held by too many, wakes whoever can go on, and is free in the end',
    keeps_its_promises,
  );

  it.each(QUEUES)(
    'a %s loses and doubles no item, keeps its order, and wakes whoever can go on',
    keeps_its_promises,
  );

  it.skipIf(!has_python36)(`all of them do what CPython's do${without_python36}`, () => {
    const schedules = CLASSES.flatMap((cls, i) =>
      samples(150, programs(cls, { calm: false }), CLASSES.length + i),
    );
    const ours = schedules.map((program) => run_schedule(program).trace);
    const theirs = ask_python<string[]>('schedule', schedules);
    expect(shortest_difference(schedules, ours, theirs)).toBe(undefined);
  });
});
