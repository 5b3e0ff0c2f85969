/** Why these entries of CPython's test_streams have no case. */
export const reasons: Readonly<Record<string, string>> = {
  'StreamReaderTests.test_IncompleteReadError_pickleable':
    'python-only: JavaScript has no pickle; structuredClone() keeps no classes',
  'StreamReaderTests.test_LimitOverrunError_pickleable':
    'python-only: JavaScript has no pickle; structuredClone() keeps no classes',
};
