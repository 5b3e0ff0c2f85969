import { yieldfrom_loop } from '../libraries';
import { doubling, sum_below, type Workload } from '../workload';

const TIMERS = 1_000_000;
/** Timers are set for so many different times, in milliseconds. */
const DELAYS = 10;
/** Timeouts that are pending at the same time. */
const PENDING = 1000;

export const timers_fired: Workload = {
  name: 'timers-fired',
  about: `${TIMERS} timers of 0 to ${DELAYS - 1} ms are set, and fire`,
  unit: 'timer',
  sizes: doubling(64, TIMERS),
  full_size: TIMERS,
  units: (size) => size,
  answer: sum_below,

  contenders: {
    yieldfrom() {
      const { coroutine, loop, run } = yieldfrom_loop();
      const main = coroutine(function* main(count: number) {
        const done = loop.create_future<number>();
        let left = count;
        let sum = 0;
        const fired = (i: number) => {
          sum += i;
          left -= 1;
          if (left === 0) done.set_result(sum);
        };
        for (let i = 0; i < count; i++) loop.call_later((i % DELAYS) / 1000, fired, i);
        return yield* done;
      });
      return (size) => run(main(size));
    },

    native() {
      return (size) =>
        new Promise((resolve) => {
          let left = size;
          let sum = 0;
          const fired = (i: number) => {
            sum += i;
            left -= 1;
            if (left === 0) resolve(sum);
          };
          for (let i = 0; i < size; i++) setTimeout(fired, i % DELAYS, i);
        });
    },
  },
  python: { file: 'timers_fired.py', argument: DELAYS },
};

export const timeouts_cancelled: Workload = {
  name: 'timeouts-cancelled',
  about: `timeouts are set and cancelled, ${PENDING} at a time`,
  unit: 'timeout',
  sizes: doubling(1, TIMERS / PENDING),
  units: (size) => size * PENDING,
  answer: (size) => size * PENDING,

  contenders: {
    yieldfrom() {
      const { coroutine, loop, run, sleep } = yieldfrom_loop();
      const never = () => {
        throw new Error('it was cancelled');
      };
      const main = coroutine(function* main(batches: number) {
        let total = 0;
        for (let batch = 0; batch < batches; batch++) {
          const timeouts = [];
          for (let i = 0; i < PENDING; i++) timeouts.push(loop.call_later(60, never));
          yield* sleep(0);
          for (const timeout of timeouts) timeout.cancel();
          total += timeouts.length;
        }
        return total;
      });
      return (size) => run(main(size));
    },

    native() {
      const never = () => {
        throw new Error('it was cancelled');
      };
      return async (size) => {
        let total = 0;
        for (let batch = 0; batch < size; batch++) {
          const timeouts = [];
          for (let i = 0; i < PENDING; i++) timeouts.push(setTimeout(never, 60_000));
          await undefined;
          for (const timeout of timeouts) clearTimeout(timeout);
          total += timeouts.length;
        }
        return total;
      };
    },
  },
  python: { file: 'timeouts_cancelled.py', argument: PENDING },
};
