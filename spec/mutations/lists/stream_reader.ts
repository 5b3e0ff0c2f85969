import type { MutationList } from '../mutation';

export const lists: readonly MutationList[] = [
  {
    file: 'stream_reader.ts',
    specs: [
      'spec/conformance/test_pep492.spec.ts',
      'spec/conformance/test_streams.1',
      'spec/conformance/test_streams.2',
      'spec/conformance/test_streams.3',
      'spec/stream_reader.spec.ts',
    ],
    mutations: [
      // What a reader is.
      {
        name: 'a StreamReader takes a limit of zero',
        find: 'if (!(given > 0))',
        replace: 'if (!(given >= 0))',
      },
      {
        name: 'the limit of a StreamReader is half as large as it should be',
        find: 'export const _DEFAULT_LIMIT = 2 ** 16;',
        replace: 'export const _DEFAULT_LIMIT = 2 ** 15;',
      },
      {
        name: 'a StreamReader forgets the loop that it is given',
        find: 'this._loop = loop ?? get_event_loop();',
        replace: 'this._loop = get_event_loop();',
      },
      {
        name: 'a StreamReader that is given no loop has none',
        find: 'this._loop = loop ?? get_event_loop();',
        replace: 'this._loop = loop as AbstractEventLoop;',
      },
      {
        name: 'the repr of a StreamReader shows no bytes',
        find: 'if (this._buffer.length > 0) info.push(',
        replace: 'if (this._buffer.length < 0) info.push(',
      },
      {
        name: 'the repr of a StreamReader does not show the end',
        find: "if (this._eof) info.push('eof');",
        replace: '',
      },
      {
        name: 'the repr of a StreamReader shows every limit',
        find: 'if (this._limit !== _DEFAULT_LIMIT) info',
        replace: 'info',
      },
      {
        name: 'the repr of a StreamReader does not show who waits',
        find: 'if (this._waiter !== undefined) info.push(',
        replace: 'if (this._waiter === null) info.push(',
      },
      {
        name: 'the repr of a StreamReader does not show the error',
        find: 'if (this._exception !== undefined) info.push(',
        replace: 'if (this._exception === null) info.push(',
      },
      {
        name: 'the repr of a StreamReader does not show the transport',
        find: 'if (this._transport !== undefined) info.push(',
        replace: 'if (this._transport === null) info.push(',
      },
      {
        name: 'the repr of a StreamReader does not show that it has paused',
        find: "if (this._paused) info.push('paused');",
        replace: '',
      },
      // What the transport delivers.
      {
        name: 'a StreamReader takes a second transport',
        find: "python_assert(this._transport === undefined, 'Transport already set');",
        replace: '',
      },
      {
        name: 'a StreamReader takes data after the end',
        find: "python_assert(!this._eof, 'feed_data after feed_eof');",
        replace: '',
      },
      {
        name: 'no data wake a reader',
        find: 'if (data.length === 0) return;\n    this._buffer.append(data);',
        replace: 'this._buffer.append(data);\n    if (data.length === 0) this._wakeup_waiter();',
      },
      {
        name: 'data do not wake a reader',
        find: 'this._buffer.append(data);\n    this._wakeup_waiter();',
        replace: 'this._buffer.append(data);',
      },
      {
        name: 'a StreamReader pauses its transport one byte early',
        find: 'this._buffer.length > 2 * this._limit',
        replace: 'this._buffer.length >= 2 * this._limit',
      },
      {
        name: 'a StreamReader pauses its transport at its limit',
        find: 'this._buffer.length > 2 * this._limit',
        replace: 'this._buffer.length > this._limit',
      },
      {
        name: 'a StreamReader never pauses its transport',
        find: 'this._buffer.length > 2 * this._limit',
        replace: 'this._buffer.length > Number.POSITIVE_INFINITY',
      },
      {
        name: 'a StreamReader asks a transport again that cannot pause',
        find: '// It cannot be paused: all has to be buffered. Never ask it again.\n      this._transport = undefined;',
        replace: '',
      },
      {
        name: 'a StreamReader resumes its transport one byte late',
        find: 'this._buffer.length <= this._limit',
        replace: 'this._buffer.length < this._limit',
      },
      {
        name: 'a StreamReader resumes its transport only when it is empty',
        find: 'this._buffer.length <= this._limit',
        replace: 'this._buffer.length === 0',
      },
      {
        name: 'the end of a stream does not wake a reader',
        find: 'this._eof = true;\n    this._wakeup_waiter();',
        replace: 'this._eof = true;',
      },
      {
        name: 'an error does not wake a reader',
        find: 'if (waiter !== undefined && !waiter.cancelled()) waiter.set_exception(exc);',
        replace: '',
      },
      {
        name: 'an error is set on a reader that was cancelled',
        find: 'if (waiter !== undefined && !waiter.cancelled()) waiter.set_exception(exc);',
        replace: 'if (waiter !== undefined) waiter.set_exception(exc);',
      },
      {
        name: 'data are given to a reader that was cancelled',
        find: 'if (waiter !== undefined && !waiter.cancelled()) waiter.set_result(undefined);',
        replace: 'if (waiter !== undefined) waiter.set_result(undefined);',
      },
      {
        name: 'exception() of a StreamReader tells nothing',
        find: 'return this._exception;',
        replace: 'return undefined;',
      },
      // What the reader does.
      {
        name: 'a stream is at its end though there are bytes left',
        find: 'return this._eof && this._buffer.length === 0;',
        replace: 'return this._eof;',
      },
      {
        name: 'a stream is at its end whenever it is empty',
        find: 'return this._eof && this._buffer.length === 0;',
        replace: 'return this._buffer.length === 0;',
      },
      {
        name: 'two coroutines may wait for the same stream',
        find: 'if (this._waiter !== undefined) {\n      throw',
        replace: 'if (this._waiter === null) {\n      throw',
      },
      {
        name: 'who needs more than the buffer was meant for waits for ever',
        find: 'if (this._paused) this._resume_transport();',
        replace: '',
      },
      {
        name: 'a cancelled reader leaves its waiter behind',
        find: 'try {\n      yield* this._waiter;\n    } finally {\n      this._waiter = undefined;\n    }',
        replace: 'yield* this._waiter;\n    this._waiter = undefined;',
      },
      {
        name: 'readuntil() and readline() ignore the error of the stream',
        find: 'this._check_exception();\n    // No separator',
        replace: '// No separator',
      },
      {
        name: 'read() ignores the error of the stream',
        find: 'this._check_exception();\n    check_size(n);',
        replace: 'check_size(n);',
      },
      {
        name: 'readexactly() ignores the error of the stream',
        find: 'this._check_exception();\n    if (n === 0) return',
        replace: 'if (n === 0) return',
      },
      {
        name: 'readexactly(0) tells the error of the stream only when it has to wait',
        find: 'this._check_exception();\n    if (n === 0) return Buffer.alloc(0);',
        replace: 'if (n === 0) return Buffer.alloc(0);\n    this._check_exception();',
      },
      {
        name: 'readline() raises at the end of the stream',
        find: 'if (error instanceof IncompleteReadError) return error.partial as Buffer;',
        replace: '',
      },
      {
        name: 'readline() leaves a line that is too long in the buffer',
        find: 'this._take(is_found ? error.consumed + NEWLINE.length : this._buffer.length);',
        replace: '',
      },
      {
        name: 'readline() drops everything when a line is too long',
        find: 'this._take(is_found ? error.consumed + NEWLINE.length : this._buffer.length);',
        replace: 'this._take(this._buffer.length);',
      },
      {
        name: 'readline() leaves the newline of a line that is too long',
        find: 'is_found ? error.consumed + NEWLINE.length :',
        replace: 'is_found ? error.consumed :',
      },
      {
        name: 'readline() raises LimitOverrunError',
        find: 'throw new ValueError(error.message);',
        replace: 'throw error;',
      },
      {
        name: 'readuntil() takes an empty separator',
        find: 'if (separator.length === 0)\n      throw',
        replace: 'if (separator.length < 0)\n      throw',
      },
      {
        name: 'readuntil() wants one byte more than the separator',
        find: 'if (size - offset >= separator.length)',
        replace: 'if (size - offset > separator.length)',
      },
      {
        name: 'readuntil() does not see a separator that comes in parts',
        find: 'offset = size + 1 - separator.length;',
        replace: 'offset = size;',
      },
      {
        name: 'readuntil() searches from the beginning each time, and counts from there',
        find: 'offset = size + 1 - separator.length;',
        replace: 'offset = 0;',
      },
      {
        name: 'a chunk as long as the limit is too long, when the separator is found',
        find: 'if (found > this._limit)',
        replace: 'if (found >= this._limit)',
      },
      {
        name: 'a chunk as long as the limit is too long, when the separator is not found',
        find: 'if (offset > this._limit)',
        replace: 'if (offset >= this._limit)',
      },
      {
        name: 'there is no limit for a chunk whose separator is found',
        find: 'if (found > this._limit)',
        replace: 'if (found > Number.POSITIVE_INFINITY)',
      },
      {
        name: 'there is no limit for a chunk whose separator is not found',
        find: 'if (offset > this._limit)',
        replace: 'if (offset > Number.POSITIVE_INFINITY)',
      },
      {
        name: 'the separator counts as part of what is too long',
        find: "chunk is longer than limit', found);",
        replace: "chunk is longer than limit', found + separator.length);",
      },
      {
        name: 'readuntil() leaves the separator in the stream',
        find: 'return this._take(found + separator.length);',
        replace: 'return this._take(found);',
      },
      {
        name: 'readuntil() raises at the end without looking for the separator',
        find: 'const size = this._buffer.length;',
        replace:
          'if (this._eof) throw this._incomplete();\n      const size = this._buffer.length;',
      },
      {
        name: 'what came before the end stays in the buffer',
        find: 'new IncompleteReadError(this._buffer.take_all(), expected)',
        replace: 'new IncompleteReadError(Buffer.from([]), expected)',
      },
      {
        name: 'IncompleteReadError does not know what was expected',
        find: 'this.expected = expected ?? undefined;',
        replace: 'this.expected = undefined;',
      },
      {
        name: 'IncompleteReadError does not say what was expected',
        find: 'partial.length} bytes read',
        replace: '0} bytes read',
      },
      {
        name: 'read(0) waits',
        find: 'if (n === 0) return Buffer.alloc(0);\n    if (n < 0)',
        replace: 'if (n < 0)',
      },
      {
        name: 'read() without a size takes what is there',
        find: 'if (n < 0) return yield* this._read_all();',
        replace: 'if (n < 0) return yield* this.read(this._limit);',
      },
      {
        name: 'read() waits though there are data',
        find: 'if (this._buffer.length === 0 && !this._eof) yield*',
        replace: 'if (!this._eof) yield*',
      },
      {
        name: 'read() does not wait',
        find: 'if (this._buffer.length === 0 && !this._eof) yield*',
        replace: 'if (this._buffer.length < 0) yield*',
      },
      {
        name: 'read() waits at the end',
        find: 'if (this._buffer.length === 0 && !this._eof) yield*',
        replace: 'if (this._buffer.length === 0) yield*',
      },
      {
        name: 'read() gives one byte more than was asked for',
        find: "this._wait_for_data('read');\n    return this._take(n);",
        replace: "this._wait_for_data('read');\n    return this._take(n + 1);",
      },
      {
        name: 'read() to the end gives the first block only',
        find: 'blocks.push(block);',
        replace: 'return block;',
      },
      {
        name: 'readexactly() takes a negative size',
        find: "if (n < 0) throw new ValueError('readexactly size can not be less than zero');",
        replace: 'if (n < 0) return Buffer.alloc(0);',
      },
      {
        name: 'readexactly() gives less',
        find: 'while (this._buffer.length < n) {',
        replace: 'if (this._buffer.length < n) {',
      },
      {
        name: 'readexactly() waits for one byte more',
        find: 'while (this._buffer.length < n) {',
        replace: 'while (this._buffer.length <= n) {',
      },
      {
        name: 'readexactly() gives less at the end',
        find: 'if (this._eof) throw this._incomplete(n);',
        replace: 'if (this._eof) return this._take(n);',
      },
      {
        name: 'reading does not resume the transport',
        find: 'const data = this._buffer.take(count);\n    this._maybe_resume_transport();',
        replace: 'const data = this._buffer.take(count);',
      },
    ],
  },
];
