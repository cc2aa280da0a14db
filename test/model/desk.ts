/**
 * The desk's side of the model: its rows as the product's functions see them, and the little that
 * storage does around those functions: a move along the transition table, and what one read
 * changes.
 */
import { notShown, strangersIn, type Observation } from '../../server/storage/observe.ts';
import { operationFromRow } from '../../server/storage/operation-from-row.ts';
import type { OperationRow } from '../../server/storage/schema.ts';
import type { Judgement } from '../../server/storage/settle-by-read.ts';
import { isOpen, type Operation, type TransitionCause } from '../../shared/operation.ts';
import { isPaid, type Payment } from '../../shared/payment.ts';
import { mixedPayment } from '../client/support/fixtures.ts';
import type { Engine } from './engine.ts';
import {
  bookedRefunds,
  bookForeign,
  bookOwn,
  isUnclaimed,
  keepNames,
  nameQuestion,
  nameSources,
  ownRefunds,
  rowUnder,
  sumWon,
  unbook,
  type Done,
} from './desk-books.ts';
import { PAID_WON, type Model } from './model.ts';
import {
  AGE_MINUTES,
  A_DAY,
  isDisputed,
  SETTLED,
  type Age,
  type Op,
  type View,
  type World,
} from './state.ts';
import { canStillAct, isUnderWay } from './toss-books.ts';
import { idOf, ORDER_NO, PAY_TOKEN, readOf } from './wire.ts';

/** The production settle time and polling scale. */
const limits = { settleMs: 15 * 60_000, reconcileScale: 1 };
const DAY_MS = 24 * 60 * 60_000;

const NOW_MS = Date.parse('2026-03-02T12:00:00.000Z');
export const NOW = new Date(NOW_MS).toISOString();
/** The present in the desk's own time. */
export const NOW_NO = 0;
export const SETTLE_MS = limits.settleMs;
const instants = AGE_MINUTES.map((minutes) => new Date(NOW_MS - minutes * 60_000).toISOString());
/** What was asked at this age was asked right after what had happened then. */
const numberAt = (age: Age) => NOW_NO - AGE_MINUTES[age] * 60_000 - 1;
const at = (age: Age) => instants[age] ?? NOW;

/** What one step did, for the invariants and the report. */
export interface Trail {
  rows: string[];
  violation: string | null;
  /** The applied read lags, or was overtaken: it may lack what was done since. */
  hides: boolean;
}

/** The model, the engine under test, the world that a step changes, and its trail. */
export interface Step {
  model: Model;
  engine: Engine;
  world: World;
  trail: Trail;
}

export function opAt(world: World, index: number): Op {
  const op = world.ops[index];
  if (op === undefined) throw new Error(`No operation ${String(index)}`);
  return op;
}

export function planAt(model: Model, index: number) {
  const plan = model.plans[index];
  if (plan === undefined) throw new Error(`No plan ${String(index)}`);
  return plan;
}

/** Records a broken promise; only the first of a step is reported. */
export function violate(step: Step, what: string): void {
  step.trail.violation ??= what;
}

/** The row as storage would give it to the engine. */
export function rowOf(model: Model, world: World, index: number): OperationRow {
  const op = opAt(world, index);
  const plan = planAt(model, index);
  if (op.state === 'none') throw new Error('Nobody has asked for it');
  const isRefund = plan.kind === 'refund';
  return {
    id: idOf(index),
    kind: plan.kind,
    pay_token: PAY_TOKEN,
    order_no: ORDER_NO,
    state: op.state,
    cause: op.again ? 'sent-again' : 'claimed',
    state_since: at(op.sinceAge),
    amount: plan.amount,
    taxable: isRefund ? plan.amount : null,
    vat: isRefund ? 0 : null,
    tax_free: isRefund ? 0 : null,
    service_fee: isRefund ? 0 : null,
    reason: 'x',
    note: null,
    api_version: op.version,
    items: null,
    body: '{}',
    body_hash: '',
    fingerprint: '',
    seen_refunded: isRefund ? op.seenRefunded : null,
    seen_status: op.seenStatus,
    requested_by: plan.requestedBy,
    requested_by_name: '',
    token_maker: null,
    approved_by: null,
    approved_by_name: null,
    resolved_by: null,
    resolved_by_name: null,
    created_at: at(op.state === 'proposed' ? op.proposedAge : (op.sentAge ?? op.readyAge)),
    attempts: op.attempts,
    boot_id: 'boot',
    sent_at: op.sentAge === null ? null : at(op.sentAge),
    ended_at: null,
    base_refunded: op.baseForeign,
    verdict: op.verdict,
    toss_error_code: null,
    toss_message: null,
    toss_refund_no: op.tossNo,
    toss_transaction_id: op.tx,
    absent_reads: op.absentReads,
    poor_reads: op.poorReads,
    checks: 0,
    next_check_at: null,
    late: 0,
    evidence_source: 'status',
    evidence_grade: null,
    evidence_detail: null,
    ready_at: at(op.readyAge),
    send_after: null,
    ready_no: numberAt(op.readyAge),
    unclear_no: numberAt(op.quietAge),
    settles_at: null,
    disputed: isDisputed(op) ? 1 : 0,
    acknowledged: 0,
    approval_lapses_at:
      op.state === 'proposed'
        ? new Date(Date.parse(at(op.proposedAge)) + DAY_MS).toISOString()
        : null,
    sole: 0,
  };
}

