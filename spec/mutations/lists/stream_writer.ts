import type { MutationList } from '../mutation';

export const lists: readonly MutationList[] = [
  {
    file: 'stream_writer.ts',
    specs: [
      'spec/conformance/test_streams.3',
      'spec/conformance/test_streams.4',
      'spec/stream_writer.spec.ts',
    ],
    mutations: [
      {
        name: 'a protocol of streams that is given no loop has none',
        find: 'this._loop = loop_of(options);',
        replace: 'this._loop = options?.loop as AbstractEventLoop;',
      },
      {
        name: 'a protocol of streams may be paused twice',
        find: 'python_assert(!this._paused);',
        replace: '',
      },
      {
        name: 'a protocol of streams may be resumed twice',
        find: 'python_assert(this._paused);',
        replace: '',
      },
      {
        name: 'pause_writing() does not make drain() wait',
        find: 'this._paused = true;',
        replace: 'this._paused = false;',
      },
      {
        name: 'resume_writing() wakes nobody',
        find: 'if (waiter !== undefined && !waiter.done()) waiter.set_result(undefined);',
        replace: '',
      },
      {
        name: 'resume_writing() wakes who was cancelled',
        find: 'if (waiter !== undefined && !waiter.done()) waiter.set_result(undefined);',
        replace: 'if (waiter !== undefined) waiter.set_result(undefined);',
      },
      {
        name: 'resume_writing() keeps the waiter of drain()',
        find: 'const waiter = this._drain_waiter;\n    this._drain_waiter = undefined;',
        replace: 'const waiter = this._drain_waiter;',
      },
      {
        name: 'the end of a connection does not wake drain()',
        find: 'if (exc === undefined || exc === null) waiter.set_result(undefined);\n    else waiter.set_exception(exc);',
        replace: '',
      },
      {
        name: 'drain() does not raise what the connection was lost by',
        find: 'else waiter.set_exception(exc);',
        replace: 'else waiter.set_result(undefined);',
      },
      {
        name: 'drain() on a lost connection does not raise',
        find: "if (this._connection_lost) throw new ConnectionResetError('Connection lost');",
        replace: '',
      },
      {
        name: 'drain() waits though nothing is paused',
        find: 'if (!this._paused) return;',
        replace: '',
      },
      {
        name: 'several may wait in drain()',
        find: 'python_assert(this._drain_waiter === undefined || this._drain_waiter.cancelled());',
        replace: '',
      },
      {
        name: 'who was cancelled in drain() keeps its place',
        find: 'this._drain_waiter === undefined || this._drain_waiter.cancelled()',
        replace: 'this._drain_waiter === undefined',
      },
      {
        name: 'a protocol of streams does not give its reader the transport',
        find: 'reader.set_transport(transport);',
        replace: '',
      },
      {
        name: 'the callback of a server that is a coroutine does not run',
        find: 'if (iscoroutine(result)) this._loop.create_task(result);',
        replace: '',
      },
      {
        name: 'the callback of a server is not called',
        find: 'const result = this._client_connected_cb(reader, writer);',
        replace: 'const result = undefined;',
      },
      {
        name: 'a lost connection does not end the stream',
        find: 'if (exc === undefined || exc === null) this._stream_reader?.feed_eof();',
        replace: 'if (exc === undefined || exc === null) this._stream_reader?.exception();',
      },
      {
        name: 'the error of a lost connection is the end of the stream',
        find: 'else this._stream_reader?.set_exception(exc);',
        replace: 'else this._stream_reader?.feed_eof();',
      },
      {
        name: 'a lost connection does not get to the base class',
        find: 'super.connection_lost(exc);',
        replace: '',
      },
      {
        name: 'data do not get to the reader',
        find: '(this._stream_reader as StreamReader).feed_data(data);',
        replace: '',
      },
      {
        name: 'the end does not get to the reader',
        find: '(this._stream_reader as StreamReader).feed_eof();',
        replace: '',
      },
      {
        name: 'a connection of streams closes when the other side ends',
        find: 'return !this._over_ssl;',
        replace: 'return false;',
      },
      {
        name: 'a connection of streams stays open under TLS',
        find: 'return !this._over_ssl;',
        replace: 'return true;',
      },
      {
        name: 'a StreamWriter takes anything for a reader',
        find: 'python_assert(reader === undefined || reader === null || reader instanceof StreamReader);',
        replace: '',
      },
      {
        name: 'the repr of a StreamWriter does not show the reader',
        find: 'if (this._reader !== undefined) info.push(',
        replace: 'if (this._reader === null) info.push(',
      },
      {
        name: 'a StreamWriter writes nothing',
        find: 'this._transport.write(data);',
        replace: '',
      },
      {
        name: 'writelines() of a StreamWriter writes nothing',
        find: 'this._transport.writelines(data);',
        replace: '',
      },
      {
        name: 'write_eof() of a StreamWriter does nothing',
        find: 'this._transport.write_eof();',
        replace: '',
      },
      {
        name: 'can_write_eof() of a StreamWriter does not ask the transport',
        find: 'return this._transport.can_write_eof();',
        replace: 'return true;',
      },
      {
        name: 'close() of a StreamWriter does nothing',
        find: 'this._transport.close();',
        replace: '',
      },
      {
        name: 'get_extra_info() of a StreamWriter has no default',
        find: 'return this._transport.get_extra_info(name, fallback);',
        replace: 'return this._transport.get_extra_info(name);',
      },
      {
        name: 'drain() does not raise the error of the reader',
        find: 'if (error !== undefined) throw error;',
        replace: '',
      },
      {
        name: 'drain() of a closing transport gives nobody a turn',
        find: 'if (this._transport?.is_closing()) yield;',
        replace: '',
      },
      {
        name: 'drain() always gives others a turn',
        find: 'if (this._transport?.is_closing()) yield;',
        replace: 'yield;',
      },
      {
        name: 'drain() does not wait',
        find: 'yield* this._protocol._drain_helper();',
        replace: '',
      },
    ],
  },
  {
    file: 'streams.ts',
    specs: [
      'spec/conformance/test_streams.4',
      'spec/conformance/test_streams.5',
      'spec/conformance/test_streams.9',
      'spec/streams.spec.ts',
      'spec/streams/',
    ],
    mutations: [
      {
        name: 'streams take the current loop though they are given one',
        find: 'loop: loop ?? get_event_loop(),',
        replace: 'loop: get_event_loop(),',
      },
      {
        name: 'open_connection() and its relatives ignore the limit',
        find: 'limit: limit ?? undefined,',
        replace: 'limit: undefined,',
      },
      {
        name: 'streams do not pass on the options of the loop',
        find: 'places: parameters.map(by_name),\n    options,',
        replace: 'places: parameters.map(by_name),\n    options: {},',
      },
      {
        name: 'streams take an argument twice',
        find: 'if (index < by_place.length) {',
        replace: 'if (index < 0) {',
      },
      {
        name: 'streams take the options of another place',
        find: 'const by_place = places < 0 ? args : args.slice(0, places);',
        replace: 'const by_place = args;',
      },
      {
        name: 'the writer of a connection does not know its reader',
        find: 'new StreamWriter(transport, protocol, reader, loop),',
        replace: 'new StreamWriter(transport, protocol, undefined, loop),',
      },
      {
        name: 'the connections of a server share one reader',
        find: 'return new StreamReaderProtocol(new StreamReader({ limit, loop }), callback, { loop });',
        replace:
          'shared ??= new StreamReader({ limit, loop });\n  return new StreamReaderProtocol(shared, callback, { loop });',
        also: [
          {
            find: '/** The protocol of a connection that a server has accepted. */',
            replace: 'let shared: StreamReader | undefined;',
          },
        ],
      },
      {
        name: 'the connections of a server call no callback',
        find: 'new StreamReader({ limit, loop }), callback, { loop })',
        replace: 'new StreamReader({ limit, loop }), undefined, { loop })',
      },
      {
        name: 'start_unix_server() listens on TCP',
        find: 'call.loop.create_unix_server(factory',
        replace: 'call.loop.create_server(factory',
      },
      {
        name: 'open_unix_connection() connects by TCP',
        find: 'call.loop.create_unix_connection(() => protocol',
        replace: 'call.loop.create_connection(() => protocol',
      },
    ],
  },
];
