import { beforeEach, describe, expect, it } from 'vitest';
import { RuntimeError } from '../../lib/errors';
import * as asyncio from '../../lib/index';
import { run_briefly, type TestLoop } from '../../lib/test_utils';
import { new_test_loop } from './test_loop';

let loop: TestLoop;
let bag: unknown[];

beforeEach(() => {
  loop = new_test_loop();
  bag = [];
});

const new_future = <T = unknown>() => new asyncio.Future<T>({ loop });

/** A callback that puts something into the bag. */
const putting = (thing: unknown) => () => {
  bag.push(thing);
};

describe('BaseFutureDoneCallbackTests', () => {
  it('test_callbacks_invoked_on_set_result: in the order they were added, by the loop', () => {
    const future = new_future<string>();
    const given: unknown[] = [];
    future.add_done_callback(putting(42));
    future.add_done_callback(putting(17));
    future.add_done_callback((done) => given.push(done));
    expect(bag).toEqual([]);
    future.set_result('foo');
    expect(bag).toEqual([]);

    run_briefly(loop);
    expect(bag).toEqual([42, 17]);
    expect(given).toEqual([future]);
    expect(future.result()).toBe('foo');

    future.add_done_callback(putting('late'));
    expect(bag).toEqual([42, 17]);
    run_briefly(loop);
    expect(bag).toEqual([42, 17, 'late']);
  });

  it('test_callbacks_invoked_on_set_exception: as after a result', () => {
    const future = new_future();
    const error = new RuntimeError();
    future.add_done_callback(putting(100));
    expect(bag).toEqual([]);
    future.set_exception(error);
    expect(bag).toEqual([]);

    run_briefly(loop);
    expect(bag).toEqual([100]);
    expect(future.exception()).toBe(error);
  });

  it('test_remove_done_callback: removes a callback as often as it was added, and says how often', () => {
    const future = new_future<string>();
    const [one, two, three] = [putting(1), putting(2), putting(3)];
    future.add_done_callback(one);
    future.add_done_callback(two);
    expect(future.remove_done_callback(two)).toBe(1);
    expect(future.remove_done_callback(three)).toBe(0);

    future.add_done_callback(two);
    for (let i = 0; i < 5; i++) future.add_done_callback(one);
    expect(future.remove_done_callback(one)).toBe(6);

    expect(bag).toEqual([]);
    future.set_result('foo');
    run_briefly(loop);
    expect(bag).toEqual([2]);
    expect(future.result()).toBe('foo');
  });

  it('test_schedule_callbacks_list_mutation_1: a callback cannot remove what is scheduled already', () => {
    const future = new_future<number>();
    const other = putting('other');
    future.add_done_callback((done) => {
      bag.push(done.remove_done_callback(other));
    });
    future.add_done_callback(other);
    future.add_done_callback(other);
    future.set_result(1);
    run_briefly(loop);
    expect(bag).toEqual([0, 'other', 'other']);
  });
});
