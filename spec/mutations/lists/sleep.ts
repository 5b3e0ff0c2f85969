import type { MutationList } from '../mutation';

export const lists: readonly MutationList[] = [
  {
    file: 'sleep.ts',
    specs: [
      'spec/conformance/test_tasks.1_task.spec.ts',
      'spec/conformance/test_tasks.3_cancel.spec.ts',
      'spec/conformance/test_tasks.6_steps.spec.ts',
      'spec/sleep.spec.ts',
      'spec/sleep/',
    ],
    mutations: [
      {
        name: 'tasks.py: sleep(0) through a timer',
        find: 'if (delay === 0) return',
        replace: 'if (false) return',
      },
      {
        name: 'tasks.py: sleep(<=0) yields',
        find: 'if (delay === 0) return',
        replace: 'if (delay <= 0) return',
      },
      {
        name: 'tasks.py: sleep: timer not cancelled',
        find: 'this._handle?.cancel();',
        replace: '',
      },
      {
        name: 'sleep(0) returns nothing',
        find: 'this.value = this._result;',
        replace: '',
      },
      {
        name: 'sleep() returns nothing',
        find: 'return result;\n    } catch',
        replace:
          'return result.done ? { value: undefined as T, done: true } : result;\n    } catch',
      },
      {
        name: 'sleep(0) can be resumed for ever',
        find: 'if (this.done) return { value: undefined as T, done: true };\n    if (this.done === undefined) {',
        replace: 'if (this.done === undefined) {',
      },
      {
        name: 'sleep() lives on after an error',
        find: 'this._end();\n    throw error;\n  }\n\n  return',
        replace: 'throw error;\n  }\n\n  return',
      },
      {
        name: 'sleep() lives on after it was closed',
        find: 'this._end();\n    return { value, done: true };',
        replace: 'return { value, done: true };',
      },
      {
        name: 'sleep(0) that runs is reported as if it had not',
        find: 'this._on_start?.();\n      this.done = false;',
        replace: 'this.done = false;',
      },
      {
        name: 'sleep() that runs is reported as if it had not',
        find: 'this._on_start?.();\n    const delay',
        replace: 'const delay',
      },
      {
        name: 'sleep() that has an error thrown in is reported as if nobody had wanted it',
        find: 'this._on_start?.();\n    this._end();\n    throw error;',
        replace: 'this._end();\n    throw error;',
      },
      {
        name: 'sleep() that is closed is reported as if nobody had wanted it',
        find: 'this._on_start?.();\n    this._end();\n    return {',
        replace: 'this._end();\n    return {',
      },
      {
        name: 'sleep() is no generator',
        find: 'Object.setPrototypeOf(Leaf.prototype, GeneratorPrototype);',
        replace: '',
      },
      {
        name: 'sleep() asks for its time at the call',
        find: 'if (loop !== undefined) this._loop = loop;',
        replace: 'if (loop !== undefined) this._loop = loop;\n    this._begin();',
      },
      {
        name: 'sleep() waits for a future that is done',
        find: '|| future.done()',
        replace: '',
      },
      {
        name: 'sleep() takes every future for its own make',
        find: 'future[Symbol.iterator] !== FUTURE_ITERATOR || ',
        replace: '',
      },
      {
        name: 'sleep() asks a future of another make but once',
        find: 'if (this._generator !== undefined) return this._generator.next();',
        replace: '',
      },
      {
        name: 'sleep() cancels a future of another make by itself',
        find: 'this._generator === undefined ? super.throw(error) : this._generator.throw(error);',
        replace: 'super.throw(error);',
      },
      {
        name: 'sleep() closes a future of another make by itself',
        find: 'this._generator === undefined ? super.return(value) : this._generator.return(value);',
        replace: 'super.return(value);',
      },
      {
        name: 'the timer of a future of another make goes on',
        find: '  } finally {\n    handle.cancel();\n  }',
        replace: '  } finally {\n    void handle;\n  }',
      },
      {
        name: 'sleep() that is resumed too early is no mistake',
        find: 'python_assert(future.done(), "yield from wasn\'t used with future");',
        replace: 'if (!future.done()) return this as unknown as Result<T>;',
      },
      {
        name: 'sleep() of a loop of another make has no timer',
        find: ': loop.call_later(delay, callback, ...this._arguments());',
        replace: ': (undefined as never);',
      },
      {
        name: 'sleep() forgets its result',
        find: 'if (result !== undefined) this._result = result;',
        replace: '',
      },
      {
        name: 'sleep() forgets its loop',
        find: 'if (loop !== undefined) this._loop = loop;',
        replace: '',
      },
      {
        name: 'sleep() hands out its future as a forgotten star does',
        find: 'future._asyncio_future_blocking = true;',
        replace: '',
      },
    ],
  },
];
