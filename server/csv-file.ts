/**
 * A file of values, as Excel in Korea opens it by a double click: UTF-8 with a byte order mark,
 * CRLF. A text that a spreadsheet would take for a formula gets an apostrophe before it; an amount
 * is a number and stays one, its sign too.
 */
import { stringify } from 'csv-stringify/sync';

/** A text, won, or nothing. */
export type Cell = string | number | null;

const BYTE_ORDER_MARK = '\u{feff}';

/** Signs that a spreadsheet drops or trims before it looks whether a text is a formula. */
const HIDDEN_BEFORE_FORMULA = /^[\s\p{Cc}\p{Cf}\p{DI}]+(?=[=+\-@＝＋－＠])/u;

const inert = (cell: Cell): Cell =>
  typeof cell === 'string' ? cell.replace(HIDDEN_BEFORE_FORMULA, '') : cell;

function lines(rows: readonly (readonly Cell[])[]): string {
  return stringify(
    rows.map((row) => row.map(inert)),
    { escape_formulas: true, record_delimiter: 'windows', quote_record_delimiter: true },
  );
}

/** Some rows of it. */
interface Batch {
  rows: readonly (readonly Cell[])[];
}

/** The file, piece by piece. */
export async function* csvFile(
  headings: readonly Cell[],
  batches: AsyncIterable<Batch> | Iterable<Batch>,
): AsyncGenerator<string> {
  yield BYTE_ORDER_MARK + lines([headings]);
  for await (const { rows } of batches) if (rows.length > 0) yield lines(rows);
}
