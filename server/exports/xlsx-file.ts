/**
 * Streams a workbook: only the current batch is in memory, so a file of a million rows needs no
 * more memory than one of ten.
 */
import { strToU8, Zip, ZipDeflate } from 'fflate';
import type { Cell } from '../csv-file.ts';
import { rowXml, SHEET_END, sheetHead, sheetPath, workbookParts } from './sheet-xml.ts';
import type { Rows } from './table-rows.ts';

/** A sheet can hold 1,048,576 rows; after this round number another sheet is started. */
const MOST_ROWS = 1_000_000;

interface Table {
  /** The name of the sheet, at most 28 characters; further sheets get a number after it. */
  name: string;
  /** Column widths in characters. */
  widths: readonly number[];
  headings: readonly Cell[];
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

/**
 * The file in pieces.
 * @param mostRows rows per sheet, including its heading
 */
export async function* xlsxFile(
  table: Table,
  batches: AsyncIterable<Rows>,
  mostRows = MOST_ROWS,
): AsyncGenerator<Uint8Array> {
  const archive = new Archive();
  const names: string[] = [];
  let write: (xml: string, isLast: boolean) => void = () => undefined;
  let row = 0;
  const beginSheet = () => {
    if (names.length > 0) write(SHEET_END, true);
    names.push(names.length === 0 ? table.name : `${table.name} ${String(names.length + 1)}`);
    write = archive.begin(sheetPath(names.length));
    write(sheetHead(table.widths) + rowXml(table.headings, 1, true), false);
    row = 1;
  };
  beginSheet();
  for await (const { rows, strong } of batches) {
    let xml = '';
    for (const cells of rows) {
      if (row >= mostRows) {
        write(xml, false);
        xml = '';
        beginSheet();
      }
      row += 1;
      xml += rowXml(cells, row, strong);
    }
    write(xml, false);
    yield* archive.take();
  }
  write(SHEET_END, true);
  for (const [path, xml] of workbookParts(names)) archive.begin(path)(xml, true);
  archive.end();
  yield* archive.take();
}
