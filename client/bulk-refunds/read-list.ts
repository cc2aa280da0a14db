/** Parses a pasted, typed or uploaded list into rows and faults. */
import { CsvError, parse } from 'csv-parse/browser/esm/sync';
import { BULK_MAX_ROWS } from '../../shared/bulk-refund.ts';
import { taxParts } from '../../shared/tax-split.ts';
import { readRow, type Cells, type Column, type LineFault, type ListRow } from './list-row.ts';

export interface ReadList {
  rows: ListRow[];
  faults: LineFault[];
  /** Names of columns that are not known and therefore ignored. */
  ignored: string[];
}

/** Accepted column names, normalized: without blanks, signs and text in brackets. */
const names: Record<Column, readonly string[]> = {
  orderNo: ['주문번호', '주문', '상품주문번호', 'orderno', 'order', 'ordernumber', 'orderid'],
  payToken: ['결제토큰', '토큰', 'paytoken', 'paymenttoken', 'token'],
  amount: ['금액', '환불금액', '환불액', '환불할금액', 'amount', 'refund', 'refundamount'],
  taxable: ['과세', '과세금액', '공급가', '공급가액', 'taxable'],
  vat: ['부가세', '부가가치세', '세액', 'vat'],
  taxFree: ['비과세', '비과세금액', '면세', '면세금액', 'taxfree'],
  serviceFee: ['봉사료', 'service', 'servicefee'],
  reason: ['사유', '환불사유', 'reason', 'refundreason'],
};

/** Columns of a list without a head line, by their number. */
const unnamed: Record<number, readonly Column[]> = {
  1: ['orderNo'],
  2: ['orderNo', 'amount'],
  3: ['orderNo', 'amount', 'reason'],
  6: ['orderNo', 'amount', ...taxParts],
  7: ['orderNo', 'amount', ...taxParts, 'reason'],
};

interface Line {
  line: number;
  cells: string[];
}

function columnOf(cell: string): Column | null {
  const plain = cell
    .normalize('NFKC')
    .toLowerCase()
    .replace(/\([^()]*\)|[\s_.:-]/g, '');
  const found = Object.entries(names).find(([, known]) => known.includes(plain));
  return found === undefined ? null : (found[0] as Column);
}

function delimiterOf(text: string): string {
  const first = text.trimStart().split('\n', 1)[0] ?? '';
  if (first.includes('\t')) return '\t';
  return first.includes(';') && !first.includes(',') ? ';' : ',';
}

/** @throws CsvError if the quotes don't match */
function linesOf(text: string, delimiter: string): Line[] {
  // `info: true` adds the line on which each record ends; the package's types don't have it.
  const records = parse(text, {
    bom: true,
    delimiter,
    info: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    skip_records_with_empty_values: true,
    trim: true,
  }) as unknown as { record: string[]; info: { lines: number } }[];
  return records.map(({ record, info }) => ({
    line: info.lines - record.reduce((breaks, cell) => breaks + cell.split('\n').length - 1, 0),
    cells: record,
  }));
}

/** The line of the opening quote that is never closed. */
function unclosedLine(text: string): number {
  let isOpen = false;
  let last = 1;
  for (const [index, line] of text.split('\n').entries()) {
    if (line.split('"').length % 2 === 1) continue;
    isOpen = !isOpen;
    if (isOpen) last = index + 1;
  }
  return last;
}

interface Head {
  columns: readonly (Column | null)[];
  ignored: string[];
  body: Line[];
}

/** Maps cells to columns: by the head line, else by the number of cells. */
function headOf(lines: readonly Line[]): Head | LineFault {
  const [first] = lines;
  if (first === undefined) return { columns: [], ignored: [], body: [] };
  const named = first.cells.map(columnOf);
  const known = named.filter((column) => column !== null);
  const hasNumber = known.some((column) => column === 'orderNo' || column === 'payToken');
  if (hasNumber || known.length > 1) {
    if (!hasNumber) return { line: first.line, code: 'no-order-column' };
    // If two columns have the same name, the first one counts.
    const columns = named.map((column, at) => (named.indexOf(column) === at ? column : null));
    const ignored = first.cells.filter((cell, at) => cell !== '' && columns[at] === null);
    return { columns, ignored, body: lines.slice(1) };
  }
  const width = Math.max(...lines.map(({ cells }) => cells.length));
  const columns = unnamed[width];
  if (columns === undefined) return { line: first.line, code: 'columns', text: String(width) };
  return { columns, ignored: [], body: [...lines] };
}

/** `1024,4,000원`: the thousands separator of the amount was read as a cell separator. */
function splitAmount(cells: readonly string[], columns: Head['columns']): string | null {
  const at = columns.indexOf('amount');
  const next = cells[at + 1];
  if (at < 0 || next === undefined || columns[at + 1] === 'taxable') return null;
  const halves = /^\d{1,3}$/.test(cells[at] ?? '') && /^\d{3}\s*원?$/.test(next);
  return halves ? `${cells[at] ?? ''},${next}` : null;
}

function readLine({ line, cells }: Line, { columns }: Head) {
  const text = splitAmount(cells, columns);
  const more = cells.slice(columns.length).some((cell) => cell !== '');
  const given: Cells = {};
  for (const [at, column] of columns.entries()) {
    if (column !== null) given[column] = cells[at] ?? '';
  }
  const { row, faults } = readRow(given, line);
  if (text !== null) {
    return { row, faults: [{ line, code: 'split-amount', text } satisfies LineFault] };
  }
  return more ? { row, faults: [{ line, code: 'cells' } satisfies LineFault] } : { row, faults };
}

/** Reads a list. It may be sent if `faults` is empty. */
export function readList(given: string): ReadList {
  const text = given.replace(/\r\n?/g, '\n');
  const delimiter = delimiterOf(text);
  let lines: Line[];
  try {
    lines = linesOf(text, delimiter);
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return { rows: [], faults: [{ line: unclosedLine(text), code: 'quotes' }], ignored: [] };
  }
  const head = headOf(lines);
  if (!('columns' in head)) return { rows: [], faults: [head], ignored: [] };
  const read = head.body.map((line) => readLine(line, head));
  const faults: LineFault[] = read.flatMap((one) => one.faults);
  const tooMany = head.body[BULK_MAX_ROWS];
  if (tooMany !== undefined) {
    faults.unshift({ line: tooMany.line, code: 'too-many', text: String(head.body.length) });
  }
  return { rows: read.map(({ row }) => row), faults, ignored: head.ignored };
}
