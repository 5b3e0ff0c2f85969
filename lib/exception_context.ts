/** What is said of an error that reaches the exception handler of a loop. */

import type { ExceptionContext } from './handles';
import { repr } from './reprlib';
import type { SourceTraceback } from './traceback';

/** The message, then a line for each of the other keys, sorted. The exception itself is for the logger to print. */
export function context_text(context: ExceptionContext): string {
  const lines = [context.message || 'Unhandled exception in event loop'];
  for (const key of Object.keys(context).sort()) {
    if (key === 'message' || key === 'exception') continue;
    lines.push(`${key}: ${value_text(key, context[key])}`);
  }
  return lines.join('\n');
}

function value_text(key: string, value: unknown): string {
  if (key === 'source_traceback') return created_text('Object', value as SourceTraceback);
  if (key === 'handle_traceback') return created_text('Handle', value as SourceTraceback);
  return repr(value);
}

function created_text(what: string, traceback: SourceTraceback): string {
  return `${what} created at (most recent call last):\n${traceback.format().trimEnd()}`;
}

/** "During handling of the above exception": a broken handler must not hide the error that it was called for. */
export function raised_while_handling(error: unknown, { exception }: ExceptionContext): void {
  if (!(error instanceof Error) || error === exception || exception === undefined) return;
  if (error.cause !== undefined) return;
  Object.defineProperty(error, 'cause', { value: exception, writable: true, configurable: true });
}
