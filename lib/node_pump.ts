/**
 * How the loop shares Node's thread with everybody else: fast, and fair.
 *
 * The loop runs in bursts. A burst fills a slice of 3 to 50 µs and then lets libuv turn once, which costs next to nothing
 * when nobody else has work. How long the next slice may be follows from that turn: when libuv has delivered events in
 * it, or it took long, the slice is a third of what the others used, 500 µs at most; otherwise it grows by and by. So a busy loop
 * runs almost as fast as alone, and a socket beside it is served almost as if the loop yielded in every iteration.
 *
 * When nothing is queued the loop sleeps, and libuv really waits. Whatever wakes it then is handled within libuv's turn,
 * event by event: data of a socket at once, anything else in a microtask. But all that a single turn wakes has one slice.
 *
 * A burst may stop in the middle of an iteration. It remembers how many of the iteration's callbacks are left, so that
 * CPython's batches stay exact. Between iterations it lets microtasks run: after every iteration when promises have been
 * feeding the loop, more rarely when not.
 */

import { performance } from 'node:perf_hooks';

/** What the pump drives. */
export interface Pumped {
  /** Everything of an iteration before its callbacks; how many callbacks it is going to run. */
  _begin_iteration(): number;
  /** Run so many of them. */
  _run_part(count: number): void;
  /** How many callbacks are queued. */
  _ready_count(): number;
  /** Whether the run ends with the current iteration. */
  _is_stopping(): boolean;
  /** Nothing is queued: wait, and call `wake()` when something is. */
  _idle(): void;
  /** The run has ended: by `stop()`, or by an error that left the loop. */
  _ended(error?: { readonly error: unknown }): void;
}

// Times are in milliseconds, as performance.now() gives them.
const SHORTEST_SLICE = 0.003;
const LONGEST_SLICE = 0.05;
/** The longest slice that a long turn of libuv earns us, and the slice for what a turn wakes. */
const LONGEST_SHARE = 0.5;
/** Our share of the time when others have work. */
const SHARE = 0.33;
const GROWTH = 1.15;
/** A turn of libuv that takes longer than this was no empty one. */
const LONG_TURN = 0.02;
/** The same, where Node does not count the events. */
const LONG_TURN_WITHOUT_COUNTER = 0.003;
/** At most so many callbacks between two looks at the clock, fewer when they are heavy. */
const MOST_CALLBACKS_UNSEEN = 32;
/** Aim at a look at the clock about every 2 µs. */
const UNSEEN_TIME = 0.002;
/** At most so many iterations between two microtask checkpoints. */
const MOST_ITERATIONS_UNHOPPED = 16;

type Pause = 'microtasks' | 'turn' | 'idle' | 'ended';

const resolved = Promise.resolve();

/** How often libuv has turned, and how many events it has delivered until its last turn; undefined where Node does not count. */
interface Counters {
  readonly loopCount: number;
  readonly events: number;
}

function libuv_counters(): Counters | undefined {
  return (performance.nodeTiming as { uvMetricsInfo?: Counters }).uvMetricsInfo;
}

export class Pump {
  /** Callbacks of the current iteration that have not run yet. */
  private _left = 0;
  private _slice = SHORTEST_SLICE;
  private _deadline = 0;
  private _turn_began = 0;
  private _counted = libuv_counters();
  /** Whether the last turn was a real wait: its length says nothing about others. */
  private _waited = true;

  /** How many callbacks lie between two looks at the clock, and how many are left till the next one. */
  private _look_after = 1;
  private _look_in = 1;
  private _seen_at = 0;
  /** The same for iterations and microtask checkpoints. */
  private _hop_after = 1;
  private _hop_in = 1;
  private _queued_before_hop = 0;

  private _bursting = false;
  private _immediate: NodeJS.Immediate | undefined;
  private readonly _turn = () => this._begin_slice();
  private _runs = 0;
  /** Begin a slice, or go on within it, in a microtask. */
  private _start = this._microtask(() => this._go_on());
  private _hop = this._microtask(() => this._after_microtasks());

  constructor(private readonly _loop: Pumped) {}

  /** Whether a callback of the loop runs at this moment. */
  get is_bursting(): boolean {
    return this._bursting;
  }

  /** Begin to run: after a turn of libuv, since CPython polls in the very first iteration of a run. */
  begin(): void {
    this._immediate = setImmediate(this._turn);
  }

  /** Go on after `_idle()`. Never runs anything at once. */
  wake(): void {
    if (this._may_go_on()) void resolved.then(this._hop);
    else this._immediate = setImmediate(this._turn);
  }

  /** The same, called by Node with nothing of the program on the stack, so that nobody is disturbed by what runs at once. */
  wake_in_event(): void {
    if (this._may_go_on()) {
      // Between two events Node lets microtasks run by itself.
      this._hop_in = this._hop_after;
      this._go_on();
    } else {
      this._immediate = setImmediate(this._turn);
    }
  }

