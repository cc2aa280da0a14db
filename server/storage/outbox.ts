/**
 * The outbox: what the shop's own systems are told. A row is written in the transaction of the
 * event it tells, so that nothing is lost by a crash and nothing is told that was not committed.
 */
import type { Selectable } from 'kysely';
import { OUTBOX_DAYS, TEST_TYPE, type OutgoingType } from '../../shared/webhook.ts';
import type { OperationState } from '../../shared/operation.ts';
import type { EventRow, OutgoingEventRow } from './schema.ts';
import { db, prepare, prepared, twice } from './statement.ts';
import type { Storage } from './storage.ts';
import type { ResultOf, Unit } from './unit.ts';

export type OutgoingEvent = Selectable<OutgoingEventRow>;

const DAY_MS = 24 * 60 * 60 * 1000;

const isOn = prepared(() => db.selectFrom('outbox_switch').select('is_on'));

/** Events are written to the outbox only while this is on. */
export function switchOutbox(storage: Storage, on: boolean): Promise<void> {
  return storage.transact(function* () {
    yield* prepare('UPDATE outbox_switch SET is_on = ? WHERE is_on <> ?').run(+on, +on);
  });
}

/** The next number of a subject. The database gives the id: a restored copy repeats the number. */
const nextWith = (random: string) => `INSERT INTO outgoing_subject (subject, last) VALUES (?, 1)
  ON CONFLICT (subject) DO UPDATE SET last = outgoing_subject.last + 1
  RETURNING last AS sequence, 'evt_' || ${random} AS id`;
const NEXT = twice(
  nextWith('lower(hex(randomblob(16)))'),
  nextWith("replace(CAST(gen_random_uuid() AS TEXT), '-', '')"),
);

const insertEvent = prepared((row: Omit<OutgoingEvent, 'seq'>) =>
  db.insertInto('outgoing_event').values({
    id: row.id,
    at: row.at,
    type: row.type,
    subject: row.subject,
    body: row.body,
  }),
);

export interface NewOutgoing {
  at: string;
  type: OutgoingEvent['type'];
  subject: string;
  data: object;
}

/** Appends an event in the caller's transaction. @returns its `seq` */
export function* appendOutgoing({ at, type, subject, data }: NewOutgoing): Unit<number> {
  const { sequence, id } = (yield* prepare(NEXT).get(subject)) as {
    sequence: number;
    id: string;
  };
  const body = JSON.stringify({ id, type, timestamp: at, sequence, data });
  yield* insertEvent.run({ id, at, type, subject, body });
  return yield* newestOutgoing();
}

/** As `appendOutgoing`, if the outbox is on. */
export function* tellOutside(event: NewOutgoing): Unit<void> {
  if ((yield* isOn.first({}))?.is_on === 1) yield* appendOutgoing(event);
}

/** Where an operation's new state is told, and as what. */
const typeOfState: Partial<Record<OperationState, OutgoingType>> = {
  proposed: 'operation.awaiting_approval',
  succeeded: 'operation.succeeded',
  failed: 'operation.failed',
  declined: 'operation.failed',
  absent: 'operation.needs_person',
  needs_review: 'operation.needs_person',
  // Its money stays reserved until another manager releases it.
  given_up: 'operation.needs_person',
};

const paymentToTell = prepared((given: { payToken: string }) =>
  db
    .selectFrom('payment')
    .select(['order_no', 'status', 'amount', 'refunded', 'taxable', 'vat', 'tax_free'])
    .select(['service_fee', 'expires_at', 'canceled_at'])
    .where('pay_token', '=', given.payToken),
);

const operationToTell = prepared((given: { id: string }) =>
  db
    .selectFrom('operation')
    .select(['amount', 'taxable', 'vat', 'tax_free', 'service_fee'])
    .where('id', '=', given.id),
);

/** Toss tells no expiry: it cancels the payment once its time is over. */
function isExpired({
  expires_at: until,
  canceled_at: at,
}: {
  expires_at: string | null;
  canceled_at: string | null;
}): boolean {
  return until !== null && at !== null && at >= until;
}

