/**
 * Python's exceptions that the API raises, as JavaScript errors.
 *
 * "An `Exception`" is any thrown value except a `BaseException` that is not an `Exception` (KeyboardInterrupt, SystemExit):
 * what a program throws, a string or a number included, is carried as it is. JavaScript's own `TypeError` is Python's.
 */

import { type Representable, repr, tuple_repr } from './reprlib';

/** The root of Python's exceptions. `args` are the constructor's arguments, `message` is Python's `str(exc)`. */
export class BaseException extends Error {
  declare readonly args: readonly unknown[];

  constructor(...args: unknown[]) {
    super(message_of(args));
    // Not enumerable: the message says it already where the error is printed.
    Object.defineProperty(this, 'args', { value: args, writable: true, configurable: true });
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

function message_of(args: readonly unknown[]): string {
  if (args.length === 0) return '';
  if (args.length === 1) return str(args[0]);
  return tuple_repr(args);
}

/** Python's `str(value)`. */
export function str(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value instanceof Error) return value.message;
  return repr(value);
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
/** An argument of the right type with a wrong value. */
export class ValueError extends Exception {}
/** A condition that always holds does not. */
export class AssertionError extends Exception {}
/** A module, or a name in it, cannot be found. */
export class ImportError extends Exception {}
/** The data ended too early. */
export class EOFError extends Exception {}

/** Python's `assert condition, message`. */
export function python_assert(condition: unknown, message = ''): asserts condition {
  if (!condition) throw message === '' ? new AssertionError() : new AssertionError(message);
}

/** The base of the categories of `warnings.warn()`. */
export class Warning extends Exception {}
/** There is a better way. Not shown unless asked for. */
export class DeprecationWarning extends Warning {}
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
    return this.args[0];
  }
}

/** `new OSError(errno, strerror, filename?)`, or one text. */
export class OSError extends Exception implements Representable {
  readonly errno: number | undefined;
  readonly strerror: string | undefined;
  readonly filename: string | undefined;

  constructor(...args: unknown[]) {
    super(...args);
    if (args.length < 2) return;
    this.errno = args[0] as number;
    this.strerror = str(args[1]);
    this.filename = args[2] as string | undefined;
    const where = this.filename === undefined ? '' : `: ${repr(this.filename)}`;
    this.message = `[Errno ${this.errno}] ${this.strerror}${where}`;
  }

  __repr__(): string {
    return this.name + tuple_repr(this.args.slice(0, 2));
  }
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
/** EACCES, EPERM. */
export class PermissionError extends OSError {}
/** ESRCH. */
export class ProcessLookupError extends OSError {}

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
