import { describe, expect, it } from 'vitest';
import { OverflowError, RuntimeError, ValueError } from '../../lib/errors';
import { pack, unpack } from '../../lib/threads/parcel';
import { Event, Lock } from '../../lib/threads/sync';

/** The same object in another thread, as far as objects go. */
const there = <T>(value: T): T => unpack(structuredClone(pack(value))) as T;

describe('an event between threads', () => {
  it('is set until it is cleared, wherever that is', () => {
    const event = new Event();
    const other = there(event);
    expect([event.is_set(), other.isSet()]).toEqual([false, false]);
    other.set();
    expect([event.is_set(), other.isSet()]).toEqual([true, true]);
    event.clear();
    expect([event.is_set(), other.isSet()]).toEqual([false, false]);
  });

  it('is waited for no longer than it may be', () => {
    const event = new Event();
    for (const timeout of [0, -1, 0.001, Number.NaN, { timeout: 0 }]) {
      expect(event.wait(timeout)).toBe(false);
    }
    event.set();
    expect([event.wait(), event.wait(null), event.wait(0)]).toEqual([true, true, true]);
  });
});

describe('a lock between threads', () => {
  it('is held by one, and let go by anybody', () => {
    const lock = new Lock();
    const other = there(lock);
    expect([lock.acquire(), lock.locked(), other.locked()]).toEqual([true, true, true]);
    expect([lock.acquire(false), other.acquire({ blocking: false })]).toEqual([false, false]);
    expect([other.acquire(true, 0.001), other.acquire({ timeout: 0 })]).toEqual([false, false]);
    other.release();
    expect([lock.locked(), lock.acquire(false)]).toEqual([false, true]);
  });

  it('that nobody holds cannot be let go', () => {
    const lock = new Lock();
    expect(() => lock.release()).toThrow(new RuntimeError('release unlocked lock'));
    expect(lock.acquire(false)).toBe(true);
    lock.release();
    expect(() => lock.release()).toThrow(RuntimeError);
  });

  it('takes timeouts that Python takes', () => {
    const lock = new Lock();
    expect(() => lock.acquire(true, -2)).toThrow(new ValueError('timeout value must be positive'));
    expect(() => lock.acquire(false, 1)).toThrow(
      new ValueError("can't specify a timeout for a non-blocking call"),
    );
    expect(() => lock.acquire(true, 1e30)).toThrow(OverflowError);
    expect(() => lock.acquire({ wait: 1 } as never)).toThrow(
      new TypeError("acquire() got an unexpected keyword argument 'wait'"),
    );
    expect(lock.locked()).toBe(false);
  });

  it('prints whether it is held', () => {
    const lock = new Lock();
    expect(String(lock.__repr__())).toMatch(/^<unlocked _thread\.lock object at 0x[0-9a-f]+>$/);
    lock.acquire();
    expect(String(lock.__repr__())).toMatch(/^<locked _thread\.lock object at 0x[0-9a-f]+>$/);
  });
});
