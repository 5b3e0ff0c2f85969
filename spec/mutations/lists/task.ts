import type { MutationList } from '../mutation';

export const lists: readonly MutationList[] = [
  // cancel.
  {
    file: 'task.ts',
    specs: [
      'spec/conformance/test_tasks.3_cancel.spec.ts',
      'spec/conformance/test_tasks.2_repr.spec.ts',
      'spec/task/cancel.spec.ts',
    ],
    mutations: [
      {
        name: 'tasks.py: cancel always sets must_cancel',
        find: 'if (this._fut_waiter?.cancel()) return true;',
        replace: 'this._fut_waiter?.cancel();',
      },
      {
        name: 'tasks.py: cancel drops fut_waiter',
        find: 'if (this._fut_waiter?.cancel()) return true;',
        replace:
          'if (this._fut_waiter?.cancel()) {\n      this._fut_waiter = undefined;\n      return true;\n    }',
      },
      {
        name: 'tasks.py: must_cancel replaces other exceptions not',
        find: 'if (!(exception instanceof CancelledError)) exception',
        replace: 'if (exception === undefined) exception',
      },
      {
        name: 'tasks.py: cancel at StopIteration ignored',
        find: 'this.set_exception(stackless(CancelledError));',
        replace: 'this.set_result(value);',
      },
      {
        name: 'tasks.py: cancel at StopIteration -> state cancelled (3.8)',
        find: 'this.set_exception(stackless(CancelledError));',
        replace: 'super.cancel();',
      },
      {
        name: 'tasks.py: pending cancel not passed to new waiter',
        find: 'if (this._must_cancel && future.cancel()) this._must_cancel = false;',
        replace: '',
      },
      {
        name: 'cancel() does not reach the future that the task waits for',
        find: 'if (this._fut_waiter?.cancel()) return true;',
        replace: '',
        specs: ['spec/conformance/test_locks', 'spec/conformance/test_queues'],
      },
      {
        name: 'cancel() of a task that waits for no future is forgotten',
        find: 'this._must_cancel = true;',
        replace: '',
      },
      {
        name: 'cancel() of a task that is done is true',
        find: 'if (this.done()) return false;',
        replace: 'if (this.done()) return true;',
      },
      {
        name: 'cancel() of a task leaves an unread exception to be reported',
        find: 'this._log_traceback = false;\n    if (this.done())',
        replace: 'if (this.done())',
      },
      {
        name: 'a cancellation that was thrown in is still pending',
        find: 'exception = stackless(CancelledError);\n      this._must_cancel = false;',
        replace: 'exception = stackless(CancelledError);',
      },
      {
        name: 'a task that was cancelled has an exception',
        find: 'if (error instanceof CancelledError) super.cancel();',
        replace: 'if (false) super.cancel();',
        specs: ['spec/conformance/test_locks', 'spec/conformance/test_queues'],
      },
      {
        name: 'a task forgets its cancellation while it waits',
        find: 'if (this._must_cancel && future.cancel()) this._must_cancel = false;',
        replace: 'this._must_cancel = false;',
      },
    ],
  },
  // Steps.
  {
    file: 'task.ts',
    specs: [
      'spec/conformance/test_tasks.1_task.spec.ts',
      'spec/conformance/test_tasks.2_repr.spec.ts',
      'spec/conformance/test_tasks.3_cancel.spec.ts',
      'spec/conformance/test_tasks.6_steps.spec.ts',
      'spec/task.spec.ts',
      'spec/task/',
    ],
    mutations: [
      {
        name: 'tasks.py: self-await not detected',
        find: 'return (yielded as unknown) === this',
        replace: 'return false',
      },
      {
        name: 'a task takes any future that was handed out, of whatever loop',
        find: '_asyncio_future_blocking && _loop === this._loop && ',
        replace: '_asyncio_future_blocking && ',
      },
      {
        name: 'a task waits for itself when it was handed out',
        find: ' && yielded !== this) return undefined;',
        replace: ') return undefined;',
      },
      {
        name: 'a task takes any future of its loop, handed out or not',
        find: 'if (_asyncio_future_blocking && _loop',
        replace: 'if (_loop',
      },
      {
        name: 'tasks.py: stale blocking flag cleared on self-await',
        find: 'return (yielded as unknown) === this',
        replace:
          'if ((yielded as unknown) === this) yielded._asyncio_future_blocking = false;\n      return (yielded as unknown) === this',
      },
      {
        name: 'tasks.py: bare yield goes through a timer',
        find: 'yielded === null) {\n      this._schedule();',
        replace: 'yielded === null) {\n      this._loop.call_later(0, () => this._run());',
      },
      {
        name: 'tasks.py: bad yield throws at once',
        find: "this._loop.call_soon(bound_method(this, 'Task._step', step), error);",
        replace: 'this._step(error);',
      },
      {
        name: 'tasks.py: wakeup takes one more tick',
        find: 'else this._wakeup(future);',
        replace: "else this._loop.call_soon(bound_method(this, 'Task._wakeup', wakeup), future);",
      },
      {
        name: 'tasks.py: wakeup with a value takes one more tick',
        find: 'else this._wakeup(future);',
        replace:
          "else if (future._exception !== undefined || future.cancelled()) this._wakeup(future);\n      else this._loop.call_soon(bound_method(this, 'Task._wakeup', wakeup), future);",
      },
      {
        name: 'tasks.py: task starts immediately',
        find: 'this._schedule();\n    if (this._loop.get_debug())',
        replace: 'this._step();\n    if (this._loop.get_debug())',
      },
      {
        name: 'a task that is done makes a step',
        find: 'if (is_done(this)) {',
        replace: 'if (false) {',
      },
      {
        name: 'a task goes on holding the future that it has waited for',
        find: 'this._fut_waiter = undefined;',
        replace: '',
      },
      {
        name: 'a task is the current one after its step',
        find: 'loop._current_task = undefined;',
        replace: '',
      },
      {
        name: 'no task is the current one',
        find: 'loop._current_task = this;',
        replace: '',
      },
      {
        name: 'current_task() looks at the current loop only',
        find: '((loop ?? get_event_loop()) as TaskLoop)._current_task',
        replace: '(get_event_loop() as TaskLoop)._current_task',
      },
      {
        name: 'all_tasks() looks at the current loop only',
        find: 'pending_tasks(loop ?? get_event_loop())',
        replace: 'pending_tasks(get_event_loop())',
      },
      {
        name: 'a task waits for a future of another loop',
        find: 'if (yielded._loop !== this._loop) {',
        replace: 'if (false) {',
      },
      {
        name: 'a forgotten star is not noticed',
        find: 'if (!yielded._asyncio_future_blocking) {',
        replace: 'if (false) {',
      },
      {
        name: 'a forgotten star before a generator is not noticed',
        find: 'if (is_generator(yielded)) {',
        replace: 'if (false) {',
      },
      {
        name: 'a task takes no notice of a bad yield',
        find: 'else this._throw_soon(new RuntimeError(mistake));',
        replace: 'else this._schedule();',
      },
      {
        name: 'what is no Exception stays in the task',
        find: "exceptions must derive from BaseException'));\n    if (!is_exception(error)) throw error;",
        replace: "exceptions must derive from BaseException'));",
      },
      {
        name: 'a task has no result',
        find: 'this.set_result(value);',
        replace: 'this.set_result(undefined as T);',
      },
      {
        name: 'a task has no exception',
        find: 'else this.set_exception(error ?? ',
        replace: 'else this.set_result(error ?? ',
      },
      {
        name: 'what is thrown in is sent in',
        find: 'const mode = exception === undefined ? NEXT : THROW;',
        replace: 'const mode = exception === undefined ? NEXT : NEXT;',
      },
      {
        name: 'a coroutine object of another kind is driven',
        find: 'if (this._coro === coro) this._frame = FOREIGN;',
        replace: '',
      },
      {
        name: 'a coroutine object of another kind is not thrown into',
        find: 'coro.next(undefined) : coro.throw(exception)',
        replace: 'coro.next(undefined) : coro.next(undefined)',
      },
      {
        name: 'a task whose first step cannot be queued is pending',
        find: 'this._schedule();\n    if (this._loop.get_debug())',
        replace:
          'pending_tasks(this._loop).add(this);\n    this._schedule();\n    if (this._loop.get_debug())',
        also: [{ find: 'pending_tasks(this._loop).add(this);\n  }', replace: '}' }],
      },
      {
        name: 'a task that is done is pending',
        find: 'pending_tasks(this._loop).remove(this);',
        replace: '',
      },
    ],
  },
  // How tasks are made, and what they say.
  {
    file: 'task.ts',
    specs: [
      'spec/conformance/test_tasks.1_task.spec.ts',
      'spec/conformance/test_tasks.2_repr.spec.ts',
      'spec/task.spec.ts',
      'spec/task_reports.spec.ts',
    ],
    mutations: [
      {
        name: 'tasks.py: ensure_future re-wraps futures',
        find: 'return awaitable as Future<T>;',
        replace:
          'return (loop ?? get_event_loop()).create_task(_wrap_awaitable(awaitable)) as Future<T>;',
      },
      {
        name: 'ensure_future() knows our own futures only',
        find: 'if (isfuture(awaitable)) {',
        replace: 'if (awaitable instanceof Future) {',
        specs: ['spec/conformance/test_futures'],
      },
      {
        name: 'ensure_future() takes a future of another loop',
        find: "throw new ValueError('loop argument must agree with Future');",
        replace: '',
      },
      {
        name: 'ensure_future() makes its tasks in the current loop',
        find: '(loop ?? get_event_loop()).create_task(awaitable',
        replace: 'get_event_loop().create_task(awaitable',
      },
      {
        name: 'ensure_future() goes round create_task() of the loop',
        find: '(loop ?? get_event_loop()).create_task(awaitable as Coroutine<T>)',
        replace: 'new Task<T>(awaitable as Coroutine<T>, { loop })',
        specs: ['spec/conformance/test_base_events.1', 'spec/conformance/test_base_events.2'],
      },
      {
        name: 'ensure_future() takes no other awaitable',
        find: 'if (has_await(awaitable)) return',
        replace: 'if (false) return',
      },
      {
        name: 'ensure_future() takes anything',
        find: "throw new TypeError('An asyncio.Future, a coroutine or an awaitable is required');",
        replace: 'return awaitable as never;',
        specs: ['spec/conformance/test_base_events.1', 'spec/conformance/test_base_events.2'],
      },
      {
        name: 'a task takes anything',
        find: 'if (!iscoroutine(coro)) throw new AssertionError(repr(coro));',
        replace: '',
      },
      {
        name: 'a task is no Future',
        find: 'function step(this: Task<unknown>',
        replace:
          'Object.setPrototypeOf(\n  Task.prototype,\n  Object.create(Object.getPrototypeOf(Future.prototype), Object.getOwnPropertyDescriptors(Future.prototype)),\n);\n\nfunction step(this: Task<unknown>',
      },
      {
        name: 'a task that waits has another name in the repr of the future',
        find: "'Task._wakeup'",
        replace: "'Task._step'",
      },
      {
        name: 'a task prints as a future',
        find: 'return task_repr_info(this);',
        replace: 'return future_repr_info(this);',
      },
      {
        name: 'debug mode holds pending tasks',
        find: 'if (this._loop.get_debug()) this._weak_entry = new DestroyedPending(this);',
        replace: '',
      },
      {
        name: 'the report of a forgotten task does not say where it was made',
        find: "message: 'Task was destroyed but it is pending!',\n      ...(this._source_traceback && { source_traceback: this._source_traceback }),",
        replace: "message: 'Task was destroyed but it is pending!',",
      },
      {
        name: 'a forgotten task is reported as a future',
        find: "message: 'Task was destroyed but it is pending!'",
        replace: "message: 'Future was destroyed but it is pending!'",
      },
      {
        name: 'a silenced task is reported',
        find: 'if (!this._log_destroy_pending) return;',
        replace: '',
      },
    ],
  },
];
