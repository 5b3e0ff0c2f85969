/** A Task: a coroutine that the loop runs. (CPython: class `Task` of `asyncio/tasks.py`, in pure Python.) */

import {
  _PENDING,
  type End,
  future_repr_info,
  is_cancelled,
  is_done,
  isfuture,
  MUST_CANCEL,
  SILENT,
} from './base_futures';
import { blame_coroutine, task_format_stack, task_get_stack, task_repr_info } from './base_tasks';
import { describe_gone, function_of, has_await, iscoroutine } from './coroutines';
import { call_soon_due, type DueCall, report_due } from './due_call';
import {
  AssertionError,
  CancelledError,
  is_exception,
  RuntimeError,
  StopIteration,
  stackless,
  ValueError,
} from './errors';
import { type AbstractEventLoop, get_event_loop } from './events';
import { add_due_call, Future } from './futures';
import { type AnyCallback, bound_method, format_callback } from './handles';
import { host, type Location } from './host';
import { keywords } from './keywords';
import { type Linked, pending_tasks, type WeakEntry } from './pending_tasks';
import { is_generator, repr } from './reprlib';
import { unabridged } from './shortcut';
import type { SourceTraceback } from './traceback';
import {
  type CoroutineObject,
  type Driver,
  drive,
  FOREIGN,
  type Frame,
  is_driven,
  NEXT,
  RAISED,
  THROW,
  taken_error,
} from './trampoline';
import type { Awaitable, Coroutine } from './types';

// Compared with the method that an object has, to see whether it has its own. A constant: V8 folds no load from a prototype.
const RESULT = Future.prototype.result;

/** The option that most functions take: the event loop, by default the current one. */
export interface LoopOption {
  loop?: AbstractEventLoop | null | undefined;
}

/** What the package's own loops know of tasks, beyond AbstractEventLoop. */
interface TaskLoop extends AbstractEventLoop {
  _current_task?: Task<unknown> | undefined;
}

/**
 * A coroutine wrapped in a Future.
 *
 * Invariant while the task is not done: either `_fut_waiter` is None and the next step is queued in the loop, or
 * `_fut_waiter` is the future it waits for, the task is among that future's callbacks, and no step is queued.
 *
 * @example
 * const task = asyncio.ensure_future(spin('thinking!'));
 * yield* asyncio.sleep(3);
 * task.cancel();
 */
export class Task<T = unknown> extends Future<T> implements DueCall, Driver, Linked {
  /** The coroutine object. */
  readonly _coro: Coroutine<T>;
  /** The future that this task waits for. */
  _fut_waiter: Future<unknown> | undefined = undefined;
  /** Where the coroutine is suspended, for the trampoline; FOREIGN for a coroutine that it does not drive. */
  _frame: Frame | undefined = undefined;

  _previous_task: Task<unknown> | undefined = undefined;
  _next_task: Task<unknown> | undefined = undefined;
  declare _weak_entry: DestroyedPending | undefined;
  static {
    // Debug mode alone sets it.
    Task.prototype._weak_entry = undefined;
  }

  /**
   * Schedules the first step; nothing of the coroutine runs before the loop does.
   *
   * @throws AssertionError when `coro` is no coroutine object.
   */
  constructor(coro: Coroutine<T>, options?: LoopOption) {
    if (!iscoroutine(coro)) throw new AssertionError(repr(coro));
    super(options);
    this._coro = coro;
    // Asked once: at each step it would take a twentieth of a switch.
    if (!is_driven(coro)) {
      this._coro = unabridged(coro);
      if (this._coro === coro) this._frame = FOREIGN;
    }
    this._schedule();
    if (this._loop.get_debug()) this._weak_entry = new DestroyedPending(this);
    pending_tasks(this._loop).add(this);
  }

  /** The task that runs now in this loop, by default the current one; None outside of tasks. */
  static current_task(loop?: AbstractEventLoop | null): Task<unknown> | undefined {
    return ((loop ?? get_event_loop()) as TaskLoop)._current_task;
  }

