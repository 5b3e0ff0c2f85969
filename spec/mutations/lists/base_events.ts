import type { MutationList } from '../mutation';

export const lists: readonly MutationList[] = [
  // One iteration.
  {
    file: 'base_events.ts',
    specs: [
      'spec/conformance/test_base_events.1_scheduling.spec.ts',
      'spec/base_events/iteration.spec.ts',
    ],
    mutations: [
      {
        name: 'base_events.py: loop: runs callbacks added meanwhile',
        find: 'this._run_ready(this._ready.length);',
        // Up to a limit: some never stop.
        replace: 'for (let i = 0; i < 1000 && this._ready.length > 0; i++) this._run_ready(1);',
      },
      {
        name: 'base_events.py: loop: no clock resolution',
        find: 'this.time() + this._clock_resolution',
        replace: 'this.time()',
      },
      {
        name: 'base_events.py: loop: <= end_time',
        find: 'first._when >= end_time',
        replace: 'first._when > end_time',
      },
      {
        name: 'base_events.py: loop: timers before ready callbacks',
        find: 'this._ready.append(pop_timer(this._scheduled));',
        replace:
          'const queued = [...this._ready];\n      this._ready.clear();\n      for (const entry of [pop_timer(this._scheduled), ...queued]) this._ready.append(entry);',
      },
      {
        name: 'a sweep does not begin to count cancelled timers anew',
        find: 'this._timer_cancelled_count = 0;\n      return;',
        replace: 'return;',
      },
      {
        name: 'a cancelled timer is not counted',
        find: 'this._timer_cancelled_count += 1;',
        replace: '',
      },
      {
        name: 'a cancelled timer at the head stays',
        find: 'while (this._scheduled[0]?._cancelled) {',
        replace: 'while (false) {',
      },
      {
        name: 'a cancelled callback runs',
        find: 'if (entry._cancelled) continue;',
        replace: '',
      },
      {
        name: 'the poll waits although something is queued',
        find: 'if (this._ready.length > 0 || this._stopping) return 0;',
        replace: 'if (this._stopping) return 0;',
      },
      {
        name: 'the poll waits although the loop is stopping',
        find: 'if (this._ready.length > 0 || this._stopping) return 0;',
        replace: 'if (this._ready.length > 0) return 0;',
      },
      {
        name: 'call_at() takes a text for a time',
        find: "if (typeof when !== 'number') {",
        replace: 'if (false) {',
      },
      {
        name: 'debug mode blames a callback for the first look for a place',
        find: 'if (this._debug) host.function_location(this._enter_run);',
        replace: '',
        specs: ['spec/base_events/debug.spec.ts'],
      },
      {
        name: 'a timer for the end of time is waited for',
        find: ' || first._when === Number.POSITIVE_INFINITY',
        replace: '',
        specs: ['spec/sync_events.spec.ts'],
      },
      {
        name: 'the poll does not wait for a timer',
        find: 'wait > 0 ? Math.min(wait, MAXIMUM_SELECT_TIMEOUT) : 0',
        replace: '0',
      },
      {
        name: 'the poll waits half as long',
        find: 'wait > 0 ? Math.min(wait, MAXIMUM_SELECT_TIMEOUT) : 0',
        replace: 'wait > 0 ? Math.min(wait / 2, MAXIMUM_SELECT_TIMEOUT) : 0',
      },
    ],
  },
  // Running and stopping.
  {
    file: 'base_events.ts',
    specs: [
      'spec/conformance/test_base_events.1_scheduling.spec.ts',
      'spec/conformance/test_base_events.2_running.spec.ts',
      'spec/conformance/test_events.1_loop.spec.ts',
      'spec/base_events/running.spec.ts',
    ],
    mutations: [
      {
        name: 'base_events.py: loop: stop ends the iteration at once',
        find: 'const entry = this._ready.popleft() as ReadyEntry;',
        replace:
          'if (this._stopping) return;\n      const entry = this._ready.popleft() as ReadyEntry;',
      },
      {
        name: 'base_events.py: loop: stop before run is forgotten',
        find: 'this._thread_id = host.thread.ident;',
        replace: 'this._thread_id = host.thread.ident;\n    this._stopping = false;',
      },
      {
        name: 'a stop lasts for the next run',
        find: 'this._stopping = false;\n    this._thread_id = undefined;',
        replace: 'this._thread_id = undefined;',
      },
      {
        name: 'a loop runs after its run',
        find: 'this._thread_id = undefined;\n    _set_running_loop(undefined);',
        replace: '_set_running_loop(undefined);',
      },
      {
        name: 'a loop is the running one after its run',
        find: 'this._thread_id = undefined;\n    _set_running_loop(undefined);',
        replace: 'this._thread_id = undefined;',
        specs: ['spec/conformance/test_events.3_policy.spec.ts'],
      },
      {
        name: 'a loop is not the running one during its run',
        find: '_set_running_loop(this);',
        replace: '',
        specs: ['spec/conformance/test_events.3_policy.spec.ts'],
      },
      {
        name: 'a loop that runs can be run again',
        find: "if (this.is_running()) throw new RuntimeError('This event loop is already running');",
        replace: '',
      },
      {
        name: 'a loop runs inside another',
        find: "throw new RuntimeError('Cannot run the event loop while another loop is running');",
        replace: '',
      },
      {
        name: 'a loop that runs can be closed',
        find: "if (this.is_running()) throw new RuntimeError('Cannot close a running event loop');",
        replace: '',
      },
      {
        name: 'close() does not close',
        find: 'this._closed = true;',
        replace: '',
      },
      {
        name: 'a loop can be closed once',
        find: 'if (this._closed) return;',
        replace: 'this._check_closed();',
      },
      {
        name: 'a closed loop can be used',
        find: "if (this._closed) throw new RuntimeError('Event loop is closed');",
        replace: '',
      },
      {
        name: 'is_closed() is never true',
        find: 'return this._closed;',
        replace: 'return false;',
      },
    ],
  },
  // Scheduling.
  {
    file: 'base_events.ts',
    specs: [
      'spec/conformance/test_base_events.1_scheduling.spec.ts',
      'spec/conformance/test_base_events.2_running.spec.ts',
      'spec/conformance/test_events.1_loop.spec.ts',
      'spec/base_events/iteration.spec.ts',
      'spec/base_events/debug.spec.ts',
      'spec/base_events/services.spec.ts',
    ],
    mutations: [
      {
        name: 'call_soon() comes first',
        find: 'this._ready.append(handle);',
        replace:
          'const queued = [...this._ready];\n    this._ready.clear();\n    for (const entry of [handle, ...queued]) this._ready.append(entry);',
      },
      {
        name: 'call_soon() forgets the arguments',
        find: 'return this._call_soon(callback, args);',
        replace: 'return this._call_soon(callback, []);',
      },
      {
        name: 'call_soon() gives another kind of handle',
        find: 'const handle = new Handle(callback, args, this);',
        replace: 'const handle = new TimerHandle(0, callback, args, this) as Handle;',
      },
      {
        name: 'call_soon_threadsafe() does not wake the loop',
        find: 'const handle = this._call_soon(callback, args);\n    this._write_to_self();',
        replace:
          'const handle = new Handle(callback, args, this);\n    this._ready.append(handle);',
      },
      {
        name: 'call_soon_threadsafe() runs at once',
        find: 'const handle = this._call_soon(callback, args);\n    this._write_to_self();',
        replace:
          'const handle = this._call_soon(callback, args);\n    handle._run();\n    handle.cancel();',
      },
      {
        name: 'call_later() does not wait',
        find: 'const when = this.time() + delay;',
        replace: 'const when = this.time();',
      },
      {
        name: 'call_later() queues the callback at once',
        find: 'const when = this.time() + delay;',
        replace: 'return this.call_soon(callback, ...listed(args)) as TimerHandle;',
      },
      {
        name: 'call_later() takes no negative delay',
        find: 'const when = this.time() + delay;',
        replace: 'const when = this.time() + Math.max(delay, 0);',
      },
      {
        name: 'call_later() forgets the arguments',
        find: 'const when = this.time() + delay;',
        replace: 'const when = this.time() + delay;\n    args = [];',
      },
      {
        name: 'a sleep does not ask the call_later() of a derived loop',
        find: 'return this.call_later === CALL_LATER\n      ?',
        replace: 'return true\n      ?',
        specs: ['spec/sleep.spec.ts'],
      },
      {
        name: 'call_later() does not ask the call_at() of a derived loop',
        find: 'return this.call_at === CALL_AT\n      ?',
        replace: 'return true\n      ?',
        specs: ['spec/sleep.spec.ts'],
      },
      {
        name: 'call_later() takes a text for a delay',
        find: "if (typeof delay !== 'number') {",
        replace: 'if (false) {',
      },
      {
        name: 'debug mode does not look at what call_soon() is given',
        find: "this._check_callback(callback, 'call_soon');",
        replace: '',
      },
      {
        name: 'debug mode does not look at what call_soon_threadsafe() is given',
        find: "if (this._debug) this._check_callback(callback, 'call_soon_threadsafe');",
        replace: '',
      },
      {
        name: 'debug mode takes a coroutine for a callback',
        find: 'if (iscoroutine(callback) || iscoroutinefunction(callback)) {',
        replace: 'if (false) {',
      },
      {
        name: 'debug mode takes a coroutine function for a callback',
        find: 'if (iscoroutine(callback) || iscoroutinefunction(callback)) {',
        replace: 'if (iscoroutine(callback)) {',
      },
      {
        name: 'debug mode does not look at the thread',
        find: 'if (this._thread_id === undefined || this._thread_id === host.thread.ident) return;',
        replace: 'if (this) return;',
      },
      {
        name: 'debug mode looks at the thread of a loop that does not run',
        find: 'if (this._thread_id === undefined || this._thread_id === host.thread.ident) return;',
        replace: 'if (this._thread_id === host.thread.ident) return;',
      },
    ],
  },
  // Tasks and executors.
  {
    file: 'base_events.ts',
    specs: [
      'spec/conformance/test_base_events.1_scheduling.spec.ts',
      'spec/conformance/test_base_events.2_running.spec.ts',
      'spec/base_events/services.spec.ts',
    ],
    mutations: [
      {
        name: 'create_task() does not ask the task factory',
        find: 'if (this._task_factory === undefined) return',
        replace: 'if (this) return',
      },
      {
        name: 'a task factory cannot be unset',
        find: 'this._task_factory = factory ?? undefined;',
        replace: 'this._task_factory = factory ?? this._task_factory;',
      },
      {
        name: 'a task factory can be anything',
        find: "throw new TypeError('task factory must be a callable or None');",
        replace: '',
      },
      {
        name: 'the default executor is used in any case',
        find: 'executor ?? this._default_executor',
        replace: 'this._default_executor ?? executor',
      },
      {
        name: 'the default executor cannot be replaced',
        find: 'this._default_executor = executor ?? undefined;',
        replace: 'this._default_executor ??= executor ?? undefined;',
      },
      {
        name: 'an executor is not given the arguments',
        find: 'chosen.submit(func, ...args)',
        replace: 'chosen.submit(func)',
      },
      {
        name: 'an executor calls a function of ours',
        find: 'chosen.submit(func, ...args)',
        replace: 'chosen.submit(() => func(...args))',
      },
      {
        name: 'debug mode does not look at what run_in_executor() is given',
        find: "if (this._debug) this._check_callback(func, 'run_in_executor');",
        replace: '',
      },
    ],
  },
  // Errors and debug mode.
  {
    file: 'base_events.ts',
    specs: [
      'spec/conformance/test_base_events.1_scheduling.spec.ts',
      'spec/conformance/test_base_events.2_running.spec.ts',
      'spec/base_events/exception_handlers.spec.ts',
      'spec/base_events/debug.spec.ts',
    ],
    mutations: [
      {
        name: 'a loop does not ask for its debug mode',
        find: "Boolean(host.getenv('PYTHONASYNCIODEBUG'))",
        replace: 'false',
      },
      {
        name: 'an empty variable switches debug mode on',
        find: "Boolean(host.getenv('PYTHONASYNCIODEBUG'))",
        replace: "host.getenv('PYTHONASYNCIODEBUG') !== undefined",
      },
      {
        name: 'debug mode cannot be switched off',
        find: 'this._debug = Boolean(enabled);',
        replace: 'this._debug ||= Boolean(enabled);',
      },
      {
        name: 'debug mode cannot be switched on',
        find: 'this._debug = Boolean(enabled);',
        replace: '',
      },
      {
        name: 'slow callbacks are not logged',
        find: 'duration >= this.slow_callback_duration',
        replace: 'duration < 0',
      },
      {
        name: 'an exception handler cannot be unset',
        find: 'this._exception_handler = handler ?? undefined;',
        replace: 'this._exception_handler = handler ?? this._exception_handler;',
      },
      {
        name: 'an exception handler can be anything',
        find: 'throw new TypeError(`A callable object or None is expected',
        replace: 'void new TypeError(`A callable object or None is expected',
      },
      {
        name: 'the exception handler is not called',
        find: 'if (this._exception_handler === undefined) {',
        replace: 'if (this) {',
      },
      {
        name: 'the exception handler does not get the loop',
        find: 'this._exception_handler(this, context);',
        replace: 'this._exception_handler(undefined as never, context);',
      },
      {
        name: 'errors are not logged',
        find: 'logger.error(context_text(context), { exc_info: exception });',
        replace: '',
      },
      {
        name: 'errors are logged without their traceback',
        find: 'logger.error(context_text(context), { exc_info: exception });',
        replace: 'logger.error(context_text(context));',
      },
      {
        name: 'the error of an exception handler leaves the loop',
        find: 'raised_while_handling(error, context);\n      this._call_default_handler(',
        replace: 'throw error;\n      this._call_default_handler(',
      },
      {
        name: 'the error of a default handler leaves the loop',
        find: 'raised_while_handling(error, context);\n      logger.error(message, { exc_info: error });',
        replace: 'throw error;',
      },
      {
        name: 'the error of a default handler hides what it was called for',
        find: 'raised_while_handling(error, context);\n      logger.error(message',
        replace: 'logger.error(message',
      },
      {
        name: 'the default handler does not hear of the original error',
        find: 'exception: error, context }',
        replace: 'exception: error }',
      },
    ],
  },
  {
    file: 'debug_times.ts',
    specs: [
      'spec/conformance/test_base_events.1_scheduling.spec.ts',
      'spec/base_events/debug.spec.ts',
    ],
    mutations: [
      {
        name: 'a slow step is not named by its task',
        find: 'return repr(self instanceof Task ? self : entry);',
        replace: 'return repr(entry);',
      },
      {
        name: 'a long poll is not logged as INFO',
        find: 'const level = duration >= 1 ? INFO : DEBUG;',
        replace: 'const level = DEBUG;',
      },
    ],
  },
];
