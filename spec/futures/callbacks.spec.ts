import { beforeEach, describe, expect, it } from 'vitest';
import { RuntimeError, ValueError } from '../../lib/errors';
import type { Future } from '../../lib/futures';
import * as asyncio from '../../lib/index';
import { run_briefly } from '../../lib/test_utils';
import { contexts, loop, use_reported_loop } from '../support/reported';

use_reported_loop();

let future: Future<unknown>;

beforeEach(() => {
  future = loop.create_future();
});

describe('callbacks', () => {
  const log: string[] = [];
  beforeEach(() => {
    log.length = 0;
  });
  const note = (text: string) => () => log.push(text);

  it.each<[string, (one: Future<unknown>) => void]>([
    ['a result', (one) => one.set_result(1)],
    ['an exception', (one) => one.set_exception(new ValueError())],
    ['cancel()', (one) => one.cancel()],
  ])('are called after %s, in the order in which they were added, by the loop', (_, end) => {
    for (const text of ['first', 'second', 'third']) future.add_done_callback(note(text));
    end(future);
    expect(log).toEqual([]);
    run_briefly(loop);
    expect(log).toEqual(['first', 'second', 'third']);
    if (!future.cancelled()) future.exception();
  });

  it.each([undefined, null])(
    'that are %s are reported when they are due, as Python reports None',
    (none) => {
      const removed = note('removed');
      future.add_done_callback(none as never);
      future.add_done_callback(removed);
      expect(future.remove_done_callback(removed)).toBe(1);
      future.add_done_callback(note('the next one'));
      future.set_result(1);
      run_briefly(loop);
      expect(log).toEqual(['the next one']);
      expect(contexts.map(({ exception }) => exception)).toEqual([
        new TypeError("'NoneType' object is not callable"),
      ]);
    },
  );

  it('get the future and nothing else', () => {
    const calls: unknown[][] = [];
    future.add_done_callback((...args: unknown[]) => calls.push(args));
    future.set_result(1);
    run_briefly(loop);
    expect(calls).toEqual([[future]]);
    expect(calls[0]?.[0]).toBe(future);
  });

  it('are called once, also when they were added while others were', () => {
    future.add_done_callback((one) => {
      log.push('outer');
      one.add_done_callback(note('inner'));
    });
    future.set_result(1);
    loop._run_once();
    expect(log).toEqual(['outer']);
    loop._run_once();
    run_briefly(loop);
    expect(log).toEqual(['outer', 'inner']);
  });

  it('added to a future that is done are called soon, never at once', () => {
    future.set_result(1);
    expect(future.add_done_callback(note('late'))).toBe(undefined);
    expect(log).toEqual([]);
    run_briefly(loop);
    expect(log).toEqual(['late']);
  });

  it('take their turn among what is queued with call_soon', () => {
    loop.call_soon(note('before'));
    future.add_done_callback(note('callback'));
    future.set_result(1);
    loop.call_soon(note('after'));
    run_briefly(loop);
    expect(log).toEqual(['before', 'callback', 'after']);
  });

  it('take their turn among the tasks that wait', () => {
    const wait = asyncio.coroutine(function* (text: string): asyncio.Coroutine<void> {
      yield* future;
      log.push(text);
    });
    future.add_done_callback(note('first'));
    loop.create_task(wait('task'));
    run_briefly(loop);
    future.add_done_callback(note('last'));
    future.set_result(1);
    run_briefly(loop);
    expect(log).toEqual(['first', 'task', 'last']);
  });

  it('go through call_soon, which a loop may override', () => {
    const queued: unknown[] = [];
    const callback = note('callback');
    future.add_done_callback(callback);
    loop.call_soon = (...args: unknown[]) => queued.push(args) as never;
    future.set_result(1);
    future.add_done_callback(callback);
    expect(queued).toEqual([
      [callback, future],
      [callback, future],
    ]);
  });

  it('do not keep one another from being called when one raises', () => {
    const error = new ValueError('no');
    future.add_done_callback(() => {
      throw error;
    });
    future.add_done_callback(note('second'));
    future.set_result(1);
    run_briefly(loop);
    expect(log).toEqual(['second']);
    expect(contexts).toMatchObject([{ exception: error }]);
    expect(contexts[0]?.message).toMatch(
      /^Exception in callback <lambda>\(<Future finished result=1>\) at /,
    );
  });

  it('that cannot be called are an error when they are called, not before', () => {
    for (const wrong of [null, 1, {}, undefined]) {
      future.add_done_callback(wrong as unknown as () => void);
    }
    future.add_done_callback(note('good'));
    future.set_result(1);
    run_briefly(loop);
    expect(log).toEqual(['good']);
    expect(contexts.map(({ message }) => message)).toEqual([
      'Exception in callback None(<Future finished result=1>)',
      'Exception in callback 1(<Future finished result=1>)',
      'Exception in callback {}(<Future finished result=1>)',
      'Exception in callback None(<Future finished result=1>)',
    ]);
  });

  it('are lost with the loop: the future ends, and whoever ends it gets the error', () => {
    future.add_done_callback(note('never'));
    loop.close();
    expect(() => future.set_result(1)).toThrow(new RuntimeError('Event loop is closed'));
    expect(future.result()).toBe(1);
    expect(() => future.add_done_callback(note('never'))).toThrow('Event loop is closed');
  });
});

describe('remove_done_callback', () => {
  it('removes every occurrence of the function, and says how many', () => {
    const log: string[] = [];
    const [a, b] = [() => log.push('a'), () => log.push('b')];
    for (const callback of [a, b, a, a]) future.add_done_callback(callback);
    expect(future.remove_done_callback(a)).toBe(3);
    expect(future.remove_done_callback(a)).toBe(0);
    expect(future.remove_done_callback(() => log.push('a'))).toBe(0);
    future.set_result(1);
    run_briefly(loop);
    expect(log).toEqual(['b']);
  });

  it('has no effect on callbacks that are queued already', () => {
    const log: string[] = [];
    const callback = (): unknown => log.push('called');
    future.add_done_callback(callback);
    future.set_result(1);
    expect(future.remove_done_callback(callback)).toBe(0);
    run_briefly(loop);
    expect(log).toEqual(['called']);
  });

  it('leaves the others in their order', () => {
    const log: string[] = [];
    const callbacks = ['a', 'b', 'c', 'd'].map((text) => () => log.push(text));
    for (const callback of callbacks) future.add_done_callback(callback);
    future.remove_done_callback(callbacks[1] as () => void);
    future.set_result(1);
    run_briefly(loop);
    expect(log).toEqual(['a', 'c', 'd']);
  });
});
