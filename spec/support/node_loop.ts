/** For each spec of a file a loop on Node, made the current one; and a look at what it does to the process. */

import { afterEach, beforeEach, expect, onTestFinished, vi } from 'vitest';
import * as asyncio from '../../lib/index';
import { rejection } from './rejection';

export let loop: asyncio.SelectorEventLoop;

type Listener = (...args: unknown[]) => void;

const EVENTS = ['SIGINT', 'beforeExit'] as const;

let before: Map<string, readonly unknown[]>;

const listeners = (event: string) => process.listeners(event as 'beforeExit') as Listener[];

/** Call it at the top of a spec file. A run that leaves listeners or timers behind fails the spec. */
export function use_node_loop(): void {
  beforeEach(() => {
    before = new Map(EVENTS.map((event) => [event, listeners(event)]));
    loop = new asyncio.SelectorEventLoop();
    asyncio.set_event_loop(loop);
  });
  afterEach(() => {
    asyncio.set_event_loop(undefined);
    expect(loop.is_running()).toBe(false);
    loop.close();
    for (const event of EVENTS) expect(new_listeners(event), event).toEqual([]);
  });
}

/** Run the loop until this is done. */
export const run = <T>(awaitable: asyncio.Awaitable<T>): Promise<T> =>
  loop.run_until_complete(awaitable);

/** Run the loop until this has failed; the spec fails when it does not. */
export const failure = <E extends Error = Error>(awaitable: asyncio.Awaitable<unknown>) =>
  rejection<E>(run(awaitable));

/** The listeners for an event of the process that the spec has brought about. */
export function new_listeners(event: (typeof EVENTS)[number]): Listener[] {
  return listeners(event).filter((listener) => !before.get(event)?.includes(listener));
}

/** As if the process got SIGINT, or were about to end; the test runner's own listeners hear nothing of it. */
export function emit(event: (typeof EVENTS)[number]): void {
  for (const listener of new_listeners(event)) listener();
}

/** Let Node do all that it can do without waiting. */
export async function node_turns(count = 5): Promise<void> {
  for (let i = 0; i < count; i++) await new Promise(setImmediate);
}

/** Watch the timers that are made from now on; the function tells how many of them are neither over nor cleared. */
export function watch_timers(): () => number {
  const live = new Set<unknown>();
  const { setTimeout, setInterval, clearTimeout, clearInterval } = globalThis;
  vi.stubGlobal('setTimeout', (callback: () => void, delay?: number) => {
    const timer = setTimeout(() => {
      live.delete(timer);
      callback();
    }, delay);
    live.add(timer);
    return timer;
  });
  vi.stubGlobal('setInterval', (callback: () => void, delay?: number) => {
    const timer = setInterval(callback, delay);
    live.add(timer);
    return timer;
  });
  for (const [name, clear] of Object.entries({ clearTimeout, clearInterval })) {
    vi.stubGlobal(name, (timer: NodeJS.Timeout | undefined) => {
      live.delete(timer);
      clear(timer);
    });
  }
  onTestFinished(() => {
    vi.unstubAllGlobals();
  });
  return () => live.size;
}
