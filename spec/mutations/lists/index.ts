/** All mutations: for each file of `lib/` a list, here by subject. */

import type { MutationList } from '../mutation';
import { lists as base_events } from './base_events';
import { lists as base_futures } from './base_futures';
import { lists as base_tasks } from './base_tasks';
import { lists as cases } from './cases';
import { lists as certificates } from './certificates';
import { lists as child_processes } from './child_processes';
import { lists as completion } from './completion';
import { lists as concurrent_future } from './concurrent_future';
import { lists as connections } from './connections';
import { lists as constructors } from './constructors';
import { lists as coroutines } from './coroutines';
import { lists as datagrams } from './datagrams';
import { lists as descriptors } from './descriptors';
import { lists as due_call } from './due_call';
import { lists as events } from './events';
import { lists as executor } from './executor';
import { lists as failure } from './failure';
import { lists as futures } from './futures';
import { lists as handles } from './handles';
import { lists as heapq } from './heapq';
import { lists as locks } from './locks';
import { lists as node_loop } from './node_loop';
import { lists as node_pump } from './node_pump';
import { lists as pickles } from './pickles';
import { lists as pipes } from './pipes';
import { lists as queues } from './queues';
import { lists as reports } from './reports';
import { lists as servers } from './servers';
import { lists as shortcut } from './shortcut';
import { lists as signals } from './signals';
import { lists as sleep } from './sleep';
import { lists as socket_calls } from './socket_calls';
import { lists as socket_objects } from './socket_objects';
import { lists as socket_transport } from './socket_transport';
import { lists as sockets } from './sockets';
import { lists as stream_reader } from './stream_reader';
import { lists as stream_transport } from './stream_transport';
import { lists as stream_writer } from './stream_writer';
import { lists as subprocess } from './subprocess';
import { lists as sync_events } from './sync_events';
import { lists as task } from './task';
import { lists as tasks } from './tasks';
import { lists as threads } from './threads';
import { lists as timer_heap } from './timer_heap';
import { lists as tls } from './tls';
import { lists as trampoline } from './trampoline';
import { lists as transports } from './transports';
import { lists as words } from './words';

export const lists: readonly MutationList[] = [
  ...base_events,
  ...base_futures,
  ...base_tasks,
  ...cases,
  ...certificates,
  ...child_processes,
  ...completion,
  ...concurrent_future,
  ...connections,
  ...constructors,
  ...coroutines,
  ...datagrams,
  ...descriptors,
  ...due_call,
  ...events,
  ...executor,
  ...failure,
  ...futures,
  ...handles,
  ...heapq,
  ...locks,
  ...node_loop,
  ...node_pump,
  ...pickles,
  ...pipes,
  ...queues,
  ...reports,
  ...servers,
  ...shortcut,
  ...signals,
  ...sleep,
  ...socket_calls,
  ...socket_objects,
  ...socket_transport,
  ...sockets,
  ...stream_reader,
  ...stream_transport,
  ...stream_writer,
  ...subprocess,
  ...sync_events,
  ...task,
  ...tasks,
  ...threads,
  ...timer_heap,
  ...tls,
  ...trampoline,
  ...transports,
  ...words,
];
