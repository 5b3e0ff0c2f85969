import { describe, expect, expectTypeOf, it } from 'vitest';
import { ValueError } from '../../lib/errors';
import * as asyncio from '../../lib/index';
import { VirtualTimeLoop } from '../../lib/test_utils';
import {
  go,
  iterate,
  loop,
  outcome,
  reports,
  run,
  ticks,
  use_virtual_loop,
  which,
} from '../support/virtual';

use_virtual_loop();

describe('shield', () => {
  it('hands on the result one tick later', () => {
    const inner = loop.create_future<string>();
    const outer = asyncio.shield(inner);
    expectTypeOf(outer).toEqualTypeOf<asyncio.Future<string>>();
    inner.set_result('result');
    expect(outer.done()).toBe(false);
    iterate();
    expect(outcome(outer)).toBe("'result'");
  });

  it('hands on the exception, a thrown 0 too', () => {
    const inner = loop.create_future();
    const outer = asyncio.shield(inner);
    inner.set_exception(new ValueError('x'));
    const zero = asyncio.shield(
      go(function* () {
        throw 0;
      }),
    );
    iterate(2);
    expect([outcome(outer), outcome(zero)]).toEqual(["raised ValueError('x',)", 'raised 0']);
  });

  it('is the inner future itself when that is done, whatever its outcome', () => {
    const [a, b, c] = [loop.create_future<number>(), loop.create_future(), loop.create_future()];
    a.set_result(1);
    b.set_exception(new ValueError('x'));
    c.cancel();
    expect(
      which(
        [a, b, c].map((inner) => asyncio.shield(inner)),
        [a, b, c],
      ),
    ).toEqual([0, 1, 2]);
    b.exception();
  });

  it('makes a task of a coroutine', () => {
    expect(
      run(function* () {
        return yield* asyncio.shield(asyncio.sleep(1, 'slept'));
      }),
    ).toBe('slept');
  });

  it('keeps a cancellation of the outer future away from the inner one', () => {
    const inner = go(() => asyncio.sleep(1, 'finished'));
    const outer = asyncio.shield(inner);
    expect(outer.cancel()).toBe(true);
    expect(outer.cancelled()).toBe(true);
    expect(loop.run_until_complete(inner)).toBe('finished');
  });

  it('keeps the cancellation of a task away from what it waits for', () => {
    const inner = go(() => asyncio.sleep(1, 'finished'));
    const task = go(function* () {
      return yield* asyncio.shield(inner);
    });
    iterate();
    task.cancel();
    iterate();
    expect([outcome(task), inner.done()]).toEqual(['cancelled', false]);
    expect(loop.run_until_complete(inner)).toBe('finished');
  });

  it('is cancelled one tick after the inner future is, and not by an exception', () => {
    const inner = loop.create_future();
    const outer = asyncio.shield(inner);
    inner.cancel();
    expect(outer.done()).toBe(false);
    iterate();
    expect([outer.cancelled(), outcome(outer)]).toEqual([true, 'cancelled']);
  });

  it('takes an exception that comes after the outer future was cancelled for read', () => {
    const inner = loop.create_future();
    asyncio.shield(inner).cancel();
    inner.set_exception(new ValueError('x'));
    iterate();
    loop.close();
    expect(reports()).toEqual([]);
  });

  it('does not mind that both are cancelled', () => {
    const inner = loop.create_future();
    const outer = asyncio.shield(inner);
    outer.cancel();
    inner.cancel();
    iterate();
    expect([outcome(outer), outcome(inner)]).toEqual(['cancelled', 'cancelled']);
  });

  it('reports what a caller sees who completes the outer future by another result', () => {
    const inner = loop.create_future<number>();
    const outer = asyncio.shield(inner);
    outer.set_result(1);
    inner.set_result(2);
    iterate();
    expect(reports()).toEqual([
      expect.stringMatching(/^Exception in callback _done_callback\(.*\| InvalidStateError\(/),
    ]);
  });

  it('shields from a gather as well', () => {
    const inner = go(() => asyncio.sleep(1, 'finished'));
    const gathered = asyncio.gather(asyncio.shield(inner), asyncio.sleep(9));
    iterate();
    gathered.cancel();
    iterate(2);
    expect([outcome(gathered), inner.done()]).toEqual(['raised CancelledError()', false]);
    expect(loop.run_until_complete(inner)).toBe('finished');
  });

  it('takes the loop as an option, and refuses what cannot be waited for', () => {
    const other = new VirtualTimeLoop();
    const outer = asyncio.shield(ticks(1), { loop: other });
    expect(outer._loop).toBe(other);
    other.run_until_complete(outer);
    expect(() => asyncio.shield(loop.create_future(), { loop: other })).toThrow(
      new ValueError('loop argument must agree with Future'),
    );
    expect(() => asyncio.shield(5 as never)).toThrow(TypeError);
    expect(() => asyncio.shield(loop.create_future(), { lop: 1 } as never)).toThrow(
      new TypeError("shield() got an unexpected keyword argument 'lop'"),
    );
    other.close();
  });

  it('does not blame for its outer future that is forgotten', () => {
    const inner = go(() => asyncio.sleep(1));
    asyncio.shield(inner);
    loop.run_until_complete(inner);
    iterate(1);
    loop.close();
    expect(reports()).toEqual([]);
  });
});