  /** The tasks of this loop, by default the current one, that are not done. (CPython 3.6 adds the done ones.) */
  static all_tasks(loop?: AbstractEventLoop | null): Set<Task<unknown>> {
    return new Set(pending_tasks(loop ?? get_event_loop()));
  }

  /**
   * Ask the task to cancel itself: CancelledError is thrown into the coroutine at the next opportunity.
   *
   * The coroutine may clean up, refuse, or end in another way: `cancelled()` is not true at once, and need not become so.
   *
   * @returns false when the task was already done.
   */
  override cancel(): boolean {
    this._log_traceback = false;
    if (this.done()) return false;
    // The link stays: the future may be a task that refuses, and then it is cancelled again another time.
    if (this._fut_waiter?.cancel()) return true;
    this._must_cancel = true;
    return true;
  }

  /**
   * Where the coroutine is suspended, or where its exception came from; the oldest frame first.
   *
   * A difference to CPython 3.6: the stack goes on through the coroutines that the task's own coroutine waits for.
   *
   * @param options.limit how many frames at the most: of a stack the newest, of an exception's traceback the oldest.
   */
  get_stack(options?: { limit?: number | null | undefined }): Location[] {
    const { limit } = keywords('get_stack', options, ['limit']);
    return task_get_stack(this, limit ?? undefined);
  }

  /**
   * Print the frames of `get_stack()`.
   *
   * @param options.file what to write to; by default standard error.
   */
  print_stack(options?: {
    limit?: number | null | undefined;
    file?: { write(text: string): unknown } | null | undefined;
  }): void {
    const { limit, file } = keywords('print_stack', options, ['limit', 'file']);
    const text = task_format_stack(this, limit ?? undefined);
    if (file) file.write(text);
    else host.write_stderr(text);
  }

  /** Run the coroutine to its next suspension. @param exception what to throw in; None: it is resumed. */
  _step(exception?: unknown): void {
    if (is_done(this)) {
      throw new AssertionError(`_step(): already done: ${repr(this)}, ${repr(exception)}`);
    }
    if (this._must_cancel) {
      if (!(exception instanceof CancelledError)) exception = stackless(CancelledError);
      this._must_cancel = false;
    }
    this._fut_waiter = undefined;

    const loop = this._loop as TaskLoop;
    loop._current_task = this;
    try {
      let result: IteratorResult<unknown, unknown>;
      try {
        result = this._resume(exception);
      } catch (error) {
        this._raised(error);
        return;
      }
      if (result === RAISED) this._raised(taken_error());
      else if (result.done) this._returned(result.value as T);
      else this._suspended_on(result.value);
    } finally {
      loop._current_task = undefined;
    }
  }

  /** Everything that the coroutine does happens below this frame. */
  _resume(exception: unknown): IteratorResult<unknown, unknown> {
    const coro = this._coro;
    if (this._frame !== FOREIGN) {
      const mode = exception === undefined ? NEXT : THROW;
      return drive(this, coro as object as CoroutineObject, mode, exception);
    }
    const result = exception === undefined ? coro.next(undefined) : coro.throw(exception);
    if (typeof result === 'object' && result !== null) return result;
    throw new TypeError(`Iterator result ${String(result)} is not an object`);
  }

  private _returned(value: T): void {
    if (this._must_cancel) {
      // Cancelled in its very last step: for CPython 3.6 an exception, the task does not count as cancelled.
      this._must_cancel = false;
      this.set_exception(stackless(CancelledError));
    } else {
      this.set_result(value);
    }
  }

  private _raised(error: unknown): void {
    if (error instanceof StopIteration) {
      // Python's way to return, of a hand-written coroutine too.
      this._returned(error.value as T);
      return;
    }
    if (error instanceof CancelledError) super.cancel();
    else this.set_exception(error ?? new TypeError('exceptions must derive from BaseException'));
    if (!is_exception(error)) throw error;
  }

  /** What the coroutine has yielded: nothing, a future to wait for, or a mistake that is thrown back at it. */
  private _suspended_on(yielded: unknown): void {
    if (yielded === undefined || yielded === null) {
      this._schedule();
      return;
    }
    const mistake = this._mistake_in(yielded);
    if (mistake === undefined) this._wait_for(yielded as Future<unknown>);
    else this._throw_soon(new RuntimeError(mistake));
  }

