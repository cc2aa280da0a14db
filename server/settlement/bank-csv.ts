/** Reads Toss's deposits from a CSV of a bank. Banks name and order their columns differently. */
import { parse } from 'csv-parse/sync';
import { kstToIso } from '../../shared/kst.ts';
import { parseWon } from '../../shared/won.ts';
import type { CsvFault } from '../../shared/settlement.ts';

export interface CsvDeposit {
  day: string;
  won: number;
  /** Of the first line of the day, from 1. */
  line: number;
}

export interface CsvError {
  line: number;
  why: CsvFault;
  column: string | null;
}

export interface BankCsv {
  deposits: CsvDeposit[];
  /** Lines that are not of Toss. */
  others: number;
  errors: CsvError[];
}

/** Column names without blanks and brackets. */
const DAY_COLUMN = /^(?:거래일(?:자|시)?|입금일(?:자|시)?|날짜|일자|일시|date)$/i;
const WON_COLUMN = /^(?:입금(?:액|금액)?|맡기신금액|받은금액|deposit)$/i;

/** `Toss정산1124` is the bank's text of a payout. */
const OF_TOSS = /(?:toss|토스)[\s_-]*(?:페이)?[\s_-]*정산/i;

const nameOf = (cell: string) => cell.replaceAll(/\s|\([^()]*\)|\[[^[\]]*\]/g, '');

function dayOf(text: string): string | null {
  const match = /^\s*(\d{4})\s*[-./년]?\s*(\d{1,2})\s*[-./월]?\s*(\d{1,2})(?!\d)/.exec(text);
  if (match === null) return null;
  const [, year = '', month = '', date = ''] = match;
  const day = `${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`;
  return kstToIso(`${day} 00:00:00`) === null ? null : day;
}

interface Row {
  cells: string[];
  line: number;
}

function rowsOf(csv: string): Row[] {
  // A bank's head has other lines before the names of the columns.
  const options = { bom: true, info: true, relax_column_count: true, relax_quotes: true };
  const delimiter = [',', ';', '\t'];
  const records = parse(csv, { ...options, delimiter, skip_empty_lines: true });
  return (records as unknown as { record: string[]; info: { lines: number } }[]).map(
    ({ record, info }) => ({ cells: record, line: info.lines }),
  );
}

interface Columns {
  day: number;
  won: number;
  count: number;
}

function columnsOf(cells: readonly string[]): Columns | null {
  const names = cells.map(nameOf);
  const day = names.findIndex((name) => DAY_COLUMN.test(name));
  const won = names.findIndex((name) => WON_COLUMN.test(name));
  return day === -1 || won === -1 ? null : { day, won, count: cells.length };
}

interface Context {
  columns: Columns;
  names: readonly string[];
  today: string;
  /** Lines read until now. */
  seen: Set<string>;
}

/** The deposit of a line, or what is wrong with it. */
function readRow({ cells, line }: Row, { columns, names, today, seen }: Context) {
  const wrong = (why: CsvFault, column: number | null): CsvError => ({
    ...{ line, why },
    column: column === null ? null : (names[column] ?? '').slice(0, 40),
  });
  if (cells.length !== columns.count) return wrong('column-count', null);
  const day = dayOf(cells[columns.day] ?? '');
  if (day === null) return wrong('no-day', columns.day);
  const won = parseWon(cells[columns.won] ?? '');
  if (won === null || won === 0) return wrong('no-won', columns.won);
  if (day > today) return wrong('not-a-payout-day', columns.day);
  const text = cells.join('\n');
  if (seen.has(text)) return wrong('same-line', null);
  seen.add(text);
  return { day, won, line };
}

/** @param today the last day that can have a deposit */
export function readBankCsv(csv: string, today: string): BankCsv {
  const rows = rowsOf(csv);
  const headAt = rows.findIndex(({ cells }) => columnsOf(cells) !== null);
  const head = rows[headAt];
  const columns = columnsOf(head?.cells ?? []);
  if (head === undefined || columns === null) {
    return { deposits: [], others: 0, errors: [{ line: 1, why: 'no-columns', column: null }] };
  }
  const context = { columns, names: head.cells, today, seen: new Set<string>() };
  const body = rows.slice(headAt + 1);
  const ours = body.filter(({ cells }) => cells.some((cell) => OF_TOSS.test(cell)));
  const read = ours.map((row) => readRow(row, context));
  const errors = read.filter((one): one is CsvError => 'why' in one);
  const byDay = new Map<string, CsvDeposit>();
  for (const one of read) {
    if ('why' in one) continue;
    const former = byDay.get(one.day);
    byDay.set(one.day, former === undefined ? one : { ...former, won: former.won + one.won });
  }
  return { deposits: [...byDay.values()], others: body.length - ours.length, errors };
}
