import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { ValueError } from '../../lib/errors';
import { host, install_host } from '../../lib/host';
import * as asyncio from '../../lib/index';
import { repr } from '../../lib/reprlib';
import { abandon, go, iterate, loop, outcome, run, use_virtual_loop } from '../support/virtual';

use_virtual_loop();

describe('where JavaScript is not Python', () => {
  it('an error that is raised while another is handled does not know of it', () => {
    const task = go(function* () {
      try {
        throw new ValueError('first');
      } catch {
        yield* asyncio.sleep(0);
        throw new ValueError('second');
      }
    });
    iterate(2);
    const error = task.exception() as Error;
    expect([repr(error), 'cause' in error]).toEqual(["ValueError('second',)", false]);
  });

  it('a coroutine that nothing resumes any more runs no `finally`', async () => {
    const ran = vi.fn();
    const abandoned = (): WeakRef<object> => {
      const coro = asyncio.coroutine(function* waits(): asyncio.Coroutine<void> {
        try {
          yield;
        } finally {
          ran();
        }
      })();
      coro.next();
      return new WeakRef(coro);
    };
    const reference = abandoned();
    for (let i = 0; i < 50 && reference.deref() !== undefined; i++) {
      await new Promise((resolve) => setImmediate(resolve));
      globalThis.gc?.();
    }
    expect(reference.deref()).toBe(undefined);
    expect(ran).not.toHaveBeenCalled();
  });

  it('what has no throw() cannot be waited for and cancelled', () => {
    const task = go(function* () {
      yield* [undefined, undefined, undefined];
    });
    iterate(1);
    task.cancel();
    iterate(1);
    expect(outcome(task)).toContain("The iterator does not provide a 'throw' method.");
  });

  it('the object of a wait becomes the object of its end', () => {
    const future = loop.create_future<number>();
    const coro = asyncio.coroutine(function* waits() {
      const value = yield* future;
      yield;
      return value;
    })();
    const step: IteratorResult<unknown> = coro.next();
    expect([step.value === future, step.done]).toEqual([true, false]);
    future.set_result(5);
    expect(coro.next()).toEqual({ value: undefined, done: false });
    expect([step.value, step.done]).toEqual([5, true]);
  });

  it('the first step takes any value, and a coroutine may yield while it is closed', () => {
    const coro = asyncio.coroutine(function* stubborn(): asyncio.Coroutine<void> {
      try {
        yield;
      } finally {
        yield;
      }
    })();
    expect(coro.next('ignored')).toEqual({ value: undefined, done: false });
    expect(coro.return()).toEqual({ value: undefined, done: false });
    expect(coro.next()).toEqual({ value: undefined, done: true });
  });
});

describe('what a coroutine waits for while it is closed', () => {
  const nest = asyncio.coroutine(function* nest(depth: number): asyncio.Coroutine<number> {
    return depth === 0 ? 0 : 1 + (yield* nest(depth - 1));
  });
  const ends = asyncio.coroutine(function* ends(depth: number): asyncio.Coroutine<void> {
    try {
      yield;
    } finally {
      yield* nest(depth);
    }
  });

  it.each<[number, boolean]>([
    [300, false],
    [1_000_000, true],
  ])('nests natively: %d levels, overflows: %s', (depth, overflows) => {
    const coro = ends(depth);
    coro.next();
    const close = () => coro.return();
    if (overflows) expect(close).toThrow(new RangeError('Maximum call stack size exceeded'));
    else expect(close()).toEqual({ value: undefined, done: true });
    expect(run(() => nest(1000))).toBe(1000);
  });
});

describe('where CPython is not followed', () => {
  it('print_stack() writes all to stderr', () => {
    const written: string[] = [];
    const { write_stderr } = host;
    install_host({ write_stderr: (text) => written.push(text) });
    onTestFinished(() => install_host({ write_stderr }));
    const task = go(function* waits() {
      yield;
    });
    iterate(1);
    abandon(task);
    task.print_stack();
    expect(written.join('')).toMatch(
      /^Stack for <Task pending .*> \(most recent call last\):\n {2}File "/,
    );
  });

  it('a future of debug mode is created where create_future() was called', () => {
    loop.set_debug(true);
    const future = loop.create_future();
    expect(future._source_traceback?.last?.file).toBe(__filename);
  });
});
