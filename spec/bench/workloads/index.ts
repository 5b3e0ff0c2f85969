/** All workloads, in the order of the table. */

import type { Workload } from '../workload';
import { cancel } from './cancel';
import { debug_spawn, debug_switch } from './debug';
import { depths } from './depth';
import { depth_once } from './depth_once';
import { echoes } from './echo';
import { fairness } from './fairness';
import { fib } from './fib';
import { gather } from './gather';
import { importing } from './import';
import { lock } from './lock';
import { memory_sleeping, memory_waiting } from './memory';
import { ping_pong } from './ping_pong';
import { queue } from './queue';
import { spawn } from './spawn';
import { switch_1, switch_1000 } from './switch';
import { timeouts_cancelled, timers_fired } from './timers';
import { completed, wait } from './wait';

export const workloads: readonly Workload[] = [
  switch_1,
  switch_1000,
  ping_pong,
  queue,
  lock,
  fib,
  ...depths,
  depth_once,
  spawn,
  gather,
  wait,
  completed,
  cancel,
  timers_fired,
  timeouts_cancelled,
  memory_sleeping,
  memory_waiting,
  ...echoes,
  ...fairness,
  debug_switch,
  debug_spawn,
  importing,
];
