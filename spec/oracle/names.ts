/** How a trace names futures and tasks, and prints values. */

import * as asyncio from '../../lib/index';
import { exception_message, exception_name } from './exceptions';
import type { Trace } from './trace';

type AnyFuture = asyncio.Future<unknown>;

export class Names {
  /** Every task, in order of creation. */
  readonly tasks: asyncio.Task<unknown>[] = [];
  /** Every future that programs can name, in order of evaluation. */
  readonly futures: AnyFuture[] = [];
  private readonly names = new Map<AnyFuture, string>();

  constructor(private readonly trace: Trace) {}

  name_task(task: asyncio.Task<unknown>): void {
    this.tasks.push(task);
    this.names.set(task, `T${this.tasks.length}`);
  }

  /** Name a future, unless it has a name. */
  name_future<F extends AnyFuture>(future: F): F {
    if (!this.names.has(future)) {
      this.futures.push(future);
      this.names.set(future, `F${this.futures.length}`);
    }
    return future;
  }

  of(future: AnyFuture): string {
    return this.names.get(future) ?? '?';
  }

  /** `Type(message)`. A recursion without end, a cycle of `cancel()` calls, ends the program. */
  exception(error: unknown): string {
    if (error instanceof RangeError) this.trace.limit('recursion');
    return `${exception_name(error)}(${exception_message(error)})`;
  }

  format(value: unknown): string {
    if (value === undefined || value === null) return 'None';
    if (value === true) return 'True';
    if (value === false) return 'False';
    if (typeof value === 'string') return `'${value}'`;
    if (Number.isInteger(value)) return String(value);
    if (Array.isArray(value)) return this.array(value);
    if (value instanceof Error) return this.exception(value);
    if (asyncio.isfuture(value)) return this.of(value);
    if (value instanceof Set)
      return `{${this.sorted(value)
        .map((x) => this.of(x))
        .join(', ')}}`;
    if (asyncio.iscoroutine(value)) return 'coro';
    return '?';
  }

  /** Python's tuples are arrays here. The one tuple that programs meet is the pair of sets that `wait()` returns. */
  private array(items: readonly unknown[]): string {
    const inner = items.map((item) => this.format(item)).join(', ');
    return is_pair_of_sets(items) ? `(${inner})` : `[${inner}]`;
  }

  /** By letter, then by number. */
  sorted(futures: Iterable<AnyFuture>): AnyFuture[] {
    const key = (future: AnyFuture): [string, number] => {
      const name = this.of(future);
      return [name.slice(0, 1), Number(name.slice(1))];
    };
    return [...futures].sort((a, b) => {
      const [letter, number] = key(a);
      const [other_letter, other_number] = key(b);
      if (letter !== other_letter) return letter < other_letter ? -1 : 1;
      return number - other_number;
    });
  }

  /** The name and the state, found by public methods only. */
  describe(future: AnyFuture): string {
    const name = this.of(future);
    if (!future.done()) return `${name}:pending`;
    if (future.cancelled()) return `${name}:cancelled`;
    const exception = future.exception();
    if (exception !== undefined) return `${name}:!${this.exception(exception)}`;
    return `${name}:=${this.format(future.result())}`;
  }
}

/** What `wait()` returns: the done and the pending. */
export type PairOfSets = readonly [Set<AnyFuture>, Set<AnyFuture>];

export function is_pair_of_sets(value: unknown): value is PairOfSets {
  return Array.isArray(value) && value.length === 2 && value.every((x) => x instanceof Set);
}
