import { effect } from '../effect';
import { effection, yieldfrom_loop } from '../libraries';
import { doubling, Measured, stopwatch, type Workload } from '../workload';

const TASKS = 100_000;

/** Asleep for longer than the benchmark. */
const HOUR = 3600;

export const cancel: Workload = {
  name: 'cancel',
  about: `${TASKS} sleeping tasks are cancelled, and waited for; only that counts`,
  unit: 'task',
  sizes: doubling(50, TASKS),
  full_size: TASKS,
  units: (size) => size,
  answer: (size) => size,

  contenders: {
    yieldfrom() {
      const { CancelledError, coroutine, ensure_future, run, sleep, wait } = yieldfrom_loop();
      const main = coroutine(function* main(count: number) {
        let cancelled = 0;
        const sleeper = coroutine(function* sleeper() {
          try {
            yield* sleep(HOUR);
          } catch (error) {
            if (error instanceof CancelledError) cancelled += 1;
            throw error;
          }
        });
        const tasks = [];
        for (let i = 0; i < count; i++) tasks.push(ensure_future(sleeper()));
        yield* sleep(0);
        const cost = stopwatch();
        for (const task of tasks) task.cancel();
        yield* wait(tasks);
        return new Measured(cost(), cancelled);
      });
      return (size) => run(main(size));
    },

    native() {
      class Cancelled {}
      function cancellable_sleep(milliseconds: number) {
        let cancel = () => {};
        const done = new Promise<void>((resolve, reject) => {
          const timer = setTimeout(resolve, milliseconds);
          cancel = () => {
            clearTimeout(timer);
            reject(new Cancelled());
          };
        });
        return { done, cancel };
      }
      return async (size) => {
        let cancelled = 0;
        async function sleeper(done: Promise<void>) {
          try {
            await done;
          } catch (error) {
            if (error instanceof Cancelled) cancelled += 1;
            throw error;
          }
        }
        const sleeps = [];
        const tasks = [];
        for (let i = 0; i < size; i++) {
          const sleep = cancellable_sleep(HOUR * 1000);
          sleeps.push(sleep);
          tasks.push(sleeper(sleep.done));
        }
        await undefined;
        const cost = stopwatch();
        for (const sleep of sleeps) sleep.cancel();
        await Promise.allSettled(tasks);
        return new Measured(cost(), cancelled);
      };
    },

    effection() {
      const { run, sleep, spawn } = effection();
      return (size) =>
        run(function* main() {
          let cancelled = 0;
          function* sleeper() {
            try {
              yield* sleep(HOUR * 1000);
            } finally {
              cancelled += 1;
            }
          }
          const tasks = [];
          for (let i = 0; i < size; i++) tasks.push(yield* spawn(sleeper));
          yield* sleep(0);
          const cost = stopwatch();
          for (const task of tasks) yield* task.halt();
          return new Measured(cost(), cancelled);
        });
    },

    async effect() {
      const { Effect, Fiber } = await effect();
      const main = Effect.fnUntraced(function* main(size: number) {
        let cancelled = 0;
        const counted = Effect.sync(() => {
          cancelled += 1;
        });
        const sleeper = Effect.onInterrupt(Effect.sleep(`${HOUR} seconds`), () => counted);
        const fibers = [];
        for (let i = 0; i < size; i++) fibers.push(yield* Effect.forkChild(sleeper));
        yield* Effect.yieldNow;
        const cost = stopwatch();
        yield* Fiber.interruptAll(fibers);
        return new Measured(cost(), cancelled);
      });
      return (size) => Effect.runPromise(main(size));
    },
  },
  python: { file: 'cancel.py' },
  notes: {
    native: 'lean: clearTimeout and reject, in place of an AbortSignal',
    effection: 'it halts one after another, waiting for each',
  },
};
