import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CONTENDERS, command_for, contenders_of, OURS } from './bench/contenders';
import { markdown_table } from './bench/markdown';
import { parse_options, UsageError } from './bench/options';
import { MeasuredProcess } from './bench/process';
import { QUICK, THOROUGH } from './bench/rounds';
import { median, quantile, ratios, spread } from './bench/statistics';
import { format_cost, format_ratio, format_workload, is_reached, rows_of } from './bench/table';
import { TARGETS } from './bench/targets';
import { doubling, type Workload } from './bench/workload';
import { workloads } from './bench/workloads/index';

const toy: Workload = {
  name: 'toy',
  about: 'nothing happens',
  unit: 'nothing',
  sizes: [1, 10],
  full_size: 10,
  units: (size) => size,
  answer: (size) => size,
  contenders: { yieldfrom: () => (size) => size, native: () => (size) => size },
  notes: { native: 'nothing at all' },
};

const has_taskset = existsSync('/usr/bin/taskset') && existsSync('/proc/self/status');

describe('a measured process', () => {
  it.runIf(has_taskset)('stays on one processor with the thread of its program', async () => {
    const program = `process.stdin.on('data', () => {
      const [allowed] = /Cpus_allowed_list:.*/.exec(fs.readFileSync('/proc/self/status', 'utf8'));
      console.log(JSON.stringify({ wall: 0, cpu: 0, answer: allowed }));
    })`;
    const measured = new MeasuredProcess({ file: process.execPath, args: ['-e', program] });
    await measured.stay_on(0);
    expect(await measured.run(1)).toMatchObject({ answer: 'Cpus_allowed_list:\t0' });
    await measured.stop();
  });
});

describe('the figures of the benchmark', () => {
  it('have quantiles between two values', () => {
    expect(quantile([3, 1, 2], 0)).toBe(1);
    expect(quantile([3, 1, 2], 1)).toBe(3);
    expect(quantile([1, 2], 0.25)).toBe(1.25);
    expect(median([5, 1, 9])).toBe(5);
    expect(median([1, 2])).toBe(1.5);
    expect(() => median([])).toThrow(RangeError);
  });

  it('spread by half of what the middle half covers', () => {
    expect(spread([10, 10, 10])).toBe(0);
    expect(spread([8, 9, 10, 11, 12])).toBeCloseTo(0.1);
    expect(spread([9, 10, 10, 10, 1000])).toBe(0);
  });

  it('are compared within a round', () => {
    expect(ratios([1, 20, 3], [2, 40, 6])).toEqual([0.5, 0.5, 0.5]);
    expect(ratios([1, 2, 3], [2])).toEqual([0.5]);
  });

  it('become rows: ours over theirs, without us and without who failed', () => {
    const figures = new Map([
      ['yieldfrom', { costs: [1, 2, 3], size: 10 }],
      ['native', { costs: [2, 4, 6], size: 1 }],
      ['co', { costs: [], size: 0, failure: 'it broke' }],
    ]);
    const note = 'nothing at all; theirs in size 1 of 10';
    expect(rows_of(toy, figures)).toEqual([
      { workload: 'toy', contender: 'native', ratio: 0.5, spread: 0, note },
    ]);
    const text = format_workload(toy, figures, ['uvloop']);
    expect(text).toMatch(/^toy: nothing happens; for each nothing$/m);
    expect(text).toMatch(/^ {2}native +4\.00 s {2}ratio +0\.50 ± 0 %.*nothing at all/m);
    expect(text).toMatch(/^ {2}co +failed: it broke$/m);
    expect(text).toMatch(/^ {2}uvloop +not installed$/m);
  });

  it('are no rows when we failed', () => {
    const figures = new Map([
      ['yieldfrom', { costs: [], size: 10, failure: 'it broke' }],
      ['native', { costs: [1], size: 10 }],
    ]);
    expect(rows_of(toy, figures)).toEqual([]);
  });

  it('are written for people', () => {
    expect([2, 0.0123, 1.5e-6, 42e-9].map((cost) => format_cost(cost, undefined))).toEqual([
      '2.00 s',
      '12.3 ms',
      '1.50 µs',
      '42.0 ns',
    ]);
    expect(format_cost(482.6, 'bytes')).toBe('483 bytes');
    expect([213.4, 1.078, 0.25, 0.00214].map(format_ratio)).toEqual([
      '213',
      '1.08',
      '0.25',
      '0.0021',
    ]);
  });

  it('reach a target, miss it, or have none', () => {
    const row = { workload: 'spawn', contender: 'native', spread: 0 };
    expect(is_reached({ ...row, ratio: 2 })).toBe(true);
    expect(is_reached({ ...row, ratio: 2.01 })).toBe(false);
    expect(is_reached({ ...row, contender: 'co', ratio: 2 })).toBeUndefined();
  });
});

