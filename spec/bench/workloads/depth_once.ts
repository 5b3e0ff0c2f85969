import type { Effect } from 'effection';
import type { Coroutine } from '../../../lib/index';
import { type Eff, effect } from '../effect';
import { co, effection, yieldfrom_loop } from '../libraries';
import { doubling, type Workload } from '../workload';

const DEPTH = 1000;

/** Calls down to a depth, one suspension at the bottom, and back again. */
export const depth_once: Workload = {
  name: 'depth-once',
  about: `${DEPTH} coroutines call one another, the innermost suspends once, and all return`,
  unit: 'call',
  sizes: doubling(2, 4096),
  units: (size) => size * DEPTH,
  answer: (size) => size * DEPTH,

  contenders: {
    yieldfrom() {
      const { coroutine, run, sleep } = yieldfrom_loop();
      const nested = coroutine(function* nested(level: number): Coroutine<number> {
        if (level > 1) return 1 + (yield* nested(level - 1));
        yield* sleep(0);
        return 1;
      });
      const main = coroutine(function* main(count: number) {
        let total = 0;
        for (let i = 0; i < count; i++) total += yield* nested(DEPTH);
        return total;
      });
      return (size) => run(main(size));
    },

    native() {
      async function nested(level: number): Promise<number> {
        if (level > 1) return 1 + (await nested(level - 1));
        await undefined;
        return 1;
      }
      return async (size) => {
        let total = 0;
        for (let i = 0; i < size; i++) total += await nested(DEPTH);
        return total;
      };
    },

    co() {
      const { wrap } = co();
      function* nested(level: number): Generator<unknown, number, unknown> {
        if (level > 1) return 1 + (yield* nested(level - 1));
        yield Promise.resolve();
        return 1;
      }
      return wrap(function* main(size: number) {
        let total = 0;
        for (let i = 0; i < size; i++) total += yield* nested(DEPTH);
        return total;
      });
    },

    effection() {
      const { action, run } = effection();
      const turn = () =>
        action<void>((resolve) => {
          queueMicrotask(resolve);
          return () => {};
        });
      function* nested(level: number): Generator<Effect<unknown>, number, unknown> {
        if (level > 1) return 1 + (yield* nested(level - 1));
        yield* turn();
        return 1;
      }
      return (size) =>
        run(function* main() {
          let total = 0;
          for (let i = 0; i < size; i++) total += yield* nested(DEPTH);
          return total;
        });
    },

    async effect() {
      const { Effect } = await effect();
      const nested: (level: number) => Eff<number> = Effect.fnUntraced(function* (level: number) {
        if (level > 1) return 1 + (yield* nested(level - 1));
        yield* Effect.yieldNow;
        return 1;
      });
      const main = Effect.fnUntraced(function* main(count: number) {
        let total = 0;
        for (let i = 0; i < count; i++) total += yield* nested(DEPTH);
        return total;
      });
      return (size) => Effect.runPromise(main(size));
    },
  },
  python: { file: 'depth_once.py', argument: DEPTH },
  notes: {
    co: 'plain generators inside one coroutine',
    effection: 'plain generators inside one operation',
  },
};
