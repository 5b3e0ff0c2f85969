import { describe, expect, it } from 'vitest';
import { NotImplementedError, ValueError } from '../../lib/errors';
import * as asyncio from '../../lib/index';
import { _FlowControlMixin } from '../../lib/transports';
import { new_test_loop } from './test_loop';

const data = Buffer.from('data');

describe('TransportTests', () => {
  it('test_ctor_extra_is_none: knows nothing unless it is given something', () => {
    expect(new asyncio.Transport()._extra).toEqual({});
    expect(new asyncio.Transport(null)._extra).toEqual({});
  });

  it('test_get_extra_info: finds what is there, and a default for what is not', () => {
    const marker = {};
    const transport = new asyncio.Transport({ extra: 'info' });
    expect(transport.get_extra_info('extra')).toBe('info');
    expect(transport.get_extra_info('unknown')).toBe(undefined);
    expect(transport.get_extra_info('extra', marker)).toBe('info');
    expect(transport.get_extra_info('unknown', marker)).toBe(marker);
  });

  it('test_writelines: joins the pieces and writes once', () => {
    const writes: Uint8Array[] = [];
    class Recording extends asyncio.Transport {
      override write(data: Uint8Array): void {
        writes.push(data);
      }
    }
    new Recording().writelines([Buffer.from('a'), new Uint8Array([98, 99]), Buffer.from('de')]);
    expect(writes.map((bytes) => Buffer.from(bytes).toString())).toEqual(['abcde']);
  });

  it('test_not_implemented: leaves all that a stream transport does to a subclass', () => {
    const transport = new asyncio.Transport();
    const calls = [
      () => transport.set_write_buffer_limits(),
      () => transport.get_write_buffer_size(),
      () => transport.write(data),
      () => transport.write_eof(),
      () => transport.can_write_eof(),
      () => transport.pause_reading(),
      () => transport.resume_reading(),
      () => transport.is_closing(),
      () => transport.close(),
      () => transport.abort(),
    ];
    for (const call of calls) expect(call).toThrow(NotImplementedError);
  });

  it('test_dgram_not_implemented: leaves all that a datagram transport does to a subclass', () => {
    const transport = new asyncio.DatagramTransport();
    expect(() => transport.sendto(data)).toThrow(NotImplementedError);
    expect(() => transport.abort()).toThrow(NotImplementedError);
  });

  it('test_subprocess_transport_not_implemented: leaves all that a child does to a subclass', () => {
    const transport = new asyncio.SubprocessTransport();
    const calls = [
      () => transport.get_pid(),
      () => transport.get_returncode(),
      () => transport.get_pipe_transport(1),
      () => transport.send_signal(1),
      () => transport.terminate(),
      () => transport.kill(),
    ];
    for (const call of calls) expect(call).toThrow(NotImplementedError);
  });

  it('test_flowcontrol_mixin_set_write_limits: checks the marks, and pauses at once if need be', () => {
    class HalfKilobyte extends _FlowControlMixin {
      override get_write_buffer_size(): number {
        return 512;
      }
    }
    let pauses = 0;
    const protocol = new asyncio.Protocol();
    protocol.pause_writing = () => {
      pauses += 1;
    };
    const transport = new HalfKilobyte(null, new_test_loop());
    transport._protocol = protocol;
    expect(transport._protocol_paused).toBe(false);

    expect(() => transport.set_write_buffer_limits({ high: 0, low: 1 })).toThrow(
      new ValueError('high (0) must be >= low (1) must be >= 0'),
    );
    transport.set_write_buffer_limits({ high: 1024, low: 128 });
    expect(transport._protocol_paused).toBe(false);
    expect(transport.get_write_buffer_limits()).toEqual([128, 1024]);

    transport.set_write_buffer_limits({ high: 256, low: 128 });
    expect(transport._protocol_paused).toBe(true);
    expect(transport.get_write_buffer_limits()).toEqual([128, 256]);
    expect(pauses).toBe(1);
  });
});
