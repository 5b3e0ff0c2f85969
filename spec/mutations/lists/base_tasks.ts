import type { MutationList } from '../mutation';

export const lists: readonly MutationList[] = [
  {
    file: 'base_tasks.ts',
    specs: [
      'spec/conformance/test_tasks.2_repr.spec.ts',
      'spec/conformance/test_pep492.spec.ts',
      'spec/base_tasks.spec.ts',
    ],
    mutations: [
      {
        name: 'the repr of a task does not say that it is being cancelled',
        find: "if (task._must_cancel) info[0] = 'cancelling';",
        replace: '',
      },
      {
        name: 'the repr of a task does not name its coroutine',
        find: 'info.splice(1, 0, ',
        replace: 'info.slice(1).splice(1, 0, ',
      },
      {
        name: 'the repr of a task does not show what it waits for',
        find: 'if (task._fut_waiter !== undefined) info',
        replace: 'if (false) info',
      },
      {
        name: 'a coroutine is never done',
        find: 'const done = task.done() && task._fut_waiter === undefined;',
        replace: 'const done = false;',
      },
      {
        name: 'the stack of a running task is empty',
        find: 'task._is_running() ? newest(running_at(task), limit) : suspended_at(task, limit)',
        replace: 'suspended_at(task, limit)',
      },
      {
        name: 'the stack of a running task does not know its callers',
        find: 'return [...frames_below(task), ...(waiting as Location[]), ...frames_of_step(task)];',
        replace: 'return frames_of_step(task);',
      },
      {
        name: 'a limited stack has its oldest frames',
        find: 'items.slice(-limit)',
        replace: 'items.slice(0, limit)',
      },
      {
        name: 'a failed task has no stack',
        find: 'return error_frames(task._exception).slice(',
        replace: 'return [].slice(',
      },
      {
        name: 'a printed stack has no heading',
        find: 'text = `Stack for ',
        replace: 'text = `',
      },
      {
        name: 'a printed stack has no frames',
        find: 'text += format_frames(frames);',
        replace: '',
      },
      {
        name: 'a printed traceback does not end in the exception',
        find: 'if (exception !== undefined) text += exception_line(exception);',
        replace: '',
      },
      {
        name: 'a mistake of the coroutine is blamed on the loop',
        find: 'error.stack = [',
        replace: 'void [',
        specs: ['spec/task/misuse.spec.ts'],
      },
    ],
  },
];
