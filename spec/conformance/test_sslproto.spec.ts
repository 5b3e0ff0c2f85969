import { describe, expect, it } from 'vitest';
import { ConnectionAbortedError, ConnectionResetError } from '../../lib/errors';
import * as asyncio from '../../lib/index';
import { SSLProtocol } from '../../lib/sslproto';
import { careless_context } from '../support/certificates';
import { loop, node_turns, use_node_loop } from '../support/node_loop';
import { record_log } from '../support/records';
import { error_of, tls_against_plain, tls_connected } from '../support/tls_connected';

use_node_loop();

/** TLS whose connection is not made yet. */
function new_protocol(waiter?: asyncio.Future<void>) {
  const app_protocol = new asyncio.Protocol();
  const ssl_proto = new SSLProtocol(loop, app_protocol, careless_context(), waiter);
  expect(ssl_proto._app_transport.get_protocol()).toBe(app_protocol);
  return ssl_proto;
}

const made = asyncio.coroutine(function* made(end: { ssl: SSLProtocol }) {
  while (end.ssl._transport === undefined) yield;
});

/** A client in the middle of its handshake. */
async function in_handshake() {
  const { end, peer } = await tls_against_plain({}, careless_context());
  await loop.run_until_complete(made(end));
  return { end, peer };
}

const lost = asyncio.coroutine(function* lost(end: { ssl: SSLProtocol }) {
  while (end.ssl._transport !== undefined) yield;
});

describe('SslProtoHandshakeTests', () => {
  it('test_cancel_handshake: a failure is not told to a waiter that was cancelled', async () => {
    const log = record_log();
    const { end, peer } = await in_handshake();
    end.waiter.cancel();
    peer.write('this is no TLS');
    await loop.run_until_complete(lost(end));
    expect(end.waiter.cancelled()).toBe(true);
    expect(log.lines).toEqual([]);
  });

  it('test_eof_received_waiter: the end of the connection fails the handshake', async () => {
    const { end, peer } = await in_handshake();
    peer.end();
    expect(await error_of(end.waiter)).toBeInstanceOf(ConnectionResetError);
    await loop.run_until_complete(lost(end));
  });

  it('test_connection_lost: the loss of the connection fails the handshake, with its error', async () => {
    const { end } = await in_handshake();
    const error = new ConnectionAbortedError();
    end.records._force_close(error);
    expect(await error_of(end.waiter)).toBe(error);
    await loop.run_until_complete(lost(end));
  });

  it('test_close_during_handshake: close() aborts the connection', async () => {
    const { end } = await in_handshake();
    let aborted = 0;
    const abort = end.records.abort.bind(end.records);
    end.records.abort = () => {
      aborted += 1;
      abort();
    };
    end.transport.close();
    expect(aborted).toBe(1);
    expect(await error_of(end.waiter)).toBeInstanceOf(Error);
    await loop.run_until_complete(lost(end));
  });

  it('test_get_extra_info_on_closed_connection: nothing is known before and after it', async () => {
    const ssl_proto = new_protocol();
    const fallback = {};
    expect(ssl_proto._get_extra_info('socket')).toBe(undefined);
    expect(ssl_proto._get_extra_info('socket', fallback)).toBe(fallback);
    const { end } = await in_handshake();
    end.records._extra.socket = 'a socket';
    expect(end.ssl._get_extra_info('socket')).toBe('a socket');
    end.records.abort();
    await loop.run_until_complete(lost(end));
    expect(end.ssl._get_extra_info('socket')).toBe(undefined);
    await error_of(end.waiter);
  });

  it('test_set_new_app_protocol: set_protocol() replaces the protocol', () => {
    const ssl_proto = new_protocol();
    const other = new asyncio.Protocol();
    ssl_proto._app_transport.set_protocol(other);
    expect(ssl_proto._app_transport.get_protocol()).toBe(other);
    expect(ssl_proto._app_protocol).toBe(other);
  });

  it('test_data_received_after_closing: records that come too late do no harm', async () => {
    const { end } = await in_handshake();
    end.transport.close();
    expect(end.ssl.data_received(Buffer.from('data'))).toBe(undefined);
    await error_of(end.waiter);
    await loop.run_until_complete(lost(end));
  });

  it('test_write_after_closing: what is written too late is ignored', async () => {
    const { client, server } = await tls_connected();
    client.transport.close();
    expect(client.transport.write(Buffer.from('data'))).toBe(undefined);
    await loop.run_until_complete(server.protocol.lost);
    await loop.run_until_complete(client.protocol.lost);
    await node_turns();
    expect(server.protocol.received).toHaveLength(0);
  });
});
