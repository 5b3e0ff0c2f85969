import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Built, build } from '../support/built';
import { run_node } from '../support/programs';
import { normalise } from '../support/python36';

// Processes on a busy machine take their time.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let built: Built;

beforeAll(() => {
  built = build(['spec/support/node_programs.ts', 'spec/support/report.ts']);
});

afterAll(() => built.remove());

/** Run a program of `node_programs.ts` to its end. */
function run(name: string) {
  const { stdout, stderr, status } = run_node(
    ['spec/support/node_programs.js', name],
    built.directory,
  );
  return { lines: normalise(stdout).split('\n').slice(0, -1), stderr, status };
}

describe('a process with a loop', () => {
  it('hears of a stalled run, and can go on', () => {
    const { lines, stderr, status } = run('stall');
    expect(lines).toEqual([
      'RuntimeError: Event loop stopped before Future completed.',
      'Nothing can wake the loop any more: no callback is queued and no timer is set. Pending:',
      expect.stringMatching(
        /^ {2}<Task pending coro=<wait_for\(\) running at FILE:LINE> wait_for=</,
      ),
      expect.stringMatching(
        /^ {2}<Task pending coro=<wait_for\(\) running at FILE:LINE> wait_for=</,
      ),
      'result: second run',
    ]);
    expect([stderr, status]).toEqual(['', 0]);
  });

  it('goes on when the future is completed before its end', () => {
    expect(run('stall_with_a_late_helper').lines).toEqual([
      'result: in time',
      'RuntimeError: Event loop stopped before Future completed.',
    ]);
  });

  it('fails loudly when nobody catches the stall', () => {
    const { stderr, status } = run('stall_uncaught');
    expect(stderr).toContain('RuntimeError: Event loop stopped before Future completed.');
    expect(status).toBe(1);
  });

  it('hears of a stall when only a timer for the end of time is left', () => {
    const { stderr, status } = run('stall_at_the_end_of_time');
    expect(stderr).toContain('RuntimeError: Event loop stopped before Future completed.');
    expect(status).toBe(1);
  });

  it('says that it was cancelled when nobody catches that', () => {
    const { stderr, status } = run('cancelled_uncaught');
    expect(stderr).toMatch(/^CancelledError\n {4}at /m);
    expect(status).toBe(1);
  });

  it('fails loudly when nobody waits for a run that raises', () => {
    const { stderr, status } = run('error_uncaught');
    expect(stderr).toContain('RuntimeError: nobody waits for this run');
    expect(status).toBe(1);
  });

  it('lives as long as something of Node can complete the future', () => {
    expect(run('wait_for_node').lines).toEqual(['result: from a timer of Node']);
  });

  it('lives as long as run_forever() runs', () => {
    expect(run('keep_alive').lines).toEqual(['result: undefined']);
  });

  it('ends beside loops that do not run, whatever is queued in them', () => {
    expect(run('idle')).toEqual({ lines: [], stderr: '', status: 0 });
    expect(run('after_the_run')).toEqual({ lines: ['result: done'], stderr: '', status: 0 });
  });
});

describe('Ctrl-C', () => {
  it('is a KeyboardInterrupt that can be caught, again and again', () => {
    const { lines, stderr, status } = run('interrupt_caught');
    expect(lines).toEqual([
      'KeyboardInterrupt: ',
      'KeyboardInterrupt: ',
      'CancelledError: ',
      'KeyboardInterrupt: ',
      'result: still works',
    ]);
    expect(status).toBe(0);
    // The sleeping task that the third interrupt has left.
    expect(stderr).toMatch(
      /^Task was destroyed but it is pending!\ntask: <Task pending coro=<sleep\(\)[^\n]*\n$/,
    );
  });

  it('that nobody catches ends the process with 130', () => {
    const { lines, stderr, status } = run('interrupt_uncaught');
    expect([lines, stderr.split('\n')[0], status]).toEqual([[], 'KeyboardInterrupt', 130]);
  });

  it('that a task raises itself does the same', () => {
    const { stderr, status } = run('interrupt_in_a_task');
    expect([stderr.split('\n')[0], status]).toEqual(['KeyboardInterrupt: in a task', 130]);
  });

  it('between two runs is Node’s own', () => {
    expect(run('interrupt_between_runs')).toEqual({ lines: [], stderr: '', status: null });
  });

  it('that nobody catches is left to the program when it listens for uncaught exceptions', () => {
    const { lines, status } = run('interrupt_with_a_listener_for_uncaught');
    expect([lines, status]).toEqual([['listener: KeyboardInterrupt'], 0]);
  });
});

describe('SystemExit that nobody catches', () => {
  it.each([
    ['exit_3', 3, ''],
    ['exit_none', 0, ''],
    ['exit_text', 1, 'a message\n'],
    ['exit_true', 1, ''],
    ['exit_259', 3, ''],
    ['exit_half', 1, '1.5\n'],
  ])('ends the process as in Python: %s with %i', (name, expected, text) => {
    const { lines, stderr, status } = run(name);
    expect([lines, status, stderr]).toEqual([[], expected, text]);
  });

  it('can be caught', () => {
    expect(run('exit_caught')).toEqual({ lines: ['SystemExit: 3'], stderr: '', status: 0 });
  });
});

describe('in a worker, a loop', () => {
  it('is not made by itself, and works as in the main thread', () => {
    const { lines, stderr } = run('worker');
    expect(lines).toEqual([
      "RuntimeError: There is no current event loop in thread 'Dummy-1'.",
      'result: slept',
      'result: undefined',
      'RuntimeError: Event loop stopped before Future completed.',
      'result: again',
    ]);
    expect(stderr).toBe('');
  });

  it('that SystemExit leaves ends the worker with its code', () => {
    expect(run('worker_exits').lines).toEqual(['exit code 3']);
  });
});
