/**
 * The one place that resumes generators.
 *
 * A coroutine object is a native generator whose prototype is `CoroutinePrototype`. Its first step, inside the parent's
 * `yield*`, runs natively: a call that never suspends costs what a native call costs. Only when it suspends is the way
 * down to it remembered, and from then on the driver resumes the innermost coroutine directly, however deep it lies.
 *
 * 1. A native `yield*` hands the child's result object out unchanged. So the object tells, while it passes through the
 *    levels, which coroutines wait for one another (`machine.path`), and the driver links them (`Frame`).
 * 2. What the generators themselves say is the truth, the frames are a short cut. When the innermost coroutine ends, its
 *    parent is resumed natively, its `yield*` asks the child again, and the child answers with its outcome.
 * 3. `throw` and `return` go to the innermost coroutine first and travel outwards: `finally` blocks run as in Python.
 * 4. No more than LIMIT coroutines start natively inside one another. The next one parks: it yields without having
 *    started, the native stack unwinds, and the driver starts it from the bottom. So the native stack does not bound the
 *    depth. DEEPEST does, that a recursion without end is an error of its program rather than the end of the memory. The
 *    exception: while all are asked to return, nothing parks, and what a `finally` starts then nests natively.
 *
 * Plain generators in between take part by their native `yield*`. Two things follow, both pinned by specs: a plain
 * generator that a coroutine drives by hand, above more than LIMIT nested coroutines, sees the parked step as one bare
 * `yield`; and a hand-written iterator that has called a coroutine's `[Symbol.iterator]()` and hands on its very result
 * objects is taken for a part of the `yield*`: it sees the first and the last step of a wait, not those between.
 */

import { RecursionError, RuntimeError, StopIteration, ValueError } from './errors';

type Result = IteratorResult<unknown, unknown>;
type Step = (value?: unknown) => Result;

const GeneratorPrototype: { next: Step; throw: Step; return: Step } = Object.getPrototypeOf(
  Object.getPrototypeOf((function* () {})()),
);
const native_next = GeneratorPrototype.next;
const native_throw = GeneratorPrototype.throw;
const native_return = GeneratorPrototype.return;

/** How a coroutine is resumed. */
export type Mode = 0 | 1 | 2;
const NEXT = 0;
const THROW = 1;
const RETURN = 2;

// Apart from their declaration: so the compiled steps know them as constants, not as properties of a module.
export { NEXT, RETURN, THROW };

/** A suspended coroutine below the outermost one; `parent` (none: the outermost) waits for it. */
export interface Frame {
  readonly coroutine: CoroutineObject;
  readonly parent: Frame | undefined;
  /** How many frames this and those above it are. */
  readonly depth: number;
  /** `machine.refusals` when this was last known to be so. */
  refusals: number;
  /** How the coroutine has ended, until its parent asks: with this result, or, when there is none, with the error. */
  result: Result | undefined;
  error: unknown;
}

/** Whoever drives a coroutine, `_coro`, keeps the innermost frame below it. */
export interface Driver {
  _frame: Frame | undefined;
  readonly _coro: object;
}

/** A coroutine object. Driven by hand, it is its own driver. */
export interface CoroutineObject extends Driver {
  next: Step;
  throw: Step;
  return: Step;
  [Symbol.iterator](): CoroutineObject;
  /** The decorated generator function. */
  readonly _function: (() => unknown) | undefined;
  /** Debug mode: called when the coroutine is resumed for the first time. */
  _on_start: (() => void) | undefined;
  /** The number of the last refusal, `machine.refusals`, that this coroutine has given. */
  _refused: number;
}

/** So many fit even on a stack that the program has nearly used up. From 50 to 400 a single deep call takes the same time. */
const LIMIT = 200;

/** So many coroutines may wait below the outermost one: deeper than any program that ends, and still in little memory. */
const DEEPEST = 1_000_000;

/** What a coroutine yields that was not started because too many run natively inside one another. */
const PARKED: Result = Object.freeze({ value: undefined, done: false });

