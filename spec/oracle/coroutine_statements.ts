/** Statements that only coroutines have: those that wait, and those that direct the flow. */

import { is_exception } from '../../lib/errors';
import * as asyncio from '../../lib/index';
import { exception_name, is_control, is_instance, Skip } from './exceptions';
import { evaluate, several } from './expressions';
import { is_pair_of_sets, type PairOfSets } from './names';
import type { Block, CoroutineFields, Statement, StatementOf } from './program';
import { attempt, raise, run_operation } from './sync_statements';
import type { World } from './world';

/** How a block ended before its end; undefined: it did not. */
export type Signal =
  | { readonly kind: 'return'; readonly value: unknown }
  | { readonly kind: 'break' | 'continue' }
  | undefined;

type Flow = asyncio.Coroutine<Signal>;

/** @param handled the exception that the innermost `except` clause around has caught, for `reraise`. */
export function* run_block(world: World, statements: Block, handled: unknown): Flow {
  for (const statement of statements) {
    world.trace.tick();
    const signal = yield* run_statement(world, statement, handled);
    if (signal !== undefined) return signal;
  }
  return undefined;
}

function* run_statement(world: World, statement: Statement, handled: unknown): Flow {
  switch (statement.op) {
    case 'return':
      return { kind: 'return', value: world.value(statement.v) };
    case 'break':
    case 'continue':
      return { kind: statement.op };
    case 'raise':
      raise(world, statement);
      break;
    case 'reraise':
      reraise(world, statement, handled);
      break;
    default:
      if (!Object.hasOwn(FLOWS, statement.op)) {
        run_operation(world, statement);
      } else {
        const flow = FLOWS[statement.op as keyof CoroutineFields] as RunFlow<never>;
        return yield* flow(world, statement as never, handled);
      }
  }
  return undefined;
}

function reraise(world: World, { id }: Statement, handled: unknown): void {
  if (handled === undefined) {
    world.trace.emit('skip', `${id} reraise none`);
    return;
  }
  world.trace.emit('raising', `${id} ${exception_name(handled)}`);
  throw handled;
}

type RunFlow<Op extends keyof CoroutineFields> = (
  world: World,
  statement: StatementOf<Op>,
  handled: unknown,
) => Flow;

const FLOWS: { readonly [Op in keyof CoroutineFields]: RunFlow<Op> } = {
  *await(world, statement) {
    const { trace } = world;
    const { id, aw } = statement;
    const found = attempt(world, statement, () => evaluate(world, aw));
    if (found === undefined) return undefined;
    const awaitable = found.value;
    if (!asyncio.isfuture(awaitable) && !asyncio.iscoroutine(awaitable)) {
      trace.emit('skip', `${id} await not awaitable`);
      return undefined;
    }
    // Only the designator ['cur'] awaits oneself.
    if (aw[0] === 'var' && awaitable === asyncio.Task.current_task(world.loop)) {
      trace.emit('skip', `${id} await self`);
      return undefined;
    }
    trace.emit('await', String(id));
    const value = yield* recorded(world, id, awaitable);
    world.bind(statement, value);
    return undefined;
  },

  *yield(world, statement) {
    const { id } = statement;
    const yielded = attempt(world, statement, () => to_yield(world, statement));
    if (yielded === undefined) return undefined;
    world.trace.emit('yield', String(id));
    yield* recorded(world, id, bare_yield(yielded.value));
    return undefined;
  },

  *try(world, statement, handled) {
    let signal: Signal;
    try {
      signal = yield* try_except_else(world, statement, handled);
    } finally {
      if (statement.finally && !world.trace.closed) {
        world.trace.emit('finally', String(statement.id));
        const last = yield* run_block(world, statement.finally, handled);
        // biome-ignore lint/correctness/noUnsafeFinally: that a pending exception is dropped is what is wanted.
        if (last !== undefined) return last;
      }
    }
    return signal;
  },

  *loop(world, { n, body }, handled) {
    for (let round = 0; round < n; round++) {
      const signal = yield* run_block(world, body, handled);
      if (signal?.kind === 'break') break;
      if (signal?.kind === 'return') return signal;
    }
    return undefined;
  },

  *if(world, statement, handled) {
    const found = attempt(world, statement, () => is_true(world, statement));
    if (found === undefined) return undefined;
    world.trace.emit('if', `${statement.id} ${world.names.format(found.value)}`);
    const branch = found.value ? statement.then : statement.else;
    return yield* run_block(world, branch, handled);
  },

  *with(world, statement, handled) {
    const { trace } = world;
    const { id, obj, body } = statement;
    const found = attempt(world, statement, () => world.lock(obj));
    if (found === undefined) return undefined;
    const lock = found.value;
    trace.emit('await', String(id));
    let signal: Signal;
    try {
      using _ = yield* lock;
      trace.emit('got', `${id} with`);
      signal = yield* run_block(world, body, handled);
    } catch (error) {
      throw newest(error);
    }
    trace.emit('with', `${id} end`);
    return signal;
  },

  *as_completed(world, statement, handled) {
    const { id, aws, timeout, body } = statement;
    const found = attempt(world, statement, () => several(world, aws));
    if (found === undefined) return undefined;
    const iterator = asyncio.as_completed(found.value, { ...world.options, timeout });
    for (;;) {
      const next = attempt(world, statement, () => iterator.next())?.value;
      if (next === undefined || next.done) return undefined;
      world.trace.emit('await', String(id));
      try {
        world.bind(statement, yield* recorded(world, id, next.value));
      } catch (error) {
        if (!statement.catch || !is_exception(error)) throw error;
      }
      const signal = yield* run_block(world, body, handled);
      if (signal?.kind === 'break') return undefined;
      if (signal?.kind === 'return') return signal;
    }
  },

  *each(world, statement) {
    const { trace, names } = world;
    const { id } = statement;
    const value = world.variables.get(statement.var);
    if (!is_pair_of_sets(value)) {
      trace.emit('skip', `${id} each no sets`);
      return undefined;
    }
    for (const future of names.sorted((value as PairOfSets)[statement.which])) {
      if (statement.do === 'cancel') {
        const flag = names.format(future.cancel());
        trace.emit('each', `${id} ${names.of(future)} ${flag}`);
      } else if (statement.do === 'query') {
        trace.emit('each', `${id} ${names.describe(future)}`);
      } else {
        trace.emit('await', `${id} ${names.of(future)}`);
        try {
          yield* recorded(world, id, future);
        } catch (error) {
          if (!is_exception(error)) throw error;
        }
      }
    }
    return undefined;
  },
};

