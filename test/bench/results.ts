/** The last result of every row, kept in one file; and the table of them. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { verdictOf, type Bench, type Bound, type Figure } from './bench.ts';

const RESULTS_FILE = join(import.meta.dirname, 'results.json');

export interface Machine {
  cpu: string;
  cores: number;
  node: string;
}

/** A row as it was last measured. */
export interface Result {
  row: number;
  name: string;
  what: string;
  goal: string;
  figures: Figure[];
  /** ISO-8601 UTC. */
  at: string;
  command: string;
  payments: number;
  repetitions: number;
  machine: Machine;
}

export function thisMachine(): Machine {
  const cores = cpus();
  const cpu = cores[0]?.model.trim() ?? 'unknown';
  return { cpu, cores: cores.length, node: process.version };
}

/** The result of a run of a bench. */
export function resultOf(
  { row, name, what, goal }: Omit<Bench, 'run'>,
  figures: Figure[],
  run: Pick<Result, 'at' | 'command' | 'payments' | 'repetitions'>,
): Result {
  return { row, name, what, goal, figures, ...run, machine: thisMachine() };
}

/** The kept results; empty where nothing was ever measured. */
export function readResults(file = RESULTS_FILE): Result[] {
  if (!existsSync(file)) return [];
  return (JSON.parse(readFileSync(file, 'utf8')) as { results: Result[] }).results;
}

/** The results of this run, and the former ones of rows that it left out. */
export function mergeResults(former: readonly Result[], fresh: readonly Result[]): Result[] {
  const isMeasured = (result: Result) => fresh.some(({ name }) => name === result.name);
  const left = former.filter((result) => !isMeasured(result));
  return [...left, ...fresh].sort((a, b) => a.row - b.row || a.name.localeCompare(b.name));
}

export function writeResults(results: readonly Result[], file = RESULTS_FILE): void {
  writeFileSync(file, `${JSON.stringify({ results }, null, 2)}\n`);
}

const boundText = (bound: Bound | null) =>
  bound === null ? '' : `${bound.is === 'at least' ? '≥' : '≤'} ${String(bound.than)}`;

/** The ratio; left out where there is no baseline, since it repeats the figure. */
const ratioText = ({ floor, ratio }: Figure) => (floor === '' ? '' : ratio.toFixed(2));

export const TABLE_HEAD = ['#', 'What', 'Product', 'Floor', 'Ratio', 'Goal', 'Verdict'] as const;

/** The table's cells: a line for each figure, with the row's texts on its first. */
export function tableRows(results: readonly Result[]): string[][] {
  return results.flatMap(({ row, what, figures }) =>
    figures.map((figure, index) => [
      index === 0 ? String(row) : '',
      [index === 0 ? what : '', figure.part].filter((text) => text !== '').join(': '),
      figure.product,
      figure.floor,
      ratioText(figure),
      boundText(figure.bound),
      verdictOf(figure),
    ]),
  );
}

/** For a terminal: columns as wide as necessary. */
export function tableText(results: readonly Result[]): string {
  const lines = [[...TABLE_HEAD], ...tableRows(results)];
  const widths = TABLE_HEAD.map((_head, column) =>
    Math.max(...lines.map((line) => (line[column] ?? '').length)),
  );
  const padded = (line: string[]) =>
    line.map((text, column) => text.padEnd(widths[column] ?? 0)).join('  ');
  return lines.map((line) => padded(line).trimEnd()).join('\n');
}
