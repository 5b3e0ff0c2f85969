/** What a program implements to hear from a transport. (CPython: `asyncio/protocols.py`.) */

import { object_repr } from './reprlib';
import type { BaseTransport } from './transports';

/**
 * What all protocols have in common. The methods here do nothing, so a subclass overrides only what it cares for.
 *
 * The loop calls them in this order: `connection_made` once; then what the kind of protocol receives, any number of times;
 * then `connection_lost` once.
 */
export class BaseProtocol {
  /** The connection is made. The transport is how to write and how to close it. */
  connection_made(_transport: BaseTransport): void {}

  /**
   * The connection is lost or closed.
   *
   * @param _exc why it was lost; None when the other side ended it, or this side closed or aborted it.
   */
  connection_lost(_exc: unknown): void {}

  /**
   * The write buffer has grown over the high-water mark: stop writing until `resume_writing()`. Called once on the way up,
   * and from within the very `write()` that did it, because a program that writes in a loop could not be told otherwise.
   */
  pause_writing(): void {}

  /** The write buffer has shrunk to the low-water mark: go on writing. Called once after each `pause_writing()`. */
  resume_writing(): void {}
}

// Not a member: whoever writes a protocol without this class as its base need not have a repr.
Object.defineProperty(BaseProtocol.prototype, '__repr__', {
  value(this: BaseProtocol): string {
    return object_repr(this);
  },
  writable: true,
});

/**
 * The protocol of a stream of bytes: a TCP or Unix connection, or a pipe.
 *
 * @example
 * class Echo extends asyncio.Protocol {
 *   transport!: asyncio.Transport;
 *   override connection_made(transport: asyncio.Transport) {
 *     this.transport = transport;
 *   }
 *   override data_received(data: Uint8Array) {
 *     this.transport.write(data);
 *   }
 * }
 */
export class Protocol extends BaseProtocol {
  /** Some bytes have come; how the sender's writes were divided is lost on the way. */
  data_received(_data: Uint8Array): void {}

  /**
   * The other side will write no more.
   *
   * @returns whether the connection stays open for writing; a false value (None, too) has the transport close itself.
   */
  eof_received(): unknown {
    return undefined;
  }
}

/** The protocol of datagrams (UDP). */
export class DatagramProtocol extends BaseProtocol {
  /** One datagram has come, from this address: host and port, or the path of a Unix socket. */
  datagram_received(_data: Uint8Array, _addr: unknown): void {}

  /** Sending or receiving raised an OSError. The transport stays open. */
  error_received(_exc: unknown): void {}
}

/** The protocol of a child process and its pipes. */
export class SubprocessProtocol extends BaseProtocol {
  /** The child has written to the pipe that is its descriptor `_fd`: 1 is its standard output, 2 its standard error. */
  pipe_data_received(_fd: number, _data: Uint8Array): void {}

  /** The pipe that is the child's descriptor `_fd` is closed; for `_exc`, see `connection_lost`. */
  pipe_connection_lost(_fd: number, _exc: unknown): void {}

  /** The child has ended; its return code is known. There may still be data in its pipes. */
  process_exited(): void {}
}
