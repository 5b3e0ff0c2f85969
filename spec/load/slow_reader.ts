/**
 * A gigabyte flows from a writer that never rests to a slow reader, each in a process of its own, both on streams. What
 * either holds in memory must stay near the water marks.
 *
 *     node -r ts-node/register spec/load/slow_reader.ts [HOW MANY MEGABYTES]
 *
 * The exit code is 1 when a byte is missing, or when too much was held.
 */

import { fork } from 'node:child_process';
import * as asyncio from '../../lib/index';

const MEGABYTE = 2 ** 20;
const PIECE = Buffer.alloc(64 * 1024, 'slow');

/** The marks allow two limits in the reader, the high mark and a piece in the writer; the rest is room for Node's own. */
const MOST_BUFFERED = 512 * 1024;
const MOST_MEMORY = 64 * MEGABYTE;

/** The most of what was seen. */
class Peak {
  private readonly _least = process.memoryUsage().arrayBuffers;
  private _memory = 0;
  private _buffered = 0;

  see(buffered: number): void {
    this._buffered = Math.max(this._buffered, buffered);
    this._memory = Math.max(this._memory, process.memoryUsage().arrayBuffers - this._least);
  }

  /** Print it, and set the exit code if it was too much. */
  report(who: string, bytes: number): void {
    const [buffered, memory] = [this._buffered, this._memory].map((it) => Math.ceil(it / 1024));
    console.log(
      `${who}: ${bytes / MEGABYTE} MB, at most ${buffered} KB buffered, ${memory} KB in memory`,
    );
    if (this._buffered <= MOST_BUFFERED && this._memory <= MOST_MEMORY) return;
    console.log('too much');
    process.exitCode = 1;
  }
}

/** Write as fast as `drain()` lets it. */
const write_all = asyncio.coroutine(function* write_all(port: number, total: number) {
  const [, writer] = yield* asyncio.open_connection('127.0.0.1', port);
  const peak = new Peak();
  for (let sent = 0; sent < total; sent += PIECE.length) {
    writer.write(PIECE);
    peak.see(writer.transport.get_write_buffer_size());
    yield* writer.drain();
  }
  writer.close();
  peak.report('writer', total);
});

/** Read a little, and rest after each megabyte. */
const read_slowly = asyncio.coroutine(function* read_slowly(reader: asyncio.StreamReader) {
  const peak = new Peak();
  let received = 0;
  for (let since_rest = 0; ; ) {
    const data = yield* reader.read(16 * 1024);
    if (data.length === 0) break;
    received += data.length;
    since_rest += data.length;
    if (since_rest < MEGABYTE) continue;
    since_rest = 0;
    yield* asyncio.sleep(0.002);
    peak.see(reader._buffer.length);
  }
  peak.report('reader', received);
  return received;
});

const main = asyncio.coroutine(function* main(loop: asyncio.AbstractEventLoop, total: number) {
  const received = loop.create_future<number>();
  const serve = asyncio.coroutine(function* (reader: asyncio.StreamReader) {
    received.set_result(yield* read_slowly(reader));
  });
  const server = yield* asyncio.start_server(serve, '127.0.0.1', 0);
  const port = server.sockets?.[0]?.getsockname()[1];
  const writer = fork(__filename, [String(total / MEGABYTE), String(port)], {
    execArgv: process.execArgv,
  });
  const ended = loop.create_future<number | null>();
  writer.once('exit', (code) => loop.call_soon_threadsafe(() => ended.set_result(code)));
  const [count, code] = yield* asyncio.gather(received, ended);
  server.close();
  return count === total && code === 0;
});

async function run(megabytes = 1024, port?: number): Promise<void> {
  const loop = asyncio.get_event_loop();
  const total = megabytes * MEGABYTE;
  if (port !== undefined) {
    await loop.run_until_complete(write_all(port, total));
  } else if (!(await loop.run_until_complete(main(loop, total)))) {
    console.log('not all has come, or the writer has failed');
    process.exitCode = 1;
  }
  loop.close();
}

void run(...process.argv.slice(2).map(Number));
