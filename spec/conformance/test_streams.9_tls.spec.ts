import { describe, expect, it } from 'vitest';
import * as asyncio from '../../lib/index';
import { careless_context, server_context } from '../support/certificates';
import { loop, use_node_loop } from '../support/node_loop';
import { new_path } from '../support/sockets';

use_node_loop();

/** A web server with one answer. */
const httpd = asyncio.coroutine(function* httpd(
  reader: asyncio.StreamReader,
  writer: asyncio.StreamWriter,
) {
  yield* reader.readline();
  writer.write(Buffer.from('HTTP/1.0 200 OK\r\n\r\nTest message'));
  writer.close();
});

/** Ask it, with no current loop. */
async function ask(
  open: () => asyncio.Awaitable<[asyncio.StreamReader, asyncio.StreamWriter]>,
): Promise<string> {
  const [reader, writer] = await loop.run_until_complete(open());
  asyncio.set_event_loop(undefined);
  writer.write(Buffer.from('GET / HTTP/1.0\r\n\r\n'));
  const data = await loop.run_until_complete(reader.read());
  writer.close();
  return data.toString();
}

describe('StreamReaderTests', () => {
  it('test_open_connection_no_loop_ssl: streams over TLS, without a current loop', async () => {
    const options = { ssl: server_context(), loop };
    const server = await loop.run_until_complete(
      asyncio.start_server(httpd, '127.0.0.1', 0, options),
    );
    const port = server.sockets?.[0]?.getsockname()[1] as number;
    const ssl = careless_context();
    const text = await ask(() => asyncio.open_connection('127.0.0.1', port, { ssl, loop }));
    expect(text).toMatch(/\r\n\r\nTest message$/);
    server.close();
  });

  it('test_open_unix_connection_no_loop_ssl: the same over a Unix socket', async () => {
    const path = new_path();
    const options = { ssl: server_context(), loop };
    const server = await loop.run_until_complete(asyncio.start_unix_server(httpd, path, options));
    const client = { ssl: careless_context(), server_hostname: '', loop };
    const text = await ask(() => asyncio.open_unix_connection(path, client));
    expect(text).toMatch(/\r\n\r\nTest message$/);
    server.close();
  });
});
