/** `npm run bench:table -- FILE`: the rows of `--json FILE` as a table of Markdown, what we lose first. */

import { readFileSync, statSync } from 'node:fs';
import { cpus } from 'node:os';
import { CONTENDERS, look_around } from './contenders';
import { format_ratio, is_reached, type Row } from './table';

/** A ratio and its verdict: '**1.30** ✗' is worse than its target. */
function cell(row: Row | undefined): string {
  if (row === undefined) return '';
  const ratio = row.ratio > 1 ? `**${format_ratio(row.ratio)}**` : format_ratio(row.ratio);
  const reached = is_reached(row);
  if (reached === undefined) return ratio;
  return `${ratio} ${reached ? '✓' : '✗'}`;
}

/** How bad a workload's worst ratio is. */
function worst(rows: readonly Row[]): number {
  return Math.max(...rows.map(({ ratio }) => ratio));
}

/** The table. Workloads with a ratio above 1 come first, the worst of them on top. */
export function markdown_table(rows: readonly Row[]): string {
  const by_workload = grouped(rows);
  const names = [...by_workload.keys()];
  const lost = names.filter((name) => worst(by_workload.get(name) ?? []) > 1);
  lost.sort((a, b) => worst(by_workload.get(b) ?? []) - worst(by_workload.get(a) ?? []));
  const order = [...lost, ...names.filter((name) => !lost.includes(name))];
  const columns = CONTENDERS.filter((name) => rows.some(({ contender }) => contender === name));
  const lines = order.map((name) => {
    const own = by_workload.get(name) ?? [];
    const cells = columns.map((column) => cell(own.find(({ contender }) => contender === column)));
    const others = own.filter(({ contender }) => !columns.some((column) => column === contender));
    const rest = others.map((row) => `${row.contender}: ${cell(row)}`).join(', ');
    return `| ${[name, ...cells, rest].join(' | ')} |`;
  });
  const head = ['workload', ...columns, 'others'];
  return [`| ${head.join(' | ')} |`, `|${' --- |'.repeat(head.length)}`, ...lines].join('\n');
}

function grouped(rows: readonly Row[]): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) groups.set(row.workload, [...(groups.get(row.workload) ?? []), row]);
  return groups;
}

function main([file]: string[]): void {
  if (file === undefined) {
    process.stderr.write('npm run bench:table -- FILE\n');
    process.exitCode = 2;
    return;
  }
  const rows: Row[] = JSON.parse(readFileSync(file, 'utf8'));
  const date = statSync(file).mtime.toISOString().slice(0, 10);
  const versions = [...look_around().versions.values()].join(', ');
  process.stdout.write(`${markdown_table(rows)}\n\n`);
  process.stdout.write(
    `${date}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}; ${versions}.\n`,
  );
}

if (require.main === module) main(process.argv.slice(2));
