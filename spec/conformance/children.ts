/** What the cases about child processes share. */

import { expect, it } from 'vitest';
import * as asyncio from '../../lib/index';

const WATCHERS = [asyncio.SafeChildWatcher, asyncio.FastChildWatcher];

/** A program that copies its input to its output. */
export const PROGRAM_CAT = ['cat'] as const;
/** A program that would run for an hour. */
export const PROGRAM_BLOCKED = ['sleep', '3600'] as const;

/** CPython runs each case with each kind of watcher: a loop, not the current one, to which the policy's is attached. */
export async function with_each_watcher(
  body: (loop: asyncio.SelectorEventLoop) => Promise<void>,
): Promise<void> {
  for (const Watcher of WATCHERS) await with_watcher(Watcher, body);
}

/** The same with one kind. */
export async function with_watcher(
  Watcher: (typeof WATCHERS)[number],
  body: (loop: asyncio.SelectorEventLoop) => Promise<void>,
): Promise<void> {
  asyncio.set_event_loop(undefined);
  const loop = new asyncio.SelectorEventLoop();
  const watcher = new Watcher();
  watcher.attach_loop(loop);
  asyncio.set_child_watcher(watcher);
  try {
    await body(loop);
  } finally {
    asyncio.set_child_watcher(undefined);
    loop.close();
  }
}

/** Bytes as text; None as it is. */
export function text(bytes: Uint8Array | undefined): string | undefined {
  return bytes === undefined ? undefined : Buffer.from(bytes).toString();
}

/** A case whose body is a coroutine, which is run with each kind of watcher. */
export function it_with_each_watcher(
  title: string,
  body: (loop: asyncio.SelectorEventLoop) => asyncio.Coroutine<void>,
): void {
  it(title, () =>
    with_each_watcher((loop) => loop.run_until_complete(asyncio.coroutine(body)(loop))),
  );
}

/** Coroutine: what another raises. */
export const raised_by = asyncio.coroutine(function* raised_by(
  awaitable: asyncio.Awaitable<unknown>,
): asyncio.Coroutine<unknown> {
  try {
    yield* awaitable;
  } catch (error) {
    return error;
  }
  return expect.fail('it has raised nothing');
});
