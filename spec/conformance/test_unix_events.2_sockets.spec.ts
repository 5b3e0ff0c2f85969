import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { devNull } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { FileNotFoundError, OSError, ValueError } from '../../lib/errors';
import * as asyncio from '../../lib/index';
import { errno } from '../../lib/os_errors';
import { AF_INET, AF_UNIX, SOCK_DGRAM, SOCK_STREAM, socket } from '../../lib/socket';
import { new_path } from '../support/sockets';
import { failure, loop, use_real_loop } from './real_loop';

const NO_UNIX_STREAM = /^A UNIX Domain Stream Socket was expected, got <socket\.socket /;

use_real_loop();

const factory = () => new asyncio.Protocol();

async function expect_value_error(coro: asyncio.Awaitable<unknown>, text: string | RegExp) {
  const error = await failure(coro);
  expect(error).toBeInstanceOf(ValueError);
  expect(error.message).toMatch(text);
}

/** A socket that is closed when the test is over. */
function new_socket(family: number): socket {
  const sock = new socket(family, SOCK_STREAM);
  onTestFinished(() => sock.close());
  return sock;
}

/** Leave a socket's file behind, as a server does that is killed. */
function leave_socket(path: string): void {
  const sock = new socket(AF_UNIX, SOCK_STREAM);
  sock.bind(path);
  sock.listen(1);
  sock.close();
  expect(existsSync(path)).toBe(true);
}

describe('SelectorEventLoopUnixSocketTests', () => {
  it('test_create_unix_server_existing_path_sock: takes the place of a stale socket', async () => {
    const path = new_path();
    leave_socket(path);
    const server = await loop.run_until_complete(loop.create_unix_server(factory, path));
    const [transport] = await loop.run_until_complete(loop.create_unix_connection(factory, path));
    transport.abort();
    server.close();
    await loop.run_until_complete(server.wait_closed());
  });

  it('test_create_unix_server_existing_path_nonsock: leaves a file alone, and names it', async () => {
    const path = new_path();
    writeFileSync(path, 'text');
    const error = await failure(loop.create_unix_server(factory, path));
    expect(error).toBeInstanceOf(OSError);
    expect((error as OSError).errno).toBe(errno.EADDRINUSE);
    expect((error as OSError).strerror).toBe(`Address '${path}' is already in use`);
    expect(readFileSync(path, 'utf8')).toBe('text');
  });

  it('test_create_unix_server_ssl_bool: is TypeError, and makes no socket', async () => {
    const path = new_path();
    for (const ssl of [true, false]) {
      const options = { ssl: ssl as unknown as object };
      const error = await failure(loop.create_unix_server(factory, path, options));
      expect(error).toBeInstanceOf(TypeError);
      expect(error.message).toBe('ssl argument must be an SSLContext or None');
    }
    expect(existsSync(path)).toBe(false);
  });

  it('test_create_unix_server_nopath_nosock: needs one of them', async () => {
    const text = 'path was not specified, and no sock specified';
    await expect_value_error(loop.create_unix_server(factory, null), text);
    await expect_value_error(loop.create_unix_server(factory), text);
  });

  it('test_create_unix_server_path_inetsock: takes no TCP socket', () =>
    expect_value_error(
      loop.create_unix_server(factory, null, { sock: new_socket(AF_INET) }),
      NO_UNIX_STREAM,
    ));

  it('test_create_unix_server_path_dgram: takes no datagram socket', () => {
    // Node has none for Unix, so that one has to say that it is.
    const sock = Object.defineProperty(new_socket(AF_UNIX), 'type', { value: SOCK_DGRAM });
    return expect_value_error(loop.create_unix_server(factory, null, { sock }), NO_UNIX_STREAM);
  });

  it('test_create_unix_connection_path_inetsock: takes no TCP socket', () =>
    expect_value_error(
      loop.create_unix_connection(factory, null, { sock: new_socket(AF_INET) }),
      NO_UNIX_STREAM,
    ));

  it('test_create_unix_server_bind_error: closes the socket whatever the error is', async () => {
    const close = vi.spyOn(socket.prototype, 'close');
    onTestFinished(() => close.mockRestore());
    const nowhere = join(new_path(), 'socket');
    expect(await failure(loop.create_unix_server(factory, nowhere))).toBeInstanceOf(
      FileNotFoundError,
    );
    expect(close).toHaveBeenCalledTimes(1);

    const out_of_memory = new Error('no memory');
    const bind = vi.spyOn(socket.prototype, 'bind').mockImplementation(() => {
      throw out_of_memory;
    });
    onTestFinished(() => bind.mockRestore());
    expect(await failure(loop.create_unix_server(factory, nowhere))).toBe(out_of_memory);
    expect(close).toHaveBeenCalledTimes(2);
  });

  it('test_create_unix_connection_path_sock: takes one of them', () =>
    expect_value_error(
      loop.create_unix_connection(factory, devNull, { sock: new_socket(AF_UNIX) }),
      'path and sock can not be specified at the same time',
    ));

  it('test_create_unix_connection_nopath_nosock: needs one of them', () =>
    expect_value_error(
      loop.create_unix_connection(factory, null),
      'no path and sock were specified',
    ));

  it('test_create_unix_connection_nossl_serverhost: a name of the server means TLS', () =>
    expect_value_error(
      loop.create_unix_connection(factory, devNull, { server_hostname: 'spam' }),
      'server_hostname is only meaningful with ssl',
    ));

  it('test_create_unix_connection_ssl_noserverhost: TLS needs the name of the server', () =>
    expect_value_error(
      loop.create_unix_connection(factory, devNull, { ssl: true }),
      'you have to pass server_hostname when using ssl',
    ));
});
