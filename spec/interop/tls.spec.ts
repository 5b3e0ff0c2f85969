import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import * as asyncio from '../../lib/index';
import { client_context, pem_path, server_context } from '../support/certificates';
import { loop, use_node_loop } from '../support/node_loop';
import { has_python36, python36_command, without_python36 } from '../support/python36';
import { from_promise, start_peer } from './child';
import { serve_http } from './http_server';

use_node_loop();

const is_installed = (command: string, arg: string) => spawnSync(command, [arg]).status === 0;
const has_openssl = is_installed('openssl', 'version');
const has_curl = is_installed('curl', '--version');
const without = (name: string, present: boolean) => (present ? '' : ` (skipped: no ${name})`);

const CA = pem_path('ca.pem');
const SERVER = pem_path('localhost.pem');

/** Answers one line with its capitals. */
const serve = asyncio.coroutine(function* serve(
  reader: asyncio.StreamReader,
  writer: asyncio.StreamWriter,
) {
  const line = yield* reader.readline();
  writer.write(Buffer.from(line.toString().toUpperCase()));
  writer.close();
});

/** Serve, and have a client of another make talk to it; the client's output. */
const served = asyncio.coroutine(function* served(
  handler: typeof serve,
  command: string,
  args: (port: number) => string[],
  input = '',
) {
  const server = yield* asyncio.start_server(handler, '127.0.0.1', 0, { ssl: server_context() });
  const port = server.sockets?.[0]?.getsockname()[1] as number;
  const text = yield* from_promise(start_peer(command, args(port), input).output);
  server.close();
  return text;
});

/** What our client hears from a server of another make, whose first line ends with its port. */
const asked = asyncio.coroutine(function* asked(command: string, args: string[]) {
  const { first_line } = start_peer(command, args);
  const port = Number((yield* from_promise(first_line)).match(/\d+$/)?.[0]);
  const [reader, writer] = yield* asyncio.open_connection('127.0.0.1', port, {
    ssl: client_context(),
    server_hostname: 'localhost',
  });
  writer.write(Buffer.from('hello\n'));
  const line = yield* reader.readline();
  writer.close();
  return line.toString();
});

const PYTHON_CLIENT = `
import asyncio, ssl, sys
async def main():
    context = ssl.create_default_context(cafile=sys.argv[2])
    reader, writer = await asyncio.open_connection(
        '127.0.0.1', int(sys.argv[1]), ssl=context, server_hostname='localhost')
    writer.write(b'hello\\n')
    print((await reader.read()).decode().strip())
    writer.close()
asyncio.get_event_loop().run_until_complete(main())
`;

const PYTHON_SERVER = `
import asyncio, ssl, sys
async def serve(reader, writer):
    writer.write((await reader.readline()).upper())
    writer.close()
context = ssl.SSLContext()
context.load_cert_chain(sys.argv[1])
loop = asyncio.get_event_loop()
server = loop.run_until_complete(asyncio.start_server(serve, '127.0.0.1', 0, ssl=context))
print(server.sockets[0].getsockname()[1], flush=True)
loop.run_forever()
`;

describe('TLS', () => {
  it.skipIf(!has_python36)(`with a client on CPython 3.6${without_python36}`, async () => {
    const args = (port: number) => ['-c', PYTHON_CLIENT, String(port), CA];
    const text = await loop.run_until_complete(served(serve, python36_command, args));
    expect(text).toBe('HELLO\n');
  });

  it.skipIf(!has_python36)(`with a server on CPython 3.6${without_python36}`, async () => {
    const args = ['-c', PYTHON_SERVER, SERVER];
    expect(await loop.run_until_complete(asked(python36_command, args))).toBe('HELLO\n');
  });

  it.skipIf(!has_openssl)(`with openssl s_client${without('openssl', has_openssl)}`, async () => {
    const args = (port: number) =>
      `s_client -connect 127.0.0.1:${port} -CAfile ${CA} -verify_return_error -ign_eof`.split(' ');
    const text = await loop.run_until_complete(served(serve, 'openssl', args, 'hello\n'));
    expect(text).toContain('Verify return code: 0 (ok)');
    expect(text).toContain('HELLO\n');
  });

  it.skipIf(!has_openssl)(`with openssl s_server${without('openssl', has_openssl)}`, async () => {
    const args = `s_server -accept 127.0.0.1:0 -cert ${SERVER} -key ${SERVER} -rev -no_dhe`.split(
      ' ',
    );
    expect(await loop.run_until_complete(asked('openssl', args))).toBe('olleh\n');
  });

  it.skipIf(!has_curl)(`with curl over HTTPS${without('curl', has_curl)}`, async () => {
    const args = (port: number) =>
      `-sS --noproxy * --cacert ${CA} --resolve localhost:${port}:127.0.0.1 https://localhost:${port}/`.split(
        ' ',
      );
    const text = await loop.run_until_complete(served(serve_http, 'curl', args));
    expect(text).toBe('hello, GET request 1 of this connection\n');
  });
});
