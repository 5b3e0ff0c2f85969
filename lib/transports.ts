/**
 * What a program talks to when it writes to a connection, and the rules of flow control. (CPython: `asyncio/transports.py`.)
 *
 * Programs do not make transports: `loop.create_connection()` and its relatives do, and hand them to the protocol's
 * `connection_made()`.
 */

import { join_bytes } from './bytes';
import { is_exception, NotImplementedError, python_assert, ValueError } from './errors';
import type { AbstractEventLoop } from './events';
import { keywords } from './keywords';
import type { BaseProtocol } from './protocols';
import { is_plain_object, object_repr, Printable, repr, type_name } from './reprlib';

/** What a transport knows of its connection, by name: `socket`, `peername`, `sockname`, `sslcontext`, … */
export type ExtraInfo = Record<string, unknown>;

/** What all transports have in common. */
export class BaseTransport extends Printable {
  readonly _extra: ExtraInfo;

  /** @param extra what `get_extra_info()` tells; None: nothing. */
  constructor(extra?: ExtraInfo | null) {
    super();
    this._extra = extra ?? {};
  }

  __repr__(): string {
    return object_repr(this);
  }

  /** What the transport knows under this name; `fallback` when it knows nothing. */
  // biome-ignore lint/suspicious/noExplicitAny: each name has a type of its own, which only the caller knows.
  get_extra_info(name: string, fallback?: unknown): any {
    return Object.hasOwn(this._extra, name) ? this._extra[name] : fallback;
  }

  /** Whether the transport is closing or closed. */
  is_closing(): boolean {
    throw new NotImplementedError();
  }

  /**
   * Close the transport: it receives no more, sends what is in its buffer, and then calls the protocol's
   * `connection_lost(None)`.
   */
  close(): void {
    throw new NotImplementedError();
  }

  /** From now on call this protocol. */
  set_protocol(_protocol: BaseProtocol): void {
    throw new NotImplementedError();
  }

  /** The protocol that the transport calls. */
  get_protocol(): BaseProtocol {
    throw new NotImplementedError();
  }
}

/** A transport that can be read from. A `Transport` counts as one, for `instanceof` too. */
export class ReadTransport extends BaseTransport {
  /** Call `data_received()` no more, until `resume_reading()`. What the other side sends has to wait there. */
  pause_reading(): void {
    throw new NotImplementedError();
  }

  /** Call `data_received()` again. */
  resume_reading(): void {
    throw new NotImplementedError();
  }
}

/** The two marks as keyword arguments, in bytes. */
export interface WaterMarks {
  high?: number | null;
  low?: number | null;
}

/** A transport that can be written to. */
export class WriteTransport extends BaseTransport {
  /**
   * Set the marks of flow control, in bytes: `set_write_buffer_limits(high, low)` or `({ high, low })`.
   *
   * `pause_writing()` is called when the write buffer grows over `high`, `resume_writing()` when it has shrunk to `low`.
   * Zero for `high` pauses whenever the buffer is not empty; zero for `low` resumes only when it is empty. What is missing
   * is chosen: 64 KiB for `high`, or four times `low`; a quarter of `high` for `low`.
   *
   * @throws ValueError unless high >= low >= 0.
   */
  set_write_buffer_limits(_high?: number | WaterMarks | null, _low?: number | null): void {
    throw new NotImplementedError();
  }

  /** How many bytes wait to be sent. */
  get_write_buffer_size(): number {
    throw new NotImplementedError();
  }

  /** Send these bytes. Never waits: what cannot be sent at once goes to the write buffer. */
  write(_data: Uint8Array): void {
    throw new NotImplementedError();
  }

  /** Send these pieces, as one `write()` of all of them together. */
  writelines(list_of_data: Iterable<Uint8Array>): void {
    this.write(join_bytes(list_of_data));
  }

  /** End the writing side once the buffer is sent. Data may still be received. */
  write_eof(): void {
    throw new NotImplementedError();
  }

  /** Whether the transport has `write_eof()`. */
  can_write_eof(): boolean {
    throw new NotImplementedError();
  }

  /** Close the transport at once: what is in its buffer is lost. `connection_lost(None)` is called soon. */
  abort(): void {
    throw new NotImplementedError();
  }
}

/** A transport for both directions, such as a TCP connection. */
export class Transport extends WriteTransport implements ReadTransport {
  /** See `ReadTransport.pause_reading()`. */
  pause_reading(): void {
    throw new NotImplementedError();
  }

  /** See `ReadTransport.resume_reading()`. */
  resume_reading(): void {
    throw new NotImplementedError();
  }
}

// A JavaScript class has one base class only; Python's `Transport` has ReadTransport as well.
Object.defineProperty(ReadTransport, Symbol.hasInstance, {
  value(this: typeof ReadTransport, object: unknown): boolean {
    const is_instance = Function.prototype[Symbol.hasInstance].call(this, object);
    return is_instance || (this === ReadTransport && object instanceof Transport);
  },
});

