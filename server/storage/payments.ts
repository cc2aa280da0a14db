/** Reads of payments: one, a page by keyset, sums of a filter, counters. */
import { sql, type SelectQueryBuilder } from 'kysely';
import type { PaymentFilter, RefundEntry } from '../../shared/api.ts';
import { openStates } from '../../shared/operation.ts';
import { paidStatuses, type Payment } from '../../shared/payment.ts';
import type { Connection } from './connection.ts';
import { paymentFromRow, type JoinedPaymentRow } from './payment-from-row.ts';
import type { PaymentRow, Tables } from './schema.ts';
import { all, first, prepared, sqlFor } from './statement.ts';
import type { Storage } from './storage.ts';

/** Spelled out, so that the partial index over the open states serves it. */
const openStatesSql = sql.raw(openStates.map((state) => `'${state}'`).join(', '));

const paymentWithOpen = sqlFor
  .selectFrom('payment')
  .leftJoin('operation as open', (join) =>
    join
      .onRef('open.pay_token', '=', 'payment.pay_token')
      .on('open.state', 'in', sql`(${openStatesSql})`),
  )
  .selectAll('payment')
  .select([
    'open.id as open_id',
    'open.kind as open_kind',
    'open.state as open_state',
    'open.amount as open_amount',
    'open.requested_by as open_requested_by',
    'open.requested_by_name as open_requested_by_name',
    'open.created_at as open_created_at',
    'open.sent_at as open_sent_at',
    'open.next_check_at as open_next_check_at',
    'open.send_after as open_send_after',
  ]);

const paymentByToken = prepared((given: { payToken: string }) =>
  paymentWithOpen.where('payment.pay_token', '=', given.payToken),
);

/** One payment, read on the given connection. */
export function findPaymentOn(connection: Connection, payToken: string): Payment | undefined {
  const row = paymentByToken.first(connection, { payToken });
  return row === undefined ? undefined : paymentFromRow(row);
}

/** A payment that is there. @throws Error where it isn't */
export function getPaymentOn(connection: Connection, payToken: string): Payment {
  const payment = findPaymentOn(connection, payToken);
  if (payment === undefined) throw new Error(`No payment ${payToken}`);
  return payment;
}

/** One payment by its token. */
export function findPayment(storage: Storage, payToken: string): Payment | undefined {
  return findPaymentOn(storage.reader, payToken);
}

const paymentRowByToken = prepared((given: { payToken: string }) =>
  sqlFor.selectFrom('payment').selectAll().where('pay_token', '=', given.payToken),
);

/** The raw row, for units of work. */
export function findPaymentRow(connection: Connection, payToken: string): PaymentRow | undefined {
  return paymentRowByToken.first(connection, { payToken });
}

/** The raw row of a payment that is there. @throws Error where it isn't */
export function getPaymentRow(connection: Connection, payToken: string): PaymentRow {
  const row = findPaymentRow(connection, payToken);
  if (row === undefined) throw new Error(`No payment ${payToken}`);
  return row;
}

/** All payments that used an orderNo, the newest first. */
export function paymentsOfOrder(storage: Storage, orderNo: string): Payment[] {
  return all(
    storage.reader,
    paymentWithOpen
      .where('payment.order_no', '=', orderNo)
      .orderBy('payment.created_at', 'desc')
      .limit(50),
  ).map((row) => paymentFromRow(row as JoinedPaymentRow));
}

/** The payment that a buyer's return URL belongs to. */
export function findPaymentByReturnRef(storage: Storage, ref: string): Payment | undefined {
  const row = first(storage.reader, paymentWithOpen.where('payment.return_ref', '=', ref));
  return row === undefined ? undefined : paymentFromRow(row);
}

/** Unpaid payments come last in the order of completion; the index is over this very text. */
const completedAt = sql<string>`ifnull(payment.completed_at, '')`;

const clockColumn = {
  created: sql.ref<string>('payment.created_at'),
  completed: completedAt,
  changed: sql.ref<string>('payment.changed_at'),
} as const;

/** Escapes LIKE's wildcards in what a person typed. */
const likePattern = (text: string) => text.replace(/[\\%_]/g, (sign) => `\\${sign}`);

type PaymentQuery<O> = SelectQueryBuilder<
  Tables & { open: Tables['operation'] },
  'payment' | 'open',
  O
>;

/** The smallest text that is after every text that starts with `prefix`. */
const prefixEnd = (prefix: string) => `${prefix}\u{10ffff}`;

function searched<O>(query: PaymentQuery<O>, q: string): PaymentQuery<O> {
  return query.where((where) =>
    where.or([
      where.and([where('payment.order_no', '>=', q), where('payment.order_no', '<', prefixEnd(q))]),
      where('payment.pay_token', '=', q),
      where(
        'payment.pay_token',
        'in',
        where.selectFrom('payment_refund').select('pay_token').where('refund_no', '=', q),
      ),
      where(
        'payment.pay_token',
        'in',
        where.selectFrom('operation').select('operation.pay_token').where('operation.id', '=', q),
      ),
      sql<boolean>`payment.product_desc LIKE ${`%${likePattern(q)}%`} ESCAPE '\\'`,
    ]),
  );
}

