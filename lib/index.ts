/**
 * The `asyncio` namespace of Python 3.6.
 *
 * @example
 * import * as asyncio from 'yieldfrom';
 */

import './node_host';
import { _install_default_policy } from './events';
import { DefaultEventLoopPolicy } from './unix_events';

_install_default_policy(() => new DefaultEventLoopPolicy());

export { BaseEventLoop } from './base_events';
export { isfuture } from './base_futures';
export { ALL_COMPLETED, FIRST_COMPLETED, FIRST_EXCEPTION } from './concurrent/waiting';
export {
  coroutine,
  get_coroutine_debug,
  iscoroutine,
  iscoroutinefunction,
  set_coroutine_debug,
} from './coroutines';
export { CancelledError, InvalidStateError, TimeoutError } from './errors';
export {
  _get_running_loop,
  _set_running_loop,
  AbstractEventLoop,
  AbstractEventLoopPolicy,
  AbstractServer,
  type Callback,
  type ExceptionContext,
  type ExceptionHandler,
  get_child_watcher,
  get_event_loop,
  get_event_loop_policy,
  new_event_loop,
  set_child_watcher,
  set_event_loop,
  set_event_loop_policy,
  type TaskFactory,
} from './events';
export { Future, wrap_future } from './futures';
export { Handle, TimerHandle } from './handles';
export { BoundedSemaphore, Condition, Event, Lock, Semaphore } from './locks';
export { BaseProtocol, DatagramProtocol, Protocol, SubprocessProtocol } from './protocols';
export { JoinableQueue, LifoQueue, PriorityQueue, Queue, QueueEmpty, QueueFull } from './queues';
export { sleep } from './sleep';
export {
  type ClientConnectedCallback,
  IncompleteReadError,
  LimitOverrunError,
  open_connection,
  open_unix_connection,
  type StreamOptions,
  StreamReader,
  StreamReaderProtocol,
  type Streams,
  StreamWriter,
  start_server,
  start_unix_server,
} from './streams';
export * as subprocess from './subprocess';
export {
  type CreateSubprocessOptions,
  create_subprocess_exec,
  create_subprocess_shell,
} from './subprocess';
export { BlockingEventLoop } from './sync_events';
export { ensure_future, type LoopOption, Task } from './task';
export {
  as_completed,
  async_ as async,
  type GatherOptions,
  gather,
  type ReturnWhen,
  run_coroutine_threadsafe,
  shield,
  wait,
  wait_for,
} from './tasks';
export {
  BaseTransport,
  DatagramTransport,
  type ExtraInfo,
  ReadTransport,
  SubprocessTransport,
  Transport,
  type WaterMarks,
  WriteTransport,
} from './transports';
export type { Awaitable, Coroutine, CoroutineFunction, ResultOf } from './types';
export {
  AbstractChildWatcher,
  DefaultEventLoopPolicy,
  FastChildWatcher,
  SafeChildWatcher,
  SelectorEventLoop,
} from './unix_events';
