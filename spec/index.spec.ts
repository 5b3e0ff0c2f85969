import { describe, expect, expectTypeOf, it } from 'vitest';
import * as errors from '../lib/errors';
import * as asyncio from '../lib/index';

/** `asyncio.__all__` of CPython 3.6 on POSIX. */
const NAMES = `
  ALL_COMPLETED FIRST_COMPLETED FIRST_EXCEPTION
  AbstractEventLoop AbstractEventLoopPolicy AbstractServer BaseEventLoop DefaultEventLoopPolicy SelectorEventLoop
  BoundedSemaphore Condition Event Lock Semaphore
  CancelledError InvalidStateError TimeoutError
  Future Handle Task TimerHandle
  LifoQueue PriorityQueue Queue QueueEmpty QueueFull
  IncompleteReadError LimitOverrunError StreamReader StreamReaderProtocol StreamWriter
  open_connection open_unix_connection start_server start_unix_server
  BaseProtocol DatagramProtocol Protocol SubprocessProtocol
  BaseTransport DatagramTransport ReadTransport SubprocessTransport Transport WriteTransport
  _get_running_loop _set_running_loop
  as_completed async coroutine ensure_future gather iscoroutine iscoroutinefunction isfuture
  get_child_watcher get_event_loop get_event_loop_policy new_event_loop
  set_child_watcher set_event_loop set_event_loop_policy
  run_coroutine_threadsafe shield sleep wait wait_for wrap_future
  AbstractChildWatcher FastChildWatcher SafeChildWatcher
  create_subprocess_exec create_subprocess_shell
`;

/** What CPython 3.6 has elsewhere, or not at all; and a module, which it has as well. */
const EXTRAS = `
  subprocess
  BlockingEventLoop JoinableQueue get_coroutine_debug set_coroutine_debug
`;

const words = (text: string): string[] => text.trim().split(/\s+/).sort();

describe('the asyncio namespace', () => {
  it('has all names of CPython 3.6', () => {
    expect(words(NAMES).length).toBe(73);
    expect(Object.keys(asyncio)).toEqual(expect.arrayContaining(words(NAMES)));
  });

  it('has nothing else but the extras that are listed', () => {
    expect(Object.keys(asyncio).sort()).toEqual([...words(NAMES), ...words(EXTRAS)].sort());
  });

  it('has functions, classes, a module, and the three constants of wait()', () => {
    const { subprocess, ...others } = asyncio;
    expect(subprocess.PIPE).toBe(-1);
    const values = Object.entries(others).filter(([, value]) => typeof value !== 'function');
    expect(Object.fromEntries(values)).toEqual({
      ALL_COMPLETED: 'ALL_COMPLETED',
      FIRST_COMPLETED: 'FIRST_COMPLETED',
      FIRST_EXCEPTION: 'FIRST_EXCEPTION',
    });
  });

  it('has nothing of later versions', () => {
    for (const name of ['run', 'get_running_loop', 'create_task', 'current_task', 'all_tasks']) {
      expect(name in asyncio, name).toBe(false);
    }
  });

  it('has the classes of the errors module, not others of the same name', () => {
    expect(asyncio.CancelledError).toBe(errors.CancelledError);
    expect(asyncio.TimeoutError).toBe(errors.TimeoutError);
    expect(asyncio.InvalidStateError).toBe(errors.InvalidStateError);
  });

  it('has ensure_future under its old name', () => {
    expectTypeOf(asyncio.async).toEqualTypeOf(asyncio.ensure_future);
    expect(asyncio.async.name).toBe('async');
  });

  it('has the loop of this platform under a general name', () => {
    expect(asyncio.SelectorEventLoop.name).toBe('_UnixSelectorEventLoop');
    expect(asyncio.DefaultEventLoopPolicy.name).toBe('_UnixDefaultEventLoopPolicy');
    expect(asyncio.SelectorEventLoop.prototype).toBeInstanceOf(asyncio.BaseEventLoop);
  });
});
