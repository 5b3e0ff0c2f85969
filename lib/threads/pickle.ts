/**
 * Copies of values for another thread: what Python's `pickle` is to its process pools.
 *
 * As there, the graph of the objects keeps its shape, functions and classes are found again by module and export name, and
 * an instance comes out with its class and its fields, without a call of its constructor. What cannot be copied is a
 * TypeError. `threading.Shared` and its kin are the same object on both sides, a `SharedArrayBuffer` is the same memory.
 */

import { is_partial } from '../functools';
import { is_plain_object, type_name } from '../reprlib';
import { find, type Importable, locate } from './importable';
import { is_sharing, refusal, SHARE } from './parcel';
import { describe_error, type ErrorClass } from './pickled_errors';

/** A value that is no object, or the place of one in the list of nodes. */
export type Item = string | number | bigint | boolean | null | undefined | Place;

interface Place {
  readonly at: number;
}

/** A field of an object, and whether it is enumerable. */
export type Field = readonly [name: string, item: Item, enumerable: boolean];

/** An object, written so that `postMessage` copies it. */
export type Node =
  | { readonly kind: 'clone' | 'bytes'; readonly value: object }
  | { readonly kind: 'name'; readonly place: Importable }
  | { readonly kind: 'partial'; readonly func: Item; readonly args: readonly Item[] }
  | { readonly kind: 'shared'; readonly place: Importable; readonly memory: unknown }
  | { readonly kind: 'list' | 'set'; readonly items: readonly Item[] }
  | { readonly kind: 'map'; readonly entries: readonly (readonly [Item, Item])[] }
  | { readonly kind: 'object'; readonly place: Importable | null; readonly fields: Field[] }
  | { readonly kind: 'error'; readonly cls: ErrorClass; readonly fields: Field[] };

/** A value on its way, for `postMessage`. */
export interface Pickle {
  readonly nodes: readonly Node[];
  readonly root: Item;
}

/**
 * Write a value down.
 *
 * @throws TypeError for what cannot be copied, and for functions and classes that the other thread could not find.
 */
export function dumps(value: unknown): Pickle {
  const pickler = new Pickler();
  return { root: pickler.item(value), nodes: pickler.nodes() };
}

class Pickler {
  private readonly _places = new Map<object, Place>();
  private readonly _objects: object[] = [];

  item(value: unknown): Item {
    if (typeof value === 'symbol') throw refusal(value, 'symbols belong to one thread');
    if (!is_object(value)) return value as Item;
    let place = this._places.get(value);
    if (place === undefined) {
      place = { at: this._objects.length };
      this._places.set(value, place);
      this._objects.push(value);
    }
    return place;
  }

  /** Every object, those included that are found on the way. However deep they lie, nothing recurses. */
  nodes(): Node[] {
    const nodes: Node[] = [];
    for (const object of this._objects) nodes.push(this._node(object));
    return nodes;
  }

  private _node(value: object): Node {
    const item = (it: unknown) => this.item(it);
    if (typeof value === 'function') {
      if (!is_partial(value)) return { kind: 'name', place: locate(value) };
      return { kind: 'partial', func: item(value.func), args: value.args.map(item) };
    }
    if (is_sharing(value)) {
      return { kind: 'shared', place: locate(value.constructor), memory: value[SHARE]() };
    }
    if (value instanceof Error) return this._error(value);
    if (is_plain_object(value)) return { kind: 'object', place: null, fields: this._fields(value) };
    const prototype = Object.getPrototypeOf(value);
    if (COPIED_BY_NODE.has(prototype)) {
      refuse_detached(value);
      return { kind: 'clone', value };
    }
    switch (prototype) {
      case Array.prototype:
        return { kind: 'list', items: Array.from(value as unknown[], item) };
      case Set.prototype:
        return { kind: 'set', items: Array.from(value as Set<unknown>, item) };
      case Map.prototype: {
        const entries = value as Map<unknown, unknown>;
        return { kind: 'map', entries: Array.from(entries, ([k, v]) => [item(k), item(v)]) };
      }
      case Buffer.prototype:
        // A small one is a part of a large piece of memory, all of which would be copied.
        return { kind: 'bytes', value: new Uint8Array(value as Buffer) };
    }
    return { kind: 'object', place: class_of(value), fields: this._fields(value) };
  }

  private _fields(value: object): Field[] {
    return Object.entries(value).map(([name, it]) => [name, this.item(it), true]);
  }

  private _error(error: Error): Node {
    const [cls, properties] = describe_error(error);
    const fields: Field[] = [];
    for (const [name, value, enumerable] of properties) {
      // Whatever an error carries, it must arrive: what cannot be copied stays behind.
      if (can_be_copied(value)) fields.push([name, this.item(value), enumerable]);
    }
    return { kind: 'error', cls, fields };
  }
}

function is_object(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

function can_be_copied(value: unknown): boolean {
  try {
    dumps(value);
    return true;
  } catch {
    return false;
  }
}

/** The prototypes of what `postMessage` copies well, and of memory. */
const COPIED_BY_NODE: ReadonlySet<unknown> = new Set(
  [
    Date,
    RegExp,
    ArrayBuffer,
    SharedArrayBuffer,
    DataView,
    Int8Array,
    Uint8Array,
    Uint8ClampedArray,
    Int16Array,
    Uint16Array,
    Int32Array,
    Uint32Array,
    Float32Array,
    Float64Array,
    BigInt64Array,
    BigUint64Array,
  ].map((cls) => cls.prototype),
);

/** @throws TypeError for memory that was transferred to another thread. */
function refuse_detached(value: object): void {
  const memory = ArrayBuffer.isView(value) ? value.buffer : value;
  if (memory instanceof ArrayBuffer) new Uint8Array(memory);
}

/** Where the class of an instance is exported. */
function class_of(value: object): Importable {
  const cls: unknown = value.constructor;
  const is_instance = typeof cls === 'function' && cls.prototype === Object.getPrototypeOf(value);
  const place = is_instance && !is_of_host_class(value) ? find(cls) : undefined;
  if (place !== undefined) return place;
  throw refusal(
    value,
    `no loaded module exports the class of this ${type_name(value)}, or it has more than its fields. Pass what it was ` +
      'made of, or export its class',
  );
}

/** Whether an instance owes what it is to the constructor of a class like Map or URL. */
function is_of_host_class(value: object): boolean {
  let prototype = Object.getPrototypeOf(value);
  while (prototype !== null && prototype !== Object.prototype) {
    const cls = prototype.constructor;
    if (Reflect.get(globalThis, cls.name) === cls) return true;
    prototype = Object.getPrototypeOf(prototype);
  }
  return false;
}
