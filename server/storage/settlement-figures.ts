/** Reads of the settlement: days in sums, lines with what they are in the books. */
import { sql, type Selectable } from 'kysely';
import type {
  SettlementDayRow,
  SettlementFeeBackRow,
  SettlementLineRow,
  SettlementRateRow,
} from './schema.ts';
import { db, prepared } from './statement.ts';
import type { ResultOf, Unit } from './unit.ts';

const days = prepared((given: { to: string }) =>
  db.selectFrom('settlement_day').selectAll().where('day', '<=', given.to).orderBy('day'),
);

/** All days until one that ever had a line, the oldest first. */
export const settlementDays = (to: string): Unit<SettlementDayRow[]> => days.all({ to });

const missingByDay = prepared((given: { from: string; to: string }) =>
  db
    .selectFrom('settlement_missing')
    .select(['expected_on as day', ({ fn }) => fn.countAll<number>().as('count')])
    .where('expected_on', '>=', given.from)
    .where('expected_on', '<=', given.to)
    .groupBy('expected_on'),
);

/** How many payments and refunds are missing, by the day on which they were expected. */
export const missingCounts = function* (span: { from: string; to: string }) {
  return new Map((yield* missingByDay.all(span)).map(({ day, count }) => [day, count]));
};

/** A newest line with what it is in the books. */
export interface LineBeside extends Selectable<SettlementLineRow> {
  seen_at: string;
  own_token: string | null;
  own_order: string | null;
  product_desc: string | null;
  own_amount: number | null;
  completed_at: string | null;
  refund_amount: number | null;
  refunded_at: string | null;
  operation_id: string | null;
}

const lines = () =>
  db
    .selectFrom('settlement_line as line')
    .innerJoin('settlement_import as import', 'import.id', 'line.import_id')
    .leftJoin('payment', 'payment.pay_token', 'line.pay_token')
    .leftJoin('payment_refund as refund', (join) =>
      join
        .onRef('refund.pay_token', '=', 'line.pay_token')
        .onRef('refund.refund_no', '=', 'line.refund_no'),
    )
    .selectAll('line')
    .select([
      'import.asked_at as seen_at',
      'payment.pay_token as own_token',
      'payment.order_no as own_order',
      'payment.product_desc',
      'payment.amount as own_amount',
      'payment.completed_at',
      'refund.amount as refund_amount',
      'refund.refunded_at',
      'refund.operation_id',
    ])
    .where('line.is_newest', '=', 1);

/** Those that somebody should look at come first. */
const toCheckFirst = (query: ReturnType<typeof lines>) =>
  query
    .orderBy((order) =>
      order
        .case()
        .when('line.state', '<>', 'matched')
        .then(0)
        .when('line.fee_state', '=', 'differs')
        .then(1)
        .else(2)
        .end(),
    )
    .orderBy('line.settled_at', (order) => order.asc().nullsFirst())
    .orderBy('line.id');

const ofDay = prepared((given: { day: string; most: number }) =>
  toCheckFirst(lines().where('line.day', '=', given.day)).limit(given.most),
);

export const linesOfDay = (day: string, most: number): Unit<LineBeside[]> =>
  ofDay.all({ day, most });

const ofSpan = prepared(
  (given: { from: string; to: string; day: string; id: number; most: number }) =>
    lines()
      .where('line.is_gone', '=', 0)
      .where('line.day', '>=', given.from)
      .where('line.day', '<=', given.to)
      .where(sql<boolean>`(line.day, line.id) > (${given.day}, ${given.id})`)
      .orderBy('line.day')
      .orderBy('line.id')
      .limit(given.most),
);

/** Before the first line of any day. */
export const firstLine = { day: '', id: 0 };

/** The next lines of some days, by day. */
export const linesAfter = (
  span: { from: string; to: string },
  { day, id }: { day: string; id: number },
  most: number,
): Unit<LineBeside[]> => ofSpan.all({ ...span, day, id, most });

const ofPayment = prepared((given: { payToken: string }) =>
  lines()
    .where('line.pay_token', '=', given.payToken)
    .orderBy('line.settled_at', (order) => order.asc().nullsFirst())
    .orderBy('line.id')
    .limit(500),
);

export const linesOfPayment = (payToken: string): Unit<LineBeside[]> => ofPayment.all({ payToken });

const unmatched = prepared((given: { most: number }) =>
  lines()
    .where('line.is_gone', '=', 0)
    .where('line.state', '<>', 'matched')
    .orderBy('line.id', 'desc')
    .limit(given.most),
);

export const unmatchedLines = (most: number): Unit<LineBeside[]> => unmatched.all({ most });

/** The conditions are those of the index. */
const unmatchedCount = prepared(() =>
  db
    .selectFrom('settlement_line')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('is_newest', '=', 1)
    .where('is_gone', '=', 0)
    .where('state', '<>', 'matched'),
);

export const countUnmatchedLines = function* (): Unit<number> {
  return (yield* unmatchedCount.first({}))?.count ?? 0;
};

/** The second condition is that of the index. */
const misfits = prepared((given: { most: number }) =>
  lines()
    .where('line.is_gone', '=', 0)
    .where('line.fee_state', '=', 'differs')
    .where('line.fee_state', '<>', 'fits')
    .orderBy('line.id', 'desc')
    .limit(given.most),
);

/** Lines whose fee differs from the contract, the newest first. */
export const linesWithOtherFee = (most: number): Unit<LineBeside[]> => misfits.all({ most });

