/** The journal of money operations: reads, and the transactions that record, claim and settle. */
import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import {
  openStates,
  unclearStates,
  type Operation,
  type OperationKind,
  type OperationState,
} from '../../shared/operation.ts';
import { heldBy, type Held } from '../../shared/held-refunds.ts';
import type { RefundItem } from '../../shared/items.ts';
import type { Payment } from '../../shared/payment.ts';
import type { TossVersion } from '../../shared/toss-call.ts';
import type { Parts } from '../../shared/tax-split.ts';
import { recordedWonOn } from './bank-transfers.ts';
import { numbersOf } from './booked-refunds.ts';
import { pauseAtDailyLimit } from './bulk-runs.ts';
import { dayRefunds, givenLately, type DayRefunds } from './day-refunds.ts';
import { appendOperationEvent, type ActingStaff } from './events.ts';
import { operationBodySql } from './migrations/0026-api-version.ts';
import { findOperationRow, moveOperation, type Move } from './move-operation.ts';
import { itemsOfRow, operationFromRow, partsOfRow } from './operation-from-row.ts';
import { foreignRefundedWon } from './payment-from-row.ts';
import { findPaymentOn, getPaymentOn, getPaymentRow } from './payments.ts';
import { DAILY_LIMIT } from './refund-room.ts';
import { postgresBodySql } from './postgres/functions.ts';
import type { OperationRow } from './schema.ts';
import { all, prepare, prepared, run, twice, db } from './statement.ts';
import type { Storage } from './storage.ts';
import type { Unit } from './unit.ts';

/** A request, checked for form but not yet against the payment. */
export interface OperationRequest {
  id: string;
  kind: OperationKind;
  payToken: string;
  /** Won; for execute and cancel the amount that the person saw, or `null` if the form has none. */
  amount: number | null;
  parts: Parts | null;
  /** The items that a refund gives back. */
  items?: readonly RefundItem[] | undefined;
  reason: string | null;
  note: string | null;
  seenRefunded: number | null;
  seenStatus: string | null;
  requestedBy: ActingStaff;
  /** The version that its body is written for. */
  apiVersion: TossVersion;
  /** The bulk run whose row it is. */
  bulkRunId?: string | undefined;
}

/** Terms of a new operation, from the shop's settings. */
export interface Terms {
  /** How long a second person may decide; `null`: none is needed. */
  approvalMs: number | null;
  /** How long it can be withdrawn before it is sent. */
  graceMs: number;
  /** A second person would be needed, but the requester is the shop's only manager. */
  sole: boolean;
}

/**
 * The columns that decide when an operation may be sent.
 * @param no the same moment as `at`, in `DeskTime`
 */
export function readyColumns(at: string, no: number, graceMs: number) {
  return {
    ready_at: at,
    ready_no: no,
    send_after: graceMs === 0 ? null : new Date(Date.parse(at) + graceMs).toISOString(),
  };
}

/** The state of a payment at a request. */
export interface KnownOfPayment {
  payment: Payment | undefined;
  /** The payment's open operation. */
  open: Operation | undefined;
  held: Held;
  /** Given back by bank transfers that staff recorded. */
  recordedWon: number;
}

/** The input of the checks, read inside the transaction. */
export interface KnownAtRequest extends KnownOfPayment {
  /** Refunds of today, by these accounts and by the shop. */
  day: (staffIds: readonly string[]) => DayRefunds;
  /** Refunds of this desk on this payment in the last 24 hours, done or possibly done, in won. */
  givenLatelyWon: () => Unit<number>;
}

/** The checks. Returns the parts that a refund gets, or throws the error for the caller. */
type Decide = (known: KnownAtRequest) => Unit<Parts | null>;

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** Hash of everything that makes two requests equal. */
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
      // Only where there are any: earlier requests keep their fingerprints.
      ...(request.items === undefined ? [] : [request.items]),
    ]),
  );
}

const bodySql = twice(
  `SELECT ${operationBodySql('@')} AS body`,
  `SELECT ${postgresBodySql('@')} AS body`,
);

/** The columns that the body is built from. */
type BodyColumns = Pick<
  OperationRow,
  | ('id' | 'kind' | 'pay_token' | 'order_no' | 'amount' | 'reason' | 'api_version')
  | ('taxable' | 'vat' | 'tax_free' | 'service_fee')
>;

