/** What `call_soon`, `call_later` and `call_at` return, and how callbacks print. (CPython: `asyncio/events.py`.) */

import { is_exception, NotImplemented, python_assert } from './errors';
import type { AbstractEventLoop } from './events';
import { is_partial } from './functools';
import { host } from './host';
import { Printable, qualified_name, repr, reprlib_repr, type_name } from './reprlib';
import { extract_stack, type SourceTraceback } from './traceback';

/** A function that the loop calls later. */
export type Callback<A extends readonly unknown[] = readonly unknown[]> = (...args: A) => unknown;

// biome-ignore lint/suspicious/noExplicitAny: a stored callback has whatever parameters its caller checked.
export type AnyCallback = (...args: any[]) => unknown;

/** Who lists the arguments of a callback when somebody wants them: a list of its own would be a tenth of a sleeping task. */
export interface ArgumentsOwner {
  _arguments(): readonly unknown[];
}

/** The arguments of a callback. */
export type Arguments = readonly unknown[] | ArgumentsOwner;

/** A million timers without arguments share one list of none. */
export const NO_ARGUMENTS: readonly unknown[] = Object.freeze([]);

export function listed(args: Arguments): readonly unknown[] {
  return Array.isArray(args) ? args : (args as ArgumentsOwner)._arguments();
}

/** What the ready queue holds: a Handle, or a call that is its own entry. */
export interface ReadyEntry {
  readonly _cancelled: boolean;
  readonly _source_traceback: SourceTraceback | undefined;
  _run(): void;
}

/** A callback that is to be called soon. Returned by `call_soon()` and `call_soon_threadsafe()`. */
export class Handle extends Printable implements ReadyEntry {
  // Only declared: a field proper is first defined as undefined, then stored, which takes a tenth of a timer's time.
  declare _callback: AnyCallback | undefined;
  declare private _given: Arguments | undefined;
  declare _loop: AbstractEventLoop;
  declare _cancelled: boolean;
  declare _source_traceback: SourceTraceback | undefined;
  declare _repr: string | undefined;
  static {
    // Debug mode alone sets these. Here they take no room in a million handles.
    Handle.prototype._source_traceback = undefined;
    Handle.prototype._repr = undefined;
  }

  constructor(
    callback: AnyCallback | undefined,
    args: Arguments | undefined,
    loop: AbstractEventLoop,
  ) {
    super();
    this._callback = callback;
    this._given = args;
    this._loop = loop;
    this._cancelled = false;
    if (loop.get_debug()) this._source_traceback = extract_stack(Handle);
  }

  get _args(): readonly unknown[] | undefined {
    return this._given && listed(this._given);
  }

  /** Do not call the callback. Calling this twice, or too late, does nothing. */
  cancel(): void {
    if (this._cancelled) return;
    this._cancelled = true;
    // The report of a slow callback that cancels its own handle still has to name it.
    if (this._loop.get_debug()) this._repr = repr(this);
    this._callback = undefined;
    this._given = undefined;
  }

  _run(): void {
    try {
      call(this._callback, this._args);
    } catch (error) {
      if (!is_exception(error)) throw error;
      this._report(error);
    }
  }

  _report(error: unknown): void {
    this._loop.call_exception_handler({
      message: `Exception in callback ${format_callback_source(this._callback, this._args)}`,
      exception: error,
      handle: this,
      ...(this._source_traceback && { source_traceback: this._source_traceback }),
    });
  }

  _repr_info(): string[] {
    const info = [this.constructor.name];
    if (this._cancelled) info.push('cancelled');
    if (this._callback !== undefined) {
      info.push(format_callback_source(this._callback, this._args));
    }
    const created = this._source_traceback?.last;
    if (created) info.push(`created at ${created.file}:${created.line}`);
    return info;
  }

  __repr__(): string {
    return this._repr ?? `<${this._repr_info().join(' ')}>`;
  }
}

/** A callback with a time to be called at. Returned by `call_later()` and `call_at()`. */
export class TimerHandle extends Handle {
  /** Loop time in seconds. */
  declare _when: number;
  /** Whether this handle is in the loop's timer heap. */
  declare _scheduled: boolean;

