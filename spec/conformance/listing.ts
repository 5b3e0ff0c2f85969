/** The inventory as text: a table of counts, then what each count consists of. */

import { type Finding, type Inventory, name_of, type Verdict } from './matching';

/** A column: its heading, and which verdicts it counts. */
const COLUMNS: readonly (readonly [string, readonly Verdict[]])[] = [
  ['entries', ['passing', 'failing', 'missing', 'due with I/O', 'not applicable']],
  ['applicable', ['passing', 'failing', 'missing', 'due with I/O']],
  ['passing', ['passing']],
  ['failing', ['failing']],
  ['missing', ['missing']],
  ['due with I/O', ['due with I/O']],
  ['not applicable', ['not applicable']],
];

/** How many entries each module has under each heading. */
export function table({ findings }: Inventory): string {
  const modules = new Map<string, Finding[]>();
  for (const finding of findings) {
    const { module } = finding.entry;
    modules.set(module, [...(modules.get(module) ?? []), finding]);
  }
  const rows = [
    ['module', ...COLUMNS.map(([heading]) => heading)],
    ...[...modules, ['all', findings] as const].map(([module, own]) => [
      module,
      ...COLUMNS.map(([, verdicts]) => own.filter((it) => verdicts.includes(it.verdict)).length),
    ]),
  ].map((row) => row.map(String));
  const widths = COLUMNS.map((_, i) => Math.max(...rows.map((row) => row[i + 1].length)));
  const name_width = Math.max(...rows.map(([name]) => name.length));
  return rows
    .map(([name, ...cells]) =>
      [name.padEnd(name_width), ...cells.map((cell, i) => cell.padStart(widths[i]))].join('  '),
    )
    .join('\n');
}

/** The entries under each heading that asks for an explanation, and the problems. Empty lists are left out. */
export function lists(inventory: Inventory): string {
  const of = (verdict: Verdict) => inventory.findings.filter((it) => it.verdict === verdict);
  return [
    list(
      'missing, neither a case nor a reason',
      of('missing').map(({ entry }) => `${name_of(entry)} (${entry.applicable}): ${entry.checks}`),
    ),
    list(
      'failing, skipped or empty',
      of('failing').map(({ entry, note }) => `${name_of(entry)}: ${note}`),
    ),
    list('other problems', inventory.problems),
    list('due with I/O', by_reason(of('due with I/O'), inventory)),
    list('not applicable', by_reason(of('not applicable'), inventory)),
  ]
    .filter((text) => text !== '')
    .join('\n\n');
}

function list(heading: string, lines: readonly string[]): string {
  if (lines.length === 0) return '';
  return [`${heading}:`, ...lines.map((line) => `  ${line}`)].join('\n');
}

/** A line for each entry; one line for a module whose entries all have the same reason. */
function by_reason(findings: readonly Finding[], inventory: Inventory): string[] {
  const lines = new Set<string>();
  for (const { entry, note } of findings) {
    const own = inventory.findings.filter((it) => it.entry.module === entry.module);
    const whole = own.length > 1 && own.every((it) => it.note === note);
    lines.add(`${whole ? `${entry.module} (all ${own.length})` : name_of(entry)}: ${note}`);
  }
  return [...lines];
}
