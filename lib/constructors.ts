/** The constructors of locks and queues: `__init__(self, first=…, *, loop=None)`. */

import { type AbstractEventLoop, get_event_loop } from './events';
import { keywords } from './keywords';
import { is_plain_object } from './reprlib';

/** The keyword argument that every lock and queue takes. */
export interface LoopOptions {
  /** The event loop; None: the current one. */
  loop?: AbstractEventLoop | null | undefined;
}

/** `loop`, and the first parameter by its name, as in `Queue(maxsize=3)`. */
export type OptionsWith<Name extends string, T> = LoopOptions & { [K in Name]?: T | null };

/** The loop of `__init__(self, *, loop=None)`. */
export function loop_of(options: LoopOptions | null | undefined): AbstractEventLoop {
  return keywords('__init__', options, ['loop']).loop ?? get_event_loop();
}

/**
 * The arguments of `__init__(self, name=None, *, loop=None)`. The options may stand in the place of the first parameter.
 * The loop is left as it was given: when the current one is asked for is the constructor's business.
 *
 * @throws TypeError in CPython's words for an unknown keyword, and for a parameter given twice.
 */
export function first_and_loop<Name extends string, T>(
  name: Name,
  first: T | OptionsWith<Name, T> | null | undefined,
  options: OptionsWith<Name, T> | null | undefined,
): [T | undefined, AbstractEventLoop | undefined] {
  const in_first_place = is_plain_object(first);
  const given: OptionsWith<Name, T> = {
    ...keywords('__init__', in_first_place ? (first as typeof options) : undefined, [name, 'loop']),
    ...keywords('__init__', options, [name, 'loop']),
  };
  const positional = in_first_place ? undefined : (first as T | null | undefined);
  if (positional !== undefined && name in given) {
    throw new TypeError(`__init__() got multiple values for argument '${name}'`);
  }
  return [positional ?? given[name] ?? undefined, given.loop ?? undefined];
}
