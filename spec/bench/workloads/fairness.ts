import { type EchoClient, start_bare_server, start_client, type Trips } from '../echo';
import { immediate_loop } from '../immediate_loop';
import { type AsyncioLoop, yieldfrom_loop } from '../libraries';
import { quantile } from '../statistics';
import { amount, type Contender, doubling, Measured, stopwatch, type Workload } from '../workload';

/** Whatever else happens in the process, these tasks are busy: each lets the others run, again and again. */
function beside_busy_tasks<T>(
  { coroutine, ensure_future, loop, sleep }: AsyncioLoop,
  tasks: number,
  step: () => void,
  other: () => Promise<T>,
) {
  const busy = coroutine(function* busy(state: { over: boolean }) {
    while (!state.over) {
      step();
      yield* sleep(0);
    }
  });
  return coroutine(function* main() {
    const state = { over: false };
    const started = Array.from({ length: tasks }, () => ensure_future(busy(state)));
    const future = loop.create_future<T>();
    other().then((result) => loop.call_soon_threadsafe(() => future.set_result(result)));
    const result = yield* future;
    state.over = true;
    for (const task of started) yield* task;
    return result;
  })();
}

const nothing = () => {};

/** A task's step that keeps the processor for so many milliseconds. */
function spin(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}

/** A limit that was set in advance, as a contender. */
function limit(seconds: number): Record<string, Contender> {
  const contender: Contender = () => (size) => new Measured(amount(seconds), size);
  return { [`limit ${seconds * 1000} ms`]: contender };
}

const client = async (): Promise<EchoClient> => start_client(await start_bare_server(), 1);

function echo_beside(tasks: number): Workload {
  const serving = (on: () => AsyncioLoop): Contender =>
    async function serving() {
      const { round_trips } = await client();
      const asyncio = on();
      return async (size) => {
        const echoes = beside_busy_tasks(asyncio, tasks, nothing, () => round_trips(size));
        const { seconds, count } = await asyncio.run(echoes);
        return new Measured(amount(seconds), count);
      };
    };
  return {
    name: `fair-echo-${tasks}`,
    about: `a TCP server of Node’s own echoes beside ${tasks} busy tasks, the client in another process`,
    unit: 'round trip',
    sizes: doubling(16, 4096),
    units: (size) => size,
    answer: (size) => size,
    contenders: {
      yieldfrom: serving(yieldfrom_loop),
      setImmediate: serving(immediate_loop),
    },
    notes: { setImmediate: 'our scheduler with one setImmediate for each iteration' },
  };
}

function promises_beside(tasks: number): Workload {
  return {
    name: `fair-promise-${tasks}`,
    about: `promise, future, task: a task waits for promises beside ${tasks === 1 ? 'a busy task' : `${tasks} busy tasks`}`,
    unit: 'promise',
    sizes: doubling(16, tasks === 1 ? 1_000_000 : 10_000),
    units: (size) => size,
    answer: (size) => size,
    contenders: {
      yieldfrom() {
        const { coroutine, ensure_future, loop, run, sleep } = yieldfrom_loop();
        const busy = coroutine(function* busy(state: { over: boolean }) {
          while (!state.over) yield* sleep(0);
        });
        const main = coroutine(function* main(count: number) {
          const state = { over: false };
          const started = Array.from({ length: tasks }, () => ensure_future(busy(state)));
          const resolved = Promise.resolve(1);
          let total = 0;
          yield* sleep(0);
          const cost = stopwatch();
          for (let i = 0; i < count; i++) {
            const future = loop.create_future<number>();
            resolved.then((value) => future.set_result(value));
            total += yield* future;
          }
          const taken = cost();
          state.over = true;
          for (const task of started) yield* task;
          return new Measured(taken, total);
        });
        return (size) => run(main(size));
      },

      native() {
        async function busy(state: { over: boolean }) {
          while (!state.over) await undefined;
        }
        return async (size) => {
          const state = { over: false };
          const others = tasks === 1 ? 0 : tasks;
          const started = Array.from({ length: others }, () => busy(state));
          const resolved = Promise.resolve(1);
          let total = 0;
          const cost = stopwatch();
          for (let i = 0; i < size; i++) total += await resolved;
          const taken = cost();
          state.over = true;
          await Promise.all(started);
          return new Measured(taken, total);
        };
      },
    },
    notes: {
      native:
        tasks === 1 ? 'an await, beside nothing' : `an await, beside ${tasks} busy async functions`,
    },
  };
}

function timers_beside(tasks: number): Workload {
  return {
    name: `fair-timers-${tasks}`,
    about: `how late timers of 1 to 10 ms are beside ${tasks === 1 ? 'a busy task' : `${tasks} busy tasks`}, p99`,
    unit: 'worst timer of a hundred',
    sizes: [4, 100],
    // What finds the size is enough: a run counts for its worst timer only, and takes half a second.
    warm_up: 0,
    units: () => 1,
    answer: (size) => size,
    contenders: {
      yieldfrom() {
        const asyncio = yieldfrom_loop();
        const { coroutine, loop, run, sleep, ensure_future } = asyncio;
        const busy = coroutine(function* busy(state: { over: boolean }) {
          while (!state.over) yield* sleep(0);
        });
        const main = coroutine(function* main(count: number) {
          const state = { over: false };
          const started = Array.from({ length: tasks }, () => ensure_future(busy(state)));
          const late: number[] = [];
          for (let i = 0; i < count; i++) {
            const delay = (1 + (i % 10)) / 1000;
            const due = loop.time() + delay;
            yield* sleep(delay);
            late.push(loop.time() - due);
          }
          state.over = true;
          for (const task of started) yield* task;
          return new Measured(amount(quantile(late, 0.99)), late.length);
        });
        return (size) => run(main(size));
      },
      ...limit(0.0015),
    },
  };
}

/** Tasks that keep the loop longer than others would like. */
const HEAVY_TASKS = 1000;
const HEAVY_STEP = 0.05;

const foreign_io: Workload = {
  name: 'fair-io',
  about: `the round trips of a bare TCP server beside ${HEAVY_TASKS} tasks of ${HEAVY_STEP * 1000} µs each, p99`,
  unit: 'worst round trip of a hundred',
  sizes: [4, 300],
  warm_up: 0,
  units: () => 1,
  answer: (size) => size,
  contenders: {
    async yieldfrom() {
      const { round_trips } = await client();
      const asyncio = yieldfrom_loop();
      return async (size) => {
        const step = () => spin(HEAVY_STEP);
        const trips = (): Promise<Trips> => round_trips(size);
        const { p99, count } = await asyncio.run(
          beside_busy_tasks(asyncio, HEAVY_TASKS, step, trips),
        );
        return new Measured(amount(p99), count);
      };
    },
    ...limit(0.002),
    async setImmediate() {
      const { round_trips } = await client();
      return async (size) => {
        let over = false;
        const piece = (): void => {
          spin(HEAVY_STEP);
          if (!over) setImmediate(piece);
        };
        setImmediate(piece);
        const { p99, count } = await round_trips(size);
        over = true;
        return new Measured(amount(p99), count);
      };
    },
  },
  notes: {
    setImmediate:
      'no scheduler, the same steps one in each setImmediate: what the machine itself adds',
  },
};

export const fairness: readonly Workload[] = [
  echo_beside(1),
  echo_beside(1000),
  promises_beside(1),
  promises_beside(1000),
  timers_beside(1),
  timers_beside(1000),
  foreign_io,
];
