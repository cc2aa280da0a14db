/**
 * Writes CSV for Excel in Korea: UTF-8 with a byte order mark, CRLF. A text that a spreadsheet
 * would run as a formula gets a leading apostrophe; numbers keep their sign and stay numbers.
 */
import { stringify } from 'csv-stringify/sync';
import { isoToKst } from '../shared/kst.ts';

/** A text, an amount in won, a time (ISO UTC, shown as Korea time), or an empty cell. */
export type Cell = string | number | { readonly time: string } | null;

const BYTE_ORDER_MARK = '\u{feff}';

/** Characters that a spreadsheet strips before it checks whether a text is a formula. */
const HIDDEN_BEFORE_FORMULA = /^[\s\p{Cc}\p{Cf}\p{DI}]+(?=[=+\-@＝＋－＠])/u;

function inert(cell: Cell): string | number | null {
  if (typeof cell === 'string') return cell.replace(HIDDEN_BEFORE_FORMULA, '');
  return typeof cell === 'object' && cell !== null ? isoToKst(cell.time) : cell;
}

function lines(rows: readonly (readonly Cell[])[]): string {
  return stringify(
    rows.map((row) => row.map(inert)),
    { escape_formulas: true, record_delimiter: 'windows', quote_record_delimiter: true },
  );
}

interface Batch {
  rows: readonly (readonly Cell[])[];
}

/** Yields the file in chunks: the heading row, then one chunk per batch. */
export async function* csvFile(
  headings: readonly Cell[],
  batches: AsyncIterable<Batch> | Iterable<Batch>,
): AsyncGenerator<string> {
  yield BYTE_ORDER_MARK + lines([headings]);
  for await (const { rows } of batches) if (rows.length > 0) yield lines(rows);
}
