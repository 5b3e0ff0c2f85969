/**
 * Random schedules: tasks that share one lock or queue, and others that cancel them at any moment. Seconds and ticks are
 * few, so that much falls into the same tick. They are plain data: `schedule.ts` runs them, and `schedules.py`.
 */

import fc from 'fast-check';

/** Sleep so many seconds, then so many ticks. */
export type Pause = readonly [seconds: number, ticks: number];

/** Directly, by `using _ = yield* …`, without waiting, or through `wait_for` with so many seconds. */
type How = 'plain' | 'using' | 'nowait' | number;

export type Op =
  | readonly ['pause', Pause]
  /** Cancel that worker, in the same step as what came before. */
  | readonly ['cancel', number]
  /** Lock, semaphore, condition: acquire, hold that long, release. */
  | readonly ['hold', How, Pause]
  /** Condition: make one more available, notify so many (None: all), hold the lock that long. */
  | readonly ['produce', number | null, Pause]
  /** Condition: wait until one is available, take it, hold the lock that long. */
  | readonly ['consume', Pause]
  /** Event. */
  | readonly ['wait', How]
  | readonly ['set' | 'clear']
  /** Queue: an item of that priority. */
  | readonly ['put', How, number]
  /** Queue: take an item, work on it that long, say that it is done. */
  | readonly ['get', How, Pause]
  | readonly ['join'];

export interface Worker {
  readonly ops: readonly Op[];
  /** Goes on with its next operation when it is cancelled. */
  readonly stubborn: boolean;
}

export interface Program {
  readonly cls: string;
  /** Permits of a semaphore, size of a queue. */
  readonly size: number;
  readonly workers: readonly Worker[];
  /** So many of the workers may be cancelled, the first ones. Whom a cancel means is counted modulo this. */
  readonly cancellable: number;
  /** Whom to cancel, and when. */
  readonly cancels: readonly (readonly [worker: number, Pause])[];
}

/** Few different ones, so that things meet. */
const pause: fc.Arbitrary<Pause> = fc.tuple(
  fc.constantFrom(0, 1, 1, 2),
  fc.constantFrom(0, 0, 1, 2),
);

/** Ways to wait. Those that go through `wait_for` are left out of `calm` ones. */
function ways(calm: boolean, ...others: How[]): fc.Arbitrary<How> {
  const plain = fc.constantFrom<How>('plain', ...others);
  return calm ? plain : fc.oneof({ weight: 3, arbitrary: plain }, fc.integer({ min: 0, max: 3 }));
}

type Ops = fc.Arbitrary<Op>;

const op = (weight: number, arbitrary: Ops) => ({ weight, arbitrary });

function hold(calm: boolean): Ops {
  return fc.tuple(fc.constant('hold'), ways(calm, 'using'), pause);
}

function produce(calm: boolean): Ops {
  const count = calm ? fc.constant(null) : fc.constantFrom(null, 1, 1, 2);
  return fc.tuple(fc.constant('produce'), count, pause);
}

function put(calm: boolean): Ops {
  return fc.tuple(fc.constant('put'), ways(calm, 'plain', 'plain', 'nowait'), fc.nat(3));
}

function get(calm: boolean): Ops {
  // Often done at once, so that what comes next is in the same step as the taking.
  const work = fc.oneof(fc.constant<Pause>([0, 0]), pause);
  return fc.tuple(fc.constant('get'), ways(calm, 'plain', 'plain', 'nowait'), work);
}

/** What a worker does apart from what any worker does: one of these kinds of things. */
const operations: Record<string, (calm: boolean) => Ops[]> = {
  lock: (calm) => [hold(calm)],
  condition: (calm) => [
    fc.oneof(op(1, hold(calm)), op(4, produce(calm))),
    fc.tuple(fc.constant('consume'), pause),
  ],
  event: (calm) => [
    fc.tuple(fc.constant('wait'), ways(calm)),
    fc.constantFrom(['set'] as const, ['clear'] as const),
  ],
  queue: (calm) => [
    put(calm),
    get(calm),
    fc.oneof(op(2, put(calm)), op(2, get(calm)), op(1, fc.constant(['join'] as const))),
  ],
};

/** The classes, each with what is done to it. */
const KINDS: Record<string, string> = {
  Lock: 'lock',
  Semaphore: 'lock',
  BoundedSemaphore: 'lock',
  Condition: 'condition',
  Event: 'event',
  Queue: 'queue',
  LifoQueue: 'queue',
  PriorityQueue: 'queue',
};

/**
 * Programs for one class. Calm ones do not do what may lose something in CPython itself: no `wait_for` around what takes
 * something, by a task that may be cancelled, and no `notify()` of fewer than all.
 */
export function programs(cls: string, { calm }: { calm: boolean }): fc.Arbitrary<Program> {
  const kinds = operations[KINDS[cls] as string] as (calm: boolean) => Ops[];
  // Those that are not cancelled may use `wait_for`.
  const impatient = kinds(cls === 'Condition').map(worker);
  return fc
    .record({
      workers: crew(kinds(calm)),
      more: fc.array(fc.oneof(...impatient), { maxLength: calm ? 2 : 0 }),
      size: fc.constantFrom(1, 1, 2, cls.includes('Semaphore') ? 3 : 0),
      cancels: fc.array(fc.tuple(fc.nat(4), pause), { maxLength: 5 }),
    })
    .map(({ workers, more, size, cancels }) => ({
      cls,
      size,
      workers: [...workers, ...more],
      cancellable: workers.length,
      cancels,
    }));
}

/** One of these, or what any worker may do. */
const any_of = (own: Ops): Ops =>
  fc.oneof(
    op(4, own),
    op(1, fc.tuple(fc.constant('pause'), pause)),
    op(2, fc.tuple(fc.constant('cancel'), fc.nat(4))),
  );

function worker(own: Ops): fc.Arbitrary<Worker> {
  const ops = fc.array(any_of(own), { minLength: 1, maxLength: 5 });
  return fc.record({ stubborn: fc.boolean(), ops });
}

/** Begins with what it is there for. */
function waiter(own: Ops): fc.Arbitrary<Worker> {
  const ops = fc.tuple(own, fc.array(any_of(own), { maxLength: 3 }));
  return fc.record({ stubborn: fc.boolean(), ops: ops.map(([first, more]) => [first, ...more]) });
}

/** Workers of any kinds; or some of one kind, which soon all wait, and then somebody of another kind. */
function crew(kinds: Ops[]): fc.Arbitrary<Worker[]> {
  const pairs = kinds.flatMap((many, i) =>
    kinds.filter((_, j) => i !== j || kinds.length === 1).map((one) => [many, one] as const),
  );
  const teams = pairs.map(([many, one]) =>
    fc
      .tuple(
        fc.array(waiter(many), { minLength: 2, maxLength: 4 }),
        fc.array(worker(one), { minLength: 1, maxLength: 2 }),
      )
      .map(([some, others]) => [...some, ...others]),
  );
  const mixture = fc.array(fc.oneof(...kinds.map(worker)), { minLength: 2, maxLength: 5 });
  return fc.oneof(mixture, fc.oneof(...teams), fc.oneof(...teams));
}
