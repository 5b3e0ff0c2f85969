import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { disable_logger } from '../../lib/test_utils';
import { lines_of } from './interpreter';
import { candidate, is_spread_out, run_paced } from './node_loop';
import type { Program } from './program';

const sample: Program[] = lines_of(
  readFileSync(join(__dirname, 'sample.programs.jsonl'), 'utf8'),
).map((line) => JSON.parse(line));

const sleeping = (...delays: number[]): Program => ({
  id: 'sleeping',
  bodies: { B: { body: [{ id: 1, op: 'await', aw: ['gather', delays.map(sleep), false] }] } },
  main: [{ id: 2, op: 'run', aw: ['coro', 'B'] }],
});

const sleep = (delay: number) => ['sleep', delay] as const;

beforeAll(() => {
  const silence = disable_logger();
  return () => silence[Symbol.dispose]();
});

describe('the loop of Node', () => {
  it('gives the traces of virtual time, to the microsecond', async () => {
    const candidates = sample.map(candidate).filter((found) => found !== undefined);
    const divergent: string[] = [];
    for (const { expected, ...rest } of candidates) {
      const outcome = await run_paced({ expected, ...rest });
      if (JSON.stringify(outcome) !== JSON.stringify(expected)) divergent.push(expected.id);
    }
    expect(divergent).toEqual([]);
    expect(candidates.length).toBeGreaterThan(300);
  }, 120_000);

  it('is compared in real time only where no two moments are close', () => {
    expect(candidate(sleeping(0.25, 0.5))).toSatisfy(is_spread_out);
    expect(candidate(sleeping(0.25, 0.25))).not.toSatisfy(is_spread_out);
    expect(candidate(sleeping(0.25, 0.5, 2 ** -31))).not.toSatisfy(is_spread_out);
  });

  it('is not compared where it has to differ', () => {
    const main = (...statements: Program['main']): Program => ({ id: 'main', main: statements });
    const future = { id: 1, op: 'future', var: 'f' } as const;
    const inside = { id: 2, op: 'future', var: 'g' } as const;
    const run = { id: 3, op: 'run', aw: ['var', 'f'] } as const;
    const settle = { id: 4, op: 'set_result', fut: ['var', 'f'], v: ['var', 'g'] } as const;
    expect(candidate(main(future, run))).toBeUndefined();
    expect(candidate(main(future, inside, settle, run))).toBeUndefined();
    expect(candidate(sleeping(90_000))).toBeUndefined();
  });
});
