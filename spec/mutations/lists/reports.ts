import type { MutationList } from '../mutation';

export const lists: readonly MutationList[] = [
  {
    file: 'reports.ts',
    specs: [
      'spec/conformance/test_futures.1_future.spec.ts',
      'spec/conformance/test_tasks.2_repr.spec.ts',
      'spec/reports',
    ],
    mutations: [
      {
        name: 'nothing is said about what the garbage collector has taken',
        find: 'if (watched.delete(report)) say(report, undefined);',
        replace: '',
      },
      {
        name: 'what is watched is never collected',
        find: 'watched.set(report, new WeakRef(subject));',
        replace: 'watched.set(report, { deref: () => subject } as WeakRef<object>);',
      },
      {
        name: 'a report cannot be withdrawn',
        find: 'if (!fresh.delete(report) && watched.delete(report)) collected.unregister(report);',
        replace: 'fresh.delete(report);',
      },
      {
        name: 'a report is sent again at the close of the loop',
        find: 'unwatch(report);\n    say(report, subject);',
        replace: 'say(report, subject);',
      },
      {
        name: 'the close of a loop sends the reports of all loops',
        find: 'if (loop !== undefined && report.loop !== loop) continue;',
        replace: '',
      },
    ],
  },
];
