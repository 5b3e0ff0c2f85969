/** Handles of the loop of `reported.ts`. */

import { Handle, TimerHandle } from '../../lib/handles';
import { loop } from './reported';

/** To be called back with anything. */
export function tick(..._args: unknown[]): void {}

/** Has a method to be called back. */
export class Clock {
  ticks = 0;
  tick(): void {
    this.ticks += 1;
  }
}

export const handle = (callback: unknown, ...args: unknown[]): Handle =>
  new Handle(callback as () => void, args, loop);

export const timer = (when: number, callback: unknown = tick, ...args: unknown[]): TimerHandle =>
  new TimerHandle(when, callback as () => void, args, loop);

/** Run all that is ready. */
export function run(): void {
  loop.call_soon(() => loop.stop());
  loop.run_forever();
}
