/** Small programs with executors, each run in a process of its own: `executor_program.ts NAME`. */

import * as asyncio from '../../lib';
import { ThreadPoolExecutor } from '../../lib/concurrent/futures';
import { ValueError } from '../../lib/errors';
import * as threading from '../../lib/threading';
import * as time from '../../lib/time';

export function say(text: string): string {
  console.log(text);
  return `said ${text}`;
}

export function say_and_set(text: string, event: threading.Event): void {
  console.log(text);
  event.set();
}

export function fail(): never {
  throw new ValueError('boom');
}

export function sleep(seconds: number): string {
  time.sleep(seconds);
  return 'slept';
}

/** Take all the memory that there is. */
export function take_memory(): number {
  const taken: unknown[] = [];
  for (;;) taken.push(new Array(100_000).fill(taken.length));
}

/** A module that was not loaded when the thread began. */
export function load_late(): number {
  return require('./places').toString().length;
}

const report = (error: unknown): void => {
  const { name, message, cause } = error as Error;
  console.log(`${name}: ${message}${cause instanceof Error ? ` <- ${cause.name}` : ''}`);
};

const programs: Record<string, () => unknown> = {
  async results() {
    await using executor = new ThreadPoolExecutor(1);
    console.log(await executor.submit(say, 'hello'));
    await executor.submit(fail).then(undefined, (error) => {
      const { stack } = error as Error;
      console.log(error instanceof ValueError, stack?.replace(/^ +at .*[\\/]/m, 'at '));
    });
    console.log(await executor.submit(load_late).then(() => 'loaded', report));
  },

  /** Nothing shuts it down. */
  async idle() {
    console.log(await new ThreadPoolExecutor(2).submit(say, 'once'));
  },

  /** The main thread is blocked while the other one speaks. */
  async blocked() {
    await using executor = new ThreadPoolExecutor(1);
    await executor.submit(sleep, 0);
    const event = new threading.Event();
    const future = executor.submit(say_and_set, 'thread', event);
    event.wait();
    console.log('main');
    await future;
  },

  /** Nothing waits for them. */
  async busy() {
    const executor = new ThreadPoolExecutor(1);
    for (const text of ['first', 'second']) executor.submit(say, text);
  },

  async crash() {
    const executor = new ThreadPoolExecutor(2);
    const calls = [executor.submit(take_memory), executor.submit(sleep, 1e6)];
    for (const call of calls) await call.then(console.log, report);
    await executor.shutdown();
    console.log('down');
  },

  async loop() {
    const loop = asyncio.get_event_loop();
    const call = loop.run_in_executor(null, sleep, 0.3) as asyncio.Future<string>;
    console.log(await loop.run_until_complete(call));
    loop.run_in_executor(null, sleep, 0.3);
    loop.close();
    console.log('closed');
    process.on('exit', () => console.log('exit'));
  },
};

if (require.main === module) void programs[process.argv[2] as string]?.();
