import type { MutationList } from '../mutation';

export const lists: readonly MutationList[] = [
  {
    file: 'constructors.ts',
    specs: ['spec/conformance/test_locks', 'spec/conformance/test_queues', 'spec/locks/'],
    mutations: [
      {
        name: 'locks and events ignore the loop that they are given',
        find: "keywords('__init__', options, ['loop']).loop ?? get_event_loop()",
        replace: 'get_event_loop()',
      },
      {
        name: 'locks and events do not look for the current loop',
        find: "keywords('__init__', options, ['loop']).loop ?? get_event_loop()",
        replace: "keywords('__init__', options, ['loop']).loop as AbstractEventLoop",
      },
      {
        name: 'a parameter cannot be given by name',
        find: 'positional ?? given[name] ?? undefined',
        replace: 'positional ?? undefined',
      },
      {
        name: 'a parameter can be given twice',
        find: 'throw new TypeError(`__init__() got multiple values for argument',
        replace: 'void new TypeError(`__init__() got multiple values for argument',
      },
    ],
  },
];
