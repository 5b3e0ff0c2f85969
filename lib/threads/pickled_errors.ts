/** What an error is on its way to another thread: its class, and all that it carries. */

import { find, type Importable, load } from './importable';

/** The name of one of JavaScript's own classes, or where a class is exported. */
export type ErrorClass = string | Importable;

type Property = readonly [name: string, value: unknown, enumerable: boolean];

const NATIVE: Readonly<Record<string, ErrorConstructor>> = Object.fromEntries(
  [
    Error,
    EvalError,
    RangeError,
    ReferenceError,
    SyntaxError,
    TypeError,
    URIError,
    AggregateError as unknown as ErrorConstructor,
  ].map((cls) => [cls.name, cls]),
);

/**
 * The class of an error, and its own properties. Where no module exports the class, it is the nearest base class that
 * can be found, under the name of the error's own.
 */
export function describe_error(error: Error): [ErrorClass, Property[]] {
  const properties = own_properties(error);
  let prototype = Object.getPrototypeOf(error);
  for (let depth = 0; ; depth++) {
    const cls = class_at(prototype);
    if (cls !== undefined) {
      if (depth > 0) properties.push(['name', error.name, false]);
      return [cls, properties];
    }
    prototype = Object.getPrototypeOf(prototype);
  }
}

function own_properties(error: Error): Property[] {
  const properties: Property[] = [['stack', String(error.stack), false]];
  for (const [name, property] of Object.entries(Object.getOwnPropertyDescriptors(error))) {
    if (name === 'stack') continue;
    properties.push([name, property.value, property.enumerable ?? false]);
  }
  return properties;
}

function class_at(prototype: Error): ErrorClass | undefined {
  const cls = Object.hasOwn(prototype, 'constructor') ? prototype.constructor : undefined;
  if (typeof cls !== 'function' || cls.prototype !== prototype) return undefined;
  return NATIVE[cls.name] === cls ? cls.name : find(cls);
}

/** An error of a class that `describe_error` has found; the class's constructor does not run. */
export function make_error(cls: ErrorClass): Error {
  const found = typeof cls === 'string' ? NATIVE[cls] : load(cls);
  return Reflect.construct(Error, [], found as ErrorConstructor);
}
