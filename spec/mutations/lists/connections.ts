import type { MutationList } from '../mutation';

export const lists: readonly MutationList[] = [
  {
    file: 'connections.ts',
    specs: [
      'spec/conformance/test_base_events.3',
      'spec/conformance/test_base_events.9',
      'spec/conformance/test_events.4',
    ],
    mutations: [
      {
        name: 'a datagram socket is taken for a connection',
        find: 'return (type & 0xf) === SOCK_STREAM;',
        replace: 'return type !== SOCK_STREAM || true;',
      },
      {
        name: 'create_connection() takes an address and a socket',
        find: "    if (given) {\n      throw new ValueError('host/port and sock can not be specified at the same time');\n    }\n",
        replace: '',
      },
      {
        name: 'create_connection() without an address or a socket fails somehow',
        find: "if (!given) throw new ValueError('host and port was not specified and no sock specified');\n    check_stream_socket(given);\n    sock = given;",
        replace: 'check_stream_socket(given as socket);\n    sock = given as socket;',
      },
      {
        name: 'create_connection() does not look at the socket',
        find: 'check_stream_socket(given);\n',
        replace: '',
      },
      {
        name: 'a name for the certificate is ignored without TLS',
        find: "if (name !== undefined) throw new ValueError('server_hostname is only meaningful with ssl');",
        replace: '',
      },
      {
        name: 'an empty name for the certificate counts as none',
        find: 'if (name !== undefined) return name;',
        replace: 'if (name) return name;',
      },
      {
        name: 'TLS without a host needs no name',
        find: 'if (!host || host.length === 0) {',
        replace: 'if (host === null) {',
      },
      {
        name: 'the certificate has to be for the host though a name is given',
        find: 'if (name !== undefined) return name;',
        replace: '',
      },
      {
        name: 'create_connection() looks up its own address only',
        find: 'if (local_addr) lookups.push(resolve(local_addr));',
        replace: '',
      },
      {
        name: 'a look-up that finds nothing is no error',
        find: "if (infos.length === 0) throw new OSError('getaddrinfo() returned empty list');",
        replace: '',
      },
      {
        name: 'only the first address is tried',
        find: 'if (sock !== undefined) return sock;',
        replace: 'if (sock !== undefined) return sock;\n    break;',
      },
      {
        name: 'the last address is tried first',
        find: 'for (const info of infos) {\n    const sock = yield* try_address',
        replace: 'for (const info of [...infos].reverse()) {\n    const sock = yield* try_address',
      },
      {
        name: 'a socket that could not be connected stays open',
        find: '  } catch (error) {\n    sock?.close();\n    if (!(error',
        replace: '  } catch (error) {\n    if (!(error',
      },
      {
        name: 'any error makes create_connection() try the next address',
        find: 'if (!(error instanceof OSError)) throw error;\n    errors.push(error);',
        replace: 'errors.push(error as OSError);',
      },
      {
        name: 'the own address is not bound',
        find: 'sock.bind(address as SocketAddress);\n      return true;',
        replace: 'return true;',
      },
      {
        name: 'the own address may be in use',
        find: 'errors.push(bind_error(error, address));',
        replace: 'return true;',
      },
      {
        name: 'an address that cannot be bound is not named',
        find: 'errors.push(bind_error(error, address));',
        replace: 'errors.push(error);',
      },
      {
        name: 'the words of the system begin with a capital letter in the middle of a sentence',
        find: 'error.strerror?.toLowerCase() ??',
        replace: 'error.strerror ??',
      },
      {
        name: 'an address that cannot be bound has no errno',
        find: 'return error.errno === undefined',
        replace: 'return error.errno !== undefined',
        specs: ['spec/create_server.spec.ts'],
      },
      {
        name: 'the errors of all addresses are combined even if they are alike',
        find: 'if (others.every((error) => error.message === first.message)) return first;',
        replace: 'if (others.length === 0) return first;',
      },
      {
        name: 'a single error of an address is combined, too',
        find: 'if (others.every((error) => error.message === first.message)) return first;',
        replace:
          'if (others.length > 0 && others.every((error) => error.message === first.message)) return first;',
      },
      {
        name: 'the first error of all addresses stands for all',
        find: 'if (others.every((error) => error.message === first.message)) return first;',
        replace: 'if (others) return first;',
      },
      {
        name: 'the last error of all addresses is raised',
        find: 'return new OSError(`Multiple exceptions:',
        replace:
          'if (others.length > 0) return others.at(-1) as OSError;\n  return new OSError(`Multiple exceptions:',
      },
      {
        name: 'create_connection() returns before connection_made()',
        specs: ['spec/connections.spec.ts'],
        find: '  try {\n    yield* waiter;\n  } catch (error) {\n    transport.close();\n    throw error;\n  }\n  return [transport as Transport, protocol];',
        replace: '  return [transport as Transport, protocol];',
      },
      {
        name: 'connect_accepted_socket() takes a datagram socket',
        find: 'check_stream_socket(sock);\n  const role',
        replace: 'const role',
        specs: ['spec/connections.spec.ts'],
      },
      {
        name: 'an accepted connection speaks TLS as a client',
        find: "const role = { server_side: true, server_hostname: '' };",
        replace: "const role = { server_side: false, server_hostname: '' };",
        specs: ['spec/conformance/test_events.9'],
      },
    ],
  },
  {
    file: 'create_server.ts',
    specs: [
      'spec/conformance/test_base_events.3',
      'spec/conformance/test_events.4',
      'spec/create_server.spec.ts',
    ],
    mutations: [
      {
        name: 'create_server() takes an address and a socket',
        find: "if (sock) throw new ValueError('host/port and sock can not be specified at the same time');",
        replace: '',
      },
      {
        name: 'create_server() without an address or a socket fails somehow',
        find: "if (!sock) throw new ValueError('Neither host/port nor sock were specified');",
        replace: '',
      },
      {
        name: 'create_server() does not look at the socket',
        find: 'check_stream_socket(sock);\n    sockets = [sock];',
        replace: 'sockets = [sock];',
      },
      {
        name: 'a server takes True for a context',
        find: 'if (!(ssl === undefined || ssl === null || ssl instanceof SSLContext)) {',
        replace: "if (ssl === 'text' && !SSLContext) {",
        specs: ['spec/conformance/test_unix_events.2'],
      },
      {
        name: 'a server does not listen',
        find: 'loop._start_serving(protocol_factory, sock, { ssl, server, backlog });',
        replace: '',
      },
      {
        name: 'a server does not know its sockets',
        find: 'const server = new Server(loop, sockets);',
        replace: 'const server = new Server(loop, []);',
      },
      {
        name: 'a server listens on its first address only',
        find: 'for (const info of infos) {',
        replace: 'for (const info of infos.slice(0, 1)) {',
      },
      {
        name: 'a server binds an address twice',
        find: 'return [...new Map(infos.flat().map((info) => [repr(info), info])).values()];',
        replace: 'return infos.flat();',
      },
      {
        name: 'an empty host of a server is looked up',
        find: "if (host === '') return [undefined];",
        replace: '',
      },
      {
        name: 'no host of a server is localhost',
        find: 'return host === undefined || host === null ? [undefined]',
        replace: "return host === undefined || host === null ? ['127.0.0.1']",
      },
      {
        name: 'several hosts of a server are the first one',
        find: '[undefined] : [...host];',
        replace: '[undefined] : [...host].slice(0, 1);',
      },
      {
        name: 'a host of a server that is not found is no error',
        find: 'if (infos.length === 0) throw new OSError(`getaddrinfo',
        replace: 'if (infos.length < 0) throw new OSError(`getaddrinfo',
      },
      {
        name: 'a server that cannot bind one of its addresses leaves others open',
        find: 'for (const sock of sockets) sock.close();\n    throw error;',
        replace: 'throw error;',
      },
      {
        name: 'a server that cannot bind one of its addresses serves the others',
        find: 'for (const sock of sockets) sock.close();\n    throw error;',
        replace: 'if (sockets.length === 0) throw error;',
      },
      {
        name: 'a server does not name the address that it cannot bind',
        find: 'throw bind_error(error, address);',
        replace: 'throw error;',
      },
      {
        name: 'a server does not close the socket that it cannot bind',
        find: '  } catch (error) {\n    sock.close();\n    if (!(error instanceof OSError)) throw error;',
        replace: '  } catch (error) {\n    if (!(error instanceof OSError)) throw error;',
      },
      {
        name: 'a server on IPv6 serves IPv4, too',
        find: 'if (family === AF_INET6) sock.setsockopt(IPPROTO_IPV6, IPV6_V6ONLY, true);',
        replace: '',
      },
    ],
  },
  {
    file: 'server.ts',
    specs: [
      'spec/conformance/test_base_events.3',
      'spec/conformance/test_events.4',
      'spec/create_server.spec.ts',
      'spec/server.spec.ts',
    ],
    mutations: [
      {
        name: 'a closed server goes on to listen',
        find: 'for (const sock of sockets) this._loop._stop_serving(sock);',
        replace: '',
      },
      {
        name: 'a closed server tells its sockets',
        find: 'this.sockets = undefined;\n    for',
        replace: 'for',
      },
      {
        name: 'wait_closed() does not wait for connections',
        find: 'if (this._active_count === 0) this._wakeup();\n  }\n\n  private',
        replace: 'this._wakeup();\n  }\n\n  private',
      },
      {
        name: 'wait_closed() waits for ever when there is no connection',
        find: 'if (this._active_count === 0) this._wakeup();\n  }\n\n  private',
        replace: '}\n\n  private',
      },
      {
        name: 'wait_closed() does not hear of the last connection',
        find: 'if (this._active_count === 0 && this.sockets === undefined) this._wakeup();',
        replace: '',
      },
      {
        name: 'wait_closed() ends with a connection though the server is open',
        find: 'if (this._active_count === 0 && this.sockets === undefined) this._wakeup();',
        replace: 'if (this._active_count === 0) this._wakeup();',
      },
      {
        name: 'wait_closed() of a server that is closed waits for its connections, as in Python 3.12',
        find: 'if (server.sockets === undefined || server._waiters === undefined) return;',
        replace: 'if (server._waiters === undefined) return;',
      },
      {
        name: 'a server wakes who was cancelled',
        find: 'if (!waiter.done()) waiter.set_result(waiter);',
        replace: 'waiter.set_result(waiter);',
      },
    ],
  },
  {
    file: 'accepting.ts',
    specs: [
      'spec/conformance/test_base_events.3',
      'spec/conformance/test_events.4',
      'spec/create_server.spec.ts',
      'spec/server.spec.ts',
    ],
    mutations: [
      {
        name: 'a server that cannot accept any more is silent',
        find: "this._loop.call_exception_handler({\n      message: 'socket.accept() out",
        replace: "void ({\n      message: 'socket.accept() out",
      },
      {
        name: 'any error of accepting is taken for want of descriptors',
        find: 'if (!(error instanceof OSError) || !OUT_OF_RESOURCES.includes(error.errno)) throw error;',
        replace: '',
      },
      {
        name: 'want of descriptors ends the loop',
        find: '!OUT_OF_RESOURCES.includes(error.errno)) throw error;',
        replace: 'OUT_OF_RESOURCES.includes(error.errno)) throw error;',
      },
      {
        name: 'a connection of a server gets no protocol',
        find: 'this._loop.create_task(serve_connection(this._loop, sock, peername, this._service));',
        replace: '',
      },
      {
        name: 'a connection of a server does not know its peer',
        find: 'const options = { extra: { peername }, server };',
        replace: 'const options = { extra: { peername: undefined }, server };',
      },
      {
        name: 'connections do not count for their server',
        find: 'const options = { extra: { peername }, server };',
        replace: 'const options = { extra: { peername } };',
      },
      {
        name: 'an error of a protocol factory leaves the connection open',
        find: 'if (transport === undefined) sock.close();\n    else',
        replace: 'if (transport !== undefined)',
      },
      {
        name: 'an error of a protocol factory is always told',
        find: 'if (!loop.get_debug()) return;',
        replace: '',
      },
      {
        name: 'an error of a protocol factory is never told',
        find: 'if (!loop.get_debug()) return;',
        replace: 'if (error) return;',
      },
      {
        name: 'a server that is closed serves who was waiting',
        find: 'if (this._is_closed) stream.destroy();',
        replace: '',
      },
    ],
  },
  {
    file: 'ensure_resolved.ts',
    specs: [
      'spec/conformance/test_base_events.3',
      'spec/conformance/test_base_events.4',
      'spec/ensure_resolved.spec.ts',
    ],
    mutations: [
      {
        name: 'a numeric host of another kind is not looked up',
        find: 'if (kind !== SOCK_STREAM && kind !== SOCK_DGRAM) return undefined;',
        replace: '',
      },
      {
        name: 'an address with a zone is not looked up',
        find: "if (name.includes('%')) return undefined;",
        replace: '',
      },
      {
        name: 'a numeric address is not looked up though it is of another family',
        find: 'if (isIPv4(name) && (family === AF_UNSPEC || family === AF_INET)) {',
        replace: 'if (isIPv4(name)) {',
      },
      {
        name: 'an address of IPv6 has two parts',
        find: '[name, number, 0, 0]',
        replace: '[name, number]',
      },
      {
        name: 'a datagram goes by TCP',
        find: 'kind === SOCK_STREAM ? IPPROTO_TCP : IPPROTO_UDP',
        replace: 'IPPROTO_TCP',
      },
      {
        name: 'a numeric address is looked up all the same',
        find: 'if (info === undefined) {',
        replace: 'if (info || !info) {',
      },
      {
        name: 'the name of a service is a port',
        find: "Number(digits.replaceAll('_', '')) : undefined;",
        replace: "Number(digits.replaceAll('_', '')) : 0;",
      },
      {
        name: 'an empty port has to be looked up',
        find: "if (digits === '') return 0;",
        replace: '',
      },
      {
        name: 'no port is looked up',
        find: 'if (port === undefined || port === null) return 0;',
        replace: 'if (port === undefined || port === null) return undefined;',
      },
      {
        name: 'a host of bytes is looked up',
        find: 'value instanceof Uint8Array ? Buffer.from(value).toString()',
        replace: 'value instanceof Uint8Array ? undefined',
      },
      {
        name: 'what is looked up has no family',
        find: '{ family, type, proto, flags });',
        replace: '{ type, proto, flags });',
      },
    ],
  },
  {
    file: 'name_lookup.ts',
    specs: ['spec/conformance/test_base_events.4', 'spec/name_lookup.spec.ts'],
    mutations: [
      {
        name: 'a look-up that was cancelled is told its outcome',
        find: 'if (!future.cancelled()) set();',
        replace: 'set();',
      },
      {
        name: 'getnameinfo() tells another thing',
        find: 'return delivered(loop, getnameinfo(sockaddr, number));',
        replace:
          'return delivered(loop, getnameinfo(sockaddr, number).then(() => [0, 0] as never));',
      },
      {
        name: 'an error of a look-up is lost',
        find: 'loop._deliver(settle, () => future.set_exception(error))',
        replace: 'loop._deliver(settle, () => future.cancel(error))',
      },
    ],
  },
  {
    file: 'unix_connections.ts',
    specs: ['spec/conformance/test_unix_events.2', 'spec/conformance/test_events.4'],
    mutations: [
      {
        name: 'TLS over a Unix socket needs no name',
        find: 'if (server_hostname === undefined) {\n',
        replace: 'if (server_hostname === null) {\n',
      },
      {
        name: 'a name for the certificate is ignored on a Unix socket without TLS',
        find: '} else if (server_hostname !== undefined) {',
        replace: '} else if (server_hostname === null) {',
      },
      {
        name: 'create_unix_connection() takes a path and a socket',
        find: "if (given) throw new ValueError('path and sock can not be specified at the same time');\n    sock = yield*",
        replace: 'sock = yield*',
      },
      {
        name: 'create_unix_connection() without a path or a socket fails somehow',
        find: "if (!given) throw new ValueError('no path and sock were specified');",
        replace: 'if (!given) throw new TypeError();',
      },
      {
        name: 'create_unix_connection() does not look at the socket',
        find: 'check_unix_socket(given);\n    sock = given;\n  }\n  const role',
        replace: 'sock = given;\n  }\n  const role',
      },
      {
        name: 'a Unix socket may be one of TCP',
        find: 'sock.family !== AF_UNIX || !_is_stream_socket(sock.type)',
        replace: '!_is_stream_socket(sock.type)',
      },
      {
        name: 'a Unix socket may be one of datagrams',
        find: 'sock.family !== AF_UNIX || !_is_stream_socket(sock.type)',
        replace: 'sock.family !== AF_UNIX',
      },
      {
        name: 'create_unix_server() does not look at its context',
        find: 'check_server_ssl(ssl);\n',
        replace: '',
      },
      {
        name: 'create_unix_server() takes a path and a socket',
        find: "if (given) throw new ValueError('path and sock can not be specified at the same time');\n    sock = bound_socket",
        replace: 'sock = bound_socket',
      },
      {
        name: 'create_unix_server() without a path or a socket fails somehow',
        find: "if (!given) throw new ValueError('path was not specified, and no sock specified');",
        replace: 'if (!given) throw new TypeError();',
      },
      {
        name: 'a stale Unix socket is not removed',
        find: "if (!path.startsWith('\\0')) remove_stale_socket(path);",
        replace: '',
      },
      {
        name: 'a Unix server removes any file in its way',
        find: 'if (statSync(path).isSocket()) unlinkSync(path);',
        replace: 'if (statSync(path)) unlinkSync(path);',
      },
      {
        name: 'a Unix socket that cannot be bound stays open',
        find: 'sock.close();\n    throw unix_bind_error(error, path);',
        replace: 'throw unix_bind_error(error, path);',
      },
      {
        name: 'a Unix address that is in use is not named',
        find: 'if (error.errno === errno.EADDRINUSE) {',
        replace: 'if (error.errno === 0) {',
      },
      {
        name: 'a Unix socket in no directory is PermissionError',
        find: 'return has_no_directory ? os_error(errno.ENOENT as number) : error;',
        replace: 'return has_no_directory ? error : error;',
      },
    ],
  },
];
