/**
 * TLS between a transport and a protocol. (CPython: `asyncio/sslproto.py`.)
 *
 * To the transport of the connection, `SSLProtocol` is a protocol, which receives records; to the program's protocol,
 * `_SSLProtocolTransport` is a transport, which takes plain data. An `SSLPipe` turns one into the other.
 *
 * The program hears of the connection only when the handshake is done: from `connection_made()` on the rules are those of
 * every transport, apart from `write_eof()`, which TLS does not have.
 */

import {
  ConnectionAbortedError,
  ConnectionResetError,
  NotImplementedError,
  ValueError,
} from './errors';
import type { Future } from './futures';
import { logger } from './log';
import type { NodeEventLoop } from './node_loop';
import { Protocol } from './protocols';
import { object_repr, type_name } from './reprlib';
import { create_default_context } from './ssl';
import { SSLContext } from './ssl_context';
import { CertificateError, SSLError } from './ssl_errors';
import type { SSLObject } from './ssl_object';
import { type PipeEvent, SSLPipe } from './ssl_pipe';
import { _FlowControlMixin, type ExtraInfo, type Transport, type WaterMarks } from './transports';

/** Settings of `SSLProtocol`. */
export interface SSLProtocolOptions {
  /** Whether this is the side that accepted the connection. */
  server_side?: boolean;
  /** The host that the other side's certificate has to be for. */
  server_hostname?: string | null | undefined;
  /** Whether the program's protocol learns of the connection; not when it has one already, as with STARTTLS. */
  call_connection_made?: boolean;
}

/**
 * The context of `ssl=True`, which a client may say.
 *
 * @throws ValueError for a server, which needs a certificate.
 */
function _create_transport_context(
  server_side: boolean,
  server_hostname: string | null | undefined,
): SSLContext {
  if (server_side) throw new ValueError('Server side SSL needs a valid SSLContext');
  const context = create_default_context();
  if (!server_hostname) context.check_hostname = false;
  return context;
}

/** What the program's protocol gets as its transport. */
export class _SSLProtocolTransport extends _FlowControlMixin {
  override _protocol: Protocol;
  _closed = false;

  constructor(
    loop: NodeEventLoop,
    private readonly _ssl_protocol: SSLProtocol,
    protocol: Protocol,
  ) {
    super(null, loop);
    this._protocol = protocol;
  }

  // biome-ignore lint/suspicious/noExplicitAny: as in BaseTransport.
  override get_extra_info(name: string, fallback?: unknown): any {
    return this._ssl_protocol._get_extra_info(name, fallback);
  }

  override set_protocol(protocol: Protocol): void {
    this._protocol = protocol;
  }

  override get_protocol(): Protocol {
    return this._protocol;
  }

  override is_closing(): boolean {
    return this._closed;
  }

  /** Send what was written, then take leave of the other side, and when that has answered, close the connection. */
  override close(): void {
    this._closed = true;
    this._ssl_protocol._start_shutdown();
  }

  override abort(): void {
    this._closed = true;
    this._ssl_protocol._abort();
  }

  override pause_reading(): void {
    this._ssl_protocol._pause_reading();
  }

  override resume_reading(): void {
    this._ssl_protocol._resume_reading();
  }

  override set_write_buffer_limits(high?: number | WaterMarks | null, low?: number | null): void {
    super.set_write_buffer_limits(high, low);
    this._ssl_protocol._watch_low_mark(this._low_water);
  }

  override get_write_buffer_size(): number {
    return this._ssl_protocol._get_write_buffer_size();
  }

  override write(data: Uint8Array): void {
    if (!(data instanceof Uint8Array)) {
      throw new TypeError(`data: expecting a bytes-like instance, got '${type_name(data)}'`);
    }
    if (data.length === 0) return;
    this._ssl_protocol._write_appdata(data);
    this._maybe_pause_protocol();
  }

  /** @throws NotImplementedError: TLS 1.2 has no half-closed connections. */
  override write_eof(): void {
    throw new NotImplementedError();
  }

  /** No. */
  override can_write_eof(): boolean {
    return false;
  }

  override __repr__(): string {
    return object_repr(this, 'asyncio.sslproto');
  }
}

/**
 * The protocol of a connection that carries TLS.
 *
 * Whatever comes out of the pipe is handled in the loop: at once when the loop has just put something in, else where its
 * next poll would have reported it.
 */
