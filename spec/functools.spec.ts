import { describe, expect, expectTypeOf, it } from 'vitest';
import { is_partial, partial } from '../lib/functools';
import { format_callback } from '../lib/handles';
import { repr } from '../lib/reprlib';
import { normalise } from './support/python36';

function area(width: number, height: number, unit: string): string {
  return `${width * height} ${unit}`;
}

describe('partial', () => {
  it('calls the function with the bound arguments first', () => {
    expect(partial(area, 2)(3, 'm2')).toBe('6 m2');
    expect(partial(area, 2, 3)('m2')).toBe('6 m2');
    expect(partial(area, 2, 3, 'm2')()).toBe('6 m2');
    expect(partial(area)(2, 3, 'm2')).toBe('6 m2');
  });

  it('knows the function and the bound arguments', () => {
    const bound = partial(area, 2, 3);
    expect([bound.func, bound.args]).toEqual([area, [2, 3]]);
  });

  it('of a partial is one partial, as in CPython', () => {
    const bound = partial(partial(area, 2), 3);
    expect(bound('m2')).toBe('6 m2');
    expect([bound.func, bound.args]).toEqual([area, [2, 3]]);
    expect(format_callback(bound, ['m2'])).toBe("area(2, 3)('m2')");
  });

  it('prints as in Python', () => {
    expect(normalise(repr(partial(area, 2)))).toBe('functools.partial(<function area at 0x…>, 2)');
    expect(repr(partial(Math.max))).toBe('functools.partial(<built-in function max>)');
    const nested = partial(Math.max, partial(Math.min, 1) as unknown as number);
    expect(repr(nested)).toBe(
      'functools.partial(<built-in function max>, functools.partial(<built-in function min>, 1))',
    );
  });

  it('refuses what is no function', () => {
    const error = new TypeError('the first argument must be callable');
    for (const value of [1, undefined, null, 'f', {}]) {
      expect(() => partial(value as unknown as () => void)).toThrow(error);
    }
  });

  it('passes on the value and the error of the function', () => {
    const fail = (text: string): never => {
      throw new RangeError(text);
    };
    expect(() => partial(fail, 'no')()).toThrow(new RangeError('no'));
  });

  it('is a new function each time, so it cannot be found by an equal one', () => {
    expect(partial(area, 1)).not.toBe(partial(area, 1));
  });

  it('has the type of what is left to be given', () => {
    expectTypeOf(partial(area, 2)).toBeCallableWith(3, 'm2');
    expectTypeOf(partial(area, 2, 3)).returns.toEqualTypeOf<string>();
    // @ts-expect-error the first argument is a number
    const wrong = partial(area, 'x');
    expect(wrong.args).toEqual(['x']);
  });
});

describe('is_partial', () => {
  it('tells partials from other callbacks', () => {
    expect(is_partial(partial(area))).toBe(true);
    const half = Object.assign(() => {}, { func: area });
    for (const value of [area, half, undefined, null, { func: area, args: [] }, 1]) {
      expect(is_partial(value)).toBe(false);
    }
  });
});
