import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const LIB = resolve(__dirname, '../lib');

const files = readdirSync(LIB, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .sort();

function parse(file: string): ts.SourceFile {
  const text = readFileSync(join(LIB, file), 'utf8');
  return ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true);
}

/** The modules that are loaded when this one is: type-only imports do not count. */
function loaded_by(file: string): string[] {
  const modules: string[] = [];
  for (const statement of parse(file).statements) {
    if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) continue;
    if (statement.moduleSpecifier === undefined || is_type_only(statement)) continue;
    modules.push((statement.moduleSpecifier as ts.StringLiteral).text);
  }
  return modules;
}

function is_type_only(statement: ts.ImportDeclaration | ts.ExportDeclaration): boolean {
  const clause = ts.isImportDeclaration(statement) ? statement.importClause : statement;
  if (clause === undefined) return false;
  if (clause.isTypeOnly) return true;
  const names = ts.isImportClause(clause) ? clause.namedBindings : clause.exportClause;
  if (ts.isImportClause(clause) && clause.name !== undefined) return false;
  if (names === undefined || !(ts.isNamedImports(names) || ts.isNamedExports(names))) return false;
  return names.elements.length > 0 && names.elements.every((element) => element.isTypeOnly);
}

function own(file: string, module: string): string {
  return `${relative(LIB, resolve(LIB, dirname(file), module))}.ts`;
}

/** This file and everything of ours that it loads. */
function reach(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const module of loaded_by(file)) if (module.startsWith('.')) reach(own(file, module), seen);
  return seen;
}

describe('the layers of lib/', () => {
  it('have no circle of imports', () => {
    const done = new Set<string>();
    const visit = (file: string, path: readonly string[]): void => {
      expect(path, `${[...path, file].join(' -> ')}`).not.toContain(file);
      if (done.has(file)) return;
      for (const module of loaded_by(file)) {
        if (module.startsWith('.')) visit(own(file, module), [...path, file]);
      }
      done.add(file);
    };
    for (const file of files) visit(file, []);
    expect(done.size).toBe(files.length);
  });

  it.each(['base_events.ts', 'sync_events.ts', 'test_utils.ts', 'concurrent/executor.ts'])(
    'keep Node away from %s and from all that it loads',
    (top) => {
      const reached = [...reach(top)];
      expect(reached.length).toBeGreaterThan(3);
      for (const file of reached) {
        const foreign = loaded_by(file).filter((module) => !module.startsWith('.'));
        expect(foreign, file).toEqual([]);
        expect(node_globals_in(parse(file)), file).toEqual([]);
      }
    },
  );
  // Compiled to CommonJS, such a module has a getter for each of its exports, and asking it takes as long as a call.
  it('export what they define themselves, in base_events.ts, tasks.ts and all that they load', () => {
    const reached = [...reach('base_events.ts'), ...reach('tasks.ts')];
    expect(reached.length).toBeGreaterThan(20);
    const passed_on = (file: string): ts.Statement[] => {
      const { statements } = parse(file);
      const imports = statements.filter(ts.isImportDeclaration).map((it) => it.getText());
      const is_imported = ({ name }: ts.ExportSpecifier): boolean =>
        imports.some((line) => new RegExp(`\\b${name.text}\\b`).test(line));
      return statements.filter(
        (it) =>
          ts.isExportDeclaration(it) &&
          !is_type_only(it) &&
          (it.moduleSpecifier !== undefined ||
            (it.exportClause !== undefined &&
              ts.isNamedExports(it.exportClause) &&
              it.exportClause.elements.some(is_imported))),
      );
    };
    expect(reached.filter((file) => passed_on(file).length > 0)).toEqual([]);
  });
});

const NODE_GLOBALS = new Set([
  'process',
  'Buffer',
  'global',
  'require',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'queueMicrotask',
  '__dirname',
  '__filename',
]);

function node_globals_in(node: ts.Node): string[] {
  const found: string[] = [];
  const visit = (child: ts.Node): void => {
    if (ts.isIdentifier(child) && NODE_GLOBALS.has(child.text) && is_free(child)) {
      found.push(child.text);
    }
    ts.forEachChild(child, visit);
  };
  visit(node);
  return found;
}

function is_free(name: ts.Identifier): boolean {
  const { parent } = name;
  return !(ts.isPropertyAccessExpression(parent) && parent.name === name);
}
