/** A program that a spec talks to while its own loop runs. */

import { type ChildProcess, spawn } from 'node:child_process';
import { onTestFinished } from 'vitest';
import * as asyncio from '../../lib/index';
import { python36_env } from '../support/python36';

/** A running child: its first line, its whole output, and its end. */
export interface Peer {
  readonly child: ChildProcess;
  /** The first line of its standard output; rejects when it ends without one. */
  readonly first_line: Promise<string>;
  /** Standard output, when it has ended well; otherwise rejects with what it said. */
  readonly output: Promise<string>;
}

/** Start a program; it is killed when the spec ends. */
export function start_peer(command: string, args: readonly string[], input = ''): Peer {
  const child = spawn(command, args, { env: { ...process.env, ...python36_env } });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text;
  });
  child.stdin.end(input);
  const output = new Promise<string>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve(stdout);
      else reject(new Error(`${command} ended with ${code}: ${stderr}`));
    });
  });
  const first_line = new Promise<string>((resolve, reject) => {
    child.stdout.on('data', () => {
      const end = stdout.indexOf('\n');
      if (end >= 0) resolve(stdout.slice(0, end));
    });
    output.then(() => reject(new Error(`${command} said nothing`)), reject);
  });
  // A spec may wait for one of the two only.
  for (const promise of [output, first_line]) promise.catch(() => {});
  return { child, first_line, output };
}

/** A future, on the current loop, of what a promise brings. */
export function from_promise<T>(promise: Promise<T>): asyncio.Future<T> {
  const loop = asyncio.get_event_loop();
  const future = loop.create_future<T>();
  promise.then(
    (value) => loop.call_soon_threadsafe(() => future.set_result(value)),
    (error) => loop.call_soon_threadsafe(() => future.set_exception(error)),
  );
  return future;
}
