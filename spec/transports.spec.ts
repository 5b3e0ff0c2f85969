import { describe, expect, it } from 'vitest';
import { NotImplementedError } from '../lib/errors';
import * as asyncio from '../lib/index';

describe('extra information', () => {
  it('is looked up by name, with a fallback for what is not there', () => {
    const transport = new asyncio.BaseTransport({ peername: ['127.0.0.1', 80], sockname: null });
    expect(transport.get_extra_info('peername')).toEqual(['127.0.0.1', 80]);
    expect(transport.get_extra_info('socket')).toBe(undefined);
    expect(transport.get_extra_info('socket', 'none')).toBe('none');
    expect(transport.get_extra_info('sockname', 'none')).toBe(null);
  });

  it('knows nothing by itself, not even what every JavaScript object has', () => {
    const transport = new asyncio.BaseTransport(null);
    expect(transport.get_extra_info('constructor', 'none')).toBe('none');
    expect(transport._extra).toEqual({});
  });
});

describe('the base classes', () => {
  const data = new Uint8Array(1);
  const protocol = new asyncio.Protocol();
  const common = (it: asyncio.BaseTransport) => [
    () => it.close(),
    () => it.is_closing(),
    () => it.set_protocol(protocol),
    () => it.get_protocol(),
  ];

  it.each([
    ['a transport for reading', new asyncio.ReadTransport()],
    ['a transport for both', new asyncio.Transport()],
  ] as const)('leave it to a subclass how to pause %s', (_, transport) => {
    const calls = [() => transport.pause_reading(), () => transport.resume_reading()];
    for (const call of [...common(transport), ...calls]) expect(call).toThrow(NotImplementedError);
  });

  it('leave it to a subclass how to write', () => {
    const transport = new asyncio.WriteTransport();
    const calls = [
      () => transport.write(data),
      () => transport.writelines([data]),
      () => transport.write_eof(),
      () => transport.can_write_eof(),
      () => transport.abort(),
      () => transport.get_write_buffer_size(),
      () => transport.set_write_buffer_limits(1),
    ];
    for (const call of [...common(transport), ...calls]) expect(call).toThrow(NotImplementedError);
  });

  it('tell what kind of transport an object is, as in Python', () => {
    class Own extends asyncio.Transport {}
    class OwnReader extends asyncio.ReadTransport {}
    const { BaseTransport, ReadTransport, WriteTransport, Transport } = asyncio;
    const classes = [BaseTransport, ReadTransport, WriteTransport, Transport];
    const kinds = (transport: object) =>
      classes.filter((cls) => transport instanceof cls).map((cls) => cls.name);
    const both = ['BaseTransport', 'ReadTransport', 'WriteTransport', 'Transport'];
    expect(kinds(new asyncio.Transport())).toEqual(both);
    expect(kinds(new Own())).toEqual(both);
    expect(kinds(new OwnReader())).toEqual(['BaseTransport', 'ReadTransport']);
    expect(kinds(new asyncio.WriteTransport())).toEqual(['BaseTransport', 'WriteTransport']);
    expect(kinds(new asyncio.DatagramTransport())).toEqual(['BaseTransport']);
    expect(new Own() instanceof OwnReader).toBe(false);
    expect(new OwnReader() instanceof OwnReader).toBe(true);
  });

  it('write several pieces as one', () => {
    const written: Uint8Array[] = [];
    class Own extends asyncio.Transport {
      override write(bytes: Uint8Array): void {
        written.push(bytes);
      }
    }
    new Own().writelines([new Uint8Array([1]), new Uint8Array([2, 3])]);
    expect(written).toEqual([new Uint8Array([1, 2, 3])]);
  });
});
