/** How tasks print, and where they are suspended. (CPython: `asyncio/base_tasks.py`.) */

import { future_repr_info } from './base_futures';
import { format_coroutine, function_of } from './coroutines';
import { format_callback, function_source } from './handles';
import { host, type Location } from './host';
import { is_generator, repr } from './reprlib';
import type { Task } from './task';
import { type Above, error_frames, format_frames } from './traceback';
import { type CoroutineObject, chain_of, FOREIGN } from './trampoline';

// biome-ignore lint/suspicious/noExplicitAny: what a task returns is of no interest here.
type AnyTask = Task<any>;

/** How many tasks are printed inside one another now, because each waits for the next. */
let level = 0;

/** Where that ends: a chain may be long, and each of its tasks is printed. (CPython sets no limit.) */
const MOST_LEVELS = 6;

/** The words inside `<Task …>`. */
export function task_repr_info(task: AnyTask): string[] {
  if (level === MOST_LEVELS) return ['...'];
  level += 1;
  try {
    const info = future_repr_info(task);
    if (task._must_cancel) info[0] = 'cancelling';
    info.splice(1, 0, `coro=<${coroutine_of(task)}>`);
    if (task._fut_waiter !== undefined) info.splice(2, 0, `wait_for=${repr(task._fut_waiter)}`);
    return info;
  } finally {
    level -= 1;
  }
}

function coroutine_of(task: AnyTask): string {
  const place = task._is_running() ? place_in_step(task) : undefined;
  const coro = task._coro;
  // A task that was completed from outside leaves its coroutine where it was.
  const done = task.done() && task._fut_waiter === undefined;
  if (place === undefined) return format_coroutine(coro, done);
  const fn = function_of(coro);
  const name = fn !== undefined ? format_callback(fn, []) : `${place.name}()`;
  return `${name} running at ${place.file}:${place.line}`;
}

/** Where the task's own coroutine is, when it is that which runs: the host knows only of suspended ones. */
function place_in_step(task: AnyTask): Location | undefined {
  const coro = task._coro;
  if (!is_generator(coro) || host.generator_locations([coro])[0] !== undefined) return undefined;
  const place = frames_of_step(task)[0];
  const source = function_source(function_of(coro));
  // A coroutine of this library has no frame of its own here.
  return source === undefined || source.file === place?.file ? place : undefined;
}

/**
 * A suspended task: where it and each coroutine it waits in is suspended, the outermost first; of these `limit` keeps the
 * newest. A failed task: the frames of its exception; of these `limit` keeps the oldest. Otherwise nothing.
 */
export function task_get_stack(task: AnyTask, limit: number | undefined): Location[] {
  if (!task.done()) {
    return task._is_running() ? newest(running_at(task), limit) : suspended_at(task, limit);
  }
  if (task._exception === undefined) return [];
  return error_frames(task._exception).slice(
    0,
    limit === undefined ? undefined : Math.max(0, limit),
  );
}

function suspended_at(task: AnyTask, limit: number | undefined): Location[] {
  const places = host.generator_locations(newest(chain(task), limit));
  return places.filter((place) => place !== undefined);
}

/** Who called the loop, then the coroutines that wait for the one that runs, then what that one has called. */
function running_at(task: AnyTask): Location[] {
  const places = host.generator_locations(chain(task));
  const running = places.indexOf(undefined);
  const waiting = running < 0 ? places : places.slice(0, running);
  return [...frames_below(task), ...(waiting as Location[]), ...frames_of_step(task)];
}

/** The task's coroutine and those that wait for one another below it, as far as they are decorated. */
function chain(task: AnyTask): object[] {
  const coro = task._coro;
  return task._frame === FOREIGN ? [coro] : chain_of(task, coro as object as CoroutineObject);
}

/** The user's frames above the task's current step, oldest first. */
function frames_of_step(task: AnyTask): Location[] {
  return current_frames().slice(frames_below(task).length);
}

function frames_below(task: AnyTask): Location[] {
  return current_frames(task._resume);
}

function current_frames(above?: Above): Location[] {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = Number.POSITIVE_INFINITY;
  try {
    const here = new Error();
    Error.captureStackTrace(here, above);
    return error_frames(here);
  } finally {
    Error.stackTraceLimit = limit;
  }
}

function newest<T>(items: T[], limit: number | undefined): T[] {
  if (limit === undefined) return items;
  return limit <= 0 ? [] : items.slice(-limit);
}

/**
 * Give an error that the scheduler throws into a task's coroutine the stack that shows whose mistake it is: the
 * coroutine's, as in CPython, where errors collect their frames on the way out.
 */
export function blame_coroutine(error: Error, task: AnyTask): void {
  const lines = suspended_at(task, Error.stackTraceLimit).map(
    ({ name, file, line }) => `    at ${name ?? '<anonymous>'} (${file}:${line})`,
  );
  if (lines.length === 0) return;
  error.stack = [`${error.name}: ${error.message}`, ...lines.reverse()].join('\n');
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
