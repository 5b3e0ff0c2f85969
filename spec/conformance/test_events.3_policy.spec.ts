import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { AssertionError, NotImplementedError, RuntimeError } from '../../lib/errors';
import * as asyncio from '../../lib/index';
import * as threading from '../../lib/threading';
import { expect_each_to_throw } from './events';
import { Answer, ask_for_loop } from './thread_targets';

/** Close a loop at the end of the test. */
function opened<L extends asyncio.AbstractEventLoop>(loop: L): L {
  onTestFinished(() => loop.close());
  return loop;
}

/** The present policy is back at the end of the test. */
function restore_policy(): asyncio.AbstractEventLoopPolicy {
  const policy = asyncio.get_event_loop_policy();
  onTestFinished(() => asyncio.set_event_loop_policy(policy));
  return policy;
}

describe('AbstractEventLoopTests', () => {
  it('test_not_implemented: no method of the abstract loop does anything', () => {
    const f = vi.fn();
    const pipe = {};
    const loop = new (asyncio.AbstractEventLoop as new () => asyncio.AbstractEventLoop)();
    const calls = {
      run_forever: () => loop.run_forever(),
      run_until_complete: () => loop.run_until_complete(undefined as never),
      stop: () => loop.stop(),
      is_running: () => loop.is_running(),
      is_closed: () => loop.is_closed(),
      close: () => loop.close(),
      create_task: () => loop.create_task(undefined as never),
      call_later: () => loop.call_later(undefined as never, undefined as never),
      call_at: () => loop.call_at(f as never, f),
      call_soon: () => loop.call_soon(undefined as never),
      time: () => loop.time(),
      call_soon_threadsafe: () => loop.call_soon_threadsafe(undefined as never),
      run_in_executor: () => loop.run_in_executor(f, f),
      set_default_executor: () => loop.set_default_executor(f),
      getaddrinfo: () => loop.getaddrinfo('localhost', 8080),
      getnameinfo: () => loop.getnameinfo(['localhost', 8080]),
      create_connection: () => loop.create_connection(f),
      create_server: () => loop.create_server(f),
      create_datagram_endpoint: () => loop.create_datagram_endpoint(f),
      add_reader: () => loop.add_reader(1, f),
      remove_reader: () => loop.remove_reader(1),
      add_writer: () => loop.add_writer(1, f),
      remove_writer: () => loop.remove_writer(1),
      sock_recv: () => loop.sock_recv(f, 10),
      sock_sendall: () => loop.sock_sendall(f, 10),
      sock_connect: () => loop.sock_connect(f, f),
      sock_accept: () => loop.sock_accept(f),
      add_signal_handler: () => loop.add_signal_handler(1, f),
      remove_signal_handler: () => loop.remove_signal_handler(1),
      connect_read_pipe: () => loop.connect_read_pipe(f, pipe),
      connect_write_pipe: () => loop.connect_write_pipe(f, pipe),
      subprocess_shell: () => loop.subprocess_shell(f, pipe),
      subprocess_exec: () => loop.subprocess_exec(f),
      set_exception_handler: () => loop.set_exception_handler(f),
      default_exception_handler: () => loop.default_exception_handler({}),
      call_exception_handler: () => loop.call_exception_handler({}),
      get_debug: () => loop.get_debug(),
      set_debug: () => loop.set_debug(true),
      // CPython's case leaves these out; its class has them.
      create_future: () => loop.create_future(),
      create_unix_connection: () => loop.create_unix_connection(f),
      create_unix_server: () => loop.create_unix_server(f),
      get_exception_handler: () => loop.get_exception_handler(),
      set_task_factory: () => loop.set_task_factory(undefined),
      get_task_factory: () => loop.get_task_factory(),
      shutdown_asyncgens: () => loop.shutdown_asyncgens(),
    };
    expect_each_to_throw(calls, NotImplementedError);
    const methods = Object.getOwnPropertyNames(asyncio.AbstractEventLoop.prototype).filter(
      (name) => name !== 'constructor' && !name.startsWith('_'),
    );
    expect(methods.sort()).toEqual(Object.keys(calls).sort());
    expect(f).not.toHaveBeenCalled();
  });
});

