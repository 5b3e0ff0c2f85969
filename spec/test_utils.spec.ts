import { afterEach, describe, expect, it } from 'vitest';
import { AssertionError, RuntimeError, StopIteration, TimeoutError } from '../lib/errors';
import * as asyncio from '../lib/index';
import { logger } from '../lib/log';
import { repr } from '../lib/reprlib';
import {
  disable_logger,
  MockCallback,
  run_briefly,
  run_once,
  run_until,
  TestLoop,
  type TimeGenerator,
  VirtualTimeLoop,
} from '../lib/test_utils';
import { record_log } from './support/records';

const loops: asyncio.BaseEventLoop[] = [];

function virtual(): VirtualTimeLoop {
  const loop = new VirtualTimeLoop();
  loops.push(loop);
  return loop;
}

afterEach(() => {
  asyncio.set_event_loop(undefined);
  for (const loop of loops.splice(0)) loop.close();
});

describe('VirtualTimeLoop', () => {
  it('begins at 0, and moves the clock instead of waiting', () => {
    const loop = virtual();
    expect(loop.time()).toBe(0);
    loop.run_until_complete(asyncio.sleep(1e6, undefined, { loop }));
    expect(loop.time()).toBe(1e6);
  });

  it('stands still while callbacks run', () => {
    const loop = virtual();
    const times: number[] = [];
    for (let i = 0; i < 100; i++) loop.call_soon(() => times.push(loop.time()));
    loop.call_later(2.5, () => {
      times.push(loop.time());
      loop.stop();
    });
    loop.run_forever();
    expect(new Set(times)).toEqual(new Set([0, 2.5]));
  });

  it('comes to its timers through rounding errors', () => {
    const loop = virtual();
    let steps = 0;
    const walk = () => {
      steps += 1;
      if (loop.time() < 1e8) loop.call_later(loop.time() / 3 + 0.1, walk);
      else loop.stop();
    };
    loop.call_soon(walk);
    loop.run_forever();
    expect(steps).toBeGreaterThan(50);
  });
});

/** A test loop with a time generator that notes each time it gets and answers with the next advance. */
function scripted(advances: readonly number[]): { loop: TestLoop; asked: number[] } {
  const asked: number[] = [];
  const gen: TimeGenerator = function* () {
    let when = yield;
    for (const advance of advances) {
      asked.push(when);
      when = yield advance;
    }
  };
  return { loop: new TestLoop(gen), asked };
}

describe('TestLoop', () => {
  it('shows the time of each timer to the generator, which moves the clock', () => {
    const { loop, asked } = scripted([0.1, 0.4]);
    const sleeps = asyncio.coroutine(function* sleeps() {
      yield* asyncio.sleep(0.1, undefined, { loop });
      yield* asyncio.sleep(0.4, undefined, { loop });
      return loop.time();
    });
    expect(loop.run_until_complete(sleeps())).toBe(0.5);
    expect(asked).toEqual([0.1, 0.5]);
    loop.close();
  });

  it('asks after the iteration, once for each timer that was set in it', () => {
    const trace: unknown[] = [];
    const loop = new TestLoop(function* () {
      let when = yield;
      for (;;) {
        trace.push(when);
        when = yield 0;
      }
    });
    loop.call_later(2, () => {});
    loop.call_soon(() => {
      trace.push('callback');
      loop.call_at(1, () => {});
    });
    loop.stop();
    loop.run_forever();
    expect(trace).toEqual(['callback', 2, 1]);
  });

  it('asks for a timer that the generator itself has set, in the same iteration', () => {
    const asked: number[] = [];
    const loop: TestLoop = new TestLoop(function* () {
      asked.push(yield);
      loop.call_at(7, () => {});
      asked.push(yield 0);
      yield 0;
    });
    loop.call_at(3, () => {});
    loop.stop();
    loop.run_forever();
    expect(asked).toEqual([3, 7]);
    loop.close();
  });

  it('takes None for no advance', () => {
    const loop = new TestLoop(function* () {
      yield;
      yield undefined;
    });
    loop.call_later(5, () => {});
    loop.stop();
    loop.run_forever();
    expect(loop.time()).toBe(0);
    loop.close();
    loop.advance_time(undefined);
    loop.advance_time(3);
    expect(loop.time()).toBe(3);
  });

  it('has to be finished when it is closed', () => {
    const { loop } = scripted([0.1]);
    expect(() => loop.close()).toThrow(new AssertionError('Time generator is not finished'));
    expect(loop.is_closed()).toBe(true);
  });

  it('sends a last 0 to the generator at the close', () => {
    const sent: number[] = [];
    const loop = new TestLoop(function* () {
      sent.push(yield);
    });
    loop.close();
    expect(sent).toEqual([0]);
  });

  it('fails when the generator ends before the timers do', () => {
    const { loop } = scripted([]);
    loop.call_later(5, () => {});
    expect(() => run_once(loop)).toThrow(StopIteration);
    loop.close();
  });

  it('without a generator takes no timers, and needs no end', () => {
    const loop = new TestLoop();
    loop.run_until_complete(asyncio.sleep(0, undefined, { loop }));
    loop.call_later(1, () => {});
    expect(() => run_once(loop)).toThrow(StopIteration);
    loop.close();
    expect(loop.is_closed()).toBe(true);
  });

  it('ends a run that neither a callback nor the generator can bring forward', () => {
    const { loop, asked } = scripted([0.25]);
    const task = loop.create_task(asyncio.sleep(1, undefined, { loop }));
    expect(() => loop.run_until_complete(task)).toThrow(
      /^Event loop stopped before Future completed\.\n.*\n {2}<Task pending coro=<sleep\(\)/,
    );
    expect(asked).toEqual([1]);
    loop.advance_time(0.75);
    loop.run_until_complete(task);
    expect(task.done()).toBe(true);
    loop.close();
  });

  it('makes an iteration with nothing to do when it is asked to', () => {
    const loop = new TestLoop();
    loop._run_once();
    run_once(loop);
    loop.stop();
    loop.run_forever();
    expect(loop.time()).toBe(0);
    loop.close();
  });

  it('is not stalled while its poll brings work', () => {
    const trace: number[] = [];
    class Fed extends TestLoop {
      polls = 0;

      override _select(): number {
        this.polls += 1;
        if (this.polls % 2 === 1) return 0;
        this.call_soon(() => trace.push(this.polls));
        return 1;
      }
    }
    const loop = new Fed();
    loop.call_soon(() => {});
    expect(() => loop.run_forever()).toThrow(RuntimeError);
    expect(trace).toEqual([2]);
    loop.close();
  });
});

