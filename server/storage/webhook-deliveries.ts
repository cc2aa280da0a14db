/**
 * What became of each event at each endpoint. A delivery waits with a time only while no earlier
 * one of its subject waits, so events of a payment arrive in order and those of others pass.
 */
import { sql, type Selectable } from 'kysely';
import type { DeliveryFailure, DeliveryState } from '../../shared/webhook.ts';
import { newestOutgoing, outgoingAfter } from './outbox.ts';
import type { WebhookDeliveryRow } from './schema.ts';
import { db, prepare, prepared } from './statement.ts';
import type { Endpoint } from './webhook-endpoints.ts';
import type { Unit } from './unit.ts';

export type Delivery = Selectable<WebhookDeliveryRow>;

/** Most deliveries that wait at once at an endpoint; later events stay in the outbox meanwhile. */
const WAITING_AT_MOST = 10_000;
/** Events that get their deliveries in one transaction. */
const SPREAD_AT_ONCE = 500;

const isWaiting = prepared((given: { endpointId: string; subject: string }) =>
  db
    .selectFrom('webhook_delivery')
    .select('seq')
    .where('state', '=', 'waiting')
    .where('endpoint_id', '=', given.endpointId)
    .where('subject', '=', given.subject)
    .limit(1),
);

const insertWaiting = prepared(
  (row: { endpointId: string; seq: number; subject: string; nextAt: string | null }) =>
    db
      .insertInto('webhook_delivery')
      .values({
        ...{ endpoint_id: row.endpointId, seq: row.seq, subject: row.subject },
        ...{ state: 'waiting', attempts: 0, next_at: row.nextAt, last_at: null, took_ms: null },
        ...{ http_status: null, failure: null, answer: null, late: 0 },
      })
      // Somebody may have had it sent before its turn.
      .onConflict((conflict) => conflict.doNothing()),
);

/** Adds a delivery; call inside a transaction. */
export function* addDelivery(
  endpointId: string,
  { seq, subject }: { seq: number; subject: string },
  at: string,
): Unit<void> {
  const waits = (yield* isWaiting.first({ endpointId, subject })) !== undefined;
  yield* insertWaiting.run({ endpointId, seq, subject, nextAt: waits ? null : at });
}

/** How many deliveries of a state there are, counted up to a limit. */
export function* countDeliveries(endpointId: string, state: 'waiting' | 'failed'): Unit<number> {
  const text = `SELECT count(*) FROM (SELECT 1 FROM webhook_delivery
    WHERE endpoint_id = ? AND state = '${state}' LIMIT ${String(WAITING_AT_MOST)}) AS counted`;
  return (yield* prepare(text).value(endpointId)) as number;
}

/** Events that an endpoint was not delivered yet, counted up to a limit. */
export function* backlogOf({ id, cursor, types }: Endpoint): Unit<number> {
  const text = `SELECT count(*) FROM (SELECT type FROM outgoing_event
      WHERE seq > ? ORDER BY seq LIMIT ${String(WAITING_AT_MOST)}) AS later
    WHERE type IN (SELECT value FROM json_each(?))`;
  const inOutbox = (yield* prepare(text).value(cursor, JSON.stringify(types))) as number;
  return Math.min((yield* countDeliveries(id, 'waiting')) + inOutbox, WAITING_AT_MOST);
}

/** `true` if events wait in the outbox, and there is room for their deliveries. */
export function* maySpread({ id, cursor }: Endpoint): Unit<boolean> {
  if ((yield* newestOutgoing()) <= cursor) return false;
  return (yield* countDeliveries(id, 'waiting')) < WAITING_AT_MOST;
}

/** Gives the next events of the outbox their deliveries; call inside a transaction. */
export function* spreadEvents(endpoint: Endpoint, at: string): Unit<void> {
  const { id, cursor, types } = endpoint;
  const events = yield* outgoingAfter(cursor, SPREAD_AT_ONCE);
  for (const event of events) {
    if ((types as readonly string[]).includes(event.type)) yield* addDelivery(id, event, at);
  }
  const last = events.at(-1)?.seq ?? cursor;
  yield* prepare('UPDATE webhook_endpoint SET cursor = ? WHERE id = ?').run(last, id);
}

const due = prepared((given: { endpointId: string; now: string; limit: number }) =>
  db
    .selectFrom('webhook_delivery as delivery')
    .innerJoin('outgoing_event as event', 'event.seq', 'delivery.seq')
    .select(['delivery.seq', 'delivery.subject', 'event.id', 'event.type', 'event.body'])
    .where('delivery.endpoint_id', '=', given.endpointId)
    .where('delivery.state', '=', 'waiting')
    .where('delivery.next_at', 'is not', null)
    .where('delivery.next_at', '<=', given.now)
    .orderBy('delivery.next_at')
    .orderBy('delivery.seq')
    .limit(given.limit),
);

