/**
 * What a status read changes. This is the only writer of a payment's state, and it settles the
 * payment's operations in the same transaction, so that a screen never sees one without the other.
 */
import type { Updateable } from 'kysely';
import type { TransitionCause } from '../../shared/operation.ts';
import {
  isPaid,
  type Drift,
  type ObservationSource,
  type Payment,
  type PayMethod,
} from '../../shared/payment.ts';
import { defaultParts, sumParts, type Parts } from '../../shared/tax-split.ts';
import type { Connection } from './connection.ts';
import { appendEvent, type EventWhat } from './events.ts';
import { moveOperation } from './move-operation.ts';
import { foreignRefundedWon } from './payment-from-row.ts';
import { findPaymentOn, findPaymentRow } from './payments.ts';
import type { EventRow, OperationRow, PaymentRow } from './schema.ts';
import { all, first, run, sqlFor } from './statement.ts';
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
  by: { type: 'staff' | 'storefront'; id: string; name: string };
}

export interface Observation {
  facts: PaymentFacts;
  /** The read passed the test of a good read; another proves nothing about absence. */
  good: boolean;
  /** When the question went out, ISO UTC. */
  askedAt: string;
  by: ObservationSource;
}

/** What the engine concludes for one operation from a read. */
export interface Judgement {
  move: { cause: TransitionCause; detail: string; tossRefundNo?: string } | null;
  absentReads: number;
  poorReads: number;
  nextCheckAt: string | null;
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
  /** When the poller should ask about the payment again. */
  nextPollAt(payment: PaymentRow, now: string): string | null;
}

/** States from which a read may still move an operation; ended ones only by a late finding. */
const judgedStates = ['unknown', 'pending', 'absent', 'given_up', 'failed', 'declined'] as const;

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