  private _throw_soon(error: Error): void {
    blame_coroutine(error, this);
    this._loop.call_soon(bound_method(this, 'Task._step', step), error);
  }

  private _mistake_in(yielded: unknown): string | undefined {
    const { _loop, _asyncio_future_blocking } = yielded as Partial<Future>;
    // Nearly always it is so. To ask isfuture() first is slower, as V8 has seen objects of all kinds there.
    if (_asyncio_future_blocking && _loop === this._loop && yielded !== this) return undefined;
    if (isfuture(yielded)) {
      if (yielded._loop !== this._loop) {
        return `Task ${repr(this)} got Future ${repr(yielded)} attached to a different loop`;
      }
      if (!yielded._asyncio_future_blocking) {
        return `yield was used instead of yield from in task ${repr(this)} with ${repr(yielded)}`;
      }
      return (yielded as unknown) === this
        ? `Task cannot await on itself: ${repr(this)}`
        : undefined;
    }
    if (is_generator(yielded)) {
      return `yield was used instead of yield from for generator in task ${repr(this)} with ${repr(yielded)}`;
    }
    return `Task got bad yield: ${repr(yielded)}`;
  }

  private _wait_for(future: Future<unknown>): void {
    future._asyncio_future_blocking = false;
    this._fut_waiter = future;
    add_due_call(future, this);
    if (this._must_cancel && future.cancel()) this._must_cancel = false;
  }

  /** The future that the task waits for is done. */
  _wakeup(future: Future<unknown>): void {
    this._step(exception_of(future));
  }

  /** Queue the step that is due, once: this keeps the invariant above. */
  _schedule(): void {
    call_soon_due(this._loop, this);
  }

  _due_call(): [callback: AnyCallback, args: unknown[]] {
    const future = this._fut_waiter;
    if (future === undefined) return [bound_method(this, 'Task._step', step), []];
    return [bound_method(this, 'Task._wakeup', wakeup), [future]];
  }

  /** Called by the loop for a task in its ready queue. */
  _run(): void {
    const future = this._fut_waiter;
    try {
      if (future === undefined) this._step();
      else this._wakeup(future);
    } catch (error) {
      // Errors of the coroutine end in the task. This one says that the task was ended from outside between two steps.
      report_due(this._loop, this, error);
    }
  }

  override _end(end: End, outcome: unknown): void {
    pending_tasks(this._loop).remove(this);
    super._end(end, outcome);
  }

  get _cancelled(): boolean {
    return false;
  }

  _is_running(): boolean {
    return (this._loop as TaskLoop)._current_task === this;
  }

  override _repr_info(): string[] {
    return task_repr_info(this);
  }

  override _obituary(): () => string {
    return obituary_of(this);
  }

  /** Whether CancelledError is to be thrown in at the next step. */
  get _must_cancel(): boolean {
    return (this._flags & MUST_CANCEL) !== 0;
  }

  set _must_cancel(value: boolean) {
    this._flags = value ? this._flags | MUST_CANCEL : this._flags & ~MUST_CANCEL;
  }

  /** Whether to report the task when it is forgotten while pending. */
  get _log_destroy_pending(): boolean {
    return (this._flags & SILENT) === 0;
  }

  set _log_destroy_pending(value: boolean) {
    this._flags = value ? this._flags & ~SILENT : this._flags | SILENT;
    if (this._weak_entry !== undefined) this._weak_entry.silent = !value;
  }

  /** Say that nobody will ever finish this task. */
  _report_destroyed(): void {
    if (!this._log_destroy_pending) return;
    new DestroyedPending(this).send(this);
  }
}

/** What `future.result()` raises. The value itself is fetched by the future's iterator. */
function exception_of(future: Future<unknown>): unknown {
  // To throw and to catch takes longer than all the rest of a cancellation.
  if (is_cancelled(future) && future.result === RESULT) {
    return stackless(CancelledError);
  }
  try {
    future.result();
    return undefined;
  } catch (error) {
    if (!is_exception(error)) throw error;
    return error;
  }
}

