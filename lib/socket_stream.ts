/** A connected stream socket, or one that connects. */

import type { Socket } from 'node:net';
import { coroutine } from './coroutines';
import { RuntimeError } from './errors';
import { has_connected } from './has_connected';
import { descriptor_of, handle_of } from './node_handles';
import type { NodeEventLoop } from './node_loop';
import { errno, os_error } from './os_errors';
import { type SocketAddress, SocketEnd } from './socket_end';
import type { Coroutine } from './types';

/** So much is handed to Node at once; more would only lie in its queue. */
const LONGEST_SEND = 64 * 1024;

/** Python's address of an end of a stream. */
function address_of(
  host: string | undefined,
  port: number | undefined,
  family: string | undefined,
) {
  if (host === undefined || port === undefined) return undefined;
  return (family === 'IPv6' ? [host, port, 0, 0] : [host, port]) as SocketAddress;
}

/**
 * A stream of Node, asked as Python asks a non-blocking socket.
 *
 * Node reads ahead, up to its own high-water mark, from the first `recv()` or `watch()` on.
 */
export class StreamEnd extends SocketEnd {
  private _sockname: SocketAddress | undefined;
  private _peername: SocketAddress | undefined;
  private _is_connecting = false;
  private _is_connected: boolean;
  private _has_ended = false;
  private _is_shut = false;
  private _is_watching = false;
  private _is_released = false;
  private _keeps_alive = false;

  /**
   * @param _stream a stream that has not been read from.
   * @param is_connected whether it is connected already, or is to connect.
   * @param _unix of a Unix socket, which Node does not name: the paths of its ends.
   */
  constructor(
    private readonly _stream: Socket,
    is_connected: boolean,
    private readonly _unix?: { readonly own: string; readonly peer: string },
  ) {
    super();
    this._is_connected = is_connected;
    if (is_connected) this._note_names();
  }

  /** Be the one who hears of the stream's events. */
  adopt(): this {
    this._stream.on('error', this._on_error);
    this._stream.on('close', this._on_close);
    this._apply_reference();
    return this;
  }

  fileno(): number {
    return descriptor_of(this._stream);
  }

  getsockname(): SocketAddress {
    return this._sockname ?? '';
  }

  getpeername(): SocketAddress | undefined {
    return this._peername;
  }

  private _note_names(): void {
    const { localAddress, localPort, localFamily } = this._stream;
    const { remoteAddress, remotePort, remoteFamily } = this._stream;
    this._sockname = this._unix?.own ?? address_of(localAddress, localPort, localFamily);
    this._peername = this._unix?.peer ?? address_of(remoteAddress, remotePort, remoteFamily);
  }

  // Connecting.

  /** Begin to connect. Whether it has worked is told by `is_writable()` and then `take_error()`. */
  connect(target: { host: string; port: number } | { path: string }): void {
    if (this._is_connecting) throw os_error(errno.EALREADY as number);
    if (this._is_connected) throw os_error(errno.EISCONN as number);
    this._is_connecting = true;
    this._stream.once('connect', this._on_connect);
    // Or Node would read as soon as it is connected, and the end might come before anybody listens.
    this._stream.pause();
    this._stream.connect(target);
    this._apply_reference();
  }

  private readonly _on_connect = (): void => {
    this._is_connecting = false;
    this._is_connected = true;
    this._note_names();
    if (this._is_watching) this._begin_reading();
    this.on_change();
  };

  private readonly _on_error = (error: Error): void => {
    this._is_connecting = false;
    this._fail(error);
  };

  private readonly _on_close = (): void => {
    this._is_connecting = false;
    this._has_ended = true;
    this.on_change();
  };

  /** Coroutine: until it is connected; at once when it was, whatever has happened since. @throws OSError */
  @coroutine
  *has_connected(loop: NodeEventLoop): Coroutine<void> {
    if (this._is_connected && !this._stream.connecting) return;
    yield* has_connected(loop, this._stream);
  }

  // Receiving.

  is_readable(): boolean {
    return this._has_failed || this._has_ended || this._stream.readableLength > 0;
  }

  watch(): void {
    if (this._is_watching) return;
    this._is_watching = true;
    if (this._is_connected) this._begin_reading();
  }

