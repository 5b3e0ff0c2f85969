/** A datagram socket. */

import { createSocket, type RemoteInfo, type Socket, type SocketOptions } from 'node:dgram';
import { isIP } from 'node:net';
import { Deque } from './deque';
import { type DatagramHandle, datagram_handle_of } from './node_handles';
import { errno, os_error } from './os_errors';
import { type SocketAddress, SocketEnd } from './socket_end';

/** Node reads so many bytes ahead at the most; what comes then waits in the system, which drops what is too much. */
const MOST_BYTES_AHEAD = 256 * 1024;

/** The longest datagram that fits into an IP packet. */
const LONGEST = { udp4: 65507, udp6: 65527 } as const;

/** Addresses are numeric here: calling back at once makes Node's calls take effect at once. */
function no_lookup(
  host: string,
  _options: unknown,
  callback: (error: null, address: string, family: number) => void,
): void {
  callback(null, host, isIP(host));
}

interface NodeAddress {
  readonly address: string;
  readonly port: number;
}

/** A datagram socket of Node, asked as Python asks a non-blocking one. */
export class DatagramEnd extends SocketEnd {
  private readonly _socket: Socket;
  private readonly _received = new Deque<readonly [Buffer, SocketAddress]>();
  private _bytes_ahead = 0;
  private _is_bound = false;
  private _is_connected = false;
  private _is_reading = true;
  private _is_closed = false;

  constructor(
    private readonly _kind: 'udp4' | 'udp6',
    private readonly _on_bound: () => void,
    options: { readonly ipv6Only: boolean; readonly reuseAddr: boolean },
  ) {
    super();
    const lookup = no_lookup as SocketOptions['lookup'] & {};
    this._socket = createSocket({ type: _kind, lookup, ...options });
    this._socket.on('message', this._on_message);
    this._socket.on('error', (error) => this._fail(error));
    this._socket.unref();
  }

  fileno(): number {
    return datagram_handle_of(this._socket)?.fd ?? -1;
  }

  getsockname(): SocketAddress {
    if (!this._is_bound) return this._address({ address: this._any(), port: 0 });
    return this._address(this._socket.address());
  }

  getpeername(): SocketAddress | undefined {
    return this._is_connected ? this._address(this._socket.remoteAddress()) : undefined;
  }

  private _any(): string {
    return this._kind === 'udp4' ? '0.0.0.0' : '::';
  }

  private _address({ address, port }: NodeAddress): SocketAddress {
    return this._kind === 'udp4' ? [address, port] : [address, port, 0, 0];
  }

  /** @throws OSError */
  bind(host: string, port: number): void {
    if (this._is_bound) throw os_error(errno.EINVAL as number);
    this._attempt(() => this._socket.bind({ address: host, port, exclusive: true }));
    this._is_bound = true;
    this._on_bound();
  }

  /** Node reports an error of `bind()` while it is called. */
  private _attempt(call: () => void): void {
    call();
    const error = this.take_error();
    if (error !== undefined) throw error;
  }

  private _bind_anywhere(): void {
    if (!this._is_bound) this.bind(this._any(), 0);
  }

  /** From now on datagrams go to, and come from, this address alone. @throws OSError */
  connect(host: string, port: number): void {
    this._bind_anywhere();
    const handle = datagram_handle_of(this._socket) as DatagramHandle;
    if (this._is_connected) this._disconnect(handle);
    // Node tells of an error later, and this callback alone; to be told now, ask for it once more.
    this._socket.connect(port, host, () => {});
    if (handle.getpeername({}) < 0) throw os_error(-handle.connect(host, port));
    this._is_connected = true;
  }

  /** The system takes a port that it has chosen itself back. */
  private _disconnect(handle: DatagramHandle): void {
    const { port } = this._socket.address();
    this._socket.disconnect();
    this._is_connected = false;
    const left = this._socket.address();
    if (left.port !== port) handle.bind(left.address, port, 0);
  }

  // Receiving.

  is_readable(): boolean {
    return this._received.length > 0 || this._has_failed;
  }

  watch(): void {}

  private readonly _on_message = (data: Buffer, from: RemoteInfo): void => {
    this._received.append([data, this._address(from)]);
    this._bytes_ahead += data.length;
    if (this._bytes_ahead >= MOST_BYTES_AHEAD) this._read(false);
    this.on_change();
  };

  /** Whether Node takes datagrams in. */
  private _read(on: boolean): void {
    if (this._is_reading === on) return;
    this._is_reading = on;
    const handle = datagram_handle_of(this._socket);
    if (on) handle?.recvStart();
    else handle?.recvStop();
  }

  /** A datagram, cut to `size` bytes, and where it came from. @throws OSError, BlockingIOError when there is none. */
  recvfrom(size: number): [Buffer, SocketAddress] {
    this._raise_pending();
    const first = this._received.popleft();
    if (first === undefined) throw os_error(errno.EAGAIN as number);
    const [data, from] = first;
    this._bytes_ahead -= data.length;
    if (this._bytes_ahead < MOST_BYTES_AHEAD / 2) this._read(true);
    return [data.subarray(0, size), from];
  }

  // Sending.

  is_writable(): boolean {
    return this._socket_queue() === 0 || this._has_failed;
  }

  private _socket_queue(): number {
    return this._is_closed ? 0 : this._socket.getSendQueueCount();
  }

  /** Send to the address given, else to the one that it is connected to. @throws OSError, BlockingIOError */
  send(data: Uint8Array, to: { host: string; port: number } | undefined): number {
    this._raise_pending();
    if (to === undefined && !this._is_connected) throw os_error(errno.EDESTADDRREQ as number);
    if (data.length > LONGEST[this._kind]) throw os_error(errno.EMSGSIZE as number);
    if (to?.port === 0) throw os_error(errno.EINVAL as number);
    this._bind_anywhere();
    if (this._socket_queue() > 0) throw os_error(errno.EAGAIN as number);
    if (to !== undefined && this._is_connected) throw os_error(errno.EISCONN as number);
    // The caller may change the bytes as soon as this returns.
    const copy = Buffer.from(data);
    if (to === undefined) this._socket.send(copy, this._on_sent);
    else this._socket.send(copy, to.port, to.host, this._on_sent);
    return copy.length;
  }

  private readonly _on_sent = (error: Error | null): void => {
    if (error === null) this.on_change();
    else this._fail(error);
  };

  /** Set or read options with Node's methods. Node has none before the socket is bound: then undefined. */
  use_options<T>(use: (socket: Socket) => T): T | undefined {
    return this._is_bound ? use(this._socket) : undefined;
  }

  // Life.

  ref(): void {
    this._socket.ref();
  }

  unref(): void {
    this._socket.unref();
  }

  close(): void {
    if (this._is_closed) return;
    this._is_closed = true;
    this.on_change = () => {};
    this._socket.close();
  }
}
