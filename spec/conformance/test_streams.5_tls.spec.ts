import tls from 'node:tls';
import { describe, expect, it, onTestFinished } from 'vitest';
import * as asyncio from '../../lib/index';
import { careless_context, pem_text } from '../support/certificates';
import { new_path } from '../support/sockets';
import { new_node_loop } from './streams';

/** Listen with Node's TLS, and answer whatever comes. */
async function tls_server(at: string | number): Promise<number> {
  const pem = pem_text('localhost.pem');
  const server = tls.createServer({ key: pem, cert: pem }, (stream) => {
    stream.on('error', () => {});
    stream.once('data', () => stream.end('first\nTest message'));
  });
  onTestFinished(() => {
    server.close();
  });
  const place = typeof at === 'string' ? { path: at } : { host: '127.0.0.1', port: at };
  await new Promise<void>((resolve) => server.listen(place, resolve));
  return (server.address() as { port: number }).port;
}

/** Ask, and read to the end, on the current loop. */
const ask = asyncio.coroutine(function* (connecting: asyncio.Coroutine<asyncio.Streams>) {
  const [reader, writer] = yield* connecting;
  writer.write(Buffer.from('GET / HTTP/1.0\r\n\r\n'));
  const heard = [String(yield* reader.readline()), String(yield* reader.read())];
  writer.close();
  return heard;
});

describe('StreamReaderTests', () => {
  it('test_open_connection_no_loop_ssl: asks and hears an answer under TLS', async () => {
    const port = await tls_server(0);
    const loop = new_node_loop();
    asyncio.set_event_loop(loop);
    const ssl = careless_context();
    const heard = ask(asyncio.open_connection('127.0.0.1', port, { ssl }));
    expect(await loop.run_until_complete(heard)).toEqual(['first\n', 'Test message']);
  });

  it('test_open_unix_connection_no_loop_ssl: asks and hears an answer under TLS', async () => {
    const path = new_path();
    await tls_server(path);
    const loop = new_node_loop();
    asyncio.set_event_loop(loop);
    const options = { ssl: careless_context(), server_hostname: '' };
    const heard = ask(asyncio.open_unix_connection(path, options));
    expect(await loop.run_until_complete(heard)).toEqual(['first\n', 'Test message']);
  });
});
