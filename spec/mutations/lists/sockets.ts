import type { MutationList } from '../mutation';

export const lists: readonly MutationList[] = [
  {
    file: 'byte_buffer.ts',
    specs: ['spec/byte_buffer.spec.ts', 'spec/stream_reader.spec.ts'],
    mutations: [
      {
        name: 'a small piece is written into what was handed over',
        find: 'this._room = this._room.subarray(piece.length);',
        replace: '',
      },
      {
        name: 'small pieces stay as they came',
        find: 'if (piece.length < SMALL && this._first < this._pieces.length) this._gather(piece);\n    else',
        replace: '',
      },
      {
        name: 'a part of a larger array is taken for all of it',
        find: 'Buffer.from(data.buffer, data.byteOffset, data.length);',
        replace: 'Buffer.from(data.buffer);',
      },
      {
        name: 'a small part keeps the whole in memory',
        find: 'return part.length * 2 < first.length ? Buffer.from(part) : part;',
        replace: 'return part;',
      },
      {
        name: 'pieces that are taken stay in memory',
        find: 'this._pieces.splice(0, this._first);\n      this._first = 0;',
        replace: '',
      },
      {
        name: 'a separator that begins before the search is found',
        find: 'Math.max(from - start, 0)',
        replace: '0',
      },
      {
        name: 'a separator across two pieces is not found',
        find: 'if (crossing >= 0) return crossing;',
        replace: '',
      },
      {
        name: 'a separator across two pieces is found one byte late',
        find: 'return found < 0 ? -1 : start + found;',
        replace: 'return found < 0 ? -1 : start + found + 1;',
      },
      {
        name: 'what is taken still counts',
        find: 'this._length -= size;',
        replace: '',
      },
    ],
  },
  {
    file: 'deque.ts',
    specs: ['spec/deque.spec.ts', 'spec/properties/deque.spec.ts'],
    mutations: [
      {
        name: 'a queue keeps what has left it in memory',
        find: 'this._slots[this._head] = undefined;',
        replace: '',
      },
      {
        name: 'a queue that is full takes itself for empty',
        find: 'if (this._tail === this._head) this._grow();',
        replace: '',
      },
      {
        name: 'a queue grows in the wrong order',
        find: 'old[(this._head + i) & (size - 1)]',
        replace: 'old[i]',
      },
      {
        name: 'removing from a queue leaves a gap',
        find: 'for (; i !== this._head; i = (i - 1) & mask) slots[i] = slots[(i - 1) & mask];',
        replace: '',
      },
      {
        name: 'a queue may change while somebody goes through it',
        find: "throw new RuntimeError('deque mutated during iteration');",
        replace: 'return;',
      },
    ],
  },
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
  {
    file: 'socket_datagram.ts',
    specs: [
      'spec/socket.spec.ts',
      'spec/socket_datagram.spec.ts',
      'spec/datagram_transport.spec.ts',
    ],
    mutations: [
      {
        name: 'a datagram socket reads ahead without end',
        find: 'if (this._bytes_ahead >= MOST_BYTES_AHEAD) this._read(false);',
        replace: '',
      },
      {
        name: 'a datagram socket counts datagrams, not their bytes',
        find: 'this._bytes_ahead += data.length;',
        replace: 'this._bytes_ahead += 1;',
      },
      {
        name: 'a datagram socket that was full reads no more',
        find: 'if (this._bytes_ahead < MOST_BYTES_AHEAD / 2) this._read(true);',
        replace: '',
      },
      {
        name: 'a datagram socket that was full reads at once when a datagram is taken',
        find: 'MOST_BYTES_AHEAD / 2',
        replace: 'MOST_BYTES_AHEAD',
      },
      {
        name: 'a datagram socket that was full reads once nothing is left',
        find: 'this._bytes_ahead < MOST_BYTES_AHEAD / 2',
        replace: 'this._received.length === 0',
      },
      {
        name: 'what is taken from a datagram socket still counts',
        find: 'this._bytes_ahead -= data.length;',
        replace: '',
      },
      {
        name: 'the last datagram comes first',
        find: 'this._received.popleft()',
        replace: 'this._received.pop()',
      },
      {
        name: 'nobody hears that a datagram could not be sent',
        find: 'else this._fail(error);\n  };\n\n  /** Set',
        replace: '  };\n\n  /** Set',
      },
      {
        name: 'nobody hears that a datagram has gone',
        find: 'if (error === null) this.on_change();\n    else this._fail(error);',
        replace: 'if (error !== null) this._fail(error);',
      },
      {
        name: 'an error of datagrams does not stop the next one',
        find: 'undefined): number {\n    this._raise_pending();',
        replace: 'undefined): number {',
      },
      {
        name: 'an error of datagrams is no reason to read',
        find: 'return this._received.length > 0 || this._has_failed;',
        replace: 'return this._received.length > 0;',
      },
      {
        name: 'a connected datagram socket sends to anybody',
        find: 'if (to !== undefined && this._is_connected) throw os_error(errno.EISCONN as number);',
        replace: '',
      },
      {
        name: 'a datagram socket cannot be connected twice',
        find: 'if (this._is_connected) this._disconnect(handle);',
        replace: '',
      },
      {
        name: 'a datagram socket that is connected twice has another port',
        find: 'if (left.port !== port) handle.bind(left.address, port, 0);',
        replace: '',
      },
      {
        name: 'a datagram socket that cannot be connected is',
        find: 'if (handle.getpeername({}) < 0) throw os_error(-handle.connect(host, port));',
        replace: '',
      },
      {
        name: 'a datagram socket tells later that it cannot be connected',
        find: 'this._socket.connect(port, host, () => {});',
        replace: 'this._socket.connect(port, host);',
      },
      {
        name: 'a datagram socket is bound when it sends, and does not know',
        find: 'if (!this._is_bound) this.bind(this._any(), 0);',
        replace: '',
      },
      {
        name: 'a datagram that does not fit is sent',
        find: 'if (data.length > LONGEST[this._kind]) throw os_error(errno.EMSGSIZE as number);',
        replace: '',
      },
      {
        name: 'a datagram without an address is sent somewhere',
        find: 'if (to === undefined && !this._is_connected) throw os_error(errno.EDESTADDRREQ as number);',
        replace: 'if (to === undefined && !this._is_connected) return data.length;',
      },
      {
        name: 'a datagram comes whole though a part was asked for',
        find: 'return [data.subarray(0, size), from];',
        replace: 'return [data, from];',
      },
    ],
  },
  {
    file: 'getaddrinfo.ts',
    specs: ['spec/getaddrinfo.spec.ts'],
    mutations: [
      {
        name: 'a look-up of nothing finds something',
        find: 'if (name === undefined && service === undefined) throw gai_error(socket.EAI_NONAME);',
        replace: '',
      },
      {
        name: 'a look-up takes flags that there are not',
        find: 'if (flags & ~KNOWN_FLAGS) throw gai_error(socket.EAI_BADFLAGS);',
        replace: '',
      },
      {
        name: 'no host is every interface',
        find: "flags & socket.AI_PASSIVE ? [v4('0.0.0.0'), v6('::')]",
        replace: "!(flags & socket.AI_PASSIVE) ? [v4('0.0.0.0'), v6('::')]",
      },
      {
        name: 'a port may be larger than there are',
        find: 'const number = Number(service ?? 0) & 0xffff;',
        replace: 'const number = Number(service ?? 0);',
      },
      {
        name: 'an address of the other family is looked up',
        find: 'if (!(flags & socket.AI_V4MAPPED)) throw gai_error(socket.EAI_ADDRFAMILY);',
        replace: 'if (!(flags & socket.AI_V4MAPPED)) return undefined;',
      },
      {
        name: 'a service of the other transport is found',
        find: 'kind.transport && ports.get(kind.transport)',
        replace: "kind.transport && (ports.get('tcp') ?? ports.get('udp'))",
      },
      {
        name: 'every entry has the canonical name',
        find: 'return [[af, kind, number, name as string, address], ...others];',
        replace:
          'return infos.map(([f, k, n, , a]) => [f, k, n, name as string, a] as AddressInfo);',
      },
      {
        name: 'the C library cuts a name short',
        find: "if (text.includes('\\0')) throw new ValueError('embedded null character');",
        replace: '',
      },
    ],
  },
  {
    file: 'getnameinfo.ts',
    specs: ['spec/getnameinfo.spec.ts'],
    mutations: [
      {
        name: 'the name of a host is looked up though its number was asked for',
        find: 'if (flags & socket.NI_NUMERICHOST) return written;',
        replace: '',
      },
      {
        name: 'a host without a name is an error',
        find: "error.code === 'ENOTFOUND' && !(flags & socket.NI_NAMEREQD)",
        replace: "error.code === 'ENOTFOUND' && (flags & socket.NI_NAMEREQD)",
      },
      {
        name: 'the service of the other transport is told',
        find: "flags & socket.NI_DGRAM ? 'udp' : 'tcp'",
        replace: "flags & socket.NI_DGRAM ? 'tcp' : 'udp'",
      },
      {
        name: 'a port without a name has none',
        find: 'return name ?? String(port);',
        replace: "return name ?? '';",
      },
    ],
  },
  {
    file: 'concurrent/waiting.ts',
    specs: ['spec/concurrent/waiting.spec.ts', 'spec/concurrent/executor.spec.ts'],
    mutations: [
      {
        name: 'wait() of concurrent futures does not end with the first',
        find: 'return_when === FIRST_COMPLETED || (',
        replace: '(',
      },
      {
        name: 'wait() of concurrent futures does not end with an exception',
        find: '(return_when === FIRST_EXCEPTION && has_raised(future))',
        replace: '(return_when === FIRST_EXCEPTION && !future)',
      },
      {
        name: 'wait() of concurrent futures leaves its callbacks',
        find: 'remove_waiter(futures, waiter);\n      resolve',
        replace: 'resolve',
      },
      {
        name: 'as_completed() of concurrent futures has no limit of time',
        find: 'if (expired) throw new TimeoutError(`',
        replace: 'if (expired && waiting.size < 0) throw new TimeoutError(`',
      },
      {
        name: 'as_completed() of concurrent futures forgets those that were done',
        find: 'let finished = [...waiting].filter(is_settled);',
        replace: 'let finished: F[] = [];',
      },
    ],
  },
];
