/** Who is compared, and how a measured process of each is started. */

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Command } from './process';
import type { Workload } from './workload';

/** Ours, the numerator of every ratio. */
export const OURS = 'yieldfrom';

/** In the order of the table. Workloads may have others of their own, which come last. */
export const CONTENDERS = [
  'native',
  'co',
  'effection',
  'effect',
  'python3.6',
  'python3.11',
  'python3.13',
  'uvloop',
] as const;

/** Ways to start CPython: as it is, and where pyenv manages several versions. */
const PYTHONS: Readonly<Record<string, readonly Command[]>> = {
  'python3.6': python('python3.6', '3.6.15'),
  'python3.11': python('python3.11', '3.11', '3.11.7'),
  'python3.13': python('python3.13', '3.13', '3.13.0'),
  // Debian's python3-uvloop belongs to Debian's Python.
  uvloop: ['/usr/bin/python3', 'python3'].map((file) => ({ file, args: ['-c', 'import uvloop'] })),
};

function python(file: string, ...versions: string[]): Command[] {
  const settings = [{}, ...versions.map((PYENV_VERSION) => ({ PYENV_VERSION }))];
  return settings.map((env) => ({ file, args: [], env }));
}

export interface Machine {
  /** Where each Python is; those that are not installed are missing. */
  readonly pythons: ReadonlyMap<string, string>;
  /** Every contender's version, by name. */
  readonly versions: ReadonlyMap<string, string>;
}

/** The root of the repository; this file runs from spec/bench, and compiled from dist/bench/spec/bench. */
export const ROOT = find_root(__dirname);

function find_root(directory: string): string {
  try {
    readFileSync(join(directory, 'package-lock.json'));
    return directory;
  } catch {
    return find_root(dirname(directory));
  }
}

/** Look for the Pythons and ask for all versions. */
export function look_around(): Machine {
  const versions = new Map([
    ['native', `Node ${process.versions.node}`],
    ...['co', 'effection', 'effect'].map((name) => [name, version_of(name)] as const),
  ]);
  const pythons = new Map<string, string>();
  for (const [name, commands] of Object.entries(PYTHONS)) {
    for (const command of commands) {
      const found = ask_python(command);
      if (found === undefined) continue;
      pythons.set(name, found.executable);
      versions.set(name, found.version);
      break;
    }
  }
  return { pythons, versions };
}

function version_of(dependency: string): string {
  const text = readFileSync(join(ROOT, 'node_modules', dependency, 'package.json'), 'utf8');
  return `${dependency} ${JSON.parse(text).version}`;
}

/** The executable itself: a shim in front of it would take its own time to start. */
function ask_python({ file, args, env }: Command) {
  const question = [
    args[1] ?? '',
    'import json, sys',
    'print(json.dumps([sys.executable, sys.version.split()[0], getattr(sys.modules.get("uvloop"), "__version__", "")]))',
  ].join('\n');
  const { status, stdout } = spawnSync(file, ['-c', question], {
    env: { ...process.env, ...env },
    encoding: 'utf8',
  });
  if (status !== 0) return undefined;
  const [executable, version, uvloop] = JSON.parse(stdout) as string[];
  const name = `CPython ${version}`;
  return { executable: executable as string, version: uvloop ? `uvloop ${uvloop}, ${name}` : name };
}

/** Everybody in this workload, ours first, installed or not. */
export function contenders_of(workload: Workload): string[] {
  const own = Object.keys(workload.contenders);
  const pythons = workload.python === undefined ? [] : Object.keys(PYTHONS);
  const known = CONTENDERS.filter((name) => own.includes(name) || pythons.includes(name));
  const special = own.filter((name) => name !== OURS && !known.some((one) => one === name));
  return [OURS, ...known, ...special];
}

/** How to start a contender's process for a workload; undefined when it is not installed. */
export function command_for(
  workload: Workload,
  contender: string,
  machine: Machine,
): Command | undefined {
  if (contender in workload.contenders) {
    const child = join(ROOT, 'dist/bench/spec/bench/child.js');
    const args = [...(workload.node_options ?? []), child, workload.name, contender];
    return { file: process.execPath, args };
  }
  const executable = machine.pythons.get(contender);
  if (executable === undefined || workload.python === undefined) return undefined;
  const { file, argument, env } = workload.python;
  const args = [join(ROOT, 'spec/bench/child.py'), file, contender];
  if (argument !== undefined) args.push(String(argument));
  return env === undefined ? { file: executable, args } : { file: executable, args, env };
}
