/**
 * Python's `threading` on worker threads.
 *
 * Each thread has its own heap. Modules are loaded again in each of them; only what `Shared`, `Event` and `Lock` keep in
 * shared memory is the same in all. That is why a thread's target is named by module and export, and why arguments are
 * what cannot change, or one of those three.
 *
 * A worker that loads the module of its target runs that module's top level again: a main module starts its work under
 * `if (require.main === module)`, as in Python under `if __name__ == '__main__'`.
 */

import './node_host';
import { isMainThread, threadId } from 'node:worker_threads';
import { python_assert, RuntimeError, str } from './errors';
import { install_host } from './host';
import { keywords } from './keywords';
import { type Representable, type_name } from './reprlib';
import { milliseconds, type TimeoutOptions, timeout_argument } from './seconds';
import { type Importable, locate } from './threads/importable';
import { type Parcel, pack } from './threads/parcel';
import { ident_of, type ThreadData, ThreadWorker } from './threads/worker';

export { Shared } from './threads/shared';
export { Event, Lock } from './threads/sync';

/** A list without its last item: what is left for `args` when `kwargs` becomes the last argument. */
type Leading<A extends readonly unknown[]> = A extends readonly [...infer L, unknown?] ? L : A;

export interface ThreadOptions<A extends readonly unknown[]> {
  readonly group?: null;
  /** What the thread runs: an exported function. When it returns a promise, the thread lasts until that settles. */
  readonly target?: ((...args: A) => unknown) | null;
  readonly name?: string | null;
  readonly args?: NoInfer<Readonly<A> | Readonly<Leading<A>>>;
  /** Keyword arguments: passed as one object after `args`. */
  readonly kwargs?: object | null;
  /** Whether the program may end while the thread runs. By default as the current thread. */
  readonly daemon?: boolean | null;
}

/**
 * A thread, run by a worker. Counterpart of `threading.Thread`.
 *
 * A thread that is no daemon keeps the program alive. An exception that leaves the target is printed to standard error,
 * SystemExit excepted. `process.exit()` ends the thread that calls it; in the main thread, all threads at once. A daemon
 * ends at the latest with the thread that has started it.
 *
 * @throws TypeError when the target is not an export of a loaded module, or an argument cannot be shared by threads.
 * @example
 * const thread = new threading.Thread({ target: spin, args: ['thinking!', signal] });
 * thread.start();
 * thread.join();
 */
export class Thread<A extends readonly unknown[] = readonly unknown[]> implements Representable {
  _name: string;
  _daemonic: boolean;
  _started = false;
  _ident: number | undefined = undefined;
  /** The worker that runs the thread; undefined before the start, and for a thread that was not started here. */
  _worker: ThreadWorker | undefined = undefined;
  readonly _call: () => unknown;
  readonly _target: Importable | undefined;
  readonly _args: readonly Parcel[];

  constructor(options?: ThreadOptions<A>) {
    const { group, target, name, args, kwargs, daemon } = keywords('__init__', options, [
      'group',
      'target',
      'name',
      'args',
      'kwargs',
      'daemon',
    ]);
    python_assert(group === undefined || group === null, 'group argument must be None for now');
    const call = target ?? (() => undefined);
    if (typeof call !== 'function') {
      throw new TypeError(`'${type_name(call)}' object is not callable`);
    }
    const values = [...iterable(args ?? []), ...keyword_arguments(kwargs)];
    this._call = () => call(...(values as unknown as A));
    this._target = target ? locate(target) : undefined;
    this._args = values.map(pack);
    this._name = name ? str(name) : `Thread-${next_number()}`;
    this._daemonic = daemon ?? current_thread().daemon;
  }

  /**
   * Start the thread, once.
   *
   * @throws RuntimeError when it was started before, or while a worker is still loading the program's modules.
   */
  start(): void {
    if (this._started) throw new RuntimeError('threads can only be started once');
    if (loading) {
      throw new RuntimeError(
        'a thread was started while a worker loaded the module of its target: the module would start threads without ' +
          'end. Let the main module start its work under `if (require.main === module)`.',
      );
    }
    if (this.run !== Thread.prototype.run) {
      throw new TypeError(
        `${type_name(this)}.run() cannot run in another thread, because this object stays here: give the thread an ` +
          'exported function as its target instead.',
      );
    }
    this._worker = new ThreadWorker({
      name: this._name,
      daemon: this._daemonic,
      target: this._target,
      args: this._args,
      counter,
    });
    this._ident = this._worker.ident;
    this._started = true;
    children.add(this);
  }

  /** Run the target here, in the calling thread. */
  run(): void {
    this._call();
  }

  /**
   * Block until the thread is over, at most `timeout` seconds; `is_alive()` then tells which of the two it was.
   *
   * @throws RuntimeError before the start, and when a thread waits for itself.
   */
  join(timeout?: number | null | TimeoutOptions): void {
    if (!this._started) throw new RuntimeError('cannot join thread before it is started');
    if ((this as Thread) === current) throw new RuntimeError('cannot join current thread');
    if (this._worker === undefined) {
      throw new RuntimeError('cannot join a thread that another thread has started');
    }
    const limit = timeout_argument('join', timeout);
    const length = limit === undefined ? Number.POSITIVE_INFINITY : milliseconds(limit) / 1000;
    this._worker.wait(Math.max(length, 0));
  }

