import { describe, expect, it, vi } from 'vitest';
import { forget } from '../conformance/garbage';
import { places_in } from '../support/places';
import { record_log } from '../support/records';
import '../../lib/node_host';

// `sleep` is decorated as its module is loaded: debug mode has to be on by then.
vi.hoisted(() => {
  process.env.PYTHONASYNCIODEBUG = '1';
});

import * as asyncio from '../../lib/index';
import { repr } from '../../lib/reprlib';
import { VirtualTimeLoop } from '../../lib/test_utils';

const at = places_in(__filename);

/** What is reported of the coroutine object that the function makes, does something with, and forgets. */
async function reports(make: () => object): Promise<string[]> {
  const log = record_log();
  await forget(make);
  return log.lines.filter((line) => line.includes('was never yielded from'));
}

function run<T>(object: asyncio.Coroutine<T>): T {
  const loop = new VirtualTimeLoop();
  try {
    asyncio.set_event_loop(loop);
    return loop.run_until_complete(object);
  } finally {
    asyncio.set_event_loop(undefined);
    loop.close();
  }
}

describe('sleep in debug mode', () => {
  it('is still a coroutine function of that name', () => {
    expect(asyncio.sleep.name).toBe('sleep');
    expect(asyncio.iscoroutinefunction(asyncio.sleep)).toBe(true);
    expect(() => asyncio.sleep(0, 1, { lop: 1 } as never)).toThrow('unexpected keyword');
  });
});

describe.each([0, 1])('the coroutine object of sleep(%d) in debug mode', (delay) => {
  it('is reported when nobody has started it, with where it was made', async () => {
    const lines = await reports(() => asyncio.sleep(delay)); // made here
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^ERROR <CoroWrapper sleep\(\) running, defined at /);
    expect(lines[0]).toContain(`, created at ${at('// made here')}> was never yielded from\n`);
  });

  const starts: [string, (object: asyncio.Coroutine<string>) => unknown][] = [
    ['runs by itself', (object) => expect(run(object)).toBe('slept')],
    [
      'is waited for',
      (object) =>
        run(
          asyncio.coroutine(function* () {
            expect(yield* object).toBe('slept');
          })(),
        ),
    ],
    ['is closed', (object) => object.return('closed')],
    ['has an error thrown in', (object) => expect(() => object.throw(new Error('x'))).toThrow('x')],
  ];

  it.each(starts)('is not reported when it %s', async (_, start) => {
    const lines = await reports(() => {
      const object = asyncio.sleep(delay, 'slept');
      start(object);
      return object;
    });
    expect(lines).toEqual([]);
  });

  it('tells its task where it comes from', () => {
    const loop = new VirtualTimeLoop();
    const task = loop.create_task(asyncio.sleep(delay));
    expect(repr(task)).toMatch(
      /^<Task pending coro=<sleep\(\) running, defined at [^>]*sleep\.ts:\d+>/,
    );
    task.cancel();
    loop.run_until_complete(asyncio.wait([task]));
    loop.close();
  });
});
