/** The columns of an export, the same in every kind of file. */
import type { Item } from '../../shared/items.ts';
import {
  isPayStatus,
  paymentFields,
  type FileColumn,
  type Payment,
  type TextField,
} from '../../shared/payment.ts';
import { addParts, taxKindOf, type Parts, type TaxPart } from '../../shared/tax-split.ts';
import type { Cell } from '../csv-file.ts';
import type { Line, Totals } from '../payment-lines.ts';
import type { ExportWords } from './export-words.ts';

/** Columns of a line that aren't payment fields; those of the payment are in `paymentFields`. */
type LineColumn =
  | 'kind'
  | 'at'
  | 'won'
  | 'refundNo'
  | 'reason'
  | 'staff'
  | 'unknown'
  | 'taxKind'
  | 'paidAt';
type ColumnName = LineColumn | FileColumn;

interface Column {
  /** In characters. */
  width: number;
  of: (line: Line, words: ExportWords) => Cell;
}

const itemText = ({ name, quantity }: Item) => `${name} × ${String(quantity)}`;

const timeCell = (iso: string | null): Cell => (iso === null ? null : { time: iso });

/** Fills the cell on the payment's own line only, so that a sum over the column counts it once. */
const once = (of: (payment: Payment, words: ExportWords) => Cell): Column['of'] => {
  return ({ kind, payment }, words) => (kind === 'payment' ? of(payment, words) : null);
};

function statusWord({ status, remaining }: Payment, { payment: words }: ExportWords): string {
  if (status === 'REFUND_SUCCESS') return remaining > 0 ? words.partial : words.full;
  return isPayStatus(status) ? words.status[status] : status;
}

/** Refunded without known parts: Toss tells none of what was not made through the desk. */
const unknownWon = ({ kind, estimated, won }: Line): number =>
  kind !== 'payment' && estimated ? won : 0;

const partColumn = (part: TaxPart): Column => ({
  width: 12,
  of: ({ parts }) => (parts === null ? null : parts[part]),
});

/** Columns that came later: at the end, so that a file keeps the places of the others. */
const added = {
  unknown: { width: 14, of: (line) => unknownWon(line) || null },
  taxKind: { width: 10, of: ({ payment }, words) => words.taxKinds[taxKindOf(payment.parts)] },
  paidAt: { width: 20, of: ({ payment }) => timeCell(payment.completedAt) },
  transferred: { width: 14, of: ({ transferred }) => transferred || null },
  items: { width: 40, of: ({ items }) => (items === null ? null : items.map(itemText).join(', ')) },
} as const satisfies Partial<Record<ColumnName, Column>>;

/** In order. Columns that show a text field unchanged may be left out. */
const given: Record<Exclude<ColumnName, TextField | keyof typeof added>, Column> &
  Partial<Record<ColumnName, Column>> = {
  kind: { width: 12, of: ({ kind }, words) => words.kinds[kind] },
  orderNo: { width: 26, of: ({ payment }) => payment.orderNo },
  productDesc: { width: 30, of: ({ payment }) => payment.productDesc },
  status: { width: 14, of: once(statusWord) },
  method: {
    width: 12,
    of: once(({ payMethod }, words) =>
      payMethod === null ? null : words.payment.method[payMethod],
    ),
  },
  card: { width: 12, of: once(({ cardCompanyName }) => cardCompanyName) },
  at: { width: 20, of: ({ at }) => timeCell(at) },
  won: { width: 14, of: ({ won }) => won },
  taxable: partColumn('taxable'),
  vat: partColumn('vat'),
  taxFree: partColumn('taxFree'),
  serviceFee: partColumn('serviceFee'),
  estimated: {
    width: 10,
    of: ({ estimated, parts }, words) => (estimated && parts !== null ? words.estimated : null),
  },
  ordered: { width: 14, of: once(({ amount }) => amount) },
  remaining: { width: 14, of: once(({ remaining }) => remaining) },
  refundNo: { width: 38, of: ({ refundNo }) => refundNo },
  reason: { width: 20, of: ({ reason }) => reason },
  staff: { width: 14, of: ({ staffName }) => staffName },
  createdAt: { width: 20, of: once(({ createdAt }) => timeCell(createdAt)) },
  payToken: { width: 28, of: ({ payment }) => payment.payToken },
};

const plain = (field: TextField): Column => ({ width: 28, of: once((payment) => payment[field]) });

const named = Object.values(paymentFields).flatMap(({ file }): readonly FileColumn[] => file);
const isPlain = (name: FileColumn): name is FileColumn & TextField =>
  !(name in given || name in added);
const left = named.filter(isPlain);

export const columns: readonly (Column & { name: ColumnName })[] = [
  ...Object.entries(given).map(([name, column]) => ({ ...column, name: name as ColumnName })),
  ...left.map((name) => ({ ...plain(name), name })),
  ...Object.entries(added).map(([name, column]) => ({ ...column, name: name as ColumnName })),
];

/** The columns that sums have, by their places. */
export const sumColumns = (
  ['kind', 'won', 'taxable', 'vat', 'taxFree', 'serviceFee', 'unknown', 'transferred'] as const
).map((name) => columns.findIndex((column) => column.name === name));

export function headings(words: ExportWords): Cell[] {
  return columns.map(({ name }) => words.columns[name]);
}

export function rowOf(line: Line, words: ExportWords): Cell[] {
  return columns.map(({ of }) => of(line, words));
}

type Totalled = Partial<Record<'unknown' | 'transferred', number | null>>;

export type SumName = 'paid' | 'refunded' | 'net';

/** Rows of sums: paid, refunded, and the difference. */
export function totalRows(
  totals: Totals,
  names: Readonly<Record<SumName, string>>,
): Record<SumName, Cell[]> {
  const { paid, refunded, unknown, transferred, paidParts, refundedParts } = totals;
  const row = (kind: string, won: number, parts: Parts, more: Totalled = { unknown: 0 }) => {
    const cells: Partial<Record<ColumnName, Cell>> = { kind, won, ...parts, ...more };
    return columns.map(({ name }) => cells[name] ?? null);
  };
  return {
    paid: row(names.paid, paid, paidParts),
    refunded: row(names.refunded, refunded, refundedParts, {
      unknown,
      transferred: transferred || null,
    }),
    net: row(names.net, paid + refunded, addParts(paidParts, refundedParts), { unknown }),
  };
}

/** A row with a text alone. */
export function textRow(text: string): Cell[] {
  return columns.map(({ name }) => (name === 'kind' ? text : null));
}
