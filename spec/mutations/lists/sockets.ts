import type { MutationList } from '../mutation';

export const lists: readonly MutationList[] = [
  {
    file: 'os_errors.ts',
    specs: ['spec/os_errors.spec.ts'],
    mutations: [
      {
        name: 'a refused connection is some OSError',
        find: '  ECONNREFUSED: ConnectionRefusedError,\n',
        replace: '',
      },
      {
        name: 'an error of the system has no text',
        find: "TEXTS[NAMES.get(number) ?? ''] ?? `Unknown error",
        replace: '`Unknown error',
      },
      {
        name: 'an error of the system has a negative number',
        find: '? -number\n    : undefined;',
        replace: '? number\n    : undefined;',
      },
      {
        name: 'what Node says of a stream that is gone is no OSError',
        find: 'errno[NODE_CODES[code] ?? code]',
        replace: 'errno[code]',
      },
      {
        name: 'an error of the system does not name the file',
        find: 'os_error(number, strerror(number), filename);',
        replace: 'os_error(number, strerror(number));',
      },
    ],
  },
  {
    file: 'socket_stream.ts',
    specs: ['spec/socket.spec.ts', 'spec/sock_calls.spec.ts'],
    mutations: [
      {
        name: 'the end of a connection is no reason to read',
        find: 'this._has_failed || this._has_ended || this._stream.readableLength > 0',
        replace: 'this._has_failed || this._stream.readableLength > 0',
      },
      {
        name: 'recv() of a socket gives more than was asked for',
        find: 'Math.min(size, stream.readableLength)',
        replace: 'stream.readableLength',
      },
      {
        name: 'recv() of a socket gives nothing where it should wait',
        find: 'this.watch();\n    throw os_error(errno.EAGAIN as number);',
        replace: 'this.watch();\n    return Buffer.alloc(0);',
      },
      {
        name: 'a socket takes any amount at once',
        find: 'data.subarray(0, LONGEST_SEND)',
        replace: 'data',
      },
      {
        name: 'a socket takes more though it is full',
        find: 'if (this._stream.writableLength > 0) throw os_error(errno.EAGAIN as number);',
        replace: '',
      },
      {
        name: 'send() of a socket does not copy',
        find: 'Buffer.from(data.subarray(0, LONGEST_SEND))',
        replace: 'data.subarray(0, LONGEST_SEND)',
      },
      {
        name: 'a socket may send after it has said that it will not',
        find: 'if (this._is_shut || (this._is_connected && this._stream.destroyed)) {',
        replace: 'if (this._is_connected && this._stream.destroyed) {',
      },
      {
        name: 'closing a socket drops what was sent',
        find: 'this._stream.ref();\n      this._stream.destroySoon();',
        replace: 'this._stream.destroy();',
      },
      {
        name: 'a connection that is lost before it has a transport cannot be made',
        find: 'if (this._is_connected && !this._stream.connecting) return;',
        replace: '',
        specs: ['spec/connections.spec.ts'],
      },
      {
        name: 'a socket connects twice',
        find: 'if (this._is_connecting) throw os_error(errno.EALREADY as number);',
        replace: '',
      },
      {
        name: 'a socket that a transport has may be read',
        find: "if (this._is_released) throw new RuntimeError('the socket is used by a transport');",
        replace: '',
      },
    ],
  },
  {
    file: 'socket_listener.ts',
    specs: [
      'spec/socket.spec.ts',
      'spec/socket_listener.spec.ts',
      'spec/sock_calls.spec.ts',
      'spec/create_server.spec.ts',
    ],
    mutations: [
      {
        name: 'an address in use is noticed too late',
        find: 'check(handle.getsockname(name));',
        replace: 'handle.getsockname(name);',
      },
      {
        name: 'a Unix socket removes its file',
        find: 'renameSync(name, aside);\n  close();\n  renameSync(aside, name);',
        replace: 'close();\n  void aside;',
      },
      {
        name: 'a Unix socket has to find its file as it closes',
        find: '|| !existsSync(name)',
        replace: '',
      },
      {
        name: 'the file of a socket that was only bound goes',
        find: 'if (!this._is_released) close_keeping_file(this._name, () => this._handle.close());',
        replace: 'if (!this._is_released) this._handle.close();',
      },
      {
        name: 'a bound socket closes the one that it has become',
        find: 'if (!this._is_released) close_keeping_file',
        replace: 'close_keeping_file',
      },
      {
        name: 'a connection that waits is no reason to accept',
        find: 'return this._accepted.length > 0 || this._has_failed;',
        replace: 'return this._has_failed;',
      },
      {
        name: 'a listener that failed does not say so',
        find: 'return this._accepted.length > 0 || this._has_failed;',
        replace: 'return this._accepted.length > 0;',
      },
      {
        name: 'a listener that failed accepts',
        find: 'accept_stream(): Socket {\n    this._raise_pending();',
        replace: 'accept_stream(): Socket {',
      },
      {
        name: 'a listener does not tell that somebody has come',
        find: 'ignore);\n    this.on_change();',
        replace: 'ignore);',
      },
      {
        name: 'the last who has come is accepted first',
        find: 'this._accepted.shift()',
        replace: 'this._accepted.pop()',
      },
      {
        name: 'a listener that closes leaves alone who waits',
        find: 'for (const stream of this._accepted) stream.destroy();',
        replace: '',
      },
      {
        name: 'a listener that closes goes on to listen',
        find: 'close_keeping_file(this._name, () => this._server.close());',
        replace: '',
      },
      {
        name: 'a server forgets who has come before it',
        find: 'if (accepted.length > 0) {',
        replace: 'if (accepted.length < 0) {',
      },
      {
        name: 'a server hears of who has come before it while nobody listens',
        find: 'process.nextTick(() => {',
        replace: '[0].forEach(() => {',
      },
      {
        name: 'a listener that was handed over keeps who waits',
        find: 'this._accepted.splice(0);',
        replace: 'this._accepted.slice();',
      },
      {
        name: 'a listener that was handed over takes connections',
        find: "this._server.off('connection', this._on_connection);",
        replace: '',
      },
      {
        name: 'a listener that was handed over hears of errors',
        find: "this._server.off('error', this._on_error);",
        replace: '',
      },
    ],
  },
];
