import { effect } from '../effect';
import { co, effection, yieldfrom_loop } from '../libraries';
import { doubling, sum_below, type Workload } from '../workload';

const TASKS = 10_000;

/** 0, 1, …; a size above TASKS means several rounds. */
const numbers = Array.from({ length: TASKS }, (_, index) => index);
const in_one_round = (size: number) => (size < TASKS ? numbers.slice(0, size) : numbers);
const rounds = (size: number) => Math.max(1, size / TASKS);
const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);

export const gather: Workload = {
  name: 'gather',
  about: `the results of ${TASKS} coroutines are gathered`,
  unit: 'task',
  sizes: [...doubling(50, TASKS), ...doubling(2 * TASKS, 32 * TASKS)],
  full_size: TASKS,
  units: (size) => size,
  answer: (size) => rounds(size) * sum_below(Math.min(size, TASKS)),

  contenders: {
    yieldfrom() {
      const { coroutine, gather, run } = yieldfrom_loop();
      const work = coroutine(function* work(i: number) {
        return i;
      });
      const main = coroutine(function* main(size: number) {
        let sum = 0;
        for (let round = 0; round < rounds(size); round++) {
          sum += total(yield* gather(...in_one_round(size).map(work)));
        }
        return sum;
      });
      return (size) => run(main(size));
    },

    native() {
      async function work(i: number) {
        return i;
      }
      return async (size) => {
        let sum = 0;
        for (let round = 0; round < rounds(size); round++) {
          sum += total(await Promise.all(in_one_round(size).map(work)));
        }
        return sum;
      };
    },

    co() {
      const { wrap } = co();
      function* work(i: number) {
        return i;
      }
      return wrap(function* main(size: number): Generator<unknown, number, number[]> {
        let sum = 0;
        for (let round = 0; round < rounds(size); round++) {
          sum += total(yield in_one_round(size).map(work));
        }
        return sum;
      });
    },

    effection() {
      const { all, run } = effection();
      function* work(i: number) {
        return i;
      }
      return (size) =>
        run(function* main() {
          let sum = 0;
          for (let round = 0; round < rounds(size); round++) {
            sum += total(
              yield* all(in_one_round(size).map((i) => ({ [Symbol.iterator]: () => work(i) }))),
            );
          }
          return sum;
        });
    },

    async effect() {
      const { Effect } = await effect();
      const work = Effect.fnUntraced(function* work(i: number) {
        return i;
      });
      const main = Effect.fnUntraced(function* main(size: number) {
        let sum = 0;
        for (let round = 0; round < rounds(size); round++) {
          const each = in_one_round(size).map((i) => work(i));
          sum += total(yield* Effect.all(each, { concurrency: 'unbounded' }));
        }
        return sum;
      });
      return (size) => Effect.runPromise(main(size));
    },
  },
  python: { file: 'gather.py', argument: TASKS },
  notes: { native: 'it does the work at the call, as part of the caller' },
};
