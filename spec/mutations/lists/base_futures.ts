import type { MutationList } from '../mutation';

export const lists: readonly MutationList[] = [
  {
    file: 'base_futures.ts',
    specs: [
      'spec/conformance/test_futures',
      'spec/conformance/test_tasks.2_repr.spec.ts',
      'spec/base_futures.spec.ts',
    ],
    mutations: [
      {
        name: 'isfuture() takes null for a mark',
        find: 'blocking !== undefined && blocking !== null',
        replace: 'blocking !== undefined',
      },
      {
        name: 'isfuture() goes by whether the mark is set',
        find: 'return blocking !== undefined && blocking !== null;',
        replace: 'return Boolean(blocking);',
      },
      {
        name: 'isfuture() takes classes',
        find: "if (typeof object !== 'object' || object === null) return false;",
        replace:
          "if (object === undefined || object === null) return false;\n  if (typeof object === 'function') return (object.prototype ?? {})._obituary !== undefined;",
      },
      {
        name: 'a future that is handed out counts as done',
        find: 'export const BLOCKING = 4;',
        replace: 'export const BLOCKING = 2;',
      },
      {
        name: 'a task that is to be cancelled counts as handed out',
        find: 'export const MUST_CANCEL = 8;',
        replace: 'export const MUST_CANCEL = 4;',
        specs: ['spec/task/'],
      },
      {
        name: 'a silent task counts as one that is to be cancelled',
        find: 'export const SILENT = 16;',
        replace: 'export const SILENT = 8;',
        specs: ['spec/task/', 'spec/tasks/'],
      },
      {
        name: 'the repr of a future does not show its exception',
        find: 'if (future._exception !== undefined) info.push(',
        replace: 'if (false) info.push(',
      },
      {
        name: 'the repr of a future does not show its result',
        find: 'else info.push(`result=',
        replace: 'else if (false) info.push(`result=',
      },
      {
        name: 'the repr of a future does not show its callbacks',
        find: 'if (future._callbacks.length > 0) info',
        replace: 'if (false) info',
      },
      {
        name: 'the repr of a future shows the first callback twice',
        find: 'callbacks.at(-1)',
        replace: 'callbacks[0]',
      },
      {
        name: 'the repr of a future does not say where it was made',
        find: 'if (created) info.push(',
        replace: 'if (false) info.push(',
      },
    ],
  },
];