export class SSLProtocol extends Protocol {
  /** The transport of the program's protocol. */
  _app_transport: _SSLProtocolTransport;
  /** The transport of the records; None before the connection is made, and after it is lost. */
  _transport: Transport | undefined;
  private _pipe: SSLPipe | undefined;
  private readonly _extra: ExtraInfo;
  private readonly _sslcontext: SSLContext;
  private readonly _server_side: boolean;
  private readonly _server_hostname: string | undefined;
  private readonly _call_connection_made: boolean;
  private _in_handshake = false;
  private _handshake_start_time = 0;
  private _session_established = false;
  private _in_shutdown = false;
  /** Of the two farewells, whether ours has gone out and the other side's has come in. */
  private _farewell_sent = false;
  private _farewell_received = false;
  private _reading_paused = false;
  private _is_announced = false;

  /**
   * @param sslcontext None: the default one of a client.
   * @param _waiter ends with the handshake.
   * @throws ValueError for a server without a context, TypeError for what is no context.
   */
  constructor(
    private readonly _loop: NodeEventLoop,
    app_protocol: Protocol,
    sslcontext: object | null | undefined,
    private _waiter: Future<void> | undefined,
    options: SSLProtocolOptions = {},
  ) {
    super();
    const { server_side = false, server_hostname, call_connection_made = true } = options;
    const context = sslcontext ?? _create_transport_context(server_side, server_hostname);
    if (!(context instanceof SSLContext)) {
      throw new TypeError('ssl argument must be an SSLContext or None');
    }
    this._sslcontext = context;
    this._server_side = server_side;
    this._server_hostname = server_side ? undefined : server_hostname || undefined;
    this._call_connection_made = call_connection_made;
    this._extra = { sslcontext: this._sslcontext };
    this._app_transport = new _SSLProtocolTransport(_loop, this, app_protocol);
  }

  /** The program's protocol. */
  get _app_protocol(): Protocol {
    return this._app_transport.get_protocol();
  }

  // What the transport of the records calls.

  /** Begin the handshake. */
  override connection_made(transport: Transport): void {
    this._transport = transport;
    this._watch_low_mark(this._app_transport._low_water);
    if (this._loop.get_debug()) {
      logger.debug(`${this.__repr__()} starts SSL handshake`);
      this._handshake_start_time = this._loop.time();
    }
    this._in_handshake = true;
    try {
      this._pipe = new SSLPipe(
        this._sslcontext,
        this._server_side,
        this._server_hostname,
        (records) => this._transport?.write(records),
        () => this._announce(),
      );
    } catch (error) {
      this._handshake_failed(error);
    }
  }

  /** The connection is gone. */
  override connection_lost(exc: unknown): void {
    if (this._session_established) {
      this._session_established = false;
      const protocol = this._app_protocol;
      this._loop.call_soon(() => protocol.connection_lost(exc));
    }
    this._transport = undefined;
    this._destroy_pipe();
    this._app_transport._closed = true;
    this._wakeup_waiter(exc ?? new ConnectionAbortedError());
  }

  /** Said to the program by its own transport, which counts what is not in records yet as well. */
  override pause_writing(): void {}

  /** The records that wait are so few that the program may write again, unless there is plain data left. */
  override resume_writing(): void {
    this._app_transport._maybe_resume_protocol();
  }

  /** Records have come. */
  override data_received(data: Uint8Array): void {
    this._pipe?.feed_records(data);
    this._handle_events();
  }

  /** No more records come. What they mean to the program, is said when the pipe has gone through them all. */
  override eof_received(): boolean {
    if (this._loop.get_debug()) logger.debug(`${this.__repr__()} received EOF`);
    if (this._pipe === undefined) return false;
    this._pipe.feed_eof();
    return true;
  }

  // What the program's transport calls.

  _get_extra_info(name: string, fallback?: unknown): unknown {
    if (Object.hasOwn(this._extra, name)) return this._extra[name];
    return this._transport === undefined
      ? fallback
      : this._transport.get_extra_info(name, fallback);
  }

  _get_write_buffer_size(): number {
    return (this._pipe?.unsent ?? 0) + (this._transport?.get_write_buffer_size() ?? 0);
  }

  /** Have the records' transport tell whenever its buffer shrinks to this size. */
  _watch_low_mark(low: number): void {
    this._transport?.set_write_buffer_limits(low, low);
  }

  /** After a farewell nothing is sent any more. */
  _write_appdata(data: Uint8Array): void {
    if (!this._in_shutdown) this._pipe?.write(data);
  }

  _pause_reading(): void {
    this._reading_paused = true;
    this._transport?.pause_reading();
  }

  _resume_reading(): void {
    this._reading_paused = false;
    this._transport?.resume_reading();
    this._loop.call_soon(() => this._handle_events());
  }

