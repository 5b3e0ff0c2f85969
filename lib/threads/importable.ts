/**
 * Functions and classes that are found again by module and export name, as Python pickles them.
 *
 * Each thread has its own heap: what crosses from one to another is the name, never the function.
 */

import { createRequire } from 'node:module';
import { ImportError } from '../errors';
import { repr } from '../reprlib';

/** Where a function or class is exported. The name '' stands for a module that is the function (`module.exports = f`). */
export interface Importable {
  readonly file: string;
  readonly name: string;
}

// biome-ignore lint/complexity/noBannedTypes: any function and any class, only ever compared.
export type Named = Function;

const require_module = createRequire(__filename);

/** Vitest evaluates modules itself and keeps them in a map of its own. */
interface VitestWorker {
  readonly evaluatedModules?: {
    readonly idToModuleMap: ReadonlyMap<
      string,
      { readonly file?: string; readonly exports?: unknown }
    >;
  };
}

/** The file and the exports of every module loaded in this thread. */
export function* loaded_modules(): Generator<readonly [file: string, exports: unknown], void> {
  const { __vitest_worker__ } = globalThis as { __vitest_worker__?: VitestWorker };
  for (const { file, exports } of __vitest_worker__?.evaluatedModules?.idToModuleMap.values() ??
    []) {
    if (file) yield [file, exports];
  }
  for (const [file, module] of Object.entries(require_module.cache)) {
    if (module) yield [file, module.exports];
  }
}

/** Whether a file belongs to an installed package, not to the program. */
export function is_installed(file: string): boolean {
  return /[\\/]node_modules[\\/]/.test(file);
}

const found = new WeakMap<Named, Importable>();

/** The module and export name of a function or class; undefined when no loaded CommonJS module exports it. */
export function find(value: Named): Importable | undefined {
  let place = found.get(value);
  if (place === undefined) {
    place = search(value);
    if (place !== undefined) found.set(value, place);
  }
  return place;
}

/**
 * The module and export name of a function or class.
 *
 * @throws TypeError when no loaded CommonJS module exports it: a lambda, a closure, a bound method, a function of an ES module.
 */
export function locate(value: Named): Importable {
  const place = find(value);
  if (place !== undefined) return place;
  throw new TypeError(
    `cannot use ${repr(value)} in another thread: no loaded module exports it. Threads find functions and ` +
      'classes by module and export name; define it at the top level of a CommonJS module, export it, and pass ' +
      'what it needs as arguments.',
  );
}

function search(value: Named): Importable | undefined {
  for (const [file, exports] of loaded_modules()) {
    if (exports === value) return { file, name: '' };
    if ((typeof exports !== 'object' && typeof exports !== 'function') || exports === null)
      continue;
    for (const name of Object.keys(exports)) {
      if (read_export(exports, name, is_installed(file) && name !== value.name) === value) {
        return { file, name };
      }
    }
  }
  return undefined;
}

/** A getter of a package may load more code or print a warning, one of an unfinished module may throw. */
function read_export(exports: object, name: string, ignore_getters: boolean): unknown {
  const property = Object.getOwnPropertyDescriptor(exports, name);
  if (property?.get === undefined) return property?.value;
  if (ignore_getters) return undefined;
  try {
    return property.get.call(exports);
  } catch {
    return undefined;
  }
}

/**
 * The function or class at a place; its module is loaded when this thread has not done so yet.
 *
 * @throws ImportError when the module has no such export, and whatever the module throws while it loads.
 */
export function load(place: Importable): unknown {
  const exports = loaded_exports(place.file) ?? require_module(place.file);
  const value = place.name === '' ? exports : exports[place.name];
  if (value === undefined) {
    throw new ImportError(`cannot import name '${place.name}' from '${place.file}'`);
  }
  return value;
}

// biome-ignore lint/suspicious/noExplicitAny: a module may export anything.
function loaded_exports(wanted: string): any {
  for (const [file, exports] of loaded_modules()) if (file === wanted) return exports;
  return undefined;
}
