import type { MutationList } from '../mutation';

export const lists: readonly MutationList[] = [
  {
    file: 'failure.ts',
    specs: ['spec/conformance/test_futures.1_future.spec.ts', 'spec/reports'],
    mutations: [
      {
        name: 'the report of an exception does not name the class',
        find: 'this._class_name = future.constructor.name;',
        replace: "this._class_name = 'An';",
        specs: ['spec/conformance/test_base_events.1', 'spec/conformance/test_base_events.2'],
      },
      {
        name: 'the report of an exception does not say where the future was made',
        find: '...(this._source_traceback && { source_traceback: this._source_traceback }),',
        replace: '',
      },
      {
        name: 'the report of an exception does not carry it',
        find: 'exception: this._exception,',
        replace: '',
      },
      {
        name: 'an exception that was read is reported all the same',
        find: 'unwatch(this._unread);',
        replace: '',
      },
      {
        name: 'a report that is asked for twice is made twice',
        find: 'report_unless_read(future: Future<unknown>): void {\n    this.read();',
        replace: 'report_unless_read(future: Future<unknown>): void {',
      },
      {
        name: 'the stacks of an exception keep the future alive',
        find: 'write_out_stacks(this._exception);',
        replace: '',
      },
    ],
  },
];
