/** What the workers of an executor run. Piscina calls `run_job` for each call, one at a time. */

import { workerData } from 'node:worker_threads';
import { _enter, _while_loading } from '../threading';
import { type Call, type Outcome, type PoolData, raised, returned } from './jobs';
import type { Pickle } from './pickle';
import { write_at_once } from './stdio';
import { loads } from './unpickle';

/** Call a function as an executor's thread does. It never fails: what goes wrong is an outcome. */
export async function run_job(call: Pickle): Promise<Outcome> {
  try {
    const [fn, ...args] = _while_loading(() => loads(call)) as Call;
    return returned(await fn(...args));
  } catch (error) {
    cut_stack(error);
    return raised(error);
  }
}

/** Leave out the calls that lead to the function: they are ours and the pool's. */
function cut_stack(error: unknown): void {
  if (!(error instanceof Error) || typeof error.stack !== 'string') return;
  const lines = error.stack.split('\n');
  const end = lines.findIndex((line) => line.includes(__filename));
  if (end > 0) error.stack = lines.slice(0, end).join('\n');
}

const { thread_name_prefix, started, counter }: PoolData = workerData.pool;
write_at_once();
_enter({ name: `${thread_name_prefix}_${Atomics.add(started, 0, 1)}`, daemon: true, counter });