/** The database builds the body, so that it equals the table's CHECK byte for byte. */
function* writeBody(row: BodyColumns): Unit<string> {
  const written = (yield* prepare(bodySql).get({
    kind: row.kind,
    pay_token: row.pay_token,
    order_no: row.order_no,
    amount: BigInt(row.amount),
    taxable: row.taxable === null ? null : BigInt(row.taxable),
    tax_free: row.tax_free === null ? null : BigInt(row.tax_free),
    vat: row.vat === null ? null : BigInt(row.vat),
    service_fee: row.service_fee === null ? null : BigInt(row.service_fee),
    id: row.id,
    reason: row.reason,
    api_version: row.api_version,
  })) as { body: string };
  return written.body;
}

const nothingCounted = {
  ...({ attempts: 0, absent_reads: 0, poor_reads: 0, checks: 0, late: 0 } as const),
  ...({ ready_no: 0, unclear_no: 0, disputed: 0, acknowledged: 0 } as const),
};

function termColumns(terms: Terms, at: string, no: number) {
  const { approvalMs, graceMs, sole } = terms;
  const base = { sole: sole ? (1 as const) : (0 as const) };
  if (approvalMs === null)
    return { ...base, state: 'ready' as const, ...readyColumns(at, no, graceMs) };
  const lapsesAt = new Date(Date.parse(at) + approvalMs).toISOString();
  return { ...base, state: 'proposed' as const, approval_lapses_at: lapsesAt };
}

export type Recorded =
  | { outcome: 'recorded' | 'replayed'; operation: Operation }
  | { outcome: 'id-reused' };

const runOfRow = prepared((given: { id: string }) =>
  db.selectFrom('bulk_row').select('run_id').where('operation_id', '=', given.id),
);

/** A bulk run's operation ids are known in advance, so only that run may use them. */
function* isForRun({ id, bulkRunId }: OperationRequest): Unit<boolean> {
  return (yield* runOfRow.first({ id }))?.run_id === bulkRunId;
}

/**
 * Stores an operation before anything is sent. The same id from the same person with the same
 * content returns the existing operation, whatever its state.
 *
 * @param terms called after `decide`, in the same transaction
 * @param decide throws the error for the caller; runs inside the transaction, so that nothing can
 *   change between the check and the insert
 */
export function recordOperation(
  storage: Storage,
  request: OperationRequest,
  terms: (known: KnownAtRequest) => Unit<Terms>,
  decide: Decide,
): Promise<Recorded> {
  const fingerprint = fingerprintOf(request);
  return storage.transact(function* (): Unit<Recorded> {
    const existing = yield* findOperationRow(request.id);
    if (existing !== undefined) {
      const same = existing.fingerprint === fingerprint;
      return same
        ? { outcome: 'replayed', operation: operationFromRow(existing) }
        : { outcome: 'id-reused' };
    }
    if (!(yield* isForRun(request))) return { outcome: 'id-reused' };
    const at = storage.clock.nowIso();
    const known = yield* knownAtRequest(request, at);
    const { payment } = known;
    const parts = yield* decide(known);
    if (payment === undefined) throw new Error('decide() let an unknown payment pass');
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
      api_version: request.apiVersion,
    };
    const body = yield* writeBody(fixed);
    yield* run(
      db.insertInto('operation').values({
        ...fixed,
        ...nothingCounted,
        ...termColumns(yield* terms(known), at, storage.time.now()),
        cause: 'requested',
        state_since: at,
        note: request.note,
        items: request.items === undefined ? null : JSON.stringify(request.items),
        body,
        body_hash: sha256(JSON.stringify([body, request.reason, request.note])),
        fingerprint,
        seen_refunded: request.seenRefunded,
        seen_status: request.seenStatus,
        requested_by: request.requestedBy.id,
        requested_by_name: request.requestedBy.name,
        token_maker: request.requestedBy.maker?.id ?? null,
        created_at: at,
      }),
    );
    const row = yield* getRowOn(request.id);
    yield* appendOperationEvent(row, {
      at,
      what: 'operation-requested',
      source: request.requestedBy.maker === undefined ? 'staff' : 'storefront',
      staff: request.requestedBy,
      detail: request.reason,
    });
    return { outcome: 'recorded', operation: operationFromRow(row) };
  });
}