type PaymentToTell = NonNullable<ResultOf<typeof paymentToTell.first>>;

function typeOf(event: Omit<EventRow, 'seq'>, payment: PaymentToTell): OutgoingType | undefined {
  if (event.type === 'operation') return typeOfState[event.state as OperationState];
  switch (event.what) {
    case 'created':
    case 'adopted':
      return 'payment.created';
    case 'approved':
      return 'payment.awaiting_execution';
    case 'completed':
      return 'payment.completed';
    case 'canceled':
      return isExpired(payment) ? 'payment.expired' : 'payment.canceled';
    case 'drift':
      return event.detail === null ? undefined : 'payment.differs';
    case 'outside-refund':
      return 'refund.outside';
    default:
      return undefined;
  }
}

type PartColumns = Record<'taxable' | 'vat' | 'tax_free' | 'service_fee', number | null>;

function partsOf(row: PartColumns | undefined) {
  if (row === undefined || row.taxable === null) return null;
  return {
    taxable: row.taxable,
    vat: row.vat,
    taxFree: row.tax_free,
    serviceFee: row.service_fee,
  };
}

/**
 * Tells an event of the history, if it is one to tell. Thin: no text that somebody wrote and
 * nothing of the buyer's.
 */
export function* tellEvent(event: Omit<EventRow, 'seq'>): Unit<void> {
  if ((yield* isOn.first({}))?.is_on !== 1) return;
  const payToken = event.pay_token;
  const payment = yield* paymentToTell.first({ payToken });
  if (payment === undefined) return;
  const type = typeOf(event, payment);
  if (type === undefined) return;
  const { operation_id: operationId } = event;
  const operation =
    operationId === null ? undefined : yield* operationToTell.first({ id: operationId });
  const isOutside = type === 'refund.outside';
  const data = {
    payToken,
    orderNo: payment.order_no,
    status: payment.status,
    refunded: payment.refunded,
    operationId,
    kind: event.kind,
    state: event.state,
    amount: isOutside ? event.amount : (operation ?? payment).amount,
    // Toss tells no parts of a refund made elsewhere.
    parts: isOutside ? null : partsOf(operation ?? payment),
  };
  yield* appendOutgoing({ at: event.at, type, subject: payToken, data });
}

const newest = prepared(() =>
  db.selectFrom('outgoing_event').select('seq').orderBy('seq', 'desc').limit(1),
);

/** `seq` of the newest outgoing event; 0: none. */
export function* newestOutgoing(): Unit<number> {
  return (yield* newest.first({}))?.seq ?? 0;
}

const atSeq = prepared((given: { seq: number }) =>
  db.selectFrom('outgoing_event').selectAll().where('seq', '=', given.seq),
);

export function findOutgoing(seq: number): Unit<OutgoingEvent | undefined> {
  return atSeq.first({ seq });
}

const since = prepared((given: { after: number; limit: number }) =>
  db
    .selectFrom('outgoing_event')
    .select(['seq', 'id', 'type', 'subject', 'body'])
    .where('seq', '>', given.after)
    .orderBy('seq')
    .limit(given.limit),
);

/** The events after `after`, the oldest first. */
export function outgoingAfter(after: number, limit: number) {
  return since.all({ after, limit });
}

/** A cursor names its event, so that one of before a copy was restored is recognised. */
const cursorOf = ({ seq, id }: Pick<OutgoingEvent, 'seq' | 'id'>) =>
  `${String(seq)}.${id.slice(4, 12)}`;

/**
 * A page of changes, the oldest first.
 * @param after a page's `after`; `undefined`: from the oldest that is kept
 * @returns `null` when the event of the cursor is not kept: what came after it may be gone, too
 */
