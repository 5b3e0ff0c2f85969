/** Runs a random schedule, notes what happens, and finds what should never be. */

import { CancelledError, TimeoutError } from '../../lib/errors';
import * as asyncio from '../../lib/index';
import { repr } from '../../lib/reprlib';
import { VirtualTimeLoop } from '../../lib/test_utils';
import type { Op, Pause, Program } from './program';

/** What a run gives. */
export interface Outcome {
  readonly trace: readonly string[];
  /** What contradicts the promises of locks and queues. */
  readonly violations: readonly string[];
}

export function run_schedule(program: Program): Outcome {
  return new Schedule(program).run();
}

const MOST_ITERATIONS = 10_000;

/** Says when there is nothing to do but to wait, and stops when there is nothing to wait for. */
class IdleLoop extends VirtualTimeLoop {
  private _iterations = 0;

  constructor(private readonly _on_idle: () => void) {
    super();
  }

  override _run_once(): void {
    this._iterations += 1;
    if (this._iterations > MOST_ITERATIONS) throw new Error('the schedule does not end');
    super._run_once();
  }

  override _select(timeout: number | undefined): number {
    if (timeout !== 0) this._on_idle();
    if (timeout !== undefined) return super._select(timeout);
    this.stop();
    return 0;
  }
}

type LockLike = asyncio.Lock | asyncio.Semaphore | asyncio.Condition;
type Item = readonly [priority: number, id: number];

/** What a worker may raise, and go on. */
const EXPECTED = [CancelledError, TimeoutError, asyncio.QueueEmpty, asyncio.QueueFull];

/** How often all are cancelled in the end; more often than a worker has operations. */
const ROUNDS = 8;

class Schedule {
  private readonly _loop = new IdleLoop(() => this._check());
  private readonly _trace: string[] = [];
  private readonly _violations = new Set<string>();
  private readonly _tasks: asyncio.Task<void>[] = [];
  private readonly _object: unknown;
  private _holders = 0;
  /** Of a condition: how many are available. */
  private _available = 0;
  /** Of an event: who waits, and whose wait has to end. */
  private readonly _waiting = new Set<number>();
  private readonly _due = new Set<number>();
  /** Who has to get a CancelledError before it does anything else. */
  private readonly _cancelled = new Set<number>();
  private _items = 0;
  private _asks = 0;
  private _granted = -1;
  private readonly _stored: Item[] = [];
  /** Items that a worker has got, and how many have left the queue. */
  private readonly _given = new Set<number>();
  private _taken = 0;

  constructor(private readonly _program: Program) {
    this._object = this._make();
  }

  private _make(): unknown {
    const { cls, size } = this._program;
    const loop = this._loop;
    if (cls === 'Lock') return new asyncio.Lock({ loop });
    if (cls === 'Event') return new asyncio.Event({ loop });
    if (cls === 'Condition') return new asyncio.Condition({ loop });
    if (cls === 'Semaphore') return new asyncio.Semaphore(size, { loop });
    if (cls === 'BoundedSemaphore') return new asyncio.BoundedSemaphore(size, { loop });
    if (cls === 'LifoQueue') return this._observed(new asyncio.LifoQueue<Item>(size, { loop }));
    if (cls === 'Queue') return this._observed(new asyncio.Queue<Item>(size, { loop }));
    return this._observed(new asyncio.PriorityQueue<Item>(size, { loop }));
  }

  /** Compare what goes in and comes out with a list. */
  private _observed(queue: asyncio.Queue<Item>): asyncio.Queue<Item> {
    const { cls } = this._program;
    const [put, get] = [queue._put, queue._get];
    queue._put = (item) => {
      this._stored.push(item);
      put.call(queue, item);
    };
    queue._get = () => {
      const item = get.call(queue);
      const sorted = [...this._stored].sort(([a, x], [b, y]) => a - b || x - y);
      const expected = {
        Queue: this._stored[0],
        LifoQueue: this._stored.at(-1),
        PriorityQueue: sorted[0],
      }[cls];
      this._promise(item === expected, `${repr(item)} comes out, and not ${repr(expected)}`);
      this._stored.splice(this._stored.indexOf(item), 1);
      this._taken += 1;
      return item;
    };
    return queue;
  }

