import { beforeEach, describe, expect, it } from 'vitest';
import * as threading from '../../lib/threading';
import { pack, unpack } from '../../lib/threads/parcel';
import { add_seven, Counter, Signal } from '../support/thread_targets';

/** The value as another thread gets it: through a message, in another heap as far as objects go. */
function across<T>(value: T): T {
  return unpack(structuredClone(pack(value))) as T;
}

function message_of(action: () => unknown): string {
  expect(action).toThrow(TypeError);
  try {
    action();
  } catch (error) {
    return (error as Error).message;
  }
  return '';
}

describe('what threads pass to each other', () => {
  it.each([undefined, null, true, 0, -0, 1.5, Number.NaN, 'text', 12n])('%s is itself', (value) => {
    expect(across(value)).toBe(value);
  });

  it('functions and classes are found again by name', () => {
    expect(across(add_seven)).toBe(add_seven);
    expect(across(Signal)).toBe(Signal);
    expect(across(threading.Event)).toBe(threading.Event);
  });

  it('frozen lists and dicts arrive frozen', () => {
    const value = Object.freeze({
      list: Object.freeze([1, 'a', add_seven]),
      bare: Object.freeze(Object.assign(Object.create(null), { x: 1 })),
    });
    const copy = across(value);
    expect(copy).toEqual({ list: [1, 'a', add_seven], bare: { x: 1 } });
    expect(Object.isFrozen(copy)).toBe(true);
    expect(Object.isFrozen(copy.list)).toBe(true);
    expect(Object.isFrozen(copy.bare)).toBe(true);
  });

  it('shared memory and views of it are the same memory', () => {
    const view = new Int32Array(new SharedArrayBuffer(8), 4);
    across(view)[0] = 7;
    expect(view[0]).toBe(7);
    expect(new Int32Array(across(view.buffer))[1]).toBe(7);
  });

  it('what would be a copy is refused, with what to do about it', () => {
    expect(message_of(() => pack([1, 2]))).toBe(
      'cannot pass [1, 2] to another thread: it would be a copy there, and changes to it would be lost. Freeze it and ' +
        'all that is in it (Object.freeze), or keep what changes in a class that extends threading.Shared.',
    );
    for (const value of [{}, Object.freeze([[]]), Object.freeze({ a: { b: 1 } })]) {
      expect(message_of(() => pack(value))).toMatch(/would be a copy there/);
    }
  });

  it.each([
    new Date(0),
    new Map(),
    new Set(),
    new Uint8Array(1),
    new ArrayBuffer(1),
    /x/,
    new Error('x'),
    Promise.resolve(),
    Object.freeze(new (class Point {})()),
    new threading.Thread(),
  ])('an instance of %o is refused', (value) => {
    expect(message_of(() => pack(value))).toMatch(
      /threads can share instances of exported classes that extend threading\.Shared, not any \w+\.$/,
    );
  });

  it('symbols, lambdas and bound methods are refused', () => {
    expect(message_of(() => pack(Symbol('s')))).toMatch(/symbols belong to one thread/);
    expect(message_of(() => pack(() => {}))).toMatch(
      /<function <lambda> at .*no loaded module exports it/,
    );
    expect(message_of(() => pack(Object.freeze([add_seven.bind(null)])))).toMatch(
      /add_seven at .*no loaded module exports it/,
    );
  });
});

describe('Shared', () => {
  let here: Counter;
  let there: Counter;

  beforeEach(() => {
    here = new Counter('name');
    there = across(here);
  });

  it('is an ordinary object before it is passed', () => {
    const counter = new Counter('fresh');
    Object.assign(counter, { extra: 'x', value: 'text' });
    expect(Object.keys(counter)).toEqual(['value', 'turns', 'lock', 'name', 'extra']);
    expect(counter.value).toBe('text');
  });

  it('reads the same on both sides, whichever writes', () => {
    here.value = 1.5;
    expect(there.value).toBe(1.5);
    there.value = -1;
    expect(here.value).toBe(-1);
    expect(across(there).value).toBe(-1);
  });

  it('is the same memory however often it is passed', () => {
    const twice = across(Object.freeze([here, here] as const));
    twice[0].value = 9;
    expect(twice[1].value).toBe(9);
    expect(there.value).toBe(9);
  });

  it('keeps its class, its methods and the names of its fields', () => {
    expect(there).toBeInstanceOf(Counter);
    there.increment();
    expect(here.value).toBe(1);
    const names = ['lock', 'name', 'turns', 'value'];
    expect([here, there].map((it) => Object.keys(it).sort())).toEqual([names, names]);
    expect(there.name).toBe('name');
  });

  it.each([
    true,
    false,
    undefined,
    null,
    0,
    -0,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    Number.MIN_VALUE,
    Number.MAX_VALUE,
    2 ** 53 - 1,
  ])('a field holds %s', (value) => {
    Object.assign(here, { value });
    expect(there.value).toBe(value);
    const counter = new Counter('fresh');
    Object.assign(counter, { value });
    expect(across(counter).value).toBe(value);
  });

  it('no number is taken for another value, whatever its bits', () => {
    const word = new DataView(new ArrayBuffer(8));
    for (const offset of [0, 1, 2, 3]) {
      word.setBigUint64(0, 0x7ff8_5348_4152_4500n + BigInt(offset));
      here.value = word.getFloat64(0);
      expect(there.value).toBeNaN();
    }
  });

  it('refuses a value that its memory cannot hold, on both sides', () => {
    for (const counter of [here, there]) {
      expect(() => Object.assign(counter, { value: 'text' })).toThrow(
        new TypeError(
          'Counter.value is shared between threads: it can hold a boolean, a number or None, not str',
        ),
      );
      expect(counter.value).toBe(0);
    }
  });

  it('refuses to change a field that is fixed, on both sides', () => {
    for (const counter of [here, there]) {
      expect(() => Object.assign(counter, { name: 'other' })).toThrow(
        'Counter.name is fixed since its object was passed to a thread',
      );
      expect(counter.name).toBe('name');
    }
  });

  it('takes no new field and loses none once it is passed', () => {
    for (const counter of [here, there]) {
      expect(() => Object.assign(counter, { other: 1 })).toThrow(TypeError);
      expect(() => Reflect.deleteProperty(counter, 'value')).not.toThrow();
      expect(counter.value).toBe(0);
    }
  });

  it('names the field that cannot be shared, and leaves the object as it was', () => {
    class Held extends Counter {
      list = [1];
    }
    const counter = new Held('x');
    expect(message_of(() => pack(Object.freeze([counter])))).toMatch(/^cannot use <class 'Held'>/);
    const signal: Signal & { list?: number[] } = new Signal();
    signal.list = [1];
    expect(message_of(() => pack(signal))).toMatch(
      /^Signal\.list: cannot pass \[1\] to another thread/,
    );
    signal.list = undefined;
    signal.go = false;
    expect(across(signal).go).toBe(false);
  });

  it('keeps the very objects that its fixed fields held', () => {
    const counter = new Counter('x');
    const { lock } = counter;
    const copy = across(counter);
    expect(counter.lock).toBe(lock);
    lock.acquire();
    expect(copy.lock.locked()).toBe(true);
  });
});

describe('Event and Lock', () => {
  it('are the same on both sides', () => {
    const event = new threading.Event();
    across(event).set();
    expect(event.is_set()).toBe(true);
    const lock = new threading.Lock();
    expect(across(lock).acquire()).toBe(true);
    expect(lock.acquire(false)).toBe(false);
    lock.release();
    expect(across(lock).locked()).toBe(false);
  });
});
