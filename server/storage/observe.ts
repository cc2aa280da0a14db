/**
 * What a status read changes. This is the only writer of a payment's state, and it settles the
 * payment's operations in the same transaction, so that a screen never sees one without the other.
 */
import {
  isPaid,
  isPayStatus,
  type LookAlike,
  type ObservationSource,
  type Payment,
  type ReadFault,
  type ToldField,
} from '../../shared/payment.ts';
import { isSameRefundNo, refundKey } from '../../shared/refund-number.ts';
import { defaultParts, sumParts, type Parts } from '../../shared/tax-split.ts';
import { appendAudit } from './audit.ts';
import { bookedRefunds, type Booked } from './booked-refunds.ts';
import type { Connection } from './connection.ts';
import { contradictedBy, contradictionAfter, driftAfter, markDisputed } from './drift.ts';
import { erasedOrNull } from './erasure.ts';
import { appendEvent, type ActingStaff, type EventWhat } from './events.ts';
import {
  madeAfter,
  madeColumns,
  toldAfter,
  toldColumns,
  toldIn,
  type MadeField,
} from './payment-columns.ts';
import { foreignRefundedWon } from './payment-from-row.ts';
import { findPaymentRow, getPaymentOn, getPaymentRow } from './payments.ts';
import type { EventRow, OperationRow, PaymentRow } from './schema.ts';
import { settleByRead, type Judgement } from './settle-by-read.ts';
import { prepared, run, sqlFor } from './statement.ts';
import type { Storage } from './storage.ts';

/** What Toss said about a payment. `null` means that Toss did not say, never that there is none. */
export interface PaymentFacts extends Pick<Payment, ToldField> {
  payToken: string;
  orderNo: string;
  status: string;
  amount: number | null;
  parts: Parts | null;
  productDesc: string | null;
  availableActions: string[] | null;
  refunds:
    | {
        refundNo: string;
        amount: number;
        reason: string | null;
        at: string | null;
        done: boolean;
      }[]
    | null;
  createdAt: string | null;
  completedAt: string | null;
  canceledAt: string | null;
}

/** What only the maker of a payment knows: Toss's status tells none of it. */
export interface CreationFacts extends Pick<Payment, MadeField> {
  returnRef: string | null;
  by: ActingStaff & { type: 'staff' | 'storefront' };
}

export interface Observation {
  facts: PaymentFacts;
  /** The answer passed the test of a good read; another proves nothing about absence. */
  good: boolean;
  /** Why it did not pass. */
  why?: ReadFault | null;
  /** The question's number in `DeskTime`. */
  askedNo: number;
  /** When the question went out, ISO UTC. */
  askedAt: string;
  by: ObservationSource;
}

/** The engine's side of applying a read: both are pure. */
export interface Rules {
  /** @param foreignWon what was refunded elsewhere after this read, in won */
  judge(
    operation: OperationRow,
    observation: Observation,
    foreignWon: number,
    now: string,
  ): Judgement | null;
  /** Toss denied the payment: what that says of an operation on it. */
  judgeMissing(operation: OperationRow, askedNo: number, now: string): Judgement | null;
  /** When the poller should ask about the payment again. */
  nextPollAt(payment: PaymentRow, now: string): string | null;
  /** No replica of Toss's lags for longer, in ms. */
  settleMs: number;
}

const settledStatuses = ['SETTLEMENT_COMPLETE', 'SETTLEMENT_REFUND_COMPLETE'];

/**
 * `true` when Toss's later word contradicts what can't be undone. A state that Toss has invented
 * contradicts nothing: nobody knows what it means.
 * @param lacks booked refunds that the read does not show and must
 */
function goesBack(row: PaymentRow, facts: PaymentFacts, lacks: readonly Booked[]): boolean {
  if (facts.orderNo !== row.order_no) return true;
  if (facts.amount !== null && facts.amount !== row.amount) return true;
  if (row.status === facts.status || !isPayStatus(facts.status)) return false;
  if (row.status === 'PAY_CANCEL') return true;
  const wasPaid = isPaid(row.status) || row.completed_at !== null;
  if (wasPaid && !isPaid(facts.status)) return true;
  if (settledStatuses.includes(row.status) && !settledStatuses.includes(facts.status)) return true;
  if (row.refunded === 0 || facts.status !== 'PAY_COMPLETE') return false;
  return facts.refunds === null || lacks.length > 0;
}

