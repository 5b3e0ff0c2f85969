/**
 * Python's exceptions that the API raises, as JavaScript errors.
 *
 * "An `Exception`" is any thrown value except a `BaseException` that is not an `Exception` (KeyboardInterrupt, SystemExit):
 * what a program throws, a string or a number included, is carried as it is. JavaScript's own `TypeError` is Python's.
 */

import { is_plain_object, Printable, repr, tuple_repr } from './reprlib';

/**
 * The root of Python's exceptions. `args` are the constructor's arguments, `message` is Python's `str(exc)`.
 *
 * @example throw new ValueError('no port'); // raise ValueError('no port')
 * @example throw new ValueError('no port', { cause: error }); // raise ValueError('no port') from error
 */
export class BaseException extends Error {
  declare readonly args: readonly unknown[];

  constructor(...args: unknown[]) {
    const options = is_cause(args.at(-1)) ? (args.pop() as ErrorOptions) : undefined;
    super(message_of(new.target, args), options);
    hide(this, { args });
  }

  /** Python's `str(exc)`. */
  static _message(args: readonly unknown[]): string {
    if (args.length === 0) return '';
    return args.length === 1 ? str(args[0]) : tuple_repr(args);
  }
}

/** Python makes the text when it is asked for, and never raises from the constructor. */
function message_of(cls: typeof BaseException, args: readonly unknown[]): string {
  try {
    return cls._message(args);
  } catch {
    return `<unprintable ${cls.name} object>`;
  }
}

/** Exceptions of Python take no keyword arguments: an object with this key alone says what they were raised from. */
function is_cause(value: unknown): boolean {
  return is_plain_object(value) && Object.keys(value).join() === 'cause';
}

/** Set properties that do not show where the error is printed: its message says it already. */
function hide(error: Error, properties: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(properties)) {
    Object.defineProperty(error, name, { value, writable: true, configurable: true });
  }
}

// What an error has that was made without its constructor.
Object.defineProperties(BaseException.prototype, {
  args: { value: Object.freeze([]), writable: true, configurable: true },
  stack: {
    get(this: BaseException) {
      return this.message === '' ? this.name : `${this.name}: ${this.message}`;
    },
    set(this: BaseException, stack: string) {
      Object.defineProperty(this, 'stack', { value: stack, writable: true, configurable: true });
    },
    configurable: true,
  },
});

// On the prototype, so that a subclass, a user's too, is named by its class.
Object.defineProperty(BaseException.prototype, 'name', {
  get(this: BaseException) {
    return this.constructor.name;
  },
  set(this: BaseException, name: string) {
    Object.defineProperty(this, 'name', { value: name, writable: true, configurable: true });
  },
  configurable: true,
});

/** Python's `str(value)`. */
export function str(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value instanceof Error) return value.message;
  return value instanceof Printable ? value.toString() : repr(value);
}

/** Every ordinary error. Leaves `except Exception` clauses of the loop working. */
export class Exception extends BaseException {}

/** Whether `except Exception:` would catch this thrown value. */
export function is_exception(thrown: unknown): boolean {
  return !(thrown instanceof BaseException) || thrown instanceof Exception;
}

/** An operation that makes no sense in the present state. */
export class RuntimeError extends Exception {}
/** A method that a subclass has to supply, or that this platform cannot. */
export class NotImplementedError extends RuntimeError {}
/** Calls, or coroutines that wait for one another, are nested too deep. */
export class RecursionError extends RuntimeError {}
/** An argument of the right type with a wrong value. */
export class ValueError extends Exception {}
/** A text that cannot be encoded, or bytes that cannot be decoded. */
export class UnicodeError extends ValueError {}
/** The base of the errors of calculating. */
export class ArithmeticError extends Exception {}
/** A number too large for what it is used for. */
export class OverflowError extends ArithmeticError {}
/** A condition that always holds does not. */
export class AssertionError extends Exception {}
/** A module, or a name in it, cannot be found. */
export class ImportError extends Exception {}
/** The data ended too early. */
export class EOFError extends Exception {}

/** What `__lt__` and `__gt__` return when they do not know the other operand: Python asks the other side then. */
export const NotImplemented: unique symbol = Symbol('NotImplemented');

/** Python's `assert condition, message`. */
export function python_assert(condition: unknown, message = ''): asserts condition {
  if (!condition) throw message === '' ? new AssertionError() : new AssertionError(message);
}

/** The base of the categories of `warnings.warn()`. */
export class Warning extends Exception {}
/** There is a better way. Not shown unless asked for. */
export class DeprecationWarning extends Warning {}
/** Something is done that will have no good end. */
export class RuntimeWarning extends Warning {}
/** Something was not closed. Not shown unless asked for. */
export class ResourceWarning extends Warning {}

