import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { ConnectionResetError, ValueError } from '../../lib/errors';
import * as ssl from '../../lib/ssl';
import { CERT_OPTIONAL, CERT_REQUIRED, CertificateError, SSLError } from '../../lib/ssl';
import { SSLProtocol } from '../../lib/sslproto';
import {
  careless_context,
  client_context,
  pem_path,
  server_context,
} from '../support/certificates';
import { Recorder } from '../support/connected';
import { loop, use_node_loop } from '../support/node_loop';
import { record_log } from '../support/records';
import {
  error_of,
  type TlsSettings,
  tls_against_plain,
  tls_connected,
  tls_pair,
} from '../support/tls_connected';

use_node_loop();

/** A failed handshake: what the client's waiter raises, and that nobody has heard of a connection. */
async function client_error(settings: TlsSettings): Promise<Error> {
  const { client, server } = await tls_pair(settings);
  const error = await error_of(client.waiter);
  expect(await error_of(server.waiter)).toBeInstanceOf(ConnectionResetError);
  await closed(client);
  await closed(server);
  expect(client.protocol.trace).toEqual([]);
  expect(server.protocol.trace).toEqual([]);
  return error as Error;
}

/** Run the loop until the transport of the records has let go of its descriptor. */
async function closed({ records }: { records: { _stream: unknown } }): Promise<void> {
  const check = () => {
    if (records._stream === undefined) loop.stop();
    else loop.call_later(0.001, check);
  };
  check();
  await loop.run_forever();
}

describe('a handshake', () => {
  it('ends with connection_made, and then the waiter', async () => {
    const { client, server } = await tls_connected();
    expect(client.protocol.trace).toEqual(['made']);
    expect(server.protocol.trace).toEqual(['made']);
    expect(client.protocol.transport).toBe(client.transport);
  });

  it('tells what was agreed on', async () => {
    const context = client_context();
    const { client, server } = await tls_connected({ client: context });
    const info = (name: string, fallback?: unknown) =>
      client.transport.get_extra_info(name, fallback);
    expect(info('sslcontext')).toBe(context);
    expect(info('cipher')).toEqual(['TLS_AES_256_GCM_SHA384', 'TLSv1.3', 256]);
    expect(info('compression', 'none')).toBe(undefined);
    expect(info('peercert').subjectAltName[0]).toEqual(['DNS', 'localhost']);
    const ssl_object = info('ssl_object');
    expect(ssl_object.version()).toBe('TLSv1.3');
    expect(ssl_object.cipher()).toEqual(info('cipher'));
    expect(ssl_object.getpeercert()).toEqual(info('peercert'));
    expect(ssl_object.getpeercert(true)).toBeInstanceOf(Uint8Array);
    expect(ssl_object.selected_alpn_protocol()).toBe(undefined);
    expect(ssl_object.server_hostname).toBe('localhost');
    expect(server.transport.get_extra_info('peercert', 'none')).toBe(undefined);
    expect(server.transport.get_extra_info('nothing', 'none')).toBe('none');
  });

  it('shows an empty dict of a certificate that was not checked', async () => {
    const { client } = await tls_connected({ client: careless_context() });
    expect(client.transport.get_extra_info('peercert')).toEqual({});
    expect(client.transport.get_extra_info('ssl_object').getpeercert(true).length).toBeGreaterThan(
      0,
    );
  });

  it('speaks the versions and ciphers that the contexts allow', async () => {
    const context = client_context();
    context.options |= ssl.OP_NO_TLSv1_3;
    context.set_ciphers('ECDHE-ECDSA-AES128-GCM-SHA256');
    const { client } = await tls_connected({ client: context });
    const cipher = ['ECDHE-ECDSA-AES128-GCM-SHA256', 'TLSv1.2', 128];
    expect(client.transport.get_extra_info('cipher')).toEqual(cipher);
    expect(client.transport.get_extra_info('ssl_object').version()).toBe('TLSv1.2');
  });

  it('leaves TLS 1.3 its ciphers, whatever set_ciphers() says', async () => {
    const context = client_context();
    context.set_ciphers('ECDHE-ECDSA-AES128-GCM-SHA256');
    const { client } = await tls_connected({ client: context });
    expect(client.transport.get_extra_info('cipher')?.[1]).toBe('TLSv1.3');
  });

  it('agrees on a protocol', async () => {
    const [client_side, server_side] = [client_context(), server_context()];
    client_side.set_alpn_protocols(['h2', 'http/1.1']);
    server_side.set_alpn_protocols(['http/1.1']);
    const { client, server } = await tls_connected({ client: client_side, server: server_side });
    for (const { transport } of [client, server]) {
      const ssl_object = transport.get_extra_info('ssl_object');
      expect(ssl_object.selected_alpn_protocol()).toBe('http/1.1');
    }
  });

  it('accepts an address that the certificate names', async () => {
    const { client } = await tls_connected({ server_hostname: '127.0.0.1' });
    expect(client.protocol.trace).toEqual(['made']);
  });

  it.each([
    ['localhost', true],
    ['127.0.0.1', false],
  ])('tells the server the name %s, unless it is an address', async (server_hostname, is_told) => {
    const { end, peer } = await tls_against_plain({ server_hostname });
    const run = loop.run_until_complete(end.waiter).catch(() => {});
    const [hello] = await once(peer.resume(), 'data');
    expect(hello.includes(server_hostname)).toBe(is_told);
    peer.destroy();
    await run;
  });

  it('takes certificates of clients', async () => {
    const [client_side, server_side] = [client_context(), server_context()];
    client_side.load_cert_chain(pem_path('client.pem'));
    server_side.verify_mode = CERT_REQUIRED;
    server_side.load_verify_locations(pem_path('ca.pem'));
    const { server } = await tls_connected({ client: client_side, server: server_side });
    const { subject } = server.transport.get_extra_info('peercert');
    expect(subject.at(-1)).toEqual([['commonName', 'client']]);
  });

  it('does without an optional certificate of the client', async () => {
    const server_side = server_context();
    server_side.verify_mode = CERT_OPTIONAL;
    const { server } = await tls_connected({ server: server_side });
    expect(server.transport.get_extra_info('peercert', 'none')).toBe(undefined);
  });
});