describe('PolicyTests', () => {
  it('test_event_loop_policy: no method of the abstract policy does anything', () => {
    const policy = new asyncio.AbstractEventLoopPolicy();
    const object = {} as never;
    expect_each_to_throw(
      {
        get_event_loop: () => policy.get_event_loop(),
        set_event_loop: () => policy.set_event_loop(object),
        new_event_loop: () => policy.new_event_loop(),
        get_child_watcher: () => policy.get_child_watcher(),
        set_child_watcher: () => policy.set_child_watcher(object),
      },
      NotImplementedError,
    );
  });

  it('test_get_event_loop: the first call makes a loop, the others return it', () => {
    const policy = new asyncio.DefaultEventLoopPolicy();
    const make = vi.spyOn(policy, 'new_event_loop');
    expect(make).not.toHaveBeenCalled();
    const loop = opened(policy.get_event_loop());
    expect(loop).toBeInstanceOf(asyncio.AbstractEventLoop);
    expect(policy.get_event_loop()).toBe(loop);
    expect(make).toHaveBeenCalledOnce();
  });

  it('test_get_event_loop_calls_set_event_loop: the loop that it makes goes through set_event_loop()', () => {
    const policy = new asyncio.DefaultEventLoopPolicy();
    const set = vi.spyOn(policy, 'set_event_loop');
    const loop = opened(policy.get_event_loop());
    expect(set).toHaveBeenCalledOnce();
    expect(set.mock.lastCall?.[0]).toBe(loop);
  });

  it('test_get_event_loop_after_set_none: no loop is made where somebody has set None', () => {
    const policy = new asyncio.DefaultEventLoopPolicy();
    policy.set_event_loop(undefined);
    expect(() => policy.get_event_loop()).toThrow(RuntimeError);
    expect(() => policy.get_event_loop()).toThrow(
      /^There is no current event loop in thread 'MainThread'\.$/,
    );
    const other = new asyncio.DefaultEventLoopPolicy();
    opened(other.get_event_loop());
    other.set_event_loop(null);
    expect(() => other.get_event_loop()).toThrow(RuntimeError);
  });

  it('test_get_event_loop_thread: no loop is made for a thread that is not the main one', () => {
    const answer = new Answer();
    const thread = new threading.Thread({ target: ask_for_loop, args: [answer], name: 'worker' });
    thread.start();
    thread.join();
    expect([answer.refused, answer.refused_again, answer.has_own_loop]).toEqual([true, true, true]);
  }, 60_000);

  it('test_new_event_loop: makes a loop, each time another one', () => {
    const policy = new asyncio.DefaultEventLoopPolicy();
    const [loop, other] = [opened(policy.new_event_loop()), opened(policy.new_event_loop())];
    expect(loop).toBeInstanceOf(asyncio.AbstractEventLoop);
    expect(other).not.toBe(loop);
    expect(opened(policy.get_event_loop())).not.toBe(loop);
  });

  it('test_set_event_loop: takes None or a loop, which then is the current one', () => {
    const policy = new asyncio.DefaultEventLoopPolicy();
    const old_loop = opened(policy.get_event_loop());
    expect(() => policy.set_event_loop({} as never)).toThrow(AssertionError);
    expect(policy.get_event_loop()).toBe(old_loop);
    const loop = opened(policy.new_event_loop());
    policy.set_event_loop(loop);
    expect(policy.get_event_loop()).toBe(loop);
    expect(policy.get_event_loop()).not.toBe(old_loop);
  });

  it('test_get_event_loop_policy: there is one policy', () => {
    const policy = asyncio.get_event_loop_policy();
    expect(policy).toBeInstanceOf(asyncio.AbstractEventLoopPolicy);
    expect(asyncio.get_event_loop_policy()).toBe(policy);
  });

  it('test_set_event_loop_policy: takes None or a policy, which then is the one', () => {
    const old_policy = restore_policy();
    expect(() => asyncio.set_event_loop_policy({} as never)).toThrow(AssertionError);
    expect(asyncio.get_event_loop_policy()).toBe(old_policy);
    const policy = new asyncio.DefaultEventLoopPolicy();
    asyncio.set_event_loop_policy(policy);
    expect(asyncio.get_event_loop_policy()).toBe(policy);
    expect(policy).not.toBe(old_policy);
    asyncio.set_event_loop_policy(undefined);
    const another = asyncio.get_event_loop_policy();
    expect(another).toBeInstanceOf(asyncio.DefaultEventLoopPolicy);
    expect(another).not.toBe(policy);
  });

  it('test_get_event_loop_returns_running_loop: in a coroutine the policy is not asked', async () => {
    class Policy extends asyncio.DefaultEventLoopPolicy {
      override get_event_loop(): never {
        throw new NotImplementedError();
      }
    }
    restore_policy();
    asyncio.set_event_loop_policy(new Policy());
    const loop = opened(asyncio.new_event_loop());
    expect(asyncio._get_running_loop()).toBe(undefined);
    const func = asyncio.coroutine(function* func() {
      return [asyncio.get_event_loop(), asyncio._get_running_loop()];
    });
    const [current, running] = await loop.run_until_complete(func());
    expect(current).toBe(loop);
    expect(running).toBe(loop);
    expect(asyncio._get_running_loop()).toBe(undefined);
    expect(() => asyncio.get_event_loop()).toThrow(NotImplementedError);
  });
});
