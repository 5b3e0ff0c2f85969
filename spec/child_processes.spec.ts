import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  type ChildObserver,
  ignore_children,
  is_running_child,
  observe_children,
  returncode_of,
} from '../lib/child_processes';

/** What is told of children from now on. */
function observed(observer: ChildObserver = () => {}) {
  const ends: [pid: number, returncode: number][] = [];
  const note: ChildObserver = (pid, returncode) => {
    ends.push([pid, returncode]);
    observer(pid, returncode);
  };
  observe_children(note);
  const ignore = () => ignore_children(note);
  onTestFinished(ignore);
  return { ends, ignore };
}

/** A child that ends when it is killed, or when its input is closed. */
function cat(): ChildProcess & { pid: number } {
  const child = spawn('cat', { stdio: ['pipe', 'ignore', 'ignore'] });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  return child as ChildProcess & { pid: number };
}

describe('a child process that Node has started', () => {
  it('runs until it ends, and then its return code is told to all who want to know', async () => {
    const [first, second] = [observed(), observed()];
    const [child, other] = [cat(), cat()];
    expect([child, other].map(({ pid }) => is_running_child(pid))).toEqual([true, true]);
    child.stdin?.end();
    await once(child, 'exit');
    expect([child, other].map(({ pid }) => is_running_child(pid))).toEqual([false, true]);
    other.kill('SIGTERM');
    await once(other, 'exit');
    expect(first.ends).toEqual([
      [child.pid, 0],
      [other.pid, -15],
    ]);
    expect(second.ends).toEqual(first.ends);
  });

  it('is known, and its end is told, though nobody has asked while it ran', async () => {
    const { ends } = observed();
    const child = cat();
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(ends).toEqual([[child.pid, -9]]);
    expect(is_running_child(child.pid)).toBe(false);
  });

  it('is not told to who does not want to know any more, not even in the middle of it', async () => {
    const [before, after] = [observed(() => before.ignore()), observed()];
    for (const child of [cat(), cat()]) {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    expect([before.ends.length, after.ends.length]).toEqual([1, 2]);
  });

  it('that could not be started is none', async () => {
    const { ends } = observed();
    const child = spawn('/nowhere/at/all');
    await once(child, 'error');
    expect(is_running_child(child.pid as never)).toBe(false);
    expect(ends).toEqual([]);
  });

  it('is not one that others have started', () => {
    expect([is_running_child(process.pid), is_running_child(process.ppid)]).toEqual([false, false]);
  });
});

describe('the return code', () => {
  it.each([
    [0, null, 0],
    [3, null, 3],
    [255, null, 255],
    [null, 'SIGTERM', -15],
    [null, 'SIGKILL', -9],
    [null, null, 0],
  ] as const)('of %j and %j is %i', (code, signal, expected) => {
    expect(returncode_of(code, signal)).toBe(expected);
  });
});
