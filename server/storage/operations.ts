/** The journal of money operations: reads, and the units of work record, claim and settle. */
import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import {
  freeStates,
  openStates,
  type Operation,
  type OperationKind,
  type OperationState,
  type StaffRef,
} from '../../shared/operation.ts';
import type { Payment } from '../../shared/payment.ts';
import { addParts, noParts, type Parts } from '../../shared/tax-split.ts';
import type { Connection } from './connection.ts';
import { appendOperationEvent } from './events.ts';
import { operationBodySql } from './migrations/0001-desk.ts';
import { askFrom, findOperationRow, moveOperation, type Move } from './move-operation.ts';
import { operationFromRow } from './operation-from-row.ts';
import { foreignRefundedWon } from './payment-from-row.ts';
import { findPaymentOn, findPaymentRow, type Page } from './payments.ts';
import type { OperationRow } from './schema.ts';
import { all, first, run, sqlFor } from './statement.ts';
import type { Storage } from './storage.ts';

/** What a person asked for, checked for form but not yet against the payment. */
export interface OperationRequest {
  id: string;
  kind: OperationKind;
  payToken: string;
  /** Won; for execute and cancel what the person saw, or `null` where the form has none. */
  amount: number | null;
  parts: Parts | null;
  reason: string | null;
  note: string | null;
  seenRefunded: number | null;
  seenStatus: string | null;
  requestedBy: StaffRef;
}

/** What refunds of this desk hold of a payment, in won: the database lets nothing go beyond it. */
export interface Held {
  /** Parts of refunds that are not proved to have failed. */
  parts: Parts;
  /** As much of it as is not in the payment's refunded total yet. */
  unsettledWon: number;
}

/** What the checks decided: the parts that a refund will have, or the error to throw. */
type Decide = (
  payment: Payment | undefined,
  open: Operation | undefined,
  held: Held,
) => Parts | null;

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** Everything that makes two requests the same one. */
function fingerprintOf(request: OperationRequest): string {
  return sha256(
    JSON.stringify([
      request.kind,
      request.payToken,
      request.amount,
      request.parts && [
        request.parts.taxable,
        request.parts.taxFree,
        request.parts.vat,
        request.parts.serviceFee,
      ],
      request.reason,
      request.note,
      request.seenRefunded,
      request.seenStatus,
      request.requestedBy.id,
    ]),
  );
}

/** SQLite itself writes the body, so that it equals what the table's CHECK expects to the byte. */
function writeBody(connection: Connection, row: Partial<OperationRow>): string {
  const text = connection
    .prepare(`SELECT ${operationBodySql('@')} AS body`)
    .pluck()
    .get({
      kind: row.kind,
      pay_token: row.pay_token,
      order_no: row.order_no,
      amount: BigInt(row.amount ?? 0),
      taxable: row.taxable == null ? null : BigInt(row.taxable),
      tax_free: row.tax_free == null ? null : BigInt(row.tax_free),
      vat: row.vat == null ? null : BigInt(row.vat),
      service_fee: row.service_fee == null ? null : BigInt(row.service_fee),
      id: row.id,
      reason: row.reason,
    });
  if (typeof text !== 'string') throw new Error('The operation has no body');
  return text;
}

export type Recorded =
  { outcome: 'recorded' | 'replayed'; operation: Operation } | { outcome: 'id-reused' };

/**
 * Puts an operation on disk before anything is sent. The same id from the same person with the same
 * content is the same operation, whatever has become of it meanwhile.
 *
 * @param decide throws the error that the caller shall see; runs inside the transaction, so that
 *   nothing can change between the check and the row
 */
