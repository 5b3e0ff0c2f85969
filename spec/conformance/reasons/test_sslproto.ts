/** Why these entries of CPython's test_sslproto have no case. */
export const reasons: Readonly<Record<string, string>> = {
  'SslProtoHandshakeTests.test_fatal_error_no_name_error':
    'python-only: a module that forgot an import; TypeScript finds that when it compiles',
};
