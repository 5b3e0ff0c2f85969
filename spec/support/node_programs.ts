/** Programs with a loop on Node, each run in a process of its own: `node_programs.js NAME`. */

import { once } from 'node:events';
import { isMainThread, Worker, workerData } from 'node:worker_threads';
import * as asyncio from '../../lib';
import { KeyboardInterrupt, RuntimeError, SystemExit } from '../../lib/errors';
import { report } from './report';

const loop = () => asyncio.get_event_loop() as asyncio.SelectorEventLoop;

const wait_for = asyncio.coroutine(function* wait_for<T>(future: asyncio.Future<T>) {
  return yield* future;
});

const busy = asyncio.coroutine(function* busy(): asyncio.Coroutine<void> {
  for (;;) yield;
});

const exits = (code?: unknown) => () => {
  loop().call_soon(() => {
    throw new SystemExit(...(code === undefined ? [] : [code]));
  });
  return loop().run_forever();
};

/** As Ctrl-C does: the signal comes from outside, in a later turn of libuv. */
function interrupt(): void {
  process.kill(process.pid, 'SIGINT');
}

const programs: Record<string, () => unknown> = {
  async stall() {
    const inner = loop().create_task(wait_for(loop().create_future()));
    await report(loop().run_until_complete(wait_for(inner)));
    inner.cancel();
    await report(loop().run_until_complete(asyncio.sleep(0.001, 'second run')));
  },

  async stall_with_a_late_helper() {
    const future = loop().create_future<string>();
    process.once('beforeExit', () => future.set_result('in time'));
    await report(loop().run_until_complete(future));
    const other = loop().create_future<string>();
    const run = loop().run_until_complete(other);
    process.once('beforeExit', () => other.set_result('too late'));
    await report(run);
  },

  stall_uncaught: () => loop().run_until_complete(loop().create_future()),

  stall_at_the_end_of_time: () => loop().run_until_complete(asyncio.sleep(Infinity)),

  /** The error was made by the scheduler, which spares itself the stack, and reaches Node through `gather()`. */
  cancelled_uncaught() {
    const sleepers = asyncio.gather(asyncio.sleep(1), asyncio.sleep(1), { loop: loop() });
    loop().call_soon(() => sleepers.cancel());
    void loop().run_until_complete(sleepers);
  },

  async wait_for_node() {
    const future = loop().create_future<string>();
    setTimeout(() => future.set_result('from a timer of Node'), 20);
    await report(loop().run_until_complete(future));
  },

  async keep_alive() {
    // An unreferenced timer does not keep the process alive: only the loop does.
    setTimeout(() => loop().stop(), 50).unref();
    await report(loop().run_forever());
  },

  async idle() {
    loop().call_later(1000, () => console.log('never'));
    loop().call_soon(() => console.log('never'));
    asyncio.new_event_loop().call_later(1000, () => {});
  },

  async after_the_run() {
    loop().call_later(1000, () => console.log('never'));
    await report(loop().run_until_complete(asyncio.sleep(0.001, 'done')));
  },

  async interrupt_caught() {
    loop().call_later(0.01, interrupt);
    await report(loop().run_forever());
    const task = loop().create_task(busy());
    loop().call_later(0.01, interrupt);
    await report(loop().run_until_complete(task));
    task.cancel();
    await report(loop().run_until_complete(task));
    setTimeout(interrupt, 10);
    await report(loop().run_until_complete(loop().create_task(asyncio.sleep(1000))));
    await report(loop().run_until_complete(asyncio.sleep(0.001, 'still works')));
  },

  interrupt_uncaught() {
    loop().call_later(0.01, interrupt);
    return loop().run_forever();
  },

  async interrupt_between_runs() {
    await loop().run_until_complete(asyncio.sleep(0.001));
    setTimeout(() => console.log('not reached'), 1000);
    interrupt();
  },

  interrupt_with_a_listener_for_uncaught() {
    process.on('uncaughtException', (error) => console.log(`listener: ${error.name}`));
    loop().call_soon(() => {
      throw new KeyboardInterrupt();
    });
    return loop().run_forever();
  },

  interrupt_in_a_task() {
    const raises = asyncio.coroutine(function* raises() {
      yield;
      throw new KeyboardInterrupt('in a task');
    });
    return loop().run_until_complete(raises());
  },

  exit_3: exits(3),
  exit_none: exits(),
  exit_text: exits('a message'),
  exit_true: exits(true),
  exit_259: exits(259),
  exit_half: exits(1.5),

  async exit_caught() {
    await report(exits(3)());
  },

  error_uncaught() {
    const raises = asyncio.coroutine(function* raises() {
      yield;
      throw new RuntimeError('nobody waits for this run');
    });
    void loop().run_until_complete(raises());
  },

  async worker() {
    const worker = new Worker(__filename, { workerData: 'in_worker' });
    await once(worker, 'exit');
  },

  async in_worker() {
    try {
      loop();
    } catch (error) {
      console.log(`${(error as Error).name}: ${(error as Error).message}`);
    }
    asyncio.set_event_loop(asyncio.new_event_loop());
    await report(loop().run_until_complete(asyncio.sleep(0.001, 'slept')));
    loop().call_later(0.01, () => loop().stop());
    await report(loop().run_forever());
    await report(loop().run_until_complete(loop().create_future()));
    loop().set_debug(true);
    loop().slow_callback_duration = Number.POSITIVE_INFINITY;
    await report(loop().run_until_complete(asyncio.sleep(0.001, 'again')));
  },

  exit_in_worker() {
    asyncio.set_event_loop(asyncio.new_event_loop());
    return exits(3)();
  },

  async worker_exits() {
    const worker = new Worker(__filename, { workerData: 'exit_in_worker' });
    const [code] = await once(worker, 'exit');
    console.log('exit code', code);
  },
};

const name = isMainThread ? process.argv[2] : workerData;
if (require.main === module || !isMainThread) void programs[name as string]?.();
