/** Small programs that leave tasks pending, each run in a process of its own: `abandoned_program.ts NAME`. */

import { ValueError } from '../../lib/errors';
import * as asyncio from '../../lib/index';
import { VirtualTimeLoop } from '../../lib/test_utils';

const wait_for_ever = asyncio.coroutine(function* wait_for_ever(
  loop: asyncio.AbstractEventLoop,
): asyncio.Coroutine<void> {
  try {
    yield* loop.create_future();
  } finally {
    console.log('cleaned up');
  }
});

function loop_with_tasks(count = 1): VirtualTimeLoop {
  const loop = new VirtualTimeLoop();
  asyncio.set_event_loop(loop);
  for (let i = 0; i < count; i++) loop.create_task(wait_for_ever(loop));
  loop._run_once();
  return loop;
}

const programs: Record<string, () => void> = {
  exit() {
    loop_with_tasks(2);
    process.on('exit', () => console.log('end'));
  },
  process_exit() {
    loop_with_tasks();
    process.exit(3);
  },
  uncaught() {
    loop_with_tasks();
    throw new ValueError('uncaught');
  },
  close_then_exit() {
    const loop = loop_with_tasks();
    loop.close();
    console.log('closed');
    loop.close();
  },
  silent() {
    const loop = loop_with_tasks();
    for (const task of asyncio.Task.all_tasks(loop)) task._log_destroy_pending = false;
  },
  debug() {
    const loop = new VirtualTimeLoop();
    loop.set_debug(true);
    loop.create_task(wait_for_ever(loop));
    loop._run_once();
  },
  collected_and_exit() {
    programs.debug?.();
    setImmediate(() => {
      globalThis.gc?.();
      setTimeout(() => console.log('collected'), 10);
    });
  },
  stalled() {
    const loop = asyncio.get_event_loop();
    const main = asyncio.coroutine(function* main() {
      const task = asyncio.ensure_future(wait_for_ever(loop));
      yield* asyncio.gather(task);
    });
    (loop.run_until_complete(main()) as Promise<void>).catch((error) => {
      console.log(error.message);
      loop.close();
    });
  },
  two_loops() {
    loop_with_tasks();
    const closed = loop_with_tasks();
    closed.close();
    console.log('closed');
  },
};

programs[process.argv[2] as string]?.();
