/**
 * The append-only history: every transition, every observed change and the hash of every answer.
 */
import type { Selectable } from 'kysely';
import type { AuditAction, AuditActor } from '../../shared/audit.ts';
import type { StaffRef } from '../../shared/operation.ts';
import { appendAudit, deskActor } from './audit.ts';
import { tellEvent } from './outbox.ts';
import type { EventRow, OperationRow } from './schema.ts';
import { all, prepared, db } from './statement.ts';
import type { Storage } from './storage.ts';
import type { Unit } from './unit.ts';

/** The kinds of events; the timeline shows them. */
export type EventWhat =
  | 'created'
  | 'adopted'
  | 'approved'
  | 'charging'
  | 'completed'
  | 'canceled'
  | 'refunding'
  | 'refunded'
  | 'outside-refund'
  | 'settled'
  | 'reverted'
  | 'drift'
  | 'drift-acknowledged'
  | 'bank-transfer-recorded'
  | 'bank-transfer-confirmed'
  | 'bank-transfer-take-back-asked'
  | 'bank-transfer-taken-back'
  | 'bank-transfer-over-acknowledged'
  /** A minor change, such as the method: sent to screens, not shown in the timeline. */
  | 'updated'
  | 'callback'
  | 'operation-requested'
  | 'operation-sent'
  | 'operation-decided'
  | 'operation-unclear'
  | 'operation-ended';

type NewEvent = Partial<Omit<EventRow, 'seq' | 'what'>> &
  Pick<EventRow, 'at' | 'type' | 'source' | 'pay_token'> & { what: EventWhat };

const nothingMore = {
  operation_id: null,
  kind: null,
  state: null,
  amount: null,
  staff_id: null,
  staff_name: null,
  detail: null,
  answer_hash: null,
  answer_text: null,
};

const writeEvent = prepared((event: Omit<EventRow, 'seq'>) =>
  db.insertInto('event').values({
    at: event.at,
    type: event.type,
    what: event.what,
    source: event.source,
    pay_token: event.pay_token,
    operation_id: event.operation_id,
    kind: event.kind,
    state: event.state,
    amount: event.amount,
    staff_id: event.staff_id,
    staff_name: event.staff_name,
    detail: event.detail,
    answer_hash: event.answer_hash,
    answer_text: event.answer_text,
  }),
);

/**
 * Appends an event, and tells it to the shop's systems; call inside a transaction.
 * @param told `false`: they know it already
 */
export function* appendEvent(event: NewEvent, told = true): Unit<void> {
  const row = { ...nothingMore, ...event };
  yield* writeEvent.run(row);
  if (told) yield* tellEvent(row);
}

/** An acting person or service token, and the network address of the request. */
export interface ActingStaff extends StaffRef {
  address?: string | null;
  /** Of a service token: the account that made it. */
  maker?: { id: string };
}

/** The person or token as an audit log actor. */
export function staffActor({ id, name, address, maker }: ActingStaff): AuditActor {
  const type = maker === undefined ? 'staff' : 'token';
  return { type, id, name, address: address ?? null };
}

type OperationEvent = Pick<NewEvent, 'at' | 'source' | 'detail' | 'answer_hash' | 'answer_text'> & {
  what: Extract<EventWhat, AuditAction>;
  staff: ActingStaff | undefined;
  /** Additional fields for the audit row's detail. */
  audit?: Record<string, unknown> | undefined;
  /** See `appendEvent`. */
  told?: boolean;
};

/** Appends an operation's event to the history and to the audit log. */
export function* appendOperationEvent(
  operation: OperationRow,
  { staff, audit, ...event }: OperationEvent,
): Unit<void> {
  const row: NewEvent = {
    ...event,
    type: 'operation',
    pay_token: operation.pay_token,
    operation_id: operation.id,
    kind: operation.kind,
    state: operation.state,
    amount: operation.amount,
    staff_id: staff?.id ?? null,
    staff_name: staff?.name ?? null,
  };
  yield* appendEvent(row, event.told);
  yield* appendAudit({
    at: event.at,
    actor: staff === undefined ? deskActor : staffActor(staff),
    action: event.what,
    payToken: operation.pay_token,
    operationId: operation.id,
    detail: {
      kind: operation.kind,
      amount: operation.amount,
      state: operation.state,
      cause: operation.cause,
      evidence: operation.evidence_source ?? undefined,
      detail: event.detail ?? undefined,
      bodyHash: operation.body_hash,
      answerHash: event.answer_hash ?? undefined,
      ...audit,
    },
  });
}

/** A payment's history, newest first. */
export function timelineOf(storage: Storage, payToken: string): Selectable<EventRow>[] {
  return storage.read(
    all(
      db
        .selectFrom('event')
        .selectAll()
        .where('pay_token', '=', payToken)
        .orderBy('seq', 'desc')
        .limit(500),
    ),
  );
}

/** One change in the event stream: ids only, never money. */
export interface FeedEvent {
  seq: number;
  type: 'payment' | 'operation';
  payToken: string;
  operationId: string | null;
}

/** The source of the event stream. */
export interface EventFeed {
  after(seq: number, limit: number): FeedEvent[];
  lastSeq(): number;
  subscribe(listener: () => void): () => void;
}

const newestEvent = prepared(() =>
  db.selectFrom('event').select('seq').orderBy('seq', 'desc').limit(1),
);

/** The newest event's `seq`; 0 on an empty desk. */
export function* newestEventSeq(): Unit<number> {
  return (yield* newestEvent.first({}))?.seq ?? 0;
}

export function eventFeed(storage: Storage): EventFeed {
  return {
    after: (seq, limit) =>
      storage.read(
        all(
          db
            .selectFrom('event')
            .select(['seq', 'type', 'pay_token as payToken', 'operation_id as operationId'])
            .where('seq', '>', seq)
            .orderBy('seq')
            .limit(limit),
        ),
      ),
    lastSeq: () => storage.read(newestEventSeq()),
    subscribe: (listener) => storage.subscribe(listener),
  };
}
