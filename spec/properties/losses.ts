/**
 * What CPython 3.6 loses when a task is cancelled at the wrong moment, and so do we: the random schedules leave these
 * cases out when they look for losses. Most are of one kind: what `wait_for` waits for has just succeeded when the
 * waiting is cancelled, and nobody gets to know of the success.
 */

import type { Op, Pause, Program, Worker } from './program';

const AT_ONCE: Pause = [0, 0];

const worker = (...ops: Op[]): Worker => ({ stubborn: false, ops });

const program = (
  cls: string,
  size: number,
  workers: Worker[],
  cancels: Program['cancels'] = [],
): Program => ({ cls, size, workers, cancellable: workers.length, cancels });

interface Loss {
  readonly title: string;
  readonly program: Program;
  readonly trace: readonly string[];
  /** The promises that it breaks. */
  readonly broken: readonly string[];
}

export const LOSSES: readonly Loss[] = [
  {
    title: 'a lock stays locked when a wait_for() is cancelled that has just acquired it',
    program: program(
      'Lock',
      1,
      [worker(['hold', 5, AT_ONCE]), worker(['pause', [1, 0]], ['hold', 'plain', AT_ONCE])],
      [[0, [0, 0]]],
    ),
    trace: [
      '0 0 asks',
      '0 0 cancel() is True',
      '0 0 CancelledError',
      '1 1 asks',
      '1 idle <asyncio.locks.Lock object [locked,waiters:1]>',
      '1 1 CancelledError',
      '1 end <asyncio.locks.Lock object [locked]>',
    ],
    broken: ['held 1 times by 0', '[1] never end'],
  },
  {
    title: 'a permit is gone when a wait_for() is cancelled that has just acquired it',
    program: program(
      'Semaphore',
      2,
      [worker(['hold', 'plain', [1, 0]]), worker(['hold', 5, AT_ONCE])],
      [[1, [0, 0]]],
    ),
    trace: [
      '0 0 asks',
      '0 0 has it',
      '0 1 asks',
      '0 1 cancel() is True',
      '0 1 CancelledError',
      '1 0 lets go',
      '1 0 ends',
      '1 idle <asyncio.locks.Semaphore object [unlocked,value:1]>',
      '1 end <asyncio.locks.Semaphore object [unlocked,value:1]>',
    ],
    broken: ['held 2 times by 1', 'held 1 times by 0'],
  },
  {
    title: 'a wait of a condition cannot be cancelled any more when its lock is lost in this way',
    program: program(
      'Condition',
      1,
      [worker(['consume', AT_ONCE]), worker(['hold', 5, AT_ONCE])],
      [[1, [0, 0]]],
    ),
    trace: [
      '0 0 asks',
      '0 0 has it',
      '0 0 lets go',
      '0 1 asks',
      '0 1 cancel() is True',
      '0 1 CancelledError',
      '0 idle <asyncio.locks.Condition object [locked,waiters:1]>',
      '0 end <asyncio.locks.Condition object [locked]>',
    ],
    broken: ['held 1 times by 0', 'a worker cannot be cancelled'],
  },
  {
    title:
      'a notification is lost with the one it went to, when that is cancelled before it has the lock',
    program: program(
      'Condition',
      1,
      [
        worker(['consume', AT_ONCE]),
        worker(['consume', AT_ONCE]),
        worker(['pause', [1, 0]], ['produce', 1, AT_ONCE]),
      ],
      [[0, [1, 0]]],
    ),
    trace: [
      '0 0 asks',
      '0 0 has it',
      '0 0 lets go',
      '0 1 asks',
      '0 1 has it',
      '0 1 lets go',
      '1 2 asks',
      '1 2 has it',
      '1 2 lets go',
      '1 2 ends',
      '1 0 cancel() is True',
      '1 0 has it',
      '1 0 lets go',
      '1 0 CancelledError',
      '1 idle <asyncio.locks.Condition object [unlocked,waiters:1]>',
      '1 1 has it',
      '1 1 lets go',
      '1 1 CancelledError',
      '1 end <asyncio.locks.Condition object [unlocked]>',
    ],
    broken: ['a consumer waits for what is available'],
  },
  {
    title: 'an item is gone when a wait_for() is cancelled that has just got it',
    program: program(
      'Queue',
      0,
      [worker(['put', 'plain', 0]), worker(['get', 5, AT_ONCE])],
      [[1, [0, 0]]],
    ),
    trace: [
      '0 0 puts 0',
      '0 0 has put 0',
      '0 0 ends',
      '0 1 gets',
      '0 1 cancel() is True',
      '0 1 CancelledError',
      '0 idle <Queue maxsize=0 tasks=1>',
      '0 end <Queue maxsize=0 tasks=1>',
    ],
    broken: ['an item was taken out, and nobody has it'],
  },
  {
    title: 'an item is in the queue although the wait_for() around its put() was cancelled',
    program: program('Queue', 0, [worker(['put', 5, 0])], [[0, [0, 0]]]),
    trace: [
      '0 0 puts 0',
      '0 0 cancel() is True',
      '0 0 CancelledError',
      '0 idle <Queue maxsize=0 _queue=[[0, 0]] tasks=1>',
      '0 end <Queue maxsize=0 _queue=[[0, 0]] tasks=1>',
    ],
    broken: ['0 went in although put() raised'],
  },
  {
    title: 'join() ends although there is something to do again',
    program: program('Queue', 0, [
      worker(['put', 'plain', 0], ['get', 'plain', [1, 0]], ['put', 'plain', 0]),
      worker(['join']),
    ]),
    trace: [
      '0 0 puts 0',
      '0 0 has put 0',
      '0 0 gets',
      '0 0 has got 0',
      '0 1 joins',
      '1 0 puts 1',
      '1 0 has put 1',
      '1 0 ends',
      '1 1 has joined',
      '1 1 ends',
      '1 idle <Queue maxsize=0 _queue=[[0, 1]] tasks=1>',
      '1 end <Queue maxsize=0 _queue=[[0, 1]] tasks=1>',
    ],
    broken: [],
  },
];

