/** One execution of one program: its loop, its variables, objects, bodies and callbacks. */

import type { Handle } from '../../lib/index';
import * as asyncio from '../../lib/index';
import { run_block } from './coroutine_statements';
import { is_control, Skip } from './exceptions';
import { evaluate } from './expressions';
import { Names } from './names';
import type { BodySpec, Designator, ObjectSpec, Program, Value } from './program';
import { run_sync } from './sync_statements';
import { Trace } from './trace';

type AnyFuture = asyncio.Future<unknown>;
type AnyLock = asyncio.Lock | asyncio.Condition | asyncio.Semaphore;
type SyncObject = AnyLock | asyncio.Event | asyncio.Queue;

/** What is known of a coroutine object. */
export interface Cell {
  used: boolean;
  finished: boolean;
}

type Body = (cell: Cell) => asyncio.Coroutine<unknown>;
type Callback = (...args: unknown[]) => void;

const { Lock, Event, Semaphore, BoundedSemaphore, Queue, LifoQueue, PriorityQueue } = asyncio;
const SEMAPHORES = { Semaphore, BoundedSemaphore };
const QUEUE_CLASSES = { Queue, LifoQueue, PriorityQueue };
const PLAIN = { Lock, Event };

const LOCKS = ['Lock', 'Condition', ...Object.keys(SEMAPHORES)];
const QUEUES = Object.keys(QUEUE_CLASSES);

export class World {
  readonly trace: Trace;
  readonly names: Names;
  readonly variables = new Map<string, unknown>();
  /** The task that was current when a task was made. */
  readonly parents = new Map<AnyFuture, asyncio.Task<unknown> | undefined>();
  readonly cells = new Map<unknown, Cell>();
  readonly objects = new Map<string, SyncObject>();
  /** The loop argument, for every call that takes one; nothing for programs that leave it to the current loop. */
  readonly options: { loop?: asyncio.BaseEventLoop };
  private readonly bodies = new Map<string, Body>();
  private readonly callbacks = new Map<string, Callback>();
  private foreign_loop: asyncio.AbstractEventLoop | undefined;

  constructor(
    readonly program: Program,
    readonly loop: asyncio.BaseEventLoop,
    private readonly make_foreign_loop: () => asyncio.AbstractEventLoop,
  ) {
    this.trace = new Trace(program, () => {
      const task = asyncio.Task.current_task(loop);
      return [loop.time(), task === undefined ? '-' : this.names.of(task)];
    });
    this.names = new Names(this.trace);
    this.options = program.implicit_loop ? {} : { loop };
    loop.set_exception_handler((_loop, context) => this.on_exception(context));
    loop.set_task_factory((_loop, coro) => this.register(new asyncio.Task(coro, { loop })));
    asyncio.set_event_loop(loop);
    for (const [name, spec] of Object.entries(program.bodies ?? {})) {
      this.bodies.set(name, this.make_body(name, spec));
    }
    // Conditions come after the locks that they use.
    const specs = Object.entries(program.objects ?? {});
    const late = ([, spec]: [string, ObjectSpec]) => (spec.lock ?? null) !== null;
    for (const [name, spec] of [...specs.filter((x) => !late(x)), ...specs.filter(late)]) {
      this.objects.set(name, this.make_object(spec));
    }
  }

  private on_exception(context: asyncio.ExceptionContext): void {
    let message = context.message ?? '';
    // What is said of the forgotten comes when the garbage collector pleases.
    if (message.includes('never retrieved') || message.includes('was destroyed')) return;
    if (message.startsWith('Exception in callback')) message = 'Exception in callback';
    const { exception } = context;
    const text = exception === undefined ? 'None' : this.names.exception(exception);
    this.trace.emit('handler', `${message}: ${text}`);
  }

  register<T>(task: asyncio.Task<T>): asyncio.Task<T> {
    this.names.name_task(task);
    this.parents.set(task, asyncio.Task.current_task(this.loop));
    return task;
  }

  private make_object(spec: ObjectSpec): SyncObject {
    switch (spec.kind) {
      case 'Semaphore':
      case 'BoundedSemaphore':
        return new SEMAPHORES[spec.kind](spec.value ?? 1, this.options);
      case 'Queue':
      case 'LifoQueue':
      case 'PriorityQueue':
        return new QUEUE_CLASSES[spec.kind](spec.maxsize ?? 0, this.options);
      case 'Condition':
        return new asyncio.Condition(this.lock_of(spec), this.options);
      default:
        return new PLAIN[spec.kind](this.options);
    }
  }

  private lock_of(spec: ObjectSpec): asyncio.Lock | undefined {
    return spec.lock ? (this.objects.get(spec.lock) as asyncio.Lock) : undefined;
  }

  private make_body(name: string, spec: BodySpec): Body {
    return spec.kind === 'plain' ? this.plain_body(name, spec) : this.generator_body(name, spec);
  }

