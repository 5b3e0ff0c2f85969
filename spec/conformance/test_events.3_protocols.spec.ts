import { describe, expect, it } from 'vitest';
import * as asyncio from '../../lib/index';

const transport = new asyncio.Transport();
const error = new Error('lost');
const data = Buffer.from('data');

describe('ProtocolsAbsTests', () => {
  it('test_empty: the methods of the base classes do nothing and return None', () => {
    const protocol = new asyncio.Protocol();
    const datagrams = new asyncio.DatagramProtocol();
    const child = new asyncio.SubprocessProtocol();
    const answers: unknown[] = [
      protocol.connection_made(transport),
      protocol.connection_lost(error),
      protocol.data_received(data),
      protocol.eof_received(),
      datagrams.connection_made(transport),
      datagrams.connection_lost(error),
      datagrams.error_received(error),
      datagrams.datagram_received(data, ['127.0.0.1', 1]),
      child.connection_made(transport),
      child.connection_lost(error),
      child.pipe_data_received(1, data),
      child.pipe_connection_lost(1, error),
      child.process_exited(),
    ];
    expect(answers).toEqual(new Array(13).fill(undefined));
  });
});
