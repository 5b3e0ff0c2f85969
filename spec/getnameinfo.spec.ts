import { describe, expect, it } from 'vitest';
import { getnameinfo } from '../lib/getnameinfo';
import { repr } from '../lib/reprlib';
import { NI_DGRAM, NI_NAMEREQD, NI_NUMERICHOST, NI_NUMERICSERV } from '../lib/socket_constants';
import { has_python36, python36, without_python36 } from './support/python36';

const NUMERIC = NI_NUMERICHOST | NI_NUMERICSERV;

/** Answers to these come from this machine alone. */
const CALLS: readonly (readonly [address: unknown, flags: unknown])[] = [
  [['127.0.0.1', 80], 0],
  [['127.0.0.1', 80], NI_NUMERICHOST],
  [['127.0.0.1', 80], NI_NUMERICSERV],
  [['127.0.0.1', 80], NUMERIC],
  [['127.0.0.1', 80], NI_DGRAM],
  [['127.0.0.1', 53], NI_DGRAM],
  [['127.0.0.1', 12345], NI_NAMEREQD],
  [['127.0.0.1', 70000], NUMERIC],
  [['127.0.0.1', -1], NUMERIC],
  [['127.0.0.1', 80], 1 << 20],
  [['127.0.0.1', 80, 0], NUMERIC],
  [['127.0.0.1'], 0],
  [['127.0.0.1', '80'], 0],
  [['127.0.0.1', 80], 'x'],
  [[1, 80], 0],
  [['::1', 53, 0, 0], NUMERIC],
  [['::1', 53, 0, 1], NUMERIC],
  [['::1', 53, 1 << 20, 1], NUMERIC],
  [['::1', 53, 0, 0, 5], NUMERIC],
  [['localhost', 53], NUMERIC],
  [['localhost', 53], 0],
  [['', 53], NUMERIC],
  ['127.0.0.1', 0],
];

const PYTHON = `
import json, socket, sys
for address, flags in json.load(sys.stdin):
    try:
        address = tuple(address) if isinstance(address, list) else address
        print(list(socket.getnameinfo(address, flags)))
    except Exception as error:
        print('%s: %s' % (type(error).__name__, error))
`;

async function answer([address, flags]: readonly [unknown, unknown]): Promise<string> {
  try {
    return repr(await getnameinfo(address as never, flags as never));
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`;
  }
}

describe('getnameinfo', () => {
  it.skipIf(!has_python36)(`answers as CPython does${without_python36}`, async () => {
    const { stdout } = python36(['-c', PYTHON], { input: JSON.stringify(CALLS) });
    const label = (lines: readonly string[]) =>
      lines.map((line, index) => `${repr(CALLS[index])} -> ${line}`);
    const ours = await Promise.all(CALLS.map(answer));
    expect(label(ours)).toEqual(label(stdout.trimEnd().split('\n')));
  });

  it('gives the address of a host that has no name, unless a name is required', async () => {
    // RFC 5737: nobody has this address.
    const nobody = ['192.0.2.1', 9] as const;
    expect(await getnameinfo(nobody, NI_NUMERICSERV)).toEqual(['192.0.2.1', '9']);
    expect(await answer([nobody, NI_NAMEREQD])).toMatch(/^gaierror: \[Errno -[23]\]/);
  });
});