  /** Whether there is a slice for what has woken the loop. */
  private _may_go_on(): boolean {
    const now = performance.now();
    if (this._waited && now >= this._deadline && this._libuv_has_turned()) {
      // A real wait is over: what it has brought is handled event by event, as bare Node does, not all in the next turn.
      this._waited = false;
      this._open_slice(now, LONGEST_SHARE);
    }
    return now < this._deadline;
  }

  /** The run is over. Callbacks that are left of the current iteration wait for the next run; nothing wakes this one. */
  reset(): void {
    this._left = 0;
    this._look_in = this._look_after;
    this._waited = true;
    clearImmediate(this._immediate);
    this._runs += 1;
    this._start = this._microtask(() => this._go_on());
    this._hop = this._microtask(() => this._after_microtasks());
  }

  /** A microtask cannot be withdrawn: one that belongs to a run that is over does nothing. */
  private _microtask(action: () => void): () => void {
    const run = this._runs;
    return () => {
      if (run === this._runs) action();
    };
  }

  private _begin_slice(): void {
    const now = performance.now();
    const turn = this._waited ? 0 : now - this._turn_began;
    this._waited = false;
    if (this._others_had_work(turn)) {
      this._slice = Math.min(Math.max(turn * SHARE, SHORTEST_SLICE), LONGEST_SHARE);
    } else {
      this._slice = Math.min(this._slice * GROWTH, LONGEST_SLICE);
    }
    this._open_slice(now, this._slice);
    // In a microtask V8 notes no place for what is thrown, which takes longer than all the rest of a cancellation.
    void resolved.then(this._start);
  }

  private _open_slice(now: number, length: number): void {
    this._seen_at = now;
    this._look_in = this._look_after;
    this._deadline = now + length;
  }

  private _others_had_work(turn: number): boolean {
    const before = this._counted;
    this._counted = libuv_counters();
    if (this._counted === undefined) return turn > LONG_TURN_WITHOUT_COUNTER;
    return this._counted.events !== before?.events || turn > LONG_TURN;
  }

  /** Since we last asked. So whoever wakes the loop without an end gets one slice in a turn, and no more. */
  private _libuv_has_turned(): boolean {
    const before = this._counted;
    this._counted = libuv_counters();
    return this._counted !== undefined && this._counted.loopCount !== before?.loopCount;
  }

  private _after_microtasks(): void {
    if (this._loop._ready_count() !== this._queued_before_hop) this._hop_after = 1;
    else this._hop_after = Math.min(this._hop_after * 2, MOST_ITERATIONS_UNHOPPED);
    this._hop_in = this._hop_after;
    this._go_on();
  }

  /** A burst, and what follows it. Errors end the run: thrown in a microtask they would be nobody's. */
  private _go_on(): void {
    try {
      this._bursting = true;
      const pause = this._burst();
      this._bursting = false;
      this._queued_before_hop = this._loop._ready_count();
      this._pause_for(pause);
    } catch (error) {
      this._bursting = false;
      this._end({ error });
    }
  }

  private _pause_for(pause: Pause): void {
    if (pause === 'microtasks') {
      void resolved.then(this._hop);
    } else if (pause === 'turn') {
      this._turn_began = this._seen_at;
      this._immediate = setImmediate(this._turn);
    } else if (pause === 'idle') {
      this._waited = true;
      this._loop._idle();
    } else {
      this._end();
    }
  }

  private _end(failure?: { readonly error: unknown }): void {
    this.reset();
    this._loop._ended(failure);
  }

  /** Run callbacks until there is a reason to pause. Both counters outlive the burst: short bursts add up. */
  private _burst(): Pause {
    const loop = this._loop;
    for (;;) {
      if (this._left === 0) {
        if (this._hop_in === 0) {
          this._hop_in = this._hop_after;
          return 'microtasks';
        }
        this._hop_in -= 1;
        this._left = loop._begin_iteration();
        if (this._left === 0 && !loop._is_stopping()) return 'idle';
      }
      const count = Math.min(this._left, this._look_in);
      this._left -= count;
      this._look_in -= count;
      loop._run_part(count);
      if (this._left === 0 && loop._is_stopping()) return 'ended';
      if (this._look_in === 0) {
        this._look_at_clock();
        if (this._seen_at >= this._deadline) return this._has_work() ? 'turn' : 'idle';
      }
    }
  }

  /** Whether anything is left for another slice. */
  private _has_work(): boolean {
    if (this._left > 0 || this._loop._ready_count() > 0) return true;
    this._left = this._loop._begin_iteration();
    return this._left > 0;
  }

  /** Note the time, and decide how many callbacks may run before the next look. */
  private _look_at_clock(): void {
    const now = performance.now();
    const passed = now - this._seen_at;
    this._seen_at = now;
    if (passed > UNSEEN_TIME * 1.5) {
      this._look_after = Math.max(1, Math.floor((this._look_after * UNSEEN_TIME) / passed));
    } else if (passed < UNSEEN_TIME * 0.75) {
      this._look_after = Math.min(this._look_after * 2, MOST_CALLBACKS_UNSEEN);
    }
    this._look_in = this._look_after;
  }
}