/** What `drive` gives when the coroutine has raised `machine.error`. To throw once more takes as long as a few steps. */
export const RAISED: Result = Object.freeze({ value: undefined, done: true });

/** What a coroutine yields that was entered although it runs: so its own `yield*` stays as it is. */
const REFUSED: Result = Object.freeze({ value: undefined, done: false });

/** All of the machine's state. Between two steps of the outermost driver all but the last three are as set below. */
const machine = {
  /** The driver inside whose step we are, and those inside whose steps that one is, the innermost last. */
  driver: undefined as Driver | undefined,
  outer_drivers: [] as Driver[],
  /** Whose `[Symbol.iterator]()` was called last, until it suspends; `yield*` calls its next() right after. */
  entering: undefined as CoroutineObject | undefined,
  /** How many coroutines run natively inside one another above the innermost driver. */
  depth: 0,
  /** The result object on its way out, and the coroutines that it has left, innermost first. */
  result: undefined as Result | undefined,
  path: new Array<CoroutineObject | undefined>(LIMIT + 1).fill(undefined),
  passed: 0,
  /** The coroutine that has ended and that the parent, which is being resumed, will ask. */
  ended: undefined as Frame | undefined,
  /** What a coroutine has raised to its driver, who has not taken it yet. */
  error: undefined as unknown,
  // The coroutines of each function have a hidden class of their own, so that it is slow to ask them anything:
  /** Debug mode: whether any coroutine has an `_on_start`. */
  reports_starts: false,
  /** Whether any coroutine was driven by hand, and kept a `_frame`. */
  keeps_frames: false,
  /** How often somebody was refused who asked a coroutine that runs. */
  refusals: 0,
};

export const CoroutinePrototype: CoroutineObject = Object.create(GeneratorPrototype, {
  [Symbol.iterator]: hidden(function (this: CoroutineObject) {
    if (machine.depth > 0) machine.entering = this;
    // Whoever enters is not the parent that an outcome is kept for: that one has been waiting already.
    if (machine.ended?.coroutine === this) machine.ended = undefined;
    return this;
  }),

  next: hidden(function (this: CoroutineObject, ...sent: unknown[]) {
    if (machine.ended?.coroutine === this) return take_outcome();
    // `yield*` always sends a value; `for..of`, spread and destructuring never do: they drive by hand.
    if (machine.entering === this && sent.length > 0 && !has_frames(this)) {
      return enter(this, sent[0]);
    }
    return or_throw(drive(this, this, NEXT, sent[0]));
  }),

  throw: hidden(function (this: CoroutineObject, error?: unknown) {
    return machine.ended?.coroutine === this
      ? take_outcome()
      : or_throw(drive(this, this, THROW, error));
  }),

  return: hidden(function (this: CoroutineObject, value?: unknown) {
    return machine.ended?.coroutine === this
      ? take_outcome()
      : or_throw(drive(this, this, RETURN, value));
  }),

  _coro: {
    get(this: CoroutineObject) {
      return this;
    },
    configurable: true,
  },
  _frame: hidden(undefined),
  _function: hidden(undefined),
  _on_start: hidden(undefined),
  _refused: hidden(0),
});

function hidden(value: unknown): PropertyDescriptor {
  return { value, writable: true, configurable: true, enumerable: false };
}

/** In place of the frames of a driver whose coroutine `drive` may not resume. */
export const FOREIGN = Object.freeze({}) as Frame;

/** Whether `drive` may resume this object: a coroutine object whose steps nobody has replaced. */
export function is_driven(object: { next?: unknown }): object is CoroutineObject {
  return object.next === CoroutinePrototype.next;
}

/** The coroutines that wait for one another, outermost first. */
export function chain_of(driver: Driver, root: CoroutineObject): CoroutineObject[] {
  const chain: CoroutineObject[] = [];
  for (let frame = driver._frame; frame !== undefined; frame = frame.parent) {
    chain.push(frame.coroutine);
  }
  chain.push(root);
  return chain.reverse();
}