/** The same moments, but nothing is lost. */
export const NO_LOSSES: readonly Loss[] = [
  {
    title: 'an item, when the getter is cancelled in the very tick in which it was woken',
    program: program(
      'Queue',
      0,
      [
        worker(['get', 'plain', AT_ONCE]),
        worker(['get', 'plain', AT_ONCE]),
        worker(['pause', [1, 0]], ['put', 'plain', 0]),
      ],
      [[0, [1, 0]]],
    ),
    trace: [
      '0 0 gets',
      '0 1 gets',
      '1 2 puts 0',
      '1 2 has put 0',
      '1 2 ends',
      '1 0 cancel() is True',
      '1 0 CancelledError',
      '1 1 has got 0',
      '1 1 ends',
      '1 idle <Queue maxsize=0>',
      '1 end <Queue maxsize=0>',
    ],
    broken: [],
  },
  {
    title: 'an item, when the time of the getter is over in the very tick in which it comes',
    program: program('Queue', 0, [
      worker(['pause', [1, 0]], ['put', 'plain', 0]),
      worker(['get', 1, AT_ONCE]),
      worker(['pause', [2, 0]], ['get', 'nowait', AT_ONCE]),
    ]),
    trace: [
      '0 1 gets',
      '1 0 puts 0',
      '1 0 has put 0',
      '1 0 ends',
      '1 1 TimeoutError',
      '1 1 ends',
      '2 2 gets',
      '2 2 has got 0',
      '2 2 ends',
      '2 idle <Queue maxsize=0>',
      '2 end <Queue maxsize=0>',
    ],
    broken: [],
  },
  {
    title: 'a lock, when the one that was woken is cancelled in that very tick',
    program: program(
      'Lock',
      1,
      [
        worker(['hold', 'plain', [1, 0]]),
        worker(['hold', 'plain', AT_ONCE]),
        worker(['hold', 'plain', AT_ONCE]),
      ],
      [[1, [1, 0]]],
    ),
    trace: [
      '0 0 asks',
      '0 0 has it',
      '0 1 asks',
      '0 2 asks',
      '1 0 lets go',
      '1 0 ends',
      '1 1 cancel() is True',
      '1 1 CancelledError',
      '1 2 has it',
      '1 2 lets go',
      '1 2 ends',
      '1 idle <asyncio.locks.Lock object [unlocked]>',
      '1 end <asyncio.locks.Lock object [unlocked]>',
    ],
    broken: [],
  },
];
