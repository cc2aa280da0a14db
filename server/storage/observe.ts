/**
 * Applies a status read. This is the only writer of a payment's state, and it settles the payment's
 * operations in the same transaction, so that screens always see both together.
 */
import {
  isPaid,
  isPayStatus,
  type LookAlike,
  type ObservationSource,
  type Payment,
  type ReadFault,
  type ToldField,
  type TossView,
} from '../../shared/payment.ts';
import { sumItems } from '../../shared/items.ts';
import { isSameRefundNo, refundKey } from '../../shared/refund-number.ts';
import { defaultParts, sumParts, type Parts } from '../../shared/tax-split.ts';
import { appendAudit } from './audit.ts';
import { bookedRefunds, numbersOf, type Booked } from './booked-refunds.ts';
import { contradictedBy, contradictionAfter, driftAfter, markDisputed } from './drift.ts';
import { erasedOrNull } from './erasure.ts';
import { appendEvent, type ActingStaff, type EventWhat } from './events.ts';
import {
  madeAfter,
  madeColumns,
  newsColumns,
  toldAfter,
  toldColumns,
  toldIn,
  type MadeField,
} from './payment-columns.ts';
import { foreignRefundedWon } from './payment-from-row.ts';
import { findPaymentRow, getPaymentOn, getPaymentRow } from './payments.ts';
import {
  isByTransaction,
  keepNames,
  keptNames,
  nameRefunds,
  type NamedRefund,
  type OwnRefund,
  type SeenRefund,
} from './refund-names.ts';
import type { EventRow, OperationRow, PaymentRow } from './schema.ts';
import { settleByRead, type Judgement } from './settle-by-read.ts';
import { prepared, run, db } from './statement.ts';
import type { Storage } from './storage.ts';
import type { Unit } from './unit.ts';

/** What Toss said about a payment. `null` means that Toss did not say, not that there is none. */
export interface PaymentFacts extends Pick<Payment, ToldField> {
  payToken: string;
  orderNo: string;
  status: string;
  amount: number | null;
  parts: Parts | null;
  productDesc: string | null;
  availableActions: string[] | null;
  refunds: NamedRefund[] | null;
  createdAt: string | null;
  completedAt: string | null;
  canceledAt: string | null;
  /** What only v2 tells. */
  tossView?: TossView;
}

/** The same as a read tells it, before its refunds have the names by which the desk knows them. */
export type ToldFacts = Omit<PaymentFacts, 'refunds'> & { refunds: SeenRefund[] | null };

/** Known only from the creation of a payment; Toss's status doesn't contain it. */
export interface CreationFacts extends Pick<Payment, MadeField> {
  /** v1's status has these two, v2's does not. */
  productDesc: string;
  metadata: string | null;
  returnRef: string | null;
  by: ActingStaff & { type: 'staff' | 'storefront' };
}

export interface Observation {
  facts: PaymentFacts;
  /** The answer passed the test of a good read. Other reads prove nothing about absence. */
  good: boolean;
  /** Why it failed the test. */
  why?: ReadFault | null;
  /** The read's number in `DeskTime`. */
  askedNo: number;
  /** When the read was sent, ISO UTC. */
  askedAt: string;
  by: ObservationSource;
}

/** The same before its refunds are named. */
export type ToldObservation = Omit<Observation, 'facts'> & { facts: ToldFacts };

/** The engine's rules for applying a read, without I/O. */
export interface Rules {
  /** @param foreignWon what was refunded elsewhere after this read, in won */
  judge(
    operation: OperationRow,
    observation: Observation,
    foreignWon: number,
    now: string,
  ): Judgement | null;
  /** The judgement on an operation after Toss denied that the payment exists. */
  judgeMissing(operation: OperationRow, askedNo: number, now: string): Judgement | null;
  /** When the poller reads the payment next; `null`: not by itself. */
  nextPollAt(payment: PaymentRow, now: string): string | null;
  /** The longest lag of Toss's replicas, in ms. */
  settleMs: number;
  /** The longest time of one money call, in ms. */
  callMs: number;
}

