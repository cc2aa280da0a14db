/**
 * What a status read changes. This is the only writer of a payment's state, and it settles the
 * payment's operations in the same transaction, so that a screen never sees one without the other.
 */
import {
  isPaid,
  type ObservationSource,
  type Payment,
  type PayMethod,
} from '../../shared/payment.ts';
import { defaultParts, sumParts, type Parts } from '../../shared/tax-split.ts';
import { appendAudit } from './audit.ts';
import type { Connection } from './connection.ts';
import { driftAfter } from './drift.ts';
import { appendEvent, type ActingStaff, type EventWhat } from './events.ts';
import { foreignRefundedWon } from './payment-from-row.ts';
import { findPaymentRow, getPaymentOn, getPaymentRow } from './payments.ts';
import type { EventRow, OperationRow, PaymentRow } from './schema.ts';
import { settleByRead, type Judgement } from './settle-by-read.ts';
import { prepared, run, sqlFor } from './statement.ts';
import type { Storage } from './storage.ts';

/** What Toss said about a payment. `null` means that Toss did not say, never that there is none. */
export interface PaymentFacts {
  payToken: string;
  orderNo: string;
  status: string;
  payMethod: PayMethod | null;
  amount: number | null;
  parts: Parts | null;
  productDesc: string | null;
  metadata: string | null;
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
  cardCompanyName: string | null;
  createdAt: string | null;
  completedAt: string | null;
  canceledAt: string | null;
}

/** What only the maker of a payment knows: Toss's status tells none of it. */
export interface CreationFacts {
  autoExecute: boolean;
  cashReceipt: boolean;
  checkoutPage: string | null;
  expiresAt: string;
  returnRef: string | null;
  by: ActingStaff & { type: 'staff' | 'storefront' };
}

export interface Observation {
  facts: PaymentFacts;
  /** The read passed the test of a good read; another proves nothing about absence. */
  good: boolean;
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
  judgeMissing(operation: OperationRow, askedAt: string, now: string): Judgement | null;
  /** When the poller should ask about the payment again. */
  nextPollAt(payment: PaymentRow, now: string): string | null;
}

const settledStatuses = ['SETTLEMENT_COMPLETE', 'SETTLEMENT_REFUND_COMPLETE'];

