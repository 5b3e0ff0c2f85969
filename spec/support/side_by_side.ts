/**
 * What must be the same, line by line, in a Python program and its TypeScript twin.
 *
 * A line's signature is its kind (a definition with its name, an except clause with its class, a comment with its text,
 * `return`, `for` …), how often it waits, and its string literals. Left out is what only one language needs: imports,
 * type declarations, decorator lines, closing brackets, the `catch` line whose classes follow it, `flush()`.
 */

const ONLY_PYTHON = [
  /^import /,
  /^from [\w.]+ import /,
  /^@asyncio\.coroutine$/,
  /^flush\(\)$/,
  /^[)}\]]+$/,
];
const ONLY_TYPESCRIPT = [
  /^import /,
  /^(export )?type /,
  // A block of its own, for `using`.
  /^\{$/,
  // A parameter on a line of its own, and the end of such a list.
  /^\w+: [\w.]+,$/,
  /^\) \{$/,
  /^[)}\];,]+$/,
  /^\} catch \(error\) \{$/,
  /^\} else throw error;$/,
];

export function python_signatures(source: string): string[] {
  const lines = significant_lines(source, ONLY_PYTHON);
  return lines.map((line) => signature(python_kind(line), line, /\byield from\b/g));
}

export function typescript_signatures(source: string): string[] {
  const lines = significant_lines(source, ONLY_TYPESCRIPT).flatMap(unfold);
  return lines.map((line) => signature(typescript_kind(line), line, /\byield\*/g));
}

function significant_lines(source: string, left_out: readonly RegExp[]): string[] {
  const lines = source.split('\n').map((line) => line.trim());
  return lines.filter((line) => line !== '' && !left_out.some((pattern) => pattern.test(line)));
}

/** `if (done) break;` stands on two lines in Python. */
function unfold(line: string): string[] {
  const folded = /^(if \(.*\)) ((?:break|continue|return)\b.*)$/.exec(line);
  return folded ? [`${folded[1]} {`, folded[2] as string] : [line];
}

function signature(kind: string, line: string, waiting: RegExp): string {
  if (kind.startsWith('comment') || kind === 'main guard') return kind;
  const waits = (line.match(waiting) ?? []).map(() => 'waits');
  return [kind, ...waits, ...literals(line)].join(' ');
}

/** Keys of dicts are left out: TypeScript quotes them only where it must. */
function literals(line: string): string[] {
  const found = [...line.matchAll(/('(?:[^'\\]|\\.)*'|`[^`]*`)(:?)/g)];
  const values = found.filter(([, , colon]) => colon === '');
  return values.map(([, literal = '']) => `'${literal.slice(1, -1).replaceAll('${', '{')}'`);
}

function python_kind(line: string): string {
  if (line.startsWith('#')) return `comment ${line.slice(1).trim()}`;
  if (line === "if __name__ == '__main__':") return 'main guard';
  const definition = /^(?:def|class) (\w+)/.exec(line);
  if (definition) return `define ${definition[1]}`;
  const except = /^except (?:asyncio\.)?(\w+)/.exec(line);
  if (except) return `except ${except[1]}`;
  return statement_kind(line);
}

const DEFINITION =
  /^(?:export |async |override )*(?:const \w+ = asyncio\.coroutine\()?(?:function\*? |class )(\w+)|^override (\w+)/;
const EXCEPT =
  /^(?:\} else )?if \((?:!\(error instanceof (?:asyncio\.)?(\w+)\)\) throw error;|error instanceof (?:asyncio\.)?(\w+)\) \{)$/;

function typescript_kind(line: string): string {
  if (line.startsWith('//')) return `comment ${line.slice(2).trim()}`;
  if (line === 'if (require.main === module) {') return 'main guard';
  const definition = DEFINITION.exec(line);
  if (definition) return `define ${definition[1] ?? definition[2]}`;
  const except = EXCEPT.exec(line);
  if (except) return `except ${except[1] ?? except[2]}`;
  return statement_kind(line.replace(/^\} /, '').replace(/^throw\b/, 'raise'));
}

function statement_kind(line: string): string {
  const keyword = /^(?:try|else|finally|if|for|while|return|raise|break|continue)\b/.exec(line);
  return keyword?.[0] ?? 'statement';
}
