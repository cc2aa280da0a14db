/** Differences between the desk's books and Toss (어긋남), and their acknowledgements. */
import { sql } from 'kysely';
import { isPaid, isPayStatus, type Drift, type Payment } from '../../shared/payment.ts';
import { appendAudit } from './audit.ts';
import type { Booked } from './booked-refunds.ts';
import { appendEvent, staffActor, type ActingStaff } from './events.ts';
import { foreignRefundedWon } from './payment-from-row.ts';
import { findPaymentOn } from './payments.ts';
import type { PaymentRow } from './schema.ts';
import { prepared, run, db } from './statement.ts';
import type { Storage } from './storage.ts';
import type { Unit } from './unit.ts';

const endedActs = prepared((given: { payToken: string }) =>
  db
    .selectFrom('operation')
    .select(['id', 'kind', 'state', 'acknowledged'])
    .where('pay_token', '=', given.payToken)
    .where('kind', '<>', 'refund')
    .where('state', 'in', ['succeeded', 'failed']),
);

/**
 * Ended operations that a read contradicts: a booked refund that is not shown as booked; an execute
 * or cancel with another status; and a refused execute of a payment that is paid, if no other
 * execute explains it and nobody has acknowledged it.
 *
 * @param lacks booked refunds that the read does not show as they are booked
 * @returns `lags`: the payment still waits, so the read may be older than the operation
 */
export function* contradictedBy(
  row: PaymentRow,
  status: string,
  lacks: readonly Booked[],
): Unit<{ ids: string[]; lags: boolean }> {
  const ids = lacks.flatMap(({ operation_id: id }) => (id === null ? [] : [id]));
  if (!isPayStatus(status)) return { ids, lags: false };
  const acts = yield* endedActs.all({ payToken: row.pay_token });
  const isDone = { execute: isPaid(status), cancel: status === 'PAY_CANCEL' };
  const done = acts.filter(({ state }) => state === 'succeeded');
  const undone = done.filter(({ kind }) => kind !== 'refund' && !isDone[kind]);
  const isExplained = !isDone.execute || done.some(({ kind }) => kind === 'execute');
  const refused = acts.filter(
    ({ kind, state, acknowledged }) =>
      kind === 'execute' && state === 'failed' && acknowledged === 0,
  );
  const against = isExplained ? undone : [...undone, ...refused];
  const lags = undone.length > 0 && !isDone.execute && !isDone.cancel;
  return { ids: [...ids, ...against.map(({ id }) => id)], lags };
}

/**
 * Whether reads have contradicted the books for longer than a replica lags, and since when.
 * @param says what the newest read says of the books; `nothing` changes nothing
 * @param askedNo the read's number in `DeskTime`
 */
export function contradictionAfter(
  row: Pick<PaymentRow, 'differs_no' | 'drift'>,
  says: 'differs' | 'agrees' | 'nothing',
  askedNo: number,
  settleMs: number,
): { differsNo: number | null; contradicts: boolean } {
  switch (says) {
    case 'agrees':
      return { differsNo: null, contradicts: false };
    case 'nothing':
      return { differsNo: row.differs_no, contradicts: row.drift === 'contradiction' };
    case 'differs': {
      const differsNo = row.differs_no ?? askedNo;
      return { differsNo, contradicts: askedNo - differsNo >= settleMs };
    }
  }
}

/** Marks these ended operations of a payment as disputed, and its others as not disputed. */
export function* markDisputed(payToken: string, ids: readonly string[]): Unit<void> {
  const disputed = sql<0 | 1>`CASE WHEN id IN (SELECT value FROM json_each(${JSON.stringify(ids)}))
    THEN 1 ELSE 0 END`;
  yield* run(
    db
      .updateTable('operation')
      .set({ disputed })
      .where('pay_token', '=', payToken)
      .where('disputed', 'is distinct from', disputed),
  );
}

const newOutsideRefund = prepared((given: { payToken: string }) =>
  db
    .selectFrom('payment_refund')
    .select('refund_no')
    .where('pay_token', '=', given.payToken)
    .where('origin', '=', 'outside')
    .where('acknowledged_no', 'is', null)
    .limit(1),
);

const newLateFinding = prepared((given: { payToken: string }) =>
  db
    .selectFrom('operation')
    .select('id')
    .where('pay_token', '=', given.payToken)
    .where('late', '=', 1)
    .where('acknowledged', '=', 0)
    .limit(1),
);

/**
 * The drift after a read, without acknowledged differences.
 * @param contradicts reads have contradicted the books for the settle time
 */
export function* driftAfter(row: PaymentRow, contradicts: boolean): Unit<Drift | null> {
  const of = { payToken: row.pay_token };
  if (contradicts || (yield* newLateFinding.first(of)) !== undefined) return 'contradiction';
  if (foreignRefundedWon(row) === 0) return null;
  return (yield* newOutsideRefund.first(of)) === undefined ? null : 'outside-refund';
}

/** Marks the rows that were shown, so that the result doesn't depend on a clock. */
const markAcknowledged = [
  prepared((given: { payToken: string }) =>
    db
      .updateTable('payment_refund')
      .set({
        acknowledged_no: sql<number>`(SELECT asked_no FROM payment WHERE pay_token = ${given.payToken})`,
      })
      .where('pay_token', '=', given.payToken)
      .where('origin', '=', 'outside'),
  ),
  prepared((given: { payToken: string }) =>
    db
      .updateTable('operation')
      .set({ acknowledged: 1 })
      .where('pay_token', '=', given.payToken)
      .where('ended_at', 'is not', null)
      .where('acknowledged', '=', 0),
  ),
];

/**
 * Acknowledges the differences of a payment, with a note. A difference that the next read finds
 * again is shown again.
 *
 * @param decide throws if this can't be acknowledged; runs inside the transaction
 */
export function acknowledgeDrift(
  storage: Storage,
  payToken: string,
  seen: { note: string; by: ActingStaff },
  decide: (payment: Payment | undefined) => void,
): Promise<void> {
  return storage.transact(function* () {
    decide(yield* findPaymentOn(payToken));
    const at = storage.clock.nowIso();
    yield* run(
      db
        .updateTable('payment')
        .set({ drift: null, changed_at: at })
        .where('pay_token', '=', payToken),
    );
    for (const mark of markAcknowledged) yield* mark.run({ payToken });
    yield* appendEvent({
      at,
      type: 'payment',
      what: 'drift-acknowledged',
      source: 'staff',
      pay_token: payToken,
      staff_id: seen.by.id,
      staff_name: seen.by.name,
      detail: seen.note,
    });
    yield* appendAudit({
      at,
      actor: staffActor(seen.by),
      action: 'drift-acknowledged',
      payToken,
      detail: { note: seen.note },
    });
  });
}
