/** What the threads of the specs run. Threads load it themselves, so it imports nothing of vitest. */

import * as threading from '../../lib/threading';
import * as time from '../../lib/time';

export class Signal extends threading.Shared {
  go = true;
}

export class Counter extends threading.Shared {
  value = 0;
  turns = 0;
  readonly lock = new threading.Lock();
  readonly name: string;

  constructor(name: string) {
    super();
    this.name = name;
  }

  increment(): void {
    this.lock.acquire();
    try {
      const before = this.value;
      // Long enough that another thread could come between.
      for (let turn = 0; turn < 10; turn++) this.turns = turn;
      this.value = before + 1;
    } finally {
      this.lock.release();
    }
  }
}

export function count_while(signal: Signal, counter: Counter): void {
  while (signal.go) counter.turns += 1;
}

export function count_to(limit: number, counter: Counter): void {
  for (let turn = 0; turn < limit; turn++) counter.increment();
}

/** Count as soon as everybody is there, so that the threads are in each other's way. */
export function count_together(limit: number, counter: Counter, ready: Counter): void {
  ready.increment();
  while (ready.value < 3);
  count_to(limit, counter);
}

export function set_when_set(first: threading.Event, second: threading.Event): void {
  first.wait();
  second.set();
}

export function nothing(): void {}

export function add(counter: Counter, ...amounts: unknown[]): void {
  for (const amount of amounts) if (typeof amount === 'number') counter.value += amount;
}

export function add_options(counter: Counter, options: { readonly amount: number }): void {
  counter.value += options.amount;
}

export function add_frozen(
  counter: Counter,
  list: readonly number[],
  dict: { readonly more: readonly number[] },
): void {
  if (!Object.isFrozen(list) || !Object.isFrozen(dict.more)) return;
  for (const amount of [...list, ...dict.more]) counter.value += amount;
}

export function call(fn: (counter: Counter) => void, counter: Counter): void {
  fn(counter);
}

export function add_seven(counter: Counter): void {
  counter.value += 7;
}

export async function add_later(counter: Counter): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 10));
  counter.value += 1;
}

export function note_ident(counter: Counter): void {
  counter.value = threading.get_ident();
}

export function sleep_and_note(counter: Counter, seconds: number): void {
  const before = time.monotonic();
  time.sleep(seconds);
  counter.value = time.monotonic() - before;
  counter.turns = before;
}
