import { beforeEach, describe, expect, it } from 'vitest';
import { ValueError } from '../../lib/errors';
import * as asyncio from '../../lib/index';
import { repr } from '../../lib/reprlib';
import { fed, loop, new_reader, set_up } from './streams';

beforeEach(set_up);

describe('StreamReaderTests', () => {
  it('test_ctor_global_loop: keeps the loop that was the current one when it was made', () => {
    asyncio.set_event_loop(loop);
    const reader = new asyncio.StreamReader();
    asyncio.set_event_loop(undefined);
    expect(reader._loop).toBe(loop);
  });

  it('test_streamreader_constructor: takes the current loop', () => {
    asyncio.set_event_loop(loop);
    expect(new asyncio.StreamReader()._loop).toBe(loop);
  });

  it('test_streamreaderprotocol_constructor: takes the current loop', () => {
    asyncio.set_event_loop(loop);
    expect(new asyncio.StreamReaderProtocol(new_reader())._loop).toBe(loop);
  });

  it('test___repr__: is short when there is nothing to say', () => {
    expect(repr(new_reader())).toBe('<StreamReader>');
  });

  it('test___repr__nondefault_limit: shows a limit that is not the default one', () => {
    expect(repr(new_reader(123))).toBe('<StreamReader l=123>');
  });

  it('test___repr__eof: shows the end', () => {
    const reader = new_reader();
    reader.feed_eof();
    expect(repr(reader)).toBe('<StreamReader eof>');
  });

  it('test___repr__data: shows how many bytes there are', () => {
    expect(repr(fed(new_reader(), 'data'))).toBe('<StreamReader 4 bytes>');
  });

  it('test___repr__exception: shows the error', () => {
    const reader = new_reader();
    reader.set_exception(new ValueError('gone'));
    expect(repr(reader)).toBe("<StreamReader e=ValueError('gone',)>");
  });

  it('test___repr__waiter: shows who waits', () => {
    const reader = new_reader();
    reader._waiter = new asyncio.Future({ loop });
    expect(repr(reader)).toMatch(/^<StreamReader w=<Future pending[^>]*>>$/);
    reader._waiter.set_result(undefined);
    loop.stop();
    loop.run_forever();
    reader._waiter = undefined;
    expect(repr(reader)).toBe('<StreamReader>');
  });

  it('test___repr__transport: shows the transport', () => {
    class Named extends asyncio.Transport {
      override __repr__(): string {
        return '<Transport>';
      }
    }
    const reader = new_reader();
    reader.set_transport(new Named());
    expect(repr(reader)).toBe('<StreamReader t=<Transport>>');
  });
});
