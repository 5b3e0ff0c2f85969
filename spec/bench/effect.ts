/**
 * The modules of Effect that are compared with ours, and types of what is used of them.
 *
 * Effect's own declarations need the DOM's, and take longer to check than this whole repository.
 */

/** An effect with a result of type A, which `yield*` runs. */
export interface Eff<A> {
  [Symbol.iterator](): Iterator<Eff<unknown>, A, unknown>;
}
type Body<P extends unknown[], A> = (...args: P) => Generator<Eff<unknown>, A, unknown>;
type Unbounded = { readonly concurrency: 'unbounded' };

export interface Fiber<A> {
  readonly _A?: A;
}
export interface Deferred<A> {
  readonly _A?: A;
}
export interface Queue<A> {
  readonly _A?: A;
}
export type Semaphore = object;
type Exit<A> = { readonly _tag: 'Success'; readonly value: A } | { readonly _tag: 'Failure' };

export interface EffectModules {
  readonly Effect: {
    fnUntraced<P extends unknown[], A>(body: Body<P, A>): (...args: P) => Eff<A>;
    runPromise<A>(effect: Eff<A>): Promise<A>;
    succeed<A>(value: A): Eff<A>;
    sync<A>(thunk: () => A): Eff<A>;
    sleep(duration: string): Eff<void>;
    onInterrupt<A>(effect: Eff<A>, cleanup: () => Eff<void>): Eff<A>;
    forkChild<A>(effect: Eff<A>): Eff<Fiber<A>>;
    all<A>(effects: readonly Eff<A>[], options: Unbounded): Eff<A[]>;
    readonly yieldNow: Eff<void>;
  };
  readonly Fiber: {
    join<A>(fiber: Fiber<A>): Eff<A>;
    awaitAll<A>(fibers: readonly Fiber<A>[]): Eff<Exit<A>[]>;
    interruptAll<A>(fibers: readonly Fiber<A>[]): Eff<void>;
  };
  readonly Deferred: {
    make<A>(): Eff<Deferred<A>>;
    await<A>(deferred: Deferred<A>): Eff<A>;
    succeed<A>(deferred: Deferred<A>, value: A): Eff<boolean>;
  };
  readonly Queue: {
    bounded<A>(capacity: number): Eff<Queue<A>>;
    unbounded<A>(): Eff<Queue<A>>;
    offer<A>(queue: Queue<A>, value: A): Eff<boolean>;
    take<A>(queue: Queue<A>): Eff<A>;
  };
  readonly Semaphore: {
    make(permits: number): Eff<Semaphore>;
    withPermits(semaphore: Semaphore, permits: number): <A>(effect: Eff<A>) => Eff<A>;
  };
}

/** One module. Its name is no literal here, so that TypeScript does not read its declarations. */
export function effect_module(name: string): Promise<unknown> {
  return import(`effect/${name}`);
}

/** Module by module: all of them together take a second to load. */
export async function effect(): Promise<EffectModules> {
  const names = ['Effect', 'Fiber', 'Deferred', 'Queue', 'Semaphore'];
  const modules = await Promise.all(names.map(effect_module));
  const found: unknown = Object.fromEntries(names.map((name, index) => [name, modules[index]]));
  return found as EffectModules;
}
