/** Small programs that forget something, each run in a process of its own: `forgotten_program.ts NAME`. */

import { CancelledError, SystemExit, stackless, ValueError } from '../../lib/errors';
import * as asyncio from '../../lib/index';
import { VirtualTimeLoop } from '../../lib/test_utils';

const loop = new VirtualTimeLoop();

function fail(text: string): asyncio.Future<unknown> {
  const future = loop.create_future();
  future.set_exception(new ValueError(text));
  return future;
}

const programs: Record<string, () => void> = {
  unread() {
    fail('nobody reads this');
    const read = fail('somebody reads this');
    read.exception();
    process.on('exit', () => console.log('end'));
  },
  held() {
    const held = fail('nobody reads this');
    setTimeout(() => console.log(String(held)), 10);
  },
  closed() {
    fail('nobody reads this');
    loop.close();
    console.log('closed');
  },
  task() {
    const failing = asyncio.coroutine(function* failing(): asyncio.Coroutine<void> {
      throw new ValueError('nobody reads this');
    });
    loop.create_task(failing());
    loop._run_once();
  },
  node_loop() {
    const node_loop = asyncio.get_event_loop();
    const future = node_loop.create_future();
    node_loop.call_soon(() => future.set_exception(new ValueError('nobody reads this')));
    node_loop.call_later(0.01, () => node_loop.stop());
    void node_loop.run_forever();
  },
  exits() {
    fail('nobody reads this');
    process.exit(3);
  },
  throws() {
    fail('nobody reads this');
    throw new ValueError('uncaught');
  },
  handler_raises() {
    loop.set_exception_handler(() => {
      throw new SystemExit(7);
    });
    fail('one');
    fail('two');
  },
  handler_fails() {
    loop.set_exception_handler(() => {
      throw new ValueError('in the handler');
    });
    fail('one');
  },
  stackless_uncaught() {
    throw stackless(CancelledError);
  },
};

programs[process.argv[2] as string]?.();
