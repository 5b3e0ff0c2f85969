import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import * as asyncio from '../../lib/index';
import * as signal from '../../lib/signal';
import { port_of } from '../conformance/network';
import { loop, run, use_node_loop } from '../support/node_loop';

use_node_loop();

/** How often the handler of a signal was called, and whether always by the loop. */
function count(sig: number): { times: number; in_loop: boolean } {
  const counted = { times: 0, in_loop: true };
  loop.add_signal_handler(sig, () => {
    counted.times += 1;
    counted.in_loop &&= asyncio._get_running_loop() === loop;
  });
  return counted;
}

/** This process sends itself signals, and has got each when the next one is sent. */
function send(times: number, ...signals: number[]): void {
  for (let i = 0; i < times; i++) for (const sig of signals) process.kill(process.pid, sig);
}

/** Run until the handler was called so often. */
async function until(counted: { times: number }, times: number): Promise<void> {
  while (counted.times < times) await run(asyncio.sleep(0.001));
}

describe('a storm of signals', () => {
  it('in one callback is handled one by one: a thousand of each of three', async () => {
    const signals = [signal.SIGUSR2, signal.SIGWINCH, signal.SIGURG];
    const counts = signals.map(count);
    loop.call_soon(() => send(1000, ...signals));
    for (const counted of counts) await until(counted, 1000);
    await run(asyncio.sleep(0.01));
    expect(counts).toEqual(Array(3).fill({ times: 1000, in_loop: true }));
  });

  it('that comes while the loop does not run waits for it', async () => {
    const counted = count(signal.SIGUSR2);
    send(1000, signal.SIGUSR2);
    await new Promise(setImmediate);
    expect(counted.times).toBe(0);
    await until(counted, 1000);
    expect(counted).toEqual({ times: 1000, in_loop: true });
  });

  it('that is more than Node can keep loses the rest, as in CPython, and nothing else', async () => {
    const counted = count(signal.SIGUSR2);
    const other = count(signal.SIGWINCH);
    loop.call_soon(() => send(10_000, signal.SIGUSR2));
    // CPython keeps 278 of them.
    await until(counted, 278);
    await run(asyncio.sleep(0.01));
    expect(counted.times).toBeLessThanOrEqual(10_000);
    const before = counted.times;
    send(1, signal.SIGUSR2, signal.SIGWINCH);
    await until(other, 1);
    await until(counted, before + 1);
    expect([counted.times, other.times]).toEqual([before + 1, 1]);
  });

  it('from another process does not keep a connection from being served', async () => {
    const counted = count(signal.SIGUSR2);
    const [reader, writer] = await connection_to_echo();
    const program = `i=0; while [ $i -lt 2000 ]; do kill -USR2 ${process.pid}; i=$((i+1)); done`;
    const sender = spawn('/bin/sh', ['-c', program], { stdio: 'ignore' });
    const ended = once(sender, 'exit');
    for (let i = 0; i < 50; i++) {
      writer.write(Buffer.from(`line ${i}\n`));
      expect(String(await run(reader.readline()))).toBe(`line ${i}\n`);
    }
    writer.write_eof();
    expect(await run(reader.read())).toHaveLength(0);
    writer.close();
    await ended;
    // The system merges those of which the first was not delivered yet.
    expect(counted.times).toBeLessThanOrEqual(2000);
    await until(counted, 1);
    expect(counted.in_loop).toBe(true);
  });
});

/** Streams to a server that sends every line back. */
async function connection_to_echo(): Promise<[asyncio.StreamReader, asyncio.StreamWriter]> {
  const echo = asyncio.coroutine(function* echo(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
  ) {
    for (let line = yield* reader.readline(); line.length > 0; line = yield* reader.readline()) {
      writer.write(line);
    }
    writer.close();
  });
  const server = await run(asyncio.start_server(echo, '127.0.0.1', 0));
  const streams = await run(asyncio.open_connection('127.0.0.1', port_of(server)));
  server.close();
  return streams;
}
