import type { Coroutine } from '../../../lib/index';
import { type Eff, effect } from '../effect';
import { co, effection, yieldfrom_loop } from '../libraries';
import type { Workload } from '../workload';

function fib_of(n: number): number {
  return n < 2 ? n : fib_of(n - 1) + fib_of(n - 2);
}

/** Calls of coroutines that never suspend. */
export const fib: Workload = {
  name: 'fib',
  about: 'fib(25) by recursive coroutines that never suspend',
  unit: 'call',
  sizes: [8, 12, 15, 17, 19, 20, 21, 22, 23, 24, 25],
  full_size: 25,
  units: (size) => 2 * fib_of(size + 1) - 1,
  answer: fib_of,

  contenders: {
    yieldfrom() {
      const { coroutine, run } = yieldfrom_loop();
      const fib = coroutine(function* fib(n: number): Coroutine<number> {
        return n < 2 ? n : (yield* fib(n - 1)) + (yield* fib(n - 2));
      });
      return (size) => run(fib(size));
    },

    native() {
      return async function fib(n: number): Promise<number> {
        return n < 2 ? n : (await fib(n - 1)) + (await fib(n - 2));
      };
    },

    co() {
      const { wrap } = co();
      function* fib(n: number): Generator<unknown, number, unknown> {
        return n < 2 ? n : (yield* fib(n - 1)) + (yield* fib(n - 2));
      }
      return wrap(fib);
    },

    effection() {
      const { run } = effection();
      function* fib(n: number): Generator<never, number, unknown> {
        return n < 2 ? n : (yield* fib(n - 1)) + (yield* fib(n - 2));
      }
      return (size) => run(() => fib(size));
    },

    async effect() {
      const { Effect } = await effect();
      const fib: (n: number) => Eff<number> = Effect.fnUntraced(function* (n: number) {
        return n < 2 ? n : (yield* fib(n - 1)) + (yield* fib(n - 2));
      });
      return (size) => Effect.runPromise(fib(size));
    },
  },
  python: { file: 'fib.py' },
  notes: {
    native: 'it cannot but suspend at every await',
    co: 'plain generators inside one coroutine',
    effection: 'plain generators inside one operation',
  },
};
