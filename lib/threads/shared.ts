/** Objects that several threads hold at once. */

import { type_name } from '../reprlib';
import { type Parcel, pack, REVIVE, SHARE, unpack } from './parcel';

/** What an instance is made of in every thread. */
interface Memory {
  /** The fields that may change; the n-th one lies in the n-th cell. */
  readonly names: readonly string[];
  readonly cells: BigUint64Array;
  /** The fields that may not. */
  readonly fixed: readonly (readonly [string, Parcel])[];
}

/**
 * The base of classes whose instances threads share. Fields are declared as in any class. When an instance is first
 * passed to a thread, its fields that hold a boolean, a number or None move into shared memory: from then on each
 * thread reads what another has written last. Other fields (a `str`, a `Lock`, another `Shared`) are passed too, but
 * are fixed from then on, and no field can be added or removed.
 *
 * The class must be an export of its module and have no `#private` fields; its constructor does not run again in the
 * other threads. As in Python, `x.count += 1` needs a `Lock` when two threads do it.
 *
 * CPython shares every object: a port lets the classes that it really shares extend this one.
 *
 * @throws TypeError when a field holds what cannot be shared, or is given what its memory cannot hold.
 * @example
 * export class Signal extends threading.Shared {
 *   go = true;
 * }
 */
export class Shared {
  [SHARE](): unknown {
    let memory = memories.get(this);
    if (memory === undefined) {
      memory = move_out(this);
      attach(
        this,
        memory,
        memory.fixed.map(([name]) => Reflect.get(this, name)),
      );
    }
    return memory;
  }

  [REVIVE](memory: Memory): void {
    attach(
      this,
      memory,
      memory.fixed.map(([, parcel]) => unpack(parcel)),
    );
  }
}

/** The objects that have been passed to a thread, or have come from one. */
const memories = new WeakMap<object, Memory>();

/** Put the present values of the fields into memory of their own. */
function move_out(instance: object): Memory {
  const names: string[] = [];
  const words: bigint[] = [];
  const fixed: [string, Parcel][] = [];
  for (const [name, value] of Object.entries(instance)) {
    const word = encode(value);
    if (word === undefined) {
      fixed.push([name, pack_field(instance, name, value)]);
    } else {
      names.push(name);
      words.push(word);
    }
  }
  const cells = new BigUint64Array(new SharedArrayBuffer(words.length * 8));
  cells.set(words);
  return { names, cells, fixed };
}

function pack_field(instance: object, name: string, value: unknown): Parcel {
  try {
    return pack(value);
  } catch (error) {
    if (error instanceof TypeError) error.message = `${field(instance, name)}: ${error.message}`;
    throw error;
  }
}

/** Let the fields of an instance lie in this memory. */
function attach(instance: object, memory: Memory, fixed_values: readonly unknown[]): void {
  const { names, cells, fixed } = memory;
  names.forEach((name, index) => {
    const get = () => decode(Atomics.load(cells, index));
    define(instance, name, get, (value) => {
      const word = encode(value);
      if (word === undefined) {
        throw new TypeError(
          `${field(instance, name)} is shared between threads: it can hold a boolean, a number or None, ` +
            `not ${type_name(value)}`,
        );
      }
      Atomics.store(cells, index, word);
    });
  });
  fixed.forEach(([name], index) => {
    const get = () => fixed_values[index];
    define(instance, name, get, () => {
      throw new TypeError(
        `${field(instance, name)} is fixed since its object was passed to a thread: only fields that held ` +
          'a boolean, a number or None at that time can change',
      );
    });
  });
  memories.set(instance, memory);
  Object.preventExtensions(instance);
}

function define(
  instance: object,
  name: string,
  get: () => unknown,
  set: (value: unknown) => void,
): void {
  Object.defineProperty(instance, name, { get, set, enumerable: true, configurable: false });
}

function field(instance: object, name: string): string {
  return `${type_name(instance)}.${name}`;
}

// One cell is one word, so that no thread ever sees half of a change. A number is its own IEEE 754 bits; what is no
// number is one of the many NaNs that arithmetic does not make.
const NAN = 0x7ff8_0000_0000_0000n;
const CONSTANTS: readonly unknown[] = [undefined, null, false, true];
const FIRST_CONSTANT = 0x7ff8_5348_4152_4500n;

const scratch = new DataView(new ArrayBuffer(8));

/** The word of a value; undefined when it has none. */
function encode(value: unknown): bigint | undefined {
  if (typeof value === 'number') {
    if (Number.isNaN(value)) return NAN;
    scratch.setFloat64(0, value);
    return scratch.getBigUint64(0);
  }
  const index = CONSTANTS.indexOf(value);
  return index < 0 ? undefined : FIRST_CONSTANT + BigInt(index);
}

function decode(word: bigint): unknown {
  const index = word - FIRST_CONSTANT;
  if (index >= 0n && index < CONSTANTS.length) return CONSTANTS[Number(index)];
  scratch.setBigUint64(0, word);
  return scratch.getFloat64(0);
}
