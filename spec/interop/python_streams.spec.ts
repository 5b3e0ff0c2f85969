import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as asyncio from '../../lib/index';
import { loop, use_node_loop } from '../support/node_loop';
import { has_python36, python36_command, without_python36 } from '../support/python36';
import { new_path } from '../support/sockets';
import { from_promise, start_peer } from './child';
import { converse, serve } from './streams_peer';

const PEER = join(__dirname, 'streams_peer.py');

/** What each client hears, of a server on either side. */
const HEARD = [
  'HELLO, WORLD',
  '71b498236207a389fa6c60be651e78dd5ae7d812',
  '--cba',
  '200000 more, at_eof True',
  '300000 bytes at the end',
  "b''",
];

use_node_loop();

const python_peer = (role: string, kind: string, address: string) =>
  start_peer(python36_command, [PEER, role, kind, address]);

/** What Python's client hears from our server. */
const asked_by_python = asyncio.coroutine(function* (kind: 'tcp' | 'unix') {
  const path = new_path();
  const server =
    kind === 'tcp'
      ? yield* asyncio.start_server(serve, '127.0.0.1', 0)
      : yield* asyncio.start_unix_server(serve, path);
  const address = kind === 'tcp' ? String(server.sockets?.[0]?.getsockname()[1]) : path;
  const { output } = python_peer('client', kind, address);
  const text = yield* from_promise(output);
  server.close();
  yield* server.wait_closed();
  return text.trimEnd().split('\n');
});

/** What our client hears from Python's server. */
const asking_python = asyncio.coroutine(function* (kind: 'tcp' | 'unix') {
  const path = new_path();
  const { first_line, output } = python_peer('server', kind, kind === 'tcp' ? '0' : path);
  const address = yield* from_promise(first_line);
  const [reader, writer] =
    kind === 'tcp'
      ? yield* asyncio.open_connection('127.0.0.1', Number(address))
      : yield* asyncio.open_unix_connection(address);
  const heard = yield* converse(reader, writer);
  yield* from_promise(output);
  return heard;
});

describe.each(['tcp', 'unix'] as const)('streams over %s', (kind) => {
  it.skipIf(!has_python36)(`serve a client on CPython 3.6${without_python36}`, async () => {
    expect(await loop.run_until_complete(asked_by_python(kind))).toEqual(HEARD);
  });

  it.skipIf(!has_python36)(`ask a server on CPython 3.6${without_python36}`, async () => {
    expect(await loop.run_until_complete(asking_python(kind))).toEqual(HEARD);
  });

  it.skipIf(!has_python36)(
    `are the conversation that CPython 3.6 has with itself${without_python36}`,
    async () => {
      const server = python_peer('server', kind, kind === 'tcp' ? '0' : new_path());
      const client = python_peer('client', kind, await server.first_line);
      expect((await client.output).trimEnd().split('\n')).toEqual(HEARD);
      await server.output;
      expect(server.child.exitCode).toBe(0);
    },
  );
});
