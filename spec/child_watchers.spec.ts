import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it, onTestFinished } from 'vitest';
import { AssertionError, NotImplementedError, RuntimeError } from '../lib/errors';
import type { ExceptionContext } from '../lib/events';
import * as asyncio from '../lib/index';
import { BlockingEventLoop } from '../lib/sync_events';
import { showwarning } from '../lib/warnings';
import { loop, node_turns, run, use_node_loop } from './support/node_loop';
import { record_log } from './support/records';

use_node_loop();

/** A child that Node has started, killed at the end of the spec. */
function child(...command: string[]): ChildProcess & { pid: number } {
  const [program, ...args] = command as [string, ...string[]];
  const started = spawn(program, args, { stdio: 'ignore' });
  onTestFinished(() => {
    started.kill('SIGKILL');
  });
  return started as ChildProcess & { pid: number };
}

const sleeper = () => child('sleep', '3600');

/** A watcher that is closed at the end of the spec. */
function watcher_of(Watcher: (typeof WATCHERS)[number][1]) {
  const watcher = new Watcher();
  watcher.attach_loop(loop);
  onTestFinished(() => watcher.close());
  return watcher;
}

/** A handler, and the future of what it is called with. */
function handler(): [(...args: unknown[]) => void, asyncio.Future<unknown[]>] {
  const future = loop.create_future<unknown[]>();
  return [(...args) => future.set_result(args), future];
}

const WATCHERS = [
  ['SafeChildWatcher', asyncio.SafeChildWatcher],
  ['FastChildWatcher', asyncio.FastChildWatcher],
] as const;

describe.each(WATCHERS)('%s', (_, Watcher) => {
  it.each([
    [['sh', '-c', 'exit 3'], 3],
    [['sh', '-c', 'kill -15 $$'], -15],
    [['true'], 0],
  ])('tells how a child ended: %j, %i', async (command, code) => {
    const watcher = watcher_of(Watcher);
    const [callback, called] = handler();
    watcher.__enter__();
    const { pid } = child(...command);
    watcher.add_child_handler(pid, callback, 'a', 'b');
    watcher.__exit__();
    expect(await run(called)).toEqual([pid, code, 'a', 'b']);
  });

  it('calls handlers in the loop, and once', async () => {
    const watcher = watcher_of(Watcher);
    const calls: boolean[] = [];
    using _ = watcher.__enter__();
    const { pid } = child('true');
    const called = loop.create_future<void>();
    watcher.add_child_handler(pid, () => {
      calls.push(loop.is_running());
      called.set_result();
    });
    await run(called);
    await node_turns();
    await run(asyncio.sleep(0));
    expect(calls).toEqual([true]);
  });

  it('keeps the end of a child for the time when its loop runs', async () => {
    const watcher = watcher_of(Watcher);
    const [callback, called] = handler();
    using _ = watcher.__enter__();
    const proc = child('sh', '-c', 'exit 4');
    watcher.add_child_handler(proc.pid, callback);
    await once(proc, 'exit');
    await node_turns();
    expect(called.done()).toBe(false);
    expect(await run(called)).toEqual([proc.pid, 4]);
  });

  it('calls the handler that was added last for a child', async () => {
    const watcher = watcher_of(Watcher);
    const first: unknown[] = [];
    const [callback, called] = handler();
    using _ = watcher.__enter__();
    const { pid } = child('true');
    watcher.add_child_handler(pid, () => first.push('called'));
    watcher.add_child_handler(pid, callback);
    expect(await run(called)).toEqual([pid, 0]);
    expect(first).toEqual([]);
  });

  it('forgets a handler that is removed, and says whether there was one', async () => {
    const watcher = watcher_of(Watcher);
    const log = record_log();
    const calls: unknown[] = [];
    const proc = sleeper();
    {
      using _ = watcher.__enter__();
      watcher.add_child_handler(proc.pid, (...args) => calls.push(args));
      expect(watcher.remove_child_handler(proc.pid)).toBe(true);
      expect(watcher.remove_child_handler(proc.pid)).toBe(false);
    }
    proc.kill();
    await once(proc, 'exit');
    await run(asyncio.sleep(0));
    await run(asyncio.sleep(0));
    expect(calls).toEqual([]);
    expect(log.lines.every((line) => line.includes(`unknown pid: ${proc.pid} -> -15`))).toBe(true);
  });

  it('adds no handler while it has no loop', () => {
    const watcher = watcher_of(Watcher);
    watcher.attach_loop(undefined);
    using _ = watcher.__enter__();
    expect(() => watcher.add_child_handler(1, () => {})).toThrow(RuntimeError);
    expect(() => watcher.add_child_handler(1, () => {})).toThrow(
      'Cannot add child handler, the child watcher does not have a loop attached',
    );
  });

  it('is attached to loops that Node drives, and that are open', () => {
    const watcher = watcher_of(Watcher);
    expect(() => watcher.attach_loop('x' as never)).toThrow(AssertionError);
    const other = new BlockingEventLoop();
    onTestFinished(() => other.close());
    expect(() => watcher.attach_loop(other)).toThrow(NotImplementedError);
    const closed = new asyncio.SelectorEventLoop();
    closed.close();
    expect(() => watcher.attach_loop(closed)).toThrow('Event loop is closed');
  });

  it('warns when it is let go with handlers that wait, and hands them on to the next loop', async () => {
    const watcher = watcher_of(Watcher);
    const warnings: string[] = [];
    const { write } = showwarning;
    showwarning.write = (message, { name }) => warnings.push(`${name}: ${message}`);
    onTestFinished(() => {
      showwarning.write = write;
    });
    const [callback, called] = handler();
    using _ = watcher.__enter__();
    const proc = sleeper();
    watcher.add_child_handler(proc.pid, callback);
    watcher.attach_loop(undefined);
    expect(warnings.every((text) => text.endsWith('with pending handlers'))).toBe(true);
    proc.kill('SIGKILL');
    await once(proc, 'exit');
    watcher.attach_loop(loop);
    expect(await run(called)).toEqual([proc.pid, -9]);
  });

  it('forgets everything when it is closed', async () => {
    const watcher = watcher_of(Watcher);
    const calls: unknown[] = [];
    using _ = watcher.__enter__();
    const proc = child('true');
    watcher.add_child_handler(proc.pid, (...args) => calls.push(args));
    watcher.close();
    await once(proc, 'exit');
    await run(asyncio.sleep(0));
    expect([calls, watcher._loop, watcher.remove_child_handler(proc.pid)]).toEqual([
      [],
      undefined,
      false,
    ]);
  });

  it('reports an error of a handler, and lives on', async () => {
    const watcher = watcher_of(Watcher);
    const contexts: ExceptionContext[] = [];
    loop.set_exception_handler((_, context) => contexts.push(context));
    const error = new Error('boom');
    using _ = watcher.__enter__();
    watcher.add_child_handler(child('true').pid, () => {
      throw error;
    });
    while (contexts.length === 0) await run(asyncio.sleep(0.001));
    expect(contexts.map(({ message, exception }) => [message, exception])).toEqual([
      ['Unknown exception in SIGCHLD handler', error],
    ]);
    const [callback, called] = handler();
    watcher.add_child_handler(child('true').pid, callback);
    expect(await run(called)).toHaveLength(2);
  });

  it('says in debug mode how a child ended', async () => {
    const watcher = watcher_of(Watcher);
    const log = record_log();
    const [callback, called] = handler();
    using _ = watcher.__enter__();
    const { pid } = child('true');
    watcher.add_child_handler(pid, callback);
    loop.set_debug(true);
    await run(called);
    expect(log.lines).toContain(`DEBUG process ${pid} exited with returncode 0`);
  });

  it('is its own context', () => {
    const watcher = watcher_of(Watcher);
    expect(watcher.__enter__()).toBe(watcher);
    expect(watcher.__exit__()).toBeUndefined();
  });
});

