/** Runs a scenario with a cancellation at one of its suspension points, and notes what becomes of it. */

import { CancelledError, ValueError } from '../../lib/errors';
import * as asyncio from '../../lib/index';
import { repr } from '../../lib/reprlib';
import { run_once, VirtualTimeLoop } from '../../lib/test_utils';

/**
 * When the main task is cancelled:
 * - never
 * - after: right after it has suspended, when what it waits for has not even started
 * - meanwhile: some ticks later
 * - before: right before it is resumed, when what it has waited for is there already
 * - at once: meanwhile, twice in the same tick
 * - again: meanwhile, and once more right after the step that this has led to
 * - again, later: the same, but some ticks after that step
 */
export type Mode =
  | 'never'
  | 'after'
  | 'meanwhile'
  | 'before'
  | 'at once'
  | 'again'
  | 'again, later';

export interface Case {
  readonly scenario: string;
  readonly mode: Mode;
  /** After how many steps of the main task. */
  readonly point: number;
}

export interface Report {
  /** How many steps the main task has taken. */
  readonly steps: number;
  readonly outcome: string;
  /** What the main task went through, and where it was when it was cancelled. */
  readonly log: readonly string[];
  /** What became of the others. */
  readonly others: readonly string[];
  /** Shortly after the end of the main task: tasks that are pending, timers that no task waits for, states. */
  readonly pending: readonly string[];
  readonly timers: readonly number[];
  readonly states: Readonly<Record<string, string>>;
  /** When nothing can happen any more. */
  readonly end: {
    time: number;
    pending: readonly string[];
    states: Readonly<Record<string, string>>;
  };
  /** What the loop has reported. */
  readonly reports: readonly string[];
}

export type Scenario = (world: World) => asyncio.Coroutine<unknown>;

/** So many are 'some ticks'. */
const TICKS = 4;

/** Ticks after the end of the main task, in which those it has cancelled may end. */
const AFTERMATH = 8;

export function inject(
  scenario: Scenario,
  { mode, point }: Omit<Case, 'scenario'>,
  { debug }: { debug?: boolean } = {},
): Report {
  const world = new World();
  const { loop } = world;
  if (debug !== undefined) loop.set_debug(debug);
  const reports: string[] = [];
  loop.set_exception_handler((_, { message, exception }) => {
    reports.push(`${message} ${(exception as Error | undefined)?.constructor.name ?? ''}`);
  });
  asyncio.set_event_loop(loop);
  const victim = new Victim(world, asyncio.coroutine(scenario)(world), mode, point);
  victim.add_done_callback(() => loop.stop());
  loop.run_forever();
  for (let i = 0; i < AFTERMATH; i++) run_once(loop);
  const [pending, timers, states] = [world.pending(), world.timers(), world.states()];
  loop.run_forever();
  const end = { time: loop.time(), pending: world.pending(), states: world.states() };
  victim._log_destroy_pending = false;
  world.read_helpers();
  const { steps } = victim;
  const { log, others } = world;
  const outcome = outcome_of(victim);
  asyncio.set_event_loop(undefined);
  loop.close();
  return { steps, outcome, log, others, pending, timers, states, end, reports: reports.sort() };
}

/** A task that is cancelled at one of its steps. */
class Victim extends asyncio.Task {
  steps = 0;
  private _injected = false;

  constructor(
    private readonly _world: World,
    coro: asyncio.Coroutine<unknown>,
    private readonly _mode: Mode,
    private readonly _point: number,
  ) {
    super(coro, { loop: _world.loop });
    this._has_suspended();
  }

  override _step(exception?: unknown): void {
    if (this._mode === 'before' && this.steps === this._point) this._inject();
    this.steps += 1;
    super._step(exception);
    if (!this.done()) this._has_suspended();
  }

  private _has_suspended(): void {
    const mode = this._mode;
    if (this.steps === this._point && mode === 'after') this._inject();
    if (
      this.steps === this._point &&
      ['meanwhile', 'at once', 'again', 'again, later'].includes(mode)
    ) {
      this._inject_later(mode === 'at once' ? 2 : 1);
    }
    if (!this._injected || this.steps !== this._point + 1) return;
    if (mode === 'again') this._inject();
    if (mode === 'again, later') this._inject_later(1);
  }

  /** Some ticks from now, if it still waits for the same. */
  private _inject_later(times: number): void {
    const { steps } = this;
    const later = (ticks: number): void => {
      if (this.done() || this.steps !== steps) return;
      if (ticks > 0) this._loop.call_soon(later, ticks - 1);
      else for (let i = 0; i < times; i++) this._inject();
    };
    later(TICKS);
  }

  private _inject(): void {
    this._injected = true;
    this._world.log.push(`cancel() in ${this._world.place}`);
    this.cancel();
  }
}

class ScenarioLoop extends VirtualTimeLoop {
  readonly tasks: asyncio.Task<unknown>[] = [];

