import type { MutationList } from '../mutation';

export const lists: readonly MutationList[] = [
  {
    file: 'shortcut.ts',
    specs: ['spec/shortcut.spec.ts'],
    mutations: [
      {
        name: 'debug mode takes the short cut',
        find: 'coroutine === undefined || get_coroutine_debug()',
        replace: 'coroutine === undefined',
      },
      {
        name: 'the way is open for good',
        find: 'if (!this._way.is_open(this._self)) return false;',
        replace: '',
      },
      {
        name: 'the way is open again at the end',
        find: '!this.done && this._goes_through()',
        replace: 'this._goes_through()',
      },
      {
        name: 'the way is open in the middle',
        find: 'this._generator === undefined && !this.done',
        replace: '!this.done',
      },
      {
        name: 'a StopIteration leaves it',
        find: 'throw surfaced(error);',
        replace: 'throw error;',
      },
      {
        name: 'the generator begins when all is done',
        find: 'if (this.done) this._generator.return(undefined as R);',
        replace: '',
      },
      {
        name: 'there is a generator for each question',
        find: 'if (this._generator === undefined) {',
        replace: 'if (true) {',
      },
      {
        name: 'it has no result',
        find: 'this.value = this._way.go(',
        replace: 'this._way.go(',
      },
      {
        name: 'it is gone through twice',
        find: 'this.done = true;\n      return true;',
        replace: 'return true;',
      },
      {
        name: 'it is gone through again after an error',
        find: 'this.done = true;\n      throw',
        replace: 'throw',
      },
      {
        name: 'the generator is driven by hand',
        find: 'if (is_entered) generator[Symbol.iterator]();',
        replace: '',
      },
      {
        name: 'the generator is entered by whoever drives by hand',
        find: 'if (is_entered) generator[Symbol.iterator]();',
        replace: 'generator[Symbol.iterator]();',
      },
      {
        name: 'the generator is entered again and again',
        find: 'entering = undefined;\n    if',
        replace: 'if',
      },
      {
        name: 'it does not know its function',
        find: 'return this._way.coroutine.prototype._function;',
        replace: 'return undefined;',
      },
      {
        name: 'it is no generator',
        find: 'Object.setPrototypeOf(Shortcut.prototype, GeneratorPrototype);',
        replace: '',
      },
      {
        name: 'a task runs the short cut',
        find: 'coro instanceof Shortcut ? coro.unabridged() : coro',
        replace: 'coro',
      },
    ],
  },
];
