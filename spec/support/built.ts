/** The library and some programs as plain JavaScript, as the package ships it. */

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { ROOT } from './programs';

export interface Built {
  readonly directory: string;
  remove(): void;
}

/** Compile lib/ and these files into a new directory, where nothing of TypeScript is to be found. */
export function build(files: readonly string[]): Built {
  const directory = mkdtempSync(join(tmpdir(), 'built-'));
  const lib = readdirSync(join(ROOT, 'lib'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join('lib', file));
  for (const file of [...lib, ...files]) {
    const { outputText } = ts.transpileModule(readFileSync(join(ROOT, file), 'utf8'), {
      compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
    });
    const target = join(directory, file.replace(/\.ts$/, '.js'));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, outputText);
  }
  return { directory, remove: () => rmSync(directory, { recursive: true }) };
}
