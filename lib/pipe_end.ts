/**
 * An end of a pipe that belongs to a transport: what is the same whether the transport reads or writes. (CPython has this
 * twice, in `_UnixReadPipeTransport` and `_UnixWritePipeTransport` of `asyncio/unix_events.py`.)
 *
 * The two transports have different base classes, so this is a part of each.
 */

import type { Socket } from 'node:net';
import type { Readable, Writable } from 'node:stream';
import { bound_method } from './handles';
import { logger } from './log';
import type { IOResource, NodeEventLoop } from './node_loop';
import type { OpenPipe } from './pipe_streams';
import { unwatch, watch } from './reports';
import { repr } from './reprlib';
import type { BaseTransport } from './transports';
import { UnclosedTransport } from './unclosed_transport';

export class PipeEnd<S extends Readable | Writable> implements IOResource {
  /** None once the pipe is closed. */
  stream: S | undefined;
  /** Whether the transport is closing or closed. */
  closing = false;
  private readonly _fileno: number;
  private readonly _unclosed: UnclosedTransport;

  /** @param on_error called in the loop with an error of the stream. */
  constructor(
    private readonly _loop: NodeEventLoop,
    private readonly _transport: BaseTransport,
    { stream, fd }: OpenPipe<S>,
    on_error: (error: NodeJS.ErrnoException) => void,
  ) {
    this.stream = stream;
    this._fileno = fd;
    this._unclosed = new UnclosedTransport(_loop, stream, _transport.constructor.name);
    watch(_transport, this._unclosed);
    stream.on('error', (error) => _loop._deliver(() => on_error(error)));
    _loop._watch_resource(this);
  }

  /** Have the protocol told that it has a transport. */
  made(): void {
    const protocol = this._transport.get_protocol();
    const name = `${protocol.constructor.name}.connection_made`;
    this._loop.call_soon(bound_method(protocol, name, protocol.connection_made), this._transport);
  }

  /** The transport's repr. @param details what the transport is doing, unless it is closed. */
  describe(...details: string[]): string {
    const info: string[] = [this._transport.constructor.name];
    if (this.stream === undefined) info.push('closed');
    else if (this.closing) info.push('closing');
    info.push(`fd=${this._fileno}`, ...(this.stream === undefined ? ['closed'] : details));
    return `<${info.join(' ')}>`;
  }

  /** Debug mode: the other side is gone. */
  log_closed_by_peer(): void {
    if (this._loop.get_debug()) logger.info(`${repr(this._transport)} was closed by peer`);
  }

  /** Say that something went wrong; only in debug mode when that is no more than the end of the connection. */
  report(message: string, error: unknown, is_ordinary: boolean): void {
    const transport = this._transport;
    if (!is_ordinary) {
      const protocol = transport.get_protocol();
      this._loop.call_exception_handler({ message, exception: error, transport, protocol });
    } else if (this._loop.get_debug()) {
      logger.debug(`${repr(transport)}: ${message}`, { exc_info: error });
    }
  }

  /** Tell the protocol soon that the connection is lost, and close the pipe then. To be called once. */
  lose(error: unknown): void {
    const name = `${this._transport.constructor.name}._call_connection_lost`;
    const call = (exc: unknown) => this.call_connection_lost(exc);
    this._loop.call_soon(bound_method(this._transport, name, call), error);
  }

  /** Tell the protocol now that the connection is lost, and close the pipe. */
  call_connection_lost(error: unknown): void {
    try {
      this._transport.get_protocol().connection_lost(error);
    } finally {
      this.stream?.destroy();
      this.stream = undefined;
      unwatch(this._unclosed);
      this._loop._forget_resource(this);
    }
  }

  _loop_entered(): void {
    this._socket?.ref?.();
  }

  _loop_left(): void {
    this._socket?.unref?.();
  }

  /** What keeps the process alive, if it can: file streams cannot, nor what Node has closed. */
  private get _socket(): Partial<Pick<Socket, 'ref' | 'unref'>> | undefined {
    return this.stream?.destroyed ? undefined : (this.stream as Partial<Socket> | undefined);
  }
}
