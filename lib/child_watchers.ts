/**
 * Who tells the loop that a child process has ended. (CPython: the watchers of `asyncio/unix_events.py`.)
 *
 * In CPython they differ in how they wait for children. Here Node does that for both; what remains is which children they
 * care about, what they say of the others, and the loop to which they are attached.
 */

import {
  type ChildObserver,
  ignore_children,
  is_running_child,
  observe_children,
} from './child_processes';
import {
  is_exception,
  NotImplementedError,
  python_assert,
  RuntimeError,
  RuntimeWarning,
} from './errors';
import { AbstractEventLoop } from './events';
import type { AnyCallback } from './handles';
import { logger } from './log';
import { NodeEventLoop } from './node_loop';
import { object_repr, Printable } from './reprlib';
import { warn } from './warnings';

/** `callback(pid, returncode, ...args)`, called when a child has ended. */
export type ChildCallback<A extends readonly unknown[] = readonly unknown[]> = (
  pid: number,
  returncode: number,
  ...args: A
) => unknown;

/**
 * The base class of child watchers.
 *
 * A process is started, and its handler added, inside of `__enter__()` and `__exit__()`; Python's `with watcher:` is
 * `using _ = watcher.__enter__()`.
 */
export class AbstractChildWatcher extends Printable {
  __repr__(): string {
    return object_repr(this);
  }

  /** Call `callback(pid, returncode, ...args)` when this child ends. It replaces an earlier callback for the same child. */
  add_child_handler<A extends readonly unknown[]>(
    _pid: number,
    _callback: ChildCallback<A>,
    ..._args: A
  ): void {
    throw new NotImplementedError();
  }

  /** Forget the handler of this child. Returns whether there was one. */
  remove_child_handler(_pid: number): boolean {
    throw new NotImplementedError();
  }

  /** From now on report to this loop; None: to none. */
  attach_loop(_loop: AbstractEventLoop | undefined | null): void {
    throw new NotImplementedError();
  }

  /** Forget everything. */
  close(): void {
    throw new NotImplementedError();
  }

  /** A process is about to be started. Returns the watcher. */
  __enter__(): this {
    throw new NotImplementedError();
  }

  /** The process is started, and its handler added. */
  __exit__(..._error: unknown[]): void {
    throw new NotImplementedError();
  }

  [Symbol.dispose](): void {
    this.__exit__(undefined, undefined, undefined);
  }
}

/** What the two watchers have in common. */
export abstract class BaseChildWatcher extends AbstractChildWatcher {
  _loop: NodeEventLoop | undefined;
  readonly _callbacks = new Map<number, readonly [AnyCallback, readonly unknown[]]>();
  /** How children ended that the loop has not been told of. */
  protected readonly _ended = new Map<number, number>();
  private readonly _observer: ChildObserver = (pid, returncode) => {
    if (!this._cares_about(pid)) return;
    this._ended.set(pid, returncode);
    // As SIGCHLD in CPython: one iteration finds that it has come, the next one handles it.
    this._loop?._deliver(() => this._loop?.call_soon(() => this._sig_chld()));
  };

  protected abstract _cares_about(pid: number): boolean;

  /** Tell of all children that have ended. */
  protected abstract _do_waitpid_all(): void;

  /** Forget everything; a loop that is attached is let go. */
  override close(): void {
    this._callbacks.clear();
    this._ended.clear();
    this.attach_loop(undefined);
    ignore_children(this._observer);
  }

  /**
   * From now on report to this loop; None: to none.
   *
   * @throws RuntimeError when the loop is closed; NotImplementedError for a loop that Node does not drive.
   */
  override attach_loop(loop: AbstractEventLoop | undefined | null): void {
    python_assert(loop === undefined || loop === null || loop instanceof AbstractEventLoop);
    const next = loop ?? undefined;
    if (this._loop !== undefined && next === undefined && this._callbacks.size > 0) {
      warn('A loop is being detached from a child watcher with pending handlers', RuntimeWarning);
    }
    this._loop = undefined;
    if (next === undefined) return;
    if (!(next instanceof NodeEventLoop)) throw new NotImplementedError();
    next._check_closed();
    this._loop = next;
    observe_children(this._observer);
    // Children may have ended while no loop was attached.
    this._do_waitpid_all();
  }

  private _sig_chld(): void {
    try {
      this._do_waitpid_all();
    } catch (error) {
      if (!is_exception(error)) throw error;
      this._loop?.call_exception_handler({
        message: 'Unknown exception in SIGCHLD handler',
        exception: error,
      });
    }
  }

