import type { Effect } from 'effection';
import type { Coroutine } from '../../../lib/index';
import { type Eff, effect } from '../effect';
import { co, effection, yieldfrom_loop } from '../libraries';
import {
  type Contender,
  type Cost,
  doubling,
  Measured,
  stopwatch,
  type Workload,
} from '../workload';

/** What the innermost coroutine reports: how often it was resumed, and what that took. */
interface Resumed {
  readonly count: number;
  readonly cost: Cost;
}

const measured = ({ count, cost }: Resumed) => new Measured(cost, count);

const ours = (depth: number): Contender =>
  function yieldfrom() {
    const { coroutine, run, sleep } = yieldfrom_loop();
    const nested = coroutine(function* nested(level: number, count: number): Coroutine<Resumed> {
      if (level > 1) return yield* nested(level - 1, count);
      const cost = stopwatch();
      for (let i = 0; i < count; i++) yield* sleep(0);
      return { count, cost: cost() };
    });
    return async (size) => measured(await run(nested(depth, size)));
  };

const native = (depth: number): Contender =>
  function native() {
    async function nested(level: number, count: number): Promise<Resumed> {
      if (level > 1) return await nested(level - 1, count);
      const cost = stopwatch();
      for (let i = 0; i < count; i++) await undefined;
      return { count, cost: cost() };
    }
    return async (size) => measured(await nested(depth, size));
  };

const in_co = (depth: number): Contender =>
  function in_co() {
    const { wrap } = co();
    const nested: (level: number, count: number) => Promise<Resumed> = wrap(function* nested_(
      level: number,
      count: number,
    ): Generator<unknown, Resumed, Resumed> {
      if (level > 1) return yield nested(level - 1, count);
      const ready = Promise.resolve();
      const cost = stopwatch();
      for (let i = 0; i < count; i++) yield ready;
      return { count, cost: cost() };
    });
    return async (size) => measured(await nested(depth, size));
  };

const in_effection = (depth: number): Contender =>
  function in_effection() {
    const { action, run } = effection();
    const turn = () =>
      action<void>((resolve) => {
        queueMicrotask(resolve);
        return () => {};
      });
    function* nested(level: number, count: number): Generator<Effect<unknown>, Resumed, unknown> {
      if (level > 1) return yield* nested(level - 1, count);
      const cost = stopwatch();
      for (let i = 0; i < count; i++) yield* turn();
      return { count, cost: cost() };
    }
    return async (size) => measured(await run(() => nested(depth, size)));
  };

const in_effect = (depth: number): Contender =>
  async function in_effect() {
    const { Effect } = await effect();
    const nested: (level: number, count: number) => Eff<Resumed> = Effect.fnUntraced(function* (
      level: number,
      count: number,
    ) {
      if (level > 1) return yield* nested(level - 1, count);
      const cost = stopwatch();
      for (let i = 0; i < count; i++) yield* Effect.yieldNow;
      return { count, cost: cost() };
    });
    return async (size) => measured(await Effect.runPromise(nested(depth, size)));
  };

/** The innermost of so many coroutines, each waiting for the next, suspends many times. Only that counts. */
function deep(depth: number): Workload {
  return {
    name: `depth-${depth}`,
    about: `sleep(0) at the bottom of ${depth} coroutines that wait for one another`,
    unit: 'resume',
    sizes: doubling(16, 1_000_000),
    units: (size) => size,
    answer: (size) => size,
    // Node's own stack overflows when async functions or generators call one another so deeply; co's even then.
    ...(depth > 1000 && { node_options: ['--stack-size=3900'] }),
    contenders: {
      yieldfrom: ours(depth),
      native: native(depth),
      ...(depth <= 1000 && { co: in_co(depth) }),
      effection: in_effection(depth),
      effect: in_effect(depth),
      ...(depth > 1 && { 'depth 1': ours(1) }),
    },
    python: { file: 'depth.py', argument: depth },
  };
}

export const depths: readonly Workload[] = [1, 10, 100, 1000, 10_000].map(deep);
