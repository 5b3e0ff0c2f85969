import { effect } from '../effect';
import { co, effection, yieldfrom_loop } from '../libraries';
import { doubling, sum_below, type Workload } from '../workload';

/** Who may play next: a future that its side waits for. */
type Court<Ball> = { left: Ball; right: Ball };
type Side = keyof Court<unknown>;

const SIDES: readonly Side[] = ['left', 'right'];
const OTHER = { left: 'right', right: 'left' } as const;

/** A promise, and the means to resolve it. */
function new_ball() {
  let hit: (value: number) => void = () => {};
  const caught = new Promise<number>((resolve) => {
    hit = resolve;
  });
  return { caught, hit };
}

export const ping_pong: Workload = {
  name: 'ping-pong',
  about: 'two tasks wake each other through futures',
  unit: 'hit',
  sizes: doubling(64, 1_000_000),
  units: (size) => size * 2,
  answer: (size) => sum_below(size) + sum_below(size - 1),

  contenders: {
    yieldfrom() {
      const { coroutine, ensure_future, loop, run, Future } = yieldfrom_loop();
      const player = coroutine(function* player(
        court: Court<InstanceType<typeof Future<number>>>,
        me: Side,
        count: number,
      ) {
        let sum = 0;
        for (let i = 0; i < count; i++) {
          sum += yield* court[me];
          court[me] = loop.create_future();
          court[OTHER[me]].set_result(i);
        }
        return sum;
      });
      const main = coroutine(function* main(count: number) {
        const court = { left: loop.create_future<number>(), right: loop.create_future<number>() };
        const players = SIDES.map((side) => ensure_future(player(court, side, count)));
        court.left.set_result(0);
        let sum = 0;
        for (const one of players) sum += yield* one;
        return sum;
      });
      return (size) => run(main(size));
    },

    native() {
      async function player(court: Court<ReturnType<typeof new_ball>>, me: Side, count: number) {
        let sum = 0;
        for (let i = 0; i < count; i++) {
          sum += await court[me].caught;
          court[me] = new_ball();
          court[OTHER[me]].hit(i);
        }
        return sum;
      }
      return async (size) => {
        const court = { left: new_ball(), right: new_ball() };
        const players = SIDES.map((side) => player(court, side, size));
        court.left.hit(0);
        let sum = 0;
        for (const one of players) sum += await one;
        return sum;
      };
    },

    co() {
      const { wrap } = co();
      const player = wrap(function* player(
        court: Court<ReturnType<typeof new_ball>>,
        me: Side,
        count: number,
      ): Generator<unknown, number, number> {
        let sum = 0;
        for (let i = 0; i < count; i++) {
          sum += yield court[me].caught;
          court[me] = new_ball();
          court[OTHER[me]].hit(i);
        }
        return sum;
      });
      return wrap(function* main(size: number): Generator<unknown, number, number> {
        const court = { left: new_ball(), right: new_ball() };
        const players = SIDES.map((side) => player(court, side, size));
        court.left.hit(0);
        let sum = 0;
        for (const one of players) sum += yield one;
        return sum;
      });
    },

    effection() {
      const { run, spawn, withResolvers } = effection();
      type Ball = ReturnType<typeof withResolvers<number>>;
      function* player(court: Court<Ball>, me: Side, count: number) {
        let sum = 0;
        for (let i = 0; i < count; i++) {
          sum += yield* court[me].operation;
          court[me] = withResolvers<number>();
          court[OTHER[me]].resolve(i);
        }
        return sum;
      }
      return (size) =>
        run(function* main() {
          const court = { left: withResolvers<number>(), right: withResolvers<number>() };
          const players = [];
          for (const side of SIDES) players.push(yield* spawn(() => player(court, side, size)));
          court.left.resolve(0);
          let sum = 0;
          for (const one of players) sum += yield* one;
          return sum;
        });
    },

    async effect() {
      const { Deferred, Effect, Fiber } = await effect();
      const player = Effect.fnUntraced(function* player(
        court: Court<import('../effect').Deferred<number>>,
        me: Side,
        count: number,
      ) {
        let sum = 0;
        for (let i = 0; i < count; i++) {
          sum += yield* Deferred.await(court[me]);
          court[me] = yield* Deferred.make<number>();
          yield* Deferred.succeed(court[OTHER[me]], i);
        }
        return sum;
      });
      const main = Effect.fnUntraced(function* main(count: number) {
        const court = {
          left: yield* Deferred.make<number>(),
          right: yield* Deferred.make<number>(),
        };
        const players = [];
        for (const side of SIDES) {
          players.push(yield* Effect.forkChild(player(court, side, count)));
        }
        yield* Deferred.succeed(court.left, 0);
        let sum = 0;
        for (const one of players) sum += yield* Fiber.join(one);
        return sum;
      });
      return (size) => Effect.runPromise(main(size));
    },
  },
  python: { file: 'ping_pong.py' },
};
