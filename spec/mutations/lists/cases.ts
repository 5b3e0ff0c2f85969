import type { MutationList } from '../mutation';

/** Mistakes that only a certain conformance case notices, or that show what it is there for. */
export const lists: readonly MutationList[] = [
  {
    file: 'base_events.ts',
    specs: [],
    mutations: [
      {
        name: 'call_soon() wraps the callback',
        find: 'const handle = new Handle(callback, args, this);',
        replace:
          'const handle = new Handle((...given: unknown[]) => callback(...given), args, this);',
        specs: ['spec/conformance/test_base_events.1_scheduling.spec.ts'],
      },
      {
        name: 'run_in_executor() loses the arguments on the way to a thread',
        find: 'chosen.submit(func, ...args)',
        replace: 'chosen.submit(func, ...args.slice(1))',
        specs: ['spec/conformance/test_events.5_executor.spec.ts'],
      },
    ],
  },
  {
    file: 'tasks.ts',
    specs: [],
    mutations: [
      {
        name: 'wait() takes the pending ones for the done ones',
        find: 'return [done, pending];',
        replace: 'return [pending, done];',
        specs: ['spec/conformance/test_tasks.4_wait.spec.ts'],
      },
      {
        name: 'cancel() of a gather() that is done is true',
        find: 'if (this.done()) return false;\n    let any',
        replace: 'if (this.done()) return true;\n    let any',
        specs: ['spec/conformance/test_tasks.7_gather.spec.ts'],
      },
    ],
  },
  {
    file: 'stream_transport.ts',
    specs: ['spec/conformance/test_selector_events.1_transport.spec.ts'],
    mutations: [
      {
        name: 'a transport that closes reads on',
        find: 'return this._started && !this._paused && !this._closing;',
        replace: 'return this._started && !this._paused;',
      },
    ],
  },
  {
    file: 'write_buffer.ts',
    specs: ['spec/conformance/test_selector_events.1_transport.spec.ts'],
    mutations: [
      {
        name: 'what the system took at once counts as unsent',
        find: '} else if (data.length <= PIECE) {\n      this._stream.write(data, this._on_progress);\n      this._given = this._stream.writableLength;',
        replace:
          '} else if (data.length <= PIECE) {\n      this._stream.write(data, this._on_progress);\n      this._given = data.length;',
      },
    ],
  },
  {
    file: 'stream_reader.ts',
    specs: ['spec/conformance/test_streams.4_connections.spec.ts'],
    mutations: [
      {
        name: 'read(-1) gives what is there',
        find: 'blocks.push(block);',
        replace: 'return block;',
      },
    ],
  },
  {
    file: 'stream_writer.ts',
    specs: ['spec/conformance/test_streams.4_connections.spec.ts'],
    mutations: [
      {
        name: 'drain() raises errors of another kind',
        find: 'if (error !== undefined) throw error;',
        replace: "if (error !== undefined) throw new Error('lost');",
        also: [
          {
            find: "throw new ConnectionResetError('Connection lost');",
            replace: "throw new Error('Connection lost');",
          },
          {
            find: 'else waiter.set_exception(exc);',
            replace: "else waiter.set_exception(new Error('lost'));",
          },
        ],
      },
    ],
  },
];
