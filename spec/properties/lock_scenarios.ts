/** Scenarios to cancel: locks and queues that others use, too. `lock_scenarios.py` has the same. */

import { TimeoutError } from '../../lib/errors';
import * as asyncio from '../../lib/index';
import type { Scenario, World } from './injection';

type LockLike = asyncio.Lock | asyncio.Semaphore | asyncio.Condition;

/** Somebody else holds it for a while. */
const hold = asyncio.coroutine(function* hold(lock: LockLike, from: number, to: number) {
  yield* asyncio.sleep(from);
  using _ = yield* lock;
  yield* asyncio.sleep(to - from);
});

/** One holds it before the main task can, one wants it afterwards. */
function contended(w: World, lock: LockLike): void {
  w.helper(hold(lock, 0, 1));
  w.helper(hold(lock, 0.5, 1));
}

function acquire(make: () => LockLike): Scenario {
  return function* (w: World) {
    const lock = w.watch('lock', make());
    contended(w, lock);
    yield* w.at('start', asyncio.sleep(0.25));
    yield* w.at('acquire', lock.acquire());
    try {
      yield* w.at('hold', asyncio.sleep(1));
    } finally {
      lock.release();
    }
  };
}

function use(make: () => LockLike): Scenario {
  return function* (w: World) {
    const lock = w.watch('lock', make());
    contended(w, lock);
    yield* w.at('start', asyncio.sleep(0.25));
    using _ = yield* w.at('lock', lock);
    yield* w.at('hold', asyncio.sleep(1));
  };
}

const notify = asyncio.coroutine(function* notify(
  condition: asyncio.Condition,
  before: () => void,
  seconds: number,
) {
  yield* asyncio.sleep(1);
  using _ = yield* condition;
  before();
  condition.notify();
  yield* asyncio.sleep(seconds);
});

/** Wait for a notification; who gives it keeps the lock so long. */
function be_notified(keeps: number): Scenario {
  return function* (w: World) {
    const condition = w.watch('condition', new asyncio.Condition());
    w.watch('lock', condition._lock);
    w.helper(notify(condition, () => {}, keeps));
    w.helper(hold(condition, 1.5, 2));
    using _ = yield* w.at('lock', condition);
    yield* w.at('wait', condition.wait());
    yield* w.at('hold', asyncio.sleep(1));
  };
}

/** After all the others: whatever is left in the queue is taken out, and done. Whoever waits for that has his turn. */
const drain = asyncio.coroutine(function* drain(queue: asyncio.Queue<number>) {
  for (const seconds of [4, 2]) {
    yield* asyncio.sleep(seconds);
    while (!queue.empty()) queue.get_nowait();
    while (queue._unfinished_tasks > 0) queue.task_done();
  }
});

const put_after = asyncio.coroutine(function* put_after(
  seconds: number,
  queue: asyncio.Queue<number>,
  item: number,
) {
  yield* asyncio.sleep(seconds);
  yield* queue.put(item);
});

const get_after = asyncio.coroutine(function* get_after(
  seconds: number,
  queue: asyncio.Queue<number>,
) {
  yield* asyncio.sleep(seconds);
  yield* queue.get();
  yield* asyncio.sleep(1);
  queue.task_done();
});

type Queues = typeof asyncio.Queue<number>;

function get(cls: Queues): Scenario {
  return function* (w: World) {
    const queue = w.watch('queue', new cls());
    w.helper(put_after(1, queue, 7));
    w.helper(drain(queue));
    const item = yield* w.at('get', queue.get());
    try {
      yield* w.at('work', asyncio.sleep(1));
    } finally {
      queue.task_done();
    }
    return item;
  };
}

function put(cls: Queues): Scenario {
  return function* (w: World) {
    const queue = w.watch('queue', new cls(1));
    queue.put_nowait(5);
    w.helper(get_after(1, queue));
    w.helper(put_after(0.5, queue, 6));
    w.helper(get_after(2, queue));
    w.helper(drain(queue));
    yield* w.at('put', queue.put(7));
    yield* w.at('put another', queue.put(8));
    return queue.qsize();
  };
}

