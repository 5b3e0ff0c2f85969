/** What a `threading.Thread` runs in its worker. */

import { workerData } from 'node:worker_threads';
import { SystemExit } from '../errors';
import { _children_gone, _enter, _while_loading, current_thread, enumerate } from '../threading';
import { load } from './importable';
import { unpack } from './parcel';
import { write_at_once } from './stdio';
import { report_exception, set_over, type ThreadData } from './worker';

const thread: ThreadData = workerData.thread;

function finish(): void {
  set_over(thread.over);
}

function report(error: unknown): void {
  if (!(error instanceof SystemExit)) report_exception(current_thread().name, error);
}

/** Load the modules that the target and its arguments come from, then call it. */
function call_target(): unknown {
  const [target, args] = _while_loading(() => [
    thread.target && load(thread.target),
    thread.args.map(unpack),
  ]);
  return typeof target === 'function' ? target(...args) : undefined;
}

async function main(): Promise<never> {
  try {
    await call_target();
  } catch (error) {
    report(error);
  }
  if (enumerate().length > 2) {
    // Threads that it has started outlive it: this worker must stay for them, the thread is over.
    finish();
    await _children_gone();
  }
  // Last, so that what others print at the exit stands before what follows a join.
  process.off('exit', finish);
  process.on('exit', finish);
  process.exit();
}

write_at_once();
process.on('exit', finish);
process.on('uncaughtException', (error) => {
  report(error);
  process.exit();
});
_enter(thread);
// Not from here, so that no traceback shows how the worker came to this point.
setImmediate(main);
