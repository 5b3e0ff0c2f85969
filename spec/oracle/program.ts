/** What a program is: the JSON of the language, as types. What each part means is told in README.md. */

import type * as asyncio from '../../lib/index';

/** A constant; or `['var', name]`, the value of a variable. */
export type Value = null | boolean | number | string | readonly [tag: 'var', name: string];

/** Names a future or task. */
export type Designator =
  | readonly [tag: 'var', name: string]
  | readonly [tag: 'cur']
  | readonly [tag: 'parent']
  | readonly [tag: 'task', number: number];

/** Names an exception class; with a message or without. */
export type ExceptionSpec = readonly [name: string, message?: string | null];

/** An expression whose value can be waited for. */
export type Expression =
  | Designator
  | readonly [tag: 'var', name: string, force: boolean]
  | readonly [tag: 'coro', body: string]
  | readonly [tag: 'sleep', delay: number, value?: Value]
  | readonly [tag: 'lib', object: string, method: string, argument?: unknown]
  | readonly [tag: 'wait', of: Several, timeout: number | null, when: asyncio.ReturnWhen]
  | readonly [tag: 'wait_for', of: Expression, timeout: number | null]
  | readonly [tag: 'gather', of: readonly Expression[], return_exceptions: boolean]
  | readonly [tag: 'shield', of: Expression]
  | readonly [tag: 'bad', value: number];

/** A list of expressions; or, by mistake, one. */
export type Several = Expression | readonly Expression[];

export type Condition =
  | readonly [tag: 'done' | 'cancelled', of: Designator]
  | readonly [tag: 'locked', object: string]
  | readonly [tag: 'truthy', variable: string];

export type Block = readonly Statement[];

export interface ExceptClause {
  readonly types: readonly string[];
  readonly body: Block;
}

/** The fields of each operation; `var` binds the outcome. */
export interface SyncFields {
  log: { m: string };
  current: unknown;
  all_tasks: unknown;
  mk: { var: string; body: string };
  future: { var?: string; foreign?: boolean };
  spawn: { var?: string; aw: Expression; how?: 'ensure_future' | 'async' | 'create_task' | 'Task' };
  bind: { var?: string; aw: Expression };
  cancel: { fut: Designator };
  set_result: { fut: Designator; v?: Value };
  set_exception: { fut: Designator; e: ExceptionSpec; cls?: boolean };
  query: { fut: Designator };
  add_cb: { fut: Designator; cb: string };
  rm_cb: { fut: Designator; cb: string };
  call_soon: { cb: string; args?: readonly Value[]; var?: string; threadsafe?: boolean };
  call_later: { cb: string; args?: readonly Value[]; var?: string; d: number };
  call_at: { cb: string; args?: readonly Value[]; var?: string; at: number };
  hcancel: { var: string };
  storm: { n: number; d: number; m: number; step: number; p: number };
  stop: unknown;
  close: unknown;
  run_nested: { aw: Expression };
  release: { obj: string };
  locked: { obj: string };
  set: { obj: string };
  clear: { obj: string };
  is_set: { obj: string };
  notify: { obj: string; n?: number };
  notify_all: { obj: string };
  put_nowait: { obj: string; v: unknown };
  get_nowait: { obj: string; var?: string };
  task_done: { obj: string };
  qstate: { obj: string };
}

export interface CoroutineFields {
  await: { aw: Expression; var?: string };
  yield: {
    what?: 'none' | 'value' | 'future' | 'gen';
    v?: unknown;
    fut?: Designator;
    body?: string;
  };
  try: { body: Block; except?: readonly ExceptClause[]; else?: Block; finally?: Block };
  loop: { n: number; body: Block };
  if: { cond: Condition; then: Block; else: Block };
  with: { obj: string; body: Block };
  as_completed: {
    aws: Several;
    timeout: number | null;
    body: Block;
    var?: string;
    catch?: boolean;
  };
  each: { var: string; which: 0 | 1; do: 'cancel' | 'query' | 'await' };
}

export interface ControlFields {
  return: { v?: Value };
  break: unknown;
  continue: unknown;
  reraise: unknown;
}

interface DriverFields {
  run: { aw: Expression };
  run_forever: unknown;
  cancel_all: unknown;
}

type Fields = SyncFields &
  CoroutineFields &
  ControlFields &
  DriverFields & { raise: { e: ExceptionSpec } };

/** `raise`: an error that the operation caused goes on after it was recorded. */
export type StatementOf<Op extends keyof Fields> = Readonly<
  { id: number; op: Op; raise?: boolean } & Fields[Op]
>;

export type Statement = { [Op in keyof Fields]: StatementOf<Op> }[keyof Fields];

/** A generator coroutine; or a plain function under `asyncio.coroutine`. */
export interface BodySpec {
  readonly kind?: 'gen' | 'plain';
  readonly body: Block;
  readonly ret?: Value;
  readonly ret_aw?: Expression;
}

export interface ObjectSpec {
  readonly kind:
    | 'Lock'
    | 'Event'
    | 'Condition'
    | 'Semaphore'
    | 'BoundedSemaphore'
    | 'Queue'
    | 'LifoQueue'
    | 'PriorityQueue';
  readonly lock?: string | null;
  readonly value?: number;
  readonly maxsize?: number;
}

export interface Program {
  readonly id: string;
  readonly objects?: Readonly<Record<string, ObjectSpec>>;
  readonly bodies?: Readonly<Record<string, BodySpec>>;
  readonly callbacks?: Readonly<Record<string, Block>>;
  readonly main: Block;
  readonly implicit_loop?: boolean;
  readonly limits?: {
    readonly statements?: number;
    readonly iterations?: number;
    readonly time?: number;
  };
}
