/** Programs that get signals, each run in a process of its own: `signal_programs.js NAME`. */

import { once } from 'node:events';
import { isMainThread, Worker } from 'node:worker_threads';
import * as asyncio from '../../lib';
import * as signal from '../../lib/signal';
import { report } from './report';

const loop = () => asyncio.get_event_loop() as asyncio.SelectorEventLoop;

const kill = (signum: number) => process.kill(process.pid, signum);

const programs: Record<string, () => unknown> = {
  async handler_instead_of_interrupt() {
    const future = loop().create_future<string>();
    loop().add_signal_handler(signal.SIGINT, () => future.set_result('handled'));
    loop().call_soon(kill, signal.SIGINT);
    await report(loop().run_until_complete(future));
    loop().remove_signal_handler(signal.SIGINT);
    loop().call_soon(kill, signal.SIGINT);
    await report(loop().run_forever());
  },

  async handler_of_another_loop() {
    const other = asyncio.new_event_loop();
    other.add_signal_handler(signal.SIGINT, () => {
      console.log('not before the loop runs');
      other.stop();
    });
    setTimeout(() => kill(signal.SIGINT), 10);
    await report(loop().run_until_complete(asyncio.sleep(0.1, 'slept')));
    await other.run_forever();
  },

  async a_signal_is_something_to_wait_for() {
    const future = loop().create_future<string>();
    loop().add_signal_handler(signal.SIGUSR2, () => future.set_result('arrived'));
    // It keeps nothing alive itself.
    setTimeout(() => kill(signal.SIGUSR2), 20).unref();
    await report(loop().run_until_complete(future));
  },

  async idle() {
    loop().add_signal_handler(signal.SIGUSR2, () => {});
    await report(loop().run_until_complete(asyncio.sleep(0.001, 'the process ends')));
  },

  async default_after_close() {
    loop().add_signal_handler(signal.SIGTERM, () => {});
    loop().close();
    setTimeout(() => console.log('not reached'), 10_000);
    kill(signal.SIGTERM);
  },

  async worker() {
    await once(new Worker(__filename), 'exit');
  },

  in_worker() {
    const own = asyncio.new_event_loop();
    try {
      own.add_signal_handler(signal.SIGUSR2, () => {});
    } catch (error) {
      console.log(`${(error as Error).name}: ${(error as Error).message}`);
    }
  },
};

const name = isMainThread ? process.argv[2] : 'in_worker';
if (require.main === module || !isMainThread) void programs[name as string]?.();
