/**
 * The event loop without a host. (CPython: `asyncio/base_events.py`.)
 *
 * Invariants:
 * - `_run_ready` is the only place where callbacks run; everybody else only queues them.
 * - One iteration is: drop cancelled timers, poll, queue what the poll brought, queue the timers that are due, then run as
 *   many callbacks as the queue holds at that moment. What these queue waits for the next iteration.
 * - A subclass supplies the clock (`time`) and the waiting (`_select`). Nothing here knows how either is done.
 */

import { coroutine, iscoroutine, iscoroutinefunction } from './coroutines';
import { log_poll, log_slow_callback } from './debug_times';
import { Deque } from './deque';
import type { DueCall } from './due_call';
import { is_exception, RuntimeError } from './errors';
import {
  _get_running_loop,
  _set_running_loop,
  AbstractEventLoop,
  type Callback,
  type ExceptionContext,
  type ExceptionHandler,
  type ExecutorLike,
  type TaskFactory,
} from './events';
import { context_text, raised_while_handling } from './exception_context';
import { Future, wrap_future } from './futures';
import {
  type AnyCallback,
  type Arguments,
  type ArgumentsOwner,
  Handle,
  listed,
  NO_ARGUMENTS,
  type ReadyEntry,
  TimerHandle,
} from './handles';
import { host } from './host';
import { logger } from './log';
import { report_leftovers } from './pending_tasks';
import { unwatch, watch } from './reports';
import { repr, type_name } from './reprlib';
import { Task } from './task';
import { is_sweep_due, pop_timer, push_timer, swept } from './timer_heap';
import type { Coroutine } from './types';
import { UnclosedLoop } from './unclosed_loop';

/** The longest poll, in seconds. */
const MAXIMUM_SELECT_TIMEOUT = 24 * 3600;

/** The scheduler: ready queue, timers, tasks, exception handling, debug mode. */
export abstract class BaseEventLoop extends AbstractEventLoop {
  readonly _ready = new Deque<ReadyEntry>();
  _scheduled: TimerHandle[] = [];
  /** How many timers in the heap are cancelled. */
  _timer_cancelled_count = 0;
  /** What every future and task of the loop is made with: one object for all. */
  readonly _loop_option: { readonly loop: BaseEventLoop } = { loop: this };
  /** Timers that are due within this many seconds are due now. */
  _clock_resolution = 1e-9;
  _closed = false;
  _stopping = false;
  /** The thread that runs the loop; None while it does not run. */
  _thread_id: number | undefined = undefined;
  /** Whether whoever waits in the poll has to be told of new work. */
  _asleep = false;
  override slow_callback_duration = 0.1;

  private _debug = Boolean(host.getenv('PYTHONASYNCIODEBUG'));
  private _exception_handler: ExceptionHandler | undefined;
  private _task_factory: TaskFactory | undefined;
  private _default_executor: ExecutorLike | undefined;
  private _current_handle: ReadyEntry | undefined;
  private readonly _unclosed = new UnclosedLoop(this.constructor.name);

  constructor() {
    super();
    watch(this, this._unclosed);
  }

  override __repr__(): string {
    return (
      `<${this.constructor.name} running=${repr(this.is_running())} ` +
      `closed=${repr(this.is_closed())} debug=${repr(this.get_debug())}>`
    );
  }

  // What a subclass supplies.

  /** The loop's clock: seconds, never going backwards. */
  abstract override time(): number;

  /**
   * Wait for events, `timeout` seconds at the most: 0 does not wait, None waits for ever.
   *
   * @returns how many callbacks it has queued.
   */
  abstract _select(timeout: number | undefined): number;

  /** Make whoever waits in the poll return; called from anywhere. */
  _write_to_self(): void {}

  // Futures and tasks.

  /** A future of this loop. A subclass may make its own kind. */
  override create_future<T = unknown>(): Future<T> {
    return new Future<T>(this._loop_option);
  }

  /** Schedule a coroutine object, as the task factory says. @throws RuntimeError when the loop is closed. */
  override create_task<T>(coro: Coroutine<T>): Task<T> {
    this._check_closed();
    if (this._task_factory === undefined) return new Task<T>(coro, this._loop_option);
    return this._task_factory(this, coro as Coroutine<never>) as Task<T>;
  }

