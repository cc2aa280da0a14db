/** Payments and refunds of a day for which Toss told no line (정산에 없음). */
import { sql } from 'kysely';
import { spanOfKstDay } from '../../shared/kst.ts';
import { paidStatuses } from '../../shared/payment.ts';
import type { SettlementMissingRow } from './schema.ts';
import { db, prepared } from './statement.ts';
import type { Unit } from './unit.ts';

/** Must be written exactly as in the index. */
const completedAt = sql<string>`ifnull(payment.completed_at, '')`;

/** An expression without an index, so that the planner goes by the time. */
const status = sql<string>`nullif(payment.status, '')`;

const paymentsWithout = prepared((given: { from: string; to: string }) =>
  db
    .selectFrom('payment')
    .select(['pay_token', 'pay_method'])
    .where(completedAt, '>=', given.from)
    .where(completedAt, '<', given.to)
    .where(status, 'in', [...paidStatuses])
    .where((where) =>
      where.not(
        where.exists(
          where
            .selectFrom('settlement_line as line')
            .select('line.id')
            .whereRef('line.pay_token', '=', 'payment.pay_token')
            .where('line.type', '=', 'PAY')
            .where('line.is_newest', '=', 1)
            .where('line.is_gone', '=', 0),
        ),
      ),
    ),
);

const tradesOf = prepared((given: { from: string; to: string }) =>
  db
    .selectFrom('payment')
    .select('pay_token')
    .where(completedAt, '>=', given.from)
    .where(completedAt, '<', given.to)
    .where(status, 'in', [...paidStatuses])
    .limit(1),
);

/** Whether the books have a payment of a trade day. */
export const hasTrades = function* (day: string) {
  return (yield* tradesOf.first(spanOfKstDay(day))) !== undefined;
};

const refundsWithout = prepared((given: { from: string; to: string }) =>
  db
    .selectFrom('payment_refund as refund')
    .innerJoin('payment', 'payment.pay_token', 'refund.pay_token')
    .select(['refund.pay_token', 'refund.refund_no', 'payment.pay_method'])
    .where('refund.refunded_at', '>=', given.from)
    .where('refund.refunded_at', '<', given.to)
    .where((where) =>
      where.not(
        where.exists(
          where
            .selectFrom('settlement_line as line')
            .select('line.id')
            .whereRef('line.pay_token', '=', 'refund.pay_token')
            .whereRef('line.refund_no', '=', 'refund.refund_no')
            .where('line.is_newest', '=', 1)
            .where('line.is_gone', '=', 0),
        ),
      ),
    ),
);

const commonDueDay = prepared((given: { day: string }) =>
  db
    .selectFrom('settlement_line')
    .select(['method', 'due_day', ({ fn }) => fn.countAll<number>().as('lines')])
    .where('settle_day', '=', given.day)
    .where('is_newest', '=', 1)
    .where('is_gone', '=', 0)
    .where('due_day', 'is not', null)
    .groupBy(['method', 'due_day'])
    .orderBy('lines', 'desc')
    .orderBy('method')
    .orderBy('due_day'),
);

const dropDay = prepared((given: { day: string }) =>
  db.deleteFrom('settlement_missing').where('trade_day', '=', given.day),
);

const insert = prepared((row: SettlementMissingRow) =>
  db
    .insertInto('settlement_missing')
    .values({
      pay_token: row.pay_token,
      kind: row.kind,
      refund_no: row.refund_no,
      trade_day: row.trade_day,
      expected_on: row.expected_on,
    })
    .onConflict((conflict) => conflict.doNothing()),
);

/** Payments and refunds of a trade day without a line. */
export function* withoutLine(day: string): Unit<SettlementMissingRow[]> {
  const due = yield* commonDueDay.all({ day });
  const expectedOn = (method: string | null) =>
    (due.find((row) => row.method === method) ?? due[0])?.due_day ?? day;
  const span = spanOfKstDay(day);
  const rowOf = (
    row: { pay_token: string; pay_method: string | null },
    refundNo: string,
  ): SettlementMissingRow => ({
    pay_token: row.pay_token,
    kind: refundNo === '' ? 'PAY' : 'REFUND',
    refund_no: refundNo,
    trade_day: day,
    expected_on: expectedOn(row.pay_method),
  });
  return [
    ...(yield* paymentsWithout.all(span)).map((row) => rowOf(row, '')),
    ...(yield* refundsWithout.all(span)).map((row) => rowOf(row, row.refund_no)),
  ];
}

/**
 * Lists anew what of a trade day is missing.
 * @param counts `false` where the day's lines do not prove an absence: then nothing is missing
 */
export function* noteMissing(day: string, counts: boolean): Unit<void> {
  yield* dropDay.run({ day });
  if (!counts) return;
  for (const row of yield* withoutLine(day)) yield* insert.run(row);
}

const found = prepared(() =>
  db.deleteFrom('settlement_missing').where((where) =>
    where.exists(
      where
        .selectFrom('settlement_line as line')
        .select('line.id')
        .whereRef('line.pay_token', '=', 'settlement_missing.pay_token')
        .where('line.is_newest', '=', 1)
        .where('line.is_gone', '=', 0)
        .where((either) =>
          either.or([
            either('line.refund_no', '=', either.ref('settlement_missing.refund_no')),
            either.and([
              either('line.type', '=', 'PAY'),
              either('settlement_missing.kind', '=', 'PAY'),
            ]),
          ]),
        ),
    ),
  ),
);

/** Deletes entries that have a line by now. */
export function* dropFound(): Unit<void> {
  yield* found.run({});
}
