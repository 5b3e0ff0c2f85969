/**
 * TLS between two ends that are both ours: records on one side, plain data on the other. (CPython: `_SSLPipe` of
 * `sslproto.py`, over memory BIOs; here Node's TLSSocket over a stream in memory.)
 *
 * Node does most of the work within the call that hands it data, and some of it later. What comes of it is therefore
 * collected: after the call it is taken by the caller, and what comes later is announced by `on_later`.
 * Records are the exception: they go out in the order and at the moment in which Node makes them.
 */

import { isIP } from 'node:net';
import { Duplex } from 'node:stream';
import { connect, type SecureContext, TLSSocket } from 'node:tls';
import { Deque } from './deque';
import { ConnectionResetError, ValueError } from './errors';
import { decode_certificate } from './ssl_certificate';
import {
  CERT_NONE,
  CERT_REQUIRED,
  PROTOCOL_TLS_CLIENT,
  PROTOCOL_TLS_SERVER,
} from './ssl_constants';
import type { SSLContext } from './ssl_context';
import {
  callback_error,
  no_certificate_error,
  SSLError,
  ssl_error,
  verification_error,
} from './ssl_errors';
import { match_hostname } from './ssl_hostname';
import { peer_certificate, SSLObject } from './ssl_object';
import { context_for, type ServernameCallback } from './ssl_servername';

/** What comes out of a pipe, in order. */
export type PipeEvent =
  | { readonly type: 'handshake'; readonly ssl_object: SSLObject }
  | { readonly type: 'appdata'; readonly data: Buffer }
  /** The other side has said that it sends no more. */
  | { readonly type: 'close_notify' }
  /** The records have ended without that. */
  | { readonly type: 'eof' }
  /** Our own announcement that we send no more has gone out, after everything else. */
  | { readonly type: 'shut_down' }
  | { readonly type: 'error'; readonly error: unknown };

/** What Node's TLSSocket has and its types leave out: why the certificate of the other side is not valid. */
interface Verifier {
  verifyError(): (Error & { readonly code?: string }) | null;
}

/** One side of a TLS connection. */
export class SSLPipe {
  private readonly _records: Duplex;
  private readonly _socket: TLSSocket;
  private readonly _events = new Deque<PipeEvent>();
  private _is_busy = false;
  private _has_eof = false;
  private _is_over = false;
  /** The handshake is done. */
  private _is_open = false;
  /** The context whose certificate a server shows: a callback may have chosen another one. */
  private _used_context: SSLContext;
  /** Bytes of plain data whose records have not come out. */
  private _unsent = 0;

  /**
   * The handshake begins by itself.
   *
   * @throws SSLError when the context is not one for this side.
   */
  constructor(
    private readonly _context: SSLContext,
    private readonly _server_side: boolean,
    private readonly _server_hostname: string | undefined,
    private readonly _send_records: (records: Buffer) => void,
    private readonly _on_later: () => void,
  ) {
    check_side(_context, _server_side);
    this._used_context = _context;
    this._records = this._make_records();
    this._socket = _server_side ? this._make_server() : this._make_client();
    this._socket.on('data', (data) => this._add({ type: 'appdata', data }));
    this._socket.on('end', () => this._ended());
    this._socket.on('error', (error) => this._failed(error));
  }

  /** Plain data that was written and is not in records yet. Records are longer, so that this is at most too low. */
  get unsent(): number {
    return this._unsent;
  }

  /** The next thing that has come out. */
  next_event(): PipeEvent | undefined {
    return this._events.popleft();
  }

  /** Records have come in. */
  feed_records(data: Uint8Array): void {
    if (this._is_over || this._has_eof) return;
    this._at_once(() => this._records.push(data));
  }

  /** No more records come in. */
  feed_eof(): void {
    if (this._is_over || this._has_eof) return;
    this._has_eof = true;
    this._records.push(null);
  }

  /** Send plain data. */
  write(data: Uint8Array): void {
    if (this._is_over) return;
    this._unsent += data.length;
    // Node takes it in at once, or keeps it: then it must not change any more.
    const kept = this._socket.writableLength > 0 || !this._is_open ? Buffer.from(data) : data;
    this._at_once(() => this._socket.write(kept));
  }

  /** Send all that was written, then say that no more comes. */
  shutdown(): void {
    if (this._is_over) return;
    this._socket.end(() => this._add({ type: 'shut_down' }));
  }

  /** Forget the plain data that nobody has taken. */
  discard_appdata(): void {
    for (let left = this._events.length; left > 0; left--) {
      const event = this._events.popleft() as PipeEvent;
      if (event.type !== 'appdata') this._events.append(event);
    }
  }

  /** Neither sends nor delivers anything any more. */
  destroy(): void {
    if (this._is_over) return;
    this._is_over = true;
    this._events.clear();
    this._socket.destroy();
  }

