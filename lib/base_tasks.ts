/** How tasks print, and where they are suspended. (CPython: `asyncio/base_tasks.py`.) */

import { future_repr_info } from './base_futures';
import { format_coroutine } from './coroutines';
import { host, type Location } from './host';
import { repr } from './reprlib';
import type { Task } from './task';
import { error_frames, format_frames } from './traceback';
import { chain_of, is_driven } from './trampoline';

// biome-ignore lint/suspicious/noExplicitAny: what a task returns is of no interest here.
type AnyTask = Task<any>;

/** The words inside `<Task …>`. */
export function task_repr_info(task: AnyTask): string[] {
  const info = future_repr_info(task);
  if (task._must_cancel) info[0] = 'cancelling';
  info.splice(1, 0, `coro=<${format_coroutine(task._coro, task.done())}>`);
  if (task._fut_waiter !== undefined) info.splice(2, 0, `wait_for=${repr(task._fut_waiter)}`);
  return info;
}

/**
 * A suspended task: where it and each coroutine it waits in is suspended, the outermost first; of these `limit` keeps the
 * newest. A failed task: the frames of its exception; of these `limit` keeps the oldest. Otherwise nothing.
 */
export function task_get_stack(task: AnyTask, limit: number | undefined): Location[] {
  if (!task.done()) return newest(suspended_at(task), limit);
  if (task._exception === undefined) return [];
  return error_frames(task._exception).slice(
    0,
    limit === undefined ? undefined : Math.max(0, limit),
  );
}

function suspended_at(task: AnyTask): Location[] {
  if (task._is_running()) return error_frames(new Error());
  const coro = task._coro;
  const chain = is_driven(coro) ? chain_of(task, coro) : [coro];
  return host.generator_locations(chain).filter((place) => place !== undefined);
}

function newest<T>(items: T[], limit: number | undefined): T[] {
  if (limit === undefined) return items;
  return limit <= 0 ? [] : items.slice(-limit);
}

/** The text of `task.print_stack()`. */
export function task_format_stack(task: AnyTask, limit: number | undefined): string {
  const frames = task.get_stack({ limit });
  const exception = task._exception;
  let text: string;
  if (frames.length === 0) text = `No stack for ${repr(task)}\n`;
  else if (exception !== undefined) text = `Traceback for ${repr(task)} (most recent call last):\n`;
  else text = `Stack for ${repr(task)} (most recent call last):\n`;
  text += format_frames(frames);
  if (exception !== undefined) text += exception_line(exception);
  return text;
}

/** `traceback.format_exception_only()`. */
function exception_line(thrown: unknown): string {
  if (!(thrown instanceof Error)) return `${repr(thrown)}\n`;
  return thrown.message === '' ? `${thrown.name}\n` : `${thrown.name}: ${thrown.message}\n`;
}
