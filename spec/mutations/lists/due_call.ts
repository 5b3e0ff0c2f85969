import type { MutationList } from '../mutation';

export const lists: readonly MutationList[] = [
  {
    file: 'due_call.ts',
    specs: ['spec/due_call.spec.ts', 'spec/task', 'spec/tasks/gather.spec.ts'],
    mutations: [
      {
        name: 'a call goes round the call_soon of its loop',
        find: 'if (loop._call_soon_due !== undefined) {',
        replace:
          'if ((loop as any)._ready !== undefined) {\n    (loop as any)._ready.append(call);\n  } else if (loop._call_soon_due !== undefined) {',
      },
      {
        name: 'a loop of another make gets no arguments',
        find: 'loop.call_soon(callback, ...args);',
        replace: 'loop.call_soon(callback);',
      },
      {
        name: 'what is no Exception is reported, and stays in the loop',
        find: 'if (!is_exception(error)) throw error;',
        replace: '',
      },
      {
        name: 'what a call raises is not reported',
        find: 'new Handle(...call._due_call(), loop)._report(error);',
        replace: '',
      },
      {
        name: 'a callback with an index prints without it',
        find: '_i === undefined ? _fn : partial(_fn, _i)',
        replace: '_fn',
      },
      {
        name: 'a callback that is no function is passed over',
        find: 'else throw not_callable(_fn);',
        replace: '',
      },
      {
        name: 'the first callback goes without its index',
        find: 'if (_i !== undefined) _fn(',
        replace: 'if (_i) _fn(',
      },
    ],
  },
  {
    file: 'duplicates.ts',
    specs: ['spec/duplicates.spec.ts'],
    mutations: [
      {
        name: 'the latest members are not looked at',
        find: 'current.has(object) || ',
        replace: '',
      },
      {
        name: 'earlier members are not looked at',
        find: ' || full.some((set) => set.has(object))',
        replace: '',
      },
      {
        name: 'nothing is kept',
        find: 'current.add(object);',
        replace: '',
      },
      {
        name: 'members are lost when a set is full',
        find: 'full.push(current);',
        replace: '',
      },
    ],
  },
];
