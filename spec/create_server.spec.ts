import { describe, expect, it } from 'vitest';
import { NotImplementedError, OSError } from '../lib/errors';
import { repr } from '../lib/reprlib';
import type { Transport } from '../lib/transports';
import { Echo, MyProto, port_of } from './conformance/network';
import { loop, node_turns, run, use_node_loop } from './support/node_loop';
import { record_log } from './support/records';
import { new_path } from './support/sockets';

use_node_loop();

const echo = () => new Echo(loop);
const proto = () => new MyProto(loop);
const serve = () => run(loop.create_server(echo, '127.0.0.1', 0));

describe('create_server', () => {
  it('says that Node cannot share a port', async () => {
    const server = loop.create_server(echo, '127.0.0.1', 0, { reuse_port: true });
    await expect(run(server)).rejects.toThrow(NotImplementedError);
  });

  it('takes its positional arguments by name as well, and no keyword that it does not know', async () => {
    const server = await run(loop.create_server(echo, { host: '127.0.0.1', port: 0 }));
    expect(repr(server)).toBe(`<Server sockets=${repr(server.sockets)}>`);
    server.close();
    expect(repr(server)).toBe('<Server sockets=None>');
    expect(() => loop.create_server(echo, '127.0.0.1', 0, { reuse: true } as never)).toThrow(
      new TypeError("create_server() got an unexpected keyword argument 'reuse'"),
    );
  });

  it('refuses true for ssl: a server needs a certificate', async () => {
    await expect(
      run(loop.create_server(echo, '127.0.0.1', 0, { ssl: true as never })),
    ).rejects.toThrow(new TypeError('ssl argument must be an SSLContext or None'));
  });

  it('tells of a factory that fails in debug mode only', async () => {
    for (const debug of [false, true]) {
      loop.set_debug(debug);
      record_log();
      const messages: unknown[] = [];
      loop.set_exception_handler((_, context) => messages.push(context.message));
      const server = await run(
        loop.create_server(
          () => {
            throw new OSError('factory');
          },
          '127.0.0.1',
          0,
        ),
      );
      const [, client] = await run(loop.create_connection(proto, '127.0.0.1', port_of(server)));
      await run(client.done);
      server.close();
      loop.set_debug(false);
      expect(messages).toEqual(
        debug ? ['Error on transport creation for incoming connection'] : [],
      );
    }
  });
});

describe('a server', () => {
  it('that is closed leaves its connections open; wait_closed waits for them, if called before', async () => {
    const server = await serve();
    const pair = await run(loop.create_connection(proto, '127.0.0.1', port_of(server)));
    await run(echoed(pair));
    const closed = loop.create_task(server.wait_closed());
    loop.call_soon(() => server.close());
    await run(echoed(pair));
    expect(closed.done()).toBe(false);
    pair[0].close();
    await run(closed);
    expect(pair[1].state).toBe('CLOSED');
  });

  it('that is closed already is not waited for, as in 3.6', async () => {
    const server = await serve();
    const pair = await run(loop.create_connection(proto, '127.0.0.1', port_of(server)));
    await run(echoed(pair));
    server.close();
    await run(server.wait_closed());
    expect(pair[1].state).toBe('CONNECTED');
    pair[0].close();
    await run(pair[1].done);
  });

  it('accepts in the next run what came while the loop stood still', async () => {
    const server = await serve();
    const connecting = loop.create_task(
      loop.create_connection(proto, '127.0.0.1', port_of(server)),
    );
    loop.call_soon(() => loop.stop());
    await loop.run_forever();
    await node_turns(20);
    const pair = await run(connecting);
    await run(echoed(pair));
    pair[0].close();
    await run(pair[1].done);
    server.close();
    expect(pair[1].nbytes).toBe(3);
  });
});

describe('create_unix_server', () => {
  it('takes the place of a socket that was left behind', async () => {
    const path = new_path();
    const first = await run(loop.create_unix_server(echo, path));
    first.close();
    const second = await run(loop.create_unix_server(echo, path));
    const pair = await run(loop.create_unix_connection(proto, path));
    await run(echoed(pair));
    pair[0].close();
    await run(pair[1].done);
    second.close();
  });
});

/** A future that is done when three bytes have come back. */
function echoed([transport, client]: [Transport, MyProto]) {
  const back = loop.create_future<void>();
  const { data_received } = MyProto.prototype;
  client.data_received = (data) => {
    data_received.call(client, data);
    if (client.nbytes % 3 === 0) back.set_result();
  };
  transport.write(Buffer.from('abc'));
  return back;
}
