/**
 * The figures of a span of Seoul days (월마감): payments by their day, refunds by theirs, per tax
 * part, and apart from them the bank transfers by theirs. Payments come from the kept sums, so
 * their number doesn't count; refunds are read one by one along the index of their time, in the
 * thread of slow reads.
 */
import type { PeriodFigures } from '../../shared/api.ts';
import { DAY_MS, isoToKst } from '../../shared/kst.ts';
import { paidStatuses, payMethods, type PayMethod } from '../../shared/payment.ts';
import { addParts, noParts, taxKinds, type Parts, type TaxKind } from '../../shared/tax-split.ts';
import { sumBankTransfers } from './bank-transfers.ts';
import type { Span } from './day-close-figures.ts';
import { taxKindSql } from './migrations/0015-tax-sums.ts';
import { prepare } from './statement.ts';
import { placeOfUnit, type Unit } from './unit.ts';

/** Sums of one day, method and kind of tax. */
interface Piece {
  day: string;
  method: PayMethod | null;
  tax: TaxKind | 'unknown';
  count: number;
  won: number;
  taxable: number;
  vat: number;
  tax_free: number;
  service_fee: number;
}
type PaidPiece = Piece & { no_vat_payments: number; no_vat_amount: number };
type RefundPiece = Piece & { earlier: number; earlierWon: number };

const paidSql = `SELECT day, nullif(method, '') AS method, tax, sum(payments) AS count,
    sum(amount) AS won, sum(taxable) AS taxable, sum(vat) AS vat, sum(tax_free) AS tax_free,
    sum(service_fee) AS service_fee, sum(no_vat_payments) AS no_vat_payments,
    sum(no_vat_amount) AS no_vat_amount
  FROM payment_tally
  WHERE clock = 'completed' AND day >= ? AND day < ? AND payments > 0
    AND status IN (${paidStatuses.map((status) => `'${status}'`).join(', ')})
  GROUP BY day, method, tax`;

/** If Toss shows another amount than the desk asked for, the parts of a refund are not known. */
const refundsSql = `SELECT date(r.refunded_at, '+9 hours') AS day, p.pay_method AS method,
    CASE WHEN o.id IS NULL THEN 'unknown' ELSE ${taxKindSql('p')} END AS tax,
    count(*) AS count, sum(r.amount) AS won, coalesce(sum(o.taxable), 0) AS taxable,
    coalesce(sum(o.vat), 0) AS vat, coalesce(sum(o.tax_free), 0) AS tax_free,
    coalesce(sum(o.service_fee), 0) AS service_fee,
    sum(CASE WHEN p.completed_at < ? THEN 1 ELSE 0 END) AS earlier,
    sum(CASE WHEN p.completed_at < ? THEN r.amount ELSE 0 END) AS "earlierWon"
  FROM payment_refund AS r INDEXED BY payment_refund_by_time
  CROSS JOIN payment AS p ON p.pay_token = r.pay_token
  LEFT JOIN operation AS o ON o.id = r.operation_id AND o.amount = r.amount
  WHERE r.refunded_at >= ? AND r.refunded_at < ?
  GROUP BY 1, 2, 3`;

/** Refunds without a time from Toss belong to no day: by when the desk first saw them. */
const untimedSql = `SELECT count(*) AS count, coalesce(sum(amount), 0) AS won FROM payment_refund
  WHERE refunded_at IS NULL AND first_seen_at >= ? AND first_seen_at < ?`;

type Flow = PeriodFigures['paid'];

const noFlow = (): Flow => ({ count: 0, won: 0, parts: noParts, unknownWon: 0 });

const partsOf = (piece: Piece): Parts => ({
  taxable: piece.taxable,
  vat: piece.vat,
  taxFree: piece.tax_free,
  serviceFee: piece.service_fee,
});

function add(flow: Flow, piece: Piece): void {
  flow.count += piece.count;
  flow.won += piece.won;
  flow.parts = addParts(flow.parts, partsOf(piece));
  if (piece.tax === 'unknown') flow.unknownWon += piece.won;
}

const sumOf = (pieces: readonly Piece[]): Flow => {
  const flow = noFlow();
  for (const piece of pieces) add(flow, piece);
  return flow;
};

const byTax = (pieces: readonly Piece[]) =>
  [...taxKinds, 'unknown' as const].map((tax) => ({
    tax,
    ...sumOf(pieces.filter((piece) => piece.tax === tax)),
  }));

const brief = ({ count, won }: Flow) => ({ count, won });

function daysOf({ from, to }: Span): string[] {
  const count = Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);
  const at = (day: number) => new Date(Date.parse(from) + day * DAY_MS).toISOString();
  return Array.from({ length: count }, (_, day) => isoToKst(at(day)).slice(0, 10));
}

function* readPieces(span: Span) {
  const { from, to } = span;
  const [first, end] = [from, to].map((instant) => isoToKst(instant).slice(0, 10));
  const paid = (yield* prepare(paidSql).all(first ?? '', end ?? '')) as PaidPiece[];
  const refunded = (yield* prepare(refundsSql).all(from, from, from, to)) as RefundPiece[];
  const untimed = (yield* prepare(untimedSql).get(from, to)) as PeriodFigures['untimed'];
  const { partsUnknownWon: unknownWon, ...sent } = yield* sumBankTransfers(span);
  return { paid, refunded, transferred: { ...sent, unknownWon }, untimed };
}

/**
 * The sums of a span.
 * @param span whole Seoul days
 * @throws Error outside a transaction: the sums would not be of one moment
 */
export function* readPeriod(span: Span): Unit<PeriodFigures> {
  if (!(yield* placeOfUnit()).inTransaction) throw new Error('The sums need a transaction');
  const { paid, refunded, transferred, untimed } = yield* readPieces(span);
  const methods: (PayMethod | null)[] = [...payMethods];
  if ([...paid, ...refunded].some(({ method }) => method === null)) methods.push(null);
  const total = (of: (piece: RefundPiece) => number) =>
    refunded.reduce((sum, piece) => sum + of(piece), 0);
  return {
    paid: sumOf(paid),
    refunded: sumOf(refunded),
    transferred,
    paidByTax: byTax(paid),
    refundedByTax: byTax(refunded),
    byMethod: methods.map((method) => ({
      method,
      paid: brief(sumOf(paid.filter((piece) => piece.method === method))),
      refunded: brief(sumOf(refunded.filter((piece) => piece.method === method))),
    })),
    days: daysOf(span).map((day) => ({
      day,
      paid: sumOf(paid.filter((piece) => piece.day === day)),
      refunded: sumOf(refunded.filter((piece) => piece.day === day)),
    })),
    refundsOfEarlier: {
      count: total(({ earlier }) => earlier),
      won: total(({ earlierWon }) => earlierWon),
    },
    withoutVat: {
      count: paid.reduce((sum, piece) => sum + piece.no_vat_payments, 0),
      won: paid.reduce((sum, piece) => sum + piece.no_vat_amount, 0),
    },
    untimed,
  };
}