const unratedLines = prepared((given: { most: number }) =>
  lines()
    .where('line.is_gone', '=', 0)
    .where('line.fee_state', '=', 'no-rate')
    .where('line.fee_state', '<>', 'fits')
    .orderBy('line.id', 'desc')
    .limit(given.most),
);

/** Lines for which no rate or no rule is entered, the newest first. */
export const linesWithoutRate = (most: number): Unit<LineBeside[]> => unratedLines.all({ most });

const refundsOf = prepared((given: { payToken: string }) =>
  db
    .selectFrom('payment_refund as refund')
    .leftJoin('refund_name as name', (join) =>
      join
        .onRef('name.pay_token', '=', 'refund.pay_token')
        .onRef('name.refund_no', '=', 'refund.refund_no')
        .on('name.version', '=', 'v2'),
    )
    .select(['refund.refund_no', 'refund.amount', 'refund.refunded_at', 'refund.operation_id'])
    .select('name.name')
    .where('refund.pay_token', '=', given.payToken)
    .orderBy('refund.refunded_at', (order) => order.asc().nullsFirst())
    .orderBy('refund.first_seen_at')
    .orderBy('refund.refund_no'),
);

/** The refunds of a payment in the order in which they were made, with the name that v2 told. */
export const refundsInOrder = (payToken: string) => refundsOf.all({ payToken });

const ownMissing = () =>
  db
    .selectFrom('settlement_missing as missing')
    .innerJoin('payment', 'payment.pay_token', 'missing.pay_token')
    .leftJoin('payment_refund as refund', (join) =>
      join
        .onRef('refund.pay_token', '=', 'missing.pay_token')
        .onRef('refund.refund_no', '=', 'missing.refund_no'),
    )
    .selectAll('missing')
    .select(['payment.order_no', 'payment.product_desc', 'payment.amount', 'payment.completed_at'])
    .select(['refund.amount as refund_amount', 'refund.refunded_at', 'refund.operation_id']);

const missingOn = prepared((given: { day: string; most: number }) =>
  ownMissing()
    .where('missing.expected_on', '=', given.day)
    .orderBy('missing.trade_day')
    .orderBy('missing.pay_token')
    .orderBy('missing.refund_no')
    .limit(given.most),
);

const allMissing = prepared((given: { most: number }) =>
  ownMissing()
    .orderBy('missing.trade_day')
    .orderBy('missing.pay_token')
    .orderBy('missing.refund_no')
    .limit(given.most),
);

export type MissingRow = ResultOf<(typeof allMissing)['all']>[number];

export const missingOfDay = (day: string, most: number): Unit<MissingRow[]> =>
  missingOn.all({ day, most });

export const missingOfAllDays = (most: number): Unit<MissingRow[]> => allMissing.all({ most });

const missingCount = prepared(() =>
  db.selectFrom('settlement_missing').select(({ fn }) => fn.countAll<number>().as('count')),
);

export const countMissing = function* (): Unit<number> {
  return (yield* missingCount.first({}))?.count ?? 0;
};

const missingOfToken = prepared((given: { payToken: string }) =>
  db.selectFrom('settlement_missing').selectAll().where('pay_token', '=', given.payToken),
);

export const missingOfPayment = (payToken: string) => missingOfToken.all({ payToken });

const tradeDays = prepared((given: { day: string }) =>
  db
    .selectFrom('settlement_line')
    .select('settle_day')
    .distinct()
    .where('day', '=', given.day)
    .where('is_newest', '=', 1),
);

/** The trade days of the lines that are paid out on a day. */
export function* tradeDaysOf(day: string): Unit<string[]> {
  return (yield* tradeDays.all({ day })).map(({ settle_day }) => settle_day);
}

export type Rate = Selectable<SettlementRateRow>;

const ratesInOrder = prepared(() =>
  db
    .selectFrom('settlement_rate as rate')
    .selectAll()
    .where('id', '=', (inner) =>
      inner
        .selectFrom('settlement_rate as later')
        .select(({ fn }) => fn.max('later.id').as('id'))
        .whereRef('later.method', '=', 'rate.method')
        .whereRef('later.valid_from', '=', 'rate.valid_from'),
    )
    .orderBy('method')
    .orderBy('valid_from', 'desc'),
);

/** The rates that count, by method, the newest first. */
export const enteredRates = (): Unit<Rate[]> => ratesInOrder.all({});

const rule = prepared(() =>
  db.selectFrom('settlement_fee_back').selectAll().orderBy('id', 'desc').limit(1),
);

export const enteredRule = () => rule.first({});

type By = { at: string; staff_id: string; staff_name: string };

const addRate = prepared((row: Omit<Rate, 'id'>) =>
  db.insertInto('settlement_rate').values({
    method: row.method,
    rate_bp: row.rate_bp,
    valid_from: row.valid_from,
    at: row.at,
    staff_id: row.staff_id,
    staff_name: row.staff_name,
  }),
);

export function* appendRate(row: Omit<Rate, 'id'>): Unit<void> {
  yield* addRate.run(row);
}

const addRule = prepared((row: Omit<Selectable<SettlementFeeBackRow>, 'id'>) =>
  db.insertInto('settlement_fee_back').values({
    rule: row.rule,
    at: row.at,
    staff_id: row.staff_id,
    staff_name: row.staff_name,
  }),
);

export function* appendRule(row: By & { rule: SettlementFeeBackRow['rule'] }): Unit<void> {
  yield* addRule.run(row);
}