/** A paid or canceled payment keeps its state while Toss tells one that nobody knows. */
function statusAfter(row: PaymentRow, facts: PaymentFacts, back: boolean): string {
  const isFinal = isPaid(row.status) || row.status === 'PAY_CANCEL';
  return back || (isFinal && !isPayStatus(facts.status)) ? row.status : facts.status;
}

const whatOfStatus: Record<string, EventWhat> = {
  PAY_APPROVED: 'approved',
  PAY_PROGRESS: 'charging',
  PAY_CANCEL: 'canceled',
  PAY_COMPLETE: 'completed',
  REFUND_PROGRESS: 'refunding',
  REFUND_SUCCESS: 'refunded',
  SETTLEMENT_COMPLETE: 'settled',
  SETTLEMENT_REFUND_COMPLETE: 'settled',
};

const eventSource: Record<ObservationSource, EventRow['source']> = {
  callback: 'callback',
  status: 'status',
  operation: 'status',
  create: 'desk',
};

/** Before it was sent a number is nobody's yet, and afterwards only the booked one is explained. */
const numberIsNotOwn = ['proposed', 'ready', 'not_sent', 'succeeded'] as const;

const ownRefunds = prepared((given: { payToken: string }) =>
  sqlFor
    .selectFrom('operation')
    .select(['id', 'toss_refund_no', 'amount'])
    .where('pay_token', '=', given.payToken)
    .where('kind', '=', 'refund')
    .where('state', 'not in', [...numberIsNotOwn]),
);

/** Refunds that Toss shows as done; none where it did not say. */
function doneRefunds({ refunds }: PaymentFacts) {
  return (refunds ?? []).filter((refund) => refund.done && refund.amount > 0);
}

/** The amounts of the refunds that a list shows as done, by `refundKey`. */
const shownIn = (facts: PaymentFacts) =>
  new Map(doneRefunds(facts).map((one) => [refundKey(one.refundNo), one.amount]));

/**
 * Booked refunds by the number under which a list would show them. One of ours is booked under the
 * number that Toss's answer told, and may be listed under the one that it was sent with.
 */
function byShownKey(booked: readonly Booked[], shown: ReadonlyMap<string, number>) {
  const keys = new Set(booked.map((one) => refundKey(one.refund_no)));
  const keyOf = ({ refund_no: number, operation_id: id, amount }: Booked) => {
    const key = refundKey(number);
    const sent = refundKey(id ?? number);
    return !shown.has(key) && !keys.has(sent) && shown.get(sent) === amount ? sent : key;
  };
  return new Map(booked.map((one) => [keyOf(one), one]));
}

/**
 * Booked refunds that a list does not show as they are booked; none where there is no list. One
 * that was made elsewhere need not be shown any more when somebody has looked at it after the time
 * for which a replica may lag: its money stays counted.
 */
function notShown(booked: readonly Booked[], facts: PaymentFacts, settleMs: number): Booked[] {
  if (facts.refunds === null) return [];
  const shown = shownIn(facts);
  const lacks = [...byShownKey(booked, shown)].filter(([key, one]) => {
    const { acknowledged_no: acknowledgedNo, seen_no: seenNo } = one;
    const mayVanish =
      one.operation_id === null && acknowledgedNo !== null && acknowledgedNo - seenNo >= settleMs;
    return !mayVanish && shown.get(key) !== one.amount;
  });
  return lacks.map(([, one]) => one);
}

/** Refunds that Toss shows as done and that no operation of this desk explains. */
function strangersIn(connection: Connection, facts: PaymentFacts, booked: readonly Booked[]) {
  const done = doneRefunds(facts);
  if (done.length === 0) return [];
  const own = ownRefunds.all(connection, facts);
  const shown = shownIn(facts);
  const explained = new Set(byShownKey(booked, shown).keys());
  // A number of ours with our amount is booked when its operation settles, never as a stranger's.
  // With another amount it is a fact that no operation of ours explains.
  const isOwn = (refundNo: string, amount: number) =>
    own.some(
      (row) =>
        row.amount === amount &&
        [row.id, row.toss_refund_no ?? row.id].some((own) => isSameRefundNo(own, refundNo)),
    );
  return done.filter(({ refundNo, amount }) => {
    const key = refundKey(refundNo);
    if (explained.has(key) || isOwn(refundNo, amount)) return false;
    explained.add(key);
    return true;
  });
}

const sendingRefunds = prepared((given: { payToken: string }) =>
  sqlFor
    .selectFrom('operation')
    .select('amount')
    .where('pay_token', '=', given.payToken)
    .where('kind', '=', 'refund')
    .where('state', '=', 'sending'),
);

