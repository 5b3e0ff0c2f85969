import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { future_repr_info, isfuture } from '../lib/base_futures';
import * as concurrent from '../lib/concurrent/futures';
import { CancelledError, FileNotFoundError, RuntimeError, ValueError } from '../lib/errors';
import { partial } from '../lib/functools';
import { Future } from '../lib/futures';
import * as asyncio from '../lib/index';
import { repr } from '../lib/reprlib';
import { run_briefly, VirtualTimeLoop } from '../lib/test_utils';
import { places_in } from './support/places';
import { has_python36, normalise, python36, without_python36 } from './support/python36';

const at = places_in(__filename);

function first(..._args: unknown[]): void {}
function second(..._args: unknown[]): void {}
const FIRST = `first() at ${at('function first(')}`;
const SECOND = `second() at ${at('function second(')}`;

let loop: VirtualTimeLoop;
let future: Future<unknown>;

beforeEach(() => {
  loop = new VirtualTimeLoop();
  future = loop.create_future();
});

afterEach(() => {
  loop.set_exception_handler(() => {});
  loop.close();
});

describe('isfuture', () => {
  class Foreign {
    _asyncio_future_blocking = false;
  }
  class Inherits extends Foreign {}
  class ByAccessor {
    get _asyncio_future_blocking(): boolean {
      return true;
    }
  }
  class Refuses extends Foreign {
    override _asyncio_future_blocking = null as unknown as boolean;
  }

  it('is true for futures, tasks, and whatever carries the flag', () => {
    const task = loop.create_task(asyncio.coroutine(function* () {})());
    const futures = [future, task, new Foreign(), new Inherits(), new ByAccessor()];
    expect(futures.map(isfuture)).toEqual(futures.map(() => true));
    expect(isfuture({ _asyncio_future_blocking: false })).toBe(true);
    expect(asyncio.isfuture).toBe(isfuture);
    run_briefly(loop);
  });

  it('is false for an object whose flag is None', () => {
    expect([new Refuses(), { _asyncio_future_blocking: undefined }].some(isfuture)).toBe(false);
  });

  it('is false for everything else', () => {
    const coro = asyncio.coroutine(function* () {})();
    const flagged = Object.assign(() => {}, { _asyncio_future_blocking: false });
    const others = [
      flagged,
      new concurrent.Future(),
      Future,
      Foreign,
      coro,
      Promise.resolve(),
      {},
      [],
      1,
    ];
    expect([...others, 'future', undefined, null, () => {}].some(isfuture)).toBe(false);
  });
});

describe('the repr of a future', () => {
  it('says its state', () => {
    expect(repr(future)).toBe('<Future pending>');
    future.cancel();
    expect(repr(future)).toBe('<Future cancelled>');
  });

  it('is what String(), templates and console.log print', () => {
    expect([String(future), `${future}`, inspect(future)]).toEqual(
      Array(3).fill('<Future pending>'),
    );
  });

  it('has the result, shortened as by reprlib', () => {
    future.set_result('x'.repeat(10_000));
    expect(repr(future)).toBe(`<Future finished result='${'x'.repeat(12)}...${'x'.repeat(13)}'>`);
    const none = loop.create_future<undefined>();
    none.set_result(undefined);
    expect(repr(none)).toBe('<Future finished result=None>');
  });

  it('has the exception in full, with the comma of 3.6', () => {
    future.set_exception(new ValueError('q'));
    expect(repr(future)).toBe("<Future finished exception=ValueError('q',)>");
    const cancelled = loop.create_future();
    cancelled.set_exception(new CancelledError());
    expect(repr(cancelled)).toBe('<Future finished exception=CancelledError()>');
    const long = loop.create_future();
    long.set_exception(new RuntimeError('x'.repeat(100)));
    expect(repr(long)).toBe(`<Future finished exception=RuntimeError('${'x'.repeat(100)}',)>`);
  });

  it('has an exception that is false', () => {
    future.set_exception(0);
    expect(repr(future)).toBe('<Future finished exception=0>');
  });

  it('lists one callback and two with their places, and of more the first and the last', () => {
    future.add_done_callback(first);
    expect(repr(future)).toBe(`<Future pending cb=[${FIRST}]>`);
    future.add_done_callback(second);
    expect(repr(future)).toBe(`<Future pending cb=[${FIRST}, ${SECOND}]>`);
    future.add_done_callback(first);
    expect(repr(future)).toBe(`<Future pending cb=[${FIRST}, <1 more>, ${FIRST}]>`);
    for (let i = 0; i < 1000; i++) future.add_done_callback(second);
    expect(repr(future)).toBe(`<Future pending cb=[${FIRST}, <1001 more>, ${SECOND}]>`);
  });

  it('has no callbacks any more when it is done', () => {
    future.add_done_callback(first);
    future.set_result(1);
    expect(repr(future)).toBe('<Future finished result=1>');
  });

  it('shows partials, lambdas, built-in functions and tasks among the callbacks', () => {
    future.add_done_callback(partial(first, 'x'));
    future.add_done_callback(Math.max as () => void);
    expect(repr(future)).toBe(
      `<Future pending cb=[first('x')() at ${at('function first(')}, max()]>`,
    );
    const other = loop.create_future();
    const wait = asyncio.coroutine(function* (): asyncio.Coroutine<void> {
      yield* other;
    });
    const tasks = [loop.create_task(wait()), loop.create_task(wait())];
    run_briefly(loop);
    expect(repr(other)).toBe('<Future pending cb=[Task._wakeup(), Task._wakeup()]>');
    for (const task of tasks) task.cancel();
    run_briefly(loop);
  });

  it('has the name of a subclass', () => {
    class MyFuture<T> extends Future<T> {}
    expect(repr(new MyFuture({ loop }))).toBe('<MyFuture pending>');
  });

  it('has what a subclass adds to _repr_info', () => {
    class Named extends Future<unknown> {
      override _repr_info(): string[] {
        return [...super._repr_info(), 'name=x'];
      }
    }
    const named = new Named({ loop });
    named.set_result(1);
    expect(repr(named)).toBe('<Named finished result=1 name=x>');
  });

  it('says in debug mode where the future was created', () => {
    loop.set_debug(true);
    const made = loop.create_future(); // by the loop
    expect(repr(made)).toBe(`<Future pending created at ${at('// by the loop')}>`);
    const direct = new Future({ loop }); // directly
    direct.add_done_callback(first);
    expect(repr(direct)).toBe(`<Future pending cb=[${FIRST}] created at ${at('// directly')}>`);
    class MyFuture extends Future<unknown> {
      constructor() {
        super({ loop });
      }
    }
    const own = new MyFuture(); // by a subclass
    expect(repr(own)).toBe(`<MyFuture pending created at ${at('// by a subclass')}>`);
  });

  it('knows in debug mode at most ten frames of where it was created', () => {
    loop.set_debug(true);
    const nest = (depth: number): Future<unknown> =>
      depth > 0 ? nest(depth - 1) : loop.create_future();
    expect(nest(30)._source_traceback?.frames).toHaveLength(10);
    expect(future._source_traceback).toBe(undefined);
  });

  it('of futures in a circle ends', () => {
    const other = loop.create_future();
    future.set_result([other]);
    other.set_result(future);
    expect(repr(future)).toBe('<Future finished result=[<Future finished result=...>]>');
    expect(repr(other)).toBe('<Future finished result=<Future finished result=[...]>>');
  });
});

