/** Why these entries of CPython's test_subprocess have no case: all have one. */
export const reasons: Readonly<Record<string, string>> = {};
