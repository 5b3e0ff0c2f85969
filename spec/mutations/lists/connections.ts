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
    file: 'has_connected.ts',
    specs: ['spec/connections.spec.ts', 'spec/has_connected.spec.ts'],
    mutations: [
      {
        name: 'a stream that has failed is taken for connected',
        find: 'if (stream.errored) throw python_error(stream.errored);',
        replace: '',
      },
      {
        name: 'a stream that was destroyed is taken for connected',
        find: 'if (stream.destroyed) throw os_error(errno.ENOTCONN as number);',
        replace: '',
      },
      {
        name: 'who waits for a connection waits though it is there',
        find: 'if (!stream.connecting) return;',
        replace: '',
      },
      {
        name: 'nobody waits for a connection',
        find: 'yield* future;',
        replace: '',
      },
      {
        name: 'who waits for a connection hears no error',
        find: ".on('error', on_error)",
        replace: '',
      },
      {
        name: 'who waits for a connection is not told that the stream is destroyed',
        find: ".on('close', on_close)",
        replace: '',
      },
      {
        name: 'who waits for a connection gets an error of Node',
        find: 'future.set_exception(python_error(error));',
        replace: 'future.set_exception(error);',
      },
      {
        name: 'who has waited for a connection goes on to listen',
        find: "stream.off('connect', on_connect).off('error', on_error).off('close', on_close);",
        replace: '',
      },
      {
        name: 'an error of a connection after its waiter was cancelled is another one',
        find: 'if (!future.done()) future.set_exception(',
        replace: 'future.set_exception(',
      },
      {
        name: 'a connection that is there after its waiter was cancelled is an error',
        find: 'if (!future.done()) future.set_result();',
        replace: 'future.set_result();',
      },
    ],
  },
];
