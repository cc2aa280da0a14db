/** The only function that changes an operation's state, inside a transaction. */
import type { Updateable } from 'kysely';
import { isOpen, nextState, type TransitionCause } from '../../shared/operation.ts';
import { noParts } from '../../shared/tax-split.ts';
import { bookedUnder } from './booked-refunds.ts';
import { appendOperationEvent, type ActingStaff } from './events.ts';
import { partsOfRow } from './operation-from-row.ts';
import { getPaymentRow } from './payments.ts';
import { nameInV2 } from './refund-names.ts';
import type { EventRow, OperationRow } from './schema.ts';
import { all, prepared, run, db } from './statement.ts';
import type { Unit } from './unit.ts';

export interface Move {
  cause: TransitionCause;
  at: string;
  evidence: NonNullable<OperationRow['evidence_source']>;
  grade?: OperationRow['evidence_grade'];
  /** One English sentence: what was seen. Never a secret. */
  detail: string;
  /** When Toss says that it was done, ISO UTC; `null` if Toss gives no time. */
  doneAt?: string | null;
  /** Won of the refund that was discount or points, where a read told it. */
  discountWon?: number | undefined;
  /** The name under which a read had booked it as made elsewhere. */
  bookedAs?: string | undefined;
  /** See `discountLeft` of toss/; `null` if Toss did not tell. */
  discountLeft?: number | null;
  staff?: ActingStaff;
  /** Additional fields for the audit row's detail. */
  audit?: Record<string, unknown>;
  /** Other columns to set. */
  patch?: Updateable<OperationRow>;
  /** Toss's answer, for the journal. */
  answer?: { hash: string | null; text: string | null };
}

/**
 * Columns of an operation whose result became unclear: read at once, all counters reset.
 * @param no in `DeskTime`: reads asked before it don't prove absence
 */
export function askFrom(at: string, no: number) {
  return { next_check_at: at, absent_reads: 0, poor_reads: 0, checks: 0, unclear_no: no };
}

const eventSource: Record<Move['evidence'], EventRow['source']> = {
  answer: 'status',
  status: 'status',
  staff: 'staff',
  desk: 'desk',
};

function whatOf(to: OperationRow['state']) {
  if (to === 'sending') return 'operation-sent';
  if (to === 'ready') return 'operation-decided';
  return isOpen(to) ? 'operation-unclear' : 'operation-ended';
}

/** Largest tolerated difference between Toss's clock and this machine's. */
const CLOCKS_APART_MS = 10 * 60_000;

/**
 * When the refund was made. Toss's time is preferred, so that both books count it on the same day.
 * It is ignored if it is before the request or after the proof. An earlier send may have made it,
 * and a restored copy does not know when anything was sent.
 */
function refundedAt(operation: OperationRow, { at, doneAt = null }: Move): string {
  if (doneAt === null) return at;
  const doneMs = Date.parse(doneAt);
  const isPossible =
    doneMs >= Date.parse(operation.created_at) - CLOCKS_APART_MS &&
    doneMs <= Date.parse(at) + CLOCKS_APART_MS;
  return isPossible ? doneAt : at;
}

const refundDiscounts = prepared((given: { payToken: string }) =>
  db
    .selectFrom('payment_refund')
    .select('discounted')
    .where('pay_token', '=', given.payToken)
    .where('discounted', 'is distinct from', 0),
);

/**
 * How much of a refund was discount: what was on the payment before it, less what Toss's answer
 * says is left.
 * @returns `null` where the former is not known, or the two don't fit the refund
 */
function* discountOfRefund(
  operation: OperationRow,
  { discountLeft = null }: Move,
): Unit<number | null> {
  const payToken = operation.pay_token;
  const { discounted: whole, amount, refunded } = yield* getPaymentRow(payToken);
  if (whole === null || discountLeft === null) return null;
  let before = whole;
  for (const { discounted } of yield* refundDiscounts.all({ payToken })) {
    if (discounted === null) return null;
    before -= discounted;
  }
  const discount = before - discountLeft;
  const leftWon = amount - refunded - operation.amount;
  const fits = discount >= 0 && discount <= operation.amount && discountLeft <= leftWon;
  return fits ? discount : null;
}

/** Keeps the discount that the answer to an execute tells, unless one is known. */
function* keepDiscount(operation: OperationRow, move: Move): Unit<void> {
  const { discountLeft = null } = move;
  if (discountLeft === null || discountLeft > operation.amount) return;
  yield* run(
    db
      .updateTable('payment')
      .set({ discounted: discountLeft })
      .where('pay_token', '=', operation.pay_token)
      .where('discounted', 'is', null),
  );
}

/**
 * Books a refund that is proved done: the refund, the total and the parts. A refund that a read had
 * booked as made elsewhere, before Toss told its number, becomes the desk's and counts once. If
 * Toss shows another amount, that amount stays and the parts stay an estimate.
 */
