/** A small HTTP/1.1 server on streams, for curl to talk to. */

import * as asyncio from '../../lib/index';

interface Request {
  readonly method: string;
  readonly path: string;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer;
}

interface Response {
  readonly status: string;
  readonly body: Buffer;
}

/** Answer the requests of one connection, until the client goes. */
export const serve_http = asyncio.coroutine(function* serve_http(
  reader: asyncio.StreamReader,
  writer: asyncio.StreamWriter,
) {
  for (let number = 1; ; number++) {
    const request = yield* read_request(reader, writer);
    if (request === undefined) break;
    const { status, body } = answer(request, number);
    writer.write(
      Buffer.from(
        `HTTP/1.1 ${status}\r\nContent-Type: text/plain\r\nContent-Length: ${body.length}\r\n\r\n`,
      ),
    );
    if (request.method !== 'HEAD') writer.write(body);
    yield* writer.drain();
    if (request.headers.get('connection') === 'close') break;
  }
  writer.close();
});

const read_request = asyncio.coroutine(function* read_request(
  reader: asyncio.StreamReader,
  writer: asyncio.StreamWriter,
): asyncio.Coroutine<Request | undefined> {
  const first = (yield* reader.readline()).toString();
  if (first === '') return undefined;
  const [method = '', path = ''] = first.split(' ');
  const headers = new Map<string, string>();
  for (;;) {
    const line = (yield* reader.readline()).toString().trimEnd();
    if (line === '') break;
    const [, name = '', value = ''] = /^([^:]+): *(.*)$/.exec(line) ?? [];
    headers.set(name.toLowerCase(), value);
  }
  if (headers.has('expect')) writer.write(Buffer.from('HTTP/1.1 100 Continue\r\n\r\n'));
  const body = yield* reader.readexactly(Number(headers.get('content-length') ?? 0));
  return { method, path, headers, body };
});

/** `/` greets, `/echo` returns the body, `/big` is larger than any buffer. */
function answer({ method, path, body }: Request, number: number): Response {
  if (path === '/') return ok(`hello, ${method} request ${number} of this connection\n`);
  if (path === '/echo') return ok(body);
  if (path === '/big') return ok(Buffer.alloc(10 * 2 ** 20, 'big '));
  return { status: '404 Not Found', body: Buffer.from('nothing here\n') };
}

function ok(body: Buffer | string): Response {
  return { status: '200 OK', body: Buffer.from(body) };
}
