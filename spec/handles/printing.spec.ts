import { inspect } from 'node:util';
import { beforeEach, describe, expect, it } from 'vitest';
import { partial } from '../../lib/functools';
import {
  bound_method,
  format_callback,
  format_callback_source,
  function_source,
  Handle,
} from '../../lib/handles';
import * as asyncio from '../../lib/index';
import { repr } from '../../lib/reprlib';
import { DEBUG_STACK_DEPTH } from '../../lib/traceback';
import { Clock, handle, run, timer } from '../support/handles';
import { places_in } from '../support/places';
import { loop, use_reported_loop } from '../support/reported';

const at = places_in(__filename);

function tick(..._args: unknown[]): void {}
const AT_TICK = at('function tick(');

use_reported_loop();

describe('the repr of a handle', () => {
  it('names the callback, its arguments, and where it is defined', () => {
    expect(repr(handle(tick, 1, 'a'))).toBe(`<Handle tick(1, 'a') at ${AT_TICK}>`);
    expect(String(handle(tick))).toBe(`<Handle tick() at ${AT_TICK}>`);
    expect(inspect(handle(tick))).toBe(`<Handle tick() at ${AT_TICK}>`);
  });

  it('shortens long arguments as reprlib does', () => {
    const text = repr(handle(tick, 'x'.repeat(100), [1, 2, 3, 4, 5, 6, 7], { b: 1, a: 2 }));
    expect(text).toBe(
      `<Handle tick('${'x'.repeat(12)}...${'x'.repeat(13)}', [1, 2, 3, 4, 5, 6, ...], {'a': 2, 'b': 1}) at ${AT_TICK}>`,
    );
  });

  it('names a lambda, and uses __qualname__', () => {
    const lambda = (() => () => {})();
    expect(repr(handle(lambda))).toBe(`<Handle <lambda>() at ${at('(() => () => {})()')}>`);
    const named = Object.assign(() => {}, { __qualname__: 'Clock.tick' });
    expect(repr(handle(named))).toMatch(/^<Handle Clock\.tick\(\) at .*:\d+>$/);
  });

  it('shows a partial as its own call, followed by the call', () => {
    expect(repr(handle(partial(tick, 'a'), 2))).toBe(`<Handle tick('a')(2) at ${AT_TICK}>`);
    expect(repr(handle(partial(partial(tick, 1), 2)))).toBe(`<Handle tick(1, 2)() at ${AT_TICK}>`);
  });

  it('has no place for built-in functions and for methods that are bound to their object', () => {
    expect(repr(handle(Math.max, 1))).toBe('<Handle max(1)>');
    const clock = new Clock();
    const method = bound_method(clock, 'Clock.tick', Clock.prototype.tick);
    expect(repr(handle(method))).toBe('<Handle Clock.tick()>');
    method();
    expect(clock.ticks).toBe(1);
  });

  it('says of a function bound by bind() what it says of its target', () => {
    expect(repr(handle(tick.bind(null), 1))).toBe(`<Handle tick(1) at ${AT_TICK}>`);
  });

  it('shows what is no function by its repr', () => {
    expect(repr(handle(1))).toBe('<Handle 1()>');
    expect(repr(handle('f', 2))).toBe("<Handle 'f'(2)>");
    expect(repr(handle(undefined))).toBe('<Handle>');
  });

  it('of a class shows its name', () => {
    class Made {}
    expect(repr(handle(Made, 1))).toBe(`<Handle Made(1) at ${at('class Made')}>`);
  });

  it('uses the name of a subclass', () => {
    class MyHandle extends Handle {}
    expect(repr(new MyHandle(tick, [], loop))).toBe(`<MyHandle tick() at ${AT_TICK}>`);
  });

  it('says of a cancelled handle nothing more', () => {
    const one = handle(tick, 1);
    one.cancel();
    expect(repr(one)).toBe('<Handle cancelled>');
  });

  it('says when a timer is due, after it was cancelled too', () => {
    expect(repr(timer(5, tick))).toBe(`<TimerHandle when=5 tick() at ${AT_TICK}>`);
    expect(repr(timer(1e-7))).toMatch(/^<TimerHandle when=1e-07 tick/);
    const one = timer(0.1);
    one.cancel();
    expect(repr(one)).toBe('<TimerHandle cancelled when=0.1>');
  });

  describe('in debug mode', () => {
    beforeEach(() => loop.set_debug(true));

    it('says where the handle was created', () => {
      const one = loop.call_soon(tick, 1); // the call
      const created = at('// the call');
      expect(repr(one)).toBe(`<Handle tick(1) at ${AT_TICK} created at ${created}>`);
      const later = loop.call_later(5, tick); // the delayed call
      expect(repr(later)).toBe(
        `<TimerHandle when=5 tick() at ${AT_TICK} created at ${at('// the delayed call')}>`,
      );
    });

    it('still names the callback of a cancelled handle', () => {
      const one = loop.call_soon(tick, 1);
      const before = repr(one);
      one.cancel();
      expect(repr(one)).toBe(before.replace('<Handle', '<Handle cancelled'));
      const later = loop.call_later(5, tick, 1);
      later.cancel();
      expect(repr(later)).toMatch(/^<TimerHandle cancelled when=5 tick\(1\) at .* created at .*>$/);
    });

    it('keeps the text of the moment when it was cancelled', () => {
      const list = [1];
      const one = handle(tick, list);
      one.cancel();
      list.push(2);
      expect(repr(one)).toContain('tick([1])');
      expect([one._callback, one._args]).toEqual([undefined, undefined]);
    });

    it('knows at most ten frames of where it was created, the caller last', () => {
      const nest = (depth: number): Handle => (depth > 0 ? nest(depth - 1) : loop.call_soon(tick)); // innermost
      const frames = nest(30)._source_traceback?.frames ?? [];
      expect(frames).toHaveLength(DEBUG_STACK_DEPTH);
      expect(DEBUG_STACK_DEPTH).toBe(10);
      expect(frames.at(-1)).toMatchObject({ file: __filename, name: 'nest' });
      expect(`${__filename}:${frames.at(-1)?.line}`).toBe(at('// innermost'));
    });
  });

  it('without debug mode knows nothing of where the handle was created', () => {
    expect(loop.call_soon(tick)._source_traceback).toBe(undefined);
  });
});

describe('format_callback and format_callback_source', () => {
  it('print a call, with its place where there is one', () => {
    expect(format_callback(tick, [1])).toBe('tick(1)');
    expect(format_callback(partial(tick, 1), [2], '!')).toBe('tick(1)(2)!');
    expect(format_callback_source(tick)).toBe(`tick() at ${AT_TICK}`);
    expect(format_callback_source(Math.max, [1])).toBe('max(1)');
  });

  it('print a task that waits as the method that wakes it', () => {
    const future = loop.create_future();
    const wait = asyncio.coroutine(function* (): asyncio.Coroutine<void> {
      yield* future;
    });
    const task = loop.create_task(wait());
    run();
    expect(repr(future)).toBe('<Future pending cb=[Task._wakeup()]>');
    task.cancel();
    run();
  });
});

describe('function_source', () => {
  it('is where a function is defined, through partials', () => {
    expect(function_source(partial(tick, 1))).toMatchObject({ file: __filename });
    expect(function_source(tick)).toEqual(function_source(partial(partial(tick))));
  });

  it('is None for what has no source', () => {
    for (const value of [Math.max, 1, undefined, {}, 'tick']) {
      expect(function_source(value)).toBe(undefined);
    }
  });
});
