/** Two connected sockets of Node, one of them with a transport of ours; and protocols that write down what they hear. */

import { once } from 'node:events';
import { createServer, Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { Protocol } from '../../lib/protocols';
import { _StreamTransport } from '../../lib/stream_transport';
import { loop } from './node_loop';

/** Writes down every call. A spec may override a method on the instance, and call `trace.push` itself. */
export class Recorder extends Protocol {
  readonly trace: string[] = [];
  transport: _StreamTransport | undefined;
  private readonly _pieces: Uint8Array[] = [];
  /** What `connection_lost` was called with. */
  exc: unknown;
  /** What `eof_received` returns. */
  keep_open: unknown = false;
  readonly made = loop.create_future<void>();
  readonly eof = loop.create_future<void>();
  readonly lost = loop.create_future<unknown>();
  /** Called at each piece of data. */
  on_data: (data: Uint8Array) => void = () => {};

  override connection_made(transport: unknown): void {
    this.trace.push('made');
    this.transport = transport as _StreamTransport;
    this.made.set_result();
  }

  override data_received(data: Uint8Array): void {
    if (this.trace.at(-1) !== 'data') this.trace.push('data');
    this._pieces.push(data);
    this.on_data(data);
  }

  /** All that has come so far. */
  get received(): Buffer {
    return Buffer.concat(this._pieces);
  }

  override eof_received(): unknown {
    this.trace.push('eof');
    if (!this.eof.done()) this.eof.set_result();
    return this.keep_open;
  }

  override connection_lost(exc: unknown): void {
    this.trace.push('lost');
    this.exc = exc;
    if (!this.lost.done()) this.lost.set_result(exc);
  }

  override pause_writing(): void {
    this.trace.push('pause');
  }

  override resume_writing(): void {
    this.trace.push('resume');
  }
}

/** The two ends of a TCP connection on the loopback. Both are destroyed when the spec is over. */
export async function socket_pair(): Promise<{ ours: Socket; peer: Socket }> {
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const ours = new Socket({ allowHalfOpen: true });
  ours.pause();
  ours.connect({ host: '127.0.0.1', port: (server.address() as { port: number }).port });
  const [[peer]] = await Promise.all([once(server, 'connection'), once(ours, 'connect')]);
  server.close();
  // Whatever happens to it is not what the spec is about.
  peer.on('error', () => {});
  onTestFinished(() => {
    ours.destroy();
    peer.destroy();
  });
  return { ours, peer };
}

export interface Connected {
  readonly transport: _StreamTransport;
  readonly protocol: Recorder;
  readonly peer: Socket;
}

/** A started transport over one end; the other end. */
export async function connected(protocol = new Recorder()): Promise<Connected> {
  const { ours, peer } = await socket_pair();
  const transport = new _StreamTransport(loop, ours, protocol);
  transport._start();
  return { transport, protocol, peer };
}
