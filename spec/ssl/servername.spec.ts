import { describe, expect, it, onTestFinished } from 'vitest';
import { ConnectionResetError } from '../../lib/errors';
import { host } from '../../lib/host';
import * as ssl from '../../lib/ssl';
import { careless_context, client_context, server_context } from '../support/certificates';
import { use_node_loop } from '../support/node_loop';
import { error_of, tls_connected, tls_pair } from '../support/tls_connected';

use_node_loop();

/** A server's context with a callback, and what it was called with. */
function asked(callback: ssl.ServernameCallback) {
  const context = server_context();
  const calls: Parameters<ssl.ServernameCallback>[] = [];
  context.set_servername_callback((...args) => {
    calls.push(args);
    return callback(...args);
  });
  return { context, calls };
}

/** The name in the certificate that the client is shown. */
const shown = (end: { transport: { get_extra_info(name: string): unknown } }) => {
  const { subject } = end.transport.get_extra_info('peercert') as ssl.Certificate;
  return subject?.flat().find(([name]) => name === 'commonName')?.[1];
};

/** A client that looks at the certificate, and takes one of any host. */
function certificate_of_any_host(): ssl.SSLContext {
  const context = client_context();
  context.check_hostname = false;
  return context;
}

/** What goes to standard error. */
function stderr_lines(): string[] {
  const lines: string[] = [];
  const { write_stderr } = host;
  host.write_stderr = (text) => lines.push(...text.split('\n'));
  onTestFinished(() => {
    host.write_stderr = write_stderr;
  });
  return lines;
}

describe('a callback for host names', () => {
  it('is told the name that the client wants, and may let it have its way', async () => {
    const { context, calls } = asked(() => undefined);
    const { client, server } = await tls_connected({ server: context });
    expect(calls.map(([, name, of]) => [name, of])).toEqual([['localhost', context]]);
    expect(calls[0]?.[0].server_side).toBe(true);
    expect(shown(client)).toBe('localhost');
    expect(server.transport.get_extra_info('ssl_object').context).toBe(context);
  });

  it('may choose another context, whose certificate is shown', async () => {
    const other = server_context('wrong_host.pem');
    const { context } = asked((request) => {
      request.context = other;
    });
    const settings = { client: certificate_of_any_host(), server: context };
    const { client, server } = await tls_connected(settings);
    expect(shown(client)).toBe('fakehostname');
    expect(server.transport.get_extra_info('ssl_object').context).toBe(other);
    expect(server.transport.get_extra_info('sslcontext')).toBe(context);
  });

  it('leaves checking to the client', async () => {
    const { context } = asked((request) => {
      request.context = server_context('wrong_host.pem');
    });
    const { client } = await tls_pair({ server: context });
    expect(await error_of(client.waiter)).toBeInstanceOf(ssl.CertificateError);
  });

  it('refuses the client by the number of an alert', async () => {
    const { context } = asked(() => ssl.ALERT_DESCRIPTION_UNRECOGNIZED_NAME);
    const lines = stderr_lines();
    const { client, server } = await tls_pair({ server: context });
    const error = (await error_of(server.waiter)) as ssl.SSLError;
    expect(error).toBeInstanceOf(ssl.SSLError);
    expect([error.message, error.reason]).toEqual([
      '[SSL: CALLBACK_FAILED] callback failed',
      'CALLBACK_FAILED',
    ]);
    expect(await error_of(client.waiter)).toBeInstanceOf(ConnectionResetError);
    expect([client.protocol.trace, server.protocol.trace, lines]).toEqual([[], [], []]);
  });

  it.each<[string, ssl.ServernameCallback, RegExp]>([
    [
      'raises',
      () => {
        throw new Error('boom');
      },
      /^Error: boom/,
    ],
    ['returns anything else', () => 'foo', /^TypeError: an integer is required \(got type str\)/],
  ])('that %s fails the handshake, and is shown', async (_, callback, words) => {
    const { context } = asked(callback);
    const lines = stderr_lines();
    const { client, server } = await tls_pair({ server: context });
    expect(await error_of(server.waiter)).toBeInstanceOf(ssl.SSLError);
    expect(await error_of(client.waiter)).toBeInstanceOf(ConnectionResetError);
    expect(lines[0]).toMatch(/^Exception ignored in: /);
    expect(lines).toContainEqual(expect.stringMatching(words));
  });

  it('is not called when the client names no host', async () => {
    const { context, calls } = asked(() => undefined);
    await tls_connected({
      client: careless_context(),
      server: context,
      server_hostname: undefined,
    });
    expect(calls).toEqual([]);
  });

  it('can be taken back, and has to be a function', async () => {
    const { context, calls } = asked(() => ssl.ALERT_DESCRIPTION_ACCESS_DENIED);
    context.set_servername_callback(null);
    await tls_connected({ server: context });
    expect(calls).toEqual([]);
    expect(() => context.set_servername_callback(5 as never)).toThrow('not a callable object');
    expect(() => context.set_servername_callback(5 as never)).toThrow(TypeError);
  });
});