/**
 * Parts strangers from those that may be an own refund under another number: of the amount of one
 * that is booked and not shown, or whose answer is on its way. To book these as well could count
 * one refund twice.
 */
function partLookAlikes<T extends LookAlike>(
  connection: Connection,
  payToken: string,
  strangers: readonly T[],
  lacks: readonly Booked[],
) {
  const own = lacks.filter((one) => one.operation_id !== null);
  const sending = strangers.length > 0 ? sendingRefunds.all(connection, { payToken }) : [];
  const missing = [...own, ...sending].map(({ amount }) => amount);
  const lookAlikes: T[] = [];
  const foreign: T[] = [];
  for (const stranger of strangers) {
    const place = missing.indexOf(stranger.amount);
    if (place === -1) foreign.push(stranger);
    else {
      missing.splice(place, 1);
      lookAlikes.push(stranger);
    }
  }
  return { lookAlikes, foreign };
}

/** Records refunds that were made elsewhere. @returns their sum in won */
function recordForeignRefunds(
  connection: Connection,
  observation: Observation,
  refunds: ReturnType<typeof doneRefunds>,
  origin: 'adopted' | 'outside',
  at: string,
): number {
  const { facts } = observation;
  let sum = 0;
  for (const refund of refunds) {
    run(
      connection,
      sqlFor.insertInto('payment_refund').values({
        pay_token: facts.payToken,
        refund_no: refund.refundNo,
        amount: refund.amount,
        reason: refund.reason,
        refunded_at: refund.at,
        first_seen_at: at,
        seen_no: observation.askedNo,
        origin,
        operation_id: null,
      }),
    );
    if (origin === 'outside') {
      appendEvent(connection, {
        at,
        type: 'payment',
        what: 'outside-refund',
        source: eventSource[observation.by],
        pay_token: facts.payToken,
        amount: refund.amount,
        detail: refund.refundNo,
      });
    }
    sum += refund.amount;
  }
  return sum;
}

/** What a payment is after a read, given what is known; its money and drift come apart. */
function afterRead(
  row: PaymentRow,
  observation: Observation,
  back: boolean,
  at: string,
): PaymentRow {
  const { facts, good, why = null } = observation;
  const status = statusAfter(row, facts, back);
  const actions = facts.availableActions === null ? null : JSON.stringify(facts.availableActions);
  const tellsParts =
    row.parts_told === 0 && facts.parts !== null && sumParts(facts.parts) === row.amount;
  return {
    ...row,
    status,
    quarantined: good ? 0 : row.quarantined,
    ...toldAfter(row, facts),
    available_actions: back ? row.available_actions : actions,
    approved_at: row.approved_at ?? (status === 'PAY_APPROVED' ? at : null),
    completed_at: facts.completedAt ?? row.completed_at ?? (isPaid(status) ? at : null),
    canceled_at: facts.canceledAt ?? row.canceled_at ?? (status === 'PAY_CANCEL' ? at : null),
    ...(tellsParts && facts.parts !== null ? partColumns(facts.parts, true) : {}),
    observed_at: at,
    observed_by: observation.by,
    asked_at: observation.askedAt,
    asked_no: observation.askedNo,
    denied: 0,
    read_fault: why,
  };
}

const writeAfterRead = prepared((row: PaymentRow) =>
  sqlFor
    .updateTable('payment')
    .set({
      status: row.status,
      quarantined: row.quarantined,
      drift: row.drift,
      ...toldIn(row),
      available_actions: row.available_actions,
      approved_at: row.approved_at,
      completed_at: row.completed_at,
      canceled_at: row.canceled_at,
      taxable: row.taxable,
      vat: row.vat,
      tax_free: row.tax_free,
      service_fee: row.service_fee,
      parts_told: row.parts_told,
      changed_at: row.changed_at,
      observed_at: row.observed_at,
      observed_by: row.observed_by,
      asked_at: row.asked_at,
      asked_no: row.asked_no,
      differs_no: row.differs_no,
      denied: row.denied,
      read_fault: row.read_fault,
      unbooked: row.unbooked,
      next_poll_at: row.next_poll_at,
    })
    .where('pay_token', '=', row.pay_token),
);

function partColumns(parts: Parts, told: boolean) {
  return {
    taxable: parts.taxable,
    vat: parts.vat,
    tax_free: parts.taxFree,
    service_fee: parts.serviceFee,
    parts_told: told ? (1 as const) : (0 as const),
  };
}

