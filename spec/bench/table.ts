/** From figures to rows, and from rows to the table. */

import { OURS } from './contenders';
import type { Figures } from './rounds';
import { median, ratios, spread } from './statistics';
import { target } from './targets';
import type { Workload } from './workload';

/** A line of the table, and of the JSON file. */
export interface Row {
  readonly workload: string;
  readonly contender: string;
  /** Our cost over theirs: below 1 we are better. */
  readonly ratio: number;
  /** Half of what the middle half of the ratios covers, relative to the ratio. */
  readonly spread: number;
  readonly note?: string;
}

/** The rows of a workload: one for each contender that has figures, if we have some. */
export function rows_of(workload: Workload, figures: ReadonlyMap<string, Figures>): Row[] {
  const ours = figures.get(OURS);
  if (ours === undefined || ours.failure !== undefined) return [];
  const rows: Row[] = [];
  for (const [contender, theirs] of figures) {
    if (contender === OURS || theirs.failure !== undefined) continue;
    const values = ratios(ours.costs, theirs.costs);
    const note = note_on(workload, contender, ours, theirs);
    const row = {
      workload: workload.name,
      contender,
      ratio: median(values),
      spread: spread(values),
    };
    rows.push(note === '' ? row : { ...row, note });
  }
  return rows;
}

function note_on(workload: Workload, contender: string, ours: Figures, theirs: Figures): string {
  const notes = [workload.notes?.[contender]];
  const full = workload.full_size ?? 0;
  if (theirs.size < full) notes.push(`theirs in size ${theirs.size} of ${full}`);
  if (ours.size < full) notes.push(`ours in size ${ours.size} of ${full}`);
  return notes.filter((note) => note !== undefined).join('; ');
}

/** Whether the row's target is reached; undefined where there is none. */
export function is_reached({ workload, contender, ratio }: Row): boolean | undefined {
  const limit = target(workload, contender);
  return limit === undefined ? undefined : ratio <= limit;
}

const TIMES = [
  ['s', 1],
  ['ms', 1e-3],
  ['µs', 1e-6],
  ['ns', 0],
] as const;

/** A cost for people: '1.23 µs', '483 bytes'. */
export function format_cost(cost: number, measured_in: Workload['measured_in']): string {
  if (measured_in !== undefined) return `${cost.toFixed(0)} ${measured_in}`;
  const [unit, least] = TIMES.find(([, smallest]) => cost >= smallest) ?? TIMES[3];
  return `${(cost / (least || 1e-9)).toPrecision(3)} ${unit}`;
}

/** Two or three digits: 0.0021, 0.25, 1.08, 213. */
export function format_ratio(ratio: number): string {
  if (ratio >= 100) return ratio.toFixed(0);
  return ratio >= 1 ? ratio.toPrecision(3) : ratio.toPrecision(2);
}

/** The lines of a workload: costs of all, ratios, targets; and who is missing, and why. */
export function format_workload(
  workload: Workload,
  figures: ReadonlyMap<string, Figures>,
  missing: readonly string[],
): string {
  const rows = new Map(rows_of(workload, figures).map((row) => [row.contender, row]));
  const lines = [`${workload.name}: ${workload.about}; for each ${workload.unit}`];
  for (const [contender, { costs, failure }] of figures) {
    if (failure !== undefined) {
      lines.push(`  ${contender.padEnd(16)}failed: ${failure}`);
      continue;
    }
    const cost = format_cost(median(costs), workload.measured_in).padStart(11);
    const row = rows.get(contender);
    const cells = row === undefined ? `± ${percent(spread(costs))}` : format_cells(row);
    lines.push(`  ${contender.padEnd(16)}${cost}  ${cells}`.trimEnd());
  }
  for (const contender of missing) lines.push(`  ${contender.padEnd(16)}not installed`);
  return lines.join('\n');
}

function format_cells(row: Row): string {
  const limit = target(row.workload, row.contender);
  const verdict = is_reached(row) ? 'reached' : 'MISSED';
  const cells = [
    `ratio ${format_ratio(row.ratio).padStart(7)} ± ${percent(row.spread).padEnd(5)}`,
    limit === undefined
      ? ' '.repeat(18)
      : `<= ${format_ratio(limit).padEnd(7)}${verdict}`.padEnd(18),
    row.note ?? '',
  ];
  return cells.join('  ');
}

function percent(share: number): string {
  return `${(share * 100).toFixed(0)} %`;
}
