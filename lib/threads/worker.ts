/** The worker under a `threading.Thread`: how it starts, and how others see that it is over. */

import { extname, join } from 'node:path';
import {
  MessageChannel,
  type MessagePort,
  receiveMessageOnPort,
  SHARE_ENV,
  Worker,
} from 'node:worker_threads';
import { host } from '../host';
import { format_exception } from '../log';
import { monotonic } from '../time';
import { prepare_boot, START_SOURCE } from './boot';
import type { Importable } from './importable';
import type { Parcel } from './parcel';

/** What a thread is to do. */
export interface ThreadTask {
  readonly name: string;
  readonly daemon: boolean;
  readonly target: Importable | undefined;
  readonly args: readonly Parcel[];
  /** The number of the last `Thread-N`, counted over all threads. */
  readonly counter: Int32Array<SharedArrayBuffer>;
}

/** What `entry.ts` gets as `workerData.thread`. */
export interface ThreadData extends ThreadTask {
  /** One word: not 0 once the thread is over. */
  readonly over: Int32Array;
  /** Nobody reads it: that it closes tells the death of a worker that could not say so itself. */
  readonly lifeline: MessagePort;
}

/** How often a blocked `wait` looks whether the worker has died, in seconds. */
const PROBE_INTERVAL = 1;

/** Mark a thread as over and wake everybody who waits for it. */
export function set_over(over: Int32Array): void {
  Atomics.store(over, 0, 1);
  Atomics.notify(over, 0);
}

function beside(name: string): string {
  return join(__dirname, name + extname(__filename));
}

export class ThreadWorker {
  /** Its thread's number, never 0. */
  readonly ident: number;
  /** Fulfilled when the worker has gone. */
  readonly gone: Promise<void>;
  readonly _over = new Int32Array(new SharedArrayBuffer(4));
  readonly _lifeline: MessagePort;
  readonly _probing: boolean;
  _next_probe: number;

  constructor(task: ThreadTask) {
    const { port1, port2 } = new MessageChannel();
    const boot = prepare_boot(beside('entry'), [beside('stdio')]);
    const thread: ThreadData = { ...task, over: this._over, lifeline: port2 };
    const worker = new Worker(START_SOURCE, {
      eval: true,
      name: task.name,
      env: SHARE_ENV,
      // Options such as `-r ts-node/register` would be obeyed again; boot does what they are for.
      execArgv: [],
      workerData: { boot, thread },
      transferList: [port2],
    });
    if (task.daemon) worker.unref();
    worker.on('error', (error) => report_exception(task.name, error));
    this.gone = new Promise((resolve) => {
      worker.on('exit', () => {
        set_over(this._over);
        port1.close();
        resolve();
      });
    });
    this.ident = ident_of(worker.threadId);
    this._lifeline = port1;
    // The answer is undocumented; where Node stops giving it, nothing is concluded from it.
    this._probing = is_open(port1);
    this._next_probe = monotonic() + PROBE_INTERVAL;
  }

  /** Whether the thread has come to its end. */
  is_over(): boolean {
    if (Atomics.load(this._over, 0) === 0 && this._probing) this._probe();
    return Atomics.load(this._over, 0) !== 0;
  }

  /** Block until the thread is over, at most so many seconds. Returns whether it is over. */
  wait(seconds: number): boolean {
    const deadline = monotonic() + seconds;
    while (!this.is_over()) {
      const rest = deadline - monotonic();
      if (rest <= 0) return false;
      Atomics.wait(this._over, 0, 0, Math.min(rest, PROBE_INTERVAL) * 1000);
    }
    return true;
  }

  /** A worker that ran out of memory dies without a word, and its 'exit' event waits for the one who waits for it. */
  _probe(): void {
    if (monotonic() < this._next_probe) return;
    this._next_probe = monotonic() + PROBE_INTERVAL;
    if (!is_open(this._lifeline)) set_over(this._over);
  }
}

/** Whether the other end of a port still exists. */
function is_open(port: MessagePort): boolean {
  receiveMessageOnPort(port);
  return (port.postMessage(null) as unknown) === true;
}

/** Python's idents are not 0, Node's main thread is. */
export function ident_of(thread_id: number): number {
  return thread_id + 1;
}

/** Say on standard error what ended a thread. */
export function report_exception(name: string, error: unknown): void {
  host.write_stderr(`Exception in thread ${name}:\n${format_exception(error)}\n\n`);
}
