/**
 * The child processes of this thread, whoever has started them. (CPython: `os.waitpid()`.)
 *
 * Node collects its children by itself, so nobody can wait for one. But it says of each child, as it makes it, that there is
 * one (on a diagnostics channel), and later how it ended; so nobody has to.
 */

import type { ChildProcess } from 'node:child_process';
import { subscribe } from 'node:diagnostics_channel';
import { Signals } from './signal';

/** Told of every child that ends, by Node: it must only take note. The return code is Python's. */
export type ChildObserver = (pid: number, returncode: number) => void;

const observers = new Set<ChildObserver>();
/** Children that were made, but had no pid yet when we heard of them. */
const starting = new Set<ChildProcess>();
const running = new Map<number, ChildProcess>();

subscribe('child_process', (message) => {
  const { process: child } = message as { process: ChildProcess };
  sort_starting();
  starting.add(child);
  child.once('exit', (code, signal) => {
    if (child.pid === undefined) return;
    sort_starting();
    running.delete(child.pid);
    for (const observer of [...observers]) observer(child.pid, returncode_of(code, signal));
  });
});

/** Starting takes no time: what has no pid by now has failed to start. */
function sort_starting(): void {
  for (const child of starting) if (child.pid !== undefined) running.set(child.pid, child);
  starting.clear();
}

/** Python's return code: the exit status, or minus the number of the signal that ended the process. */
export function returncode_of(code: number | null, signal: NodeJS.Signals | null): number {
  return signal === null ? (code ?? 0) : -Signals[signal];
}

/** Whether there is a child with this pid that has not ended, as far as Node has noticed. */
export function is_running_child(pid: number): boolean {
  sort_starting();
  return running.has(pid);
}

/** Call `observer(pid, returncode)` for each child that ends from now on. */
export function observe_children(observer: ChildObserver): void {
  observers.add(observer);
}

/** Call it no more. */
export function ignore_children(observer: ChildObserver): void {
  observers.delete(observer);
}
