import type { MutationList } from '../mutation';

export const lists: readonly MutationList[] = [
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
];
