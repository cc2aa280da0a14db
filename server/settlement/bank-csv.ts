/** Reads Toss's deposits from a CSV of a bank. Banks name and order their columns differently. */
import { CsvError as ParseError, parse } from 'csv-parse/sync';
import { kstToIso } from '../../shared/kst.ts';
import { parseWon } from '../../shared/won.ts';
import { DEPOSIT_MAX_WON, type CsvFault } from '../../shared/settlement.ts';
import type { BankLine } from '../storage/schema.ts';

export interface CsvDeposit {
  day: string;
  won: number;
  /** Of the first line of the day, from 1. */
  line: number;
  lines: BankLine[];
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

/** Some banks have one column for deposits and withdrawals. A withdrawal has a minus. */
const AMOUNT_COLUMN = /^거래금액$/;
/** Or another cell says that it is a withdrawal. */
const GOES = /^(?:출금|지급)$/;
const TIME_COLUMN = /^(?:거래시[간각]|입금시[간각]|시[간각]|time)$/i;

/** `Toss정산1124` is the bank's text of a payout. */
const OF_TOSS = /(?:toss|토스)[\s_-]*(?:페이)?[\s_-]*정산/i;

const nameOf = (cell: string) => cell.replaceAll(/\s|\([^()]*\)|\[[^[\]]*\]/g, '');

/** `20261124091022` */
const STAMP = /^(\d{8})(\d\d)(\d\d)(\d\d)(?!\d)/;

/** Removes the marks that keep a spreadsheet from converting a cell. */
const bare = (text: string) => text.replace(/^[\s='"]+/, '').replace(STAMP, '$1 $2:$3:$4');

function dayOf(text: string): string | null {
  const match = /^(2\d{3})\s*[-./년]?\s*(\d{1,2})\s*[-./월]?\s*(\d{1,2})(?!\d)/.exec(bare(text));
  if (match === null) return null;
  const [, year = '', month = '', date = ''] = match;
  const day = `${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`;
  return kstToIso(`${day} 00:00:00`) === null ? null : day;
}

const CLOCK =
  /(오전|오후|[ap]m)?\s?(?<!\d)([01]?\d|2[0-3])(:[0-5]\d(?::[0-5]\d)?)(?!\d)\s?([ap]m)?/i;

/** `09:10` or `09:10:22`, from the column of the day or from one of its own. */
function timeOf(texts: readonly string[]): string | null {
  for (const text of texts) {
    const match = CLOCK.exec(bare(text));
    if (match === null) continue;
    const [, before, hour = '', rest = '', half = before] = match;
    const isLater = half !== undefined && /오후|pm/i.test(half);
    const hours = half === undefined ? Number(hour) : (Number(hour) % 12) + (isLater ? 12 : 0);
    return String(hours).padStart(2, '0') + rest;
  }
  return null;
}

const WON = /^[+₩\\]?\s*(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.0+)?\s*원?$/;

/** Stricter than what a person types: a comma may stand only before three digits. */
function wonOf(text: string): number | null {
  const plain = text.normalize('NFKC').trim();
  return WON.test(plain) ? parseWon(plain.replace(/^\+/, '').replace(/\.0+/, '')) : null;
}

interface Row {
  cells: string[];
  line: number;
}

/** One of these, whichever the head has: amounts of the others have commas in them. */
const delimiters = [',', ';', '\t'];

function rowsOf(csv: string, delimiter: string): Row[] {
  // A bank's head has other lines before the names of the columns.
  const options = { bom: true, info: true, relax_column_count: true, relax_quotes: true };
  const records = parse(csv, { ...options, delimiter, skip_empty_lines: true });
  return (records as unknown as { record: string[]; info: { lines: number } }[]).map(
    ({ record, info }) => ({ cells: record, line: info.lines }),
  );
}

interface Columns {
  day: number;
  won: number;
  /** The column of amounts has withdrawals as well. */
  hasBoth: boolean;
  /** -1: there is no such column. */
  time: number;
  count: number;
}

function columnsOf(cells: readonly string[]): Columns | null {
  const names = cells.map(nameOf);
  const find = (column: RegExp) => names.findIndex((name) => column.test(name));
  const day = find(DAY_COLUMN);
  const deposits = find(WON_COLUMN);
  const won = deposits === -1 ? find(AMOUNT_COLUMN) : deposits;
  const time = find(TIME_COLUMN);
  const hasBoth = deposits === -1;
  return day === -1 || won === -1 ? null : { day, won, hasBoth, time, count: cells.length };
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
  const isLonger = cells.slice(columns.count).some((cell) => cell.trim() !== '');
  if (cells.length < columns.count || isLonger) return wrong('column-count', null);
  const day = dayOf(cells[columns.day] ?? '');
  if (day === null) return wrong('no-day', columns.day);
  const won = wonOf(cells[columns.won] ?? '');
  const goes = columns.hasBoth && cells.some((cell) => GOES.test(nameOf(cell)));
  if (won === null || won === 0 || goes || won > DEPOSIT_MAX_WON)
    return wrong('no-won', columns.won);
  if (day > today) return wrong('not-a-payout-day', columns.day);
  const text = cells.join('\n');
  if (seen.has(text)) return wrong('same-line', null);
  seen.add(text);
  const time = timeOf([cells[columns.day] ?? '', cells[columns.time] ?? '']);
  return { day, won, line, lines: [{ won, time }] };
}

interface Table {
  head: Row;
  columns: Columns;
  body: Row[];
}

function tableOf(csv: string, delimiter: string): Table | null {
  const rows = rowsOf(csv, delimiter);
  for (const [index, head] of rows.entries()) {
    const columns = columnsOf(head.cells);
    if (columns !== null) return { head, columns, body: rows.slice(index + 1) };
  }
  return null;
}

/** The table of a file, or why it has none. */
function findTable(csv: string): Table | CsvError {
  try {
    for (const delimiter of delimiters) {
      const table = tableOf(csv, delimiter);
      if (table !== null) return table;
    }
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    return { line: Number(error['lines']), why: 'open-quote', column: null };
  }
  return { line: 1, why: 'no-columns', column: null };
}

/** @param today the last day that can have a deposit */
export function readBankCsv(csv: string, today: string): BankCsv {
  const table = findTable(csv);
  if ('why' in table) return { deposits: [], others: 0, errors: [table] };
  const { head, columns, body } = table;
  const context = { columns, names: head.cells, today, seen: new Set<string>() };
  const ours = body.filter(({ cells }) => cells.some((cell) => OF_TOSS.test(cell)));
  const read = ours.map((row) => readRow(row, context));
  const errors = read.filter((one): one is CsvError => 'why' in one);
  const byDay = new Map<string, CsvDeposit>();
  for (const one of read) {
    if ('why' in one) continue;
    const former = byDay.get(one.day);
    const sum = former && { won: former.won + one.won, lines: [...former.lines, ...one.lines] };
    byDay.set(one.day, { ...(former ?? one), ...sum });
  }
  const deposits = [...byDay.values()].toSorted((a, b) => (a.day < b.day ? -1 : 1));
  return { deposits, others: body.length - ours.length, errors };
}