const refundsOfPayment = prepared((given: { payToken: string }) =>
  db
    .selectFrom('operation')
    .select(['state', 'amount', 'items', 'taxable', 'vat', 'tax_free', 'service_fee'])
    .where('pay_token', '=', given.payToken)
    .where('kind', '=', 'refund'),
);

function* heldOf(payToken: string): Unit<Held> {
  const rows = yield* refundsOfPayment.all({ payToken });
  return heldBy(
    rows.map((row) => ({ ...row, parts: partsOfRow(row), items: itemsOfRow(row.items) })),
  );
}

export function* knownOf(payToken: string): Unit<KnownOfPayment> {
  const openRow = yield* findOpenRow(payToken);
  return {
    payment: yield* findPaymentOn(payToken),
    open: openRow === undefined ? undefined : operationFromRow(openRow),
    held: yield* heldOf(payToken),
    recordedWon: yield* recordedWonOn(payToken),
  };
}

function* knownAtRequest({ payToken }: OperationRequest, at: string): Unit<KnownAtRequest> {
  return {
    ...(yield* knownOf(payToken)),
    day: (staffIds) => dayRefunds(staffIds, at),
    givenLatelyWon: () => givenLately(payToken, at),
  };
}

const openOperation = prepared((given: { payToken: string }) =>
  db
    .selectFrom('operation')
    .selectAll()
    .where('pay_token', '=', given.payToken)
    .where('state', 'in', [...openStates]),
);

const unclearRefunds = prepared((given: { payToken: string }) =>
  db
    .selectFrom('operation')
    .select(['id', 'toss_refund_no'])
    .where('pay_token', '=', given.payToken)
    .where('kind', '=', 'refund')
    .where('state', 'in', [...unclearStates]),
);

/** The numbers under which Toss may list the refund of this payment whose outcome is unclear. */
export function* unclearRefundNumbers(payToken: string): Unit<string[]> {
  return (yield* unclearRefunds.all({ payToken })).flatMap(numbersOf);
}

const byV2 = () => db.selectFrom('operation').where('api_version', '=', 'v2');

const refundsByV2 = prepared((given: { payToken: string }) =>
  byV2()
    .select('pay_token')
    .where('pay_token', '=', given.payToken)
    .where('kind', '=', 'refund')
    .where((row) => row.or([row('state', '<>', 'declined'), row('cause', '=', 'backup-restored')]))
    .unionAll(
      db
        .selectFrom('payment')
        .select('pay_token')
        .where('pay_token', '=', given.payToken)
        .where('quarantined', '=', 1)
        // SQLite would turn EXISTS into a join over every operation by v2.
        .where(byV2().select('id').where('sent_at', 'is not', null).limit(1), 'is not', null),
    )
    .limit(1),
);

/**
 * `true` where the desk has sent a refund of this payment by v2, or still may, or where a backup
 * was put back that may lack one. What was declined never went out; only a proposal of a backup may
 * have been approved since.
 */
export function* mayHaveRefundByV2(payToken: string): Unit<boolean> {
  return (yield* refundsByV2.first({ payToken })) !== undefined;
}

function findOpenRow(payToken: string): Unit<OperationRow | undefined> {
  return openOperation.first({ payToken });
}

/**
 * Commits `sending` before the first byte is sent.
 * @param forbids called in the same transaction: since the caller's read another read may have
 *   found an outside refund or a new status; then the operation is declined
 * @returns the row with the bytes to send, or `null` if it may not be sent any more
 */
export function claimOperation(
  storage: Storage,
  id: string,
  bootId: string,
  forbids: Forbids,
): Promise<OperationRow | null> {
  return storage.transact(function* () {
    const row = yield* findOperationRow(id);
    if (row === undefined || (row.state !== 'ready' && row.state !== 'not_sent')) return null;
    const reason = forbids(row, yield* getPaymentOn(row.pay_token));
    if (reason !== null) {
      const at = storage.clock.nowIso();
      yield* moveOperation(row, {
        cause: 'read-forbids',
        at,
        evidence: 'desk',
        detail: reason,
      });
      return null;
    }
    return yield* commitSending(storage, row, bootId, {
      cause: 'claimed',
      evidence: 'desk',
      detail: 'The desk is sending it to Toss',
    });
  });
}

/**
 * Commits `sending` again for an operation that was proved absent: same bytes, same number.
 * @returns the row with the bytes, or why it may not be sent
 */