/** A transport of datagrams (UDP). */
export class DatagramTransport extends BaseTransport {
  /** Send one datagram to this address; None: to the one the transport was made with. Never waits. */
  sendto(_data: Uint8Array, _addr?: unknown): void {
    throw new NotImplementedError();
  }

  /** Close the transport at once: what is in its buffer is lost. `connection_lost(None)` is called soon. */
  abort(): void {
    throw new NotImplementedError();
  }
}

/** A child process and its pipes. */
export class SubprocessTransport extends BaseTransport {
  /** The child's process id. */
  get_pid(): number | undefined {
    throw new NotImplementedError();
  }

  /** How the child ended: its exit code, minus the number of the signal that ended it, or None while it runs. */
  get_returncode(): number | undefined {
    throw new NotImplementedError();
  }

  /** The transport of the pipe that is the child's descriptor `_fd`; None when there is none. */
  get_pipe_transport(_fd: number): BaseTransport | undefined {
    throw new NotImplementedError();
  }

  /** Send the child a signal, by its number. */
  send_signal(_signal: number): void {
    throw new NotImplementedError();
  }

  /** Ask the child to end: SIGTERM. */
  terminate(): void {
    throw new NotImplementedError();
  }

  /** Have the system end the child: SIGKILL. */
  kill(): void {
    throw new NotImplementedError();
  }
}

const DEFAULT_HIGH_WATER = 64 * 1024;

/**
 * The flow control of a transport with a write buffer.
 *
 * A subclass supplies `get_write_buffer_size()`, calls `_maybe_pause_protocol()` whenever the buffer has grown, and
 * `_maybe_resume_protocol()` whenever it has shrunk.
 */
export class _FlowControlMixin extends Transport {
  readonly _loop: AbstractEventLoop;
  /** Set by the subclass before the buffer grows for the first time. */
  declare _protocol: BaseProtocol | undefined;
  _protocol_paused = false;
  // Invariant: _high_water >= _low_water >= 0.
  _high_water = 0;
  _low_water = 0;

  constructor(extra?: ExtraInfo | null, loop?: AbstractEventLoop | null) {
    super(extra);
    python_assert(loop !== undefined && loop !== null);
    this._loop = loop;
    this._set_write_buffer_limits();
  }

  /** After the buffer has grown. */
  _maybe_pause_protocol(): void {
    if (this._protocol_paused || this.get_write_buffer_size() <= this._high_water) return;
    this._protocol_paused = true;
    this._call_protocol('pause_writing');
  }

  /** After the buffer has shrunk. */
  _maybe_resume_protocol(): void {
    if (!this._protocol_paused || this.get_write_buffer_size() > this._low_water) return;
    this._protocol_paused = false;
    this._call_protocol('resume_writing');
  }

  /** An error of the protocol must not leave `write()`: whoever calls that has nothing to do with it. */
  private _call_protocol(method: 'pause_writing' | 'resume_writing'): void {
    try {
      (this._protocol as BaseProtocol)[method]();
    } catch (error) {
      if (!is_exception(error)) throw error;
      this._loop.call_exception_handler({
        message: `protocol.${method}() failed`,
        exception: error,
        transport: this,
        protocol: this._protocol,
      });
    }
  }

  /** The marks in bytes: the low one, then the high one. */
  get_write_buffer_limits(): [low: number, high: number] {
    return [this._low_water, this._high_water];
  }

  /** Set the marks without looking at the buffer. */
  _set_write_buffer_limits(high?: number | WaterMarks | null, low?: number | null): void {
    const given = water_marks(high, low);
    const high_water = given.high ?? (given.low == null ? DEFAULT_HIGH_WATER : 4 * given.low);
    const low_water = given.low ?? Math.floor(high_water / 4);
    // Not a number fails here, too.
    if (!(high_water >= low_water && low_water >= 0)) {
      throw new ValueError(
        `high (${repr(high_water)}) must be >= low (${repr(low_water)}) must be >= 0`,
      );
    }
    this._high_water = high_water;
    this._low_water = low_water;
  }

  override set_write_buffer_limits(high?: number | WaterMarks | null, low?: number | null): void {
    this._set_write_buffer_limits(high, low);
    this._maybe_pause_protocol();
  }
}

/** The arguments of `set_write_buffer_limits(self, high=None, low=None)`, given by place or by name. */
function water_marks(
  high: number | WaterMarks | null | undefined,
  low: number | null | undefined,
): WaterMarks {
  const in_first_place = is_plain_object(high);
  const given = in_first_place
    ? keywords('set_write_buffer_limits', high as WaterMarks, ['high', 'low'])
    : { high: high as number | null | undefined };
  if (in_first_place && low != null) {
    throw new TypeError('set_write_buffer_limits() takes its two marks by place or by name');
  }
  const marks: WaterMarks = { low, ...given };
  for (const mark of Object.values(marks)) {
    if (mark != null && typeof mark !== 'number') {
      throw new TypeError(`'>=' not supported between instances of '${type_name(mark)}' and 'int'`);
    }
  }
  return marks;
}