describe('SafeChildWatcher', () => {
  it('says nothing of children that it was not told of', async () => {
    watcher_of(asyncio.SafeChildWatcher);
    const log = record_log();
    await once(child('true'), 'exit');
    await run(asyncio.sleep(0));
    await run(asyncio.sleep(0));
    expect(log.lines).toEqual([]);
  });

  it('reports 255 for a child that has ended before, or that there never was, and warns', async () => {
    const watcher = watcher_of(asyncio.SafeChildWatcher);
    const log = record_log();
    const proc = child('true');
    await once(proc, 'exit');
    const calls: unknown[] = [];
    watcher.add_child_handler(proc.pid, (...args) => calls.push(args));
    watcher.add_child_handler(2 ** 22 + 1, (...args) => calls.push(args));
    expect(calls).toEqual([
      [proc.pid, 255],
      [2 ** 22 + 1, 255],
    ]);
    expect(log.lines).toEqual([
      `WARNING Unknown child process pid ${proc.pid}, will report returncode 255`,
      `WARNING Unknown child process pid ${2 ** 22 + 1}, will report returncode 255`,
    ]);
  });
});

describe('FastChildWatcher', () => {
  it('takes handlers inside of its context only', () => {
    const watcher = watcher_of(asyncio.FastChildWatcher);
    expect(() => watcher.add_child_handler(1, () => {})).toThrow(AssertionError);
    expect(() => watcher.add_child_handler(1, () => {})).toThrow('Must use the context manager');
  });

  it('keeps the end of a child that comes before its handler', async () => {
    const watcher = watcher_of(asyncio.FastChildWatcher);
    const log = record_log();
    {
      using _ = watcher.__enter__();
      const proc = child('sh', '-c', 'exit 6');
      await once(proc, 'exit');
      await run(asyncio.sleep(0));
      await run(asyncio.sleep(0));
      const calls: unknown[] = [];
      watcher.add_child_handler(proc.pid, (...args) => calls.push(args));
      expect(calls).toEqual([[proc.pid, 6]]);
    }
    expect(log.lines).toEqual([]);
  });

  it('warns of children that nobody has told it of', async () => {
    const watcher = watcher_of(asyncio.FastChildWatcher);
    const log = record_log();
    const outside = child('sh', '-c', 'exit 7');
    await once(outside, 'exit');
    await run(asyncio.sleep(0));
    await run(asyncio.sleep(0));
    expect(log.lines).toEqual([
      `WARNING Caught subprocess termination from unknown pid: ${outside.pid} -> 7`,
    ]);
    log.records.length = 0;
    watcher.__enter__();
    watcher.__enter__();
    const inside = child('sh', '-c', 'exit 8');
    await once(inside, 'exit');
    await run(asyncio.sleep(0));
    await run(asyncio.sleep(0));
    watcher.__exit__();
    expect(log.lines).toEqual([]);
    watcher.__exit__();
    expect(log.lines).toEqual([
      `WARNING Caught subprocesses termination from unknown pids: {${inside.pid}: 8}`,
    ]);
  });
});