export function claimAgain(
  storage: Storage,
  id: string,
  bootId: string,
  staff: ActingStaff,
  forbids: Forbids,
): Promise<{ row: OperationRow } | { refusal: string }> {
  return storage.transact(function* () {
    const row = yield* findOperationRow(id);
    if (row?.state !== 'absent') return { refusal: 'It is not absent any more' };
    const reason = forbids(row, yield* getPaymentOn(row.pay_token));
    if (reason !== null) return { refusal: reason };
    const move = { cause: 'sent-again', evidence: 'staff', detail: 'Sent again', staff } as const;
    return { row: yield* commitSending(storage, row, bootId, move) };
  });
}

/** Why the payment's state forbids sending, in one English sentence; `null`: it may be sent. */
type Forbids = (row: OperationRow, payment: Payment) => string | null;

function* commitSending(
  storage: Storage,
  row: OperationRow,
  bootId: string,
  move: Pick<Move, 'cause' | 'evidence' | 'detail' | 'staff'>,
): Unit<OperationRow> {
  const payment = yield* getPaymentRow(row.pay_token);
  const at = storage.clock.nowIso();
  return yield* moveOperation(row, {
    ...move,
    at,
    patch: {
      attempts: row.attempts + 1,
      boot_id: bootId,
      sent_at: at,
      unclear_no: storage.time.now(),
      base_refunded: foreignRefundedWon(payment),
      verdict: null,
      next_check_at: null,
    },
  });
}

/**
 * Checks and applies a person's decision in one transaction.
 * @param plan throws the error for the caller, or returns the move
 */
export function decideOperation(
  storage: Storage,
  id: string,
  plan: (row: OperationRow, payment: Payment, at: string) => Unit<Omit<Move, 'at'>>,
): Promise<Operation> {
  return storage.transact(function* () {
    const row = yield* getRowOn(id);
    const at = storage.clock.nowIso();
    const move = yield* plan(row, yield* getPaymentOn(row.pay_token), at);
    return operationFromRow(yield* moveOperation(row, { ...move, at }));
  });
}

/**
 * Closes proposals whose time to decide is over.
 * @param waitMs how much longer to keep one that nobody could decide; `null`: close it
 */
export function lapseProposals(
  storage: Storage,
  waitMs: (row: OperationRow) => Unit<number | null>,
): Promise<void> {
  return storage.transact(function* () {
    const at = storage.clock.nowIso();
    const rows = yield* all(
      db
        .selectFrom('operation')
        .selectAll()
        .where('state', '=', 'proposed')
        .where('approval_lapses_at', '<=', at)
        .orderBy('created_at')
        .orderBy('id'),
    );
    for (const row of rows) {
      const longerMs = yield* waitMs(row);
      if (longerMs !== null) {
        const until = new Date(Date.parse(at) + longerMs).toISOString();
        yield* extendApproval.run({ id: row.id, until });
        continue;
      }
      yield* moveOperation(row, {
        cause: 'approval-lapsed',
        at,
        evidence: 'desk',
        detail: 'Nobody decided it in time; nothing was sent',
      });
    }
  });
}

const extendApproval = prepared((given: { id: string; until: string }) =>
  db.updateTable('operation').set({ approval_lapses_at: given.until }).where('id', '=', given.id),
);

const lapsedProposal = prepared((given: { now: string }) =>
  db
    .selectFrom('operation')
    .select('id')
    .where('state', '=', 'proposed')
    .where('approval_lapses_at', '<=', given.now)
    .limit(1),
);

/** `true` when a proposal has lapsed. A cheap read, so that polling needs no write transaction. */
export function hasLapsedProposal(storage: Storage, now: string): boolean {
  return storage.read(lapsedProposal.first({ now })) !== undefined;
}

/**
 * Applies moves to an operation if its state is still the one that the caller saw.
 * @returns the current row; the moves were skipped if the state had changed
 */
export function settleOperation(
  storage: Storage,
  seen: Pick<OperationRow, 'id' | 'state' | 'attempts'>,
  moves: Omit<Move, 'at'>[],
): Promise<OperationRow> {
  return storage.transact(function* () {
    let row = yield* getRowOn(seen.id);
    if (row.state !== seen.state || row.attempts !== seen.attempts) return row;
    const at = storage.clock.nowIso();
    for (const move of moves) row = yield* moveOperation(row, { ...move, at });
    if (moves.some(({ patch }) => patch?.toss_error_code === DAILY_LIMIT)) {
      yield* pauseAtDailyLimit(row, at);
    }
    return row;
  });
}

