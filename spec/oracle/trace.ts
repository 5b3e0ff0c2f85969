/** The trace of a program: what happened, when, in which task; and the limits that end a program. */

import { LimitHit } from './exceptions';
import type { Program } from './program';

/** Microseconds, name of the current task or `-`, kind, detail. */
export type TraceEvent = readonly [time: number, task: string, kind: string, detail: string];

export interface Outcome {
  readonly id: string;
  readonly outcome: 'ok' | 'deadlock' | 'limit';
  readonly trace: readonly TraceEvent[];
}

const MAX_STATEMENTS = 3000;
const MAX_EVENTS = 6000;

export class Trace {
  readonly events: TraceEvent[] = [];
  /** Once a program has ended or hit a limit, nothing is recorded any more. */
  closed = false;
  private steps = 0;
  private readonly max_steps: number;

  /** @param where the present time in seconds, and the current task's name. */
  constructor(
    program: Program,
    private readonly where: () => [seconds: number, task: string],
  ) {
    this.max_steps = program.limits?.statements ?? MAX_STATEMENTS;
  }

  emit(kind: string, detail: string): void {
    if (this.closed) return;
    if (this.events.length >= MAX_EVENTS) this.limit('events');
    const [seconds, task] = this.where();
    this.events.push([Math.round(seconds * 1e6), task, kind, detail]);
  }

  /** Count a statement, or the call of a callback. */
  tick(): void {
    this.steps += 1;
    if (this.closed || this.steps > this.max_steps) this.limit('statements');
  }

  /** Record the limit as the last event, and abandon the program. */
  limit(reason: string): never {
    this.close_at_limit(reason);
    throw new LimitHit(reason);
  }

  close_at_limit(reason: string): void {
    if (this.closed) return;
    this.events.push([0, '-', 'limit', reason]);
    this.closed = true;
  }
}

/**
 * Whether a trace agrees with CPython's. A cycle of `cancel()` calls exhausts the two stacks at different depths: such a
 * trace is compared up to the limit.
 */
export function agrees(reference: Outcome, ours: Outcome): boolean {
  const last = reference.trace.at(-1);
  if (last?.[2] !== 'limit' || last[3] !== 'recursion') {
    return JSON.stringify(reference) === JSON.stringify(ours);
  }
  const before = reference.trace.slice(0, -1);
  return (
    reference.id === ours.id &&
    JSON.stringify(before) === JSON.stringify(ours.trace.slice(0, before.length))
  );
}
