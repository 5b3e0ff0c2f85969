/**
 * What one thread may hand to another.
 *
 * Python's threads share every object; ours have a heap each. So a value crosses only when nobody could tell the
 * difference: it cannot change (primitives, frozen lists and dicts), it is found again by name (functions and classes),
 * or its state lies in memory that both see (`Shared` and its kin). Anything else is a TypeError, never a silent copy.
 */

import { is_plain_object, reprlib_repr, type_name } from '../reprlib';
import { type Importable, load, locate } from './importable';

export const SHARE: unique symbol = Symbol('share');
export const REVIVE: unique symbol = Symbol('revive');

/** An object whose state lies in shared memory. */
export interface Sharing {
  /** Gives the memory, as something that `postMessage` passes without copying what changes. */
  [SHARE](): unknown;
  /** Takes the memory of another thread's object, in a new object whose constructor has not run. */
  [REVIVE](memory: unknown): void;
}

/** A value on its way, for `postMessage`. */
export type Parcel =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'name'; readonly place: Importable }
  | { readonly kind: 'list'; readonly items: readonly Parcel[] }
  | { readonly kind: 'dict'; readonly entries: readonly (readonly [string, Parcel])[] }
  | { readonly kind: 'shared'; readonly place: Importable; readonly memory: unknown };

/**
 * Wrap a value for another thread.
 *
 * @throws TypeError for what the other thread would not share, and for functions that it could not find.
 */
export function pack(value: unknown): Parcel {
  if (typeof value === 'function') return { kind: 'name', place: locate(value) };
  if (typeof value === 'symbol') throw refusal(value, 'symbols belong to one thread');
  if (typeof value !== 'object' || value === null || is_shared_memory(value)) {
    return { kind: 'value', value };
  }
  if (is_sharing(value)) {
    return { kind: 'shared', place: locate(value.constructor), memory: value[SHARE]() };
  }
  const is_list = Array.isArray(value);
  if (!is_list && !is_plain_object(value)) {
    throw refusal(
      value,
      `threads can share instances of exported classes that extend threading.Shared, not any ${type_name(value)}`,
    );
  }
  if (!Object.isFrozen(value)) {
    throw refusal(
      value,
      'it would be a copy there, and changes to it would be lost. Freeze it and all that is in it ' +
        '(Object.freeze), or keep what changes in a class that extends threading.Shared',
    );
  }
  if (is_list) return { kind: 'list', items: value.map(pack) };
  return { kind: 'dict', entries: Object.entries(value).map(([key, item]) => [key, pack(item)]) };
}

/** The value in a parcel. Lists and dicts come out frozen, as they went in. */
export function unpack(parcel: Parcel): unknown {
  switch (parcel.kind) {
    case 'value':
      return parcel.value;
    case 'name':
      return load(parcel.place);
    case 'list':
      return Object.freeze(parcel.items.map(unpack));
    case 'dict':
      return Object.freeze(
        Object.fromEntries(parcel.entries.map(([key, item]) => [key, unpack(item)])),
      );
    case 'shared':
      return revive(load(parcel.place) as { readonly prototype: Sharing }, parcel.memory);
  }
}

/** The object of another thread, in this one. */
export function revive(cls: { readonly prototype: Sharing }, memory: unknown): object {
  const instance: Sharing = Object.create(cls.prototype);
  instance[REVIVE](memory);
  return instance;
}

function is_shared_memory(value: object): boolean {
  return value instanceof SharedArrayBuffer || is_view_of_shared_memory(value);
}

function is_view_of_shared_memory(value: object): boolean {
  return ArrayBuffer.isView(value) && value.buffer instanceof SharedArrayBuffer;
}

export function is_sharing(value: object): value is Sharing {
  return SHARE in value;
}

/** The error for a value that cannot cross. */
export function refusal(value: unknown, reason: string): TypeError {
  return new TypeError(`cannot pass ${reprlib_repr(value)} to another thread: ${reason}.`);
}