/** Wait, and record how it ended. */
function* recorded(
  world: World,
  id: number,
  awaitable: asyncio.Awaitable<unknown>,
): asyncio.Coroutine<unknown> {
  let value: unknown;
  try {
    value = yield* awaitable as asyncio.Coroutine<unknown>;
  } catch (error) {
    if (is_control(error)) throw error;
    world.trace.emit('thrown', `${id} ${world.names.exception(error)}`);
    throw error;
  }
  world.trace.emit('got', `${id} ${world.names.format(value)}`);
  return value;
}

/** `yield object` without a star, right or wrong. */
function* bare_yield(object: unknown): asyncio.Coroutine<unknown> {
  return yield object as undefined;
}

function to_yield(world: World, statement: StatementOf<'yield'>): unknown {
  switch (statement.what) {
    case 'value':
      return statement.v;
    case 'future':
      return world.future(statement.fut as NonNullable<typeof statement.fut>);
    case 'gen':
      return world.new_coroutine(statement.body as string);
    default:
      return undefined;
  }
}

function* try_except_else(world: World, statement: StatementOf<'try'>, handled: unknown): Flow {
  let signal: Signal;
  try {
    signal = yield* run_block(world, statement.body, handled);
  } catch (error) {
    if (is_control(error)) throw error;
    const clause = statement.except?.find(({ types }) => is_instance(error, types));
    if (clause === undefined) throw error;
    world.trace.emit('except', `${statement.id} ${world.names.exception(error)}`);
    return yield* run_block(world, clause.body, error);
  }
  if (signal !== undefined || !statement.else) return signal;
  return yield* run_block(world, statement.else, handled);
}

function is_true(world: World, { cond }: StatementOf<'if'>): boolean {
  switch (cond[0]) {
    case 'done':
      return world.future(cond[1]).done();
    case 'cancelled':
      return world.future(cond[1]).cancelled();
    case 'locked':
      return world.lock(cond[1]).locked();
    case 'truthy': {
      const value = world.variables.get(cond[1]) ?? false;
      return value !== false && value !== 0;
    }
    default:
      throw new Skip('no condition');
  }
}

/** When a block and the release at its end both raise, JavaScript packs two errors into one; Python's is the newer. */
function newest(error: unknown): unknown {
  return error instanceof Error && error.name === 'SuppressedError'
    ? (error as SuppressedError).error
    : error;
}
