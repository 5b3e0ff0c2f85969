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
];
