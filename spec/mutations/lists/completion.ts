import type { MutationList } from '../mutation';

export const lists: readonly MutationList[] = [
  {
    file: 'completion.ts',
    specs: [
      'spec/conformance/test_base_events.2_running.spec.ts',
      'spec/conformance/test_events.1_loop.spec.ts',
      'spec/base_events/running.spec.ts',
    ],
    mutations: [
      {
        name: 'run_until_complete() raises an error that Node does not know',
        find: 'throw with_stack(error);',
        replace: 'throw error;',
        specs: ['spec/node_loop/process.spec.ts'],
      },
      {
        name: 'base_events.py: loop: run_until_complete leaves its callback',
        find: 'this._future.remove_done_callback(_run_until_complete_cb);\n    if',
        replace: 'if',
      },
      {
        name: 'base_events.py: loop: run_until_complete stops after BaseException',
        find: 'if (future._exception !== undefined && !is_exception(future._exception)) return;',
        replace: '',
      },
      {
        name: 'run_until_complete() of a future that is not done gives nothing',
        find: "throw new RuntimeError('Event loop stopped before Future completed.');",
        replace: 'return undefined as T;',
        specs: ['spec/conformance/test_tasks.3_cancel.spec.ts'],
      },
      {
        name: 'run_until_complete() reports an error that has left it',
        find: 'this._future.exception();',
        replace: '',
      },
      {
        name: 'run_until_complete() does not look whether the loop is closed',
        find: 'loop._check_closed();',
        replace: '',
      },
      {
        name: 'run_until_complete() takes a future of another loop',
        find: 'this._future = ensure_future(awaitable, { loop });',
        replace:
          'this._future = isfuture(awaitable) ? (awaitable as Future<T>) : ensure_future(awaitable, { loop });',
      },
      {
        name: 'run_until_complete() takes anything',
        find: 'this._future = ensure_future(awaitable, { loop });',
        replace:
          "this._future = typeof awaitable === 'string' ? loop.create_future<T>() : ensure_future(awaitable, { loop });",
      },
      {
        name: 'run_until_complete() never stops',
        find: 'future._loop.stop();',
        replace: '',
      },
    ],
  },
];
