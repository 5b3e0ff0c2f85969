import { afterEach, describe, expect, expectTypeOf, it } from 'vitest';
import { DeprecationWarning, ValueError } from '../lib/errors';
import * as asyncio from '../lib/index';
import { VirtualTimeLoop } from '../lib/test_utils';
import { showwarning, simplefilter } from '../lib/warnings';
import { iterate, loop, start, ticks, use_virtual_loop, which } from './support/virtual';

use_virtual_loop();

const answer = asyncio.coroutine(function* answer() {
  return 42;
});

describe('ensure_future', () => {
  it('returns a future as it is, a task too, done or not', () => {
    const future = loop.create_future<number>();
    const task = start(answer());
    expect(which([asyncio.ensure_future(future)], [future])).toEqual([0]);
    expect(which([asyncio.ensure_future(task, { loop })], [task])).toEqual([0]);
    loop.run_until_complete(task);
    expect(which([asyncio.ensure_future(task, { loop: null })], [task])).toEqual([0]);
  });

  it('refuses a future of another loop than the one that is given', () => {
    const other = new VirtualTimeLoop();
    expect(() => asyncio.ensure_future(loop.create_future(), { loop: other })).toThrow(
      new ValueError('loop argument must agree with Future'),
    );
    expect(asyncio.ensure_future(other.create_future())._loop).toBe(other);
    other.close();
  });

  it('makes a task of a coroutine object, decorated or not, in the current or the given loop', () => {
    const other = new VirtualTimeLoop();
    const task = asyncio.ensure_future(answer(), { loop: other });
    expect(task).toBeInstanceOf(asyncio.Task);
    expect(task._loop).toBe(other);
    expect(other.run_until_complete(task)).toBe(42);
    other.close();
    function* plain(): asyncio.Coroutine<string> {
      return 'plain';
    }
    expect(asyncio.ensure_future(plain())._loop).toBe(loop);
    iterate();
  });

  it.each([5, 'text', undefined, null, [], new Set(), new Map(), new Uint8Array(), {}, answer])(
    'refuses %o',
    (value) => {
      expect(() => asyncio.ensure_future(value as never)).toThrow(
        new TypeError('An asyncio.Future, a coroutine or an awaitable is required'),
      );
    },
  );

  it('refuses an unknown option, and a loop that is no option', () => {
    expect(() => asyncio.ensure_future(loop.create_future(), { lop: 1 } as never)).toThrow(
      new TypeError("ensure_future() got an unexpected keyword argument 'lop'"),
    );
    for (const options of [loop, 1, 0, false, '']) {
      expect(() => asyncio.ensure_future(loop.create_future(), options as never)).toThrow(
        new TypeError('ensure_future() takes its keyword arguments as one object, { loop }'),
      );
    }
  });

  it('infers the kind of future', () => {
    const future = loop.create_future<string>();
    expectTypeOf(asyncio.ensure_future(future)).toEqualTypeOf<asyncio.Future<string>>();
    const task = asyncio.ensure_future(answer());
    expectTypeOf(task).toEqualTypeOf<asyncio.Task<number>>();
    expect(loop.run_until_complete(task)).toBe(42);
  });
});

describe('async, the old name of ensure_future', () => {
  const { write } = showwarning;
  afterEach(() => {
    showwarning.write = write;
    simplefilter(undefined);
  });

  it('does the same, with a DeprecationWarning that is shown when asked for', () => {
    const warnings: string[] = [];
    showwarning.write = (message, category) => warnings.push(`${category.name}: ${message}`);
    const task = asyncio.async(answer());
    expect(warnings).toEqual([]);
    simplefilter('always');
    expect(which([asyncio.async(task, { loop })], [task])).toEqual([0]);
    expect(warnings).toEqual([
      'DeprecationWarning: asyncio.async() function is deprecated, use ensure_future()',
    ]);
    expect(loop.run_until_complete(task)).toBe(42);
    expect(asyncio.async.name).toBe('async');
  });

  it('raises when warnings are errors', () => {
    simplefilter('error');
    expect(() => asyncio.async(loop.create_future())).toThrow(DeprecationWarning);
  });
});

describe('what is exported', () => {
  it('has the names and the constants of asyncio.tasks', () => {
    expect([asyncio.FIRST_COMPLETED, asyncio.FIRST_EXCEPTION, asyncio.ALL_COMPLETED]).toEqual([
      'FIRST_COMPLETED',
      'FIRST_EXCEPTION',
      'ALL_COMPLETED',
    ]);
    for (const fn of [asyncio.sleep, asyncio.wait, asyncio.wait_for]) {
      expect(asyncio.iscoroutinefunction(fn)).toBe(true);
    }
    for (const fn of [
      asyncio.gather,
      asyncio.shield,
      asyncio.as_completed,
      asyncio.ensure_future,
    ]) {
      expect(asyncio.iscoroutinefunction(fn)).toBe(false);
    }
    loop.run_until_complete(ticks(1));
  });
});