  constructor(
    when: number,
    callback: AnyCallback | undefined,
    args: Arguments,
    loop: AbstractEventLoop,
  ) {
    super(callback, args, loop);
    python_assert(when !== undefined && when !== null);
    this._when = when;
    this._scheduled = false;
  }

  override cancel(): void {
    if (!this._cancelled) this._loop._timer_handle_cancelled(this);
    super.cancel();
  }

  override _repr_info(): string[] {
    const info = super._repr_info();
    info.splice(this._cancelled ? 2 : 1, 0, `when=${repr(this._when)}`);
    return info;
  }

  __hash__(): number {
    return this._when;
  }

  __lt__(other: TimerHandle): boolean {
    return this._when < other._when;
  }

  __le__(other: TimerHandle): boolean | typeof NotImplemented {
    return this._when < other._when || this.__eq__(other);
  }

  __gt__(other: TimerHandle): boolean {
    return this._when > other._when;
  }

  __ge__(other: TimerHandle): boolean | typeof NotImplemented {
    return this._when > other._when || this.__eq__(other);
  }

  __eq__(other: unknown): boolean | typeof NotImplemented {
    if (!(other instanceof TimerHandle)) return NotImplemented;
    return (
      this._when === other._when &&
      this._callback === other._callback &&
      this._args?.length === other._args?.length &&
      (this._args ?? []).every((arg, i) => arg === other._args?.[i]) &&
      this._cancelled === other._cancelled
    );
  }

  __ne__(other: unknown): boolean | typeof NotImplemented {
    const equal = this.__eq__(other);
    return equal === NotImplemented ? NotImplemented : !equal;
  }
}

/** What the loop tells an exception handler. All keys but `message` are there only when they apply. */
export interface ExceptionContext {
  message?: string;
  /** What was thrown. */
  exception?: unknown;
  future?: unknown;
  task?: unknown;
  handle?: unknown;
  protocol?: unknown;
  transport?: unknown;
  socket?: unknown;
  source_traceback?: SourceTraceback;
  handle_traceback?: SourceTraceback;
  [key: string]: unknown;
}

function call(callback: AnyCallback | undefined, args: readonly unknown[] = []): void {
  if (typeof callback !== 'function') {
    throw not_callable(callback);
  }
  callback(...args);
}

export function not_callable(callback: unknown): TypeError {
  return new TypeError(`'${type_name(callback)}' object is not callable`);
}

/** `NAME(ARGS) at FILE:LINE`, as handles and futures print a callback. */
export function format_callback_source(callback: unknown, args?: readonly unknown[]): string {
  const source = function_source(callback);
  const text = format_callback(callback, args);
  return source ? `${text} at ${source.file}:${source.line}` : text;
}

/** A method bound to its object, that prints as in Python and says whose it is. */
export function bound_method<T, A extends unknown[]>(
  self: T,
  qualname: string,
  method: (this: T, ...args: A) => void,
): (...args: A) => void {
  const bound = (...args: A) => method.apply(self, args);
  return Object.defineProperties(bound, {
    name: { value: qualname },
    __self__: { value: self },
  });
}

export function format_callback(
  callback: unknown,
  args: readonly unknown[] = [],
  suffix = '',
): string {
  const call_text = `(${args.map(reprlib_repr).join(', ')})${suffix}`;
  if (is_partial(callback)) return format_callback(callback.func, callback.args, call_text);
  return callback_name(callback) + call_text;
}

function callback_name(callback: unknown): string {
  return typeof callback === 'function' ? qualified_name(callback) || '<lambda>' : repr(callback);
}

/**
 * Where a callback is defined, a decorated function where it was written; undefined for what has no source (a bound or
 * native function).
 */
export function function_source(callback: unknown): { file: string; line: number } | undefined {
  const wrapped = (callback as { __wrapped__?: unknown } | undefined | null)?.__wrapped__;
  if (wrapped !== undefined) return function_source(wrapped);
  if (is_partial(callback)) return function_source(callback.func);
  if (typeof callback === 'function' && '__self__' in callback) return undefined;
  return typeof callback === 'function' ? host.function_location(callback) : undefined;
}