function step(this: Task<unknown>, exception?: unknown): void {
  this._step(exception);
}

function wakeup(this: Task<unknown>, future: Future<unknown>): void {
  this._wakeup(future);
}

/** "Task was destroyed but it is pending!". Knows of the task only what outlives it. */
class DestroyedPending implements WeakEntry {
  silent = false;
  readonly loop: AbstractEventLoop;
  readonly task: WeakRef<Task<unknown>>;
  private readonly _obituary: () => string;
  private readonly _source_traceback: SourceTraceback | undefined;

  constructor(task: Task<unknown>) {
    this.loop = task._loop;
    this.task = new WeakRef(task);
    this._obituary = obituary_of(task);
    this._source_traceback = task._source_traceback;
  }

  detach(): void {
    void this._source_traceback?.frames;
  }

  send(task: object | undefined): void {
    pending_tasks(this.loop).forget(this);
    if (this.silent) return;
    this.loop.call_exception_handler({
      task: task ?? { __repr__: this._obituary },
      message: 'Task was destroyed but it is pending!',
      ...(this._source_traceback && { source_traceback: this._source_traceback }),
    });
  }
}

function obituary_of(task: Task<unknown>): () => string {
  const { name } = task.constructor;
  const { _state, _exception, _source_traceback, _coro } = task;
  const remains = { _state, _exception, _source_traceback, _result: undefined, _callbacks: [] };
  const fn = function_of(_coro);
  const coro = fn && epitaph_of(fn);
  return () => {
    const info = future_repr_info(remains);
    if (coro !== undefined) info.splice(1, 0, `coro=<${coro(_state !== _PENDING)}>`);
    return `<${name} ${info.join(' ')}>`;
  };
}

/** How to print a coroutine that is gone. Its function may know the task, by its closure, and is not to keep it alive. */
function epitaph_of(fn: object): (done: boolean) => string {
  const name = format_callback(fn);
  const reference = new WeakRef(fn);
  return (done) => {
    const alive = reference.deref();
    return alive === undefined
      ? `${name} ${done ? 'done' : 'running'}`
      : describe_gone(alive, done);
  };
}

/**
 * A future for a coroutine: it becomes a task of the loop. A future is returned as it is; another object that can stand
 * right of `yield*` is wrapped in a coroutine.
 *
 * @throws ValueError when `loop` is given and the future belongs to another one.
 * @throws TypeError for anything else.
 */
export function ensure_future<F extends Future<never>>(future: F, options?: LoopOption): F;
export function ensure_future<T>(coro: Coroutine<T>, options?: LoopOption): Task<T>;
export function ensure_future<T>(awaitable: Awaitable<T>, options?: LoopOption): Future<T>;
export function ensure_future<T>(
  awaitable: Future<T> | Coroutine<T> | Awaitable<T>,
  options?: LoopOption,
): Future<T> {
  // Without options not even the list of names is made.
  const loop =
    options === undefined ? undefined : keywords('ensure_future', options, ['loop']).loop;
  return future_for(awaitable, loop);
}

/** `ensure_future`, without an options object for each call. */
export function future_for<T>(
  awaitable: Awaitable<T>,
  loop: AbstractEventLoop | null | undefined,
): Future<T> {
  if (isfuture(awaitable)) {
    if (loop !== undefined && loop !== null && loop !== awaitable._loop) {
      throw new ValueError('loop argument must agree with Future');
    }
    return awaitable as Future<T>;
  }
  if (iscoroutine(awaitable)) {
    return (loop ?? get_event_loop()).create_task(awaitable as Coroutine<T>);
  }
  if (has_await(awaitable)) return future_for(_wrap_awaitable(awaitable), loop);
  throw new TypeError('An asyncio.Future, a coroutine or an awaitable is required');
}

function* _wrap_awaitable<T>(awaitable: Awaitable<T>): Coroutine<T> {
  return yield* awaitable as Coroutine<T>;
}