  /** Set `factory(loop, coro)`, which makes the futures for coroutines; None restores the default. */
  override set_task_factory(factory: TaskFactory | undefined | null): void {
    if (factory !== undefined && factory !== null && typeof factory !== 'function') {
      throw new TypeError('task factory must be a callable or None');
    }
    this._task_factory = factory ?? undefined;
  }

  /** The task factory; None when it is the default. */
  override get_task_factory(): TaskFactory | undefined {
    return this._task_factory;
  }

  /** There are no asynchronous generators here that would have to be closed. */
  override shutdown_asyncgens(): Coroutine<void> {
    return nothing();
  }

  // Running and stopping.

  /** Let the current iteration end, then leave `run_forever()`. Before a run: run exactly one iteration. */
  override stop(): void {
    this._stopping = true;
    if (this._asleep) this._write_to_self();
  }

  /**
   * Forget everything that is queued, and close the loop for good. Closing it twice does nothing.
   *
   * Tasks that are still pending and exceptions that nobody has read are reported.
   *
   * @throws RuntimeError when the loop runs.
   */
  override close(): void {
    if (this.is_running()) throw new RuntimeError('Cannot close a running event loop');
    if (this._closed) return;
    if (this._debug) logger.debug(`Close ${repr(this)}`);
    this._closed = true;
    unwatch(this._unclosed);
    this._ready.clear();
    this._scheduled = [];
    const executor = this._default_executor;
    this._default_executor = undefined;
    executor?.shutdown?.({ wait: false });
    report_leftovers(this);
  }

  override is_closed(): boolean {
    return this._closed;
  }

  override is_running(): boolean {
    return this._thread_id !== undefined;
  }

  _check_closed(): void {
    if (this._closed) throw new RuntimeError('Event loop is closed');
  }

  /** First half of every run. @throws RuntimeError when this or another loop runs, or this one is closed. */
  _enter_run(): void {
    this._check_closed();
    if (this.is_running()) throw new RuntimeError('This event loop is already running');
    if (_get_running_loop() !== undefined) {
      throw new RuntimeError('Cannot run the event loop while another loop is running');
    }
    // The first place that V8 is asked for takes it up to 0.2 seconds, which no callback is to be blamed for.
    if (this._debug) host.function_location(this._enter_run);
    this._thread_id = host.thread.ident;
    _set_running_loop(this);
  }

  /** Second half of every run, however it ended. What is still queued waits for the next run. */
  _leave_run(): void {
    this._stopping = false;
    this._thread_id = undefined;
    _set_running_loop(undefined);
  }

  // Scheduling callbacks.

  /**
   * Call `callback(...args)` in the next iteration, after what is queued already.
   *
   * @throws RuntimeError when the loop is closed.
   */
  override call_soon<A extends readonly unknown[]>(callback: Callback<A>, ...args: A): Handle {
    this._check_closed();
    if (this._debug) {
      this._check_thread();
      this._check_callback(callback, 'call_soon');
    }
    return this._call_soon(callback, args);
  }

  private _call_soon(callback: AnyCallback, args: readonly unknown[]): Handle {
    const handle = new Handle(callback, args, this);
    this._ready.append(handle);
    if (this._asleep) this._write_to_self();
    return handle;
  }

  /** `call_soon` of a call that is its own entry, unless somebody wants to see handles. */
  _call_soon_due(call: DueCall): void {
    if (this._debug || this.call_soon !== CALL_SOON) {
      const [callback, args] = call._due_call();
      this.call_soon(callback, ...args);
      return;
    }
    this._check_closed();
    this._ready.append(call);
    if (this._asleep) this._write_to_self();
  }

  /** Like `call_soon`, from anywhere. */
  override call_soon_threadsafe<A extends readonly unknown[]>(
    callback: Callback<A>,
    ...args: A
  ): Handle {
    this._check_closed();
    if (this._debug) this._check_callback(callback, 'call_soon_threadsafe');
    const handle = this._call_soon(callback, args);
    this._write_to_self();
    return handle;
  }

  /**
   * Call `callback(...args)` after `delay` seconds. Callbacks for the same moment are called in the order that CPython's heap
   * gives them, which need not be that in which they were set.
   *
   * @returns a handle whose `cancel()` takes it back.
   * @throws TypeError when the delay is no number.
   */
  override call_later<A extends readonly unknown[]>(
    delay: number,
    callback: Callback<A>,
    ...args: A
  ): TimerHandle {
    return this._call_later(delay, callback, args.length === 0 ? NO_ARGUMENTS : args);
  }

