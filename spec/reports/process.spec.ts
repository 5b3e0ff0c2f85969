import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Built, build } from '../support/built';
import { run_node } from '../support/programs';
import { normalise } from '../support/python36';

/** For programs of their own, in milliseconds: nothing here is about time. */
const PATIENCE = 120_000;

describe('at the end of the process', { timeout: PATIENCE }, () => {
  const REPORT = [
    'Future exception was never retrieved',
    "future: <Future finished exception=ValueError('nobody reads this',)>",
    'ValueError: nobody reads this',
  ];

  let built: Built;
  beforeAll(() => {
    built = build(['spec/support/forgotten_program.ts']);
  }, PATIENCE);
  afterAll(() => built.remove());

  function run(name: string): { lines: string[]; stdout: string; status: number | null } {
    const { stdout, stderr, status } = run_node([
      join(built.directory, 'spec/support/forgotten_program.js'),
      name,
    ]);
    const lines = stderr.split('\n').filter((line) => !/^\s+at |^$/.test(line));
    return { lines, stdout, status };
  }

  it('an unread exception is reported, one that was read is not', () => {
    expect(run('unread')).toEqual({ lines: REPORT, stdout: 'end\n', status: 0 });
  });

  it('an unread exception is reported though the future is still in use', () => {
    const { lines, stdout } = run('held');
    expect(lines).toEqual(REPORT);
    expect(stdout).toContain('nobody reads this');
  });

  it('nothing is reported again that was at the close of the loop', () => {
    expect(run('closed')).toEqual({ lines: REPORT, stdout: 'closed\n', status: 0 });
  });

  it('the exception of a task is reported', () => {
    const { lines } = run('task');
    expect(lines[0]).toBe('Task exception was never retrieved');
    expect(normalise(lines[1] as string)).toBe(
      "future: <Task finished coro=<failing() done, defined at FILE:LINE> exception=ValueError('nobody reads this',)>",
    );
  });

  it('the loop may be that of Node', () => {
    expect(run('node_loop')).toMatchObject({ lines: REPORT, status: 0 });
  });

  it('the report comes after process.exit() too, and leaves the status', () => {
    expect(run('exits')).toEqual({ lines: REPORT, stdout: '', status: 3 });
  });

  it('the report comes when the program dies of another error', () => {
    const { lines, status } = run('throws');
    expect(lines).toEqual(expect.arrayContaining([...REPORT, 'ValueError: uncaught']));
    expect(status).toBe(1);
  });

  it('a handler that raises keeps neither the other reports nor the status from coming', () => {
    const { lines, status } = run('handler_raises');
    expect(lines).toEqual([
      'Exception ignored in: UnreadException',
      'SystemExit: 7',
      'Exception ignored in: UnreadException',
      'SystemExit: 7',
    ]);
    expect(status).toBe(0);
  });

  it('an error in the handler is logged with the context', () => {
    const { lines } = run('handler_fails');
    expect(lines.slice(0, 3)).toEqual([
      'Unhandled error in exception handler',
      "context: {'message': 'Future exception was never retrieved', 'exception': ValueError('one',), 'future': <Future finished exception=ValueError('one',)>}",
      'ValueError: in the handler',
    ]);
  });

  it('an uncaught error without a stack is named', () => {
    const { lines, status } = run('stackless_uncaught');
    expect(lines.join('\n')).toContain('CancelledError');
    expect(status).toBe(1);
  });
});
