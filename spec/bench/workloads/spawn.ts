import { effect } from '../effect';
import { co, effection, yieldfrom_loop } from '../libraries';
import { doubling, sum_below, type Workload } from '../workload';

const TASKS = 100_000;

export const spawn: Workload = {
  name: 'spawn',
  about: `${TASKS} tasks are made, then one after another waited for`,
  unit: 'task',
  sizes: doubling(50, TASKS),
  full_size: TASKS,
  units: (size) => size,
  answer: sum_below,

  contenders: {
    yieldfrom() {
      const { coroutine, ensure_future, run } = yieldfrom_loop();
      const work = coroutine(function* work(i: number) {
        return i;
      });
      const main = coroutine(function* main(count: number) {
        const tasks = [];
        for (let i = 0; i < count; i++) tasks.push(ensure_future(work(i)));
        let sum = 0;
        for (const task of tasks) sum += yield* task;
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
        for (const task of tasks) sum += await task;
        return sum;
      };
    },

    co() {
      const { wrap } = co();
      const work = wrap(function* work(i: number) {
        return i;
      });
      return wrap(function* main(size: number): Generator<unknown, number, number> {
        const tasks = [];
        for (let i = 0; i < size; i++) tasks.push(work(i));
        let sum = 0;
        for (const task of tasks) sum += yield task;
        return sum;
      });
    },

    effection() {
      const { run, spawn } = effection();
      function* work(i: number) {
        return i;
      }
      return (size) =>
        run(function* main() {
          const tasks = [];
          for (let i = 0; i < size; i++) tasks.push(yield* spawn(() => work(i)));
          let sum = 0;
          for (const task of tasks) sum += yield* task;
          return sum;
        });
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
        for (const fiber of fibers) sum += yield* Fiber.join(fiber);
        return sum;
      });
      return (size) => Effect.runPromise(main(size));
    },
  },
  python: { file: 'spawn.py' },
  notes: {
    native: 'it does the work at the call, as part of the caller',
    co: 'it does the work at the call, as part of the caller',
  },
};