const toUtc = (instant: string) => new Date(Date.parse(instant)).toISOString();

// A filter is a list of independent conditions; splitting it would only scatter them.
function filtered<O>(start: PaymentQuery<O>, filter: PaymentFilter): PaymentQuery<O> {
  let query = start;
  if (filter.status !== undefined && filter.status.length > 0) {
    query = query.where('payment.status', 'in', filter.status);
  }
  if (filter.method !== undefined) query = query.where('payment.pay_method', '=', filter.method);
  const clock = clockColumn[filter.clock ?? 'changed'];
  if (filter.from !== undefined) query = query.where(clock, '>=', toUtc(filter.from));
  if (filter.to !== undefined) {
    query = query.where(clock, '<', toUtc(filter.to));
    // An unpaid payment was completed at no time, however early its place in the order.
    if (filter.clock === 'completed') query = query.where('payment.completed_at', 'is not', null);
  }
  if (filter.amountMin !== undefined) query = query.where('payment.amount', '>=', filter.amountMin);
  if (filter.amountMax !== undefined) query = query.where('payment.amount', '<=', filter.amountMax);
  if (filter.refunded === 'none') query = query.where('payment.refunded', '=', 0);
  if (filter.refunded === 'partial') {
    query = query
      .where('payment.refunded', '>', 0)
      .whereRef('payment.refunded', '<', 'payment.amount');
  }
  if (filter.refunded === 'full') {
    query = query
      .where('payment.refunded', '>', 0)
      .whereRef('payment.refunded', '>=', 'payment.amount');
  }
  if (filter.refundable !== undefined) {
    const refundable = sql<boolean>`(payment.status IN ('PAY_COMPLETE', 'REFUND_SUCCESS')
      AND payment.refunded < payment.amount)`;
    query = query.where(filter.refundable ? refundable : sql<boolean>`NOT ${refundable}`);
  }
  if (filter.tax !== undefined) {
    const mixed = sql<boolean>`(payment.tax_free > 0 OR payment.service_fee > 0)`;
    query = query.where(filter.tax === 'mixed' ? mixed : sql<boolean>`NOT ${mixed}`);
  }
  if (filter.drift !== undefined) {
    query = query.where('payment.drift', filter.drift ? 'is not' : 'is', null);
  }
  if (filter.q !== undefined && filter.q !== '') query = searched(query, filter.q);
  return query;
}

const sortColumn = {
  '-changed': clockColumn.changed,
  '-created': clockColumn.created,
  '-completed': clockColumn.completed,
  '-amount': sql.ref<number>('payment.amount'),
} as const;
export type PaymentSort = keyof typeof sortColumn;

/** One page and the way to the next; `nextCursor` is `null` at the end. */
export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

type Keyset = [key: string | number, payToken: string];

function readCursor(cursor: string): Keyset | null {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (!Array.isArray(parsed) || parsed.length !== 2) return null;
    const [key, payToken] = parsed as unknown[];
    const keyIsFine = typeof key === 'string' || typeof key === 'number';
    return keyIsFine && typeof payToken === 'string' ? [key, payToken] : null;
  } catch {
    // Not JSON: the cursor was not made here. The caller answers with a field error.
    return null;
  }
}

const writeCursor = (keyset: Keyset) => Buffer.from(JSON.stringify(keyset)).toString('base64url');

/**
 * A page of the list by keyset, so that page 1,000 costs what page 1 costs.
 * @returns `null` when the cursor is not one of ours
 */
export function pagePayments(
  storage: Storage,
  filter: PaymentFilter,
  options: { sort: PaymentSort; cursor: string | undefined; limit: number },
): Page<Payment> | null {
  const column = sortColumn[options.sort];
  let query = filtered(paymentWithOpen, filter)
    .orderBy(column, 'desc')
    .orderBy('payment.pay_token', 'desc')
    .limit(options.limit + 1);
  if (options.cursor !== undefined) {
    const keyset = readCursor(options.cursor);
    if (keyset === null) return null;
    const [key, payToken] = keyset;
    query = query.where(sql<boolean>`(${column}, payment.pay_token) < (${key}, ${payToken})`);
  }
  const rows = all(storage.reader, query) as JoinedPaymentRow[];
  const items = rows.slice(0, options.limit);
  const last = items.at(-1);
  if (rows.length <= options.limit || last === undefined) {
    return { items: items.map(paymentFromRow), nextCursor: null };
  }
  const keys = {
    '-changed': last.changed_at,
    '-created': last.created_at,
    '-completed': last.completed_at ?? '',
    '-amount': last.amount,
  };
  return {
    items: items.map(paymentFromRow),
    nextCursor: writeCursor([keys[options.sort], last.pay_token]),
  };
}

const isPaidSql = sql`payment.status IN (${sql.raw(paidStatuses.map((s) => `'${s}'`).join(', '))})`;