function* bookRefund(operation: OperationRow, move: Move): Unit<void> {
  const { at, bookedAs } = move;
  const own = operation.toss_refund_no ?? operation.id;
  const shown =
    (yield* bookedUnder(operation.pay_token, own)) ??
    (bookedAs === undefined ? undefined : yield* bookedUnder(operation.pay_token, bookedAs));
  const refundNo = shown?.refund_no ?? own;
  const claimed =
    shown === undefined
      ? 0
      : yield* run(
          db
            .updateTable('payment_refund')
            .set({ origin: 'desk', operation_id: operation.id })
            .where('pay_token', '=', operation.pay_token)
            .where('refund_no', '=', refundNo)
            .where('operation_id', 'is', null),
        );
  if (shown !== undefined && shown.amount !== operation.amount) return;
  if (claimed === 0) {
    yield* run(
      db.insertInto('payment_refund').values({
        pay_token: operation.pay_token,
        refund_no: refundNo,
        amount: operation.amount,
        reason: operation.reason,
        refunded_at: refundedAt(operation, move),
        first_seen_at: at,
        seen_no: 0,
        origin: 'desk',
        operation_id: operation.id,
        discounted: move.discountWon ?? (yield* discountOfRefund(operation, move)),
      }),
    );
  }
  yield* nameInV2(operation, refundNo);
  const { taxable, vat, taxFree, serviceFee } = partsOfRow(operation);
  yield* run(
    db
      .updateTable('payment')
      .set((set) => ({
        refunded: set('refunded', '+', claimed === 0 ? operation.amount : 0),
        own_taxable: set('own_taxable', '+', taxable),
        own_vat: set('own_vat', '+', vat),
        own_tax_free: set('own_tax_free', '+', taxFree),
        own_service_fee: set('own_service_fee', '+', serviceFee),
        changed_at: at,
        // The poller may have stopped reading this payment; read it now, to see the refund.
        next_poll_at: at,
      }))
      .where('pay_token', '=', operation.pay_token),
  );
}

/** Removes a refund from the books: a person states that it wasn't made, or not as booked. */
function* unbookRefund(operation: OperationRow, at: string): Unit<void> {
  const removed = db
    .deleteFrom('payment_refund')
    .where('operation_id', '=', operation.id)
    .returning('amount');
  for (const { amount } of yield* all(removed)) {
    // Booked with another amount than requested, its parts were unknown.
    const own = amount === operation.amount ? partsOfRow(operation) : noParts;
    const back = db.updateTable('payment').set((set) => ({
      refunded: set('refunded', '-', amount),
      own_taxable: set('own_taxable', '-', own.taxable),
      own_vat: set('own_vat', '-', own.vat),
      own_tax_free: set('own_tax_free', '-', own.taxFree),
      own_service_fee: set('own_service_fee', '-', own.serviceFee),
      changed_at: at,
    }));
    yield* run(back.where('pay_token', '=', operation.pay_token));
  }
}

/** Every column that a move may change; database triggers refuse changes of the others. */
const writeMoved = prepared((row: OperationRow) =>
  db
    .updateTable('operation')
    .set({
      state: row.state,
      cause: row.cause,
      state_since: row.state_since,
      approved_by: row.approved_by,
      approved_by_name: row.approved_by_name,
      resolved_by: row.resolved_by,
      resolved_by_name: row.resolved_by_name,
      attempts: row.attempts,
      boot_id: row.boot_id,
      sent_at: row.sent_at,
      ended_at: row.ended_at,
      base_refunded: row.base_refunded,
      verdict: row.verdict,
      toss_error_code: row.toss_error_code,
      toss_message: row.toss_message,
      toss_refund_no: row.toss_refund_no,
      toss_transaction_id: row.toss_transaction_id,
      absent_reads: row.absent_reads,
      poor_reads: row.poor_reads,
      checks: row.checks,
      next_check_at: row.next_check_at,
      late: row.late,
      evidence_source: row.evidence_source,
      evidence_detail: row.evidence_detail,
      evidence_grade: row.evidence_grade,
      ready_at: row.ready_at,
      send_after: row.send_after,
      ready_no: row.ready_no,
      unclear_no: row.unclear_no,
      settles_at: row.settles_at,
      disputed: row.disputed,
      acknowledged: row.acknowledged,
      sole: row.sole,
    })
    .where('id', '=', row.id),
);

/**
 * Applies a transition to an operation and appends the event.
 * @throws Error when the transition doesn't exist, which rolls the transaction back
 */
export function* moveOperation(operation: OperationRow, move: Move): Unit<OperationRow> {
  const to = nextState(operation.state, move.cause);
  if (to === undefined) {
    throw new Error(`No transition from ${operation.state} by ${move.cause}`);
  }
  const { state: from } = operation;
  const wasTakenForNotDone = from !== 'succeeded' && (!isOpen(from) || from === 'absent');
  const late = to === 'succeeded' && wasTakenForNotDone ? 1 : 0;
  const moved: OperationRow = {
    ...operation,
    ...(move.patch as Partial<OperationRow> | undefined),
    state: to,
    cause: move.cause,
    state_since: move.at,
    evidence_source: move.evidence,
    evidence_detail: move.detail,
    evidence_grade: move.grade ?? null,
    late: operation.late === 1 || late === 1 ? 1 : 0,
    ended_at: isOpen(to) ? null : move.at,
    ...(isOpen(to) ? {} : { next_check_at: null }),
    disputed: 0,
    acknowledged: 0,
  };
  yield* writeMoved.run(moved);
  const isRefund = operation.kind === 'refund';
  if (from === 'succeeded' && isRefund) yield* unbookRefund(operation, move.at);
  if (to === 'succeeded' && isRefund) yield* bookRefund(moved, move);
  if (to === 'succeeded' && operation.kind === 'execute') yield* keepDiscount(moved, move);
  yield* appendOperationEvent(moved, {
    at: move.at,
    what: whatOf(to),
    source: eventSource[move.evidence],
    staff: move.staff,
    audit: move.audit,
    detail: move.detail,
    answer_hash: move.answer?.hash ?? null,
    answer_text: move.answer?.text ?? null,
    // A person confirmed that it is done. A receiver that is told so again could book it twice.
    told: to !== from,
  });
  return moved;
}

const operationById = prepared((given: { id: string }) =>
  db.selectFrom('operation').selectAll().where('id', '=', given.id),
);

/** An operation's row. */
export function findOperationRow(id: string): Unit<OperationRow | undefined> {
  return operationById.first({ id });
}
