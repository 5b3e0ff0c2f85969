/** All workloads, in the order of the table. */

import type { Workload } from '../workload';
import { cancel } from './cancel';
import { depths } from './depth';
import { depth_once } from './depth_once';
import { fib } from './fib';
import { gather } from './gather';
import { lock } from './lock';
import { memory_sleeping, memory_waiting } from './memory';
import { ping_pong } from './ping_pong';
import { queue } from './queue';
import { spawn } from './spawn';
import { switch_1, switch_1000 } from './switch';

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
  cancel,
  memory_sleeping,
  memory_waiting,
];
