import { describe, expect, expectTypeOf, it } from 'vitest';
import { OSError, UnicodeError, ValueError } from '../lib/errors';
import { gaierror } from '../lib/gaierror';
import { type AddressInfo, getaddrinfo, type Host, type Port } from '../lib/getaddrinfo';
import { repr } from '../lib/reprlib';
import {
  AF_INET,
  AF_INET6,
  AF_UNIX,
  AI_CANONNAME,
  AI_NUMERICHOST,
  AI_NUMERICSERV,
  AI_PASSIVE,
  AI_V4MAPPED,
  IPPROTO_TCP,
  IPPROTO_UDP,
  SOCK_DGRAM,
  SOCK_RAW,
  SOCK_STREAM,
} from '../lib/socket_constants';
import { has_python36, python36, without_python36 } from './support/python36';

type Call = readonly [host: Host, port: Port, options?: Record<string, number>];

const STREAM = { type: SOCK_STREAM };

/** Answers to these come from this machine alone. */
const CALLS: readonly Call[] = [
  ['127.0.0.1', 80],
  ['127.0.0.1', 80, STREAM],
  ['127.0.0.1', '80', { type: SOCK_DGRAM }],
  ['127.0.0.1', 'http', STREAM],
  ['127.0.0.1', 'www', STREAM],
  ['127.0.0.1', 'http'],
  ['127.0.0.1', 'domain'],
  ['127.0.0.1', 'domain', { proto: IPPROTO_UDP }],
  ['127.0.0.1', 'no such service'],
  ['127.0.0.1', 'http', { type: SOCK_RAW }],
  ['127.0.0.1', '', STREAM],
  ['127.0.0.1', undefined],
  ['127.0.0.1', undefined, { type: SOCK_RAW }],
  ['127.0.0.1', undefined, { proto: 99 }],
  ['127.0.0.1', 80, { proto: 99 }],
  ['127.0.0.1', 80, { type: SOCK_RAW }],
  ['127.0.0.1', 70000, STREAM],
  ['127.0.0.1', '70000', STREAM],
  ['127.0.0.1', ' +80', STREAM],
  ['127.0.0.1', '80 ', STREAM],
  ['127.0.0.1', -1, STREAM],
  ['127.0.0.1', 2 ** 33, STREAM],
  ['127.0.0.1', 80, { type: SOCK_STREAM, proto: IPPROTO_UDP }],
  ['127.0.0.1', 80, { proto: IPPROTO_TCP }],
  ['127.0.0.1', 80, { type: 9 }],
  ['127.0.0.1', 80, { family: 99 }],
  ['127.0.0.1', 80, { family: AF_UNIX }],
  ['127.0.0.1', 80, { family: AF_INET6 }],
  ['127.0.0.1', 80, { ...STREAM, family: AF_INET6, flags: AI_V4MAPPED }],
  ['127.0.0.1', 80, { ...STREAM, flags: AI_CANONNAME }],
  ['127.0.0.1', 80, { ...STREAM, flags: 1 << 26 }],
  ['127.0.0.1', 'http', { ...STREAM, flags: AI_NUMERICSERV }],
  ['127.0.0.1', '80', { ...STREAM, flags: AI_NUMERICSERV }],
  ['127.1', 80, STREAM],
  ['127.1', 80, { ...STREAM, flags: AI_NUMERICHOST }],
  ['::1', 80],
  ['::1', 80, { family: AF_INET }],
  ['::ffff:1.2.3.4', 80, { ...STREAM, family: AF_INET }],
  ['::ffff:1.2.3.4', 80, STREAM],
  ['2001:DB8::0001', 80, STREAM],
  ['2001:db8::1%1', 80, STREAM],
  ['fe80::1%no_such_interface', 80, STREAM],
  ['localhost', 80],
  ['localhost', 80, { ...STREAM, family: AF_INET, flags: AI_CANONNAME }],
  ['localhost', 80, { ...STREAM, flags: AI_NUMERICHOST }],
  [undefined, undefined],
  [undefined, 80, STREAM],
  [undefined, 80, { ...STREAM, family: AF_INET6 }],
  [undefined, 80, { flags: AI_PASSIVE }],
  [undefined, 80, { ...STREAM, flags: AI_CANONNAME }],
  ['*', 80, STREAM],
  ['', 80, STREAM],
  ['', undefined],
  ['a'.repeat(64), 80],
  ['a..example', 80],
  [`${'a'.repeat(64)}.example`, 80],
];

