/** What the executors of the specs run. Threads load it themselves, so it imports nothing of vitest. */

import { readFileSync } from 'node:fs';
import { OSError, SystemExit, ValueError } from '../../lib/errors';
import * as threading from '../../lib/threading';
import * as time from '../../lib/time';

export function add(a: number, b: number): number {
  return a + b;
}

export function identity<T>(value: T): T {
  return value;
}

export async function identity_later<T>(value: T): Promise<T> {
  await new Promise((resolve) => setTimeout(resolve, 1));
  return value;
}

/** `run` of CPython's tests. */
export function run(arg: string): [string, number] {
  return [arg, threading.get_ident()];
}

export function thread_name(): string {
  return threading.current_thread().name;
}

export function describe_thread(): unknown {
  const current = threading.current_thread();
  return [current.daemon, current === threading.main_thread(), current.ident !== undefined];
}

export function new_thread_name(): string {
  return new threading.Thread().name;
}

/** Say that it has started, then wait for leave to go on. */
export function hold<T>(started: threading.Event, go: threading.Event, result: T): T {
  started.set();
  go.wait();
  return result;
}

/** `hold` that also counts how many do so at once. */
export class Crowd extends threading.Shared {
  present = 0;
  most = 0;
  readonly lock = new threading.Lock();

  enter(): void {
    this.lock.acquire();
    this.present += 1;
    this.most = Math.max(this.most, this.present);
    this.lock.release();
  }

  leave(): void {
    this.lock.acquire();
    this.present -= 1;
    this.lock.release();
  }
}

/** Stays until somebody else has come, too; ten seconds at the most. */
export function visit(crowd: Crowd): void {
  crowd.enter();
  const end = time.monotonic() + 10;
  while (crowd.most < 2 && time.monotonic() < end) time.sleep(0.001);
  crowd.leave();
}

export function sleep(seconds: number): void {
  time.sleep(seconds);
}

export class Refusal extends ValueError {
  readonly reason: { readonly code: number };

  constructor(message: string, code: number) {
    super(message);
    this.reason = { code };
  }

  describe(): string {
    return `${this.message} (${this.reason.code})`;
  }
}

/** No module exports it. */
class Secret extends RangeError {
  override readonly name = 'Secret';
}

export function fail(kind: string): never {
  if (kind === 'refusal') throw new Refusal('no', 7);
  if (kind === 'os') throw new OSError(2, 'No such file or directory', 'x');
  if (kind === 'node') readFileSync('/no/such/file');
  if (kind === 'secret') throw new Secret('hush');
  if (kind === 'exit') throw new SystemExit(3);
  if (kind === 'value') throw 'a string';
  if (kind === 'symbol') throw Symbol('mine');
  throw new Error('outer', { cause: new Refusal('inner', 8) });
}

export async function fail_later(): Promise<never> {
  await null;
  throw new Refusal('later', 9);
}

export function result_that_cannot_be_copied(): unknown {
  return { socket: new WeakMap() };
}

export class Point {
  constructor(
    readonly x: number,
    readonly y: number,
  ) {}

  norm(): number {
    return Math.hypot(this.x, this.y);
  }
}

export function norm(point: Point): number {
  return point.norm();
}

export function end_thread(): never {
  process.exit(3);
}

/** The thread dies of an error that no call sees. */
export function fail_aside(): Promise<never> {
  setTimeout(() => {
    throw new Refusal('aside', 10);
  });
  return new Promise(() => {});
}

/** An error after the call that brought it about has returned. */
export function fail_afterwards(): void {
  setTimeout(() => {
    throw new Refusal('afterwards', 11);
  });
}

let calls = 0;

/** How often this thread has called it: its module is loaded once. */
export function count_calls(): number {
  calls += 1;
  return calls;
}