/** Whether this coroutine was driven by hand, and waits for another. */
function has_frames(coroutine: CoroutineObject): boolean {
  return machine.keeps_frames && coroutine._frame !== undefined;
}

/** The first step of a coroutine in its parent's `yield*`: a plain native call. */
function enter(coroutine: CoroutineObject, value: unknown): Result {
  if (machine.depth === LIMIT) {
    machine.entering = undefined;
    machine.result = undefined;
    return pass(coroutine, PARKED);
  }
  if (machine.reports_starts && coroutine._on_start !== undefined) started(coroutine);
  machine.depth += 1;
  let result: Result;
  try {
    result = native_next.call(coroutine, value);
  } catch (error) {
    throw surfaced(error);
  } finally {
    machine.depth -= 1;
  }
  if (result.done) return result;
  machine.entering = undefined;
  if (result === REFUSED) throw already_executing();
  return pass(coroutine, result);
}

/** Note that this result object leaves this coroutine. */
function pass(coroutine: CoroutineObject, result: Result): Result {
  if (result !== machine.result) {
    machine.result = result;
    machine.passed = 0;
  }
  machine.path[machine.passed++] = coroutine;
  return result;
}

/** Drop a path that nobody has linked: somebody who drives by hand has kept the result. */
function forget_path(): void {
  while (machine.passed > 0) machine.path[--machine.passed] = undefined;
}

/** Turn the path that the last result has taken into frames below `frame`; the innermost one. */
function link(frame: Frame | undefined): Frame {
  let innermost = frame;
  for (let i = machine.passed - 1; i >= 0; i--) {
    const coroutine = machine.path[i] as CoroutineObject;
    const depth: number = innermost === undefined ? 1 : innermost.depth + 1;
    innermost = {
      coroutine,
      parent: innermost,
      depth,
      refusals: machine.refusals,
      result: undefined,
      error: undefined,
    };
    machine.path[i] = undefined;
  }
  machine.passed = 0;
  return innermost as Frame;
}

/**
 * The frames up to the first whose coroutine has refused somebody since: that may have been its parent, which got an error
 * then, and waits for it no longer, though it has not ended. (It takes two drivers of the same coroutine.)
 */
function trusted(innermost: Frame): Frame | undefined {
  let kept: Frame | undefined = innermost;
  for (let frame: Frame | undefined = innermost; frame !== undefined; frame = frame.parent) {
    if (frame.coroutine._refused > frame.refusals) kept = frame.parent;
    frame.refusals = machine.refusals;
  }
  return kept;
}

/** The parent's `yield*` asks the child that has ended. */
function take_outcome(): Result {
  const { result, error } = machine.ended as Frame;
  machine.ended = undefined;
  if (result === undefined) throw error;
  return result;
}

/**
 * Nobody may resume a coroutine that runs or waits for one that runs. A native generator knows that of itself; those that
 * wait here are natively suspended, so it has to be checked.
 *
 * @returns REFUSED when it is the parent's `yield*` that asks, because somebody has entered the waiting parent: there the
 * error has to be raised, and the parent is not to notice.
 */
function refuse_running(coroutine: CoroutineObject): typeof REFUSED | undefined {
  for (const driver of [...machine.outer_drivers, machine.driver as Driver]) {
    if (driver._coro === coroutine) throw refusal_of(coroutine);
    for (let frame = driver._frame; frame !== undefined; frame = frame.parent) {
      if (frame.coroutine !== coroutine) continue;
      const parent = frame.parent?.coroutine ?? driver._coro;
      if (parent === machine.entering) return REFUSED;
      const error = refusal_of(coroutine);
      frame.refusals = machine.refusals;
      throw error;
    }
  }
  return undefined;
}

function refusal_of(coroutine: CoroutineObject): ValueError {
  machine.entering = undefined;
  machine.refusals += 1;
  coroutine._refused = machine.refusals;
  return already_executing();
}

function already_executing(): ValueError {
  return new ValueError('generator already executing');
}

function raised(error: unknown): typeof RAISED {
  machine.error = error;
  return RAISED;
}

