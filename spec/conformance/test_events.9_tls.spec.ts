import { connect as tls_connect } from 'node:tls';
import { describe, expect, it, onTestFinished } from 'vitest';
import * as asyncio from '../../lib/index';
import * as ssl from '../../lib/ssl';
import { careless_context, pem_path, server_context } from '../support/certificates';
import { new_path, open_listener } from '../support/sockets';
import { MyProto } from './network';
import { failure, loop, run, use_real_loop } from './real_loop';

use_real_loop();

/** Says hello to whoever comes, as a web server does after a request. */
class Httpd extends asyncio.Protocol {
  private _transport: asyncio.Transport | undefined;

  override connection_made(transport: asyncio.Transport): void {
    this._transport = transport;
  }

  override data_received(): void {
    this._transport?.write(Buffer.from('HTTP/1.0 200 OK\r\n\r\nTest message'));
    this._transport?.close();
  }
}

type Context = ssl.SSLContext | true;

/** How a case reaches its server: over TCP or over a Unix socket. */
interface Way {
  readonly peername: unknown;
  connect<P>(
    factory: () => P,
    ssl: Context,
    server_hostname?: string,
  ): asyncio.Awaitable<[asyncio.Transport, P]>;
  close(): void;
}

async function tcp_server(factory: () => asyncio.Protocol, file = 'localhost.pem'): Promise<Way> {
  const server = await run(
    loop.create_server(factory, '127.0.0.1', 0, { ssl: server_context(file) }),
  );
  const peername = server.sockets?.[0]?.getsockname() as [string, number];
  const connect: Way['connect'] = (client, context, server_hostname) =>
    loop.create_connection(client, '127.0.0.1', peername[1], { ssl: context, server_hostname });
  return { peername, connect, close: () => server.close() };
}

async function unix_server(factory: () => asyncio.Protocol, file = 'localhost.pem'): Promise<Way> {
  const path = new_path();
  const server = await run(loop.create_unix_server(factory, path, { ssl: server_context(file) }));
  const connect: Way['connect'] = (client, context, server_hostname = '127.0.0.1') =>
    loop.create_unix_connection(client, path, { ssl: context, server_hostname });
  return { peername: path, connect, close: () => server.close() };
}

/** A client's context as of old, which checks certificates and host names when told to. */
function checking_context(cafile?: string): ssl.SSLContext {
  const context = new ssl.SSLContext(ssl.PROTOCOL_SSLv23);
  context.options |= ssl.OP_NO_SSLv2;
  context.verify_mode = ssl.CERT_REQUIRED;
  context.check_hostname = true;
  if (cafile !== undefined) context.load_verify_locations({ cafile });
  return context;
}

function check_ssl_extra_info(transport: asyncio.Transport, peername: unknown): void {
  const info = (name: string) => transport.get_extra_info(name);
  expect(info('peername')).toEqual(peername);
  expect(info('sockname')).toBeDefined();
  expect(info('socket')).toBeDefined();
  expect(info('cipher')).toHaveLength(3);
  expect(info('sslcontext')).toBeInstanceOf(ssl.SSLContext);
  expect(info('ssl_object').version()).toBe('TLSv1.3');
  expect(info('peercert')).toBeDefined();
}

/** The server's tasks are over: those of connections that failed as well. */
const others_done = asyncio.coroutine(function* others_done() {
  while (asyncio.Task.all_tasks(loop).size > 1) yield;
});

/** A client that checks nothing gets its answer; the default context refuses the server. */
async function ssl_connection(way: Way): Promise<void> {
  const [transport, proto] = await run(way.connect(() => new MyProto(loop), careless_context()));
  expect(transport).toBeInstanceOf(asyncio.Transport);
  expect(proto).toBeInstanceOf(MyProto);
  check_ssl_extra_info(transport, way.peername);
  transport.write(Buffer.from('GET / HTTP/1.0\r\n\r\n'));
  await run(proto.done);
  expect(proto.nbytes).toBeGreaterThan(0);
  transport.close();
  const error = await failure(way.connect(() => new MyProto(loop), true));
  expect(error).toBeInstanceOf(ssl.SSLError);
  expect((error as ssl.SSLError).reason).toBe('CERTIFICATE_VERIFY_FAILED');
  await run(others_done());
  way.close();
}

/** Three bytes go from the client to the server, which closes. */
async function server_ssl(make: typeof tcp_server): Promise<void> {
  const proto = new MyProto(loop);
  const way = await make(() => proto);
  const [client] = await run(way.connect(() => new asyncio.Protocol(), careless_context()));
  client.write(Buffer.from('xxx'));
  await run(proto.connected);
  expect(proto.state).toBe('CONNECTED');
  const has_all = asyncio.coroutine(function* has_all() {
    while (proto.nbytes < 3) yield;
  });
  await run(has_all());
  expect(proto.nbytes).toBe(3);
  check_ssl_extra_info(client, way.peername);
  proto.transport?.close();
  await run(proto.done);
  expect(proto.state).toBe('CLOSED');
  client.close();
  way.close();
}

