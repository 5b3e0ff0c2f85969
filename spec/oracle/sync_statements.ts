/** Statements that may stand anywhere: in coroutines, callbacks, plain bodies and the driver. */

import { is_exception } from '../../lib/errors';
import * as asyncio from '../../lib/index';
import { exception_class, is_control, make_exception, Skip } from './exceptions';
import { evaluate } from './expressions';
import type { Block, Designator, Statement, StatementOf, SyncFields, Value } from './program';
import type { World } from './world';

/** Does it, and says what the event shows besides the statement's id. */
type Operation<Op extends keyof SyncFields> = (
  world: World,
  statement: StatementOf<Op>,
  // biome-ignore lint/suspicious/noConfusingVoidType: most operations have nothing to show.
) => string | undefined | void;

const ONLY_IN_COROUTINES = new Set([
  ...['await', 'yield', 'try', 'loop', 'if', 'with', 'as_completed', 'each'],
  ...['return', 'break', 'continue', 'reraise'],
]);

/** A block outside of coroutines. */
export function run_sync(world: World, statements: Block): void {
  for (const statement of statements) {
    world.trace.tick();
    if (statement.op === 'raise') raise(world, statement);
    if (ONLY_IN_COROUTINES.has(statement.op)) {
      world.trace.emit('skip', `${statement.id} ${statement.op} sync`);
    } else {
      run_operation(world, statement);
    }
  }
}

export function raise(world: World, statement: StatementOf<'raise'>): never {
  world.trace.emit('raising', `${statement.id} ${statement.e[0]}`);
  throw make_exception(statement.e);
}

export function run_operation(world: World, statement: Statement): void {
  const { id, op } = statement;
  if (!Object.hasOwn(OPERATIONS, op)) {
    world.trace.emit('skip', `${id} ${op} unknown`);
    return;
  }
  const operation = OPERATIONS[op as keyof SyncFields] as Operation<never>;
  const done = attempt(world, statement, () => operation(world, statement as never));
  if (done === undefined) return;
  const detail = done.value;
  world.trace.emit(op, detail ? `${id} ${detail}` : String(id));
}

/** What `action` returns; nothing when it failed, which is recorded. */
export function attempt<T>(
  world: World,
  { id, op, raise }: Pick<Statement, 'id' | 'op' | 'raise'>,
  action: () => T,
): { readonly value: T } | undefined {
  try {
    return { value: action() };
  } catch (error) {
    if (error instanceof Skip) {
      world.trace.emit('skip', `${id} ${op} ${error.message}`);
      return undefined;
    }
    if (!is_exception(error)) throw error;
    world.trace.emit('err', `${id} ${op} ${world.names.exception(error)}`);
    if (raise) throw error;
    return undefined;
  }
}

