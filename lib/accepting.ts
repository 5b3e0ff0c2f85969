/** How a loop accepts connections. (CPython: `BaseSelectorEventLoop._start_serving` and `_accept_connection`.) */

import type { Server as NodeServer, Socket as NodeSocket } from 'node:net';
import { coroutine } from './coroutines';
import { is_exception, OSError, ResourceWarning } from './errors';
import { logger } from './log';
import type { IOResource } from './node_loop';
import { errno, python_error } from './os_errors';
import type { Protocol } from './protocols';
import { type Report, unwatch, watch } from './reports';
import { repr } from './reprlib';
import type { BaseSelectorEventLoop } from './selector_events';
import type { Server } from './server';
import { AF_UNIX, socket } from './socket';
import type { BaseTransport } from './transports';
import type { Coroutine } from './types';
import { warn } from './warnings';

/** The system has no more of what a connection takes. */
const OUT_OF_RESOURCES: readonly unknown[] = [
  errno.EMFILE,
  errno.ENFILE,
  errno.ENOBUFS,
  errno.ENOMEM,
];

/** What a listening socket serves. */
export interface Service {
  readonly protocol_factory: () => Protocol;
  readonly ssl?: object | null | undefined;
  readonly server?: Server;
  /** How many connections wait in the system to be accepted. */
  readonly backlog: number;
}

/** The same without the protocol. */
export type ServiceOptions = Omit<Service, 'protocol_factory'>;

/** A socket on which the loop accepts connections. While the loop does not run, they wait. */
export class Acceptor implements IOResource {
  private readonly _node: NodeServer;
  private readonly _unclosed: UnclosedSocket;
  private _is_closed = false;

  constructor(
    private readonly _loop: BaseSelectorEventLoop,
    readonly sock: socket,
    private readonly _service: Service,
  ) {
    this._node = sock._take_server(_service.backlog);
    this._node.on('connection', (stream: NodeSocket) => {
      // Nobody hears of its end until it has a transport.
      stream.on('error', ignore);
      _loop._deliver(() => this._accepted(stream));
    });
    this._node.on('error', (error) => _loop._deliver(() => this._failed(python_error(error))));
    this._unclosed = new UnclosedSocket(_loop, sock);
    watch(this, this._unclosed);
    _loop._watch_resource(this);
  }

  /** IOResource: the loop runs. */
  _loop_entered(): void {
    this._node.ref();
  }

  /** IOResource: the loop has left its run. */
  _loop_left(): void {
    this._node.unref();
  }

  /** Accept no more. */
  close(): void {
    this._is_closed = true;
    this._loop._forget_resource(this);
    unwatch(this._unclosed);
    this.sock.close();
  }

  private _accepted(stream: NodeSocket): void {
    // What nobody has accepted when a server closes, the system resets.
    if (this._is_closed) stream.destroy();
    if (stream.destroyed) return;
    const name = this.sock.getsockname();
    const unix = typeof name === 'string' ? { own: name, peer: '' } : undefined;
    const sock = socket._of_stream(stream, this.sock.family, unix);
    const peername = this.sock.family === AF_UNIX ? '' : sock.getpeername();
    if (this._loop.get_debug()) {
      const server = repr(this._service.server);
      logger.debug(`${server} got a new connection from ${repr(peername)}: ${repr(sock)}`);
    }
    this._loop.create_task(serve_connection(this._loop, sock, peername, this._service));
  }

  private _failed(error: unknown): void {
    if (!(error instanceof OSError) || !OUT_OF_RESOURCES.includes(error.errno)) throw error;
    this._loop.call_exception_handler({
      message: 'socket.accept() out of system resource',
      exception: error,
      socket: this.sock,
    });
  }
}

function ignore(): void {}

/** Coroutine: give a connection its protocol and its transport. As in 3.6, errors are told in debug mode only. */
const serve_connection = coroutine(function* serve_connection(
  loop: BaseSelectorEventLoop,
  sock: socket,
  peername: unknown,
  { protocol_factory, ssl, server }: Service,
): Coroutine<void> {
  let protocol: Protocol | undefined;
  let transport: BaseTransport | undefined;
  try {
    protocol = protocol_factory();
    const waiter = loop.create_future<void>();
    const options = { extra: { peername }, server };
    transport = ssl
      ? loop._make_ssl_transport(sock, protocol, ssl, waiter, { ...options, server_side: true })
      : loop._make_socket_transport(sock, protocol, waiter, options);
    yield* waiter;
  } catch (error) {
    if (transport === undefined) sock.close();
    else transport.close();
    if (!is_exception(error)) throw error;
    if (!loop.get_debug()) return;
    loop.call_exception_handler({
      message: 'Error on transport creation for incoming connection',
      exception: error,
      ...(protocol && { protocol }),
      ...(transport && { transport }),
    });
  }
});

/** "unclosed": a listening socket whose loop is closed. Nobody else closes it then. */
class UnclosedSocket implements Report {
  constructor(
    readonly loop: object,
    private readonly _sock: socket,
  ) {}

  send(): void {
    const text = repr(this._sock);
    this._sock.close();
    warn(`unclosed ${text}`, ResourceWarning);
  }
}
