import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as asyncio from '../../lib/index';
import { new_directory } from '../support/directories';
import { loop, use_node_loop } from '../support/node_loop';
import { new_path } from '../support/sockets';
import { from_promise, start_peer } from './child';
import { serve_http } from './http_server';

const has_curl = spawnSync('curl', ['--version']).status === 0;
const without_curl = has_curl ? '' : ' (skipped: no curl)';

use_node_loop();

/** Serve, and run curl with these arguments; `URL` in them is the server's. */
const curl = asyncio.coroutine(function* (...args: string[]) {
  const server = yield* asyncio.start_server(serve_http, '127.0.0.1', 0);
  const url = `http://127.0.0.1:${server.sockets?.[0]?.getsockname()[1]}`;
  const given = args.map((arg) => arg.replace('URL', url));
  const { output } = start_peer('curl', ['--silent', '--show-error', '--noproxy', '*', ...given]);
  const text = yield* from_promise(output);
  server.close();
  return text;
});

const run_curl = (...args: string[]) => loop.run_until_complete(curl(...args));
const sha1 = (data: Buffer) => createHash('sha1').update(data).digest('hex');

describe.skipIf(!has_curl)(`curl and an HTTP server on streams${without_curl}`, () => {
  it('understand each other', async () => {
    expect(await run_curl('URL/')).toBe('hello, GET request 1 of this connection\n');
  });

  it('keep their connection for several requests', async () => {
    const text = await run_curl('URL/', 'URL/', 'URL/');
    expect(text.match(/request \d/g)).toEqual(['request 1', 'request 2', 'request 3']);
  });

  it('exchange headers and status', async () => {
    const text = await run_curl('--head', 'URL/');
    expect(text.split('\r\n').slice(0, 2)).toEqual(['HTTP/1.1 200 OK', 'Content-Type: text/plain']);
    expect(await run_curl('--write-out', '%{http_code}', 'URL/nowhere')).toBe('nothing here\n404');
  });

  it('exchange bodies larger than any buffer', async () => {
    const directory = new_directory();
    const sent = join(directory, 'sent');
    const received = join(directory, 'received');
    const body = Buffer.from(Uint8Array.from({ length: 5_000_000 }, (_, i) => (i * 31) % 251));
    writeFileSync(sent, body);
    const expecting = ['--header', 'Expect: 100-continue'];
    await run_curl(...expecting, '--data-binary', `@${sent}`, '--output', received, 'URL/echo');
    expect(sha1(readFileSync(received))).toBe(sha1(body));
  });

  it('go at the pace of a slow reader', async () => {
    const received = join(new_directory(), 'received');
    await run_curl('--limit-rate', '20M', '--output', received, 'URL/big');
    expect(sha1(readFileSync(received))).toBe(sha1(Buffer.alloc(10 * 2 ** 20, 'big ')));
  });

  it('talk over a Unix socket', async () => {
    const over_unix = asyncio.coroutine(function* () {
      const path = new_path();
      const server = yield* asyncio.start_unix_server(serve_http, path);
      const args = ['--silent', '--unix-socket', path, 'http://localhost/'];
      const text = yield* from_promise(start_peer('curl', args).output);
      server.close();
      return text;
    });
    expect(await loop.run_until_complete(over_unix())).toMatch(/^hello, GET request 1/);
  });
});
