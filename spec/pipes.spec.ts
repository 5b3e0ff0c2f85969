import { closeSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import * as asyncio from '../lib/index';
import { new_pipe, PipeProtocol } from './conformance/pipes';
import { loop, use_node_loop } from './support/node_loop';

use_node_loop();

describe('connect_read_pipe() and connect_write_pipe()', () => {
  it('return when connection_made() was called', async () => {
    const [read, write] = new_pipe();
    const main = asyncio.coroutine(function* () {
      const factory = () => new PipeProtocol();
      const [reader, heard] = yield* loop.connect_read_pipe(factory, read);
      const calls = [...heard.calls];
      const [writer, told] = yield* loop.connect_write_pipe(factory, write);
      calls.push(...told.calls);
      writer.abort();
      reader.close();
      yield* asyncio.sleep(0);
      return calls;
    });
    expect(await loop.run_until_complete(main())).toEqual(['connection_made', 'connection_made']);
  });

  it('close the pipe when whoever waits is cancelled', async () => {
    const [read, write] = new_pipe();
    onTestFinished(() => closeSync(write));
    const protocol = new PipeProtocol();
    const main = asyncio.coroutine(function* () {
      const task = loop.create_task(loop.connect_read_pipe(() => protocol, read));
      yield;
      task.cancel();
      yield* asyncio.wait([task]);
      yield* asyncio.sleep(0);
      return task.cancelled();
    });
    expect(await loop.run_until_complete(main())).toBe(true);
    expect(protocol.calls.at(-1)).toBe('connection_lost(undefined)');
  });
});
