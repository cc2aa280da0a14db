/** A payment's detail for its screen: possible actions, operations, refunds and history. */
import type { Lease, PaymentDetail, RefundEntry, TimelineEntry } from '../../shared/api.ts';
import { paymentActions } from '../../shared/payment-actions.ts';
import type { Operation } from '../../shared/operation.ts';
import type { LookAlike, Payment } from '../../shared/payment.ts';
import type { Role } from '../../shared/permissions.ts';
import { givenLately } from '../storage/day-refunds.ts';
import { bankTransfersOf, withoutAskAhead } from '../storage/bank-transfers.ts';
import { timelineOf } from '../storage/events.ts';
import { operationsOf } from '../storage/operations.ts';
import { paymentsOfOrder, refundsOf, unbookedRefunds } from '../storage/payments.ts';
import type { Storage } from '../storage/storage.ts';
import { bankTransferOffer } from './bank-transfers.ts';
import { canceledBy } from './canceled-by.ts';

type Event = ReturnType<typeof timelineOf>[number];

/** Events left out of the timeline, because another entry shows the same. */
const untold = new Set(['updated', 'refunded']);

/** Toss's own time, if the desk noticed the event only later. */
function timeOf(event: Event, payment: Payment): string {
  if (event.what === 'completed') return payment.completedAt ?? event.at;
  if (event.what === 'canceled') return payment.canceledAt ?? event.at;
  return event.at;
}

function fromEvent(event: Event, payment: Payment): TimelineEntry {
  return {
    seq: event.seq,
    at: timeOf(event, payment),
    what: event.what as TimelineEntry['what'],
    source: event.source,
    staff: event.staff_id === null ? null : { id: event.staff_id, name: event.staff_name ?? '' },
    operationId: event.operation_id,
    kind: event.kind,
    state: event.state,
    amount: event.amount,
    detail: event.detail,
  };
}

/** Events before the desk knew the payment, by Toss's times. */
function beforeAdoption(
  payment: Payment,
  refunds: RefundEntry[],
  events: Event[],
): TimelineEntry[] {
  const told = new Set(events.map((event) => event.what));
  const outside = events.filter((event) => event.what === 'outside-refund');
  const toldRefunds = new Set(outside.map((event) => event.detail));
  const past: Pick<TimelineEntry, 'at' | 'what' | 'amount' | 'detail'>[] = [];
  if (!told.has('created')) {
    past.push({ at: payment.createdAt, what: 'created', amount: payment.amount, detail: null });
  }
  if (payment.completedAt !== null && !told.has('completed')) {
    const { completedAt: at, amount } = payment;
    past.push({ at, what: 'completed', amount, detail: null });
  }
  if (payment.canceledAt !== null && !told.has('canceled')) {
    const { canceledAt: at, amount } = payment;
    past.push({ at, what: 'canceled', amount, detail: null });
  }
  for (const refund of refunds) {
    if (refund.operationId !== null || refund.at === null) continue;
    if (toldRefunds.has(refund.refundNo)) continue;
    past.push({ at: refund.at, what: 'refunded', amount: refund.amount, detail: refund.reason });
  }
  return past.map((entry, index) => ({
    ...entry,
    seq: index - past.length,
    source: 'status',
    staff: null,
    operationId: null,
    kind: null,
    state: null,
  }));
}

function timeline(payment: Payment, refunds: RefundEntry[], events: Event[]): TimelineEntry[] {
  const entries = events
    .filter((event) => !untold.has(event.what))
    .map((event) => fromEvent(event, payment));
  // Toss's times are whole seconds: within one second, sort by the order of recording.
  const second = (entry: TimelineEntry) => entry.at.slice(0, 19);
  return [...entries, ...beforeAdoption(payment, refunds, events)].toSorted((a, b) => {
    if (second(a) === second(b)) return b.seq - a.seq;
    return a.at < b.at ? 1 : -1;
  });
}

/** Refunds at Toss without an operation that match the amount of one that a person must decide. */
function lookAlikes(refunds: RefundEntry[], operations: Operation[]): LookAlike[] {
  const waiting = operations.filter(
    ({ kind, state, disputed }) => kind === 'refund' && (state === 'needs_review' || disputed),
  );
  return refunds
    .filter(({ operationId }) => operationId === null)
    .filter(({ amount }) => waiting.some((operation) => operation.amount === amount))
    .map(({ refundNo, amount, at }) => ({ refundNo, amount, at }));
}

/** The person who views the detail. */
interface Viewer {
  role: Role;
  /** The person who has a refund form of the payment open. */
  lease: Lease | null;
}

/** @param viewer `actions` are for this person */
export function paymentDetail(storage: Storage, payment: Payment, viewer: Viewer): PaymentDetail {
  const { payToken } = payment;
  const refunds = refundsOf(storage, payToken);
  const operations = operationsOf(storage, payToken);
  const now = storage.clock.nowIso();
  const events = timelineOf(storage, payToken);
  const canceled = events.find(({ what }) => what === 'canceled');
  return {
    payment,
    actions: paymentActions(payment, viewer.role),
    operations,
    refunds,
    lookAlikes: [...unbookedRefunds(storage, payToken), ...lookAlikes(refunds, operations)],
    timeline: timeline(payment, refunds, events),
    canceledBy: canceledBy(payment, operations, canceled?.at ?? null),
    lease: viewer.lease,
    bankTransfers: storage
      .read(bankTransfersOf(payToken))
      .map((record) => withoutAskAhead(record, now)),
    bankTransferOffer: storage.read(bankTransferOffer(payment, viewer.role, Date.parse(now))),
    givenLatelyWon: storage.read(givenLately(payToken, now)),
    others: paymentsOfOrder(storage, payment.orderNo)
      .map((other) => other.payToken)
      .filter((other) => other !== payToken),
  };
}