  override create_task<T>(coro: asyncio.Coroutine<T>): asyncio.Task<T> {
    const task = super.create_task(coro);
    this.tasks.push(task);
    return task;
  }

  /** Stops when nothing can happen any more. */
  override _select(timeout: number | undefined): number {
    if (timeout !== undefined) return super._select(timeout);
    this.stop();
    return 0;
  }
}

/** What a scenario has at hand. */
export class World {
  readonly loop = new ScenarioLoop();
  readonly log: string[] = [];
  readonly others: string[] = [];
  private readonly _places: string[] = [];
  private readonly _watched = new Map<string, unknown>();
  private readonly _helpers = new Set<asyncio.Task<unknown>>();

  /** What the main task waits for at present. */
  get place(): string {
    return this._places.at(-1) ?? 'nothing';
  }

  /** Wait for something under a name; for the main task only. */
  @asyncio.coroutine
  *at<T>(place: string, awaitable: asyncio.Awaitable<T>): asyncio.Coroutine<T> {
    this._places.push(place);
    try {
      const result = yield* awaitable as asyncio.Coroutine<T>;
      this.log.push(`${place}: done`);
      return result;
    } catch (error) {
      this.log.push(`${place}: ${(error as Error).constructor.name}`);
      throw error;
    } finally {
      this._places.pop();
    }
  }

  /** A task that the main one has made for itself. */
  start<T>(coro: asyncio.Coroutine<T>): asyncio.Task<T> {
    return this.loop.create_task(coro);
  }

  /** A task beside the main one, that goes on whatever happens to that. */
  helper<T>(coro: asyncio.Coroutine<T>): asyncio.Task<T> {
    const task = this.loop.create_task(coro);
    this._helpers.add(task);
    return task;
  }

  /** Exceptions of the helpers are nobody's fault. */
  read_helpers(): void {
    for (const task of this._helpers) if (task.done() && !task.cancelled()) task.exception();
  }

  /** Sleep, and say how that ended. */
  @asyncio.coroutine
  *job<T>(result: T, seconds: number): asyncio.Coroutine<T> {
    try {
      yield* asyncio.sleep(seconds);
      this.others.push(`${result}: done`);
      return result;
    } catch (error) {
      this.others.push(`${result}: ${(error as Error).constructor.name}`);
      throw error;
    }
  }

  /** A job that, whatever happens, needs two seconds to clean up. */
  @asyncio.coroutine
  *tidy_job<T>(result: T, seconds: number): asyncio.Coroutine<T> {
    try {
      return yield* this.job(result, seconds);
    } finally {
      yield* this.job(`${result} tidies up`, 2);
    }
  }

  /** A job that does not let itself be cancelled once. */
  @asyncio.coroutine
  *stubborn_job<T>(result: T, seconds: number): asyncio.Coroutine<T> {
    try {
      return yield* this.job(result, seconds);
    } catch (error) {
      if (!(error instanceof CancelledError)) throw error;
      return result;
    }
  }

  /** A job that raises in the end. */
  @asyncio.coroutine
  *failing_job(name: string, seconds: number): asyncio.Coroutine<never> {
    yield* this.job(name, seconds);
    throw new ValueError(name);
  }

  /** State the object's state in the report. */
  watch<T>(name: string, object: T): T {
    this._watched.set(name, object);
    return object;
  }

  states(): Record<string, string> {
    return Object.fromEntries([...this._watched].map(([name, object]) => [name, state(object)]));
  }

  /** The tasks that are pending, by number, with how many callbacks each has. */
  pending(): string[] {
    return this.loop.tasks.flatMap((task, i) => {
      const kind = this._helpers.has(task) ? 'helper' : 'task';
      return task.done() ? [] : [`${kind} ${i} ${state(task)}`];
    });
  }

  /** When the timers are due that no pending task waits for. */
  timers(): number[] {
    const waiters = new Set(
      this.loop.tasks.flatMap((task) => (task.done() ? [] : [task._fut_waiter])),
    );
    const forgotten = this.loop._scheduled.filter(
      ({ _cancelled, _args }) =>
        !_cancelled && !waiters.has(_args?.[0] as asyncio.Future<unknown> | undefined),
    );
    return forgotten.map(({ _when }) => _when).sort();
  }
}

function outcome_of(task: asyncio.Task<unknown>): string {
  if (!task.done()) return 'pending';
  if (task.cancelled()) return 'cancelled';
  const exception = task.exception();
  if (exception === undefined) return `returned ${repr(task.result())}`;
  // When a release raises, `using` adds its error to the one under way; Python's `with` lets it take the other's place.
  const { name, error } = exception as { name?: string; error?: unknown };
  return `raised ${repr(name === 'SuppressedError' ? error : exception)}`;
}

function state(object: unknown): string {
  if (object instanceof asyncio.Future) {
    return object.done() ? 'done' : `callbacks=${object._callbacks.length}`;
  }
  if (object instanceof asyncio.Queue) return String(object);
  return /\[.*\]/.exec(repr(object))?.[0] ?? repr(object);
}
