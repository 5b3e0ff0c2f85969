import { describe, expect, it } from 'vitest';
import { CancelledError, OSError, stackless, ValueError } from '../../lib/errors';
import { partial } from '../../lib/functools';
import * as threading from '../../lib/threading';
import { dumps } from '../../lib/threads/pickle';
import { loads } from '../../lib/threads/unpickle';
import * as targets from '../support/executor_targets';

/** The value as another thread gets it. */
function copy<T>(value: T): T {
  return loads(structuredClone(dumps(value))) as T;
}

class Local {
  field = 1;
}

describe('a copy for another thread', () => {
  it.each([
    ['None', undefined],
    ['null', null],
    ['a number', 0.5],
    ['NaN', Number.NaN],
    ['an int', 2n ** 70n],
    ['a text', 'text'],
    ['a list', [1, [2, []], undefined]],
    ['a dict', { a: { b: [true] }, 'c d': null }],
    ['a set', new Set([1, 'x', undefined])],
    ['a map', new Map<unknown, unknown>([[1, new Map([['k', [1]]])]])],
    ['a date', new Date(0)],
    ['a pattern', /x+/gi],
    ['an array of numbers', new Float64Array([1, 2])],
    ['memory', new Uint8Array([1, 2]).buffer],
  ])('of %s is equal', (_, value) => {
    expect(copy(value)).toEqual(value);
    expect(typeof copy(value)).toBe(typeof value);
  });

  it('of an object is another object', () => {
    const value = { list: [1] };
    expect(copy(value)).not.toBe(value);
    expect(copy(value).list).not.toBe(value.list);
  });

  it('of an object can be changed as any other', () => {
    const value = copy({ a: 1, b: 2 } as { a: number; b?: number });
    value.a = 3;
    delete value.b;
    expect(value).toEqual({ a: 3 });
  });

  it('of bytes are bytes of their own memory', () => {
    const bytes = Buffer.from('bytes');
    expect(copy(bytes)).toEqual(bytes);
    expect(Buffer.isBuffer(copy(bytes))).toBe(true);
    expect(copy(bytes).buffer.byteLength).toBe(5);
  });

  it('keeps the shape: what is one object stays one, circles stay circles', () => {
    const shared = { n: 1 };
    const [first, second] = copy([shared, shared]);
    expect(first).toBe(second);
    const circle: unknown[] = [];
    circle.push(circle, new Map([[circle, circle]]));
    const [self, map] = copy(circle) as [unknown, Map<unknown, unknown>];
    expect(self).toBeInstanceOf(Array);
    expect(map.get(self)).toBe(self);
  });

  it('may be as deep as one likes', () => {
    let deep: unknown[] = [];
    for (let depth = 0; depth < 100_000; depth++) deep = [deep];
    let depth = 0;
    const nodes = dumps(deep);
    for (let list = loads(nodes) as unknown[]; list.length > 0; list = list[0] as unknown[])
      depth++;
    expect(depth).toBe(100_000);
  });

  it('of an instance has its class and its fields; the constructor does not run again', () => {
    const point = copy(new targets.Point(3, 4));
    expect(point).toBeInstanceOf(targets.Point);
    expect(point).toEqual(new targets.Point(3, 4));
    expect(point.norm()).toBe(5);
  });

  it('is the function or class itself, found by its name', () => {
    expect(copy(targets.add)).toBe(targets.add);
    expect(copy([targets.Point])[0]).toBe(targets.Point);
  });

  it('of a partial calls the same function with copies of the arguments', () => {
    const list = [1];
    const inner = partial(targets.identity, list);
    expect(copy(partial(targets.add, 1))(2)).toBe(3);
    expect(copy(inner)()).toEqual([1]);
    expect(copy(inner)()).not.toBe(list);
    const [first, second] = copy([inner, partial(targets.identity, inner)]);
    expect(second?.()).toBe(first);
  });

  it('is the same object for what lies in shared memory', () => {
    const event = new threading.Event();
    const copied = copy(event);
    event.set();
    expect(copied.is_set()).toBe(true);
    const crowd = new targets.Crowd();
    const other = copy({ crowd }).crowd;
    other.enter();
    expect(crowd.present).toBe(1);
    const memory = new Int32Array(new SharedArrayBuffer(4));
    const view = copy(memory);
    view[0] = 5;
    expect(memory[0]).toBe(5);
  });

  it('does not run setters, not even of __proto__', () => {
    const value = JSON.parse('{ "__proto__": { "polluted": 1 } }');
    const copied = copy(value);
    expect(Object.keys(copied)).toEqual(['__proto__']);
    expect(Object.getPrototypeOf(copied)).toBe(Object.prototype);
  });
});

