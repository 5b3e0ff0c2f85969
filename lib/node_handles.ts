/**
 * The handles below Node's sockets.
 *
 * A Python program binds a socket first, asks it for its port, and connects or listens later; each call reports its own
 * errors at once. Node's public classes bind only as they listen, and report later. The handles that these classes keep in
 * `_handle` can do what is needed. This is the only file that knows them.
 */

import type { Socket as DatagramSocket } from 'node:dgram';
import { Server, Socket } from 'node:net';

/** An address as libuv fills it in. */
interface NodeAddress {
  address?: string;
  port?: number;
}

/** A stream of libuv: TCP, or a pipe, which is also what a Unix socket is. Numbers returned are 0 or minus an errno. */
export interface StreamHandle {
  readonly fd: number;
  onread: () => void;
  open(fd: number): number;
  bind(address: string, port?: number): number;
  bind6(address: string, port: number, flags: number): number;
  listen(backlog: number): number;
  getsockname(address: NodeAddress): number;
  useUserBuffer(buffer: Uint8Array): void;
  readStart(): number;
  readStop(): number;
  ref(): void;
  unref(): void;
  close(): void;
}

/** What libuv has of a datagram socket. Numbers returned are 0 or minus an errno. */
export interface DatagramHandle {
  readonly fd: number;
  bind(address: string, port: number, flags: number): number;
  connect(address: string, port: number): number;
  getpeername(address: NodeAddress): number;
  recvStart(): number;
  recvStop(): number;
}

type HandleClass = new (kind: number) => StreamHandle;

/** A handle that is neither a server's nor one for passing handles on. */
const PLAIN = 0;

interface WithHandle {
  _handle: StreamHandle | null;
}

/** The handle of a stream or a server; undefined before it connects, and once it is destroyed. */
export function handle_of(owner: Socket | Server): StreamHandle | undefined {
  return (owner as unknown as WithHandle)._handle ?? undefined;
}

/** The descriptor of a stream or a server; -1 while it has none. */
export function descriptor_of(owner: Socket | Server): number {
  return handle_of(owner)?.fd ?? -1;
}

/**
 * The same socket as a new object for both directions, which does not read yet: the old one knows nothing of it any more.
 */
export function renewed(socket: Socket): Socket {
  const handle = handle_of(socket) as StreamHandle & { reading: boolean };
  // Or the end of what can be read might come before anybody listens.
  handle.readStop();
  handle.reading = false;
  (socket as unknown as WithHandle)._handle = null;
  return stream_of_handle(handle);
}

/** Node makes the handle as `connect()` is called; here it is stopped before anything comes of it. */
function handle_class(target: { host: string; port: number } | { path: string }): HandleClass {
  const probe = new Socket().on('error', () => {});
  probe.connect(target);
  const handle = handle_of(probe);
  probe.destroy();
  return (handle as StreamHandle).constructor as HandleClass;
}

let tcp_class: HandleClass | undefined;
let pipe_class: HandleClass | undefined;

/** A TCP socket that is neither bound nor connected. */
export function new_tcp_handle(): StreamHandle {
  tcp_class ??= handle_class({ host: '127.0.0.1', port: 1 });
  return new tcp_class(PLAIN);
}

/** The same of a Unix socket, or for a descriptor that is to be opened. */
export function new_pipe_handle(): StreamHandle {
  // Nobody listens on a directory.
  pipe_class ??= handle_class({ path: '/' });
  return new pipe_class(PLAIN);
}

/** The stream of a bound handle, which does not read yet. */
export function stream_of_handle(handle: StreamHandle): Socket {
  const options = { handle, allowHalfOpen: true, manualStart: true };
  return new Socket(options as unknown as ConstructorParameters<typeof Socket>[0]);
}

/** A stream that waits for its connection, and takes it for granted: what is written to it is sent once it has one. */
export function waiting_stream(): Socket {
  const stream = new Socket({ allowHalfOpen: true });
  (stream as { connecting: boolean }).connecting = true;
  return stream;
}

/** Give a waiting stream the connection of another, which has not been read from and knows nothing of it any more. */
export function take_over(waiting: Socket, connected: Socket): void {
  if (waiting.destroyed) {
    connected.destroy();
    return;
  }
  const handle = handle_of(connected) as StreamHandle & Record<symbol, Socket>;
  (connected as unknown as WithHandle)._handle = null;
  (waiting as unknown as WithHandle)._handle = handle;
  const owner = Object.getOwnPropertySymbols(handle).find(
    (symbol) => symbol.description === 'owner_symbol',
  );
  handle[owner as symbol] = waiting;
  (waiting as { connecting: boolean }).connecting = false;
  waiting.emit('connect');
}

interface PrivateServer extends WithHandle {
  _listen2(address: null, port: number, type: number, backlog: number): void;
}

/** A server whose connections do not read yet, on a handle that listens already. */
export function server_of_handle(handle: StreamHandle, backlog: number): Server {
  const server = new Server({ allowHalfOpen: true, pauseOnConnect: true });
  const inner = server as unknown as PrivateServer;
  inner._handle = handle;
  inner._listen2(null, -1, -1, backlog);
  return server;
}

/** `undefined` when the socket is closed. */
export function datagram_handle_of(socket: DatagramSocket): DatagramHandle | undefined {
  const key = Object.getOwnPropertySymbols(socket).find(
    (symbol) => symbol.description === 'state symbol',
  );
  if (key === undefined) return undefined;
  const state = (socket as unknown as Record<symbol, { handle: DatagramHandle | null }>)[key];
  return state?.handle ?? undefined;
}
