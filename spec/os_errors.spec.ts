import { once } from 'node:events';
import { statSync } from 'node:fs';
import { createConnection, createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { BrokenPipeError, ConnectionRefusedError, OSError, OSTimeoutError } from '../lib/errors';
import { errno, errno_of, os_error, python_error, strerror } from '../lib/os_errors';
import { has_python36, python36, without_python36 } from './support/python36';

describe('os_error', () => {
  it('is of the class that belongs to the number, with the text of the system', () => {
    const error = os_error(errno.ECONNREFUSED as number);
    expect(error).toBeInstanceOf(ConnectionRefusedError);
    expect([error.errno, error.strerror]).toEqual([errno.ECONNREFUSED, 'Connection refused']);
    expect(error.message).toBe(`[Errno ${errno.ECONNREFUSED}] Connection refused`);
  });

  it('takes another text, and the name of a file', () => {
    expect(os_error(2, 'gone', '/a').message).toBe("[Errno 2] gone: '/a'");
  });

  it('is a plain OSError for numbers without a class', () => {
    expect(os_error(errno.EADDRINUSE as number).constructor).toBe(OSError);
    expect(os_error(12345).message).toBe('[Errno 12345] Unknown error 12345');
  });

  it('is Python’s builtin TimeoutError for a connection that timed out', () => {
    expect(os_error(errno.ETIMEDOUT as number)).toBeInstanceOf(OSTimeoutError);
    expect(os_error(errno.ETIMEDOUT as number).name).toBe('TimeoutError');
  });

  it.skipIf(!has_python36)(`has CPython’s class and text for every name${without_python36}`, () => {
    const program = [
      'import errno, os',
      'for name in sorted(dir(errno)):',
      '    if name.startswith("E"):',
      '        number = getattr(errno, name)',
      '        print(name, number, type(OSError(number, "")).__name__, os.strerror(number), sep="|")',
    ].join('\n');
    const lines = python36(['-c', program]).stdout.trim().split('\n');
    const known = lines.map((line) => line.split('|')).filter(([name]) => name in errno);
    expect(known.length).toBeGreaterThan(60);
    for (const [name, number, cls, text] of known) {
      expect(errno[name], name).toBe(Number(number));
      expect(os_error(Number(number)).name, name).toBe(cls);
      if (!strerror(Number(number)).startsWith('Unknown')) {
        expect(strerror(Number(number)), name).toBe(text);
      }
    }
  });
});

describe('python_error', () => {
  it('translates a refused connection', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    server.close();
    await once(server, 'close');
    const socket = createConnection({ host: '127.0.0.1', port });
    const seen = await new Promise((resolve) => socket.once('error', resolve));
    expect(python_error(seen)).toBeInstanceOf(ConnectionRefusedError);
  });

  it('translates an error with a file, when told its name', () => {
    let error: unknown;
    try {
      statSync('/no/such/file');
    } catch (reason) {
      error = reason;
    }
    expect((python_error(error, '/no/such/file') as Error).message).toBe(
      "[Errno 2] No such file or directory: '/no/such/file'",
    );
  });

  it('translates what Node says of a stream that is gone', () => {
    const error = Object.assign(new Error('x'), { code: 'ERR_STREAM_DESTROYED' });
    expect(python_error(error)).toBeInstanceOf(BrokenPipeError);
  });

  it('takes the number from Node where it has no name for it', () => {
    const error = Object.assign(new Error('ENOKEY'), { code: 'ENOKEY', errno: -126 });
    expect(python_error(error)).toEqual(expect.objectContaining({ errno: 126 }));
  });

  it('returns everything else as it is', () => {
    for (const value of [new TypeError('x'), 'text', undefined, os_error(2)]) {
      expect(python_error(value)).toBe(value);
    }
    const foreign = Object.assign(new Error('x'), { code: 'ENOTFOUND', errno: -3008 });
    expect(python_error(foreign)).toBe(foreign);
    expect(errno_of(foreign)).toBe(undefined);
  });
});