/** What is to be sent now, the most overdue first. */
export function dueDeliveries(endpointId: string, now: string, limit: number) {
  return due.all({ endpointId, now, limit });
}

/** When the next delivery after `now` is due; `null`: none is. */
export function* nextDue(endpointId: string, now: string): Unit<string | null> {
  const text = `SELECT min(next_at) FROM webhook_delivery
    WHERE endpoint_id = ? AND state = 'waiting' AND next_at > ?`;
  return (yield* prepare(text).value(endpointId, now)) as string | null;
}

/** Makes the first waiting delivery of each subject due; call inside a transaction. */
function* wakeHeads(endpointId: string, at: string): Unit<void> {
  yield* prepare(`UPDATE webhook_delivery INDEXED BY webhook_delivery_waiting SET next_at = @at
      WHERE endpoint_id = @endpointId AND state = 'waiting' AND next_at IS NULL
        AND NOT EXISTS (SELECT 1 FROM webhook_delivery AS earlier
          WHERE earlier.endpoint_id = @endpointId AND earlier.state = 'waiting'
            AND earlier.subject = webhook_delivery.subject AND earlier.seq < webhook_delivery.seq)`).run(
    { endpointId, at },
  );
}

/** The result of an attempt. */
export interface Attempt {
  httpStatus: number | null;
  /** `null`: delivered. */
  failure: DeliveryFailure | null;
  answer: string | null;
  tookMs: number;
  /** It was answered after the time-out, but answered. */
  late: boolean;
}

const writeAttempt = prepared(
  (
    row: Attempt & {
      endpointId: string;
      seq: number;
      state: DeliveryState;
      at: string;
      nextAt: string | null;
      lateFlag: 0 | 1;
    },
  ) =>
    db
      .updateTable('webhook_delivery')
      .set((eb) => ({
        state: row.state,
        attempts: eb('attempts', '+', 1),
        next_at: row.nextAt,
        last_at: row.at,
        took_ms: row.tookMs,
        http_status: row.httpStatus,
        failure: row.failure,
        answer: row.answer,
        late: row.lateFlag,
      }))
      .where('endpoint_id', '=', row.endpointId)
      .where('seq', '=', row.seq),
);

/** Stores the result of an attempt; call inside a transaction. */
export function* recordAttempt(
  key: { endpointId: string; seq: number },
  attempt: Attempt,
  { state, nextAt, at }: { state: DeliveryState; nextAt: string | null; at: string },
): Unit<void> {
  const lateFlag = attempt.late ? 1 : 0;
  yield* writeAttempt.run({ ...attempt, ...key, state, nextAt, at, lateFlag });
  if (state !== 'waiting') yield* wakeNext(key, at);
}

/** Makes the next delivery of the subject due. */
function* wakeNext(
  { endpointId, seq }: { endpointId: string; seq: number },
  at: string,
): Unit<void> {
  yield* prepare(`UPDATE webhook_delivery SET next_at = @at
      WHERE endpoint_id = @endpointId AND next_at IS NULL AND state = 'waiting'
        AND seq = (SELECT min(waiting.seq) FROM webhook_delivery AS waiting
          WHERE waiting.endpoint_id = @endpointId AND waiting.state = 'waiting'
            AND waiting.subject = (SELECT subject FROM webhook_delivery
              WHERE endpoint_id = @endpointId AND seq = @seq))`).run({ endpointId, seq, at });
}

const one = prepared((given: { endpointId: string; seq: number }) =>
  db
    .selectFrom('webhook_delivery')
    .selectAll()
    .where('endpoint_id', '=', given.endpointId)
    .where('seq', '=', given.seq),
);

export function findDelivery(endpointId: string, seq: number): Unit<Delivery | undefined> {
  return one.first({ endpointId, seq });
}

/** Has an event sent again, also one that never was; call inside a transaction. */
export function* sendAgain(
  endpointId: string,
  event: { seq: number; subject: string },
  at: string,
): Unit<void> {
  const found = yield* findDelivery(endpointId, event.seq);
  if (found === undefined) {
    yield* addDelivery(endpointId, event, at);
    return;
  }
  const isHead = found.state !== 'waiting' || found.next_at !== null;
  if (!isHead) return;
  yield* prepare(`UPDATE webhook_delivery SET state = 'waiting', attempts = 0, next_at = ?
      WHERE endpoint_id = ? AND seq = ?`).run(at, endpointId, event.seq);
}