  /** `call_later` with arguments that are listed when somebody wants them. */
  _call_later_unlisted(delay: number, callback: AnyCallback, args: ArgumentsOwner): TimerHandle {
    return this.call_later === CALL_LATER
      ? this._call_later(delay, callback, args)
      : this.call_later(delay, callback, ...listed(args));
  }

  private _call_later(delay: number, callback: AnyCallback, args: Arguments): TimerHandle {
    if (typeof delay !== 'number') {
      throw new TypeError(`unsupported operand type(s) for +: 'float' and '${type_name(delay)}'`);
    }
    const when = this.time() + delay;
    // A subclass may have replaced call_at. Otherwise the arguments are handed on as they are.
    return this.call_at === CALL_AT
      ? this._call_at(when, callback, args)
      : this.call_at(when, callback, ...listed(args));
  }

  /**
   * Like `call_later`, at a moment of the loop's own clock, `time()`, in seconds.
   *
   * @throws TypeError when the time is no number. (CPython raises it later, out of the run.)
   */
  override call_at<A extends readonly unknown[]>(
    when: number,
    callback: Callback<A>,
    ...args: A
  ): TimerHandle {
    if (typeof when !== 'number') {
      throw new TypeError(
        `'>=' not supported between instances of '${type_name(when)}' and 'float'`,
      );
    }
    return this._call_at(when, callback, args.length === 0 ? NO_ARGUMENTS : args);
  }

  private _call_at(when: number, callback: AnyCallback, args: Arguments): TimerHandle {
    this._check_closed();
    if (this._debug) {
      this._check_thread();
      this._check_callback(callback, 'call_at');
    }
    const timer = new TimerHandle(when, callback, args, this);
    push_timer(this._scheduled, timer);
    if (this._asleep) this._write_to_self();
    return timer;
  }

  override _timer_handle_cancelled(handle: TimerHandle): void {
    if (!handle._scheduled) return;
    this._timer_cancelled_count += 1;
    // The poll may be waiting for this very timer.
    if (this._asleep) this._write_to_self();
  }

  private _check_callback(callback: unknown, method: string): void {
    if (iscoroutine(callback) || iscoroutinefunction(callback)) {
      throw new TypeError(`coroutines cannot be used with ${method}()`);
    }
    if (typeof callback !== 'function') {
      throw new TypeError(`a callable object was expected by ${method}(), got ${repr(callback)}`);
    }
  }

  private _check_thread(): void {
    if (this._thread_id === undefined || this._thread_id === host.thread.ident) return;
    throw new RuntimeError(
      'Non-thread-safe operation invoked on an event loop other than the current one',
    );
  }

  // Executors.

  /**
   * Call `func(...args)` in an executor (None: the default one).
   *
   * @returns a future; cancelling it reaches only what has not started.
   */
  override run_in_executor<A extends readonly unknown[], R>(
    executor: ExecutorLike | undefined | null,
    func: (...args: A) => R,
    ...args: A
  ): Future<Awaited<R>> {
    this._check_closed();
    if (this._debug) this._check_callback(func, 'run_in_executor');
    let chosen = executor ?? this._default_executor;
    if (chosen === undefined) {
      chosen = this._new_default_executor();
      this._default_executor = chosen;
    }
    return wrap_future(chosen.submit(func, ...args) as Future<Awaited<R>>, { loop: this });
  }

  /** A loop whose host has threads makes its default executor here, when it is first asked for. */
  _new_default_executor(): ExecutorLike {
    throw new RuntimeError('There is no default executor: call loop.set_default_executor() first');
  }

  override set_default_executor(executor: ExecutorLike | undefined | null): void {
    this._default_executor = executor ?? undefined;
  }

  // One iteration.

  /** Run one iteration. */
  _run_once(): void {
    const timeout = this._poll_timeout();
    if (this._debug && timeout !== 0) {
      const start = this.time();
      const events = this._select(timeout);
      log_poll(timeout, this.time() - start, events);
    } else {
      this._select(timeout);
    }
    this._queue_due_timers();
    this._run_ready(this._ready.length);
  }

