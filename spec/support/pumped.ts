/** A pump with a make-believe loop, in a make-believe time: times are in microseconds. */

import { onTestFinished, vi } from 'vitest';
import { Pump, type Pumped } from '../../lib/node_pump';

const real_immediate = setImmediate;

/** More callbacks than any slice has. */
const FOR_EVER = 100_000;

/** What a callback costs, and what it does. */
type Job = readonly [cost: number, action?: () => void];

export class PumpedLoop implements Pumped {
  readonly pump: Pump;
  readonly ready: Job[] = [];
  stopping = false;
  /** Everything that happened, in words. */
  readonly trace: string[] = [];
  /** The failure of each run that has ended; undefined for one that was stopped. */
  readonly ends: ({ readonly error: unknown } | undefined)[] = [];
  iterations = 0;
  ran = 0;
  /** How long the loop has run since the last turn of libuv. */
  slice = 0;
  /** How many callbacks were run without an answer to "how late is it?". */
  unseen = 0;
  most_unseen = 0;

  private _now = 1000;
  private _since_turn = 0;
  private _immediates: (() => void)[] = [];
  private _turns = 0;
  private _events: number | undefined = 0;

  constructor() {
    vi.spyOn(performance, 'now').mockImplementation(() => {
      this.unseen = 0;
      return this._now / 1000;
    });
    vi.spyOn(performance.nodeTiming, 'uvMetricsInfo', 'get').mockImplementation((() =>
      this._events === undefined
        ? undefined
        : { loopCount: this._turns, events: this._events }) as never);
    vi.stubGlobal('setImmediate', (callback: () => void) => {
      this._immediates.push(callback);
      return callback;
    });
    vi.stubGlobal('clearImmediate', (callback: () => void) => {
      this._immediates = this._immediates.filter((other) => other !== callback);
    });
    onTestFinished(() => {
      vi.restoreAllMocks();
      vi.unstubAllGlobals();
    });
    this.pump = new Pump(this);
  }

  /** As if this Node did not count the events. */
  without_counter(): void {
    this._events = undefined;
  }

  /** Whether the pump has asked for a turn of libuv. */
  get asked_for_turn(): boolean {
    return this._immediates.length > 0;
  }

  /** One turn of libuv that takes so long and delivers so many events, and all microtasks after it. */
  async turn(duration = 1, events = 0): Promise<void> {
    this._now += duration;
    this._turns += 1;
    if (this._events !== undefined) this._events += events;
    this.slice = 0;
    this._since_turn = 0;
    for (const callback of this._immediates.splice(0)) callback();
    await this.microtasks();
  }

  /** Let all microtasks run. */
  async microtasks(): Promise<void> {
    await new Promise((resolve) => real_immediate(resolve));
  }

  /** Let time pass. */
  pass(duration: number): void {
    this._now += duration;
  }

  /** Queue so many callbacks that queue themselves again for ever. */
  keep_busy(count: number, cost: number, action?: () => void): void {
    const job: Job = [
      cost,
      () => {
        action?.();
        this.ready.push(job);
      },
    ];
    for (let i = 0; i < count; i++) this.ready.push(job);
  }

  /** Queue callbacks that write their names into the trace. */
  queue(...names: string[]): void {
    for (const name of names) this.ready.push([0, () => this.trace.push(name)]);
  }

  _begin_iteration(): number {
    this.iterations += 1;
    if (this.ready.length > 0) this.trace.push(`iteration of ${this.ready.length}`);
    return this.ready.length;
  }

  _run_part(count: number): void {
    for (; count > 0; count--) {
      const [cost, action] = this.ready.shift() as Job;
      if (this._since_turn++ > FOR_EVER) throw new Error('libuv gets no turn any more');
      this.ran += 1;
      this.unseen += 1;
      this.most_unseen = Math.max(this.most_unseen, this.unseen);
      this.slice += cost;
      this._now += cost;
      action?.();
    }
  }

  _ready_count(): number {
    return this.ready.length;
  }

  _is_stopping(): boolean {
    return this.stopping;
  }

  _idle(): void {
    this.trace.push('idle');
  }

  _ended(failure?: { readonly error: unknown }): void {
    this.stopping = false;
    this.trace.push('ended');
    this.ends.push(failure);
  }
}

/** The lengths of so many slices of a busy loop, in microseconds, when each turn of libuv looks like this. */
export async function slices(
  loop: PumpedLoop,
  count: number,
  turn: { duration?: number; events?: number } = {},
): Promise<number[]> {
  const lengths: number[] = [];
  for (let i = 0; i < count; i++) {
    await loop.turn(turn.duration, turn.events);
    lengths.push(loop.slice);
  }
  return lengths;
}