describe('run_briefly', () => {
  it('runs what is queued, and what that queues for the next iteration', () => {
    const loop = virtual();
    const trace: number[] = [];
    const note = (depth: number) => {
      trace.push(depth);
      loop.call_soon(note, depth + 1);
    };
    loop.call_soon(note, 0);
    run_briefly(loop);
    // The second iteration is the one that notices the end.
    expect(trace).toEqual([0, 1]);
    run_briefly(loop);
    expect(trace).toEqual([0, 1, 2, 3]);
  });
});

describe('run_once', () => {
  it('runs one iteration', () => {
    const loop = virtual();
    const trace: number[] = [];
    loop.call_soon(() => {
      trace.push(0);
      loop.call_soon(() => trace.push(1));
    });
    run_once(loop);
    expect(trace).toEqual([0]);
    run_once(loop);
    expect(trace).toEqual([0, 1]);
  });
});

describe('run_until', () => {
  it('runs the loop until the predicate is true', () => {
    const loop = virtual();
    let ready = false;
    loop.call_later(3, () => {
      ready = true;
    });
    run_until(loop, () => ready);
    expect(loop.time()).toBeCloseTo(3, 2);
  });

  it('does not wait for what is true already', () => {
    const loop = virtual();
    run_until(loop, () => true, 0);
    expect(loop.time()).toBe(0);
  });

  it('raises TimeoutError when the time is over, 30 seconds by default', () => {
    const loop = virtual();
    expect(() => run_until(loop, () => false, 2)).toThrow(TimeoutError);
    expect(loop.time()).toBeCloseTo(2, 2);
    expect(() => run_until(loop, () => false)).toThrow(TimeoutError);
    expect(loop.time()).toBeCloseTo(32, 2);
  });

  it('looks once, and does not wait, when there is no time', () => {
    const loop = virtual();
    expect(() => run_until(loop, () => false, 0)).toThrow(TimeoutError);
    expect(loop.time()).toBe(0);
  });

  it('has no limit for None', () => {
    const loop = virtual();
    run_until(loop, () => loop.time() > 40, null);
    expect(loop.time()).toBeGreaterThan(40);
  });
});

describe('on a loop that returns promises, the helpers', () => {
  it('return promises', async () => {
    const loop = new asyncio.SelectorEventLoop();
    loops.push(loop);
    const trace: string[] = [];
    loop.call_soon(() => trace.push('once'));
    await run_once(loop);
    expect(trace).toEqual(['once']);
    loop.call_soon(() => trace.push('briefly'));
    await run_briefly(loop);
    expect(trace).toEqual(['once', 'briefly']);
    let ready = false;
    loop.call_later(0.003, () => {
      ready = true;
    });
    await run_until(loop, () => ready);
    expect(loop.is_running()).toBe(false);
    await expect(run_until(loop, () => false, 0)).rejects.toThrow(TimeoutError);
  });
});

describe('disable_logger', () => {
  it('silences the asyncio logger to the end of the block', () => {
    const log = record_log();
    const { level } = logger;
    {
      using _ = disable_logger();
      logger.critical('not heard');
    }
    logger.critical('heard');
    expect(log.lines).toEqual(['CRITICAL heard']);
    expect(logger.level).toBe(level);
  });

  it('ends when the block throws', () => {
    const { level } = logger;
    expect(() => {
      using _ = disable_logger();
      throw new RangeError();
    }).toThrow(RangeError);
    expect(logger.level).toBe(level);
  });
});

describe('MockCallback', () => {
  it('remembers how it was called', () => {
    const loop = virtual();
    const callback = MockCallback();
    loop.call_soon(callback, 1, 'a');
    loop.call_soon(callback);
    run_once(loop);
    expect(callback.calls).toEqual([[1, 'a'], []]);
    expect(repr(callback)).toBe("<MockCallback called [[1, 'a'], []]>");
  });
});