const settledStatuses = ['SETTLEMENT_COMPLETE', 'SETTLEMENT_REFUND_COMPLETE'];

/**
 * `true` when a later read contradicts something irreversible. An unknown status contradicts
 * nothing, since its meaning is unknown.
 * @param lacks booked refunds that the read should show and doesn't
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

/** A paid or canceled payment keeps its status when Toss reports an unknown one. */
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

/** Toss has no number of an unsent refund yet, and a succeeded one is among the booked refunds. */
const numberIsNotOwn = ['proposed', 'ready', 'not_sent', 'succeeded'] as const;

const ownRefunds = prepared((given: { payToken: string }) =>
  db
    .selectFrom('operation')
    .select(['id', 'toss_refund_no', 'toss_transaction_id', 'amount', 'sent_at', 'state'])
    .select(['verdict', 'base_refunded'])
    .where('pay_token', '=', given.payToken)
    .where('kind', '=', 'refund')
    .where('state', 'not in', [...numberIsNotOwn])
    .orderBy('created_at')
    .orderBy('id'),
);

/** Refunds that Toss shows as done; empty if Toss gave no list. */
function doneRefunds({ refunds }: PaymentFacts) {
  return (refunds ?? []).filter((refund) => refund.done && refund.amount > 0);
}

/** Amounts of the refunds that a read shows as done, by `refundKey`. */
const shownIn = (facts: PaymentFacts) =>
  new Map(doneRefunds(facts).map((one) => [refundKey(one.refundNo), one.amount]));

/**
 * Booked refunds by the key under which a read would show them. A refund of the desk is booked
 * under the number of Toss's answer, but may be listed under the number that it was sent with.
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
 * Booked refunds that a read does not show as booked; empty if the read has no list. A refund made
 * elsewhere may be missing once it was acknowledged later than the settle time after it was first
 * seen; its money stays counted. Not in a list of v2 with a new entry, which may be that refund.
 */
export function notShown(
  booked: readonly Booked[],
  facts: PaymentFacts,
  settleMs: number,
): Booked[] {
  if (facts.refunds === null) return [];
  const shown = shownIn(facts);
  const claimed = new Set(facts.refunds.map(({ bookedAs }) => bookedAs));
  const numbers = new Set(booked.map((one) => refundKey(one.refund_no)));
  const hasNew =
    isByTransaction(facts.refunds) &&
    facts.refunds.some((one) => one.byTime !== true && !numbers.has(refundKey(one.refundNo)));
  const lacks = [...byShownKey(booked, shown)].filter(([key, one]) => {
    const { acknowledged_no: acknowledgedNo, seen_no: seenNo } = one;
    const mayVanish =
      !hasNew &&
      one.operation_id === null &&
      acknowledgedNo !== null &&
      acknowledgedNo - seenNo >= settleMs;
    return !mayVanish && !claimed.has(one.refund_no) && shown.get(key) !== one.amount;
  });
  return lacks.map(([, one]) => one);
}

/** Refunds that Toss shows as done and that no operation of this desk explains. */
export function strangersIn(
  facts: PaymentFacts,
  booked: readonly Booked[],
  own: readonly Pick<OwnRefund, 'id' | 'toss_refund_no' | 'amount'>[],
) {
  const done = doneRefunds(facts);
  if (done.length === 0) return [];
  const shown = shownIn(facts);
  const explained = new Set(byShownKey(booked, shown).keys());
  // A refund with the desk's number and amount is booked when its operation settles. With another
  // amount, no operation explains it.
  const isOwn = (refundNo: string, amount: number) =>
    own.some(
      (row) => row.amount === amount && numbersOf(row).some((own) => isSameRefundNo(own, refundNo)),
    );
  return done.filter(({ refundNo, amount }) => {
    const key = refundKey(refundNo);
    if (explained.has(key) || isOwn(refundNo, amount)) return false;
    explained.add(key);
    return true;
  });
}

