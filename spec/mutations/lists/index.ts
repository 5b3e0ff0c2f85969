/** All mutations: a file here for each file of `lib/`. */

import type { MutationList } from '../mutation';
import { lists as base_events } from './base_events';
import { lists as base_futures } from './base_futures';
import { lists as base_tasks } from './base_tasks';
import { lists as completion } from './completion';
import { lists as concurrent_future } from './concurrent_future';
import { lists as constructors } from './constructors';
import { lists as coroutines } from './coroutines';
import { lists as events } from './events';
import { lists as futures } from './futures';
import { lists as handles } from './handles';
import { lists as heapq } from './heapq';
import { lists as locks } from './locks';
import { lists as node_loop } from './node_loop';
import { lists as queues } from './queues';
import { lists as reports } from './reports';
import { lists as sleep } from './sleep';
import { lists as sync_events } from './sync_events';
import { lists as task } from './task';
import { lists as tasks } from './tasks';
import { lists as trampoline } from './trampoline';

export const lists: readonly MutationList[] = [
  ...base_events,
  ...base_futures,
  ...base_tasks,
  ...completion,
  ...concurrent_future,
  ...constructors,
  ...coroutines,
  ...events,
  ...futures,
  ...handles,
  ...heapq,
  ...locks,
  ...node_loop,
  ...queues,
  ...reports,
  ...sleep,
  ...sync_events,
  ...task,
  ...tasks,
  ...trampoline,
];
