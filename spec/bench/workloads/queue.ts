import { effect } from '../effect';
import { co, effection, yieldfrom_loop } from '../libraries';
import { doubling, sum_below, type Workload } from '../workload';

const MAXSIZE = 16;

/** What asyncio's Queue does, on promises. */
class PromiseQueue {
  private readonly _items: number[] = [];
  private readonly _getters: (() => void)[] = [];
  private readonly _putters: (() => void)[] = [];

  async put(item: number): Promise<void> {
    while (this._items.length >= MAXSIZE) {
      await new Promise<void>((resolve) => this._putters.push(resolve));
    }
    this._items.push(item);
    this._getters.shift()?.();
  }

  async get(): Promise<number> {
    while (this._items.length === 0) {
      await new Promise<void>((resolve) => this._getters.push(resolve));
    }
    const item = this._items.shift() as number;
    this._putters.shift()?.();
    return item;
  }
}

export const queue: Workload = {
  name: 'queue',
  about: `a producer and a consumer share a queue of at most ${MAXSIZE} items`,
  unit: 'item',
  sizes: doubling(64, 1_000_000),
  units: (size) => size,
  answer: sum_below,

  contenders: {
    yieldfrom() {
      const { coroutine, ensure_future, Queue, run } = yieldfrom_loop();
      type Numbers = InstanceType<typeof Queue<number>>;
      const produce = coroutine(function* produce(items: Numbers, count: number) {
        for (let i = 0; i < count; i++) yield* items.put(i);
      });
      const main = coroutine(function* main(count: number) {
        const items = new Queue<number>(MAXSIZE);
        const producer = ensure_future(produce(items, count));
        let sum = 0;
        for (let i = 0; i < count; i++) sum += yield* items.get();
        yield* producer;
        return sum;
      });
      return (size) => run(main(size));
    },

    native() {
      async function produce(items: PromiseQueue, count: number) {
        for (let i = 0; i < count; i++) await items.put(i);
      }
      return async (size) => {
        const items = new PromiseQueue();
        const producer = produce(items, size);
        let sum = 0;
        for (let i = 0; i < size; i++) sum += await items.get();
        await producer;
        return sum;
      };
    },

    co() {
      const { wrap } = co();
      const produce = wrap(function* produce(items: PromiseQueue, count: number) {
        for (let i = 0; i < count; i++) yield items.put(i);
      });
      return wrap(function* main(size: number): Generator<unknown, number, number> {
        const items = new PromiseQueue();
        const producer = produce(items, size);
        let sum = 0;
        for (let i = 0; i < size; i++) sum += yield items.get();
        yield producer;
        return sum;
      });
    },

    effection() {
      const { run, spawn, withResolvers } = effection();
      class Queue {
        private readonly _items: number[] = [];
        private readonly _getters: (() => void)[] = [];
        private readonly _putters: (() => void)[] = [];

        *put(item: number) {
          while (this._items.length >= MAXSIZE) yield* waiting_in(this._putters);
          this._items.push(item);
          this._getters.shift()?.();
        }

        *get() {
          while (this._items.length === 0) yield* waiting_in(this._getters);
          const item = this._items.shift() as number;
          this._putters.shift()?.();
          return item;
        }
      }
      function waiting_in(line: (() => void)[]) {
        const { operation, resolve } = withResolvers<void>();
        line.push(resolve);
        return operation;
      }
      function* produce(items: Queue, count: number) {
        for (let i = 0; i < count; i++) yield* items.put(i);
      }
      return (size) =>
        run(function* main() {
          const items = new Queue();
          const producer = yield* spawn(() => produce(items, size));
          let sum = 0;
          for (let i = 0; i < size; i++) sum += yield* items.get();
          yield* producer;
          return sum;
        });
    },

    async effect() {
      const { Effect, Fiber, Queue } = await effect();
      const produce = Effect.fnUntraced(function* produce(
        items: import('../effect').Queue<number>,
        count: number,
      ) {
        for (let i = 0; i < count; i++) yield* Queue.offer(items, i);
      });
      const main = Effect.fnUntraced(function* main(count: number) {
        const items = yield* Queue.bounded<number>(MAXSIZE);
        const producer = yield* Effect.forkChild(produce(items, count));
        let sum = 0;
        for (let i = 0; i < count; i++) sum += yield* Queue.take(items);
        yield* Fiber.join(producer);
        return sum;
      });
      return (size) => Effect.runPromise(main(size));
    },
  },
  python: { file: 'queue_.py' },
  notes: {
    native: 'it has no queue: one of promises, in asyncio’s way',
    co: 'it has no queue: one of promises, in asyncio’s way',
    effection: 'its queue has no bound: one of operations, in asyncio’s way',
  },
};
