import * as asyncio from '../../lib/index';
import { repr } from '../../lib/reprlib';

/** Wait for the outcome of a task, whatever it is; as a text. */
export const outcome = asyncio.coroutine(function* (
  task: asyncio.Future<unknown>,
): asyncio.Coroutine<string> {
  yield* asyncio.wait([task]);
  return task.cancelled() ? 'cancelled' : repr(task.exception() ?? task.result());
});
