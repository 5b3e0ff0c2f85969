import { describe, expect, it } from 'vitest';
import { ValueError } from '../../lib/errors';
import type { Future } from '../../lib/futures';
import * as asyncio from '../../lib/index';
import * as socket from '../../lib/socket';
import { failure, loop, use_node_loop } from '../support/node_loop';
import { open, open_listener } from '../support/sockets';

use_node_loop();

type Options = Parameters<asyncio.SelectorEventLoop['create_connection']>[3];

/** What `create_connection()` raises. */
function error_of(host: string | undefined, port: number | undefined, options: Options) {
  return failure(loop.create_connection(() => new asyncio.Protocol(), host, port, options));
}

describe('BaseEventLoopWithSelectorTests', () => {
  it('test_create_connection_ssl_server_hostname_default: the host, unless another name is given', async () => {
    const names: unknown[] = [];
    loop._make_ssl_transport = (sock, _protocol, _context, waiter, options) => {
      names.push(options?.server_hostname);
      (waiter as Future<void>).set_result();
      sock.close();
      return new asyncio.Transport();
    };
    const [, port] = open_listener().getsockname() as [string, number];
    for (const server_hostname of [undefined, 'perl.com', '']) {
      const factory = () => new asyncio.Protocol();
      const options = { ssl: true, server_hostname };
      await loop.run_until_complete(loop.create_connection(factory, '127.0.0.1', port, options));
    }
    expect(names).toEqual(['127.0.0.1', 'perl.com', '']);
  });

  it('test_create_connection_no_ssl_server_hostname_errors: a name has no meaning without TLS', async () => {
    for (const server_hostname of ['', 'python.org']) {
      const error = await error_of('python.org', 80, { server_hostname });
      expect(error).toBeInstanceOf(ValueError);
      expect(error.message).toBe('server_hostname is only meaningful with ssl');
    }
  });

  it('test_create_connection_ssl_server_hostname_errors: TLS without a host wants a name', async () => {
    const sock = open(socket.AF_INET);
    for (const error of [
      await error_of('', 80, { ssl: true }),
      await error_of(undefined, 80, { ssl: true }),
      await error_of(undefined, undefined, { ssl: true, sock }),
    ]) {
      expect(error).toBeInstanceOf(ValueError);
      expect(error.message).toBe('You must set server_hostname when using ssl without a host');
    }
  });
});
