import type { Database as SqliteDatabase } from 'better-sqlite3';

import type { PaymentRow, RefundRow } from '../payment-row.ts';
import type { PlantedLine } from './planted-line.ts';

/** A charge or a refund that is done. */
export type Trade = Pick<
  PaymentRow,
  'payToken' | 'orderNo' | 'productDesc' | 'amount' | 'payMethod'
> & {
  at: number;
  approvedOn: number;
  /** 0 for the charge, n for the n-th refund. */
  step: number;
  won: number;
  leftBeforeWon: number;
  source: RefundRow['source'] | null;
};

const PAYMENT = 'payment.payToken, orderNo, productDesc, payment.amount, payMethod';
const EARLIER = 'FROM refund other WHERE other.payToken = refund.payToken AND other.seq';
const TRADES = `
SELECT charge.at, ${PAYMENT}, charge.at approvedOn, 0 step, payment.amount won,
  payment.amount leftBeforeWon, NULL source, charge.seq seq
FROM charge INDEXED BY charge_by_time CROSS JOIN payment USING (payToken)
WHERE payment.apiKey = @apiKey AND charge.at >= @fromMs AND charge.at < @toMs
UNION ALL
SELECT refund.doneAt, ${PAYMENT}, payment.completedAt,
  (SELECT count(*) ${EARLIER} <= refund.seq), refund.amount,
  payment.amount - (SELECT coalesce(sum(amount), 0) ${EARLIER} < refund.seq AND state = 'done'),
  refund.source, refund.seq
FROM refund INDEXED BY refund_by_end CROSS JOIN payment USING (payToken)
WHERE refund.state = 'done' AND payment.apiKey = @apiKey
  AND refund.doneAt >= @fromMs AND refund.doneAt < @toMs
ORDER BY 1, step, seq`;

/** Of one shop; the end is not part of it. */
export type Span = { apiKey: string; fromMs: number; toMs: number };

export const TRADE_SCHEMA = `
CREATE INDEX IF NOT EXISTS charge_by_time ON charge (at);
CREATE INDEX IF NOT EXISTS refund_by_end ON refund (doneAt) WHERE state = 'done';
CREATE TABLE IF NOT EXISTS settlementLine (
  apiKey TEXT NOT NULL, transactionId TEXT NOT NULL, fields TEXT NOT NULL,
  PRIMARY KEY (apiKey, transactionId)
) STRICT;
`;

export function tradeStatements(db: SqliteDatabase) {
  const trades = db.prepare<[Span], Trade>(TRADES);
  const charged = db
    .prepare<[Span], number>(
      'SELECT coalesce(sum(amount), 0) FROM charge INDEXED BY charge_by_time ' +
        'CROSS JOIN payment USING (payToken) ' +
        'WHERE apiKey = @apiKey AND at >= @fromMs AND at < @toMs',
    )
    .pluck();
  const plant = db.prepare<[string, string, string]>(
    'INSERT INTO settlementLine (apiKey, transactionId, fields) VALUES (?, ?, ?) ' +
      'ON CONFLICT (apiKey, transactionId) DO UPDATE SET fields = excluded.fields',
  );
  const planted = db
    .prepare<[string], string>(
      'SELECT fields FROM settlementLine WHERE apiKey = ? ORDER BY transactionId',
    )
    .pluck();
  return {
    tradesBetween: (span: Span) => trades.all(span),
    chargedBetween: (span: Span) => charged.get(span) ?? 0,
    plantSettlementLine: (apiKey: string, line: PlantedLine): void =>
      void plant.run(apiKey, line.transactionId, JSON.stringify(line)),
    plantedSettlementLines: (apiKey: string) =>
      planted.all(apiKey).map((text) => JSON.parse(text) as PlantedLine),
  };
}