  private plain_body(name: string, spec: BodySpec): Body {
    const { trace, names } = this;
    return asyncio.coroutine((_cell: Cell): unknown => {
      trace.emit('enter', name);
      run_sync(this, spec.body);
      let result = this.value(spec.ret);
      if (spec.ret_aw) {
        try {
          result = evaluate(this, spec.ret_aw);
        } catch (error) {
          if (!(error instanceof Skip)) throw error;
          trace.emit('skip', `${name} ret ${error.message}`);
        }
      }
      trace.emit('exit', `${name} ${names.format(result)}`);
      return result;
    });
  }

  private generator_body(name: string, spec: BodySpec): Body {
    const { trace, names } = this;
    const world = this;
    return asyncio.coroutine(function* body(cell: Cell): asyncio.Coroutine<unknown> {
      trace.emit('enter', name);
      let value: unknown;
      try {
        const signal = yield* run_block(world, spec.body, undefined);
        if (signal?.kind === 'return') value = signal.value;
      } catch (error) {
        if (is_control(error)) throw error;
        cell.finished = true;
        trace.emit('raise', `${name} ${names.exception(error)}`);
        throw error;
      }
      cell.finished = true;
      trace.emit('exit', `${name} ${names.format(value)}`);
      return value;
    });
  }

  // What statements and expressions refer to.

  new_coroutine(name: string): asyncio.Coroutine<unknown> {
    const body = this.bodies.get(name);
    if (body === undefined) throw new Skip('no body');
    const cell = { used: false, finished: false };
    const coroutine = body(cell);
    this.cells.set(coroutine, cell);
    return coroutine;
  }

  /** One function for each name: callbacks are told apart by identity. */
  callback(name: string): Callback {
    const known = this.callbacks.get(name);
    if (known !== undefined) return known;
    const body = this.program.callbacks?.[name];
    if (body === undefined) throw new Skip('no callback');
    const { trace, names } = this;
    const callback = (...args: unknown[]): void => {
      trace.tick();
      const shown = args.map((arg) =>
        asyncio.isfuture(arg) ? names.describe(arg) : names.format(arg),
      );
      trace.emit('cb', [name, ...shown].join(' '));
      run_sync(this, body);
    };
    this.callbacks.set(name, callback);
    return callback;
  }

  value(value: Value | undefined): unknown {
    if (Array.isArray(value) && value.length === 2 && value[0] === 'var') {
      return this.variables.get(value[1]);
    }
    return value;
  }

  bind(statement: { readonly var?: string }, value: unknown): void {
    if (statement.var) this.variables.set(statement.var, value);
  }

  current_task(): asyncio.Task<unknown> | undefined {
    return asyncio.Task.current_task(this.options.loop);
  }

  future(designator: Designator): AnyFuture {
    const found = this.designated(designator);
    if (!asyncio.isfuture(found)) throw new Skip('no future');
    return found;
  }

  private designated(designator: Designator): unknown {
    switch (designator[0]) {
      case 'var':
        return this.variables.get(designator[1]);
      case 'cur':
        return this.current_task();
      case 'parent': {
        const current = this.current_task();
        return current && this.parents.get(current);
      }
      case 'task': {
        const { tasks } = this.names;
        return tasks[designator[1] % tasks.length];
      }
      default:
        return undefined;
    }
  }

  handle(name: string): Handle {
    const handle = this.variables.get(name);
    if (!(handle instanceof asyncio.Handle)) throw new Skip('no handle');
    return handle;
  }

  /** A future of another loop, which never runs. */
  foreign_future(): AnyFuture {
    this.foreign_loop ??= this.make_foreign_loop();
    return this.foreign_loop.create_future();
  }

  /** Let go of the loops; what they leave behind is nobody's business any more. */
  close(): void {
    this.loop.close();
    this.foreign_loop?.close();
  }

  // Objects by name, when they are of the right kind.

  lock(name: string): AnyLock {
    return this.object(name, LOCKS) as AnyLock;
  }

  event(name: string): asyncio.Event {
    return this.object(name, ['Event']) as asyncio.Event;
  }

  condition(name: string): asyncio.Condition {
    return this.object(name, ['Condition']) as asyncio.Condition;
  }

  event_or_condition(name: string): asyncio.Event | asyncio.Condition {
    return this.object(name, ['Event', 'Condition']) as asyncio.Event | asyncio.Condition;
  }

  queue(name: string): asyncio.Queue {
    return this.object(name, QUEUES) as asyncio.Queue;
  }

  private object(name: string, kinds: readonly string[]): SyncObject {
    const kind = this.program.objects?.[name]?.kind;
    if (kind === undefined || !kinds.includes(kind)) throw new Skip('no object');
    return this.objects.get(name) as SyncObject;
  }

  /** The state of every task, future and object, at the end. */
  record_final_state(): void {
    const { trace, names } = this;
    for (const future of [...names.tasks, ...names.futures]) {
      trace.emit('final', names.describe(future));
    }
    for (const name of [...this.objects.keys()].sort()) {
      trace.emit('final', `${name} ${this.state_of(this.objects.get(name) as SyncObject)}`);
    }
  }

  private state_of(object: SyncObject): string {
    if (object instanceof asyncio.Event) return this.names.format(object.is_set());
    if (object instanceof asyncio.Queue) return String(object.qsize());
    return this.names.format(object.locked());
  }
}