/** The operation as the screens and `operationAct` see it. */
export function operationOf(model: Model, world: World, index: number): Operation {
  return operationFromRow(rowOf(model, world, index));
}

/** Won that the desk has seen refunded outside of it. */
export const foreignWon = ({ known }: World) =>
  sumWon(known.refunds.filter(({ op }) => op === null));

/** Won that the desk's row of the payment counts as refunded. */
export const knownRefunded = ({ known }: World) => sumWon(known.refunds);

/** Nothing of it is at Toss, and nothing can arrive any more. */
export function isOut(model: Model, world: World, index: number): boolean {
  const { effect } = opAt(world, index);
  return effect !== 'done' && !isUnderWay(effect) && !canStillAct(model, world, index);
}

/** Moves an operation as the database would: by the transition table or not at all. */
export function move(step: Step, index: number, cause: TransitionCause, done: Done = {}): void {
  const { model, engine, world, trail } = step;
  const op = opAt(world, index);
  if (op.state === 'none') throw new Error('Nobody has asked for it');
  const from = op.state;
  const to = engine.nextState(from, cause);
  if (to === undefined) {
    violate(step, `the table has no move from ${from} by ${cause}`);
    return;
  }
  trail.rows.push(`${from} ${cause} ${to}`);
  op.state = to;
  op.sinceAge = 0;
  if (cause === 'interrupted') op.quietAge = 0;
  if (world.held !== null) world.held.before[index] = true;
  const { kind, amount } = planAt(model, index);
  if (from === 'succeeded' && kind === 'refund') unbook(world.known, index);
  if (to === 'succeeded' && kind === 'refund') bookOwn(world.known, op, index, amount, done);
  if (cause === 'absence-proved') requireAbsence(step, index);
  if (cause === 'released') requireRelease(step, index);
  if (to === 'sending') requireMaySend(model, step, index, cause);
}

/** `absent` says that it is not there after the settle time; only a lagging read may be wrong. */
function requireAbsence(step: Step, index: number): void {
  const op = opAt(step.world, index);
  if (op.exception !== null) return;
  if (op.quietAge < SETTLED && canStillAct(step.model, step.world, index)) {
    violate(step, 'it was called absent while its bytes could still act within the settle time');
  }
  const isThere = op.effect === 'running' || op.effect === 'done';
  if (isThere && !step.trail.hides) {
    violate(step, 'it was called absent beside a read that shows it');
  }
}

/** A refund that Toss only said it had done has the line of this one, where the amounts agree. */
export function isTakenForAnother({ model, world }: Step, index: number): boolean {
  const { amount } = planAt(model, index);
  return world.ops.some(
    ({ exception }, other) =>
      other !== index &&
      exception === 'success-was-not' &&
      planAt(model, other).amount === amount &&
      model.byV2 !== null,
  );
}

/** Money is released only a day after sending, and not against what Toss shows at that time. */
function requireRelease(step: Step, index: number): void {
  const { sentAge, effect, exception } = opAt(step.world, index);
  if (sentAge !== A_DAY) violate(step, 'it was released within a day of sending');
  const isThere = effect === 'running' || effect === 'done';
  if (isThere && exception !== 'same-amount-and-time') {
    violate(step, 'it was released although Toss shows it');
  }
}

