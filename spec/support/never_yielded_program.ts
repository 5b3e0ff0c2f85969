/** A program that calls coroutine functions and waits for few of them: `never_yielded_program.js [NAME]`. */

import * as asyncio from '../../lib';
import { VirtualTimeLoop } from '../../lib/test_utils';

const f = asyncio.coroutine(function* f(_a: number): asyncio.Coroutine<void> {
  yield;
});

const g = asyncio.coroutine(function g(a: number) {
  return a;
});

class C {
  *m(): asyncio.Coroutine<void> {}
  static *s(): asyncio.Coroutine<void> {}
  p(): asyncio.Coroutine<void> {
    return f(9) as asyncio.Coroutine<void>;
  }
}

/** What the decorator syntax does, without the helpers that a compiler makes of it. */
function decorate_method(target: object, key: string): void {
  const descriptor = Object.getOwnPropertyDescriptor(target, key) as PropertyDescriptor;
  asyncio.coroutine(target, key, descriptor);
  Object.defineProperty(target, key, descriptor);
}
decorate_method(C.prototype, 'm');
decorate_method(C, 's');
decorate_method(C.prototype, 'p');

function make() {
  return f(1);
}

function deep(levels: number): unknown {
  return levels === 0 ? f(2) : deep(levels - 1);
}

const programs: Record<string, () => void> = {
  never_started() {
    make();
    g(1);
    new C().m();
    C.s();
    new C().p();
    deep(20);
  },

  started() {
    f(1).next();
    f(2).return();
    try {
      f(3).throw(new Error('caught'));
    } catch {}
    g(4).next();
    const loop = new VirtualTimeLoop();
    loop.run_until_complete(f(5));
    const task = loop.create_task(f(6));
    task.cancel();
    try {
      loop.run_until_complete(task);
    } catch {}
    loop.close();
    console.log('ran');
  },

  async collected() {
    const held = f(1);
    make();
    for (let round = 0; round < 10; round++) {
      await new Promise((resolve) => setImmediate(resolve));
      globalThis.gc?.();
    }
    console.log('collected');
    process.on('exit', () => console.log(typeof held));
  },

  exits() {
    make();
    process.exit(3);
  },
};

programs[process.argv[2] as string]?.();