/**
 * Has the events of a span sent again; call inside a transaction.
 * @returns how many; `null` if there are more than `most`: nothing is changed then
 */
export function* sendSpanAgain(
  { id, types, cursor }: Endpoint,
  span: { from: string; to: string; most: number; at: string },
): Unit<number | null> {
  const events = (yield* prepare(`SELECT seq, subject FROM outgoing_event
      WHERE at >= ? AND at < ? AND seq <= ? AND type IN (SELECT value FROM json_each(?))
      ORDER BY seq LIMIT ?`).all(
    span.from,
    span.to,
    cursor,
    JSON.stringify(types),
    span.most + 1,
  )) as {
    seq: number;
    subject: string;
  }[];
  if (events.length > span.most) return null;
  const again =
    prepare(`INSERT INTO webhook_delivery (endpoint_id, seq, subject, state) VALUES (?, ?, ?, 'waiting')
      ON CONFLICT (endpoint_id, seq) DO UPDATE SET state = 'waiting', attempts = 0, next_at = NULL
        WHERE webhook_delivery.state <> 'waiting'`);
  for (const { seq, subject } of events) yield* again.run(id, seq, subject);
  yield* wakeHeads(id, span.at);
  return events.length;
}

/**
 * Sends to an endpoint again; call inside a transaction.
 * @param sendMissed whether what it missed is sent, too: what waits, and what failed since it was
 *   last reached
 */
export function* switchOn(
  { id, failing_since: failingSince }: Endpoint,
  sendMissed: boolean,
  at: string,
): Unit<void> {
  if (sendMissed) {
    yield* prepare(`UPDATE webhook_delivery INDEXED BY webhook_delivery_waiting
        SET attempts = 0, next_at = NULL WHERE endpoint_id = ? AND state = 'waiting'`).run(id);
    yield* prepare(`UPDATE webhook_delivery INDEXED BY webhook_delivery_failed
        SET state = 'waiting', attempts = 0, next_at = NULL
        WHERE endpoint_id = @id AND state = 'failed' AND last_at >= coalesce(@failingSince, @at)`).run(
      { id, failingSince, at },
    );
    yield* wakeHeads(id, at);
  } else {
    yield* prepare(`UPDATE webhook_delivery INDEXED BY webhook_delivery_waiting
        SET state = 'skipped', next_at = NULL
        WHERE endpoint_id = ? AND state = 'waiting'`).run(id);
  }
  yield* prepare(`UPDATE webhook_endpoint SET state = 'on', state_since = @at, failing_since = NULL,
       cursor = CASE CAST(@missed AS BIGINT) WHEN 1 THEN cursor ELSE @newest END
      WHERE id = @id`).run({ id, at, missed: +sendMissed, newest: yield* newestOutgoing() });
}

const pageColumns = [
  ...(['delivery.seq', 'delivery.state', 'delivery.attempts', 'delivery.next_at'] as const),
  ...(['delivery.last_at', 'delivery.took_ms', 'delivery.http_status'] as const),
  ...(['delivery.failure', 'delivery.late', 'event.id', 'event.at', 'event.type'] as const),
  ...(['event.body'] as const),
] as const;

const deliveries = (given: { endpointId: string; before: number; limit: number }) =>
  db
    .selectFrom('webhook_delivery as delivery')
    .innerJoin('outgoing_event as event', 'event.seq', 'delivery.seq')
    .select(pageColumns)
    .where('delivery.endpoint_id', '=', given.endpointId)
    .where('delivery.seq', '<', given.before)
    .orderBy('delivery.seq', 'desc')
    .limit(given.limit);

type PageQuery = typeof deliveries;

/** By the index of the state: without its name SQLite reads all deliveries of 30 days. */
const ofState = (state: 'waiting' | 'failed') =>
  prepared((given: Parameters<PageQuery>[0]) =>
    deliveries(given).where(
      'delivery.seq',
      'in',
      sql<number>`(SELECT seq FROM webhook_delivery
        INDEXED BY ${sql.raw(`webhook_delivery_${state}`)}
        WHERE endpoint_id = ${given.endpointId} AND state = ${state} AND seq < ${given.before}
        ORDER BY seq DESC LIMIT ${given.limit})`,
    ),
  );

const pages = {
  any: prepared(deliveries),
  waiting: ofState('waiting'),
  failed: ofState('failed'),
};

/** A page of an endpoint's deliveries, the newest event first. */
export function pageDeliveries(
  endpointId: string,
  {
    state,
    before,
    limit,
  }: { state?: 'waiting' | 'failed' | undefined; before: number; limit: number },
) {
  return pages[state ?? 'any'].all({ endpointId, before, limit });
}
