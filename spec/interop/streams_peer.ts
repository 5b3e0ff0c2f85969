/** One side of the conversation of streams.spec.ts: what streams_peer.py does, on our streams. */

import { createHash } from 'node:crypto';
import * as asyncio from '../../lib/index';

/** The server's side. */
export const serve = asyncio.coroutine(function* serve(
  reader: asyncio.StreamReader,
  writer: asyncio.StreamWriter,
) {
  const line = yield* reader.readline();
  writer.write(Buffer.from(line.toString().toUpperCase()));
  const size = Number(yield* reader.readline());
  const data = yield* reader.readexactly(size);
  writer.write(Buffer.from(`${createHash('sha1').update(data).digest('hex')}\n`));
  const chunk = yield* reader.readuntil(Buffer.from('--'));
  writer.write(Buffer.from(`${chunk.toString().split('').reverse().join('')}\n`));
  yield* writer.drain();
  const rest = yield* reader.read();
  const at_eof = reader.at_eof() ? 'True' : 'False';
  writer.write(Buffer.from(`${rest.length} more, at_eof ${at_eof}\n`));
  for (let size = 300_000; size > 0; size -= 10_000) {
    writer.write(Buffer.alloc(10_000, 'x'));
    yield* writer.drain();
  }
  writer.close();
});

/** The client's side; returns what it has heard. */
export const converse = asyncio.coroutine(function* converse(
  reader: asyncio.StreamReader,
  writer: asyncio.StreamWriter,
) {
  const heard: string[] = [];
  const hear = asyncio.coroutine(function* hear() {
    heard.push((yield* reader.readline()).toString().trimEnd());
  });
  writer.write(Buffer.from('hello, '));
  writer.write(Buffer.from('world\n'));
  yield* hear();
  const data = Uint8Array.from({ length: 1_000_000 }, (_, i) => (i * 7) % 256);
  writer.writelines([Buffer.from('1000000\n'), data]);
  yield* writer.drain();
  yield* hear();
  writer.write(Buffer.from('abc-'));
  writer.write(Buffer.from('-'));
  yield* hear();
  for (let i = 0; i < 50; i++) {
    writer.write(Buffer.from('rest'.repeat(1000)));
    yield* writer.drain();
  }
  writer.write_eof();
  yield* hear();
  heard.push(`${(yield* reader.read()).length} bytes at the end`);
  heard.push(`b'${yield* reader.read()}'`);
  writer.close();
  return heard;
});