/** What a row shows changes only with these; asking again without news is no change. */
const newsworthy = [
  'status',
  'refunded',
  'drift',
  'quarantined',
  'read_fault',
  'unbooked',
  'pay_method',
  'completed_at',
  'canceled_at',
] as const satisfies readonly (keyof PaymentRow)[];

function isNews(before: PaymentRow, after: PaymentRow): boolean {
  return newsworthy.some((name) => before[name] !== after[name]);
}

function announce(
  connection: Connection,
  before: PaymentRow,
  after: PaymentRow,
  observation: Observation,
  at: string,
): void {
  const base = {
    at,
    type: 'payment' as const,
    source: eventSource[observation.by],
    pay_token: before.pay_token,
    amount: before.amount,
  };
  if (after.status !== before.status) {
    const reverted =
      (before.status === 'REFUND_PROGRESS' && after.status === 'PAY_COMPLETE') ||
      (before.status === 'PAY_PROGRESS' &&
        (after.status === 'PAY_APPROVED' || after.status === 'PAY_STANDBY'));
    const what = reverted ? 'reverted' : (whatOfStatus[after.status] ?? 'reverted');
    appendEvent(connection, { ...base, what, detail: after.status });
  }
  if (after.drift !== before.drift) {
    appendEvent(connection, { ...base, what: 'drift', detail: after.drift });
  } else if (after.status === before.status) {
    appendEvent(connection, { ...base, what: 'updated' });
  }
}

const nothingRefunded = {
  refunded: 0,
  own_taxable: 0,
  own_vat: 0,
  own_tax_free: 0,
  own_service_fee: 0,
} as const;

/** What was refunded of a payment before the desk knew it. */
function recordRefundsBefore(connection: Connection, observation: Observation, at: string): void {
  const { facts } = observation;
  const shown = strangersIn(connection, facts, []);
  const refunded = recordForeignRefunds(connection, observation, shown, 'adopted', at);
  if (refunded === 0) return;
  const times = doneRefunds(facts).map((refund) => refund.at ?? '');
  const lastRefundAt = times.reduce((a, b) => (a > b ? a : b), '');
  run(
    connection,
    sqlFor
      .updateTable('payment')
      .set({ refunded, ...(lastRefundAt === '' ? {} : { changed_at: lastRefundAt }) })
      .where('pay_token', '=', facts.payToken),
  );
}

/** A payment that the desk did not know yet. @returns `false` when Toss told too little of it */
function insertPayment(
  connection: Connection,
  observation: Observation,
  creation: CreationFacts | null,
  at: string,
): boolean {
  const { facts } = observation;
  if (facts.amount === null) return false;
  const told = facts.parts !== null && sumParts(facts.parts) === facts.amount;
  const parts = told && facts.parts !== null ? facts.parts : defaultParts(facts.amount, true);
  const createdAt = facts.createdAt ?? at;
  run(
    connection,
    sqlFor.insertInto('payment').values({
      pay_token: facts.payToken,
      order_no: facts.orderNo,
      status: facts.status,
      amount: facts.amount,
      ...partColumns(parts, told),
      ...nothingRefunded,
      quarantined: 0,
      ...toldColumns(facts),
      ...madeColumns(creation),
      product_desc: facts.productDesc ?? '',
      available_actions:
        facts.availableActions === null ? null : JSON.stringify(facts.availableActions),
      created_at: createdAt,
      approved_at: facts.status === 'PAY_APPROVED' ? at : null,
      completed_at: facts.completedAt,
      canceled_at: facts.canceledAt,
      changed_at: facts.canceledAt ?? facts.completedAt ?? createdAt,
      observed_at: at,
      observed_by: observation.by,
      asked_at: observation.askedAt,
      asked_no: observation.askedNo,
      denied: 0,
      read_fault: observation.why ?? null,
      unbooked: '[]',
      return_ref: creation?.returnRef ?? null,
      // A column that nobody fills would be NULL for ever; these come later.
    } satisfies Omit<PaymentRow, 'drift' | 'differs_no' | 'next_poll_at' | 'erased_at'>),
  );
  recordRefundsBefore(connection, observation, at);
  appendEvent(connection, {
    at,
    type: 'payment',
    what: creation === null ? 'adopted' : 'created',
    source: creation === null ? eventSource[observation.by] : creation.by.type,
    pay_token: facts.payToken,
    amount: facts.amount,
    staff_id: creation?.by.id ?? null,
    staff_name: creation?.by.name ?? null,
    detail: facts.status,
  });
  if (creation !== null) auditCreation(connection, facts, creation, at);
  return true;
}