export const LOCKS: Readonly<Record<string, Scenario>> = {
  'Lock, acquire': acquire(() => new asyncio.Lock()),
  'Lock, using': use(() => new asyncio.Lock()),
  'Semaphore, acquire': acquire(() => new asyncio.Semaphore()),
  'Semaphore, using': use(() => new asyncio.Semaphore()),
  'BoundedSemaphore, acquire': acquire(() => new asyncio.BoundedSemaphore()),
  'BoundedSemaphore, using': use(() => new asyncio.BoundedSemaphore()),
  'Condition, acquire': acquire(() => new asyncio.Condition()),
  'Condition, using': use(() => new asyncio.Condition()),
  *'Event, wait'(w) {
    const event = w.watch('event', new asyncio.Event());
    const set = asyncio.coroutine(function* set() {
      yield* asyncio.sleep(1);
      event.set();
    });
    w.helper(set());
    return yield* w.at('wait', event.wait());
  },
  'Condition, wait': be_notified(0),
  'Condition, wait, contended': be_notified(2),
  *'Condition, wait_for'(w) {
    const condition = w.watch('condition', new asyncio.Condition());
    w.watch('lock', condition._lock);
    let value = 0;
    const add = () => {
      value += 1;
    };
    for (const keeps of [0, 0.5, 1]) w.helper(notify(condition, add, keeps));
    using _ = yield* w.at('lock', condition);
    return yield* w.at(
      'wait_for',
      condition.wait_for(() => (value >= 2 ? 'enough' : '')),
    );
  },
  'Queue, get': get(asyncio.Queue),
  'PriorityQueue, get': get(asyncio.PriorityQueue),
  'LifoQueue, get': get(asyncio.LifoQueue),
  'Queue, put': put(asyncio.Queue),
  'PriorityQueue, put': put(asyncio.PriorityQueue),
  'LifoQueue, put': put(asyncio.LifoQueue),
  *'Queue, join'(w) {
    const queue = w.watch('queue', new asyncio.Queue<number>());
    w.watch('finished', queue._finished);
    queue.put_nowait(1);
    queue.put_nowait(2);
    w.helper(get_after(1, queue));
    w.helper(get_after(2, queue));
    yield* w.at('join', queue.join());
  },
  *'wait_for a lock'(w) {
    const lock = w.watch('lock', new asyncio.Lock());
    w.helper(hold(lock, 0, 1));
    yield* w.at('start', asyncio.sleep(0.25));
    yield* w.at('wait_for', asyncio.wait_for(lock.acquire(), 50));
    lock.release();
  },
  *'wait_for an item'(w) {
    const queue = w.watch('queue', new asyncio.Queue<number>());
    w.helper(put_after(1, queue, 7));
    const item = yield* w.at('wait_for', asyncio.wait_for(queue.get(), 50));
    queue.task_done();
    return item;
  },
  *'wait_for an event'(w) {
    const event = w.watch('event', new asyncio.Event());
    try {
      yield* w.at('wait_for', asyncio.wait_for(event.wait(), 1));
    } catch (error) {
      if (!(error instanceof TimeoutError)) throw error;
    }
  },
  *'wait_for a condition'(w) {
    const condition = w.watch('condition', new asyncio.Condition());
    w.watch('lock', condition._lock);
    w.helper(notify(condition, () => {}, 0));
    using _ = yield* w.at('lock', condition);
    yield* w.at('wait_for', asyncio.wait_for(condition.wait(), 50));
    yield* w.at('hold', asyncio.sleep(1));
  },
  *'gather of those that use a lock'(w) {
    const lock = w.watch('lock', new asyncio.Lock());
    w.helper(hold(lock, 0, 1));
    yield* w.at('gather', asyncio.gather(hold(lock, 0, 1), hold(lock, 0, 1), hold(lock, 2, 3)));
  },
};
