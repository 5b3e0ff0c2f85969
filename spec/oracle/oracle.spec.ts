import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { disable_logger } from '../../lib/test_utils';
import { interpret, lines_of } from './interpreter';
import type { Program } from './program';
import { agrees, type Outcome, type TraceEvent } from './trace';

function objects_in<T>(name: string): T[] {
  const text = readFileSync(join(__dirname, name), 'utf8');
  return lines_of(text).map((line) => JSON.parse(line));
}

const program = (main: Program['main'], rest: Partial<Program> = {}): Program => ({
  id: 'program',
  main,
  ...rest,
});

beforeAll(() => {
  const silence = disable_logger();
  return () => silence[Symbol.dispose]();
});

/** A busy machine may take its time, in milliseconds. */
const PATIENCE = 120_000;

describe('the differential oracle', () => {
  it.each(['sample', 'found'])(
    'gives CPython’s traces for the %s programs',
    {
      timeout: PATIENCE,
    },
    (name) => {
      const references = objects_in<Outcome>(`${name}.traces.jsonl`);
      const outcomes = objects_in<Program>(`${name}.programs.jsonl`).map(interpret);
      expect(outcomes.map(({ id }) => id)).toEqual(references.map(({ id }) => id));
      const divergent = references.filter(
        (reference, i) => !agrees(reference, outcomes[i] as Outcome),
      );
      expect(divergent.map(({ id }) => id)).toEqual([]);
    },
  );

  it('sees a difference of one event', () => {
    const [reference] = objects_in<Outcome>('sample.traces.jsonl') as [Outcome];
    const [first, , ...rest] = reference.trace as [TraceEvent, ...TraceEvent[]];
    expect(agrees(reference, { ...reference })).toBe(true);
    expect(agrees(reference, { ...reference, trace: [first, first, ...rest] })).toBe(false);
    expect(agrees(reference, { ...reference, trace: [first, ...rest] })).toBe(false);
    expect(agrees(reference, { ...reference, outcome: 'deadlock' })).toBe(false);
  });

  it('compares a cycle of cancel() calls up to the limit only', () => {
    const event = [0, '-', 'log', '1 x'] as const;
    const limit = [0, '-', 'limit', 'recursion'] as const;
    const reference: Outcome = { id: 'a', outcome: 'limit', trace: [event, limit] };
    expect(agrees(reference, { id: 'a', outcome: 'ok', trace: [event, event] })).toBe(true);
    expect(agrees(reference, { id: 'a', outcome: 'ok', trace: [] })).toBe(false);
  });

  it('ends a program at the limit of its statements, and records nothing after it', () => {
    const body: Program['main'] = [
      {
        id: 1,
        op: 'try',
        body: [{ id: 2, op: 'loop', n: 1000, body: [{ id: 3, op: 'yield' }] }],
        finally: [{ id: 4, op: 'log', m: 'never' }],
      },
    ];
    const outcome = interpret(
      program([{ id: 5, op: 'run', aw: ['coro', 'B'] }], {
        bodies: { B: { body } },
        limits: { statements: 50 },
      }),
    );
    expect(outcome.outcome).toBe('limit');
    expect(outcome.trace.at(-1)).toEqual([0, '-', 'limit', 'statements']);
  });

  it('tells a run that nothing can end from one that is idle', () => {
    const outcome = interpret(
      program([
        { id: 1, op: 'run_forever' },
        { id: 2, op: 'future', var: 'f' },
        { id: 3, op: 'run', aw: ['var', 'f'] },
      ]),
    );
    expect(outcome.outcome).toBe('deadlock');
    expect(outcome.trace.filter(([, , kind]) => kind === 'run').map((event) => event[3])).toEqual([
      '1 start',
      '1 deadlock',
      '3 start',
      '3 deadlock',
    ]);
  });

  it('reaches asyncio by its public names only', () => {
    const sources = readdirSync(__dirname).filter((name) => /(?<!\.spec)\.ts$/.test(name));
    const text = sources.map((name) => readFileSync(join(__dirname, name), 'utf8')).join('\n');
    // A loop's own hooks, by which a subclass supplies clock and waiting.
    const members = [...text.matchAll(/(\w+)\??\.(_[a-z]\w*)/g)];
    expect(members.filter(([, object]) => object !== 'super').map(([found]) => found)).toEqual([]);
    const imports = [...text.matchAll(/from '\.\.\/\.\.\/(.*)'/g)].map(([, path]) => path);
    expect([...new Set(imports)].sort()).toEqual(['lib/errors', 'lib/index', 'lib/test_utils']);
  });
});
