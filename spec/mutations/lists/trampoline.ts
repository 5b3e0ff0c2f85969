import type { MutationList } from '../mutation';

export const lists: readonly MutationList[] = [
  {
    file: 'trampoline.ts',
    specs: [
      'spec/conformance/test_tasks.1_task.spec.ts',
      'spec/conformance/test_tasks.2_repr.spec.ts',
      'spec/conformance/test_tasks.3_cancel.spec.ts',
      'spec/conformance/test_pep492.spec.ts',
      'spec/trampoline.spec.ts',
      'spec/trampoline/',
    ],
    mutations: [
      {
        name: 'a coroutine that never suspends gives its parent nothing',
        find: 'if (result.done) return result;\n  machine.entering',
        replace: 'if (result.done) return { value: undefined, done: true };\n  machine.entering',
      },
      {
        name: 'a coroutine that has been suspended gives its parent nothing',
        find: 'if (result === undefined) throw error;\n  return result;',
        replace:
          'if (result === undefined) throw error;\n  return { value: undefined, done: true };',
      },
      {
        name: 'the parent of a coroutine that failed goes on',
        find: 'mode = THROW;\n        value = error;',
        replace: 'mode = NEXT;\n        value = undefined;',
      },
      {
        name: 'the parent of a coroutine that failed gets another error',
        find: 'frame.error = error;',
        replace: "frame.error = new Error('another');",
      },
      {
        name: 'the parent is forgotten',
        find: 'parent: innermost,',
        replace: 'parent: undefined,',
      },
      {
        name: 'what is thrown in is thrown into the outermost coroutine',
        find: 'const coroutine = frame === undefined ? root : frame.coroutine;',
        replace:
          'const coroutine = frame === undefined || mode === THROW ? root : frame.coroutine;',
      },
      {
        name: 'what is sent in is lost',
        find: 'if (mode === NEXT) result = native_next.call(coroutine, value);',
        replace: 'if (mode === NEXT) result = native_next.call(coroutine, undefined);',
      },
      {
        name: 'nothing parks',
        find: 'if (machine.depth === LIMIT) {',
        replace: 'if (false) {',
      },
      {
        name: 'the start of a coroutine is not told',
        find: 'report?.();',
        replace: '',
      },
      {
        name: 'a coroutine that waits, driven by hand, is entered as a new one',
        find: ' && !has_frames(this)',
        replace: '',
      },
      {
        name: 'nobody notes that a coroutine is driven by hand',
        find: 'if (driver === root) machine.keeps_frames = true;',
        replace: '',
      },
      {
        name: 'a StopIteration leaves a coroutine',
        find: 'if (error instanceof StopIteration) {',
        replace: 'if (false) {',
      },
      {
        name: 'a coroutine that runs can be resumed',
        find: 'if (driver._coro === coroutine) throw',
        replace: 'if (false) throw',
      },
    ],
  },
];