/** The desk's refunds that may be among those of a read. */
function* ownOf(facts: PaymentFacts): Unit<OwnRefund[]> {
  return doneRefunds(facts).length === 0 ? [] : yield* ownRefunds.all(facts);
}

const sendingRefunds = prepared((given: { payToken: string }) =>
  db
    .selectFrom('operation')
    .select('amount')
    .where('pay_token', '=', given.payToken)
    .where('kind', '=', 'refund')
    .where('state', '=', 'sending'),
);

/**
 * Separates strangers from look-alikes: refunds with the amount of one that is booked but not
 * shown, or that is being sent. These may be the desk's own refund under another number, and
 * booking them too could count one refund twice. By v2 every booked refund may have another name,
 * so beside one that is not shown nothing is booked, nor from a read that does not add up.
 */
export function partLookAlikes<T extends LookAlike>(
  { facts, good }: Pick<Observation, 'facts' | 'good'>,
  strangers: readonly T[],
  lacks: readonly Booked[],
  sending: readonly { amount: number }[],
) {
  const isUnsure = isByTransaction(facts.refunds) && (!good || lacks.length > 0);
  if (isUnsure) return { lookAlikes: [...strangers], foreign: [] };
  const own = lacks.filter((one) => one.operation_id !== null);
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

/** Records refunds made elsewhere. @returns their sum in won */
function* recordForeignRefunds(
  observation: Observation,
  refunds: ReturnType<typeof doneRefunds>,
  origin: 'adopted' | 'outside',
  at: string,
): Unit<number> {
  const { facts } = observation;
  let sum = 0;
  for (const refund of refunds) {
    yield* run(
      db.insertInto('payment_refund').values({
        pay_token: facts.payToken,
        refund_no: refund.refundNo,
        amount: refund.amount,
        reason: refund.reason,
        refunded_at: refund.at,
        first_seen_at: at,
        seen_no: observation.askedNo,
        origin,
        operation_id: null,
        discounted: refund.discountWon ?? null,
      }),
    );
    if (origin === 'outside') {
      // Before the event, because the event contains the total.
      yield* run(
        db
          .updateTable('payment')
          .set((set) => ({ refunded: set('refunded', '+', refund.amount) }))
          .where('pay_token', '=', facts.payToken),
      );
      yield* appendEvent({
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

const viewColumn = ({ tossView }: PaymentFacts) =>
  tossView === undefined ? null : JSON.stringify(tossView);

/** The payment's columns after a read, except its money and drift. */
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
    toss_view: back ? row.toss_view : viewColumn(facts),
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
  db
    .updateTable('payment')
    .set({
      status: row.status,
      quarantined: row.quarantined,
      drift: row.drift,
      ...toldIn(row),
      available_actions: row.available_actions,
      toss_view: row.toss_view,
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

/** Only changes of these columns set `changed_at` and are announced. */
const announced = [...newsColumns, 'unbooked'] as const;

function isNews(before: PaymentRow, after: PaymentRow): boolean {
  return announced.some((name) => before[name] !== after[name]);
}

function* announce(
  before: PaymentRow,
  after: PaymentRow,
  observation: Observation,
  at: string,
): Unit<void> {
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
    yield* appendEvent({ ...base, what, detail: after.status });
  }
  if (after.drift !== before.drift) {
    yield* appendEvent({ ...base, what: 'drift', detail: after.drift });
  } else if (after.status === before.status) {
    yield* appendEvent({ ...base, what: 'updated' });
  }
}

const nothingRefunded = {
  refunded: 0,
  transferred: 0,
  own_taxable: 0,
  own_vat: 0,
  own_tax_free: 0,
  own_service_fee: 0,
} as const;

/** Books refunds made before the desk knew the payment. */
function* recordRefundsBefore(observation: Observation, at: string): Unit<void> {
  const { facts, good } = observation;
  // Lines of v2 that do not add up may be doubled; a later read books them.
  if (isByTransaction(facts.refunds) && !good) return;
  const shown = strangersIn(facts, [], yield* ownOf(facts));
  const refunded = yield* recordForeignRefunds(observation, shown, 'adopted', at);
  if (refunded === 0) return;
  const times = doneRefunds(facts).map((refund) => refund.at ?? '');
  const lastRefundAt = times.reduce((a, b) => (a > b ? a : b), '');
  yield* run(
    db
      .updateTable('payment')
      .set({ refunded, ...(lastRefundAt === '' ? {} : { changed_at: lastRefundAt }) })
      .where('pay_token', '=', facts.payToken),
  );
}

/** After a lost answer another payment of the order may be found: only its own items are kept. */
function fittingTo(amountWon: number, creation: CreationFacts): CreationFacts {
  const { items } = creation;
  return items === null || sumItems(items) === amountWon ? creation : { ...creation, items: null };
}

/** Inserts an unknown payment. @returns `false` when Toss told no amount */
function* insertPayment(
  observation: Observation,
  creation: CreationFacts | null,
  at: string,
): Unit<boolean> {
  const { facts } = observation;
  if (facts.amount === null) return false;
  const told = facts.parts !== null && sumParts(facts.parts) === facts.amount;
  const parts = told && facts.parts !== null ? facts.parts : defaultParts(facts.amount, true);
  const createdAt = facts.createdAt ?? at;
  // A payment made here has changed now, however long Toss took; another when Toss says.
  const changedAt = creation === null ? (facts.canceledAt ?? facts.completedAt ?? createdAt) : at;
  yield* run(
    db.insertInto('payment').values({
      pay_token: facts.payToken,
      order_no: facts.orderNo,
      status: facts.status,
      amount: facts.amount,
      ...partColumns(parts, told),
      ...nothingRefunded,
      quarantined: 0,
      ...toldColumns({ ...facts, metadata: facts.metadata ?? creation?.metadata ?? null }),
      ...madeColumns(creation === null ? null : fittingTo(facts.amount, creation)),
      product_desc: facts.productDesc ?? creation?.productDesc ?? '',
      toss_view: viewColumn(facts),
      available_actions:
        facts.availableActions === null ? null : JSON.stringify(facts.availableActions),
      created_at: createdAt,
      approved_at: facts.status === 'PAY_APPROVED' ? at : null,
      completed_at: facts.completedAt,
      canceled_at: facts.canceledAt,
      changed_at: changedAt,
      observed_at: at,
      observed_by: observation.by,
      asked_at: observation.askedAt,
      asked_no: observation.askedNo,
      denied: 0,
      read_fault: observation.why ?? null,
      unbooked: '[]',
      return_ref: creation?.returnRef ?? null,
      // Listed here, so that no other column is forgotten and stays NULL; these are set later.
    } satisfies Omit<PaymentRow, 'drift' | 'differs_no' | 'next_poll_at' | 'erased_at'>),
  );
  yield* recordRefundsBefore(observation, at);
  yield* appendEvent({
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
  if (creation !== null) yield* auditCreation(facts, creation, at);
  return true;
}

function* auditCreation(facts: PaymentFacts, { by }: CreationFacts, at: string): Unit<void> {
  const { id, name, address = null } = by;
  const type = by.type === 'staff' ? 'staff' : 'token';
  yield* appendAudit({
    at,
    actor: { type, id, name, address },
    action: 'payment-created',
    payToken: facts.payToken,
    detail: { orderNo: facts.orderNo, amount: facts.amount },
  });
}

/**
 * Applies a read to a known payment and its operations.
 * @returns the ids of operations that moved, and the read's fault
 */
function* updatePayment(
  row: PaymentRow,
  observation: Observation,
  rules: Rules,
  at: string,
): Unit<Applied> {
  const { facts, askedNo, why = null } = observation;
  const { payToken } = facts;
  const booked = yield* bookedRefunds(payToken);
  const lacks = notShown(booked, facts, rules.settleMs);
  const back = goesBack(row, facts, lacks);
  const against = yield* contradictedBy(row, facts.status, lacks);
  const lags = back ? 'goes-back' : lacks.length > 0 || against.lags ? 'lacks-booked' : null;
  const good = observation.good && lags === null;
  const strangers = strangersIn(facts, booked, yield* ownOf(facts));
  const sending = strangers.length === 0 ? [] : yield* sendingRefunds.all({ payToken });
  const { lookAlikes, foreign } = partLookAlikes(observation, strangers, lacks, sending);
  const told =
    row.erased_at === null
      ? foreign
      : foreign.map((refund) => ({ ...refund, reason: erasedOrNull(refund.reason) }));
  const newWon = yield* recordForeignRefunds(observation, told, 'outside', at);
  const foreignWon = foreignRefundedWon(row) + newWon;
  const moved = yield* settleByRead(
    payToken,
    (operation) => rules.judge(operation, { ...observation, good }, foreignWon, at),
    at,
  );
  // After the operations, because their new state may itself be a difference.
  const isSame = newWon === 0 && moved.length === 0;
  const settled = isSame ? row : yield* getPaymentRow(payToken);
  // Where answers of v2 never add up, what they show is never booked, so it must be told here.
  const isHeld = lookAlikes.length > 0 && isByTransaction(facts.refunds);
  const differs = back || lacks.length > 0 || against.ids.length > 0 || isHeld;
  // A refund list without gaps agrees with the books, even if it proves no absence. An unknown
  // status proves no agreement.
  const tells = isPayStatus(facts.status) && (observation.good || facts.refunds !== null);
  const agrees = !differs && tells;
  const says = differs ? 'differs' : agrees ? 'agrees' : 'nothing';
  const { differsNo, contradicts } = contradictionAfter(row, says, askedNo, rules.settleMs);
  if (row.differs_no !== null && says !== 'nothing') {
    yield* markDisputed(payToken, contradicts ? against.ids : []);
  }
  const read = {
    ...afterRead(
      settled,
      { ...observation, good, why: why ?? (contradicts ? lags : null) },
      back,
      at,
    ),
    drift: yield* driftAfter(settled, contradicts),
    differs_no: differsNo,
    unbooked: JSON.stringify(
      lookAlikes.map(({ refundNo, amount, at: done }) => ({ refundNo, amount, at: done })),
    ),
  };
  const news = isNews(row, read);
  const after = news ? { ...read, changed_at: at } : read;
  yield* writeAfterRead.run({ ...after, next_poll_at: rules.nextPollAt(after, at) });
  if (news) yield* announce(row, after, observation, at);
  return { moved, good, differs, why: why ?? lags };
}

/** Adds creation data to a payment that a read adopted first. */
function* addCreation(row: PaymentRow, creation: CreationFacts): Unit<void> {
  yield* run(
    db
      .updateTable('payment')
      .set({
        ...madeAfter(row, fittingTo(row.amount, creation)),
        return_ref: row.return_ref ?? creation.returnRef,
      })
      .where('pay_token', '=', row.pay_token),
  );
}

const writeNextPoll = prepared((given: { payToken: string; nextPollAt: string | null }) =>
  db
    .updateTable('payment')
    .set({ next_poll_at: given.nextPollAt })
    .where('pay_token', '=', given.payToken),
);

function* planPoll(payToken: string, rules: Rules, at: string): Unit<void> {
  const row = yield* getPaymentRow(payToken);
  yield* writeNextPoll.run({ payToken, nextPollAt: rules.nextPollAt(row, at) });
}

/** The read with its refunds under the names by which the desk knows them. */
function* withNames(told: ToldObservation, { callMs }: Rules) {
  const { payToken, refunds: seen } = told.facts;
  if (seen === null || seen.length === 0) {
    return {
      observation: { ...told, facts: { ...told.facts, refunds: seen === null ? null : [] } },
      learned: [],
    };
  }
  const booked = yield* bookedRefunds(payToken);
  const own = yield* ownRefunds.all({ payToken });
  const question = { payToken, seen, booked, own, good: told.good, callMs };
  const { refunds, learned } = nameRefunds(yield* keptNames(question), question);
  return { observation: { ...told, facts: { ...told.facts, refunds } }, learned };
}

export interface Observed {
  payment: Payment;
  /** Ids of the operations that the read moved. */
  moved: string[];
  /** The payment was unknown to the desk before. */
  adopted: boolean;
  /**
   * It proves absence of what it doesn't show. `false` if it goes back, lacks booked refunds, or
   * was overtaken by a newer read and not applied.
   */
  good: boolean;
  /** It contradicts the books, even if this isn't shown as drift yet. */
  differs: boolean;
  /** Why the read is not good, if the read itself shows it. */
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
  told: ToldObservation,
  rules: Rules,
  creation: CreationFacts | null = null,
): Promise<Observed | null> {
  return storage.transact(function* (): Unit<Observed | null> {
    const at = storage.clock.nowIso();
    const { payToken } = told.facts;
    const row = yield* findPaymentRow(payToken);
    const { observation, learned } = yield* withNames(told, rules);
    let applied: Applied = { moved: [], good: false, differs: false, why: null };
    if (row !== undefined && creation !== null) yield* addCreation(row, creation);
    if (row === undefined) {
      if (!(yield* insertPayment(observation, creation, at))) return null;
      yield* planPoll(payToken, rules, at);
      applied = { ...applied, good: observation.good, why: observation.why ?? null };
    } else if (observation.askedNo >= row.asked_no) {
      applied = yield* updatePayment(row, observation, rules, at);
    }
    // A name is kept for good, and the list of any other read may hold a line twice.
    if (told.good && learned.length > 0) {
      yield* keepNames(learned, yield* bookedRefunds(payToken));
    }
    const payment = yield* getPaymentOn(payToken);
    return { ...applied, payment, adopted: row === undefined };
  });
}

/**
 * Applies Toss's answer that it has no such payment. The second such answer in a row for a known
 * payment is drift (어긋남) and read again hourly; the first is only read again. These answers can't
 * prove unclear operations, which come to a person in the end.
 *
 * @returns `false` if the payment is known and this was the first such answer
 */
export function markMissing(
  storage: Storage,
  payToken: string,
  asked: Pick<Observation, 'askedNo' | 'askedAt'>,
  nextPollAt: string,
  rules: Rules,
): Promise<boolean> {
  return storage.transact(function* () {
    const row = yield* findPaymentRow(payToken);
    if (row === undefined) return true;
    if (asked.askedNo < row.asked_no) return row.drift === 'missing';
    const at = storage.clock.nowIso();
    const judge = (operation: OperationRow) => rules.judgeMissing(operation, asked.askedNo, at);
    yield* settleByRead(payToken, judge, at);
    // Replicas may not have a new payment yet. The absolute value keeps a clock that was set back
    // from making an old payment new.
    const isNew = Math.abs(Date.parse(at) - Date.parse(row.created_at)) < rules.settleMs;
    const isMissing = row.denied === 1 && !isNew;
    const news = isMissing && row.drift !== 'missing';
    yield* run(
      db
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
    yield* appendEvent({
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

/** Judges a payment's operations after an answer of Toss's without the payment. */
export function judgeUnreadPayment(
  storage: Storage,
  payToken: string,
  askedNo: number,
  rules: Rules,
): Promise<void> {
  return storage.transact(function* () {
    const at = storage.clock.nowIso();
    const judge = (operation: OperationRow) => rules.judgeMissing(operation, askedNo, at);
    yield* settleByRead(payToken, judge, at);
  });
}

/** Sets the next poll of a payment. */
export function schedulePoll(storage: Storage, payToken: string, at: string): Promise<void> {
  return storage.transact(function* () {
    yield* writeNextPoll.run({ payToken, nextPollAt: at });
  });
}
