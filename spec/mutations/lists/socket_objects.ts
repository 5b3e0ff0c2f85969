import type { MutationList } from '../mutation';

export const lists: readonly MutationList[] = [
  {
    file: 'socket.ts',
    specs: ['spec/socket.spec.ts', 'spec/socket/', 'spec/sock_calls.spec.ts'],
    mutations: [
      {
        name: 'a descriptor becomes a socket',
        find: 'if (descriptor !== undefined && descriptor !== null) {',
        replace: 'if (descriptor === -1) {',
      },
      {
        name: 'any family has sockets',
        find: 'if (!is_family(this.family)) throw os_error(errno.EAFNOSUPPORT as number);',
        replace: '',
      },
      {
        name: 'raw sockets are stream sockets',
        find: 'if (this._kind !== SOCK_STREAM && this._kind !== SOCK_DGRAM) {',
        replace: 'if (this._kind < 0) {',
      },
      {
        name: 'Unix datagrams are those of IPv4',
        find: 'if (this.family === AF_UNIX && this._kind === SOCK_DGRAM) {',
        replace: 'if (this.family < 0) {',
      },
      {
        name: 'a socket is bound twice',
        find: 'if (this._end !== undefined) throw os_error(errno.EINVAL as number);',
        replace: '',
      },
      {
        name: 'datagrams can be listened for',
        find: 'if (this._kind === SOCK_DGRAM) throw os_error(errno.EOPNOTSUPP as number);',
        replace: '',
      },
      {
        name: 'a socket listens only when it was bound',
        find: 'if (this._end === undefined && this.family !== AF_UNIX) {',
        replace: 'if (this._end === undefined && this.family < 0) {',
      },
      {
        name: 'a socket accepts though it does not listen',
        find: 'if (!(end instanceof ListeningEnd)) throw os_error(errno.EINVAL as number);',
        replace: 'if (!(end instanceof ListeningEnd)) throw os_error(errno.EAGAIN as number);',
      },
      {
        name: 'a connected socket connects again',
        find: 'if (this._end !== undefined) throw os_error(errno.EISCONN as number);',
        replace: '',
      },
      {
        name: 'connect() says nothing of what is on its way',
        find: 'throw os_error(errno.EINPROGRESS as number);',
        replace: '',
      },
      {
        name: 'connect_ex() raises',
        find: 'if (error instanceof OSError && error.errno !== undefined) return error.errno;',
        replace: '',
      },
      {
        name: 'a negative number of bytes can be asked for',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: this is the text in lib/.
        find: 'if (bufsize < 0) throw new ValueError(`negative buffersize in ${method}`);',
        replace: '',
      },
      {
        name: 'a number of bytes may be anything',
        find: "if (typeof bufsize !== 'number' || !Number.isInteger(bufsize)) {",
        replace: 'if (bufsize === null) {',
      },
      {
        name: 'sendto() of a stream sends',
        find: 'if (this._kind === SOCK_STREAM) throw os_error(errno.EISCONN as number);',
        replace: '',
      },
      {
        name: 'a blocking socket raises BlockingIOError',
        find: 'if (!(error instanceof BlockingIOError) || this._timeout === 0) throw error;',
        replace: 'throw error;',
      },
      {
        name: 'a socket that does not block says what to do',
        find: '|| this._timeout === 0) throw error;',
        replace: ') throw error;',
      },
      {
        name: 'a socket can be shut down in any way',
        find: 'if (![SHUT_RD, SHUT_WR, SHUT_RDWR].includes(how)) throw os_error(errno.EINVAL as number);',
        replace: '',
      },
      {
        name: 'a socket shuts down the other direction',
        find: 'shutdown(how !== SHUT_WR, how !== SHUT_RD)',
        replace: 'shutdown(how !== SHUT_RD, how !== SHUT_WR)',
      },
      {
        name: 'text can be sent',
        find: 'if (data instanceof Uint8Array) return;',
        replace: 'return;',
      },
      {
        name: 'options of a socket are ignored when they are unknown',
        find: "name === 'socketpair' ? keys.slice(0, 3) : keys",
        replace: 'Object.keys(family) as typeof keys[number][]',
      },
    ],
  },
  {
    file: 'socket_state.ts',
    specs: ['spec/socket.spec.ts', 'spec/socket/', 'spec/sock_calls.spec.ts'],
    mutations: [
      {
        name: 'a closed descriptor belongs to a socket',
        find: 'return found?.fileno() === fd ? found : undefined;',
        replace: 'return found;',
      },
      {
        name: 'the type of a socket has its flags',
        find: 'this._kind = type & ~(SOCK_NONBLOCK | SOCK_CLOEXEC);',
        replace: 'this._kind = type;',
      },
      {
        name: 'a socket of a non-blocking type blocks',
        find: 'if (type & SOCK_NONBLOCK) this._timeout = 0;',
        replace: '',
      },
      {
        name: 'a closed socket prints as an open one',
        find: "this._is_closed ? ' [closed]' : ''",
        replace: "''",
      },
      {
        name: 'a closed socket has a descriptor',
        find: 'return this._is_closed ? -1 : (this._end?.fileno() ?? -1);',
        replace: 'return this._end?.fileno() ?? -1;',
      },
      {
        name: 'a socket that blocks does not',
        find: 'this.settimeout(flag ? undefined : 0);',
        replace: 'this.settimeout(0);',
      },
      {
        name: 'a timeout may be negative',
        find: "if (typeof value === 'number' && value < 0) throw new ValueError('Timeout value out of range');",
        replace: '',
      },
      {
        name: 'a socket without a peer has one',
        find: 'if (name === undefined) throw os_error(errno.ENOTCONN as number);\n    return name;',
        replace: "return name ?? '';",
      },
      {
        name: 'a closed socket can be used',
        find: 'if (this._is_closed) throw os_error(errno.EBADF as number);',
        replace: '',
      },
      {
        name: 'options are forgotten until there is something to set them on',
        find: 'end.on_change = () => this._changed();\n    this._apply_options(end);',
        replace: 'end.on_change = () => this._changed();',
      },
      {
        name: 'SO_TYPE is not known',
        find: 'if (level === SOL_SOCKET && option === SO_TYPE) return this._kind;',
        replace: '',
      },
      {
        name: 'SO_ERROR is not known',
        find: 'if (level === SOL_SOCKET && option === SO_ERROR)\n      return socket_options.errno_number(this._end?.take_error());',
        replace: '',
      },
      {
        name: 'closing a socket tells nobody',
        find: 'this._end?.close();\n    this._changed();',
        replace: 'this._end?.close();',
      },
      {
        name: 'closing a socket leaves it open',
        find: 'this._end?.close();\n    this._changed();',
        replace: 'this._changed();',
      },
      {
        name: 'a socket that is detached is closed',
        find: 'by_descriptor.delete(fd);\n    this._is_closed = true;\n    this._changed();',
        replace:
          'by_descriptor.delete(fd);\n    this._is_closed = true;\n    this._end?.close();\n    this._changed();',
      },
      {
        name: 'a socket that is detached can still be used',
        find: 'by_descriptor.delete(fd);\n    this._is_closed = true;\n    this._changed();',
        replace: 'by_descriptor.delete(fd);\n    this._changed();',
      },
      {
        name: 'who listens to a socket does not have it read',
        find: 'this._end?.watch();',
        replace: '',
      },
      {
        name: 'who listens to a socket no more hears of it',
        find: 'this._listeners.delete(listener);',
        replace: '',
      },
      {
        name: 'the descriptor of a stream is not known',
        find: 'if (this._end instanceof StreamEnd) this._register();',
        replace: '',
      },
      {
        name: 'what keeps the process alive does not once it connects',
        find: 'if (this._is_referenced) end.ref();',
        replace: '',
      },
    ],
  },
  {
    file: 'socket_address.ts',
    specs: ['spec/socket.spec.ts', 'spec/socket/', 'spec/sock_calls.spec.ts'],
    mutations: [
      {
        name: 'an address may be anything',
        find: 'if (!Array.isArray(address)) {',
        replace: 'if (address === null) {',
      },
      {
        name: 'an address may have any length',
        find: 'if (address.length < 2 || address.length > (family === AF_INET ? 2 : 4)) {',
        replace: 'if (address.length < 2) {',
      },
      {
        name: 'a port may be any number',
        find: 'if (port < 0 || port > 0xffff) throw',
        replace: 'if (port < 0) throw',
      },
      {
        name: 'a port may be negative',
        find: 'if (port < 0 || port > 0xffff) throw',
        replace: 'if (port > 0xffff) throw',
      },
      {
        name: 'a host may be anything',
        find: "if (typeof host !== 'string')",
        replace: 'if (host === null)',
      },
      {
        name: 'a port may be a text',
        find: 'if (!Number.isInteger(port))',
        replace: 'if (port === null)',
      },
      {
        name: 'no host is the loopback',
        find: "'': ['0.0.0.0', '::'],",
        replace: "'': ['127.0.0.1', '::1'],",
      },
      {
        name: 'localhost has to be looked up',
        find: "localhost: ['127.0.0.1', '::1'],",
        replace: '',
      },
      {
        name: 'names are some address',
        find: 'if (version === 0) {',
        replace: 'if (version === 1) {',
      },
      {
        name: 'an address of IPv6 is one of IPv4',
        find: 'if ((version === 4) !== (family === AF_INET)) throw os_error(errno.EAFNOSUPPORT as number);',
        replace: '',
      },
      {
        name: 'a path may have any length',
        find: "if (Buffer.byteLength(address) > LONGEST_PATH) throw new OSError('AF_UNIX path too long');",
        replace: '',
      },
      {
        name: 'the length of a path is that of its text',
        find: 'Buffer.byteLength(address)',
        replace: 'address.length',
      },
      {
        name: 'a path may be anything',
        find: "if (typeof address !== 'string') {",
        replace: 'if (address === null) {',
      },
    ],
  },
  {
    file: 'socket_options.ts',
    specs: ['spec/socket.spec.ts', 'spec/socket/', 'spec/sock_calls.spec.ts'],
    mutations: [
      {
        name: 'SO_REUSEPORT seems to be set',
        find: 'if (name === REUSEPORT && value !== 0) throw os_error(errno.ENOPROTOOPT as number);',
        replace: '',
      },
      {
        name: 'SO_REUSEADDR of TCP seems to be unset',
        find: 'if (name === REUSEADDR && value === 0 && is_stream) {',
        replace: 'if (name === REUSEADDR && value < 0) {',
      },
      {
        name: 'any option can be set',
        find: 'if (!(name in late) && !EARLY.includes(name) && name !== REUSEPORT) {',
        replace: 'if (value === -99) {',
      },
      {
        name: 'no IPv6 socket is for IPv6 alone',
        find: 'options.get(V6ONLY) === 1',
        replace: 'options.get(V6ONLY) === 2',
      },
      {
        name: 'no datagram socket shares its port',
        find: 'options.get(REUSEADDR) === 1',
        replace: 'options.get(REUSEADDR) === 2',
      },
      {
        name: 'options of streams are not set',
        find: 'STREAM_OPTIONS[name]?.(end, value);',
        replace: '',
      },
      {
        name: 'options of datagrams are not set',
        find: 'if (change !== undefined) end.use_options((socket) => change(socket, value));',
        replace: '',
      },
      {
        name: 'sizes are as they were asked for',
        find: 'const value = (read && end?.use_options(read)) ?? options.get(name);',
        replace: 'const value = options.get(name) ?? (read && end?.use_options(read));',
      },
      {
        name: 'any option can be asked for',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: this is the text in lib/.
        find: 'throw new NotImplementedError(`Node does not tell option ${option} at level ${level}`);',
        replace: 'return 0;',
      },
      {
        name: 'what was not set is not known',
        find: 'if ([...EARLY, REUSEPORT].includes(name) || name in STREAM_OPTIONS || name in DATAGRAM_OPTIONS) {\n    return 0;\n  }',
        replace: '',
      },
      {
        name: 'SO_ERROR is always zero',
        find: 'if (error instanceof OSError) return error.errno ?? (errno.EIO as number);',
        replace: 'if (error instanceof OSError) return 0;',
      },
    ],
  },
  {
    file: 'socket_pair.ts',
    specs: ['spec/socket_pair.spec.ts'],
    mutations: [
      {
        name: 'a pair leaves its directory',
        find: 'rmSync(directory, { recursive: true, force: true });',
        replace: '',
      },
      {
        name: 'a pair goes on to listen',
        find: 'listening.close();\n    };',
        replace: '};',
      },
      {
        name: 'a pair reads at once',
        find: 'for (const stream of [first, second]) stream.pause();',
        replace: '',
      },
      {
        name: 'a pair ends with what can be read',
        find: 'new Socket({ allowHalfOpen: true })',
        replace: 'new Socket()',
      },
      {
        name: 'a pair has no second',
        find: 'take_over(second, listening.accept_stream());',
        replace: 'listening.accept_stream();',
      },
      {
        name: 'no place to meet is an error of Node',
        find: 'throw python_error(error);',
        replace: 'throw error;',
      },
      {
        name: 'a pair that is not wanted stays open',
        find: 'for (const socket of pair) socket.destroy();',
        replace: '',
      },
      {
        name: 'a pair has no descriptors yet',
        find: 'for (const socket of pair) yield* has_connected(loop, socket);',
        replace: '',
      },
    ],
  },
  {
    file: 'pipe_streams.ts',
    specs: ['spec/pipe_streams.spec.ts'],
    mutations: [
      {
        name: 'files can be read as pipes',
        find: "if (!is_pipe(stats_of(fd))) throw new ValueError('Pipe transport is for pipes/sockets only.');",
        replace: '',
      },
      {
        name: 'files can be written as pipes',
        find: 'if (!is_pipe(stats)) {',
        replace: 'if (stats.isBlockDevice()) {',
      },
      {
        name: 'a stream of Node is opened a second time',
        find: 'if (pipe instanceof WriteStream) return { stream: pipe, fd, shows_end: false };',
        replace: '',
      },
      {
        name: 'what is closed is a pipe',
        find: "if (typeof pipe === 'object' && (fd as number) < 0) {",
        replace: "if (typeof pipe === 'object' && (fd as number) < -99) {",
      },
      {
        name: 'a pipe that is not open is an error of Node',
        find: 'throw python_error(error);',
        replace: 'throw error;',
      },
      {
        name: 'anything has a descriptor',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: this is the text in lib/.
        find: "} else throw new TypeError(`'${type_name(pipe)}' object has no attribute 'fileno'`);",
        replace: '} else fd = 0;',
      },
    ],
  },
];
