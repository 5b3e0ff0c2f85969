import type { MutationList } from '../mutation';

export const lists: readonly MutationList[] = [
  {
    file: 'unix_events.ts',
    specs: ['spec/conformance/test_unix_events.1', 'spec/conformance/test_unix_events.2'],
    mutations: [
      {
        name: 'a closed loop keeps its signal handlers',
        find: 'this._signals.clear();',
        replace: '',
      },
      {
        name: 'the policy makes a watcher each time',
        find: 'if (this._watcher === undefined) {',
        replace: 'if (true as boolean) {',
      },
      {
        name: 'the watcher that the policy makes has no loop',
        find: 'this._watcher.attach_loop(this._loop);',
        replace: '',
      },
      {
        name: 'the watcher does not follow the current loop',
        find: 'this._watcher?.attach_loop(loop);',
        replace: '',
      },
      {
        name: 'set_child_watcher() sets nothing',
        find: 'this._watcher = watcher ?? undefined;',
        replace: '',
      },
    ],
  },
  {
    file: 'signal_handlers.ts',
    specs: [
      'spec/conformance/test_unix_events.1',
      'spec/conformance/test_events.6_signals',
      'spec/signal_handlers.spec.ts',
    ],
    mutations: [
      {
        name: 'a coroutine may handle a signal',
        find: 'if (iscoroutine(callback) || iscoroutinefunction(callback)) {',
        replace: 'if (iscoroutinefunction(callback)) {',
      },
      {
        name: 'a coroutine function may handle a signal',
        find: 'if (iscoroutine(callback) || iscoroutinefunction(callback)) {',
        replace: 'if (iscoroutine(callback)) {',
      },
      {
        name: 'a signal handler gets no arguments',
        find: 'new Handle(callback, args, this._loop)',
        replace: 'new Handle(callback, [], this._loop)',
      },
      {
        name: 'a signal handler runs in the iteration that finds the signal',
        find: 'else this._loop._ready.append(handle);',
        replace: 'else handle._run();',
      },
      {
        name: 'a signal handler runs twice',
        find: 'else this._loop._ready.append(handle);',
        replace: 'else for (let i = 0; i < 2; i++) this._loop._ready.append(handle);',
      },
      {
        name: 'a signal handler that was removed stays',
        find: 'release_signal(sig);\n',
        replace: '',
      },
      {
        name: 'removing a signal handler says nothing',
        find: 'if (!this._handles.delete(sig)) return false;',
        replace: 'if (!this._handles.delete(sig)) return true;',
      },
      {
        name: 'a signal may be a text',
        find: 'if (!Number.isInteger(sig)) throw',
        replace: 'if (sig === null) throw',
      },
      {
        name: 'a signal may be zero',
        find: '(sig as number) >= 1 &&',
        replace: '(sig as number) >= 0 &&',
      },
      {
        name: 'a signal may be as large as NSIG',
        find: '(sig as number) < NSIG',
        replace: '(sig as number) <= NSIG',
      },
      {
        name: 'a loop that waits for a signal is not kept alive',
        find: 'this._keep_alive ??= setInterval(() => {}, A_DAY);',
        replace: '',
        specs: ['spec/signal_handlers/'],
      },
    ],
  },
  {
    file: 'process_signals.ts',
    specs: [
      'spec/conformance/test_unix_events.1',
      'spec/conformance/test_events.6_signals',
      'spec/process_signals.spec.ts',
      'spec/signal_handlers.spec.ts',
    ],
    mutations: [
      {
        name: 'a signal that cannot be caught is another error',
        find: "!== 'EINVAL') throw new OSError(String(error));",
        replace: "=== 'EINVAL') throw new OSError(String(error));",
      },
      {
        name: 'an earlier handler of a signal is called, too',
        find: 'release_signal(signum);\n  handlers.set',
        replace: 'handlers.set',
      },
      {
        name: 'a signal whose handler is removed is still caught',
        find: 'process.off(Signals[signum] as string, handler);',
        replace: '',
      },
      {
        name: 'nobody knows who catches a signal',
        find: 'handlers.set(signum, handler);',
        replace: '',
      },
      {
        name: 'a signal that was released is caught',
        find: 'handlers.delete(signum);',
        replace: '',
      },
      {
        name: 'a signal without a name is an error of Node',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: this is the text in lib/.
        find: 'if (name === undefined) throw new RuntimeError(`sig ${signum} cannot be caught`);',
        replace: '',
      },
    ],
  },
];
