import { describe, expect, it, vi } from 'vitest';
import { BaseException } from '../lib/errors';
import * as time from '../lib/time';
import { run_node, TS_NODE_OPTIONS } from './support/programs';
import { has_python36, python36, without_python36 } from './support/python36';

// Processes that start take seconds on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

function error_of(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`;
  }
  return 'no error';
}

describe('time.sleep', () => {
  it('blocks for at least so many seconds', () => {
    const before = time.monotonic();
    time.sleep(0.02);
    expect(time.monotonic() - before).toBeGreaterThanOrEqual(0.02);
  });

  it('blocks the event loop too', async () => {
    const order: string[] = [];
    const timer = new Promise<void>((resolve) => {
      setTimeout(() => resolve(void order.push('timer')), 1);
    });
    time.sleep(0.02);
    order.push('slept');
    await timer;
    expect(order).toEqual(['slept', 'timer']);
  });

  it('returns at once for zero', () => {
    expect(time.sleep(0)).toBeUndefined();
    expect(time.sleep(-0)).toBeUndefined();
    expect(time.sleep(false as unknown as number)).toBeUndefined();
  });

  it.skipIf(!has_python36)(`refuses what CPython refuses, in its words${without_python36}`, () => {
    const values = [-1, -0.001, 'x', '1', undefined, Number.NaN, 1e30, -1e30, [], {}, () => 1];
    const python_values = `[-1, -0.001, 'x', '1', None, float('nan'), 1e30, -1e30, [], {}, lambda: 1]`;
    const { stdout } = python36([
      '-c',
      `
import time
for value in ${python_values}:
    try:
        time.sleep(value)
    except Exception as error:
        print('%s: %s' % (type(error).__name__, error))
`,
    ]);
    expect(values.map((value) => error_of(() => time.sleep(value as number)))).toEqual(
      stdout.trimEnd().split('\n'),
    );
  });

  it('raises Python errors', () => {
    expect(() => time.sleep(-1)).toThrow(BaseException);
    expect(() => time.sleep('1' as unknown as number)).toThrow(TypeError);
  });
});

describe('the clocks', () => {
  it('time() is the time of day in seconds', () => {
    const before = Date.now();
    const now = time.time() * 1000;
    const after = Date.now();
    expect(Math.round(now)).toBeGreaterThanOrEqual(before);
    expect(Math.round(now)).toBeLessThanOrEqual(after);
  });

  it('monotonic() and perf_counter() tell lengths finer than a millisecond, and never go back', () => {
    for (const clock of [time.monotonic, time.perf_counter]) {
      const readings = Array.from({ length: 1000 }, clock);
      expect(readings).toEqual([...readings].sort((a, b) => a - b));
      const steps = readings
        .slice(1)
        .map((reading, index) => reading - (readings[index] as number));
      expect(steps.some((step) => step > 0 && step < 0.001)).toBe(true);
    }
  });
});

it('importing time loads neither threads nor event loops', () => {
  const program = `
    require('./lib/time');
    console.log(Object.keys(require.cache).map((file) => require('node:path').basename(file)).join());`;
  const loaded = run_node([...TS_NODE_OPTIONS, '-e', program])
    .stdout.trim()
    .split(',');
  expect(loaded).toContain('time.ts');
  expect(
    loaded.filter((file) => /^(index|host|.*thread.*|.*worker.*|.*events)\.ts$/.test(file)),
  ).toEqual([]);
});
