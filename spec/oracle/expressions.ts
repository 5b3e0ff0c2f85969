/** Expressions: from JSON to futures and coroutine objects. */

import * as asyncio from '../../lib/index';
import { E3, Skip } from './exceptions';
import type { Expression, Several } from './program';
import type { World } from './world';

/** The coroutine objects that were used in one list of arguments. */
type Claims = unknown[];

/** Evaluate left to right, depth first. @throws Skip, and what the library raises. */
export function evaluate(
  world: World,
  expression: Expression,
  claims?: Claims,
): asyncio.Awaitable<unknown> {
  switch (expression[0]) {
    case 'cur':
    case 'parent':
    case 'task':
      return world.future(expression);
    case 'var':
      return variable(world, expression[1], expression[2] ?? false, claims);
    case 'coro':
      return world.new_coroutine(expression[1]);
    case 'sleep':
      return asyncio.sleep(expression[1], world.value(expression[2]), world.options);
    case 'lib':
      return library_call(world, expression[1], expression[2], expression[3]);
    case 'wait': {
      const [, of, timeout, return_when] = expression;
      return asyncio.wait(several(world, of), { ...world.options, timeout, return_when });
    }
    case 'wait_for':
      return asyncio.wait_for(evaluate(world, expression[1]), expression[2], world.options);
    case 'gather': {
      const [, of, return_exceptions] = expression;
      const options = { ...world.options, return_exceptions };
      return world.names.name_future(asyncio.gather(...list(world, of), options));
    }
    case 'shield':
      return world.names.name_future(asyncio.shield(evaluate(world, expression[1]), world.options));
    case 'bad':
      return expression[1] as unknown as asyncio.Awaitable<unknown>;
    default:
      throw new Skip('no awaitable');
  }
}

/** A list; or, when there is a single expression, its bare value. */
export function several(world: World, of: Several): asyncio.Awaitable<unknown>[] {
  if (typeof of[0] !== 'string') return list(world, of as readonly Expression[]);
  return evaluate(world, of as Expression) as unknown as asyncio.Awaitable<unknown>[];
}

function list(world: World, of: readonly Expression[]): asyncio.Awaitable<unknown>[] {
  const claims: Claims = [];
  return of.map((expression) => evaluate(world, expression, claims));
}

function variable(
  world: World,
  name: string,
  force: boolean,
  claims: Claims | undefined,
): asyncio.Awaitable<unknown> {
  const value = world.variables.get(name);
  if (asyncio.isfuture(value)) return value;
  if (!asyncio.iscoroutine(value)) throw new Skip('not awaitable');
  return claim(world, value, force, claims);
}

/** A coroutine object is used once; again only in the same list, when its body has finished, or by force. */
function claim(
  world: World,
  coroutine: asyncio.Coroutine<unknown>,
  force: boolean,
  claims: Claims | undefined,
): asyncio.Coroutine<unknown> {
  const cell = world.cells.get(coroutine) ?? { used: false, finished: false };
  world.cells.set(coroutine, cell);
  if (cell.used && !cell.finished && !force && !claims?.includes(coroutine)) {
    throw new Skip('busy');
  }
  cell.used = true;
  claims?.push(coroutine);
  return coroutine;
}

function library_call(
  world: World,
  object: string,
  method: string,
  argument: unknown,
): asyncio.Coroutine<unknown> {
  switch (method) {
    case 'acquire':
      return world.lock(object).acquire();
    case 'wait':
      return world.event_or_condition(object).wait();
    case 'wait_for':
      return world.condition(object).wait_for(predicate(world, object, argument as number));
  }
  const queue = world.queue(object);
  switch (method) {
    case 'get':
      return queue.get();
    case 'put':
      return queue.put(argument);
    case 'join':
      return queue.join();
    default:
      throw new Skip('no method');
  }
}

/** True from the nth call on; with a negative number it raises then. */
function predicate(world: World, name: string, nth: number): () => boolean {
  let count = 0;
  return () => {
    count += 1;
    world.trace.emit('pred', `${name} ${count}`);
    if (nth < 0 && count >= -nth) throw new E3('pred');
    return nth > 0 && count >= nth;
  };
}