  run(): Outcome {
    const { workers, cancels } = this._program;
    const tasks = this._tasks;
    workers.forEach((_, who) => {
      tasks.push(this._loop.create_task(this._work(who)));
    });
    for (const [who, when] of cancels) this._loop.create_task(this._cancel_after(who, when));
    this._loop.run_forever();
    this._state('idle');
    const left = tasks.flatMap((task, who) => (task.done() ? [] : [who]));
    this._promise(left.length === 0 || this._may_wait_for_ever(), `${repr(left)} never end`);
    for (let round = 0; round < ROUNDS && tasks.some((task) => !task.done()); round++) {
      for (const task of tasks) task.cancel();
      this._loop.run_forever();
    }
    this._state('end');
    for (const task of tasks) this._check_end(task);
    this._loop.close();
    return { trace: this._trace, violations: [...this._violations] };
  }

  // What the tasks do.

  @asyncio.coroutine
  private *_cancel_after(who: number, [seconds, ticks]: Pause): asyncio.Coroutine<void> {
    yield* pause(seconds, ticks);
    yield* this._cancel(who);
  }

  @asyncio.coroutine
  private *_cancel(who: number): asyncio.Coroutine<void> {
    const index = who % this._program.cancellable;
    const task = this._tasks[index] as asyncio.Task<void>;
    const result = task.cancel();
    this._note(index, `cancel() is ${repr(result)}`);
    // A task that cancels itself gets to know when it waits again.
    if (result && task !== asyncio.Task.current_task(this._loop)) this._cancelled.add(index);
  }

  @asyncio.coroutine
  private *_work(who: number): asyncio.Coroutine<void> {
    const { ops, stubborn } = this._program.workers[who] as Program['workers'][number];
    for (const op of ops) {
      try {
        yield* this._perform(who, op);
        this._promise(!this._cancelled.has(who), 'a cancellation was forgotten');
      } catch (error) {
        if (error instanceof CancelledError) this._cancelled.delete(who);
        const impatient = error instanceof asyncio.QueueEmpty || error instanceof asyncio.QueueFull;
        this._promise(!impatient || op[1] === 'nowait', 'somebody did not wait');
        if (!EXPECTED.some((cls) => error instanceof cls)) throw error;
        this._note(who, (error as Error).constructor.name);
        if (error instanceof CancelledError && !stubborn) throw error;
      }
    }
    this._note(who, 'ends');
  }

  private _perform(who: number, op: Op): asyncio.Coroutine<unknown> {
    switch (op[0]) {
      case 'pause':
        return pause(...op[1]);
      case 'cancel':
        return this._cancel(op[1]);
      case 'hold':
        return op[1] === 'using' ? this._using(who, op[2]) : this._hold(who, op[1], op[2]);
      case 'produce':
        return this._produce(who, op[1], op[2]);
      case 'consume':
        return this._consume(who, op[1]);
      case 'wait':
        return this._wait(who, op[1]);
      case 'set':
        return this._set(who);
      case 'clear':
        return this._clear(who);
      case 'put':
        return this._put(who, op[1], op[2]);
      case 'get':
        return this._get(who, op[1], op[2]);
      case 'join':
        return this._join(who);
    }
  }

  @asyncio.coroutine
  private *_hold(who: number, how: unknown, [seconds, ticks]: Pause): asyncio.Coroutine<void> {
    const lock = this._object as LockLike;
    const asked = this._ask(who);
    yield* this._waited(lock.acquire(), how);
    this._has(who, how === 'plain' ? asked : undefined);
    try {
      yield* pause(seconds, ticks);
    } finally {
      this._lets_go(who);
      lock.release();
    }
  }

  @asyncio.coroutine
  private *_using(who: number, [seconds, ticks]: Pause): asyncio.Coroutine<void> {
    const asked = this._ask(who);
    using _ = yield* this._object as LockLike;
    this._has(who, asked);
    try {
      yield* pause(seconds, ticks);
    } finally {
      this._lets_go(who);
    }
  }