const PYTHON = `
import json, socket, sys
for host, port, options in json.load(sys.stdin):
    try:
        infos = socket.getaddrinfo(host, port, **options)
        print([[*map(int, info[:3]), info[3], list(info[4])] for info in infos])
    except Exception as error:
        print('%s: %s' % (type(error).__name__, error))
`;

async function answer([host, port, options]: Call): Promise<string> {
  try {
    return repr(await getaddrinfo(host, port, options));
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`;
  }
}

async function error_of(host: unknown, port: unknown): Promise<unknown> {
  return getaddrinfo(host as Host, port as Port, STREAM).then(
    (infos) => infos,
    (error) => error,
  );
}

describe('getaddrinfo', () => {
  it.skipIf(!has_python36)(`answers as CPython does${without_python36}`, async () => {
    const calls = CALLS.map(([host, port, options]) => [host ?? null, port ?? null, options ?? {}]);
    const { stdout } = python36(['-c', PYTHON], { input: JSON.stringify(calls) });
    const pairs = stdout.trimEnd().split('\n');
    const ours = await Promise.all(CALLS.map(answer));
    const label = (lines: readonly string[]) =>
      lines.map((line, index) => `${repr(CALLS[index])} -> ${line}`);
    expect(label(ours)).toEqual(label(pairs));
  });

  it('gives an entry for each kind of socket, the first with the canonical name', async () => {
    expect(await getaddrinfo('::1', 80, { flags: AI_CANONNAME })).toEqual([
      [AF_INET6, SOCK_STREAM, IPPROTO_TCP, '::1', ['::1', 80, 0, 0]],
      [AF_INET6, SOCK_DGRAM, IPPROTO_UDP, '', ['::1', 80, 0, 0]],
      [AF_INET6, SOCK_RAW, 0, '', ['::1', 80, 0, 0]],
    ]);
  });

  it('takes bytes for the host and the service', async () => {
    const infos = await getaddrinfo(Buffer.from('127.0.0.1'), Buffer.from('80'), STREAM);
    expect(infos).toEqual([[AF_INET, SOCK_STREAM, IPPROTO_TCP, '', ['127.0.0.1', 80]]]);
    expectTypeOf(infos).toEqualTypeOf<AddressInfo[]>();
  });

  it('has errors that are OSErrors with the number of the C library', async () => {
    const error = await error_of('', 80);
    expect(error).toBeInstanceOf(gaierror);
    expect(error).toBeInstanceOf(OSError);
    expect((error as gaierror).args).toEqual([-2, 'Name or service not known']);
    expect((error as gaierror).errno).toBe(-2);
    expect((error as gaierror).strerror).toBe('Name or service not known');
  });

  it('says which argument is none', async () => {
    expect(await error_of(1, 80)).toEqual(
      new TypeError('getaddrinfo() argument 1 must be string or None'),
    );
    expect(await error_of('127.0.0.1', 1.5)).toEqual(new OSError('Int or String expected'));
    expect(await error_of('127.0.0.1', [])).toEqual(new OSError('Int or String expected'));
    expect(String(await error_of('127.0.0.1', 2n ** 64n))).toBe(
      'OverflowError: Python int too large to convert to C long',
    );
    expect(await error_of('é'.repeat(64), 80)).toBeInstanceOf(UnicodeError);
  });

  it('refuses a name that the C library would cut short', async () => {
    for (const host of ['localhost\0.example', Buffer.from('localhost\0')]) {
      expect(await error_of(host, 80)).toEqual(new ValueError('embedded null character'));
    }
    expect(await error_of('127.0.0.1', '8\0')).toEqual(new ValueError('embedded null character'));
  });

  it('looks an international name up by its ASCII form', async () => {
    const error = await error_of('bücher.invalid', 80);
    expect(error).toBeInstanceOf(gaierror);
  });
});
