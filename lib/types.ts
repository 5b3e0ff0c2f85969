/** The types that let `yield*` infer. */

declare const SUSPENSION: unique symbol;

/**
 * What a future's iterator hands to the task. Only the library makes it, so that a forgotten star
 * (`yield asyncio.sleep(1)`) is an error at compile time.
 */
export interface Suspension {
  readonly [SUSPENSION]: never;
}

/** What a coroutine may hand to its task: a suspension, or nothing (a bare `yield`). */
// biome-ignore lint/suspicious/noConfusingVoidType: a bare `yield` has the type void in a generator's signature.
export type Yielded = Suspension | undefined | void;

/** A coroutine object that returns T. TNext is any, so that a bare `yield` constrains nothing. */
// biome-ignore lint/suspicious/noExplicitAny: see above.
export interface Coroutine<T = unknown> extends Generator<Yielded, T, any> {}

/** What may stand right of `yield*`: a future, a coroutine, or an object with the same iterator. */
export interface Awaitable<T> {
  // biome-ignore lint/suspicious/noExplicitAny: as in Coroutine.
  [Symbol.iterator](): Iterator<Yielded, T, any>;
}

/** The value of `yield* x`, for x of type X; X itself when it cannot be waited for. */
// biome-ignore lint/suspicious/noExplicitAny: as in Coroutine.
export type ResultOf<X> = X extends { [Symbol.iterator](): Iterator<Yielded, infer R, any> }
  ? R
  : X;

/** A function whose call gives a coroutine object. */
export type CoroutineFunction<A extends unknown[] = never[], T = unknown> = (
  ...args: A
) => Coroutine<T>;
