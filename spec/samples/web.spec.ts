import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import * as asyncio from '../../lib';
import { get } from '../../samples/web/client';
import { from_promise } from '../../samples/web/from_promise';
import { loop, use_node_loop } from '../support/node_loop';

use_node_loop();

describe('from_promise() of the samples', () => {
  it('gives what the promise brings, or raises what it rejects with', async () => {
    const brought = loop.run_until_complete(from_promise(Promise.resolve('brought')));
    expect(await brought).toBe('brought');
    const failing = loop.run_until_complete(from_promise(Promise.reject(new Error('broken'))));
    await expect(failing).rejects.toThrow('broken');
  });

  it('may be cancelled: what comes later is ignored, even when the loop is closed', async () => {
    let bring = (_: string) => {};
    const promise = new Promise<string>((resolve) => {
      bring = resolve;
    });
    const future = from_promise(promise);
    loop.call_soon(() => future.cancel());
    await expect(loop.run_until_complete(future)).rejects.toBeInstanceOf(asyncio.CancelledError);
    await loop.run_until_complete(asyncio.sleep(0));
    loop.close();
    bring('too late');
    await promise;
    expect(future.cancelled()).toBe(true);
  });
});

describe('get() of the samples', () => {
  it('hangs up when it is cancelled', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => {
      server.close();
    });
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const task = loop.create_task(get(`http://127.0.0.1:${port}/`));
    const hung_up = once(server, 'request').then(([, response]) => {
      loop.call_soon_threadsafe(() => task.cancel());
      return once(response, 'close');
    });
    await expect(loop.run_until_complete(task)).rejects.toBeInstanceOf(asyncio.CancelledError);
    expect(await hung_up).toBeDefined();
  });
});
