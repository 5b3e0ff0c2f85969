/**
 * The tasks of a loop that are not done.
 *
 * A loop holds them, so that `all_tasks`, the dumps and the report at close see them: in a list that is threaded through
 * the tasks themselves. In debug mode it holds them weakly, so that a task that nothing can wake any more is collected,
 * and reported, as in CPython.
 */

import type { AbstractEventLoop } from './events';
import { host } from './host';
import { type Report, send_reports, unwatch, watch } from './reports';
import type { Task } from './task';

// biome-ignore lint/suspicious/noExplicitAny: what a task returns is of no interest here.
type AnyTask = Task<any>;

/** What a task carries for this list. */
export interface Linked {
  _previous_task: AnyTask | undefined;
  _next_task: AnyTask | undefined;
  _weak_entry: WeakEntry | undefined;
}

/** A task that is held weakly, with what is said when it is collected. */
export interface WeakEntry extends Report {
  readonly task: WeakRef<AnyTask>;
}

export class PendingTasks {
  readonly reference = new WeakRef(this);
  private _first: AnyTask | undefined;
  private _last: AnyTask | undefined;
  private readonly _weak = new Set<WeakEntry>();

  /** Hold a new task: weakly when it brings an entry, strongly otherwise. */
  add(task: AnyTask): void {
    const entry = task._weak_entry;
    if (entry !== undefined) {
      this._weak.add(entry);
      watch(task, entry);
      return;
    }
    task._previous_task = this._last;
    if (this._last === undefined) this._first = task;
    else this._last._next_task = task;
    this._last = task;
  }

  /** Let go of a task that is done. */
  remove(task: AnyTask): void {
    const entry = task._weak_entry;
    if (entry !== undefined) {
      this.forget(entry);
      unwatch(entry);
      task._weak_entry = undefined;
      return;
    }
    const { _previous_task: previous, _next_task: next } = task;
    if (previous === undefined && this._first !== task) return;
    if (previous === undefined) this._first = next;
    else previous._next_task = next;
    if (next === undefined) this._last = previous;
    else next._previous_task = previous;
    task._previous_task = task._next_task = undefined;
  }

  /** Drop the entry of a task that was collected. */
  forget(entry: WeakEntry): void {
    this._weak.delete(entry);
  }

  /** The pending tasks, oldest first. */
  *[Symbol.iterator](): Iterator<AnyTask> {
    for (let task = this._first; task !== undefined; task = task._next_task) yield task;
    for (const entry of this._weak) {
      const task = entry.task.deref();
      if (task !== undefined) yield task;
    }
  }

  /** Let go of all tasks that are still pending, and report each. */
  report_and_clear(): void {
    for (const task of [...this]) {
      this.remove(task);
      task._report_destroyed();
    }
  }
}

/** Those of the loops that are not closed. */
const known = new Set<WeakRef<PendingTasks>>();

const collected = new FinalizationRegistry<WeakRef<PendingTasks>>((gone) => known.delete(gone));

let at_exit_installed = false;

type Holder = AbstractEventLoop & { _pending_tasks?: PendingTasks };

/** The pending tasks of a loop. */
export function pending_tasks(loop: AbstractEventLoop): PendingTasks {
  const holder = loop as Holder;
  if (holder._pending_tasks === undefined) {
    holder._pending_tasks = new PendingTasks();
    remember(holder._pending_tasks);
  }
  return holder._pending_tasks;
}

function remember(tasks: PendingTasks): void {
  if (!at_exit_installed) {
    at_exit_installed = true;
    host.at_exit(report_all);
  }
  known.add(tasks.reference);
  collected.register(tasks, tasks.reference);
}

/** Report what a loop leaves behind when it is closed: its pending tasks, and the exceptions nobody read. */
export function report_leftovers(loop: AbstractEventLoop): void {
  const tasks = (loop as Holder)._pending_tasks;
  if (tasks !== undefined) {
    tasks.report_and_clear();
    known.delete(tasks.reference);
  }
  send_reports(loop);
}

function report_all(): void {
  for (const reference of known) reference.deref()?.report_and_clear();
}
