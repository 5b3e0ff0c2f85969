import type { MutationList } from '../mutation';

export const lists: readonly MutationList[] = [
  {
    file: 'unix_subprocess.ts',
    specs: [
      'spec/conformance/test_base_events.6',
      'spec/conformance/test_events.8',
      'spec/conformance/test_subprocess.1',
    ],
    mutations: [
      {
        name: 'a shell runs what is no text',
        find: "if (!is_argument(cmd)) throw new ValueError('cmd must be a string');",
        replace: '',
      },
      {
        name: 'a program is run with universal_newlines',
        find: "if (universal_newlines) throw new ValueError('universal_newlines must be False');",
        replace: '',
      },
      {
        name: 'a program is run with a shell when that is asked for',
        find: 'if (Boolean(shell) !== is_shell) {',
        replace: 'if (Boolean(shell) !== is_shell && !shell) {',
      },
      {
        name: 'a command is run without a shell when that is asked for',
        find: 'if (Boolean(shell) !== is_shell) {',
        replace: 'if (Boolean(shell) !== is_shell && shell) {',
      },
      {
        name: 'a program is run with a buffer',
        find: "if (bufsize !== 0) throw new ValueError('bufsize must be 0');",
        replace: '',
      },
      {
        name: 'an argument of a program may be anything',
        find: 'throw new TypeError(`program arguments',
        replace: 'return String(value);\n  throw new TypeError(`program arguments',
      },
      {
        name: 'a protocol is made before the arguments are looked at',
        find: 'const args = [program,',
        replace: 'protocol_factory();\n  const args = [program,',
      },
      {
        name: 'a child has no pipes by itself',
        find: '{ stdin: PIPE, stdout: PIPE, stderr: PIPE, ...given }',
        replace: '{ stdin: null, stdout: null, stderr: null, ...given }',
      },
      {
        name: 'the options of a child are forgotten',
        find: 'return { stdin, stdout, stderr, options: popen_options };',
        replace: 'return { stdin, stdout, stderr, options: {} };',
      },
      {
        name: 'a program runs without its arguments',
        find: '{ ...request, args: argv }, doing',
        replace: '{ ...request, args: argv.slice(0, 1) }, doing',
      },
      {
        name: 'nobody asks the watcher for a child',
        find: 'loop.call_soon_threadsafe(() => transport._process_exited(returncode));',
        replace: '',
      },
      {
        name: 'the sign of a return code is wrong',
        find: 'transport._process_exited(returncode)',
        replace: 'transport._process_exited(Math.abs(returncode))',
      },
      {
        name: 'who is cancelled while a child starts leaves it running',
        find: 'transport.close();\n        yield* transport._wait();',
        replace: '',
      },
      {
        name: 'who is cancelled while a child starts does not hear of it',
        find: '      throw error;\n    }\n    return transport;',
        replace: '    }\n    return transport;',
      },
    ],
  },
  {
    file: 'base_subprocess.ts',
    specs: [
      'spec/conformance/test_events.8',
      'spec/conformance/test_subprocess.1',
      'spec/base_subprocess.spec.ts',
    ],
    mutations: [
      {
        name: 'the protocol of a child does not get its transport',
        find: 'loop.call_soon(() => this._protocol.connection_made(this));',
        replace: '',
      },
      {
        name: 'what a child does at once is told before connection_made()',
        find: 'if (this._pending_calls !== undefined) this._pending_calls.push([callback, args]);\n    else',
        replace: '',
      },
      {
        name: 'what a child does at once is forgotten',
        find: 'for (const [callback, args] of calls) loop.call_soon(callback, ...args);',
        replace: '',
      },
      {
        name: 'the transport of a child does not tell the child',
        find: 'this._extra.subprocess = proc;',
        replace: '',
      },
      {
        name: 'standard input of a child is not connected',
        find: 'if (proc.stdin !== undefined) {\n',
        replace: 'if (proc.stdin === null) {\n',
      },
      {
        name: 'standard error of a child is taken for its output',
        find: 'new ReadSubprocessPipeProto(this, 2)',
        replace: 'new ReadSubprocessPipeProto(this, 1)',
      },
      {
        name: 'closing the transport of a child leaves its pipes open',
        find: 'for (const proto of this._pipes.values()) proto?.pipe?.close();',
        replace: '',
      },
      {
        name: 'closing the transport of a child does not kill it',
        find: '    this._proc.kill();\n  }',
        replace: '  }',
      },
      {
        name: 'closing the transport of a child kills what has ended',
        find: 'if (this._proc.poll() !== undefined) return;',
        replace: '',
      },
      {
        name: 'closing the transport of a child asks it to end',
        find: '    this._proc.kill();\n  }',
        replace: '    this._proc.terminate();\n  }',
      },
      {
        name: 'the transport of a child tells another number for it',
        find: 'return this._pid;',
        replace: 'return process.pid;',
      },
      {
        name: 'a child that has ended gets signals',
        find: 'if (this._proc === undefined) throw new ProcessLookupError();\n    return this._proc;',
        replace: 'return this._extra.subprocess as Popen;',
      },
      {
        name: 'terminate() kills',
        find: 'this._check_proc().terminate();',
        replace: 'this._check_proc().kill();',
      },
      {
        name: 'kill() asks to end',
        find: 'this._check_proc().kill();',
        replace: 'this._check_proc().terminate();',
      },
      {
        name: 'send_signal() sends another signal',
        find: 'this._check_proc().send_signal(signal);',
        replace: 'this._check_proc().send_signal(signal === 1 ? 2 : signal);',
      },
      {
        name: 'the end of a pipe of a child is not told',
        find: 'this._call(() => protocol.pipe_connection_lost(fd, error));',
        replace: '',
      },
      {
        name: 'data of a child are not told',
        find: 'this._call(() => protocol.pipe_data_received(fd, data));',
        replace: '',
      },
      {
        name: 'the end of a child is not told',
        find: 'this._call(() => protocol.process_exited());',
        replace: '',
      },
      {
        name: 'the return code of a child is known after process_exited()',
        find: 'this._returncode = returncode;\n    if',
        replace:
          'this._loop.call_soon(() => this._loop.call_soon(() => { this._returncode = returncode; }));\n    if',
      },
      {
        name: 'the end of a child wakes who was cancelled',
        find: 'if (!waiter.cancelled()) waiter.set_result(returncode);',
        replace: 'waiter.set_result(returncode);',
      },
      {
        name: 'the end of a child wakes nobody',
        find: 'if (!waiter.cancelled()) waiter.set_result(returncode);',
        replace: 'waiter.cancelled();',
      },
      {
        name: 'waiting for a child that has ended lasts for ever',
        find: 'if (this._returncode !== undefined) return this._returncode;',
        replace: '',
      },
      {
        name: 'the connection to a child is lost while pipes are open',
        find: 'for (const proto of this._pipes.values()) if (!proto?.disconnected) return;',
        replace: 'if (this._finished) return;',
        also: [{ find: 'python_assert(!this._finished);', replace: '' }],
      },
      {
        name: 'the connection to a child is lost while it runs',
        find: 'if (this._returncode === undefined) return;\n    for',
        replace: 'if (this._finished) return;\n    for',
        also: [{ find: 'python_assert(!this._finished);', replace: '' }],
      },
      {
        name: 'the connection to a child is never lost',
        find: 'this._call(() => this._call_connection_lost());',
        replace: '',
      },
      {
        name: 'a child that has ended is held',
        find: '} finally {\n      this._proc = undefined;',
        replace: '} finally {',
      },
      {
        name: 'the protocol of a child does not hear that its input is full',
        find: 'this.proc._protocol.pause_writing();',
        replace: '',
      },
      {
        name: 'the protocol of a child does not hear that its input is empty',
        find: 'this.proc._protocol.resume_writing();',
        replace: '',
      },
    ],
  },
  {
    file: 'subprocess.ts',
    specs: ['spec/conformance/test_subprocess.1'],
    mutations: [
      {
        name: 'create_subprocess_exec() makes pipes by itself',
        find: '{ stdin: null, stdout: null, stderr: null, ...rest }',
        replace: 'rest',
      },
      {
        name: 'the streams of a child have the usual limit',
        find: 'const reader = new StreamReader({ limit: this._limit, loop: this._loop });',
        replace: 'const reader = new StreamReader({ loop: this._loop });',
      },
      {
        name: 'the reader of a child has no transport',
        find: 'reader.set_transport(transport as ReadTransport);',
        replace: '',
      },
      {
        name: 'standard output and error of a child are exchanged',
        find: 'if (fd === 1) return this.stdout;\n    return fd === 2 ? this.stderr : undefined;',
        replace:
          'if (fd === 2) return this.stdout;\n    return fd === 1 ? this.stderr : undefined;',
      },
      {
        name: 'the end of a pipe of a child does not end its reader',
        find: 'if (exc === undefined || exc === null) reader?.feed_eof();\n    else',
        replace: 'if (exc)',
      },
      {
        name: 'a child that does not read its input leaves its writer waiting',
        find: 'this.stdin?.close();\n      this.connection_lost(exc);',
        replace: 'this.stdin?.close();',
      },
      {
        name: 'the transport of a child is closed as soon as it has ended',
        find: 'if (this._pipe_fds.size > 0 || !this._process_exited) return;',
        replace: 'if (!this._process_exited) return;',
      },
      {
        name: 'wait() of a child does not wait',
        find: 'return yield* this._transport._wait();',
        replace: 'return this._transport.get_returncode() as number;',
      },
      {
        name: 'send_signal() of a child sends nothing',
        find: 'this._transport.send_signal(signal);',
        replace: 'this._transport.kill();',
      },
      {
        name: 'terminate() of a child kills it',
        find: 'this._transport.terminate();',
        replace: 'this._transport.kill();',
      },
      {
        name: 'kill() of a child asks it to end',
        find: 'this._transport.kill();',
        replace: 'this._transport.terminate();',
      },
      {
        name: 'communicate() with no bytes leaves standard input open',
        find: 'input === undefined || input === null ? this._noop()',
        replace: '!input?.length ? this._noop()',
      },
      {
        name: 'communicate() raises when the child does not read',
        find: 'if (!(error instanceof BrokenPipeError || error instanceof ConnectionResetError)) throw error;',
        replace: 'throw error;',
      },
      {
        name: 'communicate() sends nothing',
        find: 'stdin.write(input);',
        replace: '',
      },
      {
        name: 'communicate() does not close standard input',
        find: 'communicate: close stdin`);\n    stdin.close();',
        replace: 'communicate: close stdin`);',
      },
      {
        name: 'communicate() does not wait for the end of the child',
        find: 'yield* this.wait();\n    return [output, errors];',
        replace: 'return [output, errors];',
      },
      {
        name: 'communicate() exchanges standard output and error',
        find: 'return [output, errors];',
        replace: 'return [errors, output];',
      },
    ],
  },
];
