/** What the cases about connections share: a protocol that follows its own states. */

import { expect } from 'vitest';
import type * as asyncio from '../../lib/index';
import { Protocol } from '../../lib/protocols';
import type { Server } from '../../lib/server';
import type { socket } from '../../lib/socket';
import type { Transport } from '../../lib/transports';

/** CPython's MyBaseProto: checks the order of calls, and counts what comes. */
export class MyProto extends Protocol {
  state = 'INITIAL';
  nbytes = 0;
  transport: Transport | undefined;
  readonly connected: asyncio.Future<void>;
  readonly done: asyncio.Future<unknown>;

  constructor(loop: asyncio.SelectorEventLoop) {
    super();
    this.connected = loop.create_future();
    this.done = loop.create_future();
  }

  override connection_made(transport: unknown): void {
    expect(this.state).toBe('INITIAL');
    this.state = 'CONNECTED';
    this.transport = transport as Transport;
    this.connected.set_result();
  }

  override data_received(data: Uint8Array): void {
    expect(this.state).toBe('CONNECTED');
    this.nbytes += data.length;
  }

  override eof_received(): void {
    expect(this.state).toBe('CONNECTED');
    this.state = 'EOF';
  }

  override connection_lost(exc: unknown): void {
    expect(['CONNECTED', 'EOF']).toContain(this.state);
    this.state = 'CLOSED';
    this.done.set_result(exc);
  }
}

/** Sends back what comes. */
export class Echo extends MyProto {
  override data_received(data: Uint8Array): void {
    super.data_received(data);
    this.transport?.write(data);
  }
}

/** The port of a server's first socket. */
export function port_of(server: Server): number {
  const [sock] = server.sockets as [socket];
  return (sock.getsockname() as [string, number])[1];
}
