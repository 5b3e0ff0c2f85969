import type { MutationList } from '../mutation';

export const lists: readonly MutationList[] = [
  // async.
  {
    file: 'tasks.ts',
    specs: ['spec/conformance/test_tasks.1_task.spec.ts', 'spec/tasks.spec.ts'],
    mutations: [
      {
        name: 'async() does not warn',
        find: "warn('asyncio.async() function is deprecated, use ensure_future()', DeprecationWarning);",
        replace: '',
      },
    ],
  },
  // wait.
  {
    file: 'tasks.ts',
    specs: [
      'spec/conformance/test_tasks.3_cancel.spec.ts',
      'spec/conformance/test_tasks.4_wait.spec.ts',
      'spec/tasks/wait.spec.ts',
    ],
    mutations: [
      {
        name: 'tasks.py: wait: FIRST_EXCEPTION counts cancellation',
        find: '!future.cancelled() && has_raised(future)',
        replace: '(future.cancelled() || has_raised(future))',
      },
      {
        name: 'tasks.py: wait: callbacks stay after the wait',
        find: 'for (const future of futures) future.remove_done_callback(_on_completion);',
        replace: '',
      },
      {
        name: 'tasks.py: wait: already done futures short-cut',
        find: 'yield* completion_of(futures, timeout, return_when, loop);',
        replace:
          'if (![...futures].every((future) => future.done())) yield* completion_of(futures, timeout, return_when, loop);',
      },
      {
        name: 'tasks.py: wait: no dedupe',
        find: 'const members = distinct(fs ?? []);',
        replace: 'const members = Object.assign([...fs], { size: distinct(fs ?? []).size });',
      },
      {
        name: 'wait() takes a single coroutine',
        find: 'if (isfuture(fs) || iscoroutine(fs)) {',
        replace: 'if (isfuture(fs)) {',
      },
      {
        name: 'wait() waits for nothing',
        find: "if (members.size === 0) throw new ValueError('Set of coroutines/Futures is empty.');",
        replace: '',
      },
      {
        name: 'wait() takes any return_when',
        find: 'if (![FIRST_COMPLETED, FIRST_EXCEPTION, ALL_COMPLETED].includes(return_when)) {',
        replace: 'if (false) {',
      },
      {
        name: 'wait() ignores its timeout',
        find: 'timeout_handle = loop.call_later(timeout, _release_waiter, waiter);\n  }',
        replace: '}',
      },
      {
        name: 'wait() leaves one out',
        find: 'counter <= 0 ||',
        replace: 'counter <= 1 ||',
      },
      {
        name: 'wait() does not know FIRST_COMPLETED',
        find: 'return_when === FIRST_COMPLETED ||',
        replace: '',
      },
      {
        name: 'wait() does not know FIRST_EXCEPTION',
        find: '(return_when === FIRST_EXCEPTION &&',
        replace: '(false &&',
      },
      {
        name: 'wait() takes one only as FIRST_COMPLETED',
        find: 'yield* completion_of(futures, timeout, return_when, loop);',
        replace:
          'yield* completion_of(futures, timeout, return_when, loop);\n  if (return_when === FIRST_COMPLETED) {\n    const [first, ...others] = futures;\n    return [new Set([first]), new Set(others)] as never;\n  }',
      },
      {
        name: 'wait() raises the exceptions of what it waits for',
        find: 'if (pending.size === 0) return [futures, pending];',
        replace:
          'for (const future of futures) if (future.done()) future.result();\n  if (pending.size === 0) return [futures, pending];',
      },
      {
        name: 'wait() does not look for the current loop',
        find: 'const loop = asked.loop ?? get_event_loop();\n  const futures',
        replace: 'const loop = asked.loop as AbstractEventLoop;\n  const futures',
      },
      {
        name: 'wait() cancels what is pending at the timeout',
        find: 'return [done, pending];',
        replace: 'for (const future of pending) future.cancel();\n  return [done, pending];',
      },
      {
        name: 'a cancelled wait() cancels what it waits for',
        find: 'yield* waiter;\n  } finally {',
        replace:
          'yield* waiter;\n  } catch (error) {\n    for (const future of futures) future.cancel();\n    throw error;\n  } finally {',
      },
    ],
  },
  // wait_for.
  {
    file: 'tasks.ts',
    specs: [
      'spec/conformance/test_tasks.3_cancel.spec.ts',
      'spec/conformance/test_tasks.4_wait.spec.ts',
      'spec/tasks/wait_for.spec.ts',
    ],
    mutations: [
      {
        name: 'tasks.py: wait_for: timeout does not cancel',
        find: 'future.cancel();\n    throw new TimeoutError();',
        replace: 'throw new TimeoutError();',
      },
      {
        name: 'tasks.py: wait_for: waits for the cancelled task (3.7)',
        find: 'future.cancel();\n    throw new TimeoutError();',
        replace:
          'future.cancel();\n    yield* completion_of(new Set([future]), undefined, ALL_COMPLETED, loop);\n    throw new TimeoutError();',
      },
      {
        name: 'tasks.py: wait_for: outer cancel does not cancel inner',
        find: 'future.cancel();\n      }\n      throw error;',
        replace: '}\n      throw error;',
      },
      {
        name: 'tasks.py: wait_for: done futures short-cut',
        find: 'future.add_done_callback(release);',
        replace:
          'if (future.done()) {\n    timeout_handle.cancel();\n    return future.result();\n  }\n  future.add_done_callback(release);',
      },
      {
        name: 'tasks.py: wait_for: timeout <= 0 short-cut (3.7)',
        find: 'const timeout_handle = loop.call_later(timeout, _release_waiter, waiter);',
        replace:
          'if (timeout <= 0) {\n    const inner = ensure_future(awaitable, { loop });\n    if (inner.done()) return inner.result();\n    inner.cancel();\n    throw new TimeoutError();\n  }\n  const timeout_handle = loop.call_later(timeout, _release_waiter, waiter);',
      },
      {
        name: 'tasks.py: wait_for: on timeout result preferred not',
        find: 'if (future.done()) return future.result();',
        replace: 'if (future.done() && loop.time() < timeout_handle._when) return future.result();',
      },
      {
        name: 'wait_for() takes null for a timeout',
        find: 'if (timeout === undefined || timeout === null) {\n    check_iterable',
        replace: 'if (timeout === undefined) {\n    check_iterable',
      },
      {
        name: 'wait_for() without a timeout keeps a cancellation away',
        find: 'return yield* awaitable as Coroutine<T>;',
        replace: 'return yield* shield(awaitable, { loop });',
      },
      {
        name: 'wait_for() does not look for the current loop',
        find: '.loop ?? get_event_loop();\n  if (timeout === undefined',
        replace: '.loop as AbstractEventLoop;\n  if (timeout === undefined',
      },
      {
        name: 'wait_for() leaves its timer',
        find: 'finally {\n    timeout_handle.cancel();',
        replace: 'finally {',
      },
    ],
  },
  // as_completed.
  {
    file: 'tasks.ts',
    specs: [
      'spec/conformance/test_tasks.5_as_completed.spec.ts',
      'spec/tasks/as_completed.spec.ts',
    ],
    mutations: [
      {
        name: 'tasks.py: as_completed: no timeout cleanup',
        find: 'todo.clear();',
        replace: '',
        survives:
          'what completes in the very iteration of the timeout is then queued after a None for every one that is left, so that nobody ever takes it out',
      },
      {
        name: 'tasks.py: as_completed: timeout keeps running',
        find: 'if (todo.size === 0) timeout_handle?.cancel();',
        replace: '',
      },
      {
        name: 'as_completed() goes by the order of the arguments',
        find: 'yield wait_for_one(done) as Coroutine<ResultOf<X>>;',
        replace: 'yield [...futures][left] as never;',
        also: [
          {
            find: 'for (let left = todo.size; left > 0; left--) {',
            replace:
              'const futures = new Set(todo);\n  for (let left = 0; left < futures.size; left++) {',
          },
        ],
      },
      {
        name: 'as_completed() waits for a future several times',
        find: 'todo.delete(future);',
        replace: 'todo.delete(future);\n    done.put_nowait(future);',
      },
      {
        name: 'as_completed() gives one coroutine too few',
        find: 'left > 0;',
        replace: 'left > 1;',
      },
      {
        name: 'as_completed() runs a coroutine twice',
        find: 'const members = distinct(fs);',
        replace: 'const members = (distinct(fs), [...fs]);',
      },
      {
        name: 'as_completed() takes a single future',
        find: 'const members = distinct(fs);',
        replace: 'const members = new Set(isfuture(fs) ? [fs as never] : distinct(fs));',
      },
      {
        name: 'as_completed() raises nothing at the timeout',
        find: 'if (future === undefined) throw new TimeoutError();',
        replace: 'if (future === undefined) return undefined;',
      },
      {
        name: 'as_completed() cancels what is left at the timeout',
        find: 'future.remove_done_callback(_on_completion);\n      done',
        replace: 'future.remove_done_callback(_on_completion);\n      future.cancel();\n      done',
      },
    ],
  },
  // gather.
  {
    file: 'tasks.ts',
    specs: [
      'spec/conformance/test_tasks.3_cancel.spec.ts',
      'spec/conformance/test_tasks.7_gather.spec.ts',
      'spec/tasks/gather.spec.ts',
    ],
    mutations: [
      {
        name: 'tasks.py: gather: outer cancel cancels outer',
        find: 'if (any) this._cancel_requested = true;',
        replace: 'if (any) super.cancel();',
      },
      {
        name: 'tasks.py: gather: cancel request forgotten',
        find: 'if (any) this._cancel_requested = true;',
        replace: '',
      },
      {
        name: 'tasks.py: gather: stops cancelling at first child',
        find: 'if (child.cancel()) any = true;',
        replace: 'if (child.cancel()) {\n        any = true;\n        break;\n      }',
      },
      {
        name: 'tasks.py: gather: cancelled child cancels outer',
        find: 'outer.set_exception(error);',
        replace:
          'if (future.cancelled()) Future.prototype.cancel.call(outer);\n        else outer.set_exception(error);',
      },
      {
        name: 'tasks.py: gather: empty is pending for one tick',
        find: 'outer.set_result([]);',
        replace: 'outer._loop.call_soon(() => outer.done() || outer.set_result([]));',
      },
      {
        name: 'tasks.py: gather: no dedupe of coroutines',
        find: 'if (!has_duplicates(awaitables)) return awaitables.map(child_for);',
        replace: 'if (asked_loop !== null) return awaitables.map(child_for);',
      },
      {
        name: 'cancel() of gather() is always true',
        find: 'return any;',
        replace: 'return true;',
      },
      {
        name: 'gather() gives the results in the order of completion',
        find: 'results[i] = future.result();',
        replace: 'results[finished] = future.result();',
      },
      {
        name: 'gather() returns exceptions in any case',
        find: 'if (!return_exceptions) {',
        replace: 'if (false) {',
      },
      {
        name: 'gather() never returns exceptions',
        find: 'asked.return_exceptions ?? false',
        replace: 'false',
      },
      {
        name: 'gather() of nothing ignores the loop that it is given',
        find: '(asked_loop ?? get_event_loop()).create_future',
        replace: 'get_event_loop().create_future',
      },
      {
        name: 'gather() takes futures of several loops',
        find: "throw new ValueError('futures are tied to different event loops');",
        replace: '',
      },
      {
        name: 'gather() belongs to the current loop',
        find: 'const loop = asked_loop ?? (children[0] as Future<unknown>)._loop;',
        replace: 'const loop = get_event_loop();',
      },
      {
        name: 'gather() makes its tasks in the current loop',
        find: 'isfuture(awaitable) ? awaitable : future_for(awaitable, loop);',
        replace: 'isfuture(awaitable) ? awaitable : future_for(awaitable, undefined);',
      },
      {
        name: 'gather() leaves later exceptions unread',
        find: 'if (outer.done()) {\n      if (!future.cancelled()) future.exception();',
        replace: 'if (outer.done()) {',
      },
      {
        name: 'gather() answers for children that nobody else knows',
        find: '._log_destroy_pending = false;',
        replace: '._log_destroy_pending = true;',
      },
    ],
  },
  // shield.
  {
    file: 'tasks.ts',
    specs: ['spec/conformance/test_tasks.8_shield.spec.ts', 'spec/tasks/shield.spec.ts'],
    mutations: [
      {
        name: 'tasks.py: shield: no short-cut for done inner',
        find: 'if (inner.done()) return inner;',
        replace: '',
      },
      {
        name: 'tasks.py: shield: inner cancel sets exception',
        find: 'outer.cancel();',
        replace: 'outer.set_exception(stackless(CancelledError));',
      },
      {
        name: 'tasks.py: shield: guard on done, not cancelled',
        find: 'if (outer.cancelled()) {',
        replace: 'if (outer.done()) {',
      },
      {
        name: 'shield() has no result',
        find: 'else outer.set_result(future.result());',
        replace: 'else outer.set_result(undefined as T);',
      },
      {
        name: 'shield() has another exception',
        find: 'if (has_raised(future)) outer.set_exception(future.exception());',
        replace: "if (has_raised(future)) outer.set_exception(new Error('another'));",
      },
      {
        name: 'shield() passes its cancellation on',
        find: 'inner.add_done_callback(_done_callback);',
        replace:
          'inner.add_done_callback(_done_callback);\n  outer.add_done_callback(() => void (outer.cancelled() && inner.cancel()));',
      },
      {
        name: 'shield() leaves an exception unread that comes after its cancellation',
        find: 'if (outer.cancelled()) {\n      if (!future.cancelled()) future.exception();',
        replace: 'if (outer.cancelled()) {',
      },
    ],
  },
  // run_coroutine_threadsafe.
  {
    file: 'tasks.ts',
    specs: [
      'spec/conformance/test_tasks.9_threadsafe.spec.ts',
      'spec/tasks/run_coroutine_threadsafe.spec.ts',
    ],
    mutations: [
      {
        name: 'run_coroutine_threadsafe() does not wake the loop',
        find: 'loop.call_soon_threadsafe(callback);',
        replace: 'loop.call_soon(callback);',
      },
      {
        name: 'run_coroutine_threadsafe() takes a future',
        find: "if (!iscoroutine(coro)) throw new TypeError('A coroutine object is required');",
        replace: '',
      },
      {
        name: 'run_coroutine_threadsafe() keeps an error of the task factory from the loop',
        find: 'future.set_exception(error);\n      throw error;',
        replace: 'future.set_exception(error);',
      },
    ],
  },
];
