import { describe, expect, it } from 'vitest';
import * as asyncio from '../../lib/index';
import { VirtualTimeLoop } from '../../lib/test_utils';
import { loop, run, use_virtual_loop } from '../support/virtual';

use_virtual_loop();

describe('construction', () => {
  it('takes the current loop, or the one that is given', () => {
    const other = new VirtualTimeLoop();
    for (const cls of [asyncio.Lock, asyncio.Event, asyncio.Condition, asyncio.Semaphore]) {
      expect(new cls()._loop).toBe(loop);
      expect(new cls({ loop: null })._loop).toBe(loop);
      expect(new cls({ loop: other })._loop).toBe(other);
    }
    expect(new asyncio.BoundedSemaphore(2, { loop: other })._loop).toBe(other);
    other.close();
  });

  it('takes the running loop inside a coroutine', () => {
    asyncio.set_event_loop(undefined);
    const lock = run(function* () {
      return new asyncio.Lock();
    });
    expect(lock._loop).toBe(loop);
  });

  it("refuses an unknown keyword in CPython's words", () => {
    const options = { maxsize: 1 } as object;
    for (const cls of [asyncio.Lock, asyncio.Event, asyncio.Condition, asyncio.Semaphore]) {
      expect(() => new cls(options)).toThrow(
        new TypeError("__init__() got an unexpected keyword argument 'maxsize'"),
      );
    }
    expect(() => new asyncio.Semaphore(1, options)).toThrow(TypeError);
  });

  it('takes the first parameter by its name too, but not twice', () => {
    const lock = new asyncio.Lock();
    expect(new asyncio.Semaphore({ value: 3 })._value).toBe(3);
    expect(new asyncio.Condition({ lock, loop })._lock).toBe(lock);
    expect(() => new asyncio.Semaphore(3, { value: 3 })).toThrow(
      new TypeError("__init__() got multiple values for argument 'value'"),
    );
  });
});
