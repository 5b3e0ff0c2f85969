import { beforeEach, describe, expect, it } from 'vitest';
import { ValueError } from '../../lib/errors';
import * as asyncio from '../../lib/index';
import {
  DATA,
  error_of,
  fed,
  left_in,
  new_reader,
  set_up,
  text_of,
  while_reading,
} from './streams';

beforeEach(set_up);

const separator = Buffer.from('AAA');
const SEPARATOR = Buffer.from('SEPARATOR');
const NOT_FOUND = 'Separator is not found, and chunk exceed the limit';
const FOUND_TOO_LATE = 'Separator is found, but chunk is longer than limit';

describe('StreamReaderTests', () => {
  it('test_readline: joins what came in pieces, and keeps the rest', () => {
    const reader = fed(new_reader(), 'chunk1 ');
    const feed = () => fed(reader, 'chunk2 ', 'chunk3 ', '\n chunk4');
    expect(while_reading(reader.readline(), feed)).toBe('chunk1 chunk2 chunk3 \n');
    expect(left_in(reader)).toBe(' chunk4');
  });

  it('test_readline_limit_with_existing_data: drops a line that is too long, else all', () => {
    const with_end = fed(new_reader(3), 'li', 'ne1\nline2\n');
    expect(error_of(with_end.readline())).toEqual(new ValueError(FOUND_TOO_LATE));
    expect(left_in(with_end)).toBe('line2\n');

    const without_end = fed(new_reader(3), 'li', 'ne1', 'li');
    expect(error_of(without_end.readline())).toEqual(new ValueError(NOT_FOUND));
    expect(left_in(without_end)).toBe('');
  });

  it('test_readline_limit: counts without the newline', () => {
    const late = new_reader(7);
    const feed_and_end = () => {
      fed(late, 'chunk1', 'chunk2', 'chunk3\n');
      late.feed_eof();
    };
    expect(() => while_reading(late.readline(), feed_and_end)).toThrow(ValueError);
    // The line came in one go, with its end: only that is dropped.
    expect(left_in(late)).toBe('');

    const within_line = new_reader(7);
    const feed_more = () => {
      fed(within_line, 'chunk1', 'chunk2\n', 'chunk3\n');
      within_line.feed_eof();
    };
    expect(() => while_reading(within_line.readline(), feed_more)).toThrow(ValueError);
    expect(left_in(within_line)).toBe('chunk3\n');

    const exact = fed(new_reader(6), 'chunk1\n');
    expect(text_of(exact.readline())).toBe('chunk1\n');
  });

  it('test_readline_nolimit_nowait: gives a line at once that is there', () => {
    const reader = fed(new_reader(), DATA.subarray(0, 6), DATA.subarray(6));
    expect(text_of(reader.readline())).toBe('line1\n');
    expect(left_in(reader)).toBe('line2\nline3\n');
  });

  it('test_readline_eof: gives what is left of a line at the end', () => {
    const reader = fed(new_reader(), 'some data');
    reader.feed_eof();
    expect(text_of(reader.readline())).toBe('some data');
  });

  it('test_readline_empty_eof: gives no bytes when nothing is left', () => {
    const reader = new_reader();
    reader.feed_eof();
    expect(text_of(reader.readline())).toBe('');
  });

  it('test_readline_read_byte_count: goes together with read()', () => {
    const reader = fed(new_reader(), DATA);
    text_of(reader.readline());
    expect(text_of(reader.read(7))).toBe('line2\nl');
    expect(left_in(reader)).toBe('ine3\n');
  });

  it('test_readline_exception: raises the error that was set', () => {
    const reader = fed(new_reader(), 'line\n');
    expect(text_of(reader.readline())).toBe('line\n');
    const error = new ValueError();
    reader.set_exception(error);
    expect(error_of(reader.readline())).toBe(error);
    expect(left_in(reader)).toBe('');
  });

  it('test_readuntil_separator: is at least one byte', () => {
    expect(error_of(new_reader().readuntil(Buffer.alloc(0)))).toEqual(
      new ValueError('Separator should be at least one-byte string'),
    );
  });

  it('test_readuntil_multi_chunks: finds a separator of several bytes', () => {
    const reader = fed(new_reader(), 'lineAAA');
    expect(text_of(reader.readuntil(separator))).toBe('lineAAA');
    expect(left_in(reader)).toBe('');

    fed(reader, 'lineAAAxxx');
    expect(text_of(reader.readuntil(separator))).toBe('lineAAA');
    expect(left_in(reader)).toBe('xxx');
  });

  it('test_readuntil_multi_chunks_1: finds a separator that comes in parts', () => {
    const reader = fed(new_reader(), 'QWEaa', 'XYaa', 'a');
    expect(text_of(reader.readuntil(Buffer.from('aaa')))).toBe('QWEaaXYaaa');
    expect(left_in(reader)).toBe('');

    fed(reader, 'QWEaa', 'XYa', 'aa');
    expect(text_of(reader.readuntil(Buffer.from('aaa')))).toBe('QWEaaXYaaa');
    expect(left_in(reader)).toBe('');

    // The separator begins one byte later than what looked like its beginning.
    fed(reader, 'aaa');
    expect(text_of(reader.readuntil(Buffer.from('aaa')))).toBe('aaa');
    expect(left_in(reader)).toBe('');

    fed(reader, 'Xaaa');
    expect(text_of(reader.readuntil(Buffer.from('aaa')))).toBe('Xaaa');

    fed(reader, 'XXX', 'a', 'a', 'a');
    expect(text_of(reader.readuntil(Buffer.from('aaa')))).toBe('XXXaaa');
    expect(left_in(reader)).toBe('');
  });

  it('test_readuntil_eof: raises what there was, and empties the buffer', () => {
    const reader = fed(new_reader(), 'some dataAA');
    reader.feed_eof();
    const error = error_of(reader.readuntil(separator));
    expect(error).toBeInstanceOf(asyncio.IncompleteReadError);
    expect(error).toMatchObject({ partial: Buffer.from('some dataAA'), expected: undefined });
    expect(left_in(reader)).toBe('');
  });

  it('test_readuntil_limit_found_sep: raises two different errors, and keeps the buffer', () => {
    const reader = fed(new_reader(3), 'some dataAA');
    const not_found = error_of(reader.readuntil(separator));
    expect(not_found).toBeInstanceOf(asyncio.LimitOverrunError);
    expect(not_found).toMatchObject({ message: NOT_FOUND, consumed: 9 });
    expect(reader._buffer.length).toBe(11);

    fed(reader, 'A');
    const found = error_of(reader.readuntil(separator));
    expect(found).toBeInstanceOf(asyncio.LimitOverrunError);
    expect(found).toMatchObject({ message: FOUND_TOO_LATE, consumed: 9 });
    expect(left_in(reader)).toBe('some dataAAA');

    const word = fed(new_reader(3), 'four', 'SEPARATOR');
    expect(error_of(word.readuntil(SEPARATOR))).toMatchObject({
      message: FOUND_TOO_LATE,
      consumed: 4,
    });
  });
});
