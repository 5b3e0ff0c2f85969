import { effect } from '../effect';
import { yieldfrom_loop } from '../libraries';
import { doubling, sum_below, type Workload } from '../workload';

const TASKS = 10_000;

export const wait: Workload = {
  name: 'wait',
  about: `${TASKS} tasks are made and waited for, all at once`,
  unit: 'task',
  sizes: doubling(50, TASKS),
  full_size: TASKS,
  units: (size) => size,
  answer: sum_below,

  contenders: {
    yieldfrom() {
      const { coroutine, ensure_future, run, wait } = yieldfrom_loop();
      const work = coroutine(function* work(i: number) {
        return i;
      });
      const main = coroutine(function* main(count: number) {
        const tasks = [];
        for (let i = 0; i < count; i++) tasks.push(ensure_future(work(i)));
        const [done] = yield* wait(tasks);
        let sum = 0;
        for (const task of done) sum += task.result();
        return sum;
      });
      return (size) => run(main(size));
    },

    native() {
      async function work(i: number) {
        return i;
      }
      return async (size) => {
        const tasks = [];
        for (let i = 0; i < size; i++) tasks.push(work(i));
        let sum = 0;
        for (const outcome of await Promise.allSettled(tasks)) {
          if (outcome.status === 'fulfilled') sum += outcome.value;
        }
        return sum;
      };
    },

    async effect() {
      const { Effect, Fiber } = await effect();
      const work = Effect.fnUntraced(function* work(i: number) {
        return i;
      });
      const main = Effect.fnUntraced(function* main(count: number) {
        const fibers = [];
        for (let i = 0; i < count; i++) fibers.push(yield* Effect.forkChild(work(i)));
        let sum = 0;
        for (const exit of yield* Fiber.awaitAll(fibers))
          if (exit._tag === 'Success') sum += exit.value;
        return sum;
      });
      return (size) => Effect.runPromise(main(size));
    },
  },
  python: { file: 'wait.py' },
  notes: { native: 'it does the work at the call, as part of the caller' },
};

/** Promises of the results in the order in which they come. */
function* as_completed<T>(promises: readonly Promise<T>[]): Generator<Promise<T>> {
  const deliver: ((value: T | Promise<T>) => void)[] = [];
  const slots = promises.map(() => new Promise<T>((resolve) => deliver.push(resolve)));
  let next = 0;
  for (const promise of promises) {
    promise.finally(() => deliver[next++]?.(promise));
  }
  yield* slots;
}

export const completed: Workload = {
  name: 'as-completed',
  about: `the results of ${TASKS} tasks are taken as they come`,
  unit: 'task',
  sizes: doubling(50, TASKS),
  full_size: TASKS,
  units: (size) => size,
  answer: sum_below,

  contenders: {
    yieldfrom() {
      const { as_completed, coroutine, run } = yieldfrom_loop();
      const work = coroutine(function* work(i: number) {
        return i;
      });
      const main = coroutine(function* main(count: number) {
        const works = Array.from({ length: count }, (_, i) => work(i));
        let sum = 0;
        for (const next of as_completed(works)) sum += yield* next;
        return sum;
      });
      return (size) => run(main(size));
    },

    native() {
      async function work(i: number) {
        return i;
      }
      return async (size) => {
        const works = Array.from({ length: size }, (_, i) => work(i));
        let sum = 0;
        for (const next of as_completed(works)) sum += await next;
        return sum;
      };
    },
  },
  python: { file: 'as_completed.py' },
  notes: { native: 'it has no as_completed: one of promises' },
};
