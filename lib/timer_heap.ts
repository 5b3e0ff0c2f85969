/**
 * The timers of a loop: CPython's heap by time, and its rule for cancelled ones.
 *
 * Invariant: as long as the loop is open, a timer's `_scheduled` tells whether it is in its heap. It is set here only.
 */

import type { TimerHandle } from './handles';
import { heapify, heappop, heappush } from './heapq';

/** Cancelled timers are swept out of the heap when there are more timers than this … */
const MIN_SCHEDULED_TIMER_HANDLES = 100;
/** … and more than this part of them is cancelled. */
const MIN_CANCELLED_TIMER_HANDLES_FRACTION = 0.5;

const earlier = (a: TimerHandle, b: TimerHandle): boolean => a._when < b._when;

export function push_timer(heap: TimerHandle[], timer: TimerHandle): void {
  heappush(heap, timer, earlier);
  timer._scheduled = true;
}

/** Remove the next timer. The heap must not be empty. */
export function pop_timer(heap: TimerHandle[]): TimerHandle {
  const timer = heappop(heap, earlier);
  timer._scheduled = false;
  return timer;
}

/** Whether so many cancelled timers are to be swept out of a heap. */
export function is_sweep_due(heap: readonly TimerHandle[], cancelled: number): boolean {
  const count = heap.length;
  return (
    count > MIN_SCHEDULED_TIMER_HANDLES && cancelled / count > MIN_CANCELLED_TIMER_HANDLES_FRACTION
  );
}

/** A heap of the timers that are not cancelled. */
export function swept(heap: readonly TimerHandle[]): TimerHandle[] {
  for (const timer of heap) if (timer._cancelled) timer._scheduled = false;
  const kept = heap.filter((timer) => !timer._cancelled);
  heapify(kept, earlier);
  return kept;
}
