/** CPython as the judge of many cases at once: `judge.py` reads them, and answers with as many verdicts. */

import { join } from 'node:path';
import { python36 } from '../support/python36';

/**
 * @param question the name of a function in `judge.py`.
 * @returns what it says of each case.
 */
export function ask_python<R>(question: string, cases: readonly unknown[]): R[] {
  const { stdout, stderr, status } = python36([join(__dirname, 'judge.py'), question], {
    input: JSON.stringify(cases),
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}
