import { describe, expect, it } from 'vitest';
import { AF_INET, socket } from '../lib/socket';
import { _SelectorSocketTransport } from '../lib/socket_transport';
import { Recorder, socket_pair } from './support/connected';
import { loop, use_node_loop } from './support/node_loop';

use_node_loop();

describe('a transport over a socket', () => {
  it('tells both addresses', async () => {
    const { ours, peer } = await socket_pair();
    const protocol = new Recorder();
    const transport = new _SelectorSocketTransport(
      loop,
      socket._of_stream(ours, AF_INET),
      protocol,
    );
    expect(transport.get_extra_info('sockname')).toEqual(['127.0.0.1', peer.remotePort]);
    expect(transport.get_extra_info('peername')).toEqual(['127.0.0.1', peer.localPort]);
    peer.end();
    await loop.run_until_complete(protocol.lost);
  });

  it('is made, and then lost, though the other side has gone already', async () => {
    const { ours } = await socket_pair();
    ours.destroy();
    const protocol = new Recorder();
    const transport = new _SelectorSocketTransport(
      loop,
      socket._of_stream(ours, AF_INET),
      protocol,
    );
    expect(transport.get_extra_info('peername')).toBe(undefined);
    await loop.run_until_complete(protocol.lost);
    expect(protocol.trace).toEqual(['made', 'eof', 'lost']);
  });
});
