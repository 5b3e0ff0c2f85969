import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A directory of its own, which is removed with all that is in it when the spec ends. */
export function new_directory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'spec-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  return directory;
}
