/** How a process ends when KeyboardInterrupt or SystemExit leaves the loop and nobody catches it: as Python's does. */

import { KeyboardInterrupt, SystemExit, str } from './errors';
import { host } from './host';

/** When nobody catches it, KeyboardInterrupt ends the process with 130 and SystemExit with its own code. */
export function exit_like_python(error: unknown): void {
  if (error instanceof KeyboardInterrupt || error instanceof SystemExit) {
    process.off('uncaughtExceptionMonitor', exit_when_uncaught);
    process.on('uncaughtExceptionMonitor', exit_when_uncaught);
  }
}

function exit_when_uncaught(error: unknown): void {
  if (process.listenerCount('uncaughtException') > 0) return;
  if (error instanceof KeyboardInterrupt) {
    host.write_stderr(`${error.stack}\n`);
    process.exit(130);
  }
  if (error instanceof SystemExit) process.exit(exit_status(error.code));
}

/** Python's exit status for `sys.exit(code)`. What is no number is said on standard error. */
function exit_status(code: unknown): number {
  if (code === undefined || code === null) return 0;
  if (typeof code === 'boolean') return Number(code);
  if (Number.isInteger(code)) return (code as number) & 0xff;
  host.write_stderr(`${str(code)}\n`);
  return 1;
}
