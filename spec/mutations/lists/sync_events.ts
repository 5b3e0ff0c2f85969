import type { MutationList } from '../mutation';

export const lists: readonly MutationList[] = [
  {
    file: 'sync_events.ts',
    specs: [
      'spec/conformance/test_base_events.1',
      'spec/conformance/test_base_events.2',
      'spec/sync_events.spec.ts',
    ],
    mutations: [
      {
        name: 'a loop that was stopped before its run does not run at all',
        find: 'do this._run_once();\n      while (!this._stopping);',
        replace: 'while (!this._stopping) this._run_once();',
      },
      {
        name: 'a run does not end when an error leaves it',
        find: 'finally {\n      this._leave_run();',
        replace: 'finally {\n      if (this._stopping) this._leave_run();',
      },
      {
        name: 'an error that has left the loop is reported as well',
        find: 'completion.abandon();',
        replace: '',
      },
      {
        name: 'a loop that nothing can wake waits for ever',
        find: 'throw stall_report(this);',
        replace: "throw new Error('nothing can wake this loop');",
      },
      {
        name: 'waiting takes no time',
        find: 'this._sleep(timeout);',
        replace: 'this._sleep(timeout / 2);',
      },
    ],
  },
];
