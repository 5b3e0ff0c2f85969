import type { MutationList } from '../mutation';

export const lists: readonly MutationList[] = [
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
];
