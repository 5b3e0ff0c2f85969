/** CPython's test_selector_events: the transport of datagrams. */

import { describe, expect, it } from 'vitest';
import { ValueError } from '../../lib/errors';
import { Recorder } from '../support/datagrams';
import { loop, use_node_loop } from '../support/node_loop';
import { open_udp } from '../support/sockets';

use_node_loop();

describe('SelectorDatagramTransportTests', () => {
  it('test_sendto_str: text is a TypeError', () => {
    const transport = loop._make_datagram_transport(open_udp(), new Recorder(loop));
    expect(() => transport.sendto('str' as unknown as Uint8Array, ['127.0.0.1', 1])).toThrow(
      new TypeError("data argument must be a bytes-like object, not 'str'"),
    );
    transport.abort();
  });

  it('test_sendto_connected_addr: a connected transport sends to its peer only', () => {
    const sock = open_udp();
    sock.connect(['127.0.0.1', 1]);
    const transport = loop._make_datagram_transport(sock, new Recorder(loop), ['127.0.0.1', 1]);
    expect(() => transport.sendto(Buffer.from('str'), ['127.0.0.1', 2])).toThrow(
      new ValueError("Invalid address: must be None or ('127.0.0.1', 1)"),
    );
    transport.abort();
  });
});