  /** What comes out meanwhile is taken by the caller. */
  private _at_once(act: () => void): void {
    this._is_busy = true;
    act();
    this._is_busy = false;
  }

  private _make_records(): Duplex {
    return new Duplex({
      // Both directions end when they are told to, and not with one another.
      allowHalfOpen: true,
      read: () => {},
      write: (records: Buffer, _encoding, done) => {
        this._unsent = Math.max(0, this._unsent - records.length);
        if (!this._is_over) this._send_records(records);
        if (!this._is_busy) this._on_later();
        done();
      },
    });
  }

  private _make_client(): TLSSocket {
    const { verify_mode } = this._context;
    const hostname = this._server_hostname;
    const socket: TLSSocket = connect({
      socket: this._records,
      secureContext: this._context._node_context(),
      ALPNProtocols: this._context._node_alpn_protocols(),
      // An address is no name that a server could look for.
      servername: hostname !== undefined && isIP(hostname) === 0 ? hostname : '',
      rejectUnauthorized: verify_mode !== CERT_NONE,
      // Called in the middle of the handshake, before our last message of it has gone out.
      checkServerIdentity: () => this._host_error(socket),
    });
    socket.once('secureConnect', () => this._shook_hands());
    return socket;
  }

  /** Why the certificate is not one of the host that was asked for. */
  private _host_error(socket: TLSSocket): Error | undefined {
    if (!this._context.check_hostname) return undefined;
    if (!this._server_hostname)
      return new ValueError('check_hostname needs server_hostname argument');
    const certificate = peer_certificate(socket);
    try {
      match_hostname(certificate && decode_certificate(certificate), this._server_hostname);
      return undefined;
    } catch (error) {
      return error as Error;
    }
  }

  private _make_server(): TLSSocket {
    const { verify_mode, _servername_callback } = this._context;
    const socket = new TLSSocket(this._records, {
      SNICallback:
        _servername_callback &&
        ((name, done) => this._choose_context(name, _servername_callback, done)),
      isServer: true,
      secureContext: this._context._node_context(),
      ALPNProtocols: this._context._node_alpn_protocols(),
      requestCert: verify_mode !== CERT_NONE,
      rejectUnauthorized: verify_mode === CERT_REQUIRED,
    });
    socket.once('secure', () => {
      const error = verify_mode === CERT_NONE ? undefined : this._client_error(socket);
      if (error === undefined) this._shook_hands();
      else socket.destroy(error);
    });
    return socket;
  }

  private _choose_context(
    name: string,
    callback: ServernameCallback,
    done: (error: Error | null, context?: SecureContext) => void,
  ): void {
    const chosen = context_for(name, this._context, callback);
    if (chosen === undefined) {
      done(callback_error());
      return;
    }
    this._used_context = chosen;
    done(null, chosen === this._context ? undefined : chosen._node_context());
  }

  /** Node leaves it to its own servers to look at a client's certificate. */
  private _client_error(socket: TLSSocket): Error | undefined {
    const host_error = this._host_error(socket);
    if (host_error !== undefined) return host_error;
    if (peer_certificate(socket) === undefined) {
      return this._context.verify_mode === CERT_REQUIRED ? no_certificate_error() : undefined;
    }
    const { _handle } = socket as unknown as { _handle: Verifier };
    return _handle.verifyError() ?? undefined;
  }

  private _shook_hands(): void {
    this._is_open = true;
    const { _used_context, _server_side, _server_hostname } = this;
    const ssl_object = new SSLObject(this._socket, _used_context, _server_side, _server_hostname);
    this._add({ type: 'handshake', ssl_object });
  }

  private _ended(): void {
    this._add({ type: this._has_eof ? 'eof' : 'close_notify' });
  }

  private _failed(error: Error & { code?: string }): void {
    this._add({ type: 'error', error: python_error_of(error) });
  }

  private _add(event: PipeEvent): void {
    if (this._is_over) return;
    this._events.append(event);
    if (!this._is_busy) this._on_later();
  }
}

function check_side({ protocol }: SSLContext, server_side: boolean): void {
  if (protocol !== (server_side ? PROTOCOL_TLS_CLIENT : PROTOCOL_TLS_SERVER)) return;
  const [side, kind] = server_side ? ['server', 'CLIENT'] : ['client', 'SERVER'];
  throw new SSLError(`Cannot create a ${side} socket with a PROTOCOL_TLS_${kind} context`);
}

/** Node's own codes of OpenSSL's errors begin with ERR_, those of certificates are OpenSSL's names of reasons. */
function python_error_of(error: Error & { code?: string }): unknown {
  if (error instanceof SSLError || error.code === undefined) return error;
  if (error.code === 'ECONNRESET') return new ConnectionResetError();
  return error.code.startsWith('ERR_') ? ssl_error(error) : verification_error(error.message);
}