describe('a handshake fails for the client', () => {
  it.each([
    ['self_signed.pem', 'self-signed certificate'],
    ['expired.pem', 'certificate has expired'],
  ])('with %s', async (file, why) => {
    const error = await client_error({ server: server_context(file) });
    expect(error).toBeInstanceOf(SSLError);
    expect(error.message).toBe(
      `[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: ${why}`,
    );
    expect((error as SSLError).reason).toBe('CERTIFICATE_VERIFY_FAILED');
  });

  it('when it trusts nobody', async () => {
    const context = careless_context();
    context.verify_mode = CERT_REQUIRED;
    const error = await client_error({ client: context });
    expect(error.message).toContain('[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed');
  });

  it('when the certificate is for another host', async () => {
    const error = await client_error({ server: server_context('wrong_host.pem') });
    expect(error).toBeInstanceOf(CertificateError);
    expect(error.message).toBe("hostname 'localhost' doesn't match 'fakehostname'");
  });

  it('when a host name is to be checked and none is given', async () => {
    const error = await client_error({ server_hostname: undefined });
    expect(error).toBeInstanceOf(ValueError);
    expect(error.message).toBe('check_hostname needs server_hostname argument');
  });

  it('when the other side does not speak TLS', async () => {
    const { end, peer } = await tls_against_plain({ server_hostname: 'localhost' });
    peer.write('HTTP/1.0 400 Bad Request\r\n\r\n');
    const error = await error_of(end.waiter);
    expect(error).toBeInstanceOf(SSLError);
    expect((error as Error).message).toBe('[SSL: WRONG_VERSION_NUMBER] wrong version number');
    await closed(end);
    expect(end.protocol.trace).toEqual([]);
  });

  it('when the other side hangs up', async () => {
    const { end, peer } = await tls_against_plain({ server_hostname: 'localhost' });
    peer.end();
    const error = await error_of(end.waiter);
    expect(error).toBeInstanceOf(ConnectionResetError);
    await closed(end);
    expect(end.protocol.trace).toEqual([]);
  });

  it('when the connection is reset', async () => {
    const { end, peer } = await tls_against_plain({ server_hostname: 'localhost' });
    peer.resetAndDestroy();
    const error = await error_of(end.waiter);
    expect(error).toBeInstanceOf(ConnectionResetError);
    expect((error as Error).message).toBe('[Errno 104] Connection reset by peer');
    await closed(end);
  });

  it('when the context is one for servers', async () => {
    const context = new ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER);
    const { end } = await tls_against_plain({}, context);
    const error = await error_of(end.waiter);
    expect(String(error)).toContain('Cannot create a client socket with a PROTOCOL_TLS_SERVER');
    await closed(end);
  });
});

