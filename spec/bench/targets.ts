/** What is to be reached: our time over theirs, at most. */

const SWITCHING = {
  native: 1.1,
  effect: 0.25,
  effection: 0.05,
  'python3.6': 0.04,
  'python3.13': 0.11,
  uvloop: 0.11,
};
const MANY_RESUMES = {
  native: 1.1,
  effect: 0.033,
  effection: 0.0025,
  'python3.6': 0.002,
  'python3.13': 0.01,
  uvloop: 0.01,
  // Flat in depth.
  'depth 1': 1.2,
};
const SPAWNING = {
  effect: 0.15,
  effection: 0.005,
  'python3.6': 0.07,
  'python3.13': 0.17,
  uvloop: 0.17,
};
const MEMORY = {
  native: 0.7,
  effect: 0.25,
  effection: 0.05,
  'python3.6': 0.25,
  'python3.13': 0.4,
  uvloop: 0.4,
};

export const TARGETS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'switch-1': SWITCHING,
  'switch-1000': SWITCHING,
  'ping-pong': SWITCHING,
  queue: SWITCHING,
  lock: SWITCHING,
  fib: {
    native: 0.9,
    effect: 0.025,
    effection: 1.1,
    'python3.6': 0.33,
    'python3.13': 0.5,
    uvloop: 0.5,
  },
  'depth-1000': MANY_RESUMES,
  'depth-once': {
    native: 1.6,
    effect: 0.07,
    effection: 1.0,
    'python3.6': 0.3,
    'python3.13': 1.0,
    uvloop: 1.0,
  },
  spawn: { native: 2.0, ...SPAWNING },
  gather: { native: 1.6, ...SPAWNING },
  cancel: {
    native: 1.0,
    effect: 0.67,
    effection: 0.04,
    'python3.6': 0.2,
    'python3.13': 0.4,
    uvloop: 0.4,
  },
  'timers-fired': { native: 1.6 },
  'timeouts-cancelled': { native: 1.0 },
  'memory-sleeping': MEMORY,
  'memory-waiting': MEMORY,
  // 0.9 and 0.7 of the round trips of bare node:net; well above CPython.
  'echo-protocol': { native: 1 / 0.9, 'python3.6': 0.5, 'python3.11': 0.5 },
  'echo-streams': { native: 1 / 0.7, 'python3.6': 0.5, 'python3.11': 0.5 },
  // 70 % of the round trips.
  'fair-echo-1': { setImmediate: 1 / 0.7 },
  'fair-echo-1000': { setImmediate: 1 / 0.7 },
  'fair-promise-1': { native: 5 },
  'fair-timers-1': { 'limit 1.5 ms': 1 },
  'fair-timers-1000': { 'limit 1.5 ms': 1 },
  'fair-io': { 'limit 2 ms': 1 },
};

/** The ratio that is to be reached; undefined where none was set. */
export function target(workload: string, contender: string): number | undefined {
  return TARGETS[workload]?.[contender];
}