  _start_shutdown(): void {
    if (this._in_shutdown) return;
    if (this._in_handshake) {
      this._abort();
      return;
    }
    this._in_shutdown = true;
    this._pipe?.shutdown();
    if (!this._reading_paused) return;
    // The program wants no more data, but the other side's farewell has to be read.
    this._pipe?.discard_appdata();
    this._resume_reading();
  }

  _abort(): void {
    this._transport?.abort();
    this._destroy_pipe();
  }

  // What comes out of the pipe.

  private _announce(): void {
    if (this._is_announced) return;
    this._is_announced = true;
    this._loop._deliver(() => {
      this._is_announced = false;
      this._handle_events();
      this._app_transport._maybe_resume_protocol();
    });
  }

  private _handle_events(): void {
    let is_done = false;
    try {
      while (!this._reading_paused) {
        const event = this._pipe?.next_event();
        if (event === undefined) break;
        this._handle_event(event);
      }
      is_done = true;
    } finally {
      // An error of the program's protocol ends this round, but not what comes after it.
      if (!is_done) this._announce();
    }
  }

  private _handle_event(event: PipeEvent): void {
    if (event.type === 'handshake') this._handshake_done(event.ssl_object);
    else if (event.type === 'appdata') this._appdata_received(event.data);
    else if (event.type === 'close_notify') this._farewell_came();
    else if (event.type === 'shut_down') this._farewell_went();
    else if (event.type === 'eof') this._records_ended();
    else this._pipe_failed(event.error);
  }

  private _handshake_done(ssl_object: SSLObject): void {
    this._in_handshake = false;
    if (this._loop.get_debug()) {
      const seconds = this._loop.time() - this._handshake_start_time;
      logger.debug(`${this.__repr__()}: SSL handshake took ${(seconds * 1e3).toFixed(1)} ms`);
    }
    Object.assign(this._extra, {
      peercert: ssl_object.getpeercert(),
      cipher: ssl_object.cipher(),
      compression: ssl_object.compression(),
      ssl_object,
    });
    this._session_established = true;
    try {
      if (this._call_connection_made) this._app_protocol.connection_made(this._app_transport);
    } finally {
      this._wakeup_waiter();
    }
  }

  /** Who goes on to send after our farewell is not listened to, as OpenSSL has it. */
  private _appdata_received(data: Uint8Array): void {
    if (this._in_shutdown) this._abort();
    else this._app_protocol.data_received(data);
  }

  private _farewell_came(): void {
    if (this._in_handshake) {
      this._records_ended();
      return;
    }
    this._farewell_received = true;
    this._start_shutdown();
    this._finalize();
  }

  private _farewell_went(): void {
    this._farewell_sent = true;
    this._finalize();
  }

  private _records_ended(): void {
    this._wakeup_waiter(new ConnectionResetError());
    try {
      if (this._in_handshake) return;
      if (this._app_protocol.eof_received()) {
        logger.warning('returning true from eof_received() has no effect when using ssl');
      }
    } finally {
      this._destroy_pipe();
      this._transport?.close();
    }
  }

  private _pipe_failed(error: unknown): void {
    if (this._in_handshake) {
      this._handshake_failed(error);
      return;
    }
    if (this._loop.get_debug()) {
      const { errno, reason } = error instanceof SSLError ? error : new SSLError();
      logger.warning(`${this.__repr__()}: SSL error ${errno} (reason ${reason})`);
    }
    this._abort();
  }

  private _handshake_failed(error: unknown): void {
    this._in_handshake = false;
    if (this._loop.get_debug()) {
      const what = error instanceof CertificateError ? ' on verifying the certificate' : '';
      logger.warning(`${this.__repr__()}: SSL handshake failed${what}`, { exc_info: error });
    }
    this._destroy_pipe();
    this._transport?.close();
    this._wakeup_waiter(error);
  }

  /** When both sides have said farewell the connection can be closed. */
  private _finalize(): void {
    if (!this._farewell_sent || !this._farewell_received) return;
    this._destroy_pipe();
    this._transport?.close();
  }

  private _destroy_pipe(): void {
    this._pipe?.destroy();
    this._pipe = undefined;
  }

  private _wakeup_waiter(exc?: unknown): void {
    const waiter = this._waiter;
    this._waiter = undefined;
    if (waiter === undefined || waiter.cancelled()) return;
    if (exc === undefined) waiter.set_result();
    else waiter.set_exception(exc);
  }

  /** CPython's: `<asyncio.sslproto.SSLProtocol object at 0x…>`. */
  __repr__(): string {
    return object_repr(this, 'asyncio.sslproto');
  }
}