describe('a handshake fails for the server', () => {
  it('when the other side does not speak TLS', async () => {
    const { end, peer } = await tls_against_plain({ server_side: true });
    peer.resume().write('GET / HTTP/1.0\r\n\r\n');
    const error = await error_of(end.waiter);
    expect((error as Error).message).toBe('[SSL: HTTP_REQUEST] http request');
    await closed(end);
    expect(end.protocol.trace).toEqual([]);
  });

  it('when the client shows no certificate', async () => {
    const context = server_context();
    context.verify_mode = CERT_REQUIRED;
    const { server } = await tls_pair({ server: context });
    const error = await error_of(server.waiter);
    expect(error).toBeInstanceOf(SSLError);
    const reason = 'PEER_DID_NOT_RETURN_A_CERTIFICATE';
    expect((error as SSLError).reason).toBe(reason);
    await closed(server);
    expect(server.protocol.trace).toEqual([]);
  });

  it.each([CERT_REQUIRED, CERT_OPTIONAL])(
    'when it does not trust it (verify_mode %s)',
    async (mode) => {
      const [client_side, server_side] = [client_context(), server_context()];
      client_side.load_cert_chain(pem_path('self_signed.pem'));
      server_side.verify_mode = mode;
      server_side.load_verify_locations(pem_path('ca.pem'));
      const { server } = await tls_pair({ client: client_side, server: server_side });
      const error = await error_of(server.waiter);
      expect((error as SSLError).reason).toBe('CERTIFICATE_VERIFY_FAILED');
      await closed(server);
      expect(server.protocol.trace).toEqual([]);
    },
  );
});

describe('in the middle of a handshake', () => {
  it('close() and abort() end the connection', async () => {
    for (const end_it of ['close', 'abort'] as const) {
      const { end, peer } = await tls_against_plain({ server_hostname: 'localhost' });
      const [hello] = await Promise.all([
        once(peer.resume(), 'data'),
        loop.run_until_complete(loop.create_task(pause())),
      ]);
      expect(hello.length).toBeGreaterThan(0);
      end.transport[end_it]();
      expect(await error_of(end.waiter)).toBeInstanceOf(Error);
      await closed(end);
      expect(end.protocol.trace).toEqual([]);
    }
  });

  it('a waiter that was cancelled hears nothing', async () => {
    const { end, peer } = await tls_against_plain({ server_hostname: 'localhost' });
    end.waiter.cancel();
    peer.end('no TLS');
    await closed(end);
    expect(end.waiter.cancelled()).toBe(true);
  });
});

function* pause() {
  yield;
}

describe('in debug mode', () => {
  it('a handshake is logged', async () => {
    const log = record_log();
    loop.set_debug(true);
    await tls_connected();
    expect(log.lines.filter((line) => /starts SSL handshake/.test(line))).toHaveLength(2);
    const took =
      /^DEBUG <asyncio.sslproto.SSLProtocol object at 0x\w+>: SSL handshake took \d+\.\d ms$/;
    expect(log.lines.filter((line) => took.test(line))).toHaveLength(2);
  });

  it('a failed one, too, with its error', async () => {
    const log = record_log();
    loop.set_debug(true);
    const { client } = await tls_pair({ server: server_context('wrong_host.pem') });
    await error_of(client.waiter);
    const [record] = log.records.filter(({ message }) => message.includes('failed'));
    expect(record?.message).toMatch(/: SSL handshake failed on verifying the certificate$/);
    expect(record?.exc_info).toBeInstanceOf(CertificateError);
    expect(record?.levelname).toBe('WARNING');
  });
});

describe('SSLProtocol', () => {
  const make = (server_side: boolean, server_hostname?: string) =>
    new SSLProtocol(loop, new Recorder() as never, undefined, undefined, {
      server_side,
      server_hostname,
    });

  it('gives a client without a context the default one', () => {
    const named = make(false, 'localhost')._get_extra_info('sslcontext') as ssl.SSLContext;
    expect([named.verify_mode, named.check_hostname]).toEqual([CERT_REQUIRED, true]);
    const nameless = make(false)._get_extra_info('sslcontext') as ssl.SSLContext;
    expect([nameless.verify_mode, nameless.check_hostname]).toEqual([CERT_REQUIRED, false]);
  });

  it('takes nothing else for a context', () => {
    expect(() => new SSLProtocol(loop, new Recorder() as never, {}, undefined)).toThrow(
      new TypeError('ssl argument must be an SSLContext or None'),
    );
  });

  it('wants a context of a server', () => {
    expect(() => make(true)).toThrow(new ValueError('Server side SSL needs a valid SSLContext'));
  });
});