  @asyncio.coroutine
  private *_produce(
    who: number,
    count: number | null,
    [seconds, ticks]: Pause,
  ): asyncio.Coroutine<void> {
    const condition = this._object as asyncio.Condition;
    const asked = this._ask(who);
    using _ = yield* condition;
    this._has(who, asked);
    try {
      this._available += 1;
      if (count === null) condition.notify_all();
      else condition.notify(count);
      yield* pause(seconds, ticks);
    } finally {
      this._lets_go(who);
    }
  }

  @asyncio.coroutine
  private *_consume(who: number, [seconds, ticks]: Pause): asyncio.Coroutine<void> {
    const condition = this._object as asyncio.Condition;
    const asked = this._ask(who);
    using _ = yield* condition;
    this._has(who, asked);
    try {
      while (this._available === 0) {
        this._lets_go(who);
        try {
          yield* condition.wait();
        } finally {
          this._has(who);
        }
      }
      this._available -= 1;
      this._note(who, 'consumes');
      yield* pause(seconds, ticks);
    } finally {
      this._lets_go(who);
    }
  }

  @asyncio.coroutine
  private *_wait(who: number, how: unknown): asyncio.Coroutine<void> {
    const event = this._object as asyncio.Event;
    this._note(who, 'waits');
    // Through `wait_for` it begins a tick later.
    if (how === 'plain') this._waiting.add(who);
    try {
      yield* this._waited(event.wait(), how);
    } finally {
      this._waiting.delete(who);
      this._due.delete(who);
    }
    this._note(who, 'has waited');
  }

  @asyncio.coroutine
  private *_set(who: number): asyncio.Coroutine<void> {
    this._note(who, 'sets');
    (this._object as asyncio.Event).set();
    for (const other of this._waiting) this._due.add(other);
  }

  @asyncio.coroutine
  private *_clear(who: number): asyncio.Coroutine<void> {
    this._note(who, 'clears');
    (this._object as asyncio.Event).clear();
  }

  @asyncio.coroutine
  private *_put(who: number, how: unknown, priority: number): asyncio.Coroutine<void> {
    const queue = this._object as asyncio.Queue<Item>;
    const id = this._items++;
    const item: Item = [priority, id];
    this._note(who, `puts ${id}`);
    try {
      if (how === 'nowait') queue.put_nowait(item);
      else yield* this._waited(queue.put(item), how);
    } catch (error) {
      const refused = !this._stored.includes(item) && !this._given.has(id);
      this._promise(refused, `${id} went in although put() raised`);
      throw error;
    }
    this._note(who, `has put ${id}`);
  }

  @asyncio.coroutine
  private *_get(who: number, how: unknown, [seconds, ticks]: Pause): asyncio.Coroutine<void> {
    const queue = this._object as asyncio.Queue<Item>;
    this._note(who, 'gets');
    const [, id] = how === 'nowait' ? queue.get_nowait() : yield* this._waited(queue.get(), how);
    this._note(who, `has got ${id}`);
    this._promise(!this._given.has(id), `${id} was given twice`);
    this._given.add(id);
    try {
      yield* pause(seconds, ticks);
    } finally {
      queue.task_done();
    }
  }

  @asyncio.coroutine
  private *_join(who: number): asyncio.Coroutine<void> {
    const queue = this._object as asyncio.Queue<Item>;
    this._note(who, 'joins');
    yield* queue.join();
    this._note(who, 'has joined');
  }

  private _waited<T>(coro: asyncio.Coroutine<T>, how: unknown): asyncio.Coroutine<T> {
    return typeof how === 'number' ? asyncio.wait_for(coro, how) : coro;
  }

  // What is noted, and what has to be true.

  private _note(who: number, what: string): void {
    this._trace.push(`${this._loop.time()} ${who} ${what}`);
  }

  private _promise(kept: boolean, otherwise: string): void {
    if (!kept) this._violations.add(otherwise);
  }

