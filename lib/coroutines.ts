/** The `@asyncio.coroutine` decorator and its debug mode. (CPython: `asyncio/coroutines.py`.) */

import { isfuture } from './base_futures';
import { python_assert } from './errors';
import { format_callback, function_source } from './handles';
import { host } from './host';
import { logger } from './log';
import { type Report, unwatch, watch } from './reports';
import { is_generator, Printable, qualified_name, type_name } from './reprlib';
import { extract_stack, type SourceTraceback } from './traceback';
import { type CoroutineObject, CoroutinePrototype, is_driven, report_start } from './trampoline';
import type { Awaitable, Coroutine, ResultOf, Yielded } from './types';

// biome-ignore lint/suspicious/noExplicitAny: a decorator takes functions of any parameters.
type AnyFunction = (this: any, ...args: any[]) => any;
// biome-ignore lint/suspicious/noExplicitAny: as above, and a coroutine may return anything.
type GeneratorFn = (this: any, ...args: any[]) => Generator<Yielded, any, any>;

// biome-ignore lint/suspicious/noExplicitAny: as above. Its callers wait for what it returns.
type PlainFn = (this: any, ...args: any[]) => Awaitable<any>;

const GeneratorFunction = function* () {}.constructor as new () => AnyFunction;
const AsyncFunction = (async () => {}).constructor as new () => AnyFunction;
const AsyncGeneratorFunction = async function* () {}.constructor as new () => AnyFunction;

/** How a decorated function is known. */
const _is_coroutine = Symbol('coroutine');

type Marked = AnyFunction & { _is_coroutine?: typeof _is_coroutine; __qualname__?: string };

let _debug: boolean | undefined;

/**
 * Whether functions decorated from now on report coroutine objects that nobody ran. At first: whether the environment
 * variable PYTHONASYNCIODEBUG is set. (CPython: `asyncio.coroutines._DEBUG`.)
 */
export function get_coroutine_debug(): boolean {
  return _debug ?? Boolean(host.getenv('PYTHONASYNCIODEBUG'));
}

/** Set it; None goes back to the environment variable. */
export function set_coroutine_debug(enabled: boolean | undefined): void {
  _debug = enabled;
}

/**
 * Mark a function as a coroutine: calling it gives a coroutine object, which runs when somebody waits for it.
 *
 * A generator function comes back itself, so that recursion sees the decorated function. A plain function comes back
 * wrapped: it runs at the coroutine's first step, and when it returns a future or a coroutine, that is waited for. Both
 * work as a decorator of methods.
 *
 * @throws TypeError for what is no function, and for async functions.
 *
 * @example
 * const fetch = asyncio.coroutine(function* fetch(host: string) {
 *   const [reader] = yield* asyncio.open_connection(host, 80);
 *   return yield* reader.read();
 * });
 */
export function coroutine<F extends GeneratorFn>(fn: F): F;
export function coroutine<This, A extends unknown[], R>(
  fn: (this: This, ...args: A) => NotGenerator<R>,
): (this: This, ...args: A) => Coroutine<ResultOf<R>>;
export function coroutine<F extends GeneratorFn>(
  target: object,
  key: string | symbol,
  descriptor: TypedPropertyDescriptor<F>,
): void;
export function coroutine<F extends PlainFn>(
  target: object,
  key: string | symbol,
  descriptor: TypedPropertyDescriptor<F>,
): void;
export function coroutine(
  target: unknown,
  key?: string | symbol,
  descriptor?: PropertyDescriptor,
): unknown {
  if (descriptor === undefined) return decorate(target);
  const owner = typeof target === 'function' ? target : (target as object).constructor;
  check_function(descriptor.value);
  name_method(descriptor.value, `${owner.name}.${String(key)}`);
  descriptor.value = decorate(descriptor.value);
  return undefined;
}

/** A generator with foreign yields is a mistake, not a plain result. */
type NotGenerator<R> =
  R extends Generator<infer Y, unknown, never> ? ([Y] extends [Yielded] ? R : never) : R;

