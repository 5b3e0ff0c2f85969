/** An exception set on a future, and the report of one that nobody reads. (CPython: `Future.__del__`.) */

import type { AbstractEventLoop } from './events';
import type { Future } from './futures';
import { type Report, unwatch, watch } from './reports';
import type { SourceTraceback } from './traceback';

/** How a future failed, and the report that is due as long as nobody has read it. */
export class Failure {
  private _unread: UnreadException | undefined = undefined;

  constructor(readonly error: unknown) {}

  is_unread(): boolean {
    return this._unread !== undefined;
  }

  read(): void {
    if (this._unread === undefined) return;
    unwatch(this._unread);
    this._unread = undefined;
  }

  report_unless_read(future: Future<unknown>): void {
    this.read();
    this._unread = new UnreadException(future);
    watch(future, this._unread);
  }
}

/** "exception was never retrieved". Knows of the future only what outlives it. */
class UnreadException implements Report {
  readonly loop: AbstractEventLoop;
  private readonly _class_name: string;
  private readonly _exception: unknown;
  private readonly _source_traceback: SourceTraceback | undefined;
  private readonly _obituary: () => string;

  constructor(future: Future<unknown>) {
    this.loop = future._loop;
    this._class_name = future.constructor.name;
    this._exception = future._exception;
    this._source_traceback = future._source_traceback;
    this._obituary = future._obituary();
  }

  detach(): void {
    void this._source_traceback?.frames;
    write_out_stacks(this._exception);
  }

  send(future: object | undefined): void {
    this.loop.call_exception_handler({
      message: `${this._class_name} exception was never retrieved`,
      exception: this._exception,
      future: future ?? { __repr__: this._obituary },
      ...(this._source_traceback && { source_traceback: this._source_traceback }),
    });
  }
}

/** V8 keeps the `this` of each frame of a stack until somebody reads it. */
function write_out_stacks(exception: unknown): void {
  const seen = new Set<unknown>();
  for (let error = exception; error instanceof Error && !seen.has(error); error = error.cause) {
    seen.add(error);
    try {
      void error.stack;
    } catch {
      // A stack that cannot be read will not be printed either.
    }
  }
}