const OPERATIONS: { readonly [Op in keyof SyncFields]: Operation<Op> } = {
  log: (_world, { m }) => m,

  current: (world) => world.names.format(world.current_task()),

  all_tasks(world) {
    const tasks = asyncio.Task.all_tasks(world.options.loop);
    return world.names.format(new Set([...tasks].filter((task) => !task.done())));
  },

  mk(world, statement) {
    world.bind(statement, world.new_coroutine(statement.body));
    return statement.var;
  },

  future(world, statement) {
    const future = statement.foreign ? world.foreign_future() : world.loop.create_future();
    world.bind(statement, world.names.name_future(future));
    return world.names.of(future);
  },

  spawn(world, statement) {
    const task = spawn(world, evaluate(world, statement.aw), statement.how);
    world.bind(statement, task);
    return world.names.of(task);
  },

  bind(world, statement) {
    const value = evaluate(world, statement.aw);
    world.bind(statement, value);
    return world.names.format(value);
  },

  cancel(world, statement) {
    const future = world.future(statement.fut);
    return `${world.names.of(future)} ${world.names.format(future.cancel())}`;
  },

  set_result(world, statement) {
    const future = world.future(statement.fut);
    future.set_result(world.value(statement.v));
    return world.names.of(future);
  },

  set_exception(world, statement) {
    const future = world.future(statement.fut);
    const { cls, e } = statement;
    future.set_exception(cls ? exception_class(e) : make_exception(e));
    return world.names.of(future);
  },

  query(world, statement) {
    const { names } = world;
    const future = world.future(statement.fut);
    const outcome = (method: () => unknown): string => {
      try {
        return names.format(method());
      } catch (error) {
        if (is_control(error)) throw error;
        return `!${names.exception(error)}`;
      }
    };
    return [
      names.of(future),
      names.format(future.done()),
      names.format(future.cancelled()),
      outcome(() => future.result()),
      outcome(() => future.exception()),
    ].join(' ');
  },

  add_cb(world, statement) {
    const [future, callback] = future_and_callback(world, statement);
    future.add_done_callback(callback);
    return world.names.of(future);
  },

  rm_cb(world, statement) {
    const [future, callback] = future_and_callback(world, statement);
    return `${world.names.of(future)} ${future.remove_done_callback(callback)}`;
  },

  call_soon(world, statement) {
    const values = arguments_of(world, statement);
    const callback = world.callback(statement.cb);
    const handle = statement.threadsafe
      ? world.loop.call_soon_threadsafe(callback, ...values)
      : world.loop.call_soon(callback, ...values);
    world.bind(statement, handle);
  },

  call_later(world, statement) {
    const values = arguments_of(world, statement);
    const callback = world.callback(statement.cb);
    world.bind(statement, world.loop.call_later(statement.d, callback, ...values));
  },

  call_at(world, statement) {
    const values = arguments_of(world, statement);
    const callback = world.callback(statement.cb);
    world.bind(statement, world.loop.call_at(statement.at, callback, ...values));
  },

  hcancel: (world, statement) => world.handle(statement.var).cancel(),

  storm(world, { id, n, d, m, step, p }) {
    const shot = (i: number) => world.trace.emit('shot', `${id} ${i}`);
    const numbers = Array.from({ length: n }, (_, i) => i);
    const handles = numbers.map((i) => world.loop.call_later(d + (i % m) * step, shot, i));
    if (p === 0) return;
    handles.forEach((handle, i) => {
      if (i % p !== 0) handle.cancel();
    });
  },

  stop: (world) => world.loop.stop(),

  close: (world) => world.loop.close(),

  run_nested(world, statement) {
    return world.names.format(world.loop.run_until_complete(evaluate(world, statement.aw)));
  },

  release: (world, { obj }) => world.lock(obj).release(),

  locked: (world, { obj }) => world.names.format(world.lock(obj).locked()),

  set: (world, { obj }) => world.event(obj).set(),

  clear: (world, { obj }) => world.event(obj).clear(),

  is_set: (world, { obj }) => world.names.format(world.event(obj).is_set()),

  notify: (world, { obj, n }) => world.condition(obj).notify(n ?? 1),

  notify_all: (world, { obj }) => world.condition(obj).notify_all(),

  put_nowait: (world, { obj, v }) => world.queue(obj).put_nowait(v),

  get_nowait(world, statement) {
    const item = world.queue(statement.obj).get_nowait();
    world.bind(statement, item);
    return world.names.format(item);
  },

  task_done: (world, { obj }) => world.queue(obj).task_done(),

  qstate(world, { obj }) {
    const queue = world.queue(obj);
    const [empty, full] = [queue.empty(), queue.full()].map((flag) => world.names.format(flag));
    return `${queue.qsize()} ${empty} ${full} ${queue.maxsize}`;
  },
};

/** `how` is heeded for coroutine objects; anything else goes to `ensure_future`. */
function spawn(
  world: World,
  awaitable: asyncio.Awaitable<unknown>,
  how: StatementOf<'spawn'>['how'],
): asyncio.Future<unknown> {
  if (asyncio.iscoroutine(awaitable)) {
    if (how === 'create_task') return world.loop.create_task(awaitable);
    if (how === 'Task') return world.register(new asyncio.Task(awaitable, world.options));
    if (how === 'async') return asyncio.async(awaitable, world.options);
  }
  return asyncio.ensure_future(awaitable, world.options);
}

function future_and_callback(
  world: World,
  { fut, cb }: { readonly fut: Designator; readonly cb: string },
): [asyncio.Future<unknown>, (...args: unknown[]) => void] {
  return [world.future(fut), world.callback(cb)];
}

function arguments_of(world: World, { args = [] }: { readonly args?: readonly Value[] }) {
  return args.map((arg) => world.value(arg));
}
