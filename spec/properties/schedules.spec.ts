import { describe, expect, it } from 'vitest';
import { has_python36, without_python36 } from '../support/python36';
import { programs } from './program';
import { ask_python } from './python';
import { holds, samples, shortest_difference } from './runs';
import { run_schedule } from './schedule';

const LOCKS = ['Lock', 'Semaphore', 'BoundedSemaphore', 'Condition', 'Event'];
const QUEUES = ['Queue', 'LifoQueue', 'PriorityQueue'];

describe.each(LOCKS)('a %s among tasks that are cancelled at random', (cls) => {
  it('is never held by too many, wakes whoever can go on, and is free in the end', () => {
    holds(200, programs(cls, { calm: true }), (program) => {
      expect(run_schedule(program).violations).toEqual([]);
    });
  });
});

describe.each(QUEUES)('a %s among tasks that are cancelled at random', (cls) => {
  it('loses and doubles no item, keeps its order, and wakes whoever can go on', () => {
    holds(200, programs(cls, { calm: true }), (program) => {
      expect(run_schedule(program).violations).toEqual([]);
    });
  });
});

describe('the schedules', () => {
  it.skipIf(!has_python36)(`are those of CPython, whatever they do${without_python36}`, () => {
    const schedules = [...LOCKS, ...QUEUES].flatMap((cls) =>
      samples(150, programs(cls, { calm: false })),
    );
    const ours = schedules.map((program) => run_schedule(program).trace);
    const theirs = ask_python<string[]>('schedule', schedules);
    expect(shortest_difference(schedules, ours, theirs)).toBe(undefined);
  });
});
