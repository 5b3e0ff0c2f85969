import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as asyncio from '../../lib/index';
import { VirtualTimeLoop } from '../../lib/test_utils';

// What PEP 492 writes with `await` and `async with` is written with `yield*` here: its awaitables are the objects with an
// iterator, its `async def` is a decorated generator function. JavaScript's own async functions give promises, which no
// loop of this library runs.

let loop: VirtualTimeLoop;

beforeEach(() => {
  loop = new VirtualTimeLoop();
  asyncio.set_event_loop(undefined);
});

afterEach(() => {
  asyncio.set_coroutine_debug(undefined);
  loop.close();
});

describe('LockTests', () => {
  it('test_context_manager_async_with: a block acquires a lock of any kind, and releases it', () => {
    const primitives = [
      new asyncio.Lock({ loop }),
      new asyncio.Condition({ loop }),
      new asyncio.Semaphore({ loop }),
      new asyncio.BoundedSemaphore({ loop }),
    ];
    const test = asyncio.coroutine(function* (lock: (typeof primitives)[number]) {
      const locked: boolean[] = [];
      yield* asyncio.sleep(0.01, { loop });
      locked.push(lock.locked());
      {
        using _ = yield* lock;
        locked.push(lock.locked());
        yield* asyncio.sleep(0.01, { loop });
        locked.push(lock.locked());
      }
      locked.push(lock.locked());
      return locked;
    });
    for (const primitive of primitives) {
      expect(loop.run_until_complete(test(primitive))).toEqual([false, true, true, false]);
      expect(primitive.locked()).toBe(false);
    }
    expect(loop.time()).toBeCloseTo(0.08, 7);
  });
});

describe('CoroutineTests', () => {
  it('test_iscoroutine: generators are coroutines, and whatever has their methods', () => {
    function* foo() {}
    expect(asyncio.iscoroutine(foo())).toBe(true);
    expect(asyncio.iscoroutine(asyncio.coroutine(foo)())).toBe(true);

    class FakeCoro {
      next() {}
      throw() {}
      return() {}
    }
    expect(asyncio.iscoroutine(new FakeCoro())).toBe(true);
    expect(asyncio.iscoroutine({ next() {}, throw() {} })).toBe(false);
    expect(asyncio.iscoroutine((async () => {})())).toBe(false);
  });

  it('test_iscoroutinefunction: of functions that make coroutines; an async function makes a promise', () => {
    const foo = asyncio.coroutine(function* () {});
    expect(asyncio.iscoroutinefunction(foo)).toBe(true);

    const native = async () => {};
    expect(asyncio.iscoroutinefunction(native)).toBe(false);
    expect(() => asyncio.coroutine(native as never)).toThrow(TypeError);
  });

  it('test_function_returning_awaitable: what a decorated function returns is waited for by its iterator', () => {
    class Awaitable {
      [Symbol.iterator]() {
        return ['spam'].values();
      }
    }
    const func = asyncio.coroutine(() => new Awaitable() as never);
    for (const debug of [false, true]) {
      asyncio.set_coroutine_debug(debug);
      const coro = func() as Generator<unknown>;
      expect(coro.next()).toEqual({ value: 'spam', done: false });
      coro.return(undefined);
      expect(coro.next().done).toBe(true);
    }
  });

  it('test_async_def_coroutines: a coroutine waits for another, in debug mode too', () => {
    for (const debug of [false, true]) {
      loop.set_debug(debug);
      asyncio.set_coroutine_debug(debug);
      const bar = asyncio.coroutine(function* () {
        return 'spam';
      });
      const foo = asyncio.coroutine(function* () {
        return yield* bar();
      });
      expect(loop.run_until_complete(foo())).toBe('spam');
    }
  });

  it('test_task_print_stack: the stack of the running task ends in its coroutine', () => {
    let task: asyncio.Task<string | undefined> | undefined;
    const foo = asyncio.coroutine(function* foo() {
      return task?.get_stack({ limit: 1 }).map(({ name }) => name);
    });
    const runner = asyncio.coroutine(function* () {
      const running = asyncio.ensure_future(foo(), { loop });
      task = running as never;
      return yield* running;
    });
    expect(loop.run_until_complete(runner())).toEqual(['foo']);
  });
});

describe('StreamReaderTests', () => {
  it('test_readline: what `async for` writes is a loop that reads line by line, until there is none', () => {
    const reader = new asyncio.StreamReader({ loop });
    reader.feed_data(Buffer.from('line1\nline2\nline3'));
    reader.feed_eof();
    const read_lines = asyncio.coroutine(function* () {
      const lines: string[] = [];
      for (;;) {
        const line = yield* reader.readline();
        if (line.length === 0) return lines;
        lines.push(String(line));
      }
    });
    expect(loop.run_until_complete(read_lines())).toEqual(['line1\n', 'line2\n', 'line3']);
  });
});