/** `true` when Toss's later word contradicts what can't be undone. */
function goesBack(row: PaymentRow, facts: PaymentFacts): boolean {
  if (facts.orderNo !== row.order_no) return true;
  if (facts.amount !== null && facts.amount !== row.amount) return true;
  if (row.status === facts.status) return false;
  if (row.status === 'PAY_CANCEL') return true;
  if (isPaid(row.status) && !isPaid(facts.status)) return true;
  if (settledStatuses.includes(row.status) && !settledStatuses.includes(facts.status)) return true;
  return row.refunded > 0 && facts.status === 'PAY_COMPLETE';
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

const bookedRefunds = prepared((given: { payToken: string }) =>
  sqlFor.selectFrom('payment_refund').select('refund_no').where('pay_token', '=', given.payToken),
);

const ownRefunds = prepared((given: { payToken: string }) =>
  sqlFor
    .selectFrom('operation')
    .select(['id', 'toss_refund_no', 'amount'])
    .where('pay_token', '=', given.payToken)
    .where('kind', '=', 'refund'),
);

/** Refunds that Toss shows as done; none where it did not say. */
function doneRefunds({ refunds }: PaymentFacts) {
  return (refunds ?? []).filter((refund) => refund.done && refund.amount > 0);
}

/** Records refunds that no operation of this desk explains. @returns their sum in won */
function recordForeignRefunds(
  connection: Connection,
  observation: Observation,
  origin: 'adopted' | 'outside',
  at: string,
): number {
  const { facts } = observation;
  const done = doneRefunds(facts);
  if (done.length === 0) return 0;
  const booked = bookedRefunds.all(connection, facts);
  const own = ownRefunds.all(connection, facts);
  const explained = new Set(booked.map((row) => row.refund_no));
  // A number of ours with our amount is booked when its operation settles, never as a stranger's.
  // With another amount it is a fact that no operation of ours explains.
  const isOwn = (refundNo: string, amount: number) =>
    own.some(
      (row) => (row.id === refundNo || row.toss_refund_no === refundNo) && row.amount === amount,
    );
  let sum = 0;
  for (const refund of done) {
    if (explained.has(refund.refundNo) || isOwn(refund.refundNo, refund.amount)) continue;
    explained.add(refund.refundNo);
    run(
      connection,
      sqlFor.insertInto('payment_refund').values({
        pay_token: facts.payToken,
        refund_no: refund.refundNo,
        amount: refund.amount,
        reason: refund.reason,
        refunded_at: refund.at,
        first_seen_at: at,
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
  const { facts, good } = observation;
  const status = back ? row.status : facts.status;
  const actions = facts.availableActions === null ? null : JSON.stringify(facts.availableActions);
  const tellsParts =
    row.parts_told === 0 && facts.parts !== null && sumParts(facts.parts) === row.amount;
  return {
    ...row,
    status,
    quarantined: good ? 0 : row.quarantined,
    pay_method: facts.payMethod ?? row.pay_method,
    card_company: facts.cardCompanyName ?? row.card_company,
    metadata: facts.metadata ?? row.metadata,
    available_actions: back ? row.available_actions : actions,
    approved_at: row.approved_at ?? (status === 'PAY_APPROVED' ? at : null),
    completed_at: facts.completedAt ?? row.completed_at ?? (isPaid(status) ? at : null),
    canceled_at: facts.canceledAt ?? row.canceled_at ?? (status === 'PAY_CANCEL' ? at : null),
    ...(tellsParts && facts.parts !== null ? partColumns(facts.parts, true) : {}),
    observed_at: at,
    observed_by: observation.by,
    asked_at: observation.askedAt,
  };
}

const writeAfterRead = prepared((row: PaymentRow) =>
  sqlFor
    .updateTable('payment')
    .set({
      status: row.status,
      quarantined: row.quarantined,
      drift: row.drift,
      pay_method: row.pay_method,
      card_company: row.card_company,
      metadata: row.metadata,
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
      pay_method: facts.payMethod,
      card_company: facts.cardCompanyName,
      product_desc: facts.productDesc ?? '',
      metadata: facts.metadata,
      auto_execute: creation === null ? null : creation.autoExecute ? 1 : 0,
      cash_receipt: creation === null ? null : creation.cashReceipt ? 1 : 0,
      checkout_page: creation?.checkoutPage ?? null,
      available_actions:
        facts.availableActions === null ? null : JSON.stringify(facts.availableActions),
      created_at: createdAt,
      expires_at: creation?.expiresAt ?? null,
      approved_at: facts.status === 'PAY_APPROVED' ? at : null,
      completed_at: facts.completedAt,
      canceled_at: facts.canceledAt,
      changed_at: facts.canceledAt ?? facts.completedAt ?? createdAt,
      observed_at: at,
      observed_by: observation.by,
      asked_at: observation.askedAt,
      return_ref: creation?.returnRef ?? null,
    }),
  );
  const refunded = recordForeignRefunds(connection, observation, 'adopted', at);
  if (refunded > 0) {
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

/** Applies a read to the payment and its operations. @returns the ids that moved */
function updatePayment(
  connection: Connection,
  row: PaymentRow,
  observation: Observation,
  rules: Rules,
  at: string,
): string[] {
  const { payToken } = observation.facts;
  const newWon = recordForeignRefunds(connection, observation, 'outside', at);
  const foreignWon = foreignRefundedWon(row) + newWon;
  const back = goesBack(row, observation.facts);
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
    (operation) => rules.judge(operation, observation, foreignWon, at),
    at,
  );
  // The operations come first: what they turn out to be may itself be a difference.
  const isSame = newWon === 0 && moved.length === 0;
  const settled = isSame ? row : getPaymentRow(connection, payToken);
  const drift = driftAfter(connection, settled, observation, back);
  const read = { ...afterRead(settled, observation, back, at), drift };
  const news = isNews(row, read);
  const after = news ? { ...read, changed_at: at } : read;
  writeAfterRead.run(connection, { ...after, next_poll_at: rules.nextPollAt(after, at) });
  if (news) announce(connection, row, after, observation, at);
  return moved;
}

/** What only the maker knows, for a payment that a read adopted before its maker was told. */
function addCreation(connection: Connection, row: PaymentRow, creation: CreationFacts): void {
  run(
    connection,
    sqlFor
      .updateTable('payment')
      .set({
        auto_execute: row.auto_execute ?? (creation.autoExecute ? 1 : 0),
        cash_receipt: row.cash_receipt ?? (creation.cashReceipt ? 1 : 0),
        checkout_page: row.checkout_page ?? creation.checkoutPage,
        expires_at: row.expires_at ?? creation.expiresAt,
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
  /** The read went backwards: it may lag behind, and nothing is sent on it. */
  contradicts: boolean;
}

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
    let moved: string[] = [];
    const contradicts = row !== undefined && goesBack(row, observation.facts);
    if (row !== undefined && creation !== null) addCreation(connection, row, creation);
    if (row === undefined) {
      if (!insertPayment(connection, observation, creation, at)) return null;
      planPoll(connection, payToken, rules, at);
    } else if (observation.askedAt >= row.asked_at) {
      moved = updatePayment(connection, row, observation, rules, at);
    }
    const payment = getPaymentOn(connection, payToken);
    return { payment, moved, adopted: row === undefined, contradicts };
  });
}

/**
 * Toss answers that it has no such payment, though the desk knows it: 어긋남, asked again hourly.
 * Its unclear operations can't be proved by such reads and come to a person in the end.
 */
export function markMissing(
  storage: Storage,
  payToken: string,
  askedAt: string,
  nextPollAt: string,
  rules: Rules,
): Promise<void> {
  return storage.transact((connection) => {
    const row = findPaymentRow(connection, payToken);
    if (row === undefined || askedAt < row.asked_at) return;
    const at = storage.clock.nowIso();
    const judge = (operation: OperationRow) => rules.judgeMissing(operation, askedAt, at);
    settleByRead(connection, payToken, judge, at);
    const news = row.drift !== 'missing';
    run(
      connection,
      sqlFor
        .updateTable('payment')
        .set({
          drift: 'missing',
          asked_at: askedAt,
          next_poll_at: nextPollAt,
          ...(news ? { changed_at: at } : {}),
        })
        .where('pay_token', '=', payToken),
    );
    if (!news) return;
    appendEvent(connection, {
      at,
      type: 'payment',
      what: 'drift',
      source: 'status',
      pay_token: payToken,
      detail: 'missing',
    });
  });
}

const newestAsked = prepared(() =>
  sqlFor.selectFrom('payment').select('asked_at').orderBy('asked_at', 'desc').limit(1),
);

/** When the newest applied read was asked, over all payments; `null` on an empty desk. */
export function newestAskedAt(storage: Storage): string | null {
  return newestAsked.first(storage.reader, {})?.asked_at ?? null;
}

/** Puts off or brings forward the next poll of a payment. */
export function schedulePoll(storage: Storage, payToken: string, at: string): Promise<void> {
  return storage.transact((connection) => {
    writeNextPoll.run(connection, { payToken, nextPollAt: at });
  });
}

const movingStatuses = ['PAY_STANDBY', 'PAY_APPROVED', 'PAY_PROGRESS', 'REFUND_PROGRESS'];

/** The caller takes fewer; a limit that changes would have the query planned anew each time. */
const MOST_DUE = 64;

const duePollsWhere = (isMoving: 'in' | 'not in') =>
  prepared((given: { now: string }) =>
    sqlFor
      .selectFrom('payment')
      .select('pay_token')
      .where('next_poll_at', '<=', given.now)
      .where('status', isMoving, movingStatuses)
      .orderBy('next_poll_at')
      .limit(MOST_DUE),
  );
const duePollsOf = { moving: duePollsWhere('in'), paid: duePollsWhere('not in') };

/**
 * Payments whose poll is due, the most overdue first.
 * @param which `moving` can change by themselves, `paid` are swept for what is done elsewhere
 */
export function duePolls(
  storage: Storage,
  which: 'moving' | 'paid',
  now: string,
  limit: number,
): string[] {
  const rows = duePollsOf[which].all(storage.reader, { now });
  return rows.slice(0, limit).map((row) => row.pay_token);
}
