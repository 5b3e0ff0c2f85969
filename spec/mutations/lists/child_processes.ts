import type { MutationList } from '../mutation';

export const lists: readonly MutationList[] = [
  {
    file: 'start_process.ts',
    specs: ['spec/conformance/test_events.8', 'spec/conformance/test_subprocess.1'],
    mutations: [
      {
        name: 'a command is run as if it were a program',
        find: "typeof args === 'string' ? [SHELL, '-c', args] : args;",
        replace: "typeof args === 'string' ? [args] : args;",
      },
      {
        name: 'STDOUT means a pipe of its own',
        find: 'if (stderr !== STDOUT) {',
        replace:
          'if (stderr === STDOUT) {\n    targets.push(target_of(PIPE));\n  } else if (stderr !== STDOUT) {',
      },
      {
        name: 'a program that cannot be started is not named',
        find: 'return os_error(reason, reason === errno.ENOENT',
        replace: 'return os_error(reason, reason < 0',
      },
      {
        name: "an error of a program is Node's",
        find: 'if (number === undefined) return error;',
        replace: 'if (number !== undefined) return error;',
      },
    ],
  },
  {
    file: 'popen_options.ts',
    specs: ['spec/conformance/test_events.8', 'spec/conformance/test_subprocess.1'],
    mutations: [
      {
        name: 'a child stays in our session',
        find: 'detached: Boolean(start_new_session),',
        replace: 'detached: false,',
      },
      {
        name: 'None is a new pipe',
        find: "if (redirection === undefined || redirection === null) return 'inherit';",
        replace: "if (redirection === undefined || redirection === null) return 'pipe';",
      },
      {
        name: 'PIPE is our own stream',
        find: "if (redirection === PIPE) return 'pipe';",
        replace: "if (redirection === PIPE) return 'inherit';",
      },
    ],
  },
  {
    file: 'popen.ts',
    specs: ['spec/conformance/test_events.8', 'spec/conformance/test_subprocess.1'],
    mutations: [
      {
        name: 'Popen.kill() asks to end',
        find: 'this.send_signal(SIGKILL);',
        replace: 'this.send_signal(SIGTERM);',
      },
      {
        name: 'Popen.terminate() kills',
        find: 'this.send_signal(SIGTERM);',
        replace: 'this.send_signal(SIGKILL);',
      },
    ],
  },
  {
    file: 'child_processes.ts',
    specs: ['spec/conformance/test_events.8', 'spec/conformance/test_subprocess.1'],
    mutations: [
      {
        name: 'a signal that ends a child is its exit code',
        find: '-Signals[signal]',
        replace: 'Signals[signal]',
      },
      {
        name: 'a signal that ends a child is told as a shell does',
        find: '-Signals[signal]',
        replace: '128 + (Signals[signal] as number)',
      },
      {
        name: 'every child ends well',
        find: '(code ?? 0)',
        replace: '0',
      },
      {
        name: 'a child that has ended runs',
        find: 'running.delete(child.pid);',
        replace: '',
        specs: ['spec/child_processes.spec.ts'],
      },
      {
        name: 'a child is known when another one has started',
        find: 'export function is_running_child(pid: number): boolean {\n  sort_starting();',
        replace: 'export function is_running_child(pid: number): boolean {',
        specs: ['spec/child_processes.spec.ts'],
      },
      {
        name: 'one observer hears of the end of a child',
        find: 'for (const observer of [...observers]) observer',
        replace: 'for (const observer of [...observers].slice(0, 1)) observer',
        specs: ['spec/child_processes.spec.ts'],
      },
      {
        name: 'who does not want to hear of children hears of them',
        find: 'observers.delete(observer);',
        replace: '',
        specs: ['spec/child_processes.spec.ts'],
      },
    ],
  },
  {
    file: 'child_watchers.ts',
    specs: [
      'spec/conformance/test_unix_events.1',
      'spec/conformance/test_subprocess.1',
      'spec/child_watchers.spec.ts',
    ],
    mutations: [
      {
        name: 'a method of the abstract watcher does nothing',
        find: '__exit__(..._error: unknown[]): void {\n    throw new NotImplementedError();',
        replace: '__exit__(..._error: unknown[]): void {',
      },
      {
        name: 'a watcher stays with a loop that is taken from it',
        find: 'this._loop = undefined;\n    if (next === undefined) return;',
        replace: 'if (next === undefined) return;',
      },
      {
        name: 'a watcher does not look at what ended before it had a loop',
        find: '// Children may have ended while no loop was attached.\n    this._do_waitpid_all();',
        replace: '',
      },
      {
        name: 'a watcher calls back in the iteration that finds the signal',
        find: 'this._loop?._deliver(() => this._loop?.call_soon(() => this._sig_chld()));',
        replace: 'this._sig_chld();',
      },
      {
        name: 'SafeChildWatcher reports a child that runs',
        find: 'if (entry === undefined || is_running_child(pid)) return;',
        replace: 'if (entry === undefined) return;',
      },
      {
        name: 'SafeChildWatcher reports another return code',
        find: 'callback(pid, returncode ?? 255, ...args);',
        replace: 'callback(pid, 255, ...args);',
      },
      {
        name: 'FastChildWatcher loses a child that ends at once',
        find: 'this._zombies.set(pid, returncode);',
        replace: '',
      },
      {
        name: 'FastChildWatcher takes a child outside of its context',
        find: "python_assert(this._forks > 0, 'Must use the context manager');",
        replace: '',
      },
      {
        name: 'FastChildWatcher warns of the children it knows',
        find: 'if (entry !== undefined) {\n        this._log_exit(pid, returncode);',
        replace: 'if (entry === null) {\n        this._log_exit(pid, returncode);',
      },
    ],
  },
];
