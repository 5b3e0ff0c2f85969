import { describe, expect, it } from 'vitest';
import * as asyncio from '../lib/index';

describe('protocols', () => {
  it('do nothing and return None, so that a subclass overrides what it cares for', () => {
    const transport = new asyncio.BaseTransport();
    const data = new Uint8Array(1);
    const protocol = new asyncio.Protocol();
    const datagrams = new asyncio.DatagramProtocol();
    const child = new asyncio.SubprocessProtocol();
    const results = [
      ...[protocol, datagrams, child].flatMap((it) => [
        it.connection_made(transport),
        it.connection_lost(undefined),
        it.pause_writing(),
        it.resume_writing(),
      ]),
      protocol.data_received(data),
      protocol.eof_received(),
      datagrams.datagram_received(data, ['127.0.0.1', 1]),
      datagrams.error_received(new Error('unreachable')),
      child.pipe_data_received(1, data),
      child.pipe_connection_lost(1, undefined),
      child.process_exited(),
    ];
    expect(results).toEqual(Array(19).fill(undefined));
  });

  it('have BaseProtocol in common', () => {
    const { BaseProtocol, Protocol, DatagramProtocol, SubprocessProtocol } = asyncio;
    for (const cls of [Protocol, DatagramProtocol, SubprocessProtocol]) {
      expect(Object.getPrototypeOf(cls)).toBe(BaseProtocol);
    }
  });

  it('may narrow the transport that they take', () => {
    class Greeter extends asyncio.Protocol {
      override connection_made(transport: asyncio.Transport): void {
        transport.write(new Uint8Array([104, 105]));
      }
    }
    class Written extends asyncio.Transport {
      readonly written: Uint8Array[] = [];
      override write(data: Uint8Array): void {
        this.written.push(data);
      }
    }
    const transport = new Written();
    new Greeter().connection_made(transport);
    expect(transport.written).toEqual([new Uint8Array([104, 105])]);
  });
});
