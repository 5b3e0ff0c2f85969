import { closeSync, readSync } from 'node:fs';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { NotImplementedError, ValueError } from '../../lib/errors';
import * as asyncio from '../../lib/index';
import * as signal from '../../lib/signal';
import { new_pipe, PipeProtocol } from './pipes';
import { new_real_loop } from './tasks';

let loop: asyncio.SelectorEventLoop;

beforeEach(() => {
  loop = new_real_loop();
});

describe('SelectorEventLoopSignalTests', () => {
  it('test_check_signal: type and range', () => {
    expect(() => loop.remove_signal_handler('1' as never)).toThrow(TypeError);
    expect(() => loop.remove_signal_handler(signal.NSIG + 1)).toThrow(ValueError);
  });

  it('test_add_signal_handler_coroutine_error: neither a coroutine function nor a coroutine', () => {
    const simple = asyncio.coroutine(function* simple() {});
    const coro = simple();
    for (const callback of [simple, coro]) {
      expect(() => loop.add_signal_handler(signal.SIGINT, callback as () => void)).toThrow(
        'coroutines cannot be used with add_signal_handler()',
      );
    }
    coro.return(undefined);
  });

  it('test_close: closing the loop removes all handlers', () => {
    loop.add_signal_handler(signal.SIGHUP, () => {});
    loop.add_signal_handler(signal.SIGCHLD, () => {});
    expect(process.listenerCount('SIGCHLD')).toBe(1);
    loop.close();
    expect(process.listenerCount('SIGCHLD')).toBe(0);
    expect(loop.remove_signal_handler(signal.SIGHUP)).toBe(false);
  });
});

describe('UnixWritePipeTransportTests', () => {
  it('test_close: is write_eof(), and may be called twice', async () => {
    const [read, write] = new_pipe();
    onTestFinished(() => closeSync(read));
    const protocol = new PipeProtocol(() => {
      if (protocol.calls.length === 2) loop.stop();
    });
    const [transport] = await loop.run_until_complete(
      loop.connect_write_pipe(() => protocol, write),
    );
    const write_eof = vi.spyOn(transport, 'write_eof');
    transport.write(Buffer.from('data'));
    transport.close();
    expect(write_eof.mock.calls).toEqual([[]]);
    expect(transport.is_closing()).toBe(true);
    transport.close();
    await loop.run_forever();
    expect(protocol.calls).toEqual(['connection_made', 'connection_lost(undefined)']);
    // What was written, then the end.
    const buffer = Buffer.alloc(10);
    expect(buffer.toString('latin1', 0, readSync(read, buffer))).toBe('data');
    expect(readSync(read, buffer)).toBe(0);
  });

  it('test_can_write_eof: always', async () => {
    const [, write] = new_pipe();
    const [transport] = await loop.run_until_complete(
      loop.connect_write_pipe(() => new PipeProtocol(), write),
    );
    expect(transport.can_write_eof()).toBe(true);
    transport.abort();
    await loop.run_until_complete(asyncio.sleep(0, undefined, { loop }));
  });
});

describe('AbstractChildWatcherTests', () => {
  it('test_not_implemented: no method does anything', () => {
    const watcher = new asyncio.AbstractChildWatcher();
    for (const call of [
      () => watcher.add_child_handler(1, () => {}),
      () => watcher.remove_child_handler(1),
      () => watcher.attach_loop(loop),
      () => watcher.close(),
      () => watcher.__enter__(),
      () => watcher.__exit__(),
    ]) {
      expect(call).toThrow(NotImplementedError);
    }
  });
});

describe('PolicyTests', () => {
  const new_policy = () => {
    const policy = new asyncio.DefaultEventLoopPolicy();
    onTestFinished(() => policy._watcher?.close());
    return policy;
  };

  it('test_get_child_watcher: the first call makes one, without a loop', () => {
    const policy = new_policy();
    expect(policy._watcher).toBe(undefined);
    const watcher = policy.get_child_watcher();
    expect(watcher).toBeInstanceOf(asyncio.SafeChildWatcher);
    expect(policy._watcher).toBe(watcher);
    expect((watcher as asyncio.SafeChildWatcher)._loop).toBe(undefined);
    expect(policy.get_child_watcher()).toBe(watcher);
  });

  it('test_get_child_watcher_after_set: the one that was set', () => {
    const policy = new_policy();
    const watcher = new asyncio.FastChildWatcher();
    policy.set_child_watcher(watcher);
    expect(policy.get_child_watcher()).toBe(watcher);
  });

  it('test_get_child_watcher_with_mainloop_existing: attached to the loop that there is', () => {
    const policy = new_policy();
    policy.set_event_loop(loop);
    const watcher = policy.get_child_watcher() as asyncio.SafeChildWatcher;
    expect(watcher._loop).toBe(loop);
  });

  it('test_child_watcher_replace_mainloop_existing: it follows the current loop', () => {
    const policy = new_policy();
    policy.set_event_loop(loop);
    const watcher = policy.get_child_watcher() as asyncio.SafeChildWatcher;
    const other = new_real_loop();
    policy.set_event_loop(other);
    expect(watcher._loop).toBe(other);
    policy.set_event_loop(undefined);
    expect(watcher._loop).toBe(undefined);
  });
});
