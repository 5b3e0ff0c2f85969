import type { MutationList } from '../mutation';

export const lists: readonly MutationList[] = [
  {
    file: 'node_loop.ts',
    specs: [
      'spec/conformance/test_events.1_loop.spec.ts',
      'spec/node_loop.spec.ts',
      'spec/node_loop/ends.spec.ts',
      'spec/node_loop/inbox.spec.ts',
    ],
    mutations: [
      {
        name: 'the clock of the loop on Node counts milliseconds',
        find: 'return performance.now() / 1000;',
        replace: 'return performance.now();',
      },
      {
        name: 'timers on Node are rounded down',
        find: 'Math.ceil(timeout * 1000)',
        replace: 'Math.floor(timeout * 1000)',
      },
      {
        name: 'the loop on Node sleeps too long',
        find: 'Math.ceil(timeout * 1000)',
        replace: 'Math.ceil(timeout * 1000) + 5',
      },
      {
        name: 'nobody wakes the loop on Node',
        find: 'this._wake_up();\n    this._pump.wake();',
        replace: 'this._wake_up();',
      },
      {
        name: 'an idle loop on Node does not say that it sleeps',
        find: 'this._asleep = true;',
        replace: '',
      },
      {
        name: 'the loop on Node does not let its own _run_once be replaced',
        find: 'return this._run_once !== RUN_ONCE;',
        replace: 'return false;',
      },
      {
        name: 'a closed loop keeps what comes for a reader',
        find: '_deliver_handle(handle: Handle): void {\n    if (this._closed) return;',
        replace: '_deliver_handle(handle: Handle): void {',
      },
      {
        name: 'a closed loop keeps what comes in an event',
        find: '_deliver_in_event(handle: Handle): void {\n    if (this._closed) return;',
        replace: '_deliver_in_event(handle: Handle): void {',
      },
      {
        name: 'a run that nothing can end hangs',
        find: "process.on('beforeExit', stalled);",
        replace: '',
      },
      {
        name: 'a run on Node hides its error',
        find: 'run.reject(failure.error);',
        replace: 'run.resolve();',
      },
      {
        name: 'the loop on Node runs no timers',
        find: 'this._queue_due_timers();',
        replace: '',
      },
    ],
  },
];
