/** The columns of an export, the same in every kind of file. */
import { isoToKst } from '../../shared/kst.ts';
import { isPayStatus, type Payment } from '../../shared/payment.ts';
import { addParts, type Parts, type TaxPart } from '../../shared/tax-split.ts';
import type { Cell } from '../csv-file.ts';
import type { Line, Totals } from '../payment-lines.ts';
import type { ExportWords } from './export-words.ts';

interface Column {
  name: keyof ExportWords['columns'];
  /** In signs of the sheet's font. */
  width: number;
  of: (line: Line, words: ExportWords) => Cell;
}

const kst = (iso: string | null) => (iso === null ? null : isoToKst(iso));

/** A fact of the payment stands on its own line alone: a sum over a column counts it once. */
const once = (of: (payment: Payment, words: ExportWords) => Cell): Column['of'] => {
  return ({ kind, payment }, words) => (kind === 'payment' ? of(payment, words) : null);
};

function statusWord({ status, remaining }: Payment, { payment: words }: ExportWords): string {
  if (status === 'REFUND_SUCCESS') return remaining > 0 ? words.partial : words.full;
  return isPayStatus(status) ? words.status[status] : status;
}

const partColumn = (name: TaxPart): Column => ({
  name,
  width: 12,
  of: ({ parts }) => (parts === null ? null : parts[name]),
});

export const columns: readonly Column[] = [
  { name: 'kind', width: 12, of: ({ kind }, words) => words.kinds[kind] },
  { name: 'orderNo', width: 26, of: ({ payment }) => payment.orderNo },
  { name: 'productDesc', width: 30, of: ({ payment }) => payment.productDesc },
  { name: 'status', width: 14, of: once(statusWord) },
  {
    name: 'method',
    width: 12,
    of: once(({ payMethod }, words) =>
      payMethod === null ? null : words.payment.method[payMethod],
    ),
  },
  { name: 'card', width: 12, of: once(({ cardCompanyName }) => cardCompanyName) },
  { name: 'at', width: 20, of: ({ at }) => kst(at) },
  { name: 'won', width: 14, of: ({ won }) => won },
  partColumn('taxable'),
  partColumn('vat'),
  partColumn('taxFree'),
  partColumn('serviceFee'),
  {
    name: 'estimated',
    width: 10,
    of: ({ estimated }, words) => (estimated ? words.estimated : null),
  },
  { name: 'ordered', width: 14, of: once(({ amount }) => amount) },
  { name: 'remaining', width: 14, of: once(({ remaining }) => remaining) },
  { name: 'refundNo', width: 38, of: ({ refundNo }) => refundNo },
  { name: 'reason', width: 20, of: ({ reason }) => reason },
  { name: 'staff', width: 14, of: ({ staffName }) => staffName },
  { name: 'createdAt', width: 20, of: once(({ createdAt }) => kst(createdAt)) },
  { name: 'payToken', width: 28, of: ({ payment }) => payment.payToken },
];

/** The first row of the file. */
export function headings(words: ExportWords): Cell[] {
  return columns.map(({ name }) => words.columns[name]);
}

/** A line as a row of the file. */
export function rowOf(line: Line, words: ExportWords): Cell[] {
  return columns.map(({ of }) => of(line, words));
}

/** The last rows: what came, what went back, and what is left of it. */
export function totalRows(totals: Totals, words: ExportWords): Cell[][] {
  const { paid, refunded, paidParts, refundedParts } = totals;
  const row = (kind: string, won: number, parts: Parts) => {
    const cells: Partial<Record<Column['name'], Cell>> = { kind, won, ...parts };
    return columns.map(({ name }) => cells[name] ?? null);
  };
  return [
    row(words.totals.paid, paid, paidParts),
    row(words.totals.refunded, refunded, refundedParts),
    row(words.totals.net, paid + refunded, addParts(paidParts, refundedParts)),
  ];
}
