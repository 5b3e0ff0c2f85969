import type { MutationList } from '../mutation';

export const lists: readonly MutationList[] = [
  // State and callbacks.
  {
    file: 'futures.ts',
    specs: ['spec/conformance/test_futures', 'spec/futures.spec.ts'],
    mutations: [
      {
        name: 'futures.py: future: callbacks run in reverse',
        find: 'for (const callback of present) this._schedule',
        replace: 'for (const callback of present.reverse()) this._schedule',
      },
      {
        name: 'futures.py: future: callbacks of done future run at once',
        find: 'if (is_done(this)) this._schedule_callback(callback);',
        replace: 'if (is_done(this)) callback(this);',
      },
      {
        name: 'futures.py: future: remove_done_callback removes one',
        find: 'const kept = callbacks.filter((other) => other !== callback);',
        replace:
          'const first = callbacks.indexOf(callback);\n    const kept = callbacks.filter((_, i) => i !== first);',
      },
      {
        name: 'futures.py: future: cancel returns True twice',
        find: 'if (is_done(this)) return false;',
        replace: 'if (is_done(this)) return is_cancelled(this);',
      },
      {
        name: 'futures.py: future: set_result on done ignored',
        find: 'this._check_pending();\n    this._end(FINISHED, result);',
        replace: 'if (!this.done()) this._end(FINISHED, result);',
      },
      {
        name: 'futures.py: future: **iter** always yields',
        find: 'if (future.done()) {',
        replace: 'if (this.done === false && future.done()) {',
      },
      {
        name: 'futures.py: future: sleep result set on cancelled',
        find: 'if (future.cancelled()) return;',
        replace: '',
      },
      {
        name: 'a future is done from the start',
        find: 'return is_done(this);',
        replace: 'return true;',
      },
      {
        name: 'a cancelled future is not',
        find: 'return is_cancelled(this);',
        replace: 'return false;',
      },
      {
        name: 'a future that is done can be cancelled',
        find: 'if (is_done(this)) return false;',
        replace: 'if (is_cancelled(this)) return false;',
      },
      {
        name: 'a future ignores the loop that it is given',
        find: '? options.loop\n',
        replace: '? get_event_loop()\n',
      },
      {
        name: 'a future does not look for the current loop',
        find: 'invalid_for_c).loop ?? get_event_loop());',
        replace: 'invalid_for_c).loop as AbstractEventLoop);',
      },
      {
        name: 'a future takes anything for its options',
        find: "(keywords('Future', options, ['loop'], invalid_for_c).loop",
        replace: '(options?.loop',
      },
      {
        name: 'the outcome of a cancelled future can be read',
        find: 'if (is_cancelled(this)) throw new CancelledError();',
        replace: 'if (is_cancelled(this)) return;',
      },
      {
        name: 'the outcome of a pending future can be read',
        find: 'if (!is_done(this)) throw new InvalidStateError(message);',
        replace: '',
      },
      {
        name: 'a future that is done can be set',
        find: 'if (is_done(this)) throw new InvalidStateError(',
        replace: 'if (false) throw new InvalidStateError(',
      },
      {
        name: 'result() does not raise the exception',
        find: 'if (this._content instanceof Failure) throw this._content.error;',
        replace: '',
      },
      {
        name: 'set_exception() takes a StopIteration',
        find: 'if ((error as object | undefined)?.constructor === StopIteration) {',
        replace: 'if (false) {',
      },
      {
        name: 'set_exception() takes a class for an exception',
        find: 'is_error_class(exception) ? new exception() : exception;',
        replace: 'exception;',
      },
      {
        name: 'the iterator does not mark the future',
        find: 'future._asyncio_future_blocking = true;',
        replace: '',
      },
      {
        name: 'the iterator hands the future out again and again',
        find: `python_assert(!is_second, "yield from wasn't used with future");`,
        replace: '',
      },
      {
        name: 'the iterator goes on after it was resumed too early',
        find: 'this.done = is_second;',
        replace: 'this.done = false;',
        specs: ['spec/futures/waiting.spec.ts'],
      },
      {
        name: 'a callback that is None is lost when another is removed',
        find: 'this._content = kept.length > 0 ? kept : undefined;',
        replace: 'this._content = kept.length > 1 ? kept : kept[0];',
        specs: ['spec/futures/callbacks.spec.ts'],
      },
      {
        name: 'a callback that is None is lost',
        find: 'this._content = callback ?? [callback];',
        replace: 'this._content = callback;',
        specs: ['spec/futures/callbacks.spec.ts'],
      },
      {
        name: 'await of a future raises an error that Node does not know',
        find: 'reject(with_stack(error));',
        replace: 'reject(error);',
        specs: ['spec/futures/waiting.spec.ts'],
      },
      {
        name: 'the iterator takes a list for several results',
        find: 'this.value = future.result();',
        replace: 'this.value = ([] as T[]).concat(future.result())[0] as T;',
      },
      {
        name: 'the iterator gives no result',
        find: 'this.value = future.result();',
        replace: 'this.value = void future.result() as T;',
      },
      {
        name: 'the iterator gives the result again and again',
        find: 'if (this.done) return { value: undefined as T, done: true };',
        replace: 'if (this.done) return this as unknown as IteratorResult<Suspension, T>;',
        specs: ['spec/futures/waiting.spec.ts'],
      },
      {
        name: 'the iterator goes on after an error thrown in',
        find: 'this.done = true;\n    throw error;',
        replace: 'throw error;',
        specs: ['spec/futures/waiting.spec.ts'],
      },
      {
        name: 'set_result() schedules no callbacks',
        find: 'this._end(FINISHED, result);',
        replace: 'this._content = undefined;\n    this._end(FINISHED, result);',
      },
      {
        name: 'set_exception() schedules no callbacks',
        find: 'this._end(FINISHED, failure);',
        replace: 'this._content = undefined;\n    this._end(FINISHED, failure);',
      },
      {
        name: 'cancel() schedules no callbacks',
        find: 'this._end(CANCELLED, undefined);',
        replace: 'this._content = undefined;\n    this._end(CANCELLED, undefined);',
      },
      {
        name: 'our own tasks go round the add_done_callback() of a future of another make',
        find: 'if (future.add_done_callback !== ADD_DONE_CALLBACK) future',
        replace: 'if (false) future',
        specs: ['spec/task', 'spec/tasks/gather.spec.ts'],
      },
      {
        name: 'callbacks run at once',
        find: 'const call = is_due_call(callback)',
        replace:
          'if (!is_due_call(callback)) return void callback(this);\n    const call = is_due_call(callback)',
      },
      {
        name: 'callbacks stay in the list after they are scheduled',
        find: 'if (present === undefined || is_done(this)) return [];',
        replace: 'if (present === undefined) return [];',
      },
      {
        name: 'remove_done_callback() does not say how many',
        find: 'return callbacks.length - kept.length;',
        replace: 'return 1;',
      },
      {
        name: 'debug mode does not keep where a future was made',
        find: 'if (this._loop.get_debug()) this._source_traceback = extract_stack(new.target);',
        replace: '',
        specs: ['spec/conformance/test_tasks.2_repr.spec.ts'],
      },
    ],
  },
  // Exceptions that nobody has read.
  {
    file: 'futures.ts',
    specs: ['spec/conformance/test_futures.1_future.spec.ts', 'spec/reports'],
    mutations: [
      {
        name: 'exceptions that nobody has read are not reported',
        find: 'failure?.report_unless_read(this);',
        replace: '',
        specs: ['spec/conformance/test_base_events.1', 'spec/conformance/test_base_events.2'],
      },
      {
        name: 'reading an exception does not withdraw its report',
        find: 'throw new InvalidStateError(message);\n    this._log_traceback = false;',
        replace: 'throw new InvalidStateError(message);',
      },
      {
        name: 'reading a future makes a report of it',
        find: 'throw new InvalidStateError(message);\n    this._log_traceback = false;',
        replace: 'throw new InvalidStateError(message);\n    this._log_traceback = true;',
      },
      {
        name: 'cancel() does not withdraw the report of an exception',
        find: 'cancel(): boolean {\n    this._log_traceback = false;',
        replace: 'cancel(): boolean {',
      },
      {
        name: 'a result that nobody has read is reported',
        find: 'this._end(FINISHED, result);',
        replace:
          'this._end(FINISHED, result);\n    new Failure(undefined).report_unless_read(this);',
      },
      {
        name: 'a forgotten future is reported though nothing has happened to it',
        find: 'if (this._loop.get_debug()) this._source_traceback',
        replace:
          'if (new.target === (Future as unknown)) new Failure(undefined).report_unless_read(this);\n    if (this._loop.get_debug()) this._source_traceback',
      },
    ],
  },
  // Chains.
  {
    file: 'futures.ts',
    specs: ['spec/conformance/test_futures.1_future.spec.ts', 'spec/futures/'],
    mutations: [
      {
        name: 'wrap_future() wraps futures of asyncio too',
        find: 'if (isfuture(future)) return future as Future<T>;',
        replace: '',
      },
      {
        name: 'wrap_future() ignores the loop that it is given',
        find: '(loop ?? get_event_loop()).create_future<T>()',
        replace: 'get_event_loop().create_future<T>()',
      },
      {
        name: 'wrap_future() does not look for the current loop',
        find: '(loop ?? get_event_loop()).create_future<T>()',
        replace: '(loop as AbstractEventLoop).create_future<T>()',
      },
      {
        name: 'a cancelled copy does not cancel its source',
        find: 'destination.add_done_callback(_call_check_cancel);',
        replace: '',
        specs: ['spec/conformance/test_tasks.9_threadsafe.spec.ts'],
      },
      {
        name: 'a copy cancels its source in any case',
        find: 'if (!destination.cancelled()) return;',
        replace: '',
      },
      {
        name: 'the end of a source touches a closed loop',
        find: 'if (destination.cancelled() && dest_loop?.is_closed()) return;',
        replace: '',
        specs: ['spec/conformance/test_events.1_loop.spec.ts'],
      },
      {
        name: 'the copy of a cancelled future is not',
        find: 'dest.cancel();\n    return;',
        replace: 'return;',
      },
      {
        name: 'a cancelled future is copied to',
        find: 'if (dest.cancelled()) return;',
        replace: '',
      },
      {
        name: 'a pending future is copied',
        find: 'python_assert(source.done());\n  if (dest.cancelled()) return;',
        replace: 'if (!source.done()) return;\n  if (dest.cancelled()) return;',
      },
      {
        name: 'the copy of a failed future has no exception',
        find: 'dest.set_exception(exception);\n  else dest.set_result(source.result());\n}\n\nfunction',
        replace: 'dest.cancel();\n  else dest.set_result(source.result());\n}\n\nfunction',
      },
      {
        name: 'the copy of a future has no result',
        find: 'else dest.set_result(source.result());\n}\n\nfunction',
        replace: 'else dest.set_result(undefined as T);\n}\n\nfunction',
      },
      {
        name: 'a copy in concurrent.futures has no exception',
        find: 'dest.set_exception(exception);\n  else dest.set_result(source.result());\n}\n\n/**',
        replace:
          'dest.set_result(exception as T);\n  else dest.set_result(source.result());\n}\n\n/**',
        specs: ['spec/conformance/test_tasks.9_threadsafe.spec.ts'],
      },
      {
        name: 'a copy in concurrent.futures is not cancelled',
        find: 'if (source.cancelled()) dest.cancel();',
        replace: 'if (source.cancelled()) return dest.set_result(undefined as T);',
        specs: ['spec/conformance/test_tasks.9_threadsafe.spec.ts'],
      },
    ],
  },
];