export function* pageChanges({
  after,
  limit,
}: {
  after: string | undefined;
  limit: number;
}): Unit<{ bodies: string[]; after: string | null; more: boolean } | null> {
  let from = 0;
  if (after !== undefined) {
    const seq = /^(\d{1,15})\.[0-9a-f]{8}$/.exec(after)?.[1];
    const named = seq === undefined ? undefined : yield* findOutgoing(Number(seq));
    if (named === undefined || cursorOf(named) !== after) return null;
    from = named.seq;
  }
  const rows = yield* outgoingAfter(from, limit + 1);
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    bodies: shown.filter(({ type }) => type !== TEST_TYPE).map(({ body }) => body),
    after: last === undefined ? (after ?? null) : cursorOf(last),
    more: rows.length > limit,
  };
}

/** Rows per transaction. */
const DROPPED_AT_ONCE = 1000;

const oldest = prepared(() =>
  db
    .selectFrom('outgoing_event')
    .select(['seq', 'at'])
    .where('seq', '<', (inner) =>
      inner
        .selectFrom('outgoing_event as newest')
        .select(({ fn }) => fn.max('newest.seq').as('seq')),
    )
    .orderBy('seq')
    .limit(DROPPED_AT_ONCE),
);

/**
 * Deletes events past their term with their deliveries; call until it returns `false`. The newest
 * event stays, because a caller's cursor may name it.
 */
export function dropOldEvents(storage: Storage): Promise<boolean> {
  const before = new Date(storage.clock.nowMs() - OUTBOX_DAYS * DAY_MS).toISOString();
  return storage.transact(function* () {
    const rows = yield* oldest.all({});
    // By `seq` and not by time alone: a clock that was set back leaves no hole.
    const young = rows.findIndex(({ at }) => at >= before);
    const past = young === -1 ? rows : rows.slice(0, young);
    const through = past.at(-1)?.seq;
    if (through === undefined) return false;
    yield* noteDropped(through, storage.clock.nowIso());
    yield* prepare('DELETE FROM outgoing_event WHERE seq <= ?').run(through);
    return past.length === DROPPED_AT_ONCE;
  });
}

/** Counts what is dropped before it could be delivered, and deletes its deliveries. */
function* noteDropped(through: number, at: string): Unit<void> {
  yield* prepare(`UPDATE webhook_endpoint SET
       dropped = dropped
         + (SELECT count(*) FROM webhook_delivery AS delivery
             WHERE endpoint_id = webhook_endpoint.id AND state = 'waiting' AND seq <= @through)
         + (SELECT count(*) FROM outgoing_event AS event
             WHERE event.seq > webhook_endpoint.cursor AND event.seq <= @through
               AND event.type IN (SELECT value FROM json_each(webhook_endpoint.types))),
       cursor = CASE WHEN cursor < @through THEN @through ELSE cursor END
     WHERE state <> 'removed'`).run({ through });
  yield* prepare(`DELETE FROM webhook_delivery
      WHERE endpoint_id IN (SELECT id FROM webhook_endpoint) AND seq <= ?`).run(through);
  // What waited for a dropped one is the first of its payment now.
  yield* prepare(`UPDATE webhook_delivery INDEXED BY webhook_delivery_waiting SET next_at = ?
      WHERE state = 'waiting' AND next_at IS NULL
        AND NOT EXISTS (SELECT 1 FROM webhook_delivery AS earlier
          WHERE earlier.endpoint_id = webhook_delivery.endpoint_id AND earlier.state = 'waiting'
            AND earlier.subject = webhook_delivery.subject AND earlier.seq < webhook_delivery.seq)`).run(
    at,
  );
}

/** When the oldest event was told that waits for an endpoint; `null`: none does. */
export function* oldestWaiting(): Unit<string | null> {
  return (yield* prepare(`SELECT min(event.at) FROM webhook_endpoint AS endpoint
       JOIN outgoing_event AS event ON event.seq = coalesce(
         (SELECT min(seq) FROM webhook_delivery INDEXED BY webhook_delivery_waiting
           WHERE endpoint_id = endpoint.id AND state = 'waiting'),
         endpoint.cursor + 1)
      WHERE endpoint.state = 'on'`).value()) as string | null;
}
