/**
 * The other end of the echo benchmarks, a process of its own: `echo_client.js PORT CONNECTIONS`. For each number that
 * comes in it makes so many round trips in all, and answers with what they took, in seconds, as a line of JSON.
 */

import { connect, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { quantile } from './statistics';

const MESSAGE = Buffer.from('Nobody expects the Spanish Inquisition!'.padEnd(64));

const [port, connections] = process.argv.slice(2).map(Number) as [number, number];

/** Resolves when so many bytes have come. */
function received(socket: Socket, count: number): Promise<void> {
  return new Promise((resolve, reject) => {
    let left = count;
    const take = (data: Buffer) => {
      left -= data.length;
      if (left > 0) return;
      socket.off('data', take);
      socket.off('close', lost);
      resolve();
    };
    const lost = () => reject(new Error('the connection is lost'));
    socket.on('data', take);
    socket.on('close', lost);
  });
}

async function round_trips(socket: Socket, count: number, latencies: number[]): Promise<void> {
  for (let i = 0; i < count; i++) {
    const began = performance.now();
    socket.write(MESSAGE);
    await received(socket, MESSAGE.length);
    latencies.push((performance.now() - began) / 1e3);
  }
}

async function connected(): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
  return socket;
}

async function serve(): Promise<void> {
  const sockets = await Promise.all(Array.from({ length: connections }, connected));
  for await (const line of createInterface({ input: process.stdin })) {
    const latencies: number[] = [];
    const each = Math.ceil(Number(line) / connections);
    const began = performance.now();
    await Promise.all(sockets.map((socket) => round_trips(socket, each, latencies)));
    const seconds = (performance.now() - began) / 1e3;
    const count = latencies.length;
    console.log(JSON.stringify({ seconds, p99: quantile(latencies, 0.99), count }));
  }
  process.exit();
}

void serve();