/** The error that goes with RAISED. */
export function taken_error(): unknown {
  const { error } = machine;
  machine.error = undefined;
  return error;
}

/** For those who drive by hand: they get the error itself. */
export function or_throw(result: Result): Result {
  if (result === RAISED) throw taken_error();
  return result;
}

/**
 * Resume the innermost coroutine below `root`, and go on until something is yielded to the driver or root ends.
 *
 * @returns what it yields, or how root ends: with its result, or with RAISED.
 *
 * Invariant: `driver._frame` is the innermost coroutine below root, or undefined when root itself is the innermost. Between
 * two steps it is suspended; during a step it is the one that runs, and the others in the chain wait.
 */
export function drive(driver: Driver, root: CoroutineObject, mode: Mode, value: unknown): Result {
  const outer_depth = machine.depth;
  const outer_ended = machine.ended;
  if (outer_depth > 0) {
    const refused = refuse_running(root);
    if (refused !== undefined) return refused;
    machine.entering = undefined;
    machine.outer_drivers.push(machine.driver as Driver);
  }
  if (driver._frame !== undefined && driver._frame.refusals !== machine.refusals) {
    driver._frame = trusted(driver._frame);
  }
  // Whoever ends while all are asked to return, returns into its parent's return(), even after an error on the way. And
  // nothing parks meanwhile: a plain generator in between would take the yield for a refusal to return.
  const returning = mode === RETURN;
  machine.driver = driver;
  machine.depth = returning ? LIMIT + 1 : 1;
  let frame = driver._frame;
  try {
    for (;;) {
      const coroutine = frame === undefined ? root : frame.coroutine;
      if (machine.reports_starts && coroutine._on_start !== undefined) started(coroutine);
      let result: Result;
      try {
        if (mode === NEXT) result = native_next.call(coroutine, value);
        else if (mode === THROW) result = native_throw.call(coroutine, value);
        else result = native_return.call(coroutine, value);
      } catch (thrown) {
        if (frame === undefined) {
          return raised(is_running_error(thrown) ? refusal_of(root) : surfaced(thrown));
        }
        const error = surfaced(thrown);
        frame.error = error;
        machine.ended = frame;
        driver._frame = frame = frame.parent;
        mode = THROW;
        value = error;
        continue;
      }
      if (result.done) {
        if (frame === undefined) return result;
        frame.result = result;
        machine.ended = frame;
        driver._frame = frame = frame.parent;
        mode = returning ? RETURN : NEXT;
        value = returning ? result.value : undefined;
        continue;
      }
      if (result !== machine.result) return result;
      driver._frame = frame = link(frame);
      if (driver === root) machine.keeps_frames = true;
      if (frame.depth > DEEPEST) {
        mode = THROW;
        value = new RecursionError('maximum recursion depth exceeded');
        continue;
      }
      if (result !== PARKED) return result;
      mode = NEXT;
      value = undefined;
    }
  } finally {
    machine.depth = outer_depth;
    machine.ended = outer_ended;
    machine.entering = undefined;
    machine.result = undefined;
    machine.driver = outer_depth > 0 ? machine.outer_drivers.pop() : undefined;
    if (machine.passed > 0) forget_path();
  }
}

/** Debug mode: have this called when the coroutine is resumed for the first time. */
export function report_start(coroutine: CoroutineObject, report: () => void): void {
  coroutine._on_start = report;
  machine.reports_starts = true;
}

function started(coroutine: CoroutineObject): void {
  const report = coroutine._on_start;
  coroutine._on_start = undefined;
  report?.();
}

/** What Python makes of an error that leaves a coroutine. */
export function surfaced(error: unknown): unknown {
  if (error instanceof StopIteration) {
    return Object.assign(new RuntimeError('generator raised StopIteration'), { cause: error });
  }
  return is_running_error(error) ? already_executing() : error;
}

/** V8's word for it. */
function is_running_error(error: unknown): boolean {
  return error instanceof TypeError && error.message === 'Generator is already running';
}