describe('a copy of an error', () => {
  it('has class, message, properties, stack and cause', () => {
    const error = new targets.Refusal('no', 7);
    const outer = Object.assign(new Error('outer', { cause: error }), { code: 'E', path: ['/'] });
    const copied = copy(outer);
    expect(copied).toBeInstanceOf(Error);
    expect(Object.keys(copied)).toEqual(['code', 'path']);
    expect(copied).toEqual(outer);
    expect(copied.stack).toBe(outer.stack);
    const cause = copied.cause as targets.Refusal;
    expect(cause).toBeInstanceOf(targets.Refusal);
    expect([cause.describe(), cause.args, cause.name]).toEqual(['no (7)', ['no'], 'Refusal']);
  });

  it('has the fields of an OSError, hidden as they were', () => {
    const error = new OSError(2, 'No such file', 'x');
    const copied = copy(error);
    expect([copied.errno, copied.strerror, copied.filename]).toEqual([2, 'No such file', 'x']);
    expect(Object.keys(copied)).toEqual([]);
    expect(copied.message).toBe("[Errno 2] No such file: 'x'");
  });

  it('is of the native class, with all that an AggregateError holds', () => {
    const error = new AggregateError([new TypeError('a'), 1], 'several');
    const copied = copy(error);
    expect(copied.constructor).toBe(AggregateError);
    expect(copied.errors[0]).toBeInstanceOf(TypeError);
    expect(copied.errors[1]).toBe(1);
  });

  it('is of the nearest class that a module exports, under its own name', () => {
    class Hidden extends targets.Refusal {}
    const copied = copy(new Hidden('x', 1));
    expect(copied.constructor).toBe(targets.Refusal);
    expect(copied.name).toBe('Hidden');
    const abort = copy(new DOMException('stop', 'AbortError'));
    expect([abort.name, abort.constructor]).toEqual(['AbortError', Error]);
    expect(abort.stack).toContain('stop');
  });

  it('arrives without the properties that cannot be copied', () => {
    const error = Object.assign(new Error('x'), { socket: new WeakMap(), code: 1 });
    expect({ ...copy(error) }).toEqual({ code: 1 });
  });

  it('that never had a stack says what its stack says', () => {
    const error = stackless(CancelledError);
    const copied = copy(error);
    expect(copied).toBeInstanceOf(CancelledError);
    expect(copied.stack).toBe(error.stack);
    expect(copy(new ValueError('q')).stack).toMatch(/^ValueError: q\n {4}at .*pickle\.spec\.ts/);
  });
});

describe('what cannot be copied is refused', () => {
  it.each([
    ['a symbol', Symbol('x'), 'symbols belong to one thread'],
    ['a lambda', () => 1, 'no loaded module exports it'],
    ['a promise', Promise.resolve(), 'no loaded module exports the class of this Promise'],
    ['a generator', (function* () {})(), 'no loaded module exports the class of this generator'],
    ['an instance of a local class', new Local(), 'the class of this Local'],
    ['an instance of a class of Node', new URL('http://x/'), 'the class of this URL'],
    ['what inherits from an instance', Object.create(new targets.Point(1, 2)), 'this Point'],
    ['a map with more', new (class Index extends Map {})(), 'cannot pass {} to another thread'],
  ])('%s', (_, value, message) => {
    expect(() => dumps(value)).toThrow(TypeError);
    expect(() => dumps({ deep: [value] })).toThrow(message);
  });

  it('memory that another thread has', () => {
    const memory = new ArrayBuffer(8);
    const view = new Uint8Array(memory);
    structuredClone(memory, { transfer: [memory] });
    expect(() => dumps(memory)).toThrow(TypeError);
    expect(() => dumps(view)).toThrow(TypeError);
  });
});