/** No authority is trusted: the client refuses, and the server's protocol hears of nothing. */
async function verify_failed(make: typeof tcp_server): Promise<void> {
  const proto = new MyProto(loop);
  const way = await make(() => proto);
  const error = await failure(way.connect(() => new MyProto(loop), checking_context(), 'invalid'));
  expect(error).toBeInstanceOf(ssl.SSLError);
  expect(error.message).toMatch(/certificate.verify.failed/i);
  await run(others_done());
  expect(proto.transport).toBe(undefined);
  way.close();
}

async function verified(make: typeof tcp_server): Promise<asyncio.Transport> {
  const proto = new MyProto(loop);
  const way = await make(() => proto);
  const context = checking_context(pem_path('ca.pem'));
  const [client] = await run(way.connect(() => new MyProto(loop), context, 'localhost'));
  await run(proto.connected);
  check_ssl_extra_info(client, way.peername);
  proto.transport?.close();
  client.close();
  way.close();
  await run(proto.done);
  return client;
}

describe('EventLoopTestsMixin', () => {
  it('test_create_ssl_connection: a client with TLS, and the default context refuses', async () => {
    expect(await ssl_connection(await tcp_server(() => new Httpd()))).toBe(undefined);
  });

  it('test_create_ssl_unix_connection: the same over a Unix socket', async () => {
    expect(await ssl_connection(await unix_server(() => new Httpd()))).toBe(undefined);
  });

  it('test_ssl_connect_accepted_socket: TLS with a connection accepted elsewhere', async () => {
    const lsock = open_listener();
    const [, port] = lsock.getsockname() as [string, number];
    const response = new Promise((resolve) => {
      const client = tls_connect({ port, host: '127.0.0.1', rejectUnauthorized: false });
      client.write('test data');
      client.once('data', (data) => resolve(String(data)));
      onTestFinished(() => void client.destroy());
    });
    const [conn] = await run(loop.sock_accept(lsock));
    const proto = new MyProto(loop);
    proto.data_received = (data) => {
      proto.nbytes += data.length;
      proto.transport?.write(Buffer.from('roger'));
    };
    const context = server_context();
    await run(loop.connect_accepted_socket(() => proto, conn, { ssl: context }));
    const [answer] = await Promise.all([response, run(answered(proto))]);
    expect(answer).toBe('roger');
    proto.transport?.close();
    await run(proto.done);
    expect([proto.state, proto.nbytes]).toEqual(['CLOSED', 9]);
  });

  it('test_create_server_ssl: from handshake to close', async () => {
    expect(await server_ssl(tcp_server)).toBe(undefined);
  });

  it('test_create_unix_server_ssl: the same over a Unix socket', async () => {
    expect(await server_ssl(unix_server)).toBe(undefined);
  });

  it('test_create_server_ssl_verify_failed: without the authority the client refuses', async () => {
    expect(await verify_failed(tcp_server)).toBe(undefined);
  });

  it('test_create_unix_server_ssl_verify_failed: the same over a Unix socket', async () => {
    expect(await verify_failed(unix_server)).toBe(undefined);
  });

  it('test_create_server_ssl_match_failed: a certificate for another host is refused', async () => {
    const proto = new MyProto(loop);
    const way = await tcp_server(() => proto, 'wrong_host.pem');
    const context = checking_context(pem_path('ca.pem'));
    const error = await failure(way.connect(() => new MyProto(loop), context));
    expect(error).toBeInstanceOf(ssl.CertificateError);
    expect(error.message).toBe("hostname '127.0.0.1' doesn't match 'fakehostname'");
    await run(others_done());
    expect(proto.transport).toBe(undefined);
    way.close();
  });

  it('test_create_unix_server_ssl_verified: the right authority and name', async () => {
    const client = await verified(unix_server);
    expect(client.is_closing()).toBe(true);
  });

  it('test_create_server_ssl_verified: the right authority and name; the certificate is told', async () => {
    const client = await verified(tcp_server);
    expect(client.get_extra_info('peercert').subjectAltName).toEqual([
      ['DNS', 'localhost'],
      ['IP Address', '127.0.0.1'],
      ['IP Address', '0:0:0:0:0:0:0:1'],
    ]);
  });
});

const answered = asyncio.coroutine(function* answered(proto: MyProto) {
  while (proto.nbytes === 0) yield;
});
