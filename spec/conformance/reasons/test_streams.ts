/** Why these entries of CPython's test_streams have no case. */
export const reasons: Readonly<Record<string, string>> = {
  'StreamReaderTests.test_open_connection_no_loop_ssl': 'due with I/O: needs TLS',
  'StreamReaderTests.test_open_unix_connection_no_loop_ssl': 'due with I/O: needs TLS',
  'StreamReaderTests.test_IncompleteReadError_pickleable':
    'python-only: JavaScript has no pickle; structuredClone() keeps no classes',
  'StreamReaderTests.test_LimitOverrunError_pickleable':
    'python-only: JavaScript has no pickle; structuredClone() keeps no classes',
};