/** Bytes are sent only with a fresh permission, once, and within what was paid. */
function requireMaySend(model: Model, step: Step, index: number, cause: TransitionCause): void {
  const { world } = step;
  const op = opAt(world, index);
  if (cause === 'claimed' && op.left) {
    violate(step, 'it was sent once more without a person who asked for that');
  }
  if (cause === 'claimed' && op.readyAge >= 1) {
    violate(step, 'it was sent on a permission that is older than five minutes');
  }
  if (planAt(model, index).kind !== 'refund') return;
  const promised = world.ops.reduce((sum, other, place) => {
    const open = place === index || (other.exception === null && !isOut(model, world, place));
    return sum + (open ? planAt(model, place).amount : 0);
  }, foreignWon(world));
  if (promised > PAID_WON) violate(step, 'more may be refunded than was paid');
}

/** `true` when a read contradicts something irreversible: it lags, or Toss is wrong. */
function goesBack({ world }: Step, view: View, lacksSome: boolean): boolean {
  const { known } = world;
  if (known.status === view.status) return false;
  if (known.status === 'PAY_CANCEL') return true;
  if (isPaid(known.status) && !isPaid(view.status)) return true;
  if (knownRefunded(world) === 0 || view.status !== 'PAY_COMPLETE') return false;
  return view.poor || lacksSome;
}

/** A payment that still waits may be shown as it was before it was executed or canceled. */
const lacksAct = ({ model, world }: Step, view: View) =>
  isWaitingStatus(view.status) &&
  world.ops.some(
    ({ state }, index) => state === 'succeeded' && planAt(model, index).kind !== 'refund',
  );

const isWaitingStatus = (status: string) => !isPaid(status) && status !== 'PAY_CANCEL';

/** The amounts of refunds that are being sent. */
const sendingRefunds = ({ model, world }: Step) =>
  world.ops.flatMap(({ state }, index) => {
    const { kind, amount } = planAt(model, index);
    return kind === 'refund' && state === 'sending' ? [{ amount }] : [];
  });

/** The number belongs to another operation's refund, which is a contradiction. */
function isTaken(step: Step, index: number, judgement: Judgement): boolean {
  const { move: next } = judgement;
  if (next?.cause !== 'seen-done' || planAt(step.model, index).kind !== 'refund') return false;
  const booked = rowUnder(step.world.known, next.tossRefundNo ?? idOf(index));
  return booked !== undefined && booked.op !== null;
}

/** By amount and time, another refund may be taken for ours: the proof can't tell them apart. */
function noteWeakProof(step: Step, index: number): void {
  const op = opAt(step.world, index);
  const isAlike = step.model.outsideWon === planAt(step.model, index).amount;
  const isExcused = op.outsideNear && isAlike && !tooStrong.includes(op.verdict);
  if (op.effect !== 'done' && isExcused) op.exception = 'same-amount-and-time';
}

/** Toss's own words, against which amount and time prove nothing. */
const tooStrong: readonly (string | null)[] = ['refused', 'wrong-key', 'said-done'];

function applyJudgement(step: Step, index: number, judgement: Judgement): void {
  const op = opAt(step.world, index);
  if (isTaken(step, index, judgement)) {
    const mayAsk = op.state !== 'none' && isOpen(op.state) && op.state !== 'needs_review';
    if (mayAsk) move(step, index, 'contradicted');
    return;
  }
  op.absentReads = Math.min(3, judgement.absentReads);
  op.poorReads = Math.min(3, judgement.poorReads);
  if (judgement.unclearNo !== undefined) op.quietAge = 0;
  if (judgement.move === null) return;
  const { cause, tossRefundNo, grade, doneAt, bookedAs } = judgement.move;
  if (tossRefundNo !== undefined) op.tossNo = tossRefundNo;
  if (grade === 'amount-and-time') noteWeakProof(step, index);
  move(step, index, cause, { doneAt, bookedAs });
}

/** States from which a read may move an operation, as `settleByRead` has them. */
const judged: readonly Op['state'][] = [
  'unknown',
  'pending',
  'absent',
  'needs_review',
  'given_up',
  'failed',
  'declined',
];

/**
 * Applies a read as `observePayment` does.
 * @param before per operation: the read was asked before the row came into its present state
 * @returns `good` when it proves what it leaves out and contradicts nothing; `differs` when it
 *   contradicts the books; the refunds that it shows and that may be those of several operations
 */