function auditCreation(
  connection: Connection,
  facts: PaymentFacts,
  { by }: CreationFacts,
  at: string,
): void {
  const { id, name, address = null } = by;
  const type = by.type === 'staff' ? 'staff' : 'token';
  appendAudit(connection, {
    at,
    actor: { type, id, name, address },
    action: 'payment-created',
    payToken: facts.payToken,
    detail: { orderNo: facts.orderNo, amount: facts.amount },
  });
}

/** Applies a read to the payment and its operations. @returns the ids that moved, and its fault */
function updatePayment(
  connection: Connection,
  row: PaymentRow,
  observation: Observation,
  rules: Rules,
  at: string,
): Applied {
  const { facts, askedNo, why = null } = observation;
  const { payToken } = facts;
  const booked = bookedRefunds(connection, payToken);
  const lacks = notShown(booked, facts, rules.settleMs);
  const back = goesBack(row, facts, lacks);
  const against = contradictedBy(connection, row, facts.status, lacks);
  const lags = back ? 'goes-back' : lacks.length > 0 || against.lags ? 'lacks-booked' : null;
  const good = observation.good && lags === null;
  const strangers = strangersIn(connection, facts, booked);
  const { lookAlikes, foreign } = partLookAlikes(connection, payToken, strangers, lacks);
  const told =
    row.erased_at === null
      ? foreign
      : foreign.map((refund) => ({ ...refund, reason: erasedOrNull(refund.reason) }));
  const newWon = recordForeignRefunds(connection, observation, told, 'outside', at);
  const foreignWon = foreignRefundedWon(row) + newWon;
  if (newWon > 0) {
    run(
      connection,
      sqlFor
        .updateTable('payment')
        .set({ refunded: row.refunded + newWon })
        .where('pay_token', '=', payToken),
    );
  }
  const moved = settleByRead(
    connection,
    payToken,
    (operation) => rules.judge(operation, { ...observation, good }, foreignWon, at),
    at,
  );
  // The operations come first: what they turn out to be may itself be a difference.
  const isSame = newWon === 0 && moved.length === 0;
  const settled = isSame ? row : getPaymentRow(connection, payToken);
  const differs = back || lacks.length > 0 || against.ids.length > 0;
  // A list that lacks nothing agrees with the books, also where it proves no absence; a state that
  // nobody knows does not.
  const tells = isPayStatus(facts.status) && (observation.good || facts.refunds !== null);
  const agrees = !differs && tells;
  const says = differs ? 'differs' : agrees ? 'agrees' : 'nothing';
  const { differsNo, contradicts } = contradictionAfter(row, says, askedNo, rules.settleMs);
  if (row.differs_no !== null && says !== 'nothing') {
    markDisputed(connection, payToken, contradicts ? against.ids : []);
  }
  const read = {
    ...afterRead(
      settled,
      { ...observation, good, why: why ?? (contradicts ? lags : null) },
      back,
      at,
    ),
    drift: driftAfter(connection, settled, contradicts),
    differs_no: differsNo,
    unbooked: JSON.stringify(
      lookAlikes.map(({ refundNo, amount, at: done }) => ({ refundNo, amount, at: done })),
    ),
  };
  const news = isNews(row, read);
  const after = news ? { ...read, changed_at: at } : read;
  writeAfterRead.run(connection, { ...after, next_poll_at: rules.nextPollAt(after, at) });
  if (news) announce(connection, row, after, observation, at);
  return { moved, good, differs, why: why ?? lags };
}

/** What only the maker knows, for a payment that a read adopted before its maker was told. */
function addCreation(connection: Connection, row: PaymentRow, creation: CreationFacts): void {
  run(
    connection,
    sqlFor
      .updateTable('payment')
      .set({
        ...madeAfter(row, creation),
        return_ref: row.return_ref ?? creation.returnRef,
      })
      .where('pay_token', '=', row.pay_token),
  );
}

const writeNextPoll = prepared((given: { payToken: string; nextPollAt: string | null }) =>
  sqlFor
    .updateTable('payment')
    .set({ next_poll_at: given.nextPollAt })
    .where('pay_token', '=', given.payToken),
);

