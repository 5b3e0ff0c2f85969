/**
 * How a worker comes to load the program's modules, TypeScript included.
 *
 * Under ts-node and vitest the thread that starts a worker compiles what it has loaded itself and hands over the
 * JavaScript: a worker that had to load the TypeScript compiler first would start half a second late. Under tsx the
 * worker loads tsx. Built `.js` needs nothing.
 */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { extname, isAbsolute, join } from 'node:path';
import { is_installed, loaded_modules } from './importable';

/** What `start.ts` expects as `workerData.boot`. */
export interface BootData {
  /** The module to load once the worker is ready for the program's modules. */
  readonly entry: string;
  readonly argv: readonly string[];
  /** JavaScript by TypeScript file. */
  readonly compiled: ReadonlyMap<string, string>;
  /** Where ts-node lies, for TypeScript files that are not among the compiled. */
  readonly ts_node: string | undefined;
  /** Where tsx's hook for CommonJS lies, when the program runs under tsx. */
  readonly tsx: string | undefined;
}

/** The file beside this one that is the first of every worker. */
export const START = join(__dirname, `start${extname(__filename)}`);

/** The text of a worker (`eval: true`): Node takes no `.ts` for a worker's file, but loads one as JavaScript. */
export const START_SOURCE = `require(${JSON.stringify(START)})`;

/**
 * Everything a worker needs so that it can load `entry` and the modules of this program.
 *
 * @param others modules that `entry` loads and this thread has not loaded.
 */
export function prepare_boot(entry: string, others: readonly string[] = []): BootData {
  const tsx = find_tsx();
  const ts_node = tsx === undefined ? find('ts-node') : undefined;
  if (ts_node !== undefined) {
    compile(entry, ts_node);
    for (const file of others) compile(file, ts_node);
    for (const [file] of loaded_modules()) if (!is_installed(file)) compile(file, ts_node);
  }
  return { entry, argv: process.argv.slice(1), compiled, ts_node, tsx };
}

/** tsx starts Node with `--require …/tsx/…`; a program may do so itself, or with `--import tsx`. */
function find_tsx(): string | undefined {
  const option = process.execArgv.find((value) => /(^|[\\/])tsx([\\/]|$)/.test(value));
  if (option === undefined) return undefined;
  return isAbsolute(option) ? createRequire(option).resolve('tsx/cjs') : find('tsx/cjs');
}

/** The file of a package that the program has, or this library beside it. */
function find(name: string): string | undefined {
  for (const from of [join(process.cwd(), 'package.json'), __filename]) {
    try {
      return createRequire(from).resolve(name);
    } catch {
      // Not there: without it, only JavaScript runs in workers.
    }
  }
  return undefined;
}

interface Compiler {
  compile(text: string, file: string): string;
}

let compiler: Compiler | undefined;
const compiled = new Map<string, string>();

function compile(file: string, ts_node: string): void {
  if (!file.endsWith('.ts') || compiled.has(file)) return;
  compiler ??= registered_compiler() ?? new_compiler(ts_node);
  compiled.set(file, compiler.compile(readFileSync(file, 'utf8'), file));
}

/** The compiler that ts-node has installed in this process, with the options it was started with. */
function registered_compiler(): Compiler | undefined {
  const key = Symbol.for('ts-node.register.instance');
  return (process as unknown as Record<symbol, Compiler | undefined>)[key];
}

function new_compiler(ts_node: string): Compiler {
  return createRequire(__filename)(ts_node).create({ transpileOnly: true });
}