  private _ask(who: number): number {
    this._note(who, 'asks');
    return this._asks++;
  }

  private _has(who: number, asked?: number): void {
    this._note(who, 'has it');
    this._holders += 1;
    this._promise(this._holders <= this._most_holders, `${this._holders} hold it`);
    if (asked === undefined || this._program.cls !== 'Lock') return;
    this._promise(asked > this._granted, 'somebody was overtaken');
    this._granted = asked;
  }

  private get _most_holders(): number {
    return this._object instanceof asyncio.Semaphore ? this._program.size : 1;
  }

  private _lets_go(who: number): void {
    this._note(who, 'lets go');
    this._holders -= 1;
  }

  /** Nothing is queued, time is about to pass: whoever still waits must have a reason. */
  private _check(): void {
    const object = this._object;
    if (object instanceof asyncio.Condition) {
      this._check_lock(!object.locked(), (object._lock as asyncio.Lock)._waiters);
      const asleep = this._available > 0 && alive(object._waiters) > 0;
      this._promise(!asleep, 'a consumer waits for what is available');
    } else if (object instanceof asyncio.Lock) {
      this._check_lock(!object.locked(), object._waiters);
    } else if (object instanceof asyncio.Semaphore) {
      this._check_lock(object._value > 0, object._waiters);
    } else if (object instanceof asyncio.Event) {
      this._promise(!object.is_set() || alive(object._waiters) === 0, 'it is set, somebody waits');
      this._promise(this._due.size === 0, `${repr([...this._due])} were not woken`);
    } else {
      this._check_queue(object as asyncio.Queue<Item>);
    }
  }

  private _check_lock(free: boolean, waiters: Iterable<asyncio.Future<unknown>>): void {
    this._promise(!free || alive(waiters) === 0, 'it is free, somebody waits');
    const { _value } = this._object as Partial<asyncio.Semaphore>;
    const held = _value === undefined ? Number(!free) : this._program.size - _value;
    this._promise(held === this._holders, `held ${held} times by ${this._holders}`);
  }

  private _check_queue(queue: asyncio.Queue<Item>): void {
    this._promise(queue.empty() || alive(queue._getters) === 0, 'an item is there, a getter waits');
    this._promise(queue.full() || alive(queue._putters) === 0, 'there is room, a putter waits');
    this._promise(queue._getters.length === alive(queue._getters), 'a cancelled getter is left');
    this._promise(queue.qsize() === this._stored.length, 'the size is wrong');
    this._promise(this._taken === this._given.size, 'an item was taken out, and nobody has it');
    const joined = queue._unfinished_tasks === 0;
    this._promise(queue._finished.is_set() === joined, 'finished, or not?');
    this._promise(
      !joined || alive(queue._finished._waiters) === 0,
      'nothing to do, somebody joins',
    );
  }

  /** Whether what somebody waits for need not come. */
  private _may_wait_for_ever(): boolean {
    return !(this._object instanceof asyncio.Lock || this._object instanceof asyncio.Semaphore);
  }

  private _check_end(task: asyncio.Task<void>): void {
    task._log_destroy_pending = false;
    this._promise(task.done(), 'a worker cannot be cancelled');
    const error = task.done() && !task.cancelled() ? task.exception() : undefined;
    // Cancelled in its very last step, a task is not cancelled, but has raised.
    const expected = error === undefined || error instanceof CancelledError;
    this._promise(expected, `a worker has raised ${repr(error)}`);
  }

  private _state(when: string): void {
    const text = repr(this._object).replace(/ at 0x[0-9a-f]+/, '');
    this._trace.push(`${this._loop.time()} ${when} ${text}`);
  }
}

const pause = asyncio.coroutine(function* pause(seconds: number, ticks: number) {
  if (seconds > 0) yield* asyncio.sleep(seconds);
  for (let i = 0; i < ticks; i++) yield;
});

function alive(waiters: Iterable<asyncio.Future<unknown>>): number {
  return [...waiters].filter((waiter) => !waiter.done()).length;
}
