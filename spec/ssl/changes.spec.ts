import { expect, it } from 'vitest';
import { match_hostname, OP_NO_TLSv1_2, SSLContext } from '../../lib/ssl';

it('a context that is changed makes new settings for the next connection, and only then', () => {
  const context = new SSLContext();
  const before = context._node_context();
  expect(context._node_context()).toBe(before);
  context.options |= OP_NO_TLSv1_2;
  expect(context._node_context()).not.toBe(before);
});

it('a dot in the name of a certificate is a dot', () => {
  const cert = { subjectAltName: [['DNS', '*.a.b']] } as Parameters<typeof match_hostname>[0];
  expect(match_hostname(cert, 'x.a.b')).toBe(undefined);
  expect(() => match_hostname(cert, 'x.aXb')).toThrow("hostname 'x.aXb' doesn't match '*.a.b'");
});
