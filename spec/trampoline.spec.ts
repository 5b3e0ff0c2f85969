import { describe, expect, it } from 'vitest';
import { coroutine as decorator } from '../lib/coroutines';
import { RuntimeError, StopIteration, ValueError } from '../lib/errors';
import { attempt, by_drive, type Gen, type GenFunction } from './trampoline/generators';

/** What is said here of coroutines has to hold of native generators too, unless a title says otherwise. */
const KINDS: [string, (fn: GenFunction) => GenFunction, (object: Gen) => Gen][] = [
  ['native generators', (fn) => fn, (object) => object],
  ['coroutines driven by hand', decorator as never, (object) => object],
  ['coroutines driven by a driver', decorator as never, by_drive],
];

describe.each(KINDS)('%s', (_, coroutine, driven) => {
  const leaf = coroutine(function* leaf(): Gen {
    const first = yield 'a';
    const second = yield `b ${first}`;
    return `${first} ${second}`;
  });
  const outer = coroutine(function* outer(depth = 1): Gen {
    return `(${depth === 0 ? yield* leaf() : yield* outer(depth - 1)})`;
  });

  it('run nothing before the first next()', () => {
    const log: string[] = [];
    const object = driven(
      coroutine(function* (): Gen {
        log.push('started');
      })(),
    );
    expect(log).toEqual([]);
    object.next();
    expect(log).toEqual(['started']);
  });

  it('hand out what the innermost yields, and send it what is sent', () => {
    const object = driven(outer(5));
    expect(object.next('not received')).toEqual({ value: 'a', done: false });
    expect(object.next(1)).toEqual({ value: 'b 1', done: false });
    expect(object.next(2)).toEqual({ value: '((((((1 2))))))', done: true });
    expect(object.next(3)).toEqual({ value: undefined, done: true });
  });

  it('hand out a value that is a result object, or a coroutine, as it is', () => {
    const inner = leaf();
    const object = driven(
      coroutine(function* (): Gen {
        yield* coroutine(function* (): Gen {
          yield { value: 1, done: true };
          yield inner;
        })();
      })(),
    );
    expect(object.next().value).toEqual({ value: 1, done: true });
    expect(object.next().value).toBe(inner);
  });

  it.each([0, 1, 3])('clean up innermost first when an error is thrown in, depth %i', (depth) => {
    const log: unknown[] = [];
    const object = driven(cleaning(log)(depth));
    object.next();
    expect(attempt(() => object.throw(new Error('boo')))).toBe('Error: boo');
    const levels = Array.from({ length: depth + 1 }, (__, level) => level);
    expect(log).toEqual(levels.flatMap((level) => [`caught ${level}`, `left ${level}`]));
    expect(object.next()).toEqual({ value: undefined, done: true });
  });

  it.each([0, 1, 3])('clean up innermost first when told to return, depth %i', (depth) => {
    const log: unknown[] = [];
    const object = driven(cleaning(log)(depth));
    object.next();
    expect(object.return(7)).toEqual({ value: 7, done: true });
    expect(log).toEqual(Array.from({ length: depth + 1 }, (__, level) => `left ${level}`));
    expect(object.next()).toEqual({ value: undefined, done: true });
  });

  const cleaning = (log: unknown[]) => {
    const level = coroutine(function* level(depth: number, top = depth): Gen {
      try {
        if (depth === 0) yield 'waiting';
        else yield* level(depth - 1, top);
      } catch (error) {
        log.push(`caught ${depth}`);
        throw error;
      } finally {
        log.push(`left ${depth}`);
      }
    });
    return level;
  };

  it('can catch an error in the middle and go on, again and again', () => {
    const failing = coroutine(function* (): Gen {
      yield 1;
      throw new Error('E');
    });
    const catching = coroutine(function* (): Gen {
      for (let turn = 0; turn < 3; turn++) {
        try {
          yield* failing();
        } catch (error) {
          yield (error as Error).message;
        }
      }
      return 'ok';
    });
    const object = driven(
      coroutine(function* (): Gen {
        return yield* catching();
      })(),
    );
    const seen = Array.from({ length: 7 }, () => object.next().value);
    expect(seen).toEqual([1, 'E', 1, 'E', 1, 'E', 'ok']);
  });

  it('can catch an error that was thrown in, and wait again', () => {
    const stubborn = coroutine(function* (): Gen {
      for (;;) {
        try {
          yield 'waiting';
        } catch (error) {
          if ((error as Error).message === 'third') throw error;
        }
      }
    });
    const object = driven(
      coroutine(function* (): Gen {
        yield* stubborn();
      })(),
    );
    object.next();
    expect(object.throw(new Error('first')).value).toBe('waiting');
    expect(object.throw(new Error('second')).value).toBe('waiting');
    expect(attempt(() => object.throw(new Error('third')))).toBe('Error: third');
  });

  it('let an error of the clean-up take the place of the one that was thrown in', () => {
    const object = driven(
      coroutine(function* (): Gen {
        yield* coroutine(function* (): Gen {
          try {
            yield;
          } finally {
            // biome-ignore lint/correctness/noUnsafeFinally: this is what is tested.
            throw new Error('clean-up');
          }
        })();
      })(),
    );
    object.next();
    expect(attempt(() => object.throw(new Error('first')))).toBe('Error: clean-up');
  });

  it('end without having run when an error comes before the first step', () => {
    const object = driven(outer());
    expect(attempt(() => object.throw(new Error('early')))).toBe('Error: early');
    expect(object.next()).toEqual({ value: undefined, done: true });
  });

  it('end without having run when told to return before the first step', () => {
    const object = driven(outer());
    expect(object.return('early')).toEqual({ value: 'early', done: true });
    expect(object.next()).toEqual({ value: undefined, done: true });
  });

  it('after the end give nothing, raise what is thrown in, return what they are told', () => {
    const object = driven(outer());
    while (!object.next(0).done);
    expect(object.next(1)).toEqual({ value: undefined, done: true });
    expect(attempt(() => object.throw(new Error('late')))).toBe('Error: late');
    expect(object.return('late')).toEqual({ value: 'late', done: true });
  });

  it('that yield when told to return go on, and the return() is forgotten', () => {
    const object = driven(
      coroutine(function* (): Gen {
        return ['went on', yield* yielding()];
      })(),
    );
    const yielding = coroutine(function* (): Gen {
      try {
        yield 1;
      } finally {
        yield 'not yet';
      }
    });
    object.next();
    expect(object.return('asked')).toEqual({ value: 'not yet', done: false });
    expect(object.next()).toEqual({ value: ['went on', 'asked'], done: true });
  });

  it('return outwards also when the clean-up of the innermost fails and its parent returns', () => {
    const log: string[] = [];
    const failing = coroutine(function* (): Gen {
      try {
        yield 1;
      } finally {
        // biome-ignore lint/correctness/noUnsafeFinally: this is what is tested.
        throw new Error('clean-up');
      }
    });
    const parent = coroutine(function* (): Gen {
      try {
        yield* failing();
      } catch {
        return 'from the parent';
      }
    });
    const object = driven(
      coroutine(function* (): Gen {
        yield* parent();
        log.push('not reached');
        yield;
      })(),
    );
    object.next();
    expect(object.return('asked')).toEqual({ value: 'from the parent', done: true });
    expect(log).toEqual([]);
  });

  it.each([10, 300])('return outwards after a clean-up that nests %i levels', (depth) => {
    const nested = coroutine(function* nested(levels: number): Gen {
      return levels === 0 ? 'bottom' : yield* nested(levels - 1);
    });
    function* plain(): Gen {
      try {
        yield 1;
      } finally {
        log.push(yield* nested(depth));
      }
    }
    const log: unknown[] = [];
    const object = driven(
      coroutine(function* (): Gen {
        try {
          yield* plain();
          log.push('not reached');
        } finally {
          log.push(yield* nested(depth));
        }
      })(),
    );
    object.next();
    expect(object.return('asked')).toEqual({ value: 'asked', done: true });
    expect(log).toEqual(['bottom', 'bottom']);
  });

  describe('with a plain generator in between', () => {
    const log: string[] = [];
    function* plain(): Gen {
      try {
        const value = yield* leaf();
        return `plain ${value} ${yield 'own'}`;
      } finally {
        log.push('left plain');
      }
    }
    const above = coroutine(function* above(): Gen {
      try {
        return yield* plain();
      } finally {
        log.push('left above');
      }
    });

    it('pass values through it both ways', () => {
      const object = driven(above());
      const seen = [object.next(), object.next(1), object.next(2), object.next(3)];
      expect(seen.map(({ value }) => value)).toEqual(['a', 'b 1', 'own', 'plain 1 2 3']);
    });

    it('clean up in order', () => {
      log.length = 0;
      const object = driven(above());
      object.next();
      expect(attempt(() => object.throw(new Error('boo')))).toBe('Error: boo');
      expect(log).toEqual(['left plain', 'left above']);
    });

    it('may be driven by it, itself driven by hand', () => {
      const object = plain();
      const seen = [object.next(), object.next(1), object.next(2), object.next(3)];
      expect(seen.map(({ value }) => value)).toEqual(['a', 'b 1', 'own', 'plain 1 2 3']);
    });
  });

  it('can be driven by hand inside another one, in turns with its own yields', () => {
    const hand = coroutine(function* (): Gen {
      const object = outer(3);
      const seen = [object.next().value];
      yield 'mine';
      seen.push(object.next(2).value);
      yield 'mine again';
      seen.push(object.next(3).value);
      return seen;
    });
    const object = driven(
      coroutine(function* (): Gen {
        return yield* hand();
      })(),
    );
    expect(object.next().value).toBe('mine');
    expect(object.next().value).toBe('mine again');
    expect(object.next().value).toEqual(['a', 'b 2', '((((2 3))))']);
  });

  it('can be started by hand and then waited for', () => {
    const object = driven(
      coroutine(function* (): Gen {
        const inner = outer(3);
        inner.next();
        return yield* inner;
      })(),
    );
    expect(object.next().value).toBe('b undefined');
    expect(object.next('x').value).toBe('((((undefined x))))');
  });

  it('can be started by hand, then waited for, then driven by hand again', () => {
    const inner = coroutine(function* (): Gen {
      const result = yield* leaf();
      return [result, yield 'own', yield 'another'];
    })();
    const waiting = driven(
      coroutine(function* (): Gen {
        return yield* inner;
      })(),
    );
    const seen = [inner.next(), waiting.next(), waiting.next(2), inner.next(3), inner.next(4)];
    expect(seen.map(({ value }) => value)).toEqual([
      'a',
      'b undefined',
      'own',
      'another',
      ['undefined 2', 3, 4],
    ]);
  });

  it('give nothing when they are waited for a second time', () => {
    const object = driven(
      coroutine(function* (): Gen {
        const inner = coroutine(function* (): Gen {
          yield;
          return 'once';
        })();
        return [yield* inner, yield* inner];
      })(),
    );
    object.next();
    expect(object.next()).toEqual({ value: ['once', undefined], done: true });
  });

  // More levels than run natively inside one another.
  it.each([3, 500])('can be iterated over inside another one, %i levels deep', (depth) => {
    const numbers = coroutine(function* numbers(levels: number): Gen {
      if (levels > 0) return yield* numbers(levels - 1);
      for (let i = 0; i < 4; i++) yield i;
    });
    const seen: unknown[] = [];
    const object = driven(
      coroutine(function* (): Gen {
        for (const value of numbers(depth)) {
          seen.push(value, yield 'in the loop');
          if (value === 2) break;
        }
        const [first, second] = numbers(depth);
        return [first, second, ...numbers(depth), Array.from(numbers(depth)).length];
      })(),
    );
    const steps = Array.from({ length: 4 }, (__, step) => object.next(step).value);
    expect(steps.slice(0, 3)).toEqual(Array(3).fill('in the loop'));
    expect(seen).toEqual([0, 1, 1, 2, 2, 3]);
    expect(steps[3]).toEqual([0, 1, 0, 1, 2, 3, 4]);
  });

  it('ask an iterator that wraps a coroutine at every step', () => {
    let asked = 0;
    class Wrapper {
      constructor(private readonly _inner: Gen) {}
      [Symbol.iterator](): this {
        return this;
      }
      next(value: unknown) {
        asked += 1;
        return this._inner.next(value);
      }
      throw(error: unknown) {
        asked += 1;
        return this._inner.throw(error);
      }
      return(value: unknown) {
        asked += 1;
        return this._inner.return(value);
      }
    }
    const object = driven(
      coroutine(function* (): Gen {
        return yield* new Wrapper(outer(3)) as unknown as Gen;
      })(),
    );
    object.next();
    object.next(1);
    expect(object.next(2).value).toBe('((((1 2))))');
    expect(asked).toBe(3);
  });

  it('refuse an error when what they wait for cannot take one', () => {
    const object = driven(
      coroutine(function* (): Gen {
        yield* [1, 2] as unknown as Gen;
      })(),
    );
    object.next();
    expect(attempt(() => object.throw(new Error('boo')))).toMatch(
      /^TypeError: The iterator does not provide a 'throw' method/,
    );
  });

  it('raise what leaves them, be it no error', () => {
    const object = driven(
      coroutine(function* (): Gen {
        yield* coroutine(function* (): Gen {
          yield;
          throw undefined;
        })();
      })(),
    );
    object.next();
    let thrown: unknown = 'nothing';
    try {
      object.next();
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeUndefined();
  });
});

describe('an error that leaves a coroutine', () => {
  const raising = decorator(function* raising(): Gen {
    yield;
    throw new StopIteration(5);
  }) as GenFunction;
  const outer = decorator(function* outer(): Gen {
    return yield* raising();
  }) as GenFunction;

  it.each([
    ['at the outermost', raising],
    ['further in', outer],
  ])('is a RuntimeError for a StopIteration, %s', (_, fn) => {
    const object = fn();
    object.next();
    let thrown: unknown;
    try {
      object.next();
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(RuntimeError);
    expect((thrown as Error).message).toBe('generator raised StopIteration');
    expect((thrown as Error).cause).toBeInstanceOf(StopIteration);
  });

  it('is a RuntimeError also when the StopIteration was thrown in, before the start or later', () => {
    for (const steps of [0, 1]) {
      const object = outer();
      for (let step = 0; step < steps; step++) object.next();
      const error = attempt(() => object.throw(new StopIteration()));
      expect(error).toBe('RuntimeError: generator raised StopIteration');
    }
  });

  it('stays what it is otherwise', () => {
    const error = new ValueError('q');
    const object = raising();
    expect(() => object.throw(error)).toThrow(error);
  });
});
