import { describe, expect, it } from 'vitest';
import { log_poll, log_slow_callback } from '../lib/debug_times';
import * as asyncio from '../lib/index';
import { loop, use_node_loop } from './support/node_loop';
import { record_log } from './support/records';

use_node_loop();

describe('log_poll()', () => {
  it.each<[string, Parameters<typeof log_poll>, string[]]>([
    ['a poll without limit', [undefined, 0.25, 3], ['DEBUG poll took 250.000 ms: 3 events']],
    ['one that took a second', [undefined, 1, 0], ['INFO poll took 1000.000 ms: 0 events']],
    ['one with events', [0.5, 0.25, 1], ['DEBUG poll 500.000 ms took 250.000 ms: 1 events']],
    ['a long one with events', [2, 1.5, 2], ['INFO poll 2000.000 ms took 1500.000 ms: 2 events']],
    ['a long one in vain', [1, 1, 0], ['INFO poll 1000.000 ms took 1000.000 ms: timeout']],
    ['not a short one in vain', [0.5, 0.5, 0], []],
  ])('tells of %s', (_, args, lines) => {
    const log = record_log();
    log_poll(...args);
    expect(log.lines).toEqual(lines);
  });
});

describe('log_slow_callback()', () => {
  it('names the callback, or the task whose step it is', async () => {
    const log = record_log();
    const slow = function slow(_argument: number) {};
    log_slow_callback(loop.call_soon(slow, 1), 0.12345);
    const sleeper = asyncio.coroutine(function* sleeper() {
      yield* asyncio.sleep(0);
    });
    const task = loop.create_task(sleeper());
    log_slow_callback(task, 2);
    loop.set_debug(true);
    const in_debug_mode = loop.create_task(sleeper());
    log_slow_callback(loop._ready.popleft() as never, 0.2);
    log_slow_callback(loop._ready.popleft() as never, 0.2);
    log_slow_callback(loop._ready.popleft() as never, 0.2);
    expect(log.lines).toEqual([
      expect.stringMatching(/^WARNING Executing <Handle slow\(1\).*> took 0\.123 seconds$/),
      expect.stringMatching(
        /^WARNING Executing <Task pending coro=<sleeper\(\).*> took 2\.000 seconds$/,
      ),
      expect.stringMatching(/^WARNING Executing <Handle slow\(1\).*> took 0\.200 seconds$/),
      expect.stringMatching(
        /^WARNING Executing <Task pending coro=<sleeper\(\).*> took 0\.200 seconds$/,
      ),
      expect.stringMatching(
        /^WARNING Executing <Task pending coro=<sleeper\(\).*> took 0\.200 seconds$/,
      ),
    ]);
    for (const each of [task, in_debug_mode]) each._log_destroy_pending = false;
  });
});