  /** Whether the thread has started and not ended. */
  is_alive(): boolean {
    return this._started && !(this._worker?.is_over() ?? false);
  }

  /** Older name of `is_alive()`. */
  isAlive(): boolean {
    return this.is_alive();
  }

  /** For people only; several threads may have the same name. The thread itself sees the name it had at its start. */
  get name(): string {
    return this._name;
  }

  set name(name: string) {
    this._name = str(name);
  }

  /** Older form of `name`. */
  getName(): string {
    return this.name;
  }

  /** Older form of `name = …`. */
  setName(name: string): void {
    this.name = name;
  }

  /** The thread's number, not 0; undefined before the start. */
  get ident(): number | undefined {
    return this._ident;
  }

  /** Whether the program may end while the thread runs. Setting it after the start is a RuntimeError. */
  get daemon(): boolean {
    return this._daemonic;
  }

  set daemon(daemonic: boolean) {
    if (this._started) throw new RuntimeError('cannot set daemon status of active thread');
    this._daemonic = daemonic;
  }

  /** Older form of `daemon`. */
  isDaemon(): boolean {
    return this.daemon;
  }

  /** Older form of `daemon = …`. */
  setDaemon(daemonic: boolean): void {
    this.daemon = daemonic;
  }

  __repr__(): string {
    const status = !this._started ? 'initial' : this.is_alive() ? 'started' : 'stopped';
    const daemon = this._daemonic ? ' daemon' : '';
    const ident = this._ident === undefined ? '' : ` ${this._ident}`;
    return `<${type_name(this)}(${this._name}, ${status}${daemon}${ident})>`;
  }

  toString(): string {
    return this.__repr__();
  }

  /** What `console.log` prints. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.__repr__();
  }

  /** Let this object stand for a thread that runs already. */
  _adopt(ident: number): void {
    this._ident = ident;
    this._started = true;
  }
}

function iterable(args: unknown): Iterable<unknown> {
  if (typeof (args as Partial<Iterable<unknown>>)[Symbol.iterator] === 'function') {
    return args as Iterable<unknown>;
  }
  throw new TypeError(`target() argument after * must be an iterable, not ${type_name(args)}`);
}

/** The object that stands for Python's keyword arguments, if there are any. */
function keyword_arguments(kwargs: object | null | undefined): object[] {
  const is_empty = kwargs === undefined || kwargs === null || Object.keys(kwargs).length === 0;
  return is_empty ? [] : [Object.freeze({ ...kwargs })];
}

class _MainThread extends Thread {
  constructor() {
    super({ name: 'MainThread', daemon: false });
    this._adopt(ident_of(0));
  }
}

/** Stands for a worker that this module has not started. */
class _DummyThread extends Thread {
  constructor() {
    super({ name: `Dummy-${threadId}`, daemon: true });
    this._adopt(ident_of(threadId));
  }
}

/** The number of the last `Thread-N`, the same in all threads. */
let counter = new Int32Array(new SharedArrayBuffer(4));

function next_number(): number {
  return Atomics.add(counter, 0, 1) + 1;
}

const main: Thread = new _MainThread();
let current: Thread = isMainThread ? main : new _DummyThread();

/** Whether this worker is loading the modules of what it is to run. */
let loading = false;

/** The threads started here, until they are found to be over. */
const children = new Set<Thread>();

/** The thread that calls. Counterpart of `threading.current_thread`. */
export function current_thread(): Thread {
  return current;
}

/** The main thread; in another thread, an object that has its name and ident, and cannot be joined. */
export function main_thread(): Thread {
  return main;
}

/** The number of the thread that calls, not 0. */
export function get_ident(): number {
  return ident_of(threadId);
}

/**
 * The threads that are alive, as far as this one knows: the main thread, itself, and those that it has started.
 * CPython's list has all threads of the process.
 */
export function enumerate(): Thread[] {
  for (const thread of children) if (!thread.is_alive()) children.delete(thread);
  return [...new Set([main, current, ...children])];
}

/** The length of `enumerate()`. */
export function active_count(): number {
  return enumerate().length;
}

export { active_count as activeCount, current_thread as currentThread };

/** The number of the last `Thread-N`, for workers that another module starts. */
export function _counter(): Int32Array<SharedArrayBuffer> {
  return counter;
}

/** Whether this worker is loading modules, which must not start threads now. */
export function _is_loading(): boolean {
  return loading;
}

/** For the first module of a worker: this worker is that thread. */
export function _enter(data: Pick<ThreadData, 'name' | 'daemon' | 'counter'>): void {
  counter = data.counter;
  current = new Thread({ name: data.name, daemon: data.daemon });
  current._adopt(get_ident());
  install_host({
    thread: {
      get name() {
        return current.name;
      },
      ident: get_ident(),
      is_main: false,
    },
  });
}

/** Load what a worker is to run. The modules it comes from must not start threads meanwhile. */
export function _while_loading<T>(load: () => T): T {
  loading = true;
  try {
    return load();
  } finally {
    loading = false;
  }
}

/** For `threads/entry.ts`: wait for the threads that outlive this one and are no daemons. */
export async function _children_gone(): Promise<void> {
  for (const thread of enumerate()) {
    if (thread._worker && !thread.daemon) await thread._worker.gone;
  }
}
