/** Finds tests without running them. */

import { spawnSync } from 'node:child_process';
import { join, relative } from 'node:path';

/** All tests of `spec/conformance/`: the path of the file, then the titles, joined by ' > '. */
export function conformance_tests(root: string): string[] {
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [vitest, 'list', 'spec/conformance/', '--json'],
    { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
  );
  if (status !== 0) throw new Error(`Vitest cannot list the tests:\n${stderr}`);
  const tests: { name: string; file: string }[] = JSON.parse(stdout);
  return tests.map(({ name, file }) => `${relative(root, file)} > ${name}`);
}
