/** The driver: the statements of a program's `main`, which run outside of the loop. */

import { is_exception } from '../../lib/errors';
import type * as asyncio from '../../lib/index';
import { Deadlock, is_control, LimitHit } from './exceptions';
import { evaluate } from './expressions';
import type { StatementOf } from './program';
import { attempt, run_sync } from './sync_statements';
import type { Outcome } from './trace';
import type { World } from './world';

/** A run of the loop; what it returns may be a promise. */
type Run = () => unknown;

/** Yields each run of the loop, and is resumed with its outcome. */
type Driver = Generator<Run, Outcome, unknown>;

/** Execute the program on a loop that runs synchronously. */
export function execute(world: World): Outcome {
  const driver = drive(world);
  let step = driver.next();
  while (!step.done) {
    let value: unknown;
    try {
      value = step.value();
    } catch (error) {
      step = driver.throw(error);
      continue;
    }
    step = driver.next(value);
  }
  return step.value;
}

/** Execute the program on a loop whose runs are promises. */
export async function execute_async(world: World): Promise<Outcome> {
  const driver = drive(world);
  let step = driver.next();
  while (!step.done) {
    let value: unknown;
    try {
      value = await step.value();
    } catch (error) {
      step = driver.throw(error);
      continue;
    }
    step = driver.next(value);
  }
  return step.value;
}

function* drive(world: World): Driver {
  const { program, trace } = world;
  let outcome: Outcome['outcome'] = 'ok';
  try {
    for (const statement of program.main) {
      trace.tick();
      if (statement.op === 'run' || statement.op === 'run_forever') {
        if (yield* run(world, statement)) outcome = 'deadlock';
      } else if (statement.op === 'cancel_all') {
        cancel_all(world, statement);
      } else if (statement.op === 'run_nested') {
        trace.emit('skip', `${statement.id} run_nested driver`);
      } else {
        try {
          run_sync(world, [statement]);
        } catch (error) {
          if (is_control(error)) throw error;
          trace.emit('driver', `${statement.id} ${world.names.exception(error)}`);
        }
      }
    }
    world.record_final_state();
  } catch (error) {
    if (!(error instanceof LimitHit)) throw error;
    outcome = 'limit';
    trace.close_at_limit(error.message);
  }
  trace.closed = true;
  return { id: program.id, outcome, trace: trace.events };
}

/** @returns whether the run was one to completion that can never complete. */
function* run(
  world: World,
  statement: StatementOf<'run' | 'run_forever'>,
): Generator<Run, boolean, unknown> {
  const { trace, loop, names } = world;
  const { id } = statement;
  let begin: Run = () => loop.run_forever();
  if (statement.op === 'run') {
    const { aw } = statement as StatementOf<'run'>;
    const found = attempt(world, statement, () => evaluate(world, aw));
    if (found === undefined) return false;
    begin = () => loop.run_until_complete(found.value);
  }
  trace.emit('run', `${id} start`);
  let value: unknown;
  try {
    value = yield begin;
  } catch (error) {
    if (error instanceof LimitHit) throw error;
    const deadlock = error instanceof Deadlock;
    trace.emit('run', deadlock ? `${id} deadlock` : `${id} exc ${names.exception(error)}`);
    return deadlock && statement.op === 'run';
  }
  trace.emit('run', `${id} ok ${names.format(value)}`);
  return false;
}

/** Cancel every task that is pending now, in order of creation. */
function cancel_all(world: World, { id }: { readonly id: number }): void {
  const { names, trace } = world;
  for (const task of [...names.tasks]) {
    if (task.done()) continue;
    trace.emit('cancel_all', `${id} ${names.of(task)} ${cancel(world, task)}`);
  }
}

function cancel(world: World, task: asyncio.Task<unknown>): string {
  try {
    return world.names.format(task.cancel());
  } catch (error) {
    if (!is_exception(error)) throw error;
    return world.names.exception(error);
  }
}
