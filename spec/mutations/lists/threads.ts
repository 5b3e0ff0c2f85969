import type { MutationList } from '../mutation';

export const lists: readonly MutationList[] = [
  {
    file: 'threads/sync.ts',
    specs: ['spec/threads/'],
    mutations: [
      {
        name: 'an event that is set is forgotten',
        find: 'Atomics.store(this._word, 0, SET);',
        replace: '',
      },
      {
        name: 'an event that is set wakes nobody',
        find: 'Atomics.store(this._word, 0, SET);\n    Atomics.notify(this._word, 0);',
        replace: 'Atomics.store(this._word, 0, SET);',
        specs: ['spec/threading.spec.ts'],
      },
      {
        name: 'an event cannot be cleared',
        find: 'Atomics.store(this._word, 0, UNSET);',
        replace: '',
      },
      {
        name: 'waiting for an event always works',
        find: "!== 'timed-out'",
        replace: "!== ('none' as string)",
      },
      {
        name: 'a timeout that is no number never ends',
        find: 'return Number.isNaN(timeout) ? 0 : Math.max(milliseconds(timeout), 0);',
        replace: 'return Math.max(milliseconds(timeout), 0);',
      },
      {
        name: 'a lock that is not blocking takes a timeout',
        find: 'if (!blocking && timeout !== -1) {',
        replace: 'if (!blocking && timeout < -1) {',
      },
      {
        name: 'a lock takes a negative timeout',
        find: "if (length < 0) throw new ValueError('timeout value must be positive');",
        replace: '',
      },
      {
        name: 'a lock that is taken is taken again',
        find: 'if (this._try()) return true;\n    if (!blocking) return false;',
        replace: 'if (this._try()) return true;\n    if (!blocking) return true;',
      },
      {
        name: 'a lock is waited for though nobody wants to',
        find: 'if (!blocking) return false;',
        replace: '',
      },
      {
        name: 'a lock that is free may be let go',
        find: '!== LOCKED) {',
        replace: '=== 5) {',
      },
      {
        name: 'a lock that is let go wakes nobody',
        find: 'Atomics.notify(this._word, 0, 1);',
        replace: '',
        specs: ['spec/threading.spec.ts'],
      },
      {
        name: 'a lock is another one in another thread',
        find: 'this._word = word;',
        replace: 'this._word = new Int32Array(word);',
      },
      {
        name: 'a lock prints as if it were free',
        find: "this.locked() ? 'locked' : 'unlocked'",
        replace: "this.locked() ? 'unlocked' : 'unlocked'",
      },
    ],
  },
  {
    file: 'threads/pool_entry.ts',
    specs: ['spec/concurrent/thread.spec.ts', 'spec/concurrent/programs.spec.ts'],
    mutations: [
      {
        name: 'the promise of a call is not waited for',
        find: 'returned(await fn(...args))',
        replace: 'returned(fn(...args))',
      },
      {
        name: 'the stack of a call ends in the library',
        find: 'cut_stack(error);',
        replace: '',
      },
      {
        name: 'all threads of a pool have one name',
        find: 'Atomics.add(started, 0, 1)',
        replace: 'Atomics.load(started, 0)',
      },
      {
        name: 'the threads of a pool are no daemons',
        find: 'daemon: true',
        replace: 'daemon: false',
      },
      {
        name: 'the threads of a pool write when the main thread is idle',
        find: 'write_at_once();\n',
        replace: '',
      },
      {
        name: 'a program may start calls while it is loaded by one',
        find: '_while_loading(() => loads(call))',
        replace: 'loads(call)',
      },
    ],
  },
  {
    file: 'threads/entry.ts',
    specs: ['spec/threading.spec.ts'],
    mutations: [
      {
        name: 'a thread ends at once though its target is not done',
        find: 'await call_target();',
        replace: 'void call_target();',
      },
      {
        name: 'SystemExit is printed as what has ended a thread',
        find: 'if (!(error instanceof SystemExit)) report_exception',
        replace: 'report_exception',
      },
      {
        name: 'what ends a thread is not printed',
        find: '} catch (error) {\n    report(error);\n  }',
        replace: '} catch {}',
      },
      {
        name: 'a thread does not outlive its creator',
        find: 'await _children_gone();',
        replace: '',
      },
      {
        name: 'a thread that waits for those that it has started is alive',
        find: 'finish();\n    await',
        replace: 'await',
      },
      {
        name: 'a thread writes when its parent is idle',
        find: 'write_at_once();\n',
        replace: '',
      },
      {
        name: 'an error beside the target is not printed',
        find: "process.on('uncaughtException', (error) => {\n  report(error);",
        replace: "process.on('uncaughtException', () => {",
      },
      {
        name: 'a thread is told nothing',
        find: 'thread.args.map(unpack),',
        replace: '[],',
      },
    ],
  },
  {
    file: 'threads/stdio.ts',
    specs: ['spec/threads/'],
    mutations: [
      {
        name: 'a thread writes a part of what it has to',
        find: 'rest = rest.subarray(writeSync(fd, rest));',
        replace: 'writeSync(fd, rest);\n      rest = rest.subarray(rest.length);',
        specs: ['spec/threading.spec.ts'],
      },
      {
        name: 'a full pipe is an error',
        find: "if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;",
        replace: 'throw error;',
        specs: ['spec/threading.spec.ts'],
      },
      {
        name: 'standard error is standard output',
        find: 'replace_write(process.stderr, 2);',
        replace: 'replace_write(process.stderr, 1);',
        specs: ['spec/threading.spec.ts'],
      },
      {
        name: 'who has written in a thread is not told',
        find: 'if (callback) process.nextTick(callback);',
        replace: '',
      },
    ],
  },
  {
    file: 'threads/worker.ts',
    specs: ['spec/threading.spec.ts'],
    mutations: [
      {
        name: 'nobody is woken by the end of a thread',
        find: 'Atomics.notify(over, 0);',
        replace: '',
      },
      {
        name: 'a daemon keeps the process alive',
        find: 'if (task.daemon) worker.unref();',
        replace: '',
      },
      {
        name: 'a thread that has died is alive',
        find: 'if (!is_open(this._lifeline)) set_over(this._over);',
        replace: '',
      },
      {
        name: 'the first thread has no ident',
        find: 'return thread_id + 1;',
        replace: 'return thread_id;',
      },
      {
        name: 'waiting for a thread never ends',
        find: 'if (rest <= 0) return false;',
        replace: '',
      },
      {
        name: 'a thread does not name itself when it fails',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: this is the text in lib/.
        find: 'Exception in thread ${name}',
        replace: 'Exception in thread',
      },
    ],
  },
  {
    file: 'threads/boot.ts',
    specs: ['spec/threading.spec.ts', 'spec/concurrent/programs.spec.ts'],
    mutations: [
      {
        name: 'a thread has no arguments of the program',
        find: 'argv: process.argv.slice(1)',
        replace: 'argv: []',
      },
      {
        name: 'a thread has no compiler',
        find: "if (!file.endsWith('.ts') || compiled.has(file)) return;",
        replace: 'return;',
      },
    ],
  },
];