export function recordOperation(
  storage: Storage,
  request: OperationRequest,
  decide: Decide,
): Promise<Recorded> {
  const fingerprint = fingerprintOf(request);
  return storage.transact((connection): Recorded => {
    const existing = findOperationRow(connection, request.id);
    if (existing !== undefined) {
      const same = existing.fingerprint === fingerprint;
      return same
        ? { outcome: 'replayed', operation: operationFromRow(existing) }
        : { outcome: 'id-reused' };
    }
    const payment = findPaymentOn(connection, request.payToken);
    const openRow = findOpenRow(connection, request.payToken);
    const open = openRow === undefined ? undefined : operationFromRow(openRow);
    const parts = decide(payment, open, heldOf(connection, request.payToken));
    if (payment === undefined) throw new Error('decide() let an unknown payment pass');
    const at = storage.clock.nowIso();
    const fixed = {
      id: request.id,
      kind: request.kind,
      pay_token: payment.payToken,
      order_no: payment.orderNo,
      amount: request.kind === 'refund' ? (request.amount ?? 0) : payment.amount,
      taxable: parts?.taxable ?? null,
      vat: parts?.vat ?? null,
      tax_free: parts?.taxFree ?? null,
      service_fee: parts?.serviceFee ?? null,
      reason: request.reason,
    };
    const body = writeBody(connection, fixed);
    run(
      connection,
      sqlFor.insertInto('operation').values({
        ...fixed,
        state: 'ready',
        cause: 'requested',
        state_since: at,
        note: request.note,
        body,
        body_hash: sha256(JSON.stringify([body, request.reason, request.note])),
        fingerprint,
        seen_refunded: request.seenRefunded,
        seen_status: request.seenStatus,
        requested_by: request.requestedBy.id,
        requested_by_name: request.requestedBy.name,
        created_at: at,
        attempts: 0,
        absent_reads: 0,
        poor_reads: 0,
        checks: 0,
        late: 0,
      }),
    );
    const row = findOperationRow(connection, request.id);
    if (row === undefined) throw new Error('The operation was not recorded');
    appendOperationEvent(connection, row, {
      at,
      what: 'operation-requested',
      source: 'staff',
      state: 'ready',
      staff_id: request.requestedBy.id,
      staff_name: request.requestedBy.name,
      detail: request.reason,
    });
    return { outcome: 'recorded', operation: operationFromRow(row) };
  });
}

function heldOf(connection: Connection, payToken: string): Held {
  const rows = all(
    connection,
    sqlFor
      .selectFrom('operation')
      .select(['state', 'amount', 'taxable', 'vat', 'tax_free', 'service_fee'])
      .where('pay_token', '=', payToken)
      .where('kind', '=', 'refund')
      .where('state', 'not in', [...freeStates]),
  );
  let parts = noParts;
  let unsettledWon = 0;
  for (const row of rows) {
    parts = addParts(parts, {
      taxable: row.taxable ?? 0,
      vat: row.vat ?? 0,
      taxFree: row.tax_free ?? 0,
      serviceFee: row.service_fee ?? 0,
    });
    if (row.state !== 'succeeded') unsettledWon += row.amount;
  }
  return { parts, unsettledWon };
}

function findOpenRow(connection: Connection, payToken: string): OperationRow | undefined {
  return first(
    connection,
    sqlFor
      .selectFrom('operation')
      .selectAll()
      .where('pay_token', '=', payToken)
      .where('state', 'in', [...openStates]),
  );
}

/**
 * Commits `sending` before the first byte goes out.
 * @param forbids asked in the same transaction: between the caller's read and this moment another
 *   read may have brought an outside refund or a new status; then the operation is declined
 * @returns the row with the bytes to send, or `null` when it may not be sent any more
 */
export function claimOperation(
  storage: Storage,
  id: string,
  bootId: string,
  forbids: (row: OperationRow, payment: Payment) => string | null,
): Promise<OperationRow | null> {
  return storage.transact((connection) => {
    const row = findOperationRow(connection, id);
    if (row === undefined || (row.state !== 'ready' && row.state !== 'not_sent')) return null;
    const payment = findPaymentOn(connection, row.pay_token);
    const paymentRow = findPaymentRow(connection, row.pay_token);
    if (payment === undefined || paymentRow === undefined) throw new Error('No such payment');
    const at = storage.clock.nowIso();
    const reason = forbids(row, payment);
    if (reason !== null) {
      moveOperation(connection, row, {
        cause: 'read-forbids',
        at,
        evidence: 'desk',
        detail: reason,
      });
      return null;
    }
    return moveOperation(connection, row, {
      cause: 'claimed',
      at,
      evidence: 'desk',
      detail: 'The desk is sending it to Toss',
      patch: {
        attempts: row.attempts + 1,
        boot_id: bootId,
        sent_at: at,
        base_refunded: foreignRefundedWon(paymentRow),
        verdict: null,
        next_check_at: null,
      },
    });
  });
}

/**
 * Applies moves to an operation that is still in the state in which the caller saw it.
 * @returns the row as it is now; the moves were skipped when somebody else moved it meanwhile
 */
export function settleOperation(
  storage: Storage,
  seen: Pick<OperationRow, 'id' | 'state' | 'attempts'>,
  moves: Omit<Move, 'at'>[],
): Promise<OperationRow> {
  return storage.transact((connection) => {
    let row = findOperationRow(connection, seen.id);
    if (row === undefined) throw new Error(`No operation ${seen.id}`);
    if (row.state !== seen.state || row.attempts !== seen.attempts) return row;
    const at = storage.clock.nowIso();
    for (const move of moves) row = moveOperation(connection, row, { ...move, at });
    return row;
  });
}

