import { onTestFinished } from 'vitest';
import { Handler, type LogRecord, logger } from '../../lib/log';
import { watch } from '../../lib/reports';

/** What the asyncio logger is told during the rest of the test. */
export function record_log(): LogRecord[] {
  const records: LogRecord[] = [];
  class Recorder extends Handler {
    emit(record: LogRecord): void {
      records.push(record);
    }
  }
  const recorder = new Recorder();
  logger.addHandler(recorder);
  onTestFinished(() => logger.removeHandler(recorder));
  return records;
}

/**
 * Forget an object, and wait until the garbage collector has taken it and every report about it has been sent.
 *
 * @param make makes the object, and must keep no reference to it.
 */
export async function forget(make: () => object): Promise<void> {
  const reference = weakly(make);
  await collect_until(() => reference.deref() === undefined);
  // Reports are sent in the order in which their objects went: when this one is sent, no older one is left.
  let sent = false;
  weakly(() => {
    const last = {};
    watch(last, {
      loop: undefined,
      send: () => {
        sent = true;
      },
    });
    return last;
  });
  await collect_until(() => sent);
}

/** In a function of its own, so that nothing of it stays on the stack. */
function weakly(make: () => object): WeakRef<object> {
  return new WeakRef(make());
}

async function collect_until(is_gone: () => boolean): Promise<void> {
  for (let round = 0; round < 100; round++) {
    // A weak reference that was looked at holds its object until the present job is over.
    await new Promise((resolve) => setImmediate(resolve));
    globalThis.gc?.();
    if (is_gone()) return;
  }
  throw new Error('not collected: something refers to it, or the collector is not exposed');
}
