/** The rows of an export: every line, then the totals, then those of signed months. */
import { addLine, noTotals, type Line } from '../payment-lines.ts';
import type { Rows } from '../xlsx-file.ts';
import { rowOf, totalRows } from './columns.ts';
import type { ExportWords } from './export-words.ts';
import type { SignedMonths } from './signed-months.ts';

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
