/** The exceptions of the language, by the names that programs use. */

import * as errors from '../../lib/errors';
import * as asyncio from '../../lib/index';
import type { ExceptionSpec } from './program';

class E1 extends errors.Exception {}
class E2 extends E1 {}
export class E3 extends errors.Exception {}
/** A program's exception that is no `Exception`. */
class BB extends errors.BaseException {}

/** Nothing is ready, no timer is set, and nobody has stopped the loop. */
export class Deadlock extends errors.BaseException {}

/** A program has used up one of its limits. */
export class LimitHit extends errors.BaseException {}

/** A statement that cannot be executed: an unset variable, an object of the wrong kind. */
export class Skip extends errors.Exception {}

type ErrorClass = new (...args: string[]) => Error;

const RAISABLE: Readonly<Record<string, ErrorClass>> = {
  E1,
  E2,
  E3,
  BB,
  CancelledError: asyncio.CancelledError,
  TimeoutError: asyncio.TimeoutError,
  RuntimeError: errors.RuntimeError,
  ValueError: errors.ValueError,
  StopIteration: errors.StopIteration,
};

const CATCHABLE: Readonly<Record<string, ErrorClass>> = {
  ...RAISABLE,
  BaseException: errors.BaseException,
  InvalidStateError: asyncio.InvalidStateError,
  QueueFull: asyncio.QueueFull,
  QueueEmpty: asyncio.QueueEmpty,
  TypeError,
  AssertionError: errors.AssertionError,
};

export function exception_class(spec: ExceptionSpec): ErrorClass {
  return RAISABLE[spec[0]] as ErrorClass;
}

export function make_exception(spec: ExceptionSpec): Error {
  const [, message] = spec;
  const cls = exception_class(spec);
  return message === undefined || message === null ? new cls() : new cls(message);
}

/** Python's `isinstance(error, (class, ...))`. Anything thrown is a BaseException. */
export function is_instance(error: unknown, names: readonly string[]): boolean {
  return names.some((name) => {
    if (name === 'BaseException') return true;
    if (name === 'Exception') return errors.is_exception(error);
    return error instanceof (CATCHABLE[name] as ErrorClass);
  });
}

/** What programs never see: it ends them. */
export function is_control(error: unknown): boolean {
  return error instanceof LimitHit || error instanceof Deadlock;
}

/** `type(error).__name__` */
export function exception_name(error: unknown): string {
  return (error as Error).name;
}

/** The message, without what differs from run to run: addresses, reprs of objects. */
export function exception_message(error: unknown): string {
  let { message } = error as Error;
  if (error instanceof asyncio.InvalidStateError && !STATE_MESSAGES.includes(message)) {
    message = 'invalid state';
  }
  const cut = message.indexOf('<');
  if (cut >= 0) message = message.slice(0, cut).trimEnd();
  return message.startsWith(NOT_A_LIST) ? NOT_A_LIST : message;
}

const STATE_MESSAGES = ['Result is not ready.', 'Exception is not set.'];
const NOT_A_LIST = 'expect a list of futures, not';
