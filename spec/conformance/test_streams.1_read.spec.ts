import { beforeEach, describe, expect, it } from 'vitest';
import { ValueError } from '../../lib/errors';
import * as asyncio from '../../lib/index';
import {
  DATA,
  error_of,
  fed,
  left_in,
  loop,
  new_reader,
  set_up,
  text_of,
  while_reading,
} from './streams';

beforeEach(set_up);

const DATA_TEXT = DATA.toString();

describe('StreamReaderTests', () => {
  it('test_feed_empty_data: ignores data without a byte', () => {
    const reader = fed(new_reader(), '');
    expect(left_in(reader)).toBe('');
  });

  it('test_feed_nonempty_data: keeps what it is fed', () => {
    const reader = fed(new_reader(), DATA);
    expect(left_in(reader)).toBe(DATA_TEXT);
  });

  it('test_read_zero: reads nothing, and leaves the buffer alone', () => {
    const reader = fed(new_reader(), DATA);
    expect(text_of(reader.read(0))).toBe('');
    expect(left_in(reader)).toBe(DATA_TEXT);
  });

  it('test_read: waits for data', () => {
    const reader = new_reader();
    expect(while_reading(reader.read(30), () => fed(reader, DATA))).toBe(DATA_TEXT);
    expect(left_in(reader)).toBe('');
  });

  it('test_read_line_breaks: gives as many bytes as were asked for, of one piece', () => {
    const reader = fed(new_reader(), 'line1', 'line2');
    expect(text_of(reader.read(5))).toBe('line1');
    expect(left_in(reader)).toBe('line2');
  });

  it('test_read_eof: gives no bytes at the end', () => {
    const reader = new_reader();
    expect(while_reading(reader.read(1024), () => reader.feed_eof())).toBe('');
    expect(left_in(reader)).toBe('');
  });

  it('test_read_until_eof: without a size gives all that comes', () => {
    const reader = new_reader();
    const feed = () => {
      fed(reader, 'chunk1\n', 'chunk2');
      reader.feed_eof();
    };
    expect(while_reading(reader.read(-1), feed)).toBe('chunk1\nchunk2');
    expect(left_in(reader)).toBe('');
  });

  it('test_read_exception: raises the error that was set', () => {
    const reader = fed(new_reader(), 'line\n');
    expect(text_of(reader.read(2))).toBe('li');
    const error = new ValueError();
    reader.set_exception(error);
    expect(error_of(reader.read(2))).toBe(error);
  });

  it('test_invalid_limit: is refused', () => {
    expect(() => new_reader(0)).toThrow(new ValueError('Limit cannot be <= 0'));
    expect(() => new_reader(-1)).toThrow(new ValueError('Limit cannot be <= 0'));
  });

  it('test_read_limit: does not concern read()', () => {
    const reader = fed(new_reader(3), 'chunk');
    expect(text_of(reader.read(5))).toBe('chunk');
    expect(left_in(reader)).toBe('');
  });

  it('test_at_eof: comes when all is fed and all is read', () => {
    const reader = new_reader();
    expect(reader.at_eof()).toBe(false);
    fed(reader, 'some data\n');
    expect(reader.at_eof()).toBe(false);
    text_of(reader.readline());
    expect(reader.at_eof()).toBe(false);
    fed(reader, 'some data\n');
    reader.feed_eof();
    expect(reader.at_eof()).toBe(false);
    text_of(reader.readline());
    expect(reader.at_eof()).toBe(true);
  });

  it('test_readexactly_zero_or_less: reads nothing, or is refused', () => {
    const reader = fed(new_reader(), DATA);
    expect(text_of(reader.readexactly(0))).toBe('');
    expect(reader._buffer.length).toBe(DATA.length);
    expect(error_of(reader.readexactly(-1))).toEqual(
      new ValueError('readexactly size can not be less than zero'),
    );
    expect(left_in(reader)).toBe(DATA_TEXT);
  });

  it('test_readexactly: waits until there are as many bytes', () => {
    const reader = new_reader();
    const size = 2 * DATA.length;
    const feed = () => fed(reader, DATA, DATA, DATA);
    expect(while_reading(reader.readexactly(size), feed)).toBe(DATA_TEXT + DATA_TEXT);
    expect(left_in(reader)).toBe(DATA_TEXT);
  });

  it('test_readexactly_limit: is not concerned by the limit', () => {
    const reader = fed(new_reader(3), 'chunk');
    expect(text_of(reader.readexactly(5))).toBe('chunk');
    expect(left_in(reader)).toBe('');
  });

  it('test_readexactly_eof: raises what there was, and what was wanted', () => {
    const reader = new_reader();
    const size = 2 * DATA.length;
    const task = new asyncio.Task(reader.readexactly(size), { loop });
    loop.call_soon(() => {
      fed(reader, DATA);
      reader.feed_eof();
    });
    const error = error_of(task) as Error;
    expect(error).toBeInstanceOf(asyncio.IncompleteReadError);
    expect(error).toMatchObject({ partial: DATA, expected: size });
    expect(error.message).toBe('18 bytes read on a total of 36 expected bytes');
    expect(left_in(reader)).toBe('');
  });

  it('test_readexactly_exception: raises the error that was set', () => {
    const reader = fed(new_reader(), 'line\n');
    expect(text_of(reader.readexactly(2))).toBe('li');
    const error = new ValueError();
    reader.set_exception(error);
    expect(error_of(reader.readexactly(2))).toBe(error);
  });

  it('test_exception: is known to the reader', () => {
    const reader = new_reader();
    expect(reader.exception()).toBe(undefined);
    const error = new ValueError();
    reader.set_exception(error);
    expect(reader.exception()).toBe(error);
  });

  it('test_exception_waiter: reaches whoever waits', () => {
    const reader = new_reader();
    const error = new ValueError();
    const reading = new asyncio.Task(reader.readline(), { loop });
    loop.call_soon(() => reader.set_exception(error));
    loop.run_until_complete(asyncio.wait([reading], { loop }));
    expect(reading.exception()).toBe(error);
  });

  it('test_exception_cancel: does no harm when whoever waited is cancelled', () => {
    const reader = new_reader();
    const reading = new asyncio.Task(reader.readline(), { loop });
    const settle = asyncio.coroutine(function* () {
      for (let i = 0; i < 3; i++) yield;
    });
    loop.run_until_complete(settle());
    reading.cancel();
    loop.run_until_complete(settle());
    const error = new ValueError();
    reader.set_exception(error);
    expect(reading.cancelled()).toBe(true);
    expect(reader.exception()).toBe(error);
  });
});
