import { effect } from '../effect';
import { co, effection, yieldfrom_loop } from '../libraries';
import { doubling, type Workload } from '../workload';

const TASKS = 10;

const each = Array.from({ length: TASKS }, (_, index) => index);

/** What asyncio's Lock does, on promises. */
class PromiseLock {
  private readonly _waiters: (() => void)[] = [];
  private _locked = false;

  async acquire(): Promise<void> {
    if (!this._locked && this._waiters.length === 0) {
      this._locked = true;
      return;
    }
    await new Promise<void>((resolve) => this._waiters.push(resolve));
  }

  /** The lock stays locked when somebody waits: it is his now. */
  release(): void {
    const waiter = this._waiters.shift();
    if (waiter === undefined) this._locked = false;
    else waiter();
  }
}

export const lock: Workload = {
  name: 'lock',
  about: `${TASKS} tasks hand a lock over; who has it lets the others run once`,
  unit: 'hand-over',
  sizes: doubling(8, 100_000),
  units: (size) => size * TASKS,
  answer: (size) => size * TASKS,

  contenders: {
    yieldfrom() {
      const { coroutine, ensure_future, Lock, run, sleep } = yieldfrom_loop();
      const main = coroutine(function* main(count: number) {
        const lock = new Lock();
        let total = 0;
        const task = coroutine(function* task() {
          for (let i = 0; i < count; i++) {
            yield* lock.acquire();
            try {
              const before = total;
              yield* sleep(0);
              total = before + 1;
            } finally {
              lock.release();
            }
          }
        });
        const started = each.map(() => ensure_future(task()));
        for (const one of started) yield* one;
        return total;
      });
      return (size) => run(main(size));
    },

    native() {
      return async (size) => {
        const lock = new PromiseLock();
        let total = 0;
        async function task() {
          for (let i = 0; i < size; i++) {
            await lock.acquire();
            try {
              const before = total;
              await undefined;
              total = before + 1;
            } finally {
              lock.release();
            }
          }
        }
        const started = each.map(() => task());
        for (const one of started) await one;
        return total;
      };
    },

    co() {
      const { wrap } = co();
      return wrap(function* main(size: number) {
        const lock = new PromiseLock();
        const ready = Promise.resolve();
        let total = 0;
        const task = wrap(function* task() {
          for (let i = 0; i < size; i++) {
            yield lock.acquire();
            try {
              const before = total;
              yield ready;
              total = before + 1;
            } finally {
              lock.release();
            }
          }
        });
        const started = each.map(() => task());
        for (const one of started) yield one;
        return total;
      });
    },

    effection() {
      const { action, run, spawn, withResolvers } = effection();
      const turn = () =>
        action<void>((resolve) => {
          queueMicrotask(resolve);
          return () => {};
        });
      class Lock {
        private readonly _waiters: (() => void)[] = [];
        private _locked = false;

        *acquire() {
          if (!this._locked && this._waiters.length === 0) {
            this._locked = true;
            return;
          }
          const { operation, resolve } = withResolvers<void>();
          this._waiters.push(resolve);
          yield* operation;
        }

        release() {
          const waiter = this._waiters.shift();
          if (waiter === undefined) this._locked = false;
          else waiter();
        }
      }
      return (size) =>
        run(function* main() {
          const lock = new Lock();
          let total = 0;
          function* task() {
            for (let i = 0; i < size; i++) {
              yield* lock.acquire();
              try {
                const before = total;
                yield* turn();
                total = before + 1;
              } finally {
                lock.release();
              }
            }
          }
          const started = [];
          for (const _ of each) started.push(yield* spawn(task));
          for (const one of started) yield* one;
          return total;
        });
    },

    async effect() {
      const { Effect, Fiber, Semaphore } = await effect();
      const main = Effect.fnUntraced(function* main(count: number) {
        const lock = Semaphore.withPermits(yield* Semaphore.make(1), 1);
        let total = 0;
        const work = Effect.fnUntraced(function* work() {
          const before = total;
          yield* Effect.yieldNow;
          total = before + 1;
        });
        const task = Effect.fnUntraced(function* task() {
          for (let i = 0; i < count; i++) yield* lock(work());
        });
        const started = [];
        for (const _ of each) started.push(yield* Effect.forkChild(task()));
        for (const one of started) yield* Fiber.join(one);
        return total;
      });
      return (size) => Effect.runPromise(main(size));
    },
  },
  python: { file: 'lock.py', argument: TASKS },
  notes: {
    native: 'it has no lock: one of promises, in asyncio’s way',
    co: 'it has no lock: one of promises, in asyncio’s way',
    effection: 'it has no lock: one of operations, in asyncio’s way',
  },
};
