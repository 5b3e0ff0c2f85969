import { effect } from '../effect';
import { co, effection, yieldfrom_loop } from '../libraries';
import { amount, Measured, type Workload } from '../workload';

const TASKS = 20_000;
const HOUR = 3600;

/** What the tasks do: sleep, or wait for a future of their own. */
type State = 'sleeping' | 'waiting';

/** Referenced to the end, so that none of it is garbage. */
const kept: unknown[] = [];

/** Bytes of the heap that are in use. */
function heap_in_use(): number {
  if (global.gc === undefined) throw new Error('run with --expose-gc');
  global.gc();
  global.gc();
  return process.memoryUsage().heapUsed;
}

function grown_since(before: number, started: number): Measured {
  return new Measured(amount(heap_in_use() - before), started);
}

function timer() {
  return new Promise<void>((resolve) => setTimeout(resolve, HOUR * 1000));
}

function unresolved() {
  const promise = new Promise<void>(() => {});
  kept.push(promise);
  return promise;
}

function memory(state: State): Workload {
  return {
    name: `memory-${state}`,
    about: `memory of a task ${state === 'sleeping' ? 'that sleeps' : 'and the future it waits for'}`,
    unit: 'task',
    measured_in: 'bytes',
    sizes: [500, TASKS],
    is_fresh: true,
    is_steady: true,
    node_options: ['--expose-gc'],
    units: (size) => size,
    answer: (size) => size,

    contenders: {
      yieldfrom() {
        const { coroutine, ensure_future, loop, run, sleep } = yieldfrom_loop();
        let started = 0;
        const sleeper = coroutine(function* sleeper() {
          started += 1;
          yield* sleep(HOUR);
        });
        const waiter = coroutine(function* waiter() {
          started += 1;
          const future = loop.create_future<void>();
          kept.push(future);
          yield* future;
        });
        const task = state === 'sleeping' ? sleeper : waiter;
        const main = coroutine(function* main(count: number) {
          const before = heap_in_use();
          for (let i = 0; i < count; i++) kept.push(ensure_future(task()));
          yield* sleep(0);
          return grown_since(before, started);
        });
        return (size) => run(main(size));
      },

      native() {
        let started = 0;
        const pause = state === 'sleeping' ? timer : unresolved;
        async function task() {
          started += 1;
          await pause();
        }
        return async (size) => {
          const before = heap_in_use();
          for (let i = 0; i < size; i++) kept.push(task());
          return grown_since(before, started);
        };
      },

      co() {
        const { wrap } = co();
        let started = 0;
        const pause = state === 'sleeping' ? timer : unresolved;
        const task = wrap(function* task() {
          started += 1;
          yield pause();
        });
        return async (size) => {
          const before = heap_in_use();
          for (let i = 0; i < size; i++) kept.push(task());
          return grown_since(before, started);
        };
      },

      effection() {
        const { run, sleep, spawn, withResolvers } = effection();
        let started = 0;
        function* sleeper() {
          started += 1;
          yield* sleep(HOUR * 1000);
        }
        function* waiter() {
          started += 1;
          const future = withResolvers<void>();
          kept.push(future);
          yield* future.operation;
        }
        const task = state === 'sleeping' ? sleeper : waiter;
        return (size) =>
          run(function* main() {
            const before = heap_in_use();
            for (let i = 0; i < size; i++) kept.push(yield* spawn(task));
            yield* sleep(0);
            return grown_since(before, started);
          });
      },

      async effect() {
        const { Deferred, Effect } = await effect();
        let started = 0;
        const sleeper = Effect.fnUntraced(function* sleeper() {
          started += 1;
          yield* Effect.sleep(`${HOUR} seconds`);
        });
        const waiter = Effect.fnUntraced(function* waiter() {
          started += 1;
          const future = yield* Deferred.make<void>();
          kept.push(future);
          yield* Deferred.await(future);
        });
        const task = state === 'sleeping' ? sleeper : waiter;
        const main = Effect.fnUntraced(function* main(count: number) {
          const before = heap_in_use();
          for (let i = 0; i < count; i++) kept.push(yield* Effect.forkChild(task()));
          yield* Effect.sleep('10 millis');
          return grown_since(before, started);
        });
        return (size) => Effect.runPromise(main(size));
      },
    },
    python: { file: 'memory.py', argument: state === 'sleeping' ? 1 : 0 },
    notes: Object.fromEntries(
      ['python3.6', 'python3.11', 'python3.13', 'uvloop'].map((name) => [name, 'resident memory']),
    ),
  };
}

export const memory_sleeping = memory('sleeping');
export const memory_waiting = memory('waiting');
