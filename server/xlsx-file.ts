/**
 * Streams a workbook: only the current batch is in memory, so a file of a million rows needs no
 * more memory than one of ten.
 */
import { strToU8, Zip, ZipDeflate } from 'fflate';
import type { Cell } from './csv-file.ts';
import { rowXml, sheetEnd, sheetHead, sheetPath, workbookParts } from './sheet-xml.ts';

/** A sheet can hold 1,048,576 rows; after this round number another sheet is started. */
const MOST_ROWS = 1_000_000;

/** A batch of rows; `strong` ones are the sums, which a workbook has on a sheet of their own. */
export interface Rows {
  rows: readonly (readonly Cell[])[];
  strong: boolean;
}

interface Table {
  /** The name of the sheet, at most 28 characters; further sheets get a number after it. */
  name: string;
  /** Column widths in characters. */
  widths: readonly number[];
  headings: readonly Cell[];
  /** The sheet of the sums, and which of the columns it has. */
  sums: { name: string; columns: readonly number[] };
}

/** The zip archive being written. */
class Archive {
  #pieces: Uint8Array[] = [];
  #fault: Error | null = null;
  readonly #zip = new Zip((fault, piece) => {
    if (fault !== null) this.#fault = fault;
    else this.#pieces.push(piece);
  });

  begin(path: string): (xml: string, isLast: boolean) => void {
    const file = new ZipDeflate(path, { level: 6 });
    this.#zip.add(file);
    return (xml, isLast) => file.push(strToU8(xml), isLast);
  }

  end(): void {
    this.#zip.end();
  }

  /** Returns the bytes written since the last call. @throws Error of the compression */
  take(): Uint8Array[] {
    if (this.#fault !== null) throw this.#fault;
    return this.#pieces.splice(0);
  }
}

/** The sums stand apart, so that sorting, filtering and adding up the rows leave them alone. */
function sumSheet({ widths, headings, sums }: Table, rows: readonly (readonly Cell[])[]): string {
  const pick = <T>(cells: readonly T[]) => sums.columns.flatMap((at) => cells[at] ?? []);
  const cellsOf = (cells: readonly Cell[]) => sums.columns.map((at) => cells[at] ?? null);
  const lines = rows.map((cells, index) => rowXml(cellsOf(cells), index + 2, true));
  return (
    sheetHead(pick(widths)) + rowXml(cellsOf(headings), 1, true) + lines.join('') + sheetEnd(null)
  );
}

/**
 * The file in pieces.
 * @param mostRows rows per sheet, including its heading
 */
export async function* xlsxFile(
  table: Table,
  batches: AsyncIterable<Rows> | Iterable<Rows>,
  mostRows = MOST_ROWS,
): AsyncGenerator<Uint8Array> {
  const archive = new Archive();
  const names: string[] = [];
  let write: (xml: string, isLast: boolean) => void = () => undefined;
  let row = 0;
  const endSheet = () => write(sheetEnd({ columns: table.headings.length, rows: row }), true);
  const beginSheet = () => {
    if (names.length > 0) endSheet();
    names.push(names.length === 0 ? table.name : `${table.name} ${String(names.length + 1)}`);
    write = archive.begin(sheetPath(names.length));
    write(sheetHead(table.widths) + rowXml(table.headings, 1, true), false);
    row = 1;
  };
  let sums: readonly (readonly Cell[])[] = [];
  beginSheet();
  for await (const { rows, strong } of batches) {
    if (strong) {
      sums = rows;
      continue;
    }
    let xml = '';
    for (const cells of rows) {
      if (row >= mostRows) {
        write(xml, false);
        xml = '';
        beginSheet();
      }
      row += 1;
      xml += rowXml(cells, row, false);
    }
    write(xml, false);
    yield* archive.take();
  }
  endSheet();
  if (sums.length > 0) {
    names.push(table.sums.name);
    archive.begin(sheetPath(names.length))(sumSheet(table, sums), true);
  }
  for (const [path, xml] of workbookParts(names)) archive.begin(path)(xml, true);
  archive.end();
  yield* archive.take();
}
