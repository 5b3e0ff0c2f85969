/** What fairness is measured by: a loop that lets Node turn after every iteration, whatever that costs. */

import type { Awaitable } from '../../lib/index';
import type { AsyncioLoop } from './libraries';
import { yieldfrom } from './libraries';

export function immediate_loop(): AsyncioLoop {
  const asyncio = yieldfrom();

  class ImmediateLoop extends asyncio.BaseEventLoop {
    override time(): number {
      return performance.now() / 1000;
    }

    override _select(): number {
      return 0;
    }

    override run_forever(): Promise<void> {
      this._enter_run();
      return new Promise((resolve) => {
        const turn = () => {
          this._run_once();
          if (!this._stopping) {
            setImmediate(turn);
            return;
          }
          this._leave_run();
          resolve();
        };
        setImmediate(turn);
      });
    }

    override async run_until_complete<T>(awaitable: Awaitable<T>): Promise<T> {
      const future = asyncio.ensure_future(awaitable, { loop: this });
      future.add_done_callback(() => this.stop());
      await this.run_forever();
      return future.result();
    }
  }

  const loop = new ImmediateLoop();
  asyncio.set_event_loop(loop);
  return { ...asyncio, loop, run: (work) => loop.run_until_complete(work) };
}