function planPoll(connection: Connection, payToken: string, rules: Rules, at: string): void {
  const row = getPaymentRow(connection, payToken);
  writeNextPoll.run(connection, { payToken, nextPollAt: rules.nextPollAt(row, at) });
}

export interface Observed {
  payment: Payment;
  /** Operations that the read moved. */
  moved: string[];
  /** The payment was unknown here before. */
  adopted: boolean;
  /**
   * It proves what it leaves out. One that goes back, or lacks what is booked, lags behind; one
   * that was overtaken by a newer one was not applied.
   */
  good: boolean;
  /** It contradicts the books, also before that is told as a difference. */
  differs: boolean;
  /** Why it is not good, where the read itself says so. */
  why: ReadFault | null;
}

type Applied = Omit<Observed, 'payment' | 'adopted'>;

/**
 * Applies a read: adopts an unknown payment, updates a known one, settles its operations.
 * A read that was asked before the newest applied one changes nothing.
 *
 * @returns `null` when the payment is unknown here and the read tells too little to adopt it
 */
export function observePayment(
  storage: Storage,
  observation: Observation,
  rules: Rules,
  creation: CreationFacts | null = null,
): Promise<Observed | null> {
  return storage.transact((connection): Observed | null => {
    const at = storage.clock.nowIso();
    const { payToken } = observation.facts;
    const row = findPaymentRow(connection, payToken);
    let applied: Applied = { moved: [], good: false, differs: false, why: null };
    if (row !== undefined && creation !== null) addCreation(connection, row, creation);
    if (row === undefined) {
      if (!insertPayment(connection, observation, creation, at)) return null;
      planPoll(connection, payToken, rules, at);
      applied = { ...applied, good: observation.good, why: observation.why ?? null };
    } else if (observation.askedNo >= row.asked_no) {
      applied = updatePayment(connection, row, observation, rules, at);
    }
    const payment = getPaymentOn(connection, payToken);
    return { ...applied, payment, adopted: row === undefined };
  });
}

/**
 * Toss answers that it has no such payment. Twice in a row for one that the desk knows: 어긋남,
 * asked again hourly; the first time it is only asked once more. Its unclear operations can't be
 * proved by such reads and come to a person in the end.
 *
 * @returns `false` where the payment is known and was denied for the first time
 */
export function markMissing(
  storage: Storage,
  payToken: string,
  asked: Pick<Observation, 'askedNo' | 'askedAt'>,
  nextPollAt: string,
  rules: Rules,
): Promise<boolean> {
  return storage.transact((connection) => {
    const row = findPaymentRow(connection, payToken);
    if (row === undefined) return true;
    if (asked.askedNo < row.asked_no) return row.drift === 'missing';
    const at = storage.clock.nowIso();
    const judge = (operation: OperationRow) => rules.judgeMissing(operation, asked.askedNo, at);
    settleByRead(connection, payToken, judge, at);
    // A replica that lags does not have it yet. A clock that was set back makes nothing new again.
    const isNew = Math.abs(Date.parse(at) - Date.parse(row.created_at)) < rules.settleMs;
    const isMissing = row.denied === 1 && !isNew;
    const news = isMissing && row.drift !== 'missing';
    run(
      connection,
      sqlFor
        .updateTable('payment')
        .set({
          denied: 1,
          asked_at: asked.askedAt,
          asked_no: asked.askedNo,
          next_poll_at: isMissing ? nextPollAt : isNew ? rules.nextPollAt(row, at) : at,
          ...(isMissing && { drift: 'missing' as const }),
          ...(news && { changed_at: at }),
        })
        .where('pay_token', '=', payToken),
    );
    if (!news) return isMissing;
    appendEvent(connection, {
      at,
      type: 'payment',
      what: 'drift',
      source: 'status',
      pay_token: payToken,
      detail: 'missing',
    });
    return isMissing;
  });
}

/** Toss answered, and told nothing of the payment: what that says of its operations. */
export function judgeUnreadPayment(
  storage: Storage,
  payToken: string,
  askedNo: number,
  rules: Rules,
): Promise<void> {
  return storage.transact((connection) => {
    const at = storage.clock.nowIso();
    const judge = (operation: OperationRow) => rules.judgeMissing(operation, askedNo, at);
    settleByRead(connection, payToken, judge, at);
  });
}

/** Puts off or brings forward the next poll of a payment. */
export function schedulePoll(storage: Storage, payToken: string, at: string): Promise<void> {
  return storage.transact((connection) => {
    writeNextPoll.run(connection, { payToken, nextPollAt: at });
  });
}