function check_function(fn: unknown): asserts fn is Marked {
  if (typeof fn !== 'function') {
    throw new TypeError(`coroutine() takes a function, not ${type_name(fn)}`);
  }
  if (fn instanceof AsyncFunction || fn instanceof AsyncGeneratorFunction) {
    throw new TypeError(
      `coroutine() takes a generator function or a plain function: write function* ${fn.name}() and yield*`,
    );
  }
}

/** A bound generator function is none: the prototype of its objects is not its own to set. */
function is_generator_function(fn: AnyFunction): boolean {
  return fn instanceof GeneratorFunction && Object.hasOwn(fn, 'prototype');
}

function decorate(fn: unknown): AnyFunction {
  check_function(fn);
  const generator_function = is_generator_function(fn) ? fn : call_at_first_step(fn);
  // Generator objects take their prototype from here. They know their function by it.
  generator_function.prototype = Object.create(CoroutinePrototype, {
    _function: { value: fn, writable: true, configurable: true },
  });
  const decorated = get_coroutine_debug() ? tracked(generator_function) : generator_function;
  (decorated as Marked)._is_coroutine = _is_coroutine;
  return decorated;
}

/** Mark a function of the library whose coroutine objects are made by hand: they have `_function` and call `_on_start`. */
export function leaf_coroutine<F extends AnyFunction>(fn: F): F {
  const decorated: Marked = get_coroutine_debug() ? tracked(fn) : fn;
  decorated._is_coroutine = _is_coroutine;
  return decorated as F;
}

/** The function of a decorated coroutine object. */
export function function_of(object: object): AnyFunction | undefined {
  return is_generator(object) ? (object as Partial<CoroutineObject>)._function : undefined;
}

/** The generator function that stands for a plain function. */
function call_at_first_step(fn: Marked): AnyFunction {
  function* coro(this: unknown, ...args: unknown[]): Generator<unknown, unknown, unknown> {
    const result = fn.apply(this, args);
    if (isfuture(result) || is_generator(result) || has_await(result)) {
      return yield* result as Iterable<unknown> as Generator<unknown, unknown, unknown>;
    }
    return result;
  }
  return wraps(coro, fn);
}

/** Debug mode: the function whose every coroutine object is watched until its first step. */
function tracked(generator_function: AnyFunction): AnyFunction {
  const decorated = function (this: unknown, ...args: unknown[]): unknown {
    const object = generator_function.apply(this, args) as CoroutineObject;
    const report = new NeverYieldedFrom(object, extract_stack(decorated));
    report_start(object, () => withdraw(report));
    watch(object, report);
    read_frames_soon(report);
    return object;
  };
  return wraps(decorated, generator_function);
}

/**
 * Reports whose tracebacks are not read yet. Until then these keep alive what the coroutine object may hang on, and it would
 * never be collected. Reading is slow, and most objects are started at once: so it is done at the end of the turn.
 */
const unread = new Set<NeverYieldedFrom>();

function read_frames_soon(report: NeverYieldedFrom): void {
  if (unread.size === 0) Promise.resolve().then(read_frames);
  unread.add(report);
}

function read_frames(): void {
  for (const report of unread) report.read_frames();
  unread.clear();
}

function withdraw(report: NeverYieldedFrom): void {
  unwatch(report);
  unread.delete(report);
}

/** `functools.wraps`, as far as reprs need it. */
export function wraps<F extends Marked>(wrapper: F, wrapped: Marked): F {
  Object.defineProperty(wrapper, 'name', { value: wrapped.name, configurable: true });
  Object.defineProperty(wrapper, '__wrapped__', { value: wrapped });
  if (wrapped.__qualname__ !== undefined) wrapper.__qualname__ = wrapped.__qualname__;
  return wrapper;
}

function name_method(fn: Marked, qualname: string): void {
  Object.defineProperty(fn, '__qualname__', { value: qualname, configurable: true });
}

/** "was never yielded from". Knows of the coroutine object only what outlives it. */
class NeverYieldedFrom extends Printable implements Report {
  readonly loop = undefined;
  private readonly _function: AnyFunction;

  constructor(
    object: CoroutineObject,
    private readonly _source_traceback: SourceTraceback,
  ) {
    super();
    this._function = object._function as AnyFunction;
  }

