/** Signatures of months (월마감), append only. */
import type { Selectable } from 'kysely';
import type { PeriodFigures } from '../../shared/api.ts';
import type { Span } from './day-close-figures.ts';
import { tellOutside } from './outbox.ts';
import type { MonthEntryRow } from './schema.ts';
import { db, prepared } from './statement.ts';
import type { Unit } from './unit.ts';

export type MonthEntry = Selectable<MonthEntryRow>;

/** Most entries of a month that are read; one needs two people's patience for more. */
const MOST_ENTRIES = 100;

const entries = prepared((given: { month: string; most: number }) =>
  db
    .selectFrom('month_entry')
    .selectAll()
    .where('month', '=', given.month)
    .orderBy('id', 'desc')
    .limit(given.most),
);

/** The newest first. */
export function monthEntries(month: string): Unit<MonthEntry[]> {
  return entries.all({ month, most: MOST_ENTRIES });
}

const signed = prepared(() =>
  db
    .selectFrom('month_entry as entry')
    .selectAll()
    .where('kind', '=', 'signed')
    .where('id', '=', (inner) =>
      inner
        .selectFrom('month_entry as newest')
        .select(({ fn }) => fn.max('newest.id').as('id'))
        .whereRef('newest.month', '=', 'entry.month'),
    )
    .orderBy('month'),
);

/** The signatures of the months that are signed now, the oldest month first. */
export function signedMonths(): Unit<MonthEntry[]> {
  return signed.all({});
}

const write = prepared((row: Omit<MonthEntry, 'id'>) =>
  db.insertInto('month_entry').values({
    month: row.month,
    kind: row.kind,
    at: row.at,
    staff_id: row.staff_id,
    staff_name: row.staff_name,
    figures: row.figures,
    figures_at: row.figures_at,
    figures_hash: row.figures_hash,
    reason: row.reason,
  }),
);

/** Appends an entry in the caller's transaction; a signature is told to the shop's systems. */
export function* appendMonthEntry(row: Omit<MonthEntry, 'id'>): Unit<void> {
  yield* write.run(row);
  if (row.kind !== 'signed') return;
  const { month, figures_hash: figuresHash } = row;
  const data = { month, figuresHash };
  yield* tellOutside({ at: row.at, type: 'month.signed', subject: month, data });
}

/** The figures of an entry, as they were. */
export const figuresOf = ({ figures }: MonthEntry) => JSON.parse(figures) as PeriodFigures;

const seenSince = prepared((given: Span & { since: string; most: number }) =>
  db
    .selectFrom('payment_refund as refund')
    .innerJoin('payment', 'payment.pay_token', 'refund.pay_token')
    .select(['refund.pay_token as payToken', 'payment.order_no as orderNo'])
    .select(['refund.amount as won', 'refund.refunded_at as at', 'refund.origin'])
    .where('refund.refunded_at', '>=', given.from)
    .where('refund.refunded_at', '<', given.to)
    .where('refund.first_seen_at', '>', given.since)
    .orderBy('refund.refunded_at')
    .orderBy('refund.pay_token')
    .orderBy('refund.amount')
    .limit(given.most),
);

/** Refunds made in a span that the desk first saw after a time, the oldest first. */
export function refundsSeenSince(given: Span & { since: string; most: number }) {
  return seenSince.all(given);
}
