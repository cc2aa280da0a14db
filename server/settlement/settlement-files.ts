/**
 * A month as a file: its lines by payout day, and in a workbook its days on a sheet of their own.
 * Numbers, codes and order numbers only: nothing about buyers.
 */
import type { Cell } from '../csv-file.ts';
import { csvFile } from '../csv-file.ts';
import {
  firstLine,
  linesAfter,
  missingOfDay,
  type LineBeside,
  type MissingRow,
} from '../storage/settlement-figures.ts';
import type { Storage } from '../storage/storage.ts';
import { xlsxFile, type Rows } from '../xlsx-file.ts';
import { yieldToEventLoop } from '../yield-to-event-loop.ts';
import type { FileWords } from './file-words.ts';
import { readDays, type DayHead } from './read-days.ts';

/** Lines per batch: a few milliseconds, so that the event loop isn't blocked. */
const LINES_A_TURN = 200;

type Column = keyof FileWords['columns'];

const columns: readonly [name: Column, width: number][] = [
  ['dueDay', 14],
  ['tradeDay', 14],
  ['state', 14],
  ['type', 8],
  ['orderNo', 24],
  ['method', 16],
  ['amount', 14],
  ['fee', 12],
  ['vat', 12],
  ['settled', 14],
  ['feeState', 14],
  ['ownFee', 14],
  ['ownVat', 14],
  ['difference', 14],
  ['rate', 10],
  ['version', 10],
  ['payToken', 26],
  ['transactionId', 40],
  ['expected', 14],
  ['deposit', 14],
  ['depositDifference', 14],
  ['reason', 20],
];

/** The columns of the sheet of days; lines leave the last four empty. */
const dayColumns: readonly Column[] = [
  ...(['dueDay', 'state', 'amount', 'fee', 'vat', 'settled'] as const),
  ...(['expected', 'deposit', 'depositDifference', 'reason'] as const),
];

const rowOf = (cells: Partial<Record<Column, Cell>>): Cell[] =>
  columns.map(([name]) => cells[name] ?? null);

const headings = (words: FileWords) => columns.map(([name]) => words.columns[name]);

function lineRow(line: LineBeside, words: FileWords): Cell[] {
  const { amount, fee, vat, own_fee: ownFee, own_vat: ownVat } = line;
  const differs = line.fee_state === 'differs' && ownFee !== null && ownVat !== null;
  return rowOf({
    dueDay: line.due_day ?? words.noDueDay,
    tradeDay: line.settle_day,
    state: words.lines[line.state],
    type: words.types[line.type] ?? line.type,
    orderNo: line.order_no,
    method: line.method,
    ...{ amount, fee, vat, settled: amount + fee + vat },
    feeState: words.fees[line.fee_state],
    ...{ ownFee, ownVat },
    difference: differs ? fee + vat - ownFee - ownVat : null,
    rate: line.rate_bp === null ? null : (line.rate_bp / 100).toFixed(2),
    version: line.version - 1,
    payToken: line.pay_token,
    transactionId: line.transaction_id,
  });
}

function missingRow(row: MissingRow, words: FileWords): Cell[] {
  const isRefund = row.kind === 'REFUND';
  return rowOf({
    dueDay: row.expected_on,
    tradeDay: row.trade_day,
    state: words.lines.missing,
    type: words.types[row.kind] ?? row.kind,
    orderNo: row.order_no,
    // No amount: sums over the columns are those of Toss.
    payToken: row.pay_token,
    transactionId: isRefund ? row.refund_no : null,
  });
}

const dayRow = ({ sums, ...head }: DayHead, words: FileWords): Cell[] =>
  rowOf({
    dueDay: head.day,
    state: words.days[head.state],
    ...{ amount: sums.amount, fee: sums.fee, vat: sums.vat, settled: sums.settled },
    expected: head.expectedWon,
    deposit: head.depositWon,
    depositDifference: head.differenceWon,
    reason: head.reason === null ? null : words.reasons[head.reason],
  });

/** All rows of one snapshot, however long the download takes. */
async function* rowsOf(
  storage: Storage,
  span: { from: string; to: string },
  words: FileWords,
): AsyncGenerator<Rows> {
  const { read, close } = storage.snapshot();
  try {
    const { heads } = read(readDays(span, storage.clock.nowMs()));
    let last: { day: string; id: number } | undefined = firstLine;
    while (last !== undefined) {
      const lines: readonly LineBeside[] = read(linesAfter(span, last, LINES_A_TURN));
      yield { rows: lines.map((line) => lineRow(line, words)), strong: false };
      await yieldToEventLoop();
      last = lines.at(-1);
    }
    for (const { day, toCheck } of heads) {
      if (toCheck.missing === 0) continue;
      const missing = read(missingOfDay(day, toCheck.missing));
      yield { rows: missing.map((row) => missingRow(row, words)), strong: false };
    }
    yield { rows: heads.map((head) => dayRow(head, words)), strong: true };
  } finally {
    close();
  }
}

async function* linesAlone(rows: AsyncIterable<Rows>): AsyncGenerator<Rows> {
  for await (const batch of rows) if (!batch.strong) yield batch;
}

export function settlementCsv(
  storage: Storage,
  span: { from: string; to: string },
  words: FileWords,
): AsyncGenerator<string> {
  return csvFile(headings(words), linesAlone(rowsOf(storage, span, words)));
}

export function settlementWorkbook(
  storage: Storage,
  span: { from: string; to: string },
  words: FileWords,
): AsyncGenerator<Uint8Array> {
  const names = columns.map(([name]) => name);
  const table = {
    name: words.sheet,
    widths: columns.map(([, width]) => width),
    headings: headings(words),
    sums: { name: words.sumSheet, columns: dayColumns.map((name) => names.indexOf(name)) },
  };
  return xlsxFile(table, rowsOf(storage, span, words));
}
