/** The rows of an export: every line, then the totals. */
import type { Cell } from '../csv-file.ts';
import { addLine, noTotals, type Line } from '../payment-lines.ts';
import { rowOf, totalRows } from './columns.ts';
import type { ExportWords } from './export-words.ts';

/** A batch of rows; `strong` ones are the sums, which a workbook has on a sheet of their own. */
export interface Rows {
  rows: readonly (readonly Cell[])[];
  strong: boolean;
}

export async function* tableRows(
  batches: AsyncIterable<readonly Line[]>,
  words: ExportWords,
): AsyncGenerator<Rows> {
  let totals = noTotals;
  for await (const lines of batches) {
    totals = lines.reduce(addLine, totals);
    yield { rows: lines.map((line) => rowOf(line, words)), strong: false };
  }
  yield { rows: totalRows(totals, words), strong: true };
}
