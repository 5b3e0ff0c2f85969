/** The library and some programs as plain JavaScript, as the package ships it. */

import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ROOT } from './programs';

export interface Built {
  readonly directory: string;
  remove(): void;
}

/** What has been compiled before, by the hash of its text: a file is compiled once, not once for each spec. */
const CACHE = join(ROOT, 'node_modules/.cache/yieldfrom-built');

/** Of tsconfig.json, what the compiled text depends on. */
const OPTIONS = { module: 'CommonJS', target: 'ES2022', experimentalDecorators: true };

const load = createRequire(__filename);

/** Compile lib/ and these files into a new directory, where nothing of TypeScript is to be found. */
export function build(files: readonly string[]): Built {
  const directory = mkdtempSync(join(tmpdir(), 'built-'));
  const lib = readdirSync(join(ROOT, 'lib'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join('lib', file));
  mkdirSync(CACHE, { recursive: true });
  for (const file of [...lib, ...files]) {
    const target = join(directory, file.replace(/\.ts$/, '.js'));
    mkdirSync(dirname(target), { recursive: true });
    copyFileSync(compiled(join(ROOT, file)), target);
  }
  // The one package that the library needs; compilers are out of reach.
  const packages = join(directory, 'node_modules');
  mkdirSync(packages);
  symlinkSync(join(ROOT, 'node_modules/piscina'), join(packages, 'piscina'));
  return { directory, remove: () => rmSync(directory, { recursive: true }) };
}

/** @returns the JavaScript file of a TypeScript file. */
function compiled(file: string): string {
  const text = readFileSync(file, 'utf8');
  const { version } = load('typescript/package.json') as { version: string };
  const path = join(
    CACHE,
    `${createHash('sha256')
      .update(version + JSON.stringify(OPTIONS) + text)
      .digest('hex')}.js`,
  );
  if (existsSync(path)) return path;
  // Loaded only where something has to be compiled: the compiler is large.
  const ts = load('typescript') as typeof import('typescript');
  const compilerOptions = ts.convertCompilerOptionsFromJson(OPTIONS, ROOT).options;
  const { outputText } = ts.transpileModule(text, { compilerOptions });
  // Other specs may be at the same file: none of them sees it half written.
  const unfinished = mkdtempSync(join(CACHE, 'unfinished-'));
  writeFileSync(join(unfinished, 'text.js'), outputText);
  renameSync(join(unfinished, 'text.js'), path);
  rmSync(unfinished, { recursive: true });
  return path;
}
