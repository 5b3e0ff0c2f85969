import type { MutationList } from '../mutation';

export const lists: readonly MutationList[] = [
  {
    file: 'datagram_endpoint.ts',
    specs: [
      'spec/conformance/test_base_events.5',
      'spec/conformance/test_events.6_sockets',
      'spec/datagram_endpoint.spec.ts',
    ],
    mutations: [
      {
        name: 'a stream socket is taken for one of datagrams',
        find: 'if ((sock.type & 0xf) !== SOCK_DGRAM) {',
        replace: 'if ((sock.type & 0xf) === 9) {',
      },
      {
        name: 'an existing socket takes other options',
        find: "if (!problems.some(([name]) => name !== 'reuse_address')) return;",
        replace: 'if (problems) return;',
      },
      {
        name: 'an existing socket is ignored',
        find: 'if (sock != null) {',
        replace: 'if (sock != null && sock.fileno() < 0) {',
      },
      {
        name: 'reuse_address is taken for datagrams',
        find: 'if (reuse_address) {',
        replace: 'if (reuse_address === null) {',
      },
      {
        name: 'reuse_address=False is no longer deprecated',
        find: 'if (reuse_address === undefined) return;',
        replace: 'if (!reuse_address) return;',
      },
      {
        name: 'an endpoint without addresses and family is made',
        find: "if (family === 0) throw new ValueError('unexpected address family');",
        replace: '',
      },
      {
        name: 'an address of datagrams may be anything',
        find: "python_assert(Array.isArray(addr) && addr.length === 2, '2-tuple is expected');",
        replace: '',
      },
      {
        name: 'a look-up for datagrams that finds nothing is no error',
        find: "if (infos.length === 0) throw new OSError('getaddrinfo() returned empty list');",
        replace: '',
      },
      {
        name: 'one address of two is enough',
        find: '(local_addr == null || local !== undefined) && (remote_addr == null || remote !== undefined)',
        replace: 'local !== undefined || remote !== undefined',
      },
      {
        name: 'addresses of datagrams that do not match are no error',
        find: "if (complete.length === 0) throw new ValueError('can not get address information');",
        replace: '',
      },
      {
        name: 'broadcast is never allowed',
        find: 'if (options.allow_broadcast) sock.setsockopt(SOL_SOCKET, SO_BROADCAST, 1);',
        replace: '',
      },
      {
        name: 'reuse_port is ignored for datagrams',
        find: 'if (options.reuse_port) {',
        replace: 'if (options.reuse_port === null) {',
      },
      {
        name: 'an endpoint is not bound',
        find: 'if (local !== undefined) sock.bind(local);',
        replace: '',
      },
      {
        name: 'an endpoint is not connected',
        find: 'if (remote !== undefined) yield* loop.sock_connect(sock, remote);',
        replace: '',
      },
      {
        name: 'an endpoint that cannot be connected is there all the same',
        find: 'if (remote !== undefined) yield* loop.sock_connect(sock, remote);',
        replace:
          'try {\n        if (remote !== undefined) yield* loop.sock_connect(sock, remote);\n      } catch {}',
      },
      {
        name: 'the socket of an endpoint that failed stays open',
        find: 'sock?.close();\n',
        replace: '',
      },
      {
        name: 'any error makes an endpoint try the next address',
        find: 'if (!(error instanceof OSError)) throw error;\n      errors.push(error);',
        replace: 'errors.push(error as OSError);',
      },
      {
        name: 'the last error of an endpoint is raised',
        find: 'throw errors[0];',
        replace: 'throw errors.at(-1);',
      },
      {
        name: 'an endpoint does not know its only peer',
        find: 'return [sock, remote];',
        replace: 'return [sock, undefined];',
      },
    ],
  },
  {
    file: 'datagram_transport.ts',
    specs: [
      'spec/conformance/test_selector_events.2',
      'spec/conformance/test_events.6_sockets',
      'spec/datagram_transport.spec.ts',
    ],
    mutations: [
      {
        name: 'sendto() takes text',
        find: 'if (!(data instanceof Uint8Array)) {',
        replace: "if (!(data instanceof Uint8Array || typeof data === 'string')) {",
      },
      {
        name: 'a connected endpoint sends to anybody',
        find: 'if (this._address !== undefined && addr != null && !same(addr, this._address)) {',
        replace: 'if (this._address === null) {',
      },
      {
        name: 'a connected endpoint may not name its peer',
        find: 'addr != null && !same(addr, this._address)',
        replace: 'addr != null',
      },
      {
        name: 'an endpoint is there before connection_made() was called',
        find: 'loop.call_soon(made, this);',
        replace: 'loop.call_soon(() => loop.call_soon(() => loop.call_soon(made, this)));',
      },
      {
        name: 'a datagram is not told',
        find: 'this.get_protocol().datagram_received(...received);',
        replace: '',
      },
      {
        name: 'an error of datagrams is not told to the protocol',
        find: 'if (error instanceof OSError) this.get_protocol().error_received(error);\n    else if',
        replace: 'if (error instanceof OSError) return false;\n    if',
      },
      {
        name: 'an error of datagrams closes the endpoint',
        find: 'if (error instanceof OSError) this.get_protocol().error_received(error);\n    else if',
        replace: 'if',
      },
      {
        name: 'a datagram that waits is not counted',
        find: 'this._buffer_size += data.length;',
        replace: '',
      },
      {
        name: 'a datagram that waits may change',
        find: 'this._buffer.push([Uint8Array.from(data), addr]);',
        replace: 'this._buffer.push([data, addr]);',
      },
      {
        name: 'a datagram overtakes those that wait',
        find: 'if (this._buffer.length === 0) {\n      if',
        replace: 'if (this._buffer.length >= 0) {\n      if',
      },
      {
        name: 'datagrams that wait do not pause the protocol',
        find: 'this._buffer_size += data.length;\n    this._maybe_pause_protocol();',
        replace: 'this._buffer_size += data.length;',
      },
      {
        name: 'datagrams that went do not resume the protocol',
        find: 'this._maybe_resume_protocol();',
        replace: '',
      },
      {
        name: 'a datagram that was sent stays in the buffer',
        find: 'this._buffer.shift();\n',
        replace: '',
      },
      {
        name: 'closing an endpoint drops what waits',
        find: 'if (this._buffer.length > 0) return;\n    this._conn_lost += 1;',
        replace: 'this._conn_lost += 1;',
      },
      {
        name: 'an endpoint that closes never ends',
        find: 'if (this._closing) this._call_connection_lost(undefined);',
        replace: '',
      },
      {
        name: 'an endpoint cannot be closed when it is closed',
        find: 'override close(): void {\n    if (this._closing) return;',
        replace: 'override close(): void {',
      },
      {
        name: 'an endpoint that is closed leaves its socket open',
        find: 'this._sock?.close();\n',
        replace: '',
      },
      {
        name: 'an endpoint does not tell its own address',
        find: 'sockname: sock.getsockname(), ',
        replace: '',
      },
    ],
  },
  {
    file: 'sock_calls.ts',
    specs: ['spec/conformance/test_events.6_sockets', 'spec/sock_calls.spec.ts'],
    mutations: [
      {
        name: 'debug mode takes a blocking socket',
        find: 'if (loop.get_debug() && sock.gettimeout() !== 0) {',
        replace: 'if (loop.get_debug() && sock.gettimeout() === -1) {',
      },
      {
        name: 'a blocking socket is refused without debug mode',
        find: 'if (loop.get_debug() && sock.gettimeout() !== 0) {',
        replace: 'if (sock.gettimeout() !== 0) {',
      },
      {
        name: 'sock_recv() gives another number of bytes',
        find: 'fut.set_result(sock.recv(n));',
        replace: 'fut.set_result(sock.recv(n + 1));',
      },
      {
        name: 'sock_recv() that was cancelled takes the data',
        find: 'if (fut.cancelled()) return;\n    try {\n      fut.set_result(sock.recv(n));',
        replace:
          'try {\n      const data = sock.recv(n);\n      if (!fut.cancelled()) fut.set_result(data);',
      },
      {
        name: 'sock_recv() goes on to watch the socket',
        find: 'if (is_registered) loop.remove_reader(sock);\n    if (fut.cancelled()) return;\n    try {\n      fut.set_result(sock.recv',
        replace: 'if (fut.cancelled()) return;\n    try {\n      fut.set_result(sock.recv',
      },
      {
        name: 'sock_sendall() sends what the system takes at once',
        find: 'if (sent === rest.length) {',
        replace: 'if (sent > 0) {',
      },
      {
        name: 'sock_sendall() sends the beginning again',
        find: 'if (sent > 0) rest = rest.subarray(sent);',
        replace: '',
      },
      {
        name: 'sock_sendall() of nothing never ends',
        find: '  else fut.set_result();\n  return fut;',
        replace: '  return fut;',
      },
      {
        name: 'sock_connect() does not look at the outcome',
        find: 'if (number !== 0) {',
        replace: 'if (number < 0) {',
      },
      {
        name: 'sock_connect() does not name the address',
        find: 'throw os_error(number, `Connect call failed',
        replace: 'throw os_error(number, `Call failed',
      },
      {
        name: 'sock_connect() that was cancelled goes on to watch the socket',
        find: 'fut.add_done_callback(() => loop.remove_writer(sock));',
        replace: '',
      },
      {
        name: 'sock_connect() does not look names up',
        find: 'if (sock.family !== AF_UNIX) {',
        replace: 'if (sock.family === -1) {',
      },
      {
        name: 'sock_accept() gives a blocking socket',
        find: 'connection.setblocking(false);',
        replace: 'connection.setblocking(true);',
      },
      {
        name: 'sock_accept() does not tell the address',
        find: 'fut.set_result([connection, address]);',
        replace: 'fut.set_result([connection, connection.getsockname() ?? address]);',
      },
      {
        name: 'an error of a socket call leaves the loop',
        find: 'fut.set_exception(error);\n  return false;',
        replace: 'throw error;',
      },
    ],
  },
  {
    file: 'watches.ts',
    specs: ['spec/conformance/test_events.6_sockets', 'spec/watches.spec.ts'],
    mutations: [
      {
        name: 'what stays ready is told once',
        find: 'this.source._look_again?.();\n      this.check();',
        replace: '',
      },
      {
        name: 'a reader is called for what can be written',
        find: 'this._can_read() && this.reader',
        replace: 'this._can_write() && this.reader',
      },
      {
        name: 'a reader that was removed is called',
        find: 'if (handle && !handle._cancelled) handle._run();',
        replace: 'if (handle) handle._run();',
      },
      {
        name: 'a transport does not protect its descriptor',
        find: 'if (transport === undefined || transport.is_closing()) return;',
        replace: 'if (transport) return;',
      },
      {
        name: 'a transport protects its descriptor though it closes',
        find: 'if (transport === undefined || transport.is_closing()) return;',
        replace: 'if (transport === undefined) return;',
      },
      {
        name: 'a second reader leaves the first one',
        find: 'watch[direction]?.cancel();\n    watch[direction] = handle;',
        replace: 'watch[direction] ??= handle;',
      },
      {
        name: 'removing a reader says nothing',
        find: 'if (watch === undefined || handle === undefined) return false;',
        replace: 'if (watch === undefined || handle === undefined) return true;',
      },
      {
        name: 'removing a reader removes the writer',
        find: 'if (watch.reader === undefined && watch.writer === undefined) this._end(watch);',
        replace: 'this._end(watch);',
      },
      {
        name: 'a socket without reader and writer is still watched',
        find: 'if (watch.reader === undefined && watch.writer === undefined) this._end(watch);',
        replace: '',
      },
      {
        name: 'a closed loop goes on to watch',
        find: 'for (const watch of [...this._watches.values()]) this._end(watch);',
        replace: '',
      },
    ],
  },
  {
    file: 'selector_events.ts',
    specs: [
      'spec/conformance/test_events.6_sockets',
      'spec/conformance/test_selector_events.1',
      'spec/watches.spec.ts',
    ],
    mutations: [
      {
        name: 'a loop with sockets cannot be closed twice',
        find: 'super.close();\n    this._watches.close();',
        replace: 'this._check_closed();\n    super.close();\n    this._watches.close();',
      },
      {
        name: 'a closed loop watches descriptors',
        find: "this._check_closed();\n    this._watches.add(file, 'reader', callback, args);",
        replace: "this._watches.add(file, 'reader', callback, args);",
      },
      {
        name: 'a closed loop still has its watches',
        find: "return !this.is_closed() && this._watches.remove(file, 'reader');",
        replace: "return this.is_closed() || this._watches.remove(file, 'reader');",
      },
      {
        name: 'a reader gets no arguments',
        find: "this._watches.add(file, 'reader', callback, args);",
        replace: "this._watches.add(file, 'reader', callback, []);",
      },
      {
        name: 'a writer gets no arguments',
        find: "this._watches.add(file, 'writer', callback, args);",
        replace: "this._watches.add(file, 'writer', callback, []);",
      },
      {
        name: 'a server that stops leaves its socket open',
        find: 'this._acceptors.get(sock)?.close();',
        replace: '',
        specs: ['spec/conformance/test_events.4'],
      },
    ],
  },
  {
    file: 'pipes.ts',
    specs: ['spec/conformance/test_events.7', 'spec/pipes.spec.ts'],
    mutations: [
      {
        name: 'connect_read_pipe() returns before connection_made()',
        find: 'const transport = new _UnixReadPipeTransport(loop, pipe, protocol, waiter);\n  yield* connected(waiter, transport);',
        replace: 'const transport = new _UnixReadPipeTransport(loop, pipe, protocol, waiter);',
      },
      {
        name: 'who is cancelled while a pipe is connected leaves it open',
        find: 'transport.close();\n    throw error;',
        replace: 'throw error;',
      },
      {
        name: 'connect_write_pipe() returns before connection_made()',
        find: 'const transport = new _UnixWritePipeTransport(loop, pipe, protocol, waiter);\n  yield* connected(waiter, transport);',
        replace: 'const transport = new _UnixWritePipeTransport(loop, pipe, protocol, waiter);',
      },
    ],
  },
  {
    file: 'read_pipe_transport.ts',
    specs: [
      'spec/conformance/test_events.7',
      'spec/conformance/test_streams.4',
      'spec/conformance/test_subprocess.1',
      'spec/read_pipe_transport.spec.ts',
    ],
    mutations: [
      {
        name: 'a pipe does not tell what it is',
        find: 'this._extra.pipe = pipe;',
        replace: '',
      },
      {
        name: 'a pipe loses the first byte of all that it hands on',
        find: 'this._protocol.data_received(data);',
        replace: 'this._protocol.data_received(data.subarray(1));',
      },
      {
        name: 'a pipe hands on nothing',
        find: 'this._protocol.data_received(data);',
        replace: '',
      },
      {
        name: 'a pipe does not tell its end',
        find: 'this._loop.call_soon(bound_method(_protocol, name, _protocol.eof_received));',
        replace: '',
      },
      {
        name: 'a pipe stays open after its end',
        find: '_protocol.eof_received));\n    this._close(undefined);',
        replace: '_protocol.eof_received));',
      },
      {
        name: 'a pipe is read though it is paused',
        find: 'pause_reading(): void {\n    this._polling = false;',
        replace: 'pause_reading(): void {',
      },
      {
        name: 'a pipe that was paused is not read again',
        find: 'this._polling = true;\n    this._schedule_read();',
        replace: 'this._schedule_read();',
      },
    ],
  },
  {
    file: 'write_pipe_transport.ts',
    specs: [
      'spec/conformance/test_events.7',
      'spec/conformance/test_unix_events.1',
      'spec/conformance/test_subprocess.1',
      'spec/write_pipe_transport.spec.ts',
    ],
    mutations: [
      {
        name: 'a pipe sends nothing',
        find: 'this._buffer.write(data);',
        replace: '',
      },
      {
        name: 'a pipe does not notice that its reader has gone',
        find: "stream.on('end', () => this._loop._deliver(() => this._closed_by_peer()));",
        replace: '',
      },
      {
        name: 'a pipe is not closed when its reader has gone',
        find: 'this._close(this._buffer.size > 0 ? new BrokenPipeError() : undefined);',
        replace: '',
      },
      {
        name: 'a pipe has no write_eof()',
        find: 'can_write_eof(): boolean {\n    return true;',
        replace: 'can_write_eof(): boolean {\n    return false;',
      },
      {
        name: 'closing a pipe is not write_eof()',
        find: 'close(): void {\n    this.write_eof();',
        replace: 'close(): void {\n    this.abort();',
      },
      {
        name: 'closing a pipe twice ends it twice',
        find: 'if (this._pipe.closing) return;\n    this._pipe.closing = true;\n    if',
        replace: 'this._pipe.closing = true;\n    if',
      },
      {
        name: 'a pipe that is full does not pause the protocol',
        find: 'else this._maybe_pause_protocol();',
        replace: '',
      },
      {
        name: 'a pipe that was full does not resume the protocol',
        find: 'this._maybe_resume_protocol();',
        replace: '',
      },
      {
        name: 'a pipe whose reader has gone is an error to report',
        find: 'const is_ordinary = IGNORED.some((cls) => error instanceof cls);',
        replace: 'const is_ordinary = IGNORED.length === 0;',
      },
    ],
  },
  {
    file: 'pipe_end.ts',
    specs: [
      'spec/conformance/test_events.7',
      'spec/conformance/test_unix_events.1',
      'spec/read_pipe_transport.spec.ts',
      'spec/write_pipe_transport.spec.ts',
    ],
    mutations: [
      {
        name: 'a pipe does not tell that it is connected',
        find: 'this._loop.call_soon(bound_method(protocol, name, protocol.connection_made), this._transport);',
        replace: '',
      },
      {
        name: 'the repr of a pipe does not show its descriptor',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: this is the text in lib/.
        find: '`fd=${this._fileno}`, ',
        replace: '',
      },
      {
        name: 'a pipe does not tell that it is lost',
        find: 'this._transport.get_protocol().connection_lost(error);',
        replace: '',
      },
      {
        name: 'a pipe that is lost stays open',
        find: 'this.stream?.destroy();',
        replace: '',
      },
    ],
  },
];