describe('the table of Markdown', () => {
  const row = (workload: string, contender: string, ratio: number) => ({
    workload,
    contender,
    ratio,
    spread: 0,
  });

  it('names first what we lose, the worst on top, and marks what is reached', () => {
    const rows = [
      row('queue', 'native', 0.5),
      row('fib', 'native', 1.2),
      row('spawn', 'native', 1.9),
      row('spawn', 'depth 1', 0.1),
    ];
    expect(markdown_table(rows)).toBe(
      [
        '| workload | native | others |',
        '| --- | --- | --- |',
        '| spawn | **1.90** ✓ | depth 1: 0.10 |',
        '| fib | **1.20** ✗ |  |',
        '| queue | 0.50 ✓ |  |',
      ].join('\n'),
    );
  });
});

describe('the targets of the benchmark', () => {
  it.each(Object.keys(TARGETS))(
    'of %s are for a workload and contenders that there are',
    (name) => {
      const workload = workloads.find((each) => each.name === name);
      expect(workload).toBeDefined();
      const known = new Set(workload && contenders_of(workload));
      for (const contender of Object.keys(TARGETS[name] ?? {})) expect(known).toContain(contender);
    },
  );
});

describe('the command line of the benchmark', () => {
  const names = (...args: string[]) =>
    parse_options(args, workloads).workloads.map(({ name }) => name);

  it('measures everything thoroughly unless told otherwise', () => {
    const options = parse_options([], workloads);
    expect(options.workloads).toBe(workloads);
    expect(options.effort).toEqual(THOROUGH);
    expect(options.contenders).toBeUndefined();
    expect(options.json).toBeUndefined();
    expect(options.action).toBe('measure');
  });

  it('chooses workloads by name and by family, in the order of the suite', () => {
    expect(names('--only', 'spawn,fib')).toEqual(['fib', 'spawn']);
    expect(names('--only', 'spawn', '--only', 'fib')).toEqual(['fib', 'spawn']);
    expect(names('--only', 'depth')).toContain('depth-once');
    expect(names('--only', 'depth-1')).toEqual(['depth-1']);
  });

  it('chooses contenders, the clock, the effort and the file', () => {
    const args = ['--quick', '--contenders', 'native, co', '--json', 'rows.json', '--clock', 'cpu'];
    const options = parse_options(args, workloads);
    expect([...(options.contenders ?? [])]).toEqual(['native', 'co']);
    expect(options.effort).toEqual({ ...QUICK, clock: 'cpu' });
    expect(options.json).toBe('rows.json');
    expect(parse_options(['--list'], workloads).action).toBe('list');
    expect(parse_options(['--help', '--list'], workloads).action).toBe('help');
  });

  it.each([
    [['--only', 'nothing'], 'no such workload: nothing'],
    [['--contenders', 'nobody'], 'no such contender: nobody'],
    [['--contenders', 'yieldfrom'], 'no such contender: yieldfrom'],
    [['--clock', 'sun'], 'no such clock: sun'],
    [['--fast'], "Unknown option '--fast'"],
    [['fib'], "Unexpected argument 'fib'"],
  ])('refuses %j', (args, message) => {
    expect(() => parse_options(args, workloads)).toThrow(UsageError);
    expect(() => parse_options(args, workloads)).toThrow(message);
  });
});

describe('the workloads of the benchmark', () => {
  it('have names of their own, and sizes that grow', () => {
    expect(new Set(workloads.map(({ name }) => name)).size).toBe(workloads.length);
    for (const { sizes } of workloads) {
      expect(sizes).toEqual([...new Set(sizes)].sort((a, b) => a - b));
    }
    expect(doubling(3, 20)).toEqual([3, 6, 12, 20]);
  });

  it('start only contenders that are installed', () => {
    const nobody = { pythons: new Map(), versions: new Map() };
    const [first] = workloads as [Workload];
    expect(contenders_of(first)).toEqual([OURS, ...CONTENDERS]);
    expect(command_for(first, 'uvloop', nobody)).toBeUndefined();
    expect(command_for(first, 'native', nobody)?.args.slice(-2)).toEqual(['switch-1', 'native']);
  });
});
