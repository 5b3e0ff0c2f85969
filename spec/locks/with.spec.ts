import { describe, expect, it } from 'vitest';
import { RuntimeError, ValueError } from '../../lib/errors';
import * as asyncio from '../../lib/index';
import { run_node, TS_NODE_OPTIONS } from '../support/programs';
import { loop, run, start, use_virtual_loop } from '../support/virtual';
import { outcome } from './outcome';

use_virtual_loop();

describe('a block that holds a lock', () => {
  const makers = {
    Lock: () => new asyncio.Lock(),
    Condition: () => new asyncio.Condition(),
    Semaphore: () => new asyncio.Semaphore(1),
    BoundedSemaphore: () => new asyncio.BoundedSemaphore(1),
  };

  for (const [name, make] of Object.entries(makers)) {
    it(`holds a ${name} and releases it at its end`, () => {
      const lock = make();
      run(function* () {
        {
          using _ = yield* lock;
          expect(lock.locked()).toBe(true);
        }
        expect(lock.locked()).toBe(false);
      });
    });

    it(`fails at once, without holding the ${name}, when the yield* is forgotten`, () => {
      const lock = make();
      let entered = false;
      expect(() => {
        // @ts-expect-error: the compiler says it too.
        using _ = lock;
        entered = true;
      }).toThrow(new RuntimeError('"yield from" should be used as context manager expression'));
      expect([entered, lock.locked()]).toEqual([false, false]);
    });
  }

  it('releases when the block raises, returns or is cancelled', () => {
    const lock = new asyncio.Lock();
    const raises = asyncio.coroutine(function* () {
      using _ = yield* lock;
      throw new ValueError('x');
    });
    const returns = asyncio.coroutine(function* () {
      using _ = yield* lock;
      return 'value';
    });
    const sleeps = asyncio.coroutine(function* () {
      using _ = yield* lock;
      yield* asyncio.sleep(10);
    });
    run(function* () {
      expect(yield* outcome(start(raises()))).toBe("ValueError('x',)");
      expect(lock.locked()).toBe(false);
      expect(yield* returns()).toBe('value');
      expect(lock.locked()).toBe(false);
      const task = start(sleeps());
      yield;
      expect(lock.locked()).toBe(true);
      task.cancel();
      expect(yield* outcome(task)).toBe('cancelled');
      expect(lock.locked()).toBe(false);
    });
  });

  it('lets one coroutine in at a time', () => {
    const lock = new asyncio.Lock();
    const log: string[] = [];
    const worker = asyncio.coroutine(function* (name: string) {
      using _ = yield* lock;
      log.push(`${name} in at ${loop.time()}`);
      yield* asyncio.sleep(1);
    });
    run(function* () {
      yield* asyncio.wait([worker('a'), worker('b'), worker('c')].map(start));
    });
    expect(log).toEqual(['a in at 0', 'b in at 1', 'c in at 2']);
  });

  it('has a single-use object: a second block fails at its end', () => {
    const lock = new asyncio.Lock();
    run(function* () {
      const context = yield* lock;
      {
        using _ = context;
      }
      expect(lock.locked()).toBe(false);
      expect(() => {
        using _ = context;
      }).toThrow(new TypeError("'NoneType' object has no attribute 'release'"));
    });
  });

  it('uses its object up even when the release fails', () => {
    const lock = new asyncio.Lock();
    run(function* () {
      const context = yield* lock;
      lock.release();
      expect(() => {
        using _ = context;
      }).toThrow(new RuntimeError('Lock is not acquired.'));
      expect(() => {
        using _ = context;
      }).toThrow(TypeError);
    });
  });

  it('raises both errors in one when the release fails while another leaves the block', () => {
    const lock = new asyncio.Lock();
    const failure = new ValueError('in the block');
    const main = function* (): asyncio.Coroutine<void> {
      using _ = yield* lock;
      lock.release();
      throw failure;
    };
    let raised: unknown;
    try {
      run(main);
    } catch (error) {
      raised = error;
    }
    // In Python the error of the release comes out, and has the other as its context.
    const { name, error, suppressed } = raised as SuppressedError;
    expect(name).toBe('SuppressedError');
    expect(error).toEqual(new RuntimeError('Lock is not acquired.'));
    expect(suppressed).toBe(failure);
  });

  it('does so in a program that ts-node compiles', () => {
    const { stdout } = run_node([...TS_NODE_OPTIONS, 'spec/support/with_program.ts']);
    expect(stdout).toBe(
      'SuppressedError: RuntimeError: Lock is not acquired., Error: in the block\n',
    );
  });

  it('nests on a semaphore, one permit for each block', () => {
    const semaphore = new asyncio.Semaphore(2);
    run(function* () {
      using _first = yield* semaphore;
      {
        using _second = yield* semaphore;
        expect(semaphore.locked()).toBe(true);
      }
      expect(semaphore._value).toBe(1);
    });
    expect(semaphore._value).toBe(2);
  });

  it('is there for a task of the lock itself', () => {
    const lock = new asyncio.Lock();
    loop.run_until_complete(lock);
    expect(lock.locked()).toBe(true);
  });
});
