/** What is logged while a spec runs. */

import { onTestFinished } from 'vitest';
import { DEBUG, Handler, type LogRecord, logger } from '../../lib/log';

export class Records extends Handler {
  readonly records: LogRecord[] = [];

  override emit(record: LogRecord): void {
    this.records.push(record);
  }

  /** Level and message of each record. */
  get lines(): string[] {
    return this.records.map(({ levelname, message }) => `${levelname} ${message}`);
  }
}

/** Keep all that asyncio's logger gets until the spec ends; nothing of it reaches standard error. */
export function record_log(): Records {
  const handler = new Records();
  const { level, propagate } = logger;
  logger.addHandler(handler);
  logger.setLevel(DEBUG);
  logger.propagate = false;
  onTestFinished(() => {
    logger.removeHandler(handler);
    logger.setLevel(level);
    logger.propagate = propagate;
  });
  return handler;
}
