import type { MutationList } from '../mutation';

export const lists: readonly MutationList[] = [
  {
    file: 'write_buffer.ts',
    specs: [
      'spec/conformance/test_selector_events.1',
      'spec/stream_transport/flow.spec.ts',
      'spec/write_buffer.spec.ts',
    ],
    mutations: [
      {
        name: 'what Node has in hand does not count as unsent',
        find: 'return this._waiting + this._given;',
        replace: 'return this._waiting;',
      },
      {
        name: 'what Node has not got yet does not count as unsent',
        find: 'return this._waiting + this._given;',
        replace: 'return this._given;',
      },
      {
        name: 'a small write is sent twice',
        find: '} else if (data.length <= PIECE) {\n',
        replace: '} else if (data.length <= PIECE) {\n      this._stream.write(data);\n',
      },
      {
        name: 'a later write overtakes an earlier one',
        find: 'if (this._given > 0 || this._waiting > 0) {',
        replace: 'if (this._given < 0) {',
      },
      {
        name: 'what waits is not copied',
        find: 'const copy = Buffer.from(data);',
        replace: 'const copy = Buffer.from(data.buffer, data.byteOffset, data.length);',
      },
      {
        name: 'the rest of a large write is lost',
        find: 'this._keep(data.subarray(PIECE));',
        replace: '',
      },
      {
        name: 'pieces overlap',
        find: 'copy.subarray(start, start + PIECE)',
        replace: 'copy.subarray(start, start + PIECE + 1)',
      },
      {
        name: 'Node gets all at once',
        find: 'this._waiting > 0 && this._given < MOST_GIVEN',
        replace: 'this._waiting > 0',
      },
      {
        name: 'what was given to Node later does not count',
        find: 'this._given += piece.length;',
        replace: '',
      },
      {
        name: 'what was sent is not noticed',
        find: 'advance(): void {\n    this._given = this._stream.writableLength;',
        replace: 'advance(): void {',
      },
      {
        name: 'a buffer that was cleared still counts',
        find: 'this._pieces.clear();\n    this._waiting = 0;\n    this._given = 0;',
        replace: 'this._pieces.clear();',
      },
    ],
  },
  {
    file: 'socket_transport.ts',
    specs: [
      'spec/conformance/test_selector_events.1',
      'spec/conformance/test_base_events.3',
      'spec/conformance/test_events.4',
      'spec/socket_transport.spec.ts',
    ],
    mutations: [
      {
        name: 'small writes wait for the acknowledgement of earlier ones',
        find: 'if (sock.family !== AF_UNIX) sock.setsockopt(IPPROTO_TCP, TCP_NODELAY, 1);',
        replace: '',
      },
      {
        name: 'a transport does not tell its socket',
        find: 'socket: sock,\n',
        replace: '',
      },
      {
        name: 'a transport does not tell its own address',
        find: 'sockname: sock.getsockname(),',
        replace: '',
      },
      {
        name: 'a transport does not tell the address of its peer',
        find: 'peername: peername_of(sock),',
        replace: '',
      },
      {
        name: 'a socket may be watched though a transport has it',
        find: 'loop._transports.set(this._fd, this);',
        replace: '',
        specs: ['spec/watches.spec.ts'],
      },
      {
        name: "a descriptor is a transport's for ever",
        find: 'if (_transports.get(this._fd) === this) _transports.delete(this._fd);',
        replace: '',
        specs: ['spec/watches.spec.ts'],
      },
      {
        name: 'the socket of a lost connection stays open',
        find: 'this._sock.close();',
        replace: '',
      },
      {
        name: 'a transport whose peer is gone cannot be made',
        find: '} catch {\n    return undefined;',
        replace: '} catch (error) {\n    throw error;',
      },
      {
        name: 'the repr of a transport does not show the descriptor',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: this is the text in lib/.
        find: '[`fd=${this._fd}`, ...super._repr_info()]',
        replace: 'super._repr_info()',
      },
    ],
  },
  {
    file: 'byte_buffer.ts',
    specs: ['spec/byte_buffer.spec.ts', 'spec/stream_reader.spec.ts'],
    mutations: [
      {
        name: 'a small piece is written into what was handed over',
        find: 'this._room = this._room.subarray(piece.length);',
        replace: '',
      },
      {
        name: 'small pieces stay as they came',
        find: 'if (piece.length < SMALL && this._first < this._pieces.length) this._gather(piece);\n    else',
        replace: '',
      },
      {
        name: 'a part of a larger array is taken for all of it',
        find: 'Buffer.from(data.buffer, data.byteOffset, data.length);',
        replace: 'Buffer.from(data.buffer);',
      },
      {
        name: 'a small part keeps the whole in memory',
        find: 'return part.length * 2 < first.length ? Buffer.from(part) : part;',
        replace: 'return part;',
      },
      {
        name: 'pieces that are taken stay in memory',
        find: 'this._pieces.splice(0, this._first);\n      this._first = 0;',
        replace: '',
      },
      {
        name: 'a separator that begins before the search is found',
        find: 'Math.max(from - start, 0)',
        replace: '0',
      },
      {
        name: 'a separator across two pieces is not found',
        find: 'if (crossing >= 0) return crossing;',
        replace: '',
      },
      {
        name: 'a separator across two pieces is found one byte late',
        find: 'return found < 0 ? -1 : start + found;',
        replace: 'return found < 0 ? -1 : start + found + 1;',
      },
      {
        name: 'what is taken still counts',
        find: 'this._length -= size;',
        replace: '',
      },
    ],
  },
  {
    file: 'deque.ts',
    specs: ['spec/deque.spec.ts', 'spec/properties/deque.spec.ts'],
    mutations: [
      {
        name: 'a queue keeps what has left it in memory',
        find: 'slots[this._head] = undefined;',
        replace: '',
      },
      {
        name: 'a queue keeps the blocks that were used up',
        find: 'block.next = undefined;\n    this._spare = block;',
        replace: 'block.next = this._spare;\n    this._spare = block;',
      },
      {
        name: 'a block that is used again still leads to the next one',
        find: 'block.next = undefined;',
        replace: '',
      },
      {
        name: 'a spare block is used twice',
        find: 'this._spare = undefined;',
        replace: '',
      },
      {
        name: 'a queue goes on in the middle of the next block',
        find: 'this._head = 0;\n',
        replace: 'this._head = 1;\n',
      },
      {
        name: 'a queue of several blocks takes itself for empty',
        find: ' && this._first === this._last) return undefined;',
        replace: ') return undefined;',
      },
      {
        name: 'a queue does not count a block that is full',
        find: 'this._places_before += SIZE;',
        replace: '',
      },
      {
        name: 'a queue still counts a block that was used up',
        find: 'this._places_before -= SIZE;',
        replace: '',
      },
      {
        name: 'removing from a queue leaves a gap',
        find: 'slots[i] = moved;',
        replace: '',
      },
      {
        name: 'removing from a queue removes the first item',
        find: 'if (this.length > 0 && this.first === item) {',
        replace: 'if (this.length > 0) {',
      },
      {
        name: 'an empty queue removes what is not there',
        find: 'if (this.length > 0 && this.first === item) {',
        replace: 'if (this.first === item) {',
      },
      {
        name: 'a queue may change by whole blocks while somebody goes through it',
        find: 'this._turns !== _turns || ',
        replace: '',
      },
      {
        name: 'a queue may be cleared while somebody goes through it',
        find: 'this._turns !== _turns || this._head !== _head || this.length !== length',
        replace: 'this._turns !== _turns || this._head !== _head',
      },
      {
        name: 'a queue may change while somebody goes through it',
        find: "throw new RuntimeError('deque mutated during iteration');",
        replace: 'return;',
      },
    ],
  },
];
