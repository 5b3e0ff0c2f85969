import { describe, expect, it } from 'vitest';
import { coroutine as decorator } from '../../lib/coroutines';
import { chain_of, drive, is_driven, NEXT, RETURN, THROW } from '../../lib/trampoline';
import { forget } from '../conformance/garbage';
import { attempt, type Gen, type GenFunction } from './generators';

describe('the chain of those that wait for one another', () => {
  const level = decorator(function* level(depth: number): Gen {
    yield depth === 0 ? yield 'bottom' : yield* level(depth - 1);
  }) as GenFunction;

  it('is kept by the driver, outermost first', () => {
    const root = level(3);
    const driver = { _frame: undefined, _coro: root };
    const chain: unknown[] = [root];
    const waiting = () => chain_of(driver, root as never).map((object) => chain.indexOf(object));
    expect(waiting()).toEqual([0]);
    drive(driver, root as never, NEXT, undefined);
    chain.push(...chain_of(driver, root as never).slice(1));
    expect(waiting()).toEqual([0, 1, 2, 3]);
    drive(driver, root as never, NEXT, undefined);
    expect(waiting()).toEqual([0, 1, 2, 3]);
    drive(driver, root as never, NEXT, undefined);
    expect(waiting()).toEqual([0, 1, 2]);
  });

  it.each([THROW, RETURN] as const)(
    'is empty but for the outermost after the end, mode %i',
    (mode) => {
      const root = level(3);
      const driver = { _frame: undefined, _coro: root };
      drive(driver, root as never, NEXT, undefined);
      attempt(() => drive(driver, root as never, mode, new Error('boo')));
      expect(chain_of(driver, root as never)).toEqual([root]);
    },
  );
});

describe('is_driven', () => {
  it('is true of coroutine objects whose steps are their own', () => {
    const fn = decorator(function* (): Gen {}) as GenFunction;
    expect(is_driven(fn())).toBe(true);
    expect(is_driven(Object.assign(fn(), { next: () => ({}) }))).toBe(false);
    expect(is_driven((function* (): Gen {})())).toBe(false);
    expect(is_driven({})).toBe(false);
  });
});

describe('nothing of a step is kept after it', () => {
  const level = decorator(function* level(depth: number): Gen {
    for (const value of depth > 0 ? level(depth - 1) : [depth]) yield value;
    if (depth > 0) yield* level(depth - 1);
    yield depth;
  }) as GenFunction;

  it.each([
    ['started', (object: Gen) => object.next()],
    ['told to return', (object: Gen) => [object.next(), object.return(0)]],
    [
      'thrown into',
      (object: Gen) => [object.next(), attempt(() => object.throw(new Error('boo')))],
    ],
    ['only iterated over', (object: Gen) => object[Symbol.iterator]()],
  ])('of a coroutine that was %s', async (_, act) => {
    await expect(
      forget(() => {
        const object = level(3);
        act(object);
        return object;
      }),
    ).resolves.toBeUndefined();
  });

  const inside = decorator(function* inside(object: Gen): Gen {
    function* plain(): Gen {
      yield* object;
    }
    plain().next();
    yield;
  }) as GenFunction;
  const iterating = decorator(function* iterating(object: Gen): Gen {
    yield object[Symbol.iterator]();
  }) as GenFunction;

  it.each([
    ['waited for by a plain generator driven by hand', inside],
    ['iterated over', iterating],
  ])('of a coroutine that another one has %s', async (_, fn) => {
    await expect(
      forget(() => {
        const object = level(3);
        fn(object).next();
        return object;
      }),
    ).resolves.toBeUndefined();
  });
});
