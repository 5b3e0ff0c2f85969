/** What is said when nothing can wake a loop any more. */

import { RuntimeError } from './errors';
import type { AbstractEventLoop } from './events';
import { pending_tasks } from './pending_tasks';
import { repr } from './reprlib';

/** How many pending tasks are named. */
const MOST_TASKS = 100;

/** The error that ends a run that nothing can end otherwise. It names the pending tasks, and what each waits for. */
export function stall_report(loop: AbstractEventLoop): RuntimeError {
  const tasks = [...pending_tasks(loop)];
  const lines = ['Event loop stopped before Future completed.'];
  if (tasks.length > 0) {
    lines.push(
      'Nothing can wake the loop any more: no callback is queued and no timer is set. Pending:',
    );
    for (const task of tasks.slice(0, MOST_TASKS)) lines.push(`  ${repr(task)}`);
    if (tasks.length > MOST_TASKS) lines.push(`  ... and ${tasks.length - MOST_TASKS} more`);
  }
  return new RuntimeError(lines.join('\n'));
}