  /** Forget the handler of this child. Returns whether there was one. */
  override remove_child_handler(pid: number): boolean {
    return this._callbacks.delete(pid);
  }

  /** @throws RuntimeError when no loop is attached. */
  _check_attached(): void {
    if (this._loop !== undefined) return;
    throw new RuntimeError(
      'Cannot add child handler, the child watcher does not have a loop attached',
    );
  }

  protected _log_exit(pid: number, returncode: number): void {
    if (!this._loop?.get_debug()) return;
    logger.debug(`process ${pid} exited with returncode ${returncode}`);
  }
}

/**
 * The default watcher: it cares about the children that it has been told of, and about no others.
 *
 * A child that Node does not know, or whose end was over before its handler was added, is reported with 255, as in CPython
 * one that somebody else has waited for.
 */
export class SafeChildWatcher extends BaseChildWatcher {
  /** A process is about to be started. Returns the watcher. */
  override __enter__(): this {
    return this;
  }

  /** The process is started, and its handler added. */
  override __exit__(): void {}

  /** @throws RuntimeError when no loop is attached. */
  override add_child_handler<A extends readonly unknown[]>(
    pid: number,
    callback: ChildCallback<A>,
    ...args: A
  ): void {
    this._check_attached();
    this._callbacks.set(pid, [callback, args]);
    this._do_waitpid(pid);
  }

  /** Forget the handler of this child. Returns whether there was one. */
  override remove_child_handler(pid: number): boolean {
    this._ended.delete(pid);
    return super.remove_child_handler(pid);
  }

  protected override _cares_about(pid: number): boolean {
    return this._callbacks.has(pid);
  }

  protected override _do_waitpid_all(): void {
    for (const pid of [...this._callbacks.keys()]) this._do_waitpid(pid);
  }

  private _do_waitpid(pid: number): void {
    const entry = this._callbacks.get(pid);
    if (entry === undefined || is_running_child(pid)) return;
    const returncode = this._ended.get(pid);
    if (returncode === undefined) {
      logger.warning(`Unknown child process pid ${pid}, will report returncode 255`);
    } else {
      this._log_exit(pid, returncode);
    }
    this.remove_child_handler(pid);
    const [callback, args] = entry;
    callback(pid, returncode ?? 255, ...args);
  }
}

/** The watcher that hears of every child, and warns of those that nobody has told it of. */
export class FastChildWatcher extends BaseChildWatcher {
  private readonly _zombies = new Map<number, number>();
  private _forks = 0;

  /** Forget everything; a loop that is attached is let go. */
  override close(): void {
    this._zombies.clear();
    super.close();
  }

  /** A process is about to be started: children that end from now on may turn out to be it. Returns the watcher. */
  override __enter__(): this {
    this._forks += 1;
    return this;
  }

  /** The process is started, and its handler added. */
  override __exit__(): void {
    this._forks -= 1;
    if (this._forks > 0 || this._zombies.size === 0) return;
    const victims = [...this._zombies].map(([pid, returncode]) => `${pid}: ${returncode}`);
    this._zombies.clear();
    logger.warning(`Caught subprocesses termination from unknown pids: {${victims.join(', ')}}`);
  }

  /** @throws AssertionError outside of `__enter__()` and `__exit__()`; RuntimeError when no loop is attached. */
  override add_child_handler<A extends readonly unknown[]>(
    pid: number,
    callback: ChildCallback<A>,
    ...args: A
  ): void {
    python_assert(this._forks > 0, 'Must use the context manager');
    this._check_attached();
    const returncode = this._zombies.get(pid);
    if (returncode === undefined) {
      this._callbacks.set(pid, [callback, args]);
      return;
    }
    this._zombies.delete(pid);
    callback(pid, returncode, ...args);
  }

  protected override _cares_about(): boolean {
    return true;
  }

  protected override _do_waitpid_all(): void {
    for (const [pid, returncode] of [...this._ended]) {
      this._ended.delete(pid);
      const entry = this._callbacks.get(pid);
      this._callbacks.delete(pid);
      if (entry !== undefined) {
        this._log_exit(pid, returncode);
        const [callback, args] = entry;
        callback(pid, returncode, ...args);
      } else if (this._forks > 0) {
        this._zombies.set(pid, returncode);
      } else {
        logger.warning(`Caught subprocess termination from unknown pid: ${pid} -> ${returncode}`);
      }
    }
  }
}