const unsent = prepared(() =>
  db
    .selectFrom('operation')
    .select('id')
    .where('state', 'in', ['ready', 'not_sent'])
    .orderBy('created_at')
    .orderBy('id'),
);

/** Operations still to be sent, in their grace window or after it, oldest first. */
export function unsentOperations(storage: Storage): string[] {
  return storage.read(unsent.all({})).map(({ id }) => id);
}

/** Fixed, since SQLite plans a query again when its LIMIT changes; callers take fewer rows. */
const MOST_DUE = 64;

const due = prepared((given: { now: string; aheadOf: string }) =>
  db
    .selectFrom('operation')
    .selectAll()
    .where('next_check_at', 'is not', null)
    .where((where) =>
      where.or([
        where('next_check_at', '<=', given.now),
        where('next_check_at', '>', given.aheadOf),
      ]),
    )
    .orderBy('next_check_at')
    .orderBy('id')
    .limit(MOST_DUE),
);

/** Checks are planned at most half an hour ahead: a later time was set by a wrong clock. */
const FURTHEST_AHEAD_MS = 60 * 60 * 1000;

/**
 * Operations whose next read is due, most overdue first.
 * @param scale factor of the reconciler's delays
 */
export function dueOperations(storage: Storage, limit: number, scale: number): OperationRow[] {
  const { clock, read } = storage;
  const furthestMs = clock.nowMs() + FURTHEST_AHEAD_MS * Math.max(1, scale);
  const aheadOf = new Date(furthestMs).toISOString();
  return read(due.all({ now: clock.nowIso(), aheadOf })).slice(0, limit);
}

/** Postpones the next read, after one without any information. */
export function postponeCheck(storage: Storage, id: string, nextCheckAt: string): Promise<void> {
  return storage.transact(function* () {
    yield* run(
      db
        .updateTable('operation')
        .set((set) => ({ next_check_at: nextCheckAt, checks: set('checks', '+', 1) }))
        .where('id', '=', id)
        .where('next_check_at', 'is not', null),
    );
  });
}

const claimedBefore = prepared((given: { no: number }) =>
  db
    .selectFrom('operation')
    .selectAll()
    .where('state', '=', 'sending')
    .where('unclear_no', '<', given.no)
    .orderBy('created_at')
    .orderBy('id'),
);

/** Operations that have been `sending` for longer than `ms`, of any process. */
export function sendingFor(storage: Storage, ms: number): OperationRow[] {
  return storage.read(claimedBefore.all({ no: storage.time.now() - ms }));
}

export function findOperation(storage: Storage, id: string): Operation | undefined {
  const row = storage.read(findOperationRow(id));
  return row === undefined ? undefined : operationFromRow(row);
}

export function getOperationRow(storage: Storage, id: string): OperationRow {
  return storage.read(getRowOn(id));
}

function* getRowOn(id: string): Unit<OperationRow> {
  const row = yield* findOperationRow(id);
  if (row === undefined) throw new Error(`No operation ${id}`);
  return row;
}

/** All operations of a payment, newest first. */
export function operationsOf(storage: Storage, payToken: string): Operation[] {
  return storage
    .read(
      all(
        db
          .selectFrom('operation')
          .selectAll()
          .where('pay_token', '=', payToken)
          .orderBy('created_at', 'desc'),
      ),
    )
    .map(operationFromRow);
}

const proposed = prepared(() =>
  db.selectFrom('operation').selectAll().where('state', '=', 'proposed').orderBy('created_at'),
);

/** All operations that wait for a second person, oldest first. */
export function* proposedOperations(): Unit<Operation[]> {
  return (yield* proposed.all({})).map(operationFromRow);
}

const CURSOR_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;
const UUID_LENGTH = 36;

/**
 * A page of operations, oldest first, since those have waited longest.
 * @returns `null` when the cursor is not one of ours
 */
export function pageOperations(
  storage: Storage,
  states: readonly OperationState[] | undefined,
  cursor: string | undefined,
  limit: number,
): { items: Operation[]; nextCursor: string | null } | null {
  let query = db
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
  const rows = storage.read(all(query));
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  const more = rows.length > limit && last !== undefined;
  return {
    items: items.map(operationFromRow),
    nextCursor: more ? `${last.created_at}/${last.id}` : null,
  };
}
