import type { MutationList } from '../mutation';

export const lists: readonly MutationList[] = [
  {
    file: 'handles.ts',
    specs: [
      'spec/conformance/test_events.2_handles.spec.ts',
      'spec/conformance/test_base_events.1',
      'spec/conformance/test_base_events.2',
      'spec/handles.spec.ts',
    ],
    mutations: [
      {
        name: 'a cancelled handle keeps its callback',
        find: 'this._callback = undefined;',
        replace: '',
      },
      {
        name: 'a cancelled handle keeps its arguments',
        find: 'this._given = undefined;',
        replace: '',
      },
      {
        name: 'nobody lists the arguments',
        find: '(args as ArgumentsOwner)._arguments()',
        replace: '(args as never)',
        specs: ['spec/sleep.spec.ts'],
      },
      {
        name: 'cancel() does not cancel a handle',
        find: 'this._cancelled = true;',
        replace: '',
      },
      {
        name: 'a cancelled handle forgets what it was',
        find: 'if (this._loop.get_debug()) this._repr = repr(this);',
        replace: '',
      },
      {
        name: 'debug mode does not keep where a handle was made',
        find: 'if (loop.get_debug()) this._source_traceback = extract_stack(Handle);',
        replace: '',
      },
      {
        name: 'the error of a callback leaves the handle',
        find: 'this._report(error);',
        replace: 'throw error;',
      },
      {
        name: 'the error of a callback is forgotten',
        find: 'this._report(error);',
        replace: '',
      },
      {
        name: 'the report of an error does not name the callback',
        find: 'message: `Exception in callback ${',
        replace: 'message: `Exception in ${',
      },
      {
        name: 'the report of an error does not carry the handle',
        find: 'handle: this,',
        replace: '',
      },
      {
        name: 'the report of an error does not say where the handle was made',
        find: '...(this._source_traceback && { source_traceback: this._source_traceback }),',
        replace: '',
      },
      {
        name: 'a handle does not say that it is cancelled',
        find: "if (this._cancelled) info.push('cancelled');",
        replace: '',
      },
      {
        name: 'a handle does not say where it was made',
        find: 'if (created) info.push(',
        replace: 'if (false) info.push(',
      },
      {
        name: 'a callback is shown without its arguments',
        find: 'args.map(reprlib_repr).join',
        replace: '[].join',
      },
      {
        name: 'a partial is shown without its function',
        find: 'if (is_partial(callback)) return format_callback(callback.func, callback.args, call_text);',
        replace: '',
        specs: ['spec/conformance/test_tasks.2_repr.spec.ts'],
      },
      {
        name: 'a decorated function has the place of the decorator',
        find: 'if (wrapped !== undefined) return function_source(wrapped);',
        replace: '',
        specs: ['spec/conformance/test_tasks.2_repr.spec.ts'],
      },
      {
        name: 'a timer may have no time',
        find: 'python_assert(when !== undefined && when !== null);',
        replace: '',
      },
      {
        name: 'the loop does not hear of a cancelled timer',
        find: 'if (!this._cancelled) this._loop._timer_handle_cancelled(this);',
        replace: '',
      },
      {
        name: 'the loop hears of a cancelled timer twice',
        find: 'if (!this._cancelled) this._loop._timer_handle_cancelled(this);',
        replace: 'this._loop._timer_handle_cancelled(this);',
      },
      {
        name: 'a timer does not show its time',
        find: 'info.splice(this._cancelled ? 2 : 1, 0, ',
        replace: 'info.slice().splice(this._cancelled ? 2 : 1, 0, ',
      },
      {
        name: 'the hash of a timer is another each time',
        find: '__hash__(): number {\n    return this._when;',
        replace: '__hash__(): number {\n    return Math.random();',
      },
      {
        name: 'timers are compared the wrong way round',
        find: '__gt__(other: TimerHandle): boolean {\n    return this._when > other._when;',
        replace: '__gt__(other: TimerHandle): boolean {\n    return this._when < other._when;',
      },
      {
        name: 'equal timers are not <=',
        find: 'return this._when < other._when || this.__eq__(other);',
        replace: 'return this._when < other._when;',
      },
      {
        name: 'timers of the same time are equal',
        find: 'this._callback === other._callback &&',
        replace: '',
      },
      {
        name: 'a timer is compared with a handle',
        find: 'if (!(other instanceof TimerHandle)) return NotImplemented;',
        replace: 'if (!(other instanceof TimerHandle)) return false;',
      },
    ],
  },
];
