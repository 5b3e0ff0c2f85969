import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const ROOT = resolve(__dirname, '..');

/** The source of each subpath that the package exports. */
function entry_points(): string[] {
  const { exports } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  return Object.values<{ types?: string } | string>(exports)
    .flatMap((target) => (typeof target === 'string' || !target.types ? [] : [target.types]))
    .map((types) => join(ROOT, types.replace('./dist/', '').replace(/\.d\.ts$/, '.ts')));
}

const program = ts.createProgram(entry_points(), {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  experimentalDecorators: true,
  noLib: true,
  types: [],
});
const checker = program.getTypeChecker();

/** The exported values of a module, and the public members of its classes, that say nothing of themselves. */
function undocumented(file: string): string[] {
  const source = program.getSourceFile(file) as ts.SourceFile;
  return silent_exports(checker.getSymbolAtLocation(source) as ts.Symbol);
}

function silent_exports(module: ts.Symbol): string[] {
  const silent: string[] = [];
  for (const symbol of checker.getExportsOfModule(module)) {
    const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
    if (!(target.flags & ts.SymbolFlags.Value) || symbol.name.startsWith('_')) continue;
    if (target.flags & ts.SymbolFlags.ValueModule) silent.push(...silent_exports(target));
    else if (is_silent(target)) silent.push(symbol.name);
    if (target.flags & ts.SymbolFlags.Class) silent.push(...silent_members(target));
  }
  return silent;
}

function is_silent(symbol: ts.Symbol): boolean {
  return symbol.getDocumentationComment(checker).length === 0;
}

function silent_members(cls: ts.Symbol): string[] {
  const members = [...(cls.members?.values() ?? [])];
  return members
    .filter((member) => member.flags & ts.SymbolFlags.Method && !/^_|^toString$/.test(member.name))
    .filter(is_silent)
    .map((member) => `${cls.name}.${member.name}`);
}

describe('every public name', () => {
  it.each(entry_points().map((file) => [file.slice(ROOT.length + 1), file] as const))(
    'of %s has a doc comment',
    (_, file) => {
      expect(undocumented(file)).toEqual([]);
    },
  );
});
