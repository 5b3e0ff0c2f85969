/**
 * The other end of the echo benchmarks, a process of its own: `echo_client.js PORT CONNECTIONS`. For each number that
 * comes in it makes so many round trips in all, and answers with what they took, in seconds, as a line of JSON.
 */

import { connect, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { quantile } from './statistics';

const MESSAGE = Buffer.from('Nobody expects the Spanish Inquisition!'.padEnd(64));

const [port, connections] = process.argv.slice(2).map(Number) as [number, number];

/** A connection. One listener for all trips: the client has to be faster than the servers. */
class Connection {
  private readonly _socket: Socket;
  private _left = 0;
  private _missing = 0;
  private _began = 0;
  private _latencies: number[] = [];
  private _finished = () => {};

  constructor() {
    this._socket = connect({ port, host: '127.0.0.1', noDelay: true });
    this._socket.on('data', (data: Buffer) => this._received(data.length));
    this._socket.on('close', () => {
      throw new Error('the connection is lost');
    });
  }

  connected(): Promise<void> {
    return new Promise((resolve) => this._socket.once('connect', resolve));
  }

  /** Make so many trips; their latencies, in seconds. */
  async round_trips(count: number): Promise<number[]> {
    this._left = count;
    this._latencies = [];
    await new Promise<void>((resolve) => {
      this._finished = resolve;
      this._send();
    });
    return this._latencies;
  }

  private _send(): void {
    this._missing = MESSAGE.length;
    this._began = performance.now();
    this._socket.write(MESSAGE);
  }

  private _received(length: number): void {
    this._missing -= length;
    if (this._missing > 0) return;
    this._latencies.push((performance.now() - this._began) / 1e3);
    this._left -= 1;
    if (this._left > 0) this._send();
    else this._finished();
  }
}

async function serve(): Promise<void> {
  const all = Array.from({ length: connections }, () => new Connection());
  await Promise.all(all.map((connection) => connection.connected()));
  for await (const line of createInterface({ input: process.stdin })) {
    const each = Math.ceil(Number(line) / connections);
    const began = performance.now();
    const latencies = await Promise.all(all.map((connection) => connection.round_trips(each)));
    const seconds = (performance.now() - began) / 1e3;
    const count = each * connections;
    console.log(JSON.stringify({ seconds, p99: quantile(latencies.flat(), 0.99), count }));
  }
  process.exit();
}

void serve();