  /** Drop cancelled timers; then how long the poll may wait, in seconds (None: for ever). */
  _poll_timeout(): number | undefined {
    this._drop_cancelled_timers();
    if (this._ready.length > 0 || this._stopping) return 0;
    const first = this._scheduled[0];
    if (first === undefined || first._when === Number.POSITIVE_INFINITY) return undefined;
    const wait = first._when - this.time();
    // Not a number: do not wait, as in Python.
    return wait > 0 ? Math.min(wait, MAXIMUM_SELECT_TIMEOUT) : 0;
  }

  /** Take cancelled timers out of the heap, from its head or, when they are too many, everywhere. */
  _drop_cancelled_timers(): void {
    if (is_sweep_due(this._scheduled, this._timer_cancelled_count)) {
      this._scheduled = swept(this._scheduled);
      this._timer_cancelled_count = 0;
      return;
    }
    while (this._scheduled[0]?._cancelled) {
      this._timer_cancelled_count -= 1;
      pop_timer(this._scheduled);
    }
  }

  /** Move the timers that are due to the ready queue. */
  _queue_due_timers(): void {
    if (this._scheduled.length === 0) return;
    const end_time = this.time() + this._clock_resolution;
    for (;;) {
      const first = this._scheduled[0];
      if (first === undefined || first._when >= end_time) return;
      this._ready.append(pop_timer(this._scheduled));
    }
  }

  /** Run the first `count` entries of the ready queue. When one raises out of the loop, the others stay queued. */
  _run_ready(count: number): void {
    for (; count > 0; count--) {
      const entry = this._ready.popleft() as ReadyEntry;
      if (entry._cancelled) continue;
      if (this._debug) this._run_timed(entry);
      else entry._run();
    }
  }

  private _run_timed(entry: ReadyEntry): void {
    this._current_handle = entry;
    try {
      const start = this.time();
      entry._run();
      const duration = this.time() - start;
      if (duration >= this.slow_callback_duration) log_slow_callback(entry, duration);
    } finally {
      this._current_handle = undefined;
    }
  }

  // Errors and debugging.

  /** The exception handler; None when it is the default. */
  override get_exception_handler(): ExceptionHandler | undefined {
    return this._exception_handler;
  }

  /** Set `handler(loop, context)` for errors that nobody else handles; None restores the default. */
  override set_exception_handler(handler: ExceptionHandler | undefined | null): void {
    if (handler !== undefined && handler !== null && typeof handler !== 'function') {
      throw new TypeError(`A callable object or None is expected, got ${repr(handler)}`);
    }
    this._exception_handler = handler ?? undefined;
  }

  /** Log the context as an ERROR of the logger 'asyncio'. */
  override default_exception_handler(context: ExceptionContext): void {
    const { exception } = context;
    const created = this._current_handle?._source_traceback;
    if (!('source_traceback' in context) && created) context.handle_traceback = created;
    logger.error(context_text(context), { exc_info: exception });
  }

  /** Hand an error to the exception handler. An `Exception` that the handler itself raises is logged. */
  override call_exception_handler(context: ExceptionContext): void {
    if (this._exception_handler === undefined) {
      this._call_default_handler(context, 'Exception in default exception handler');
      return;
    }
    try {
      this._exception_handler(this, context);
    } catch (error) {
      if (!is_exception(error)) throw error;
      raised_while_handling(error, context);
      this._call_default_handler(
        { message: 'Unhandled error in exception handler', exception: error, context },
        'Exception in default exception handler while handling an unexpected error in custom exception handler',
      );
    }
  }

  private _call_default_handler(context: ExceptionContext, message: string): void {
    try {
      this.default_exception_handler(context);
    } catch (error) {
      if (!is_exception(error)) throw error;
      raised_while_handling(error, context);
      logger.error(message, { exc_info: error });
    }
  }

  override get_debug(): boolean {
    return this._debug;
  }

  /** Debug mode checks arguments and threads, reports slow callbacks, and remembers where everything was created. */
  override set_debug(enabled: boolean): void {
    this._debug = Boolean(enabled);
  }
}

const nothing = coroutine(function* shutdown_asyncgens(): Coroutine<void> {});

// Compared with the method that an object has, to see whether it has its own. A constant: V8 folds no load from a prototype.
const CALL_SOON = BaseEventLoop.prototype.call_soon;
const CALL_AT = BaseEventLoop.prototype.call_at;
const CALL_LATER = BaseEventLoop.prototype.call_later;