describe('future_repr_info', () => {
  it('needs no more than what outlives a future', () => {
    const remains = {
      _state: 'FINISHED',
      _exception: new ValueError('q'),
      _result: undefined,
      _callbacks: [],
      _source_traceback: undefined,
    } as const;
    expect(future_repr_info(remains)).toEqual(['finished', "exception=ValueError('q',)"]);
  });
});

describe('against CPython', () => {
  it.skipIf(!has_python36)(`a future prints as in CPython${without_python36}`, () => {
    const program = `
import asyncio, functools
from asyncio import futures
loop = asyncio.new_event_loop()
def first(*args): pass
def second(*args): pass
class MyFuture(futures._PyFuture): pass
def make(cls=futures._PyFuture): return cls(loop=loop)
def show(prepare, cls=futures._PyFuture):
    future = make(cls)
    prepare(future)
    print(repr(future))
    future._log_traceback = False
show(lambda f: None)
show(lambda f: None, MyFuture)
show(lambda f: f.cancel())
show(lambda f: f.set_result(None))
show(lambda f: f.set_result([1, 'x' * 40, {'b': 1, 'a': 2}]))
show(lambda f: f.set_exception(ValueError))
show(lambda f: f.set_exception(ValueError('q', 1)))
show(lambda f: f.set_exception(FileNotFoundError(2, 'No such file', 'f')))
show(lambda f: f.add_done_callback(first))
def add(*callbacks):
    def prepare(future):
        for callback in callbacks: future.add_done_callback(callback)
    return prepare
show(add(first, second))
show(add(first, second, first))
show(add(functools.partial(first, 'a' * 40), first, first, second))
loop.close()`;
    class MyFuture extends Future<unknown> {}
    const show = (
      prepare: (future: Future<unknown>) => unknown,
      cls: typeof Future = Future,
    ): string => {
      const one = new cls<unknown>({ loop });
      prepare(one);
      return normalise(repr(one));
    };
    const add =
      (...callbacks: (() => void)[]) =>
      (one: Future<unknown>): void => {
        for (const callback of callbacks) one.add_done_callback(callback);
      };
    const ours = [
      show(() => {}),
      show(() => {}, MyFuture as typeof Future),
      show((one) => one.cancel()),
      show((one) => one.set_result(undefined)),
      show((one) => one.set_result([1, 'x'.repeat(40), { b: 1, a: 2 }])),
      show((one) => one.set_exception(ValueError)),
      show((one) => one.set_exception(new ValueError('q', 1))),
      show((one) => one.set_exception(new FileNotFoundError(2, 'No such file', 'f'))),
      show((one) => one.add_done_callback(first)),
      show(add(first, second)),
      show(add(first, second, first)),
      show(add(partial(first, 'a'.repeat(40)), first, first, second)),
    ];
    const { stdout } = python36(['-'], { input: program });
    expect(ours).toEqual(
      normalise(stdout.replaceAll('<stdin>:', 'stdin.py:')).trimEnd().split('\n'),
    );
  });
});