/** Count and sums of a filter, in won; unpaid payments count but add nothing. */
export function summarizePayments(storage: Storage, filter: PaymentFilter) {
  const base = sqlFor
    .selectFrom('payment')
    .leftJoin('operation as open', (join) => join.on(sql<boolean>`0`))
    .select([
      'payment.status as status',
      sql<number>`count(*)`.as('count'),
      sql<number>`coalesce(sum(CASE WHEN ${isPaidSql} THEN payment.amount ELSE 0 END), 0)`.as(
        'paid',
      ),
      sql<number>`coalesce(sum(payment.refunded), 0)`.as('refunded'),
    ]);
  const rows = all(
    storage.reader,
    filtered(base as unknown as PaymentQuery<SummaryRow>, filter).groupBy('payment.status'),
  );
  const total = { count: 0, paid: 0, refunded: 0, net: 0, byStatus: {} as Record<string, number> };
  for (const row of rows) {
    total.count += row.count;
    total.paid += row.paid;
    total.refunded += row.refunded;
    total.byStatus[row.status] = row.count;
  }
  total.net = total.paid - total.refunded;
  return total;
}

interface SummaryRow {
  status: string;
  count: number;
  paid: number;
  refunded: number;
}

const countAndSum = [
  sql<number>`count(*)`.as('count'),
  sql<number>`coalesce(sum(amount), 0)`.as('amount'),
] as const;

/** What waits for somebody, and what moved since `dayStart` (the start of the Seoul day). */
export function countWork(storage: Storage, dayStart: string) {
  const { reader } = storage;
  const approved = sqlFor
    .selectFrom('payment')
    .where('status', '=', 'PAY_APPROVED')
    // One that somebody has acted on waits for nobody any more.
    .where(
      sql<boolean>`NOT EXISTS (SELECT 1 FROM operation AS open
        WHERE open.pay_token = payment.pay_token AND open.state IN (${openStatesSql}))`,
    )
    .select([sql<number>`count(*)`.as('count'), sql<string | null>`min(expires_at)`.as('next')]);
  const operations = sqlFor
    .selectFrom('operation')
    .where('state', 'in', [...openStates])
    .select(['state', ...countAndSum, sql<string | null>`min(sent_at)`.as('oldest')])
    .groupBy('state');
  const paid = sqlFor
    .selectFrom('payment')
    .where(completedAt, '>=', dayStart)
    .select([...countAndSum]);
  const refunded = sqlFor
    .selectFrom('payment_refund')
    .where('refunded_at', '>=', dayStart)
    .select([...countAndSum]);
  const drift = sqlFor
    .selectFrom('payment')
    .where('drift', 'is not', null)
    .select(sql<number>`count(*)`.as('count'));
  // Unused ones are few, and those that are there must be found: an index by state serves it.
  const givenUp = sqlFor
    .selectFrom('operation')
    .where('state', '=', 'given_up')
    .select(sql<number>`count(*)`.as('count'));
  return {
    approved: first(reader, approved) ?? { count: 0, next: null },
    givenUp: first(reader, givenUp)?.count ?? 0,
    operations: all(reader, operations),
    drift: first(reader, drift)?.count ?? 0,
    todayPaid: first(reader, paid) ?? { count: 0, amount: 0 },
    todayRefunded: first(reader, refunded) ?? { count: 0, amount: 0 },
  };
}

/** The refunds of a payment, newest first, with whoever made those that are ours. */
export function refundsOf(storage: Storage, payToken: string): RefundEntry[] {
  const rows = all(
    storage.reader,
    sqlFor
      .selectFrom('payment_refund as refund')
      .leftJoin('operation', 'operation.id', 'refund.operation_id')
      .where('refund.pay_token', '=', payToken)
      .orderBy('refund.refunded_at', 'desc')
      .orderBy('refund.first_seen_at', 'desc')
      .select([
        'refund.refund_no',
        'refund.amount',
        'refund.reason',
        'refund.refunded_at',
        'refund.operation_id',
        'operation.amount as own_amount',
        'operation.taxable',
        'operation.vat',
        'operation.tax_free',
        'operation.service_fee',
        'operation.reason as own_reason',
        'operation.requested_by',
        'operation.requested_by_name',
      ]),
  );
  return rows.map((row) => ({
    refundNo: row.refund_no,
    amount: row.amount,
    parts:
      // Where Toss shows another amount than was asked for, nobody knows its parts.
      row.operation_id === null || row.own_amount !== row.amount
        ? null
        : {
            taxable: row.taxable ?? 0,
            vat: row.vat ?? 0,
            taxFree: row.tax_free ?? 0,
            serviceFee: row.service_fee ?? 0,
          },
    reason: row.own_reason ?? row.reason,
    at: row.refunded_at,
    operationId: row.operation_id,
    staff:
      row.requested_by === null
        ? null
        : { id: row.requested_by, name: row.requested_by_name ?? '' },
  }));
}
