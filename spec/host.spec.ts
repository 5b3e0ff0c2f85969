import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { RuntimeError } from '../lib/errors';
import { host, install_host } from '../lib/host';

describe('without a host, the library', () => {
  it('knows no environment, no places and no sources', () => {
    expect(host.getenv('PATH')).toBe(undefined);
    expect(host.function_location(() => {})).toBe(undefined);
    expect(host.generator_locations([{}, {}])).toEqual([undefined, undefined]);
    expect(host.source_line(__filename, 1)).toBe(undefined);
  });

  it('takes its thread for the main thread', () => {
    expect(host.thread).toMatchObject({ name: 'MainThread', is_main: true });
  });

  it('writes to the console, which adds the newline', () => {
    const error = vi.spyOn(console, 'error').mockImplementation(() => {});
    onTestFinished(() => error.mockRestore());
    host.write_stderr('one line\n');
    host.write_stderr('two\nlines\n');
    expect(error.mock.calls).toEqual([['one line'], ['two\nlines']]);
  });

  it('never calls back at an exit, and refuses a timer rather than forget it', () => {
    expect(host.at_exit(() => expect.unreachable())).toBe(undefined);
    expect(() => host.call_later(1, () => {})).toThrow(RuntimeError);
  });
});

describe('install_host', () => {
  it('replaces the named services, and leaves the others', () => {
    const { getenv, source_line } = host;
    onTestFinished(() => install_host({ getenv }));
    install_host({ getenv: (name) => `value of ${name}` });
    expect(host.getenv('X')).toBe('value of X');
    expect(host.source_line).toBe(source_line);
  });
});
