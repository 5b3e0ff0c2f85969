/** For each spec of a file a loop in virtual time, made the current one, that keeps what is reported to it. */

import { afterEach, beforeEach, expect } from 'vitest';
import * as asyncio from '../../lib/index';
import { repr } from '../../lib/reprlib';
import { run_once, VirtualTimeLoop } from '../../lib/test_utils';
import { normalise } from './python36';

export let loop: VirtualTimeLoop;

let contexts: asyncio.ExceptionContext[] = [];

/** Call it at the top of a spec file. A report that a spec does not ask for, also one at the loop's close, fails it. */
export function use_virtual_loop(): void {
  beforeEach(() => {
    loop = watched(new VirtualTimeLoop());
    asyncio.set_event_loop(loop);
  });
  afterEach(() => {
    asyncio.set_event_loop(undefined);
    loop.close();
    expect(reports()).toEqual([]);
  });
}

/** Let a loop report here. */
export function watched<L extends asyncio.AbstractEventLoop>(some_loop: L): L {
  some_loop.set_exception_handler((_loop, context) => contexts.push(context));
  return some_loop;
}

/** What was reported since this was asked last. */
export function report_contexts(): asyncio.ExceptionContext[] {
  const taken = contexts;
  contexts = [];
  return taken;
}

/** The same as texts: the message, and after a bar the exception. */
export function reports(): string[] {
  return report_contexts().map(({ message = '', exception }) =>
    shown_text(exception === undefined ? message : `${message} | ${repr(exception)}`),
  );
}

/** Run a generator function as a coroutine; a bare `yield` in it lets the others run for one tick. */
export function run<T>(main: () => asyncio.Coroutine<T>): T {
  return loop.run_until_complete(asyncio.coroutine(main)());
}

/** Make a task of a coroutine object. */
export const start = <T>(coro: asyncio.Coroutine<T>): asyncio.Task<T> => loop.create_task(coro);

/** Make a task of a generator function. */
export const go = <T>(main: () => asyncio.Coroutine<T>): asyncio.Task<T> =>
  start(asyncio.coroutine(main)());

/** Let the loop run exactly so many iterations. */
export function iterate(count = 1): void {
  for (let i = 0; i < count; i++) run_once(loop);
}

/** Wait for so many iterations. */
export const ticks = asyncio.coroutine(function* ticks(count: number) {
  for (let i = 0; i < count; i++) yield;
});

/** Say that these are left pending on purpose. */
export function abandon(...tasks: asyncio.Task<never>[] | asyncio.Task<unknown>[]): void {
  for (const task of tasks) task._log_destroy_pending = false;
}

/** The outcome of a future that is done, in one word or as a repr. */
export function outcome(future: asyncio.Future<unknown>): string {
  if (!future.done()) return 'pending';
  if (future.cancelled()) return 'cancelled';
  const exception = future.exception();
  return exception === undefined ? repr(future.result()) : `raised ${repr(exception)}`;
}

/** Which of `all` these are: futures are iterables, and `expect` would iterate over them to compare. */
export const which = (found: Iterable<unknown>, all: readonly unknown[]): number[] =>
  [...found].map((object) => all.indexOf(object));

function shown_text(text: string): string {
  return normalise(text).replace(/ at FILE:LINE/g, '');
}

/** The repr, without addresses and places. */
export const shown = (object: unknown): string => shown_text(repr(object));
