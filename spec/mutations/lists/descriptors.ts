import type { MutationList } from '../mutation';

export const lists: readonly MutationList[] = [
  {
    file: 'pipe_watch.ts',
    specs: ['spec/pipe_watch.spec.ts', 'spec/watches.spec.ts'],
    mutations: [
      {
        name: 'a pipe that is watched is read',
        find: 'this._handle.useUserBuffer(NO_ROOM);',
        replace: '',
      },
      {
        name: 'a pipe is told to be readable over and over',
        find: 'this._handle.readStop();\n',
        replace: '',
      },
      {
        name: 'a pipe is readable for ever',
        find: 'this._is_ready = false;\n    if',
        replace: 'if',
      },
      {
        name: 'nobody hears that a pipe is readable',
        find: 'for (const listener of this._listeners) listener();',
        replace: '',
      },
      {
        name: 'who no longer watches a pipe hears of it',
        find: 'this._listeners.delete(listener);',
        replace: '',
      },
      {
        name: 'a pipe is looked at only when somebody asks',
        find: 'this._listeners.add(listener);\n    this._look_again();',
        replace: 'this._listeners.add(listener);',
      },
      {
        name: 'a pipe that is watched keeps the process alive',
        find: 'this._handle.onread = () => this._ready();\n    this._handle.unref();',
        replace: 'this._handle.onread = () => this._ready();',
      },
      {
        name: 'a pipe that is watched by a loop does not keep the process alive',
        find: 'if (on) this._handle.ref();',
        replace: 'if (on) this._handle.unref();',
      },
      {
        name: 'the watch of a pipe stays open',
        find: 'this._is_closed = true;\n    this._handle.close();',
        replace: 'this._is_closed = true;',
      },
      {
        name: 'files are taken for pipes',
        find: 'throw os_error(errno.EPERM as number);',
        replace: '',
      },
      {
        name: 'foreign sockets are taken for pipes',
        find: 'if (status.isSocket()) {',
        replace: 'if (status.isBlockDevice()) {',
      },
      {
        name: 'a descriptor that is not open is an error of Node',
        find: 'throw python_error(error);',
        replace: 'throw error;',
      },
    ],
  },
  {
    file: 'node_handles.ts',
    specs: ['spec/node_handles.spec.ts', 'spec/socket_pair.spec.ts'],
    mutations: [
      {
        name: 'a stream without a socket has a descriptor',
        find: '?.fd ?? -1;\n}\n\n/**\n * The same',
        replace: '?.fd ?? 0;\n}\n\n/**\n * The same',
      },
      {
        name: 'a renewed stream belongs to the old one as well',
        find: 'handle.reading = false;\n  (socket as unknown as WithHandle)._handle = null;',
        replace: 'handle.reading = false;',
      },
      {
        name: 'a renewed stream does not begin to read',
        find: 'handle.reading = false;',
        replace: '',
      },
      {
        name: 'a renewed stream is read by the old one',
        find: 'handle.readStop();\n',
        replace: '',
      },
      {
        name: 'a stream ends with what can be read',
        find: 'allowHalfOpen: true, manualStart: true',
        replace: 'allowHalfOpen: false, manualStart: true',
      },
      {
        name: 'a stream of a handle reads at once',
        find: 'allowHalfOpen: true, manualStart: true',
        replace: 'allowHalfOpen: true',
      },
      {
        name: 'a stream that waits sends at once',
        find: '(stream as { connecting: boolean }).connecting = true;',
        replace: '',
      },
      {
        name: 'a stream that has waited does not know',
        find: "waiting.emit('connect');",
        replace: '',
      },
      {
        name: 'a stream that has waited goes on to wait',
        find: '(waiting as { connecting: boolean }).connecting = false;',
        replace: '',
      },
      {
        name: 'a stream that has waited hears nothing',
        find: 'handle[owner as symbol] = waiting;',
        replace: '',
      },
      {
        name: 'the connection of a stream that does not wait any more stays open',
        find: 'connected.destroy();',
        replace: '',
      },
      {
        name: 'a server ends connections with what can be read',
        find: 'new Server({ allowHalfOpen: true, pauseOnConnect: true })',
        replace: 'new Server({ allowHalfOpen: false, pauseOnConnect: true })',
      },
      {
        name: 'a server reads what comes',
        find: 'new Server({ allowHalfOpen: true, pauseOnConnect: true })',
        replace: 'new Server({ allowHalfOpen: true })',
      },
    ],
  },
];