  read_frames(): void {
    void this._source_traceback.frames;
  }

  send(): void {
    const created = this._source_traceback.format().trimEnd();
    logger.error(
      `${this.__repr__()} was never yielded from\n` +
        'Coroutine object created at (most recent call last, truncated to 10 last lines):\n' +
        created,
    );
  }

  __repr__(): string {
    const words = is_generator_function(this._function) ? 'running' : 'running, defined';
    const text = describe(
      format_callback(this._function, []),
      words,
      function_source(this._function),
    );
    const created = this._source_traceback.last;
    return `<CoroWrapper ${text}${created ? `, created at ${created.file}:${created.line}` : ''}>`;
  }
}

/** Whether this function was decorated by `coroutine`. */
export function iscoroutinefunction(fn: unknown): boolean {
  return (fn as Marked | undefined | null)?._is_coroutine === _is_coroutine;
}

/**
 * Whether this is a coroutine object: a generator, decorated or not, or anything with next, throw and return. An
 * asynchronous generator, whose next() gives a promise, is none.
 */
export function iscoroutine(object: unknown): object is Coroutine<unknown> {
  if (typeof object !== 'object' || object === null) return false;
  // Nearly all are decorated. For these one look is enough, and as each kind has a hidden class of its own, looks are slow.
  if (is_driven(object)) return true;
  const { next, throw: raise, return: close } = object as Partial<Coroutine>;
  if (typeof next !== 'function' || typeof raise !== 'function' || typeof close !== 'function') {
    return false;
  }
  return !(Symbol.asyncIterator in object);
}

/** Whether an object that is neither future nor coroutine can be waited for: Python's `__await__`. */
export function has_await(object: unknown): object is Awaitable<unknown> {
  if (typeof object !== 'object' || object === null || is_collection(object)) return false;
  return typeof (object as Partial<Awaitable<unknown>>)[Symbol.iterator] === 'function';
}

const IteratorPrototype = Object.getPrototypeOf(Object.getPrototypeOf([].values()));

/** What `values()`, `entries()` and the like return; generators inherit from there too. */
function is_builtin_iterator(object: object): boolean {
  return Object.prototype.isPrototypeOf.call(IteratorPrototype, object);
}

/** JavaScript's own iterables hold values; there is nothing to wait for in them. */
function is_collection(object: object): boolean {
  return (
    Array.isArray(object) ||
    ArrayBuffer.isView(object) ||
    object instanceof Set ||
    object instanceof Map ||
    object instanceof String ||
    (is_builtin_iterator(object) && !is_generator(object))
  );
}

/** `f() running at FILE:LINE` or `f() done, defined at FILE:LINE`. */
export function format_coroutine(object: Coroutine<unknown>, done: boolean): string {
  python_assert(iscoroutine(object));
  const fn = function_of(object);
  if (fn === undefined && !is_generator(object)) return foreign_name(object);
  if (fn !== undefined && (done || stands_for(fn, object))) return describe_gone(fn, done);
  const place = host.generator_locations([object])[0];
  const name = fn === undefined ? `${place?.name || type_name(object)}()` : format_callback(fn, []);
  return describe(name, done ? 'done, defined' : 'running', place);
}

/** Debug mode names a plain function where otherwise the generator is named that stands for it. */
function stands_for(fn: object, object: object): boolean {
  return !is_generator_function(fn as AnyFunction) && Object.hasOwn(object, '_on_start');
}

/** What can be said of a coroutine object that is gone, by its function. */
export function describe_gone(fn: object, done: boolean): string {
  const words = done ? 'done, defined' : 'running, defined';
  return describe(format_callback(fn, []), words, function_source(fn));
}

function describe(
  name: string,
  words: string,
  place: { file: string; line: number } | undefined,
): string {
  if (place === undefined) return `${name} ${words.replace(', defined', '')}`;
  return `${name} ${words} at ${place.file}:${place.line}`;
}

function foreign_name(object: object): string {
  const named = object as { __qualname__?: string; __name__?: string; constructor?: object };
  return `${named.__qualname__ ?? named.__name__ ?? qualified_name(named.constructor ?? Object)}()`;
}
