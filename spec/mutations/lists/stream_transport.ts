import type { MutationList } from '../mutation';

export const lists: readonly MutationList[] = [
  {
    file: 'stream_transport.ts',
    specs: ['spec/conformance/test_selector_events.1', 'spec/stream_transport/'],
    mutations: [
      // The beginning.
      {
        name: 'connection_made() is called before there is a loop that runs',
        find: 'this._loop.call_soon(bound_method(protocol, name, protocol.connection_made), this);',
        replace: 'protocol.connection_made(this);',
        also: [
          {
            // biome-ignore lint/suspicious/noTemplateCurlyInString: this is the text in lib/.
            find: 'const name = `${protocol.constructor.name}.connection_made`;\n',
            replace: '',
          },
        ],
      },
      {
        name: 'the waiter of a connection wakes before connection_made()',
        find: '_start(waiter?: Future<void>): void {\n',
        replace:
          '_start(waiter?: Future<void>): void {\n    waiter?.set_result();\n    waiter = undefined;\n',
      },
      {
        name: 'the waiter of a connection is woken though it was cancelled',
        find: 'this._loop.call_soon(_set_result_unless_cancelled, waiter, undefined);',
        replace: 'this._loop.call_soon(() => waiter.set_result());',
      },
      {
        name: 'a stream that was received before is not read',
        find: "// A stream that was another's before may have been flowing.\n    this._read_soon();",
        replace: '',
      },
      {
        name: 'data come before connection_made()',
        find: 'return this._started && !this._paused && !this._closing;',
        replace: 'return !this._paused && !this._closing;',
      },
      {
        name: 'data come though the transport closes',
        find: 'return this._started && !this._paused && !this._closing;',
        replace: 'return this._started && !this._paused;',
        also: [
          {
            find: 'if (this._conn_lost > 0 || !this._wants_data()) return;',
            replace: 'if (!this._wants_data()) return;',
          },
        ],
      },
      {
        name: 'set_protocol() sets nothing',
        find: 'this._protocol = protocol;\n  }\n\n  override get_protocol',
        replace: '}\n\n  override get_protocol',
      },
      // Its repr.
      {
        name: 'the repr of a transport does not say that it is closing',
        find: "else if (this._closing) info.push('closing');",
        replace: '',
      },
      {
        name: 'the repr of a transport does not say that it is closed',
        find: "if (this._stream === undefined) info.push('closed');\n    else if",
        replace: 'if',
      },
      {
        name: 'the repr of a transport asks a loop that is closed',
        find: 'if (this._stream === undefined || this._loop.is_closed()) return [];',
        replace: 'if (this._loop.is_closed()) throw new Error();',
      },
      {
        name: 'the repr of a transport always says that it polls',
        find: "this._wants_data() ? 'polling' : 'idle'",
        replace: "'polling'",
      },
      // Reading.
      {
        name: 'pause_reading() does not pause',
        find: 'this._paused = true;',
        replace: '',
      },
      {
        name: 'pause_reading() does not reach Node',
        find: 'const reads = this._wants_data() && this._loop_runs',
        replace: 'const reads = this._started && this._loop_runs',
      },
      {
        name: 'resume_reading() does not resume',
        find: 'this._paused = false;\n',
        replace: '',
      },
      {
        name: 'resume_reading() forgets what was received before the pause',
        find: 'this._paused = false;\n    this._update_reading();\n    this._read_soon();',
        replace: 'this._paused = false;\n    this._update_reading();',
      },
      {
        name: 'a transport reads while the loop does not run',
        find: 'this._loop_runs = false;\n',
        replace: '',
      },
      {
        name: 'a transport keeps an idle loop alive',
        find: 'this._stream?.unref?.();',
        replace: '',
      },
      {
        name: 'a transport does not keep a loop alive that runs',
        find: 'this._stream?.ref?.();',
        replace: '',
      },
      {
        name: 'a transport takes in any amount',
        find: '&& this._received_size < MAX_RECEIVED;',
        replace: ';',
      },
      {
        name: 'a transport counts nothing of what it takes in',
        find: 'this._received_size += size;',
        replace: '',
      },
      {
        name: 'a transport that was full never reads again',
        find: 'this._received_size -= item.length;',
        replace: '',
      },
      {
        name: 'a transport that was full is not told to read again',
        find: 'if (was_full) this._update_reading();',
        replace: '',
      },
      {
        name: 'a pause is noticed one piece late',
        find: 'if (this._conn_lost > 0 || !this._wants_data()) return;',
        replace: 'if (this._conn_lost > 0) return;',
      },
      {
        name: 'one poll hands on two pieces of what was received',
        find: 'this._read_soon();\n    if (item instanceof Uint8Array) {',
        replace:
          'this._read_soon();\n    this._loop._deliver(() => this._read_ready());\n    if (item instanceof Uint8Array) {',
      },
      {
        name: 'data of any stream are handed on at once',
        find: 'this._is_socket = stream instanceof Socket;',
        replace: 'this._is_socket = stream !== Socket.prototype;',
      },
      {
        name: 'data of a socket are handed on later',
        find: 'this._is_socket = stream instanceof Socket;',
        replace: 'this._is_socket = stream === Socket.prototype;',
      },
      {
        name: 'an error of the protocol stops the reading',
        find: '// Before the protocol is called: it may raise.\n    this._read_soon();\n    if (item instanceof Uint8Array) {',
        replace: 'if (item instanceof Uint8Array) {',
        also: [
          {
            find: '(this._protocol as Protocol).data_received(item);',
            replace: '(this._protocol as Protocol).data_received(item);\n      this._read_soon();',
          },
        ],
      },
      {
        name: 'the protocol gets no data',
        find: '(this._protocol as Protocol).data_received(item);',
        replace: '',
      },
      {
        name: 'eof_received() is not called',
        find: 'const keep_open = (this._protocol as Protocol).eof_received();',
        replace: 'const keep_open = false;',
      },
      {
        name: 'the answer of eof_received() is ignored, and the connection closed',
        find: 'if (!keep_open) this.close();',
        replace: 'this.close();',
      },
      {
        name: 'the answer of eof_received() is ignored, and the connection kept open',
        find: 'if (!keep_open) this.close();',
        replace: '',
      },
      {
        name: 'the answer of eof_received() must be True itself',
        find: 'if (!keep_open) this.close();',
        replace: 'if (keep_open !== true) this.close();',
      },
      {
        name: 'the end is told before what was received before it',
        find: 'this._received.append(item);',
        replace:
          'if (item === EOF) this._loop._deliver(() => this._read_eof());\n    else this._received.append(item);',
      },
      {
        name: 'an error of reading is told before what was received before it',
        find: "if (error.syscall === 'read' && this._wants_data())",
        replace: 'if (false as boolean)',
      },
      {
        name: 'an error is not told while reading is paused',
        find: "if (error.syscall === 'read' && this._wants_data())",
        replace: "if (error.syscall === 'read')",
      },
      {
        name: 'a stream that had its end already never ends',
        find: 'if (!stream.readableEnded && !stream.destroyed) return;',
        replace: 'if (stream) return;',
      },
      // Writing.
      {
        name: 'write() takes text',
        find: 'if (!(data instanceof Uint8Array)) {',
        replace: "if (!(data instanceof Uint8Array || typeof data === 'string')) {",
      },
      {
        name: 'write() after write_eof() is ignored',
        find: "if (this._eof) throw new RuntimeError('Cannot call write() after write_eof()');",
        replace: 'if (this._eof) return;',
      },
      {
        name: 'writes to a lost connection are not counted',
        find: 'this._conn_lost += 1;\n      return;',
        replace: 'return;',
      },
      {
        name: 'writes to a lost connection are logged one write late',
        find: 'if (this._conn_lost >= LOG_THRESHOLD_FOR_CONNLOST_WRITES)',
        replace: 'if (this._conn_lost > LOG_THRESHOLD_FOR_CONNLOST_WRITES)',
      },
      {
        name: 'writes to a lost connection are sent',
        find: 'if (this._conn_lost > 0) {\n      if',
        replace: 'if (this._conn_lost < 0) {\n      if',
      },
      {
        name: 'write() does not pause the protocol',
        find: 'this._buffer.write(data);\n    this._maybe_pause_protocol();',
        replace: 'this._buffer.write(data);',
      },
      {
        name: 'write() pauses the protocol later',
        find: 'this._buffer.write(data);\n    this._maybe_pause_protocol();',
        replace:
          'this._buffer.write(data);\n    this._loop.call_soon(() => this._maybe_pause_protocol());',
      },
      {
        name: 'write() sends something when it is given nothing',
        find: 'if (data.length === 0) return;',
        replace: 'if (data.length === 0) data = Buffer.alloc(64 * 1024 * 1024);',
      },
      {
        name: 'write() changes what it is given',
        find: 'this._buffer.write(data);',
        replace: 'this._buffer.write(Buffer.from(data));\n    data.fill(0);',
      },
      {
        name: 'write() forgets the data',
        find: 'this._buffer.write(data);',
        replace: '',
      },
      {
        name: 'the protocol is not resumed',
        find: '// May write more.\n    this._maybe_resume_protocol();',
        replace: '',
      },
      {
        name: 'a transport that closes is lost with data in its buffer',
        find: 'if (this._buffer.size > 0) return;\n    if (this._closing)',
        replace: 'if (this._closing)',
      },
      {
        name: 'a transport that closes is not lost when the buffer is sent',
        find: 'if (this._closing) this._call_connection_lost(undefined);\n    else if',
        replace: 'if',
      },
      {
        name: 'write_eof() is forgotten while there is something to send',
        find: 'else if (this._eof) this._shut_down();',
        replace: '',
      },
      {
        name: 'write_eof() does not wait for what is to be sent',
        find: 'this._eof = true;\n    if (this._buffer.size === 0) this._shut_down();',
        replace: 'this._eof = true;\n    this._shut_down();',
      },
      {
        name: 'write_eof() does nothing',
        find: 'this._stream?.end();',
        replace: '',
      },
      {
        name: 'write_eof() ends a transport that closes',
        find: 'if (this._closing || this._eof) return;',
        replace: 'if (this._eof) return;',
      },
      // The end.
      {
        name: 'close() may be called twice, and connection_lost() is too',
        find: 'override close(): void {\n    if (this._closing) return;',
        replace: 'override close(): void {',
      },
      {
        name: 'close() does not wait for what is to be sent',
        find: 'if (this._buffer.size === 0) this._lose(undefined);',
        replace: 'this._lose(undefined);',
      },
      {
        name: 'close() does not tell of the end',
        find: 'if (this._buffer.size === 0) this._lose(undefined);',
        replace: '',
      },
      {
        name: 'close() tells of the end at once',
        find: 'if (this._buffer.size === 0) this._lose(undefined);',
        replace: 'if (this._buffer.size === 0) this._call_connection_lost(undefined);',
      },
      {
        name: 'abort() waits for what is to be sent',
        find: 'this._force_close(undefined);\n  }\n\n  private _failed',
        replace: 'this.close();\n  }\n\n  private _failed',
      },
      {
        name: 'connection_lost() is called twice after an error',
        find: '_force_close(exc: unknown): void {\n    if (this._conn_lost > 0) return;',
        replace: '_force_close(exc: unknown): void {',
      },
      {
        name: 'a lost connection keeps its buffer',
        find: 'this._buffer.clear();\n',
        replace: '',
      },
      {
        name: 'an error that closes a connection is not told to the protocol',
        find: 'this._lose(exc);',
        replace: 'this._lose(undefined);',
      },
      {
        name: 'a reset connection is reported',
        find: 'exc instanceof BrokenPipeError ||\n    exc instanceof ConnectionResetError ||\n    exc instanceof ConnectionAbortedError',
        replace: 'exc instanceof BrokenPipeError ||\n    exc instanceof ConnectionAbortedError',
      },
      {
        name: 'a broken pipe is reported',
        find: 'exc instanceof BrokenPipeError ||\n    exc',
        replace: 'exc',
      },
      {
        name: 'an error of a connection is not reported',
        find: 'if (is_common(exc)) {',
        replace: 'if (is_common(exc) || exc) {',
      },
      {
        name: 'an error of a connection is reported without the transport',
        find: 'transport: this,\n        protocol: this._protocol,',
        replace: 'protocol: this._protocol,',
      },
      {
        name: 'an error of a connection does not close it',
        find: '    }\n    this._force_close(exc);',
        replace: '    }',
      },
      {
        name: 'an error of connection_lost() leaves the socket open',
        find: 'try {\n      this._protocol?.connection_lost(exc);\n    } finally {\n      this._close_stream();',
        replace: 'this._protocol?.connection_lost(exc);\n    {\n      this._close_stream();',
      },
      {
        name: 'connection_lost() is never called',
        find: 'this._protocol?.connection_lost(exc);',
        replace: '',
      },
      {
        name: 'a lost connection stays open',
        find: 'this._close_stream();\n      this._stream = undefined;',
        replace: 'this._stream = undefined;',
      },
      {
        name: 'a lost connection holds its protocol',
        find: 'this._protocol = undefined;\n',
        replace: '',
      },
      {
        name: 'a lost connection is reported as unclosed',
        find: 'unwatch(this._unclosed);',
        replace: '',
      },
      {
        name: 'a lost connection keeps the loop busy',
        find: 'this._loop._forget_resource(this);',
        replace: '',
      },
      {
        name: 'a server does not hear of the end of its connections',
        find: 'this._server?._detach();',
        replace: '',
        specs: ['spec/create_server.spec.ts', 'spec/conformance/test_base_events.3'],
      },
      {
        name: 'a server does not hear of its connections',
        find: 'this._server?._attach();',
        replace: '',
        specs: ['spec/create_server.spec.ts', 'spec/conformance/test_base_events.3'],
      },
    ],
  },
];
