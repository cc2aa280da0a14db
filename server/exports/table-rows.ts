/** The rows of an export: every line, then the totals, then those of signed months. */
import type { Cell } from '../csv-file.ts';
import { addLine, noTotals, type Line } from '../payment-lines.ts';
import { rowOf, totalRows } from './columns.ts';
import type { ExportWords } from './export-words.ts';
import type { SignedMonths } from './signed-months.ts';

/** A batch of rows; `strong` ones are the sums, which a workbook has on a sheet of their own. */
export interface Rows {
  rows: readonly (readonly Cell[])[];
  strong: boolean;
}

export async function* tableRows(
  batches: AsyncIterable<readonly Line[]>,
  words: ExportWords,
  signed: SignedMonths,
): AsyncGenerator<Rows> {
  let totals = noTotals;
  for await (const lines of batches) {
    totals = lines.reduce(addLine, totals);
    signed.add(lines);
    yield { rows: lines.map((line) => rowOf(line, words)), strong: false };
  }
  const { paid, refunded, net } = totalRows(totals, words.totals);
  yield { rows: [paid, refunded, net, ...signed.rows(words)], strong: true };
}