/** The end of an iterator. Raised out of a coroutine it turns into a RuntimeError, as in Python. */
export class StopIteration extends Exception {
  get value(): unknown {
    return this.args[0];
  }
}

/** Ctrl-C. Not an `Exception`: it leaves the loop at once. */
export class KeyboardInterrupt extends BaseException {}

/** A request to end the process with `code`. Not an `Exception`: it leaves the loop at once. */
export class SystemExit extends BaseException {
  get code(): unknown {
    return this.args.length > 1 ? this.args : this.args[0];
  }
}

/**
 * `new OSError(errno, strerror, filename?)`, or one text.
 *
 * A difference to CPython: OSError stays OSError, whatever `errno` is; the subclass has to be named.
 */
export class OSError extends Exception {
  declare readonly errno: number | undefined;
  declare readonly strerror: string | undefined;
  declare readonly filename: string | undefined;
  /** Of a call with two paths, the second one. */
  declare readonly filename2: string | undefined;

  constructor(...args: unknown[]) {
    super(...args);
    const [errno, strerror, filename, , filename2] = os_error_args(this.args);
    hide(this, { errno, strerror, filename, filename2 });
    // Python leaves the names of files out of the arguments.
    if (filename !== undefined) hide(this, { args: [errno, strerror] });
  }

  static override _message(args: readonly unknown[]): string {
    const fields = os_error_args(args);
    if (fields.length === 0) return Exception._message(args);
    const [errno, strerror, filename, , filename2] = fields;
    const text = `[Errno ${str(errno)}] ${str(strerror)}`;
    if (filename === undefined) return text;
    return `${text}: ${repr(filename)}${filename2 === undefined ? '' : ` -> ${repr(filename2)}`}`;
  }
}

/** What arguments mean to OSError: `errno, strerror, filename, winerror, filename2`, or nothing at all. */
function os_error_args(args: readonly unknown[]): readonly unknown[] {
  return args.length < 2 || args.length > 5 ? [] : args.map((arg) => arg ?? undefined);
}

/** EAGAIN, EALREADY, EWOULDBLOCK, EINPROGRESS. */
export class BlockingIOError extends OSError {}
/** ECHILD. */
export class ChildProcessError extends OSError {}
/** The root of the four below. */
export class ConnectionError extends OSError {}
/** EPIPE, ESHUTDOWN. */
export class BrokenPipeError extends ConnectionError {}
/** ECONNABORTED. */
export class ConnectionAbortedError extends ConnectionError {}
/** ECONNREFUSED. */
export class ConnectionRefusedError extends ConnectionError {}
/** ECONNRESET. */
export class ConnectionResetError extends ConnectionError {}
/** EEXIST. */
export class FileExistsError extends OSError {}
/** ENOENT. */
export class FileNotFoundError extends OSError {}
/** EINTR. */
export class InterruptedError extends OSError {}
/** EISDIR. */
export class IsADirectoryError extends OSError {}
/** ENOTDIR. */
export class NotADirectoryError extends OSError {}
/** EACCES, EPERM. */
export class PermissionError extends OSError {}
/** ESRCH. */
export class ProcessLookupError extends OSError {}
/** ETIMEDOUT: Python's builtin `TimeoutError`, which in 3.6 is not the one of asyncio. */
export class OSTimeoutError extends OSError {}
Object.defineProperty(OSTimeoutError, 'name', { value: 'TimeoutError' });

/** `concurrent.futures._base.Error`: the root of the three below. */
export class FuturesError extends Exception {}
Object.defineProperty(FuturesError, 'name', { value: 'Error' });

/** The future or task was cancelled. In 3.6 an ordinary `Exception`: `except Exception` catches it. */
export class CancelledError extends FuturesError {}

/** The operation exceeded its deadline. asyncio's own class in 3.6, not the builtin one. */
export class TimeoutError extends FuturesError {}

/** The operation is not allowed in this state of the future. */
export class InvalidStateError extends FuturesError {}

/**
 * An error that the scheduler makes itself. It has no stack, because nobody's code is at fault, and capturing one
 * costs 200 times the object.
 */
export function stackless<E extends BaseException>(cls: abstract new () => E): E {
  return Object.create(cls.prototype);
}

/** An error that leaves the scheduler for JavaScript: consoles, and Node when nobody catches it, know real ones only. */
export function with_stack(error: unknown): unknown {
  const is_stackless = error instanceof CancelledError && !Object.hasOwn(error, 'stack');
  return is_stackless ? Object.assign(new CancelledError(), error) : error;
}
