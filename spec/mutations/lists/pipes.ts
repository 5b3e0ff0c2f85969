import type { MutationList } from '../mutation';

export const lists: readonly MutationList[] = [
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
