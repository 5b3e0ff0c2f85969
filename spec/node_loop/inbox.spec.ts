import { describe, expect, it } from 'vitest';
import * as asyncio from '../../lib/index';
import type { IOResource, NodeEventLoop } from '../../lib/node_loop';
import { loop, node_turns, use_node_loop } from '../support/node_loop';

use_node_loop();

const node_loop = (): NodeEventLoop => loop as unknown as NodeEventLoop;

function recorder(trace: string[]): IOResource {
  return {
    _loop_entered: () => trace.push('entered'),
    _loop_left: () => trace.push('left'),
  };
}

describe('an event of Node', () => {
  it('is handled after what is queued and before the timers that are due', async () => {
    const trace: string[] = [];
    loop.call_at(loop.time() - 1, () => {
      trace.push('timer');
      loop.stop();
    });
    node_loop()._deliver((text: string) => trace.push(text), 'event');
    loop.call_soon(() => trace.push('queued'));
    await loop.run_forever();
    expect(trace).toEqual(['queued', 'event', 'timer']);
  });

  it('wakes a loop that is idle', async () => {
    setImmediate(() => node_loop()._deliver(() => loop.stop()));
    await loop.run_forever();
    expect(loop.is_running()).toBe(false);
  });

  it('waits for the next run when the loop does not run', async () => {
    const trace: string[] = [];
    node_loop()._deliver(() => {
      trace.push('event');
      loop.stop();
    });
    await node_turns();
    expect(trace).toEqual([]);
    await loop.run_forever();
    expect(trace).toEqual(['event']);
  });

  it('can be taken back', async () => {
    const trace: string[] = [];
    node_loop()
      ._deliver(() => trace.push('cancelled'))
      .cancel();
    node_loop()._deliver(() => loop.stop());
    await loop.run_forever();
    expect(trace).toEqual([]);
  });

  it('is forgotten by a closed loop', () => {
    const handle = new asyncio.Handle(() => {}, [], loop);
    const inbox = (node_loop() as unknown as { readonly _inbox: { readonly length: number } })
      ._inbox;
    loop.close();
    expect(node_loop()._deliver(() => {})._cancelled).toBe(true);
    node_loop()._deliver_handle(handle);
    node_loop()._deliver_in_event(handle);
    expect(inbox.length).toBe(0);
  });
});

describe('a resource', () => {
  it('hears when the loop runs and when not', async () => {
    const trace: string[] = [];
    node_loop()._watch_resource(recorder(trace));
    expect(trace).toEqual(['left']);
    loop.call_soon(() => {
      expect(trace).toEqual(['left', 'entered']);
      loop.stop();
    });
    await loop.run_forever();
    expect(trace).toEqual(['left', 'entered', 'left']);
  });

  it('that comes in a run hears so at once; one that is forgotten hears nothing', async () => {
    const trace: string[] = [];
    const resource = recorder(trace);
    loop.call_soon(() => {
      node_loop()._watch_resource(resource);
      expect(trace).toEqual(['entered']);
      node_loop()._forget_resource(resource);
      loop.stop();
    });
    await loop.run_forever();
    expect(trace).toEqual(['entered']);
  });
});
