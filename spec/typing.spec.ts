import { describe, expect, expectTypeOf, it } from 'vitest';
import * as asyncio from '../lib/index';
import { VirtualTimeLoop } from '../lib/test_utils';

// What must not compile is marked so; `npm run types` fails when it compiles after all.

const add_text = asyncio.coroutine(function* add_text(a: number) {
  yield;
  const n = yield* new asyncio.Future<number>();
  yield* asyncio.sleep(1);
  return String(a + n);
});

const twice = asyncio.coroutine(function* twice(a: number): asyncio.Coroutine<string> {
  const text = yield* add_text(a);
  return text + text;
});

describe('a coroutine function', () => {
  it('keeps its parameters and infers what it returns', () => {
    expectTypeOf(add_text).parameter(0).toEqualTypeOf<number>();
    function* use() {
      expectTypeOf(yield* add_text(1)).toEqualTypeOf<string>();
      expectTypeOf(yield* twice(1)).toEqualTypeOf<string>();
    }
    expect(asyncio.iscoroutine(use())).toBe(true);
    // @ts-expect-error: a number is expected.
    add_text('1');
  });

  it('calls itself when its return type is written down', () => {
    const fib = asyncio.coroutine(function* fib(n: number): asyncio.Coroutine<number> {
      return n < 2 ? n : (yield* fib(n - 1)) + (yield* fib(n - 2));
    });
    expectTypeOf(fib(1)).toEqualTypeOf<asyncio.Coroutine<number>>();
    expect(new VirtualTimeLoop().run_until_complete(fib(10))).toBe(55);
  });

  it('may be a method', () => {
    class Client {
      key = 1;

      @asyncio.coroutine
      *fetch(a: number) {
        yield* asyncio.sleep(0);
        return this.key + a;
      }

      @asyncio.coroutine
      later(_: number) {
        return new asyncio.Future<string>();
      }
    }
    function* use() {
      expectTypeOf(yield* new Client().fetch(1)).toEqualTypeOf<number>();
      expectTypeOf(yield* new Client().later(1)).toEqualTypeOf<string>();
    }
    expect(new VirtualTimeLoop().run_until_complete(new Client().fetch(2))).toBe(3);
    void use;
  });

  it('does not compile with a forgotten star', () => {
    // @ts-expect-error: yield* was meant.
    const forgetful = asyncio.coroutine(function* () {
      yield asyncio.sleep(1);
    });
    // @ts-expect-error: nothing waits for a number.
    asyncio.coroutine(function* () {
      yield 1;
    });
    class Client {
      // @ts-expect-error: yield* was meant.
      @asyncio.coroutine
      *fetch() {
        yield asyncio.sleep(1);
      }
    }
    expect(asyncio.iscoroutinefunction(forgetful)).toBe(true);
    void Client;
  });
});

describe('what waits for several', () => {
  it('infers each result', () => {
    function* use() {
      const [a, b] = yield* asyncio.gather(twice(1), new asyncio.Future<number>());
      expectTypeOf(a).toEqualTypeOf<string>();
      expectTypeOf(b).toEqualTypeOf<number>();
      expectTypeOf(yield* asyncio.wait_for(twice(1), 1)).toEqualTypeOf<string>();
      expectTypeOf(yield* asyncio.shield(twice(1))).toEqualTypeOf<string>();
      expectTypeOf(yield* asyncio.sleep(1, 'x')).toEqualTypeOf<string>();
      expectTypeOf(yield* asyncio.async(twice(2))).toEqualTypeOf<string>();
    }
    expect(asyncio.iscoroutine(use())).toBe(true);
  });

  it('refuses what nobody can wait for', () => {
    const wrong: (() => unknown)[] = [
      // @ts-expect-error: a number.
      () => asyncio.ensure_future(3),
      // @ts-expect-error: a promise.
      () => asyncio.ensure_future(Promise.resolve(3)),
    ];
    for (const call of wrong) expect(call).toThrow(TypeError);
  });
});

describe('any event loop', () => {
  it('gives transports, protocols and servers with their types', () => {
    class Echo extends asyncio.Protocol {}
    function* use(loop: asyncio.AbstractEventLoop) {
      const [transport, protocol] = yield* loop.create_connection(() => new Echo(), 'host', 80);
      expectTypeOf(transport).toEqualTypeOf<asyncio.Transport>();
      expectTypeOf(protocol).toEqualTypeOf<Echo>();
      const server = yield* loop.create_server(() => new Echo(), null, 80);
      expectTypeOf(server.close()).toEqualTypeOf<void>();
      expectTypeOf(yield* loop.sock_recv()).toEqualTypeOf<Uint8Array>();
    }
    expect(asyncio.iscoroutine(use(new asyncio.AbstractEventLoop()))).toBe(true);
  });
});
