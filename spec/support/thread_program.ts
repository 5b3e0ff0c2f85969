/** Small programs with threads, each run in a process of its own: `thread_program.ts NAME`. */

import { RuntimeError, SystemExit, ValueError } from '../../lib/errors';
import { host } from '../../lib/host';
import { repr } from '../../lib/reprlib';
import * as threading from '../../lib/threading';
import * as time from '../../lib/time';

export function run(
  target: () => unknown,
  options: { daemon?: boolean; name?: string } = {},
): void {
  const thread = new threading.Thread({ target, ...options });
  thread.start();
  thread.join();
  console.log(repr(thread));
}

export function fail(): void {
  throw new ValueError('boom');
}

export async function fail_later(): Promise<void> {
  await null;
  throw new RuntimeError('later');
}

export function exit_quietly(): void {
  throw new SystemExit(3);
}

export function end_process(): void {
  process.exit(3);
}

/** An error that no caller of the target ever sees. */
export function fail_aside(): Promise<void> {
  setTimeout(fail);
  return new Promise(() => {});
}

/** Die as a worker does that runs out of memory: without a word. */
export function die(): void {
  process.removeAllListeners('exit');
  process.exit();
}

export function sleep_for_ever(): void {
  time.sleep(1e6);
}

export function say_last(): void {
  time.sleep(0.2);
  console.log('thread is done');
}

export function start_say_last(): void {
  new threading.Thread({ target: say_last, daemon: false }).start();
  console.log('started');
}

export function leave_timer(): void {
  setTimeout(() => console.log('never'), 1e8);
}

export function describe_thread(): void {
  const current = threading.current_thread();
  console.log(repr(current), repr(threading.main_thread()), repr(threading.enumerate()));
  console.log(threading.get_ident() === current.ident, threading.active_count());
  console.log(host.thread.name, host.thread.is_main, host.thread.ident === current.ident);
  console.log(repr(new threading.Thread()), require.main === module, process.argv.slice(2));
  process.env.SAID_IN_THREAD = 'yes';
  current.join();
}

export function say_at_exit(): void {
  process.on('exit', () => console.log('exit of the worker'));
}

export function write_much(): void {
  process.stderr.write(Buffer.from('bytes\n'));
  process.stdout.write(`${'x'.repeat(1_000_000)}\n`, 'latin1', () => {
    console.log('written');
    process.exit();
  });
}

export const wait_for_callback = (): Promise<never> => {
  write_much();
  return new Promise(() => {});
};

const programs: Record<string, () => void> = {
  exceptions() {
    for (const target of [fail, fail_later, exit_quietly, fail_aside]) run(target);
  },
  exits() {
    run(end_process);
    run(leave_timer);
    run(say_at_exit);
  },
  sudden_death() {
    run(die);
  },
  daemon() {
    const thread = new threading.Thread({ target: sleep_for_ever, daemon: true });
    thread.start();
    thread.join(0.01);
    console.log(repr(thread));
  },
  no_daemon() {
    new threading.Thread({ target: say_last }).start();
    process.on('exit', () => console.log('main is done'));
  },
  nested() {
    run(start_say_last, { daemon: false });
    process.on('exit', () => console.log('main is done'));
  },
  describe() {
    console.log(repr(new threading.Thread()));
    run(describe_thread, { name: 'worker', daemon: true });
    console.log(process.env.SAID_IN_THREAD);
  },
  output() {
    run(wait_for_callback);
  },
};

if (require.main === module) programs[process.argv[2] as string]?.();