/** Records refunds that no operation of this desk explains. @returns their sum in won */
function recordForeignRefunds(
  connection: Connection,
  observation: Observation,
  origin: 'adopted' | 'outside',
  at: string,
): number {
  const { facts } = observation;
  const done = (facts.refunds ?? []).filter((refund) => refund.done && refund.amount > 0);
  if (done.length === 0) return 0;
  const booked = all(
    connection,
    sqlFor.selectFrom('payment_refund').select('refund_no').where('pay_token', '=', facts.payToken),
  );
  const own = all(
    connection,
    sqlFor
      .selectFrom('operation')
      .select(['id', 'toss_refund_no'])
      .where('pay_token', '=', facts.payToken)
      .where('kind', '=', 'refund'),
  );
  // A number of ours is booked when its operation settles, never as a stranger's.
  const explained = new Set([
    ...booked.map((row) => row.refund_no),
    ...own.flatMap((row) => [row.id, row.toss_refund_no ?? row.id]),
  ]);
  let sum = 0;
  for (const refund of done) {
    if (explained.has(refund.refundNo)) continue;
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

/** The columns that a read may change, given what is known. */
function changedColumns(
  row: PaymentRow,
  observation: Observation,
  outside: { newWon: number; any: boolean },
  at: string,
): Updateable<PaymentRow> {
  const { facts } = observation;
  const back = goesBack(row, facts);
  const status = back ? row.status : facts.status;
  const drift: Drift | null = back ? 'contradiction' : outside.any ? 'outside-refund' : null;
  const actions = facts.availableActions === null ? null : JSON.stringify(facts.availableActions);
  const tellsParts =
    row.parts_told === 0 && facts.parts !== null && sumParts(facts.parts) === row.amount;
  return {
    status,
    refunded: row.refunded + outside.newWon,
    drift,
    pay_method: facts.payMethod ?? row.pay_method,
    card_company: facts.cardCompanyName ?? row.card_company,
    metadata: facts.metadata ?? row.metadata,
    available_actions: back ? row.available_actions : actions,
    approved_at: row.approved_at ?? (status === 'PAY_APPROVED' ? at : null),
    completed_at: facts.completedAt ?? row.completed_at ?? (isPaid(status) ? at : null),
    canceled_at: facts.canceledAt ?? row.canceled_at ?? (status === 'PAY_CANCEL' ? at : null),
    ...(tellsParts && facts.parts !== null ? partColumns(facts.parts, true) : {}),
  };
}

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
const newsworthy = ['status', 'refunded', 'drift', 'pay_method', 'completed_at', 'canceled_at'];

function isNews(row: PaymentRow, columns: Updateable<PaymentRow>): boolean {
  const before = row as unknown as Record<string, unknown>;
  const after = columns as Record<string, unknown>;
  return newsworthy.some((name) => name in after && before[name] !== after[name]);
}

function announce(
  connection: Connection,
  before: PaymentRow,
  after: Updateable<PaymentRow>,
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
    const what = reverted ? 'reverted' : (whatOfStatus[after.status ?? ''] ?? 'reverted');
    appendEvent(connection, { ...base, what, detail: after.status ?? null });
  }
  if (after.drift !== before.drift) {
    appendEvent(connection, { ...base, what: 'drift', detail: after.drift ?? null });
  } else if (after.status === before.status) {
    appendEvent(connection, { ...base, what: 'updated' });
  }
}

/** Lets the engine judge each operation that a read may move. @returns the ids that moved */
function settleByRead(
  connection: Connection,
  observation: Observation,
  rules: Rules,
  foreignWon: number,
  at: string,
): string[] {
  const rows = all(
    connection,
    sqlFor
      .selectFrom('operation')
      .selectAll()
      .where('pay_token', '=', observation.facts.payToken)
      .where('state', 'in', [...judgedStates]),
  );
  const moved: string[] = [];
  for (const row of rows) {
    const judged = rules.judge(row, observation, foreignWon, at);
    if (judged === null) continue;
    const judgement = withoutTakenNumber(connection, row, judged);
    const counters = {
      absent_reads: judgement.absentReads,
      poor_reads: judgement.poorReads,
      checks: row.checks + 1,
      next_check_at: judgement.nextCheckAt,
    };
    if (judgement.move === null) {
      run(connection, sqlFor.updateTable('operation').set(counters).where('id', '=', row.id));
      continue;
    }
    const { cause, detail, tossRefundNo } = judgement.move;
    const patch =
      tossRefundNo === undefined ? counters : { ...counters, toss_refund_no: tossRefundNo };
    moveOperation(connection, row, { cause, at, evidence: 'status', detail, patch });
    moved.push(row.id);
  }
  return moved;
}

/** Toss named as this refund's number one that another operation's refund has: a contradiction. */
function withoutTakenNumber(
  connection: Connection,
  row: OperationRow,
  judgement: Judgement,
): Judgement {
  const { move } = judgement;
  const refundNo = move?.tossRefundNo ?? row.toss_refund_no;
  if (move?.cause !== 'seen-done' || row.kind !== 'refund' || refundNo === null) return judgement;
  const taken = all(
    connection,
    sqlFor
      .selectFrom('payment_refund')
      .select('operation_id')
      .where('pay_token', '=', row.pay_token)
      .where('refund_no', '=', refundNo)
      .where('operation_id', 'is not', null),
  );
  if (taken.length === 0) return judgement;
  const isUnclear = row.state === 'unknown' || row.state === 'pending';
  const detail = "Toss gave it the number of another operation's refund";
  return { ...judgement, move: isUnclear ? { cause: 'contradicted', detail } : null };
}

function hasOutsideRefund(connection: Connection, payToken: string): boolean {
  const found = all(
    connection,
    sqlFor
      .selectFrom('payment_refund')
      .select('refund_no')
      .where('pay_token', '=', payToken)
      .where('origin', '=', 'outside')
      .limit(1),
  );
  return found.length > 0;
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
      refunded: 0,
      own_taxable: 0,
      own_vat: 0,
      own_tax_free: 0,
      own_service_fee: 0,
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
    const times = (facts.refunds ?? []).map((refund) => refund.at ?? '');
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
  return true;
}

function updatePayment(
  connection: Connection,
  row: PaymentRow,
  observation: Observation,
  rules: Rules,
  at: string,
): string[] {
  const newWon = recordForeignRefunds(connection, observation, 'outside', at);
  const any = hasOutsideRefund(connection, row.pay_token);
  const columns = changedColumns(row, observation, { newWon, any }, at);
  const news = isNews(row, columns);
  run(
    connection,
    sqlFor
      .updateTable('payment')
      .set({
        ...columns,
        observed_at: at,
        observed_by: observation.by,
        asked_at: observation.askedAt,
        ...(news ? { changed_at: at } : {}),
      })
      .where('pay_token', '=', row.pay_token),
  );
  if (news) announce(connection, row, columns, observation, at);
  return settleByRead(connection, observation, rules, foreignRefundedWon(row) + newWon, at);
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

function planPoll(connection: Connection, payToken: string, rules: Rules, at: string): void {
  const row = findPaymentRow(connection, payToken);
  if (row === undefined) return;
  run(
    connection,
    sqlFor
      .updateTable('payment')
      .set({ next_poll_at: rules.nextPollAt(row, at) })
      .where('pay_token', '=', payToken),
  );
}

export interface Observed {
  payment: Payment;
  /** Operations that the read moved. */
  moved: string[];
  /** The payment was unknown here before. */
  adopted: boolean;
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
    if (row !== undefined && creation !== null) addCreation(connection, row, creation);
    if (row === undefined) {
      if (!insertPayment(connection, observation, creation, at)) return null;
      planPoll(connection, payToken, rules, at);
    } else if (observation.askedAt >= row.asked_at) {
      moved = updatePayment(connection, row, observation, rules, at);
      planPoll(connection, payToken, rules, at);
    }
    const payment = findPaymentOn(connection, payToken);
    if (payment === undefined) throw new Error('The payment vanished inside its own transaction');
    return { payment, moved, adopted: row === undefined };
  });
}

/** Toss answers that it has no such payment, though the desk knows it: 어긋남, asked again hourly. */
export function markMissing(
  storage: Storage,
  payToken: string,
  askedAt: string,
  nextPollAt: string,
): Promise<void> {
  return storage.transact((connection) => {
    const row = findPaymentRow(connection, payToken);
    if (row === undefined || askedAt < row.asked_at) return;
    const at = storage.clock.nowIso();
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

/** When the newest applied read was asked, over all payments; `null` on an empty desk. */
export function newestAskedAt(storage: Storage): string | null {
  const newest = sqlFor.selectFrom('payment').select('asked_at').orderBy('asked_at', 'desc');
  return first(storage.reader, newest.limit(1))?.asked_at ?? null;
}

/** Puts off or brings forward the next poll of a payment. */
export function schedulePoll(storage: Storage, payToken: string, at: string): Promise<void> {
  return storage.transact((connection) => {
    run(
      connection,
      sqlFor.updateTable('payment').set({ next_poll_at: at }).where('pay_token', '=', payToken),
    );
  });
}

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
  const moving = ['PAY_STANDBY', 'PAY_APPROVED', 'PAY_PROGRESS', 'REFUND_PROGRESS'];
  return all(
    storage.reader,
    sqlFor
      .selectFrom('payment')
      .select('pay_token')
      .where('next_poll_at', '<=', now)
      .where('status', which === 'moving' ? 'in' : 'not in', moving)
      .orderBy('next_poll_at')
      .limit(limit),
  ).map((row) => row.pay_token);
}