export function applyRead(
  step: Step,
  view: View,
  before: readonly boolean[] = [],
): { good: boolean; differs: boolean; unbooked: readonly { amount: number }[] } {
  const { world } = step;
  if (view.lags || before.length > 0) step.trail.hides = true;
  world.held = null;
  return view.denied ? applyDenial(step, before) : applyBooks(step, view, before);
}

/** The read was asked before the row came into its present state. */
const askedNoOf = (row: OperationRow, isBefore: boolean | undefined) =>
  isBefore === true ? row.unclear_no : NOW_NO;

/** Toss says that it has no such payment. */
function applyDenial({ model, engine, world, trail }: Step, before: readonly boolean[]) {
  world.known.missing = true;
  for (const [index, op] of world.ops.entries()) {
    if (!judged.includes(op.state)) continue;
    const row = rowOf(model, world, index);
    const judgement = engine.judgeMissing(row, askedNoOf(row, before[index]), NOW, limits);
    if (judgement !== null) applyJudgement({ model, engine, world, trail }, index, judgement);
  }
  return { good: false, differs: false, unbooked: [] };
}

function applyBooks(step: Step, view: View, before: readonly boolean[]) {
  const { model, engine, world } = step;
  const { known } = world;
  const read = readOf(model, view);
  const told = engine.goodRead(read, PAY_TOKEN) === null;
  const booked = bookedRefunds(known);
  const seen = read.refunds ?? [];
  const named =
    seen.length === 0
      ? { refunds: [], learned: [] }
      : engine.nameRefunds(nameSources(model, known), nameQuestion(model, world, seen, told));
  const facts = { ...read, refunds: read.refunds === null ? null : named.refunds };
  const lacks = notShown(booked, facts, limits.settleMs);
  const back = goesBack(step, view, lacks.length > 0);
  const good = told && !back && lacks.length === 0 && !lacksAct(step, view);
  const strangers = strangersIn(facts, booked, ownRefunds(model, world));
  const { foreign, lookAlikes } = engine.partLookAlikes(
    { facts, good: told },
    strangers,
    lacks,
    sendingRefunds(step),
  );
  bookForeign(known, foreign);
  const foreignSum = foreignWon(world);
  for (const [index, op] of world.ops.entries()) {
    if (!judged.includes(op.state)) continue;
    const row = rowOf(model, world, index);
    const asked = { askedNo: askedNoOf(row, before[index]), askedAt: NOW };
    const observation: Observation = { ...asked, good, by: 'status', facts };
    const judgement = engine.judge(row, observation, foreignSum, NOW, limits);
    if (judgement !== null) applyJudgement(step, index, judgement);
  }
  if (told) keepNames(known, named.learned);
  known.missing = false;
  if (!back) known.status = view.status;
  if (good) known.quarantined = false;
  return { good, differs: back || lacks.length > 0, unbooked: lookAlikes };
}

const noBalance = { paid: 0, refunded: 0, remaining: 0 };

/** The payment as storage would give it to the engine. */
export function paymentOf(world: World): Payment {
  const { known } = world;
  const refunded = knownRefunded(world);
  const unclaimed = known.refunds.some(isUnclaimed);
  return {
    ...mixedPayment(),
    payToken: PAY_TOKEN,
    orderNo: ORDER_NO,
    status: known.status,
    amount: PAID_WON,
    refunded,
    transferred: 0,
    remaining: Math.max(0, PAID_WON - refunded),
    parts: {
      taxable: { paid: PAID_WON, refunded, remaining: PAID_WON - refunded },
      vat: noBalance,
      taxFree: noBalance,
      serviceFee: noBalance,
    },
    payMethod: null,
    cardCompanyName: null,
    productDesc: '',
    autoExecute: false,
    cashReceipt: true,
    availableActions: null,
    // An outside refund is acknowledged at once; one that is really ours is recognised.
    drift: known.missing ? 'missing' : unclaimed ? 'outside-refund' : null,
    quarantined: known.quarantined,
    createdAt: NOW,
    approvedAt: null,
    completedAt: null,
    changedAt: NOW,
    observedAt: NOW,
  };
}

/** Whether the known payment permits sending: checked after the read, and at the claim. */
export function mayStillSend({ model, engine, world }: Step, index: number): boolean {
  return engine.reasonNotToSend(rowOf(model, world, index), paymentOf(world)) === null;
}
