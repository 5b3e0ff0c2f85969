import { effect } from '../effect';
import { co, effection, yieldfrom_loop } from '../libraries';
import { doubling, type Workload } from '../workload';

/** So many tasks let one another run, again and again: `sleep(0)`. */
function switching(tasks: number): Workload {
  const each = Array.from({ length: tasks }, (_, index) => index);
  return {
    name: `switch-${tasks}`,
    about: `sleep(0) in ${tasks === 1 ? 'one task' : `each of ${tasks} tasks`}`,
    unit: 'switch',
    sizes: doubling(tasks === 1 ? 64 : 2, 4_000_000 / tasks),
    units: (size) => size * tasks,
    answer: (size) => size * tasks,

    contenders: {
      yieldfrom() {
        const { coroutine, sleep, ensure_future, run } = yieldfrom_loop();
        const task = coroutine(function* task(count: number) {
          for (let i = 0; i < count; i++) yield* sleep(0);
          return count;
        });
        const main = coroutine(function* main(count: number) {
          const started = each.map(() => ensure_future(task(count)));
          let total = 0;
          for (const one of started) total += yield* one;
          return total;
        });
        return (size) => run(main(size));
      },

      native() {
        async function task(count: number) {
          for (let i = 0; i < count; i++) await undefined;
          return count;
        }
        return async (size) => {
          const started = each.map(() => task(size));
          let total = 0;
          for (const one of started) total += await one;
          return total;
        };
      },

      co() {
        const wrap = co().wrap;
        const task = wrap(function* task(count: number) {
          const ready = Promise.resolve();
          for (let i = 0; i < count; i++) yield ready;
          return count;
        });
        return wrap(function* main(size: number): Generator<unknown, number, number> {
          const started = each.map(() => task(size));
          let total = 0;
          for (const one of started) total += yield one;
          return total;
        });
      },

      effection() {
        const { action, run, spawn } = effection();
        const turn = () =>
          action<void>((resolve) => {
            queueMicrotask(resolve);
            return () => {};
          });
        function* task(count: number) {
          for (let i = 0; i < count; i++) yield* turn();
          return count;
        }
        return (size) =>
          run(function* main() {
            const started = [];
            for (const _ of each) started.push(yield* spawn(() => task(size)));
            let total = 0;
            for (const one of started) total += yield* one;
            return total;
          });
      },

      async effect() {
        const { Effect, Fiber } = await effect();
        const task = Effect.fnUntraced(function* task(count: number) {
          for (let i = 0; i < count; i++) yield* Effect.yieldNow;
          return count;
        });
        const main = Effect.fnUntraced(function* main(count: number) {
          const started = [];
          for (const _ of each) started.push(yield* Effect.forkChild(task(count)));
          let total = 0;
          for (const one of started) total += yield* Fiber.join(one);
          return total;
        });
        return (size) => Effect.runPromise(main(size));
      },
    },
    python: { file: 'switch.py', argument: tasks },
    notes: { effection: 'it has no sleep(0): an action resolved by a microtask' },
  };
}

export const switch_1 = switching(1);
export const switch_1000 = switching(1000);