  private _begin_reading(): void {
    this._stream.on('readable', this._on_readable);
    this._stream.on('end', this._on_end);
    this._stream.on('drain', this._on_drain);
  }

  private readonly _on_readable = (): void => {
    // At the end of the data only a further read makes Node say so.
    if (this._stream.readableLength === 0) this._stream.read(0);
    this.on_change();
  };

  private readonly _on_end = (): void => {
    this._has_ended = true;
    this.on_change();
  };

  /** 1 to `size` bytes; none at the end. @throws OSError, BlockingIOError when nothing is there yet. */
  recv(size: number): Buffer {
    this._check_owned();
    const stream = this._stream;
    if (stream.readableLength > 0) {
      if (size === 0) return Buffer.alloc(0);
      const data: Buffer = stream.read(Math.min(size, stream.readableLength));
      if (stream.readableLength === 0) stream.read(0);
      return data;
    }
    this._raise_pending();
    if (this._has_ended) return Buffer.alloc(0);
    if (!this._is_connected) throw os_error(errno.ENOTCONN as number);
    this.watch();
    throw os_error(errno.EAGAIN as number);
  }

  // Sending.

  is_writable(): boolean {
    if (this._has_failed || this._is_shut || this._stream.destroyed) return true;
    return this._is_connected && this._stream.writableLength === 0;
  }

  /** How many bytes were taken. @throws OSError, BlockingIOError when what was sent before still waits. */
  send(data: Uint8Array): number {
    this._check_owned();
    this._raise_pending();
    if (this._is_shut || (this._is_connected && this._stream.destroyed)) {
      throw os_error(errno.EPIPE as number);
    }
    if (this._is_connecting) throw os_error(errno.EAGAIN as number);
    if (!this._is_connected) throw os_error(errno.ENOTCONN as number);
    if (this._stream.writableLength > 0) throw os_error(errno.EAGAIN as number);
    // The caller may change the bytes as soon as this returns.
    const piece = Buffer.from(data.subarray(0, LONGEST_SEND));
    if (piece.length > 0) this._stream.write(piece, this._on_drain);
    return piece.length;
  }

  private readonly _on_drain = (): void => this.on_change();

  /** @param reading, writing which directions end. */
  shutdown(reading: boolean, writing: boolean): void {
    if (!this._is_connected) throw os_error(errno.ENOTCONN as number);
    if (writing && !this._is_shut) {
      this._is_shut = true;
      this._stream.end();
    }
    if (reading) this._has_ended = true;
    this.on_change();
  }

  set_no_delay(on: boolean): void {
    this._stream.setNoDelay(on);
  }

  set_keep_alive(on: boolean): void {
    this._stream.setKeepAlive(on);
  }

  private _check_owned(): void {
    if (this._is_released) throw new RuntimeError('the socket is used by a transport');
  }

  // Life.

  ref(): void {
    this._keeps_alive = true;
    this._apply_reference();
  }

  unref(): void {
    this._keeps_alive = false;
    this._apply_reference();
  }

  /** Node has nothing to apply it to before it connects, and after the end. */
  private _apply_reference(): void {
    if (handle_of(this._stream) === undefined) return;
    if (this._keeps_alive) this._stream.ref();
    else this._stream.unref();
  }

  /** What was sent is still delivered. */
  close(): void {
    if (this._is_released) {
      this._stream.destroy();
      return;
    }
    this._stop_listening();
    this._stream.on('error', () => {});
    if (this._is_connected && this._stream.writableLength > 0) {
      this._stream.ref();
      this._stream.destroySoon();
    } else {
      this._stream.destroy();
    }
  }

  /** Hand the stream over, with what Node has read ahead; from now on it is another's. */
  release(): Socket {
    this._stop_listening();
    this._is_released = true;
    return this._stream;
  }

  private _stop_listening(): void {
    this.on_change = () => {};
    this._stream.off('connect', this._on_connect);
    this._stream.off('error', this._on_error);
    this._stream.off('close', this._on_close);
    this._stream.off('readable', this._on_readable);
    this._stream.off('end', this._on_end);
    this._stream.off('drain', this._on_drain);
  }
}
