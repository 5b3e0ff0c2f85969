import type { MutationList } from '../mutation';

export const lists: readonly MutationList[] = [
  {
    file: 'concurrent/future.ts',
    specs: ['spec/conformance/test_futures.1_future.spec.ts', 'spec/futures/'],
    mutations: [
      {
        name: 'a call that is done can be cancelled',
        find: 'if (this._state === RUNNING || this._state === FINISHED) return false;',
        replace: 'if (this._state === RUNNING) return false;',
      },
      {
        name: 'a call that runs can be cancelled',
        find: 'if (this._state === RUNNING || this._state === FINISHED) return false;',
        replace: 'if (this._state === FINISHED) return false;',
        specs: ['spec/conformance/test_events.1_loop.spec.ts'],
      },
      {
        name: 'a cancelled call tells nobody',
        find: 'this._state = CANCELLED;\n    this._invoke_callbacks();',
        replace: 'this._state = CANCELLED;',
      },
      {
        name: 'a call that is not done has a result',
        find: 'if (timeout !== undefined) throw new TimeoutError();',
        replace: 'if (timeout !== undefined) return;',
        specs: ['spec/conformance/test_tasks.9_threadsafe.spec.ts'],
      },
    ],
  },
];