/**
 * After a start: whatever another process was sending has an unknown outcome. Committed before any
 * money route opens; nothing is ever sent again from here.
 * @returns how many operations became `unknown`
 */
export function interruptForeignSends(storage: Storage, bootId: string): Promise<number> {
  return storage.transact((connection) => {
    const rows = all(
      connection,
      sqlFor
        .selectFrom('operation')
        .selectAll()
        .where('state', '=', 'sending')
        .where((where) => where.or([where('boot_id', '!=', bootId), where('boot_id', 'is', null)])),
    );
    const at = storage.clock.nowIso();
    for (const row of rows) {
      moveOperation(connection, row, {
        cause: 'interrupted',
        at,
        evidence: 'desk',
        detail: 'The desk stopped before it could record the answer',
        patch: askFrom(at),
      });
    }
    return rows.length;
  });
}

/** Operations in the given states, the oldest first; ids only. */
export function operationIdsIn(storage: Storage, states: readonly OperationState[]): string[] {
  return all(
    storage.reader,
    sqlFor
      .selectFrom('operation')
      .select('id')
      .where('state', 'in', [...states])
      .orderBy('created_at'),
  ).map((row) => row.id);
}

/** Operations whose next look at Toss is due, the most overdue first. */
export function dueOperations(storage: Storage, now: string, limit: number): OperationRow[] {
  return all(
    storage.reader,
    sqlFor
      .selectFrom('operation')
      .selectAll()
      .where('next_check_at', '<=', now)
      .orderBy('next_check_at')
      .limit(limit),
  );
}

/** Puts off the next look at Toss: the last one told nothing at all. */
export function postponeCheck(storage: Storage, id: string, nextCheckAt: string): Promise<void> {
  return storage.transact((connection) => {
    run(
      connection,
      sqlFor
        .updateTable('operation')
        .set((set) => ({ next_check_at: nextCheckAt, checks: set('checks', '+', 1) }))
        .where('id', '=', id)
        .where('next_check_at', 'is not', null),
    );
  });
}

/** Operations that were claimed before `sentBefore` and have no answer on disk. */
export function sendingSince(storage: Storage, sentBefore: string): OperationRow[] {
  return all(
    storage.reader,
    sqlFor
      .selectFrom('operation')
      .selectAll()
      .where('state', '=', 'sending')
      .where('sent_at', '<', sentBefore),
  );
}

/** One operation. */
export function findOperation(storage: Storage, id: string): Operation | undefined {
  const row = findOperationRow(storage.reader, id);
  return row === undefined ? undefined : operationFromRow(row);
}

/** The row itself, for the engine. */
export function getOperationRow(storage: Storage, id: string): OperationRow {
  const row = findOperationRow(storage.reader, id);
  if (row === undefined) throw new Error(`No operation ${id}`);
  return row;
}

/** All operations of a payment, newest first. */
export function operationsOf(storage: Storage, payToken: string): Operation[] {
  return all(
    storage.reader,
    sqlFor
      .selectFrom('operation')
      .selectAll()
      .where('pay_token', '=', payToken)
      .orderBy('created_at', 'desc'),
  ).map(operationFromRow);
}

const CURSOR_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;
const UUID_LENGTH = 36;

/**
 * A page of operations, the oldest first: what waits longest comes first.
 * @returns `null` when the cursor is not one of ours
 */
export function pageOperations(
  storage: Storage,
  states: readonly OperationState[] | undefined,
  cursor: string | undefined,
  limit: number,
): Page<Operation> | null {
  let query = sqlFor
    .selectFrom('operation')
    .selectAll()
    .orderBy('created_at')
    .orderBy('id')
    .limit(limit + 1);
  if (states !== undefined) query = query.where('state', 'in', [...states]);
  if (cursor !== undefined) {
    const [createdAt = '', id = '', ...more] = cursor.split('/');
    if (!CURSOR_TIME.test(createdAt) || id.length !== UUID_LENGTH || more.length > 0) return null;
    query = query.where(sql<boolean>`(created_at, id) > (${createdAt}, ${id})`);
  }
  const rows = all(storage.reader, query);
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  const more = rows.length > limit && last !== undefined;
  return {
    items: items.map(operationFromRow),
    nextCursor: more ? `${last.created_at}/${last.id}` : null,
  };
}
