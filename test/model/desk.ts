/**
 * The desk's side of the model: its rows as the product's functions see them, and the little that
 * storage does around those functions: a move along the transition table, and what one read
 * changes.
 */
import type { Observation } from '../../server/storage/observe.ts';
import { operationFromRow } from '../../server/storage/operation-from-row.ts';
import type { OperationRow } from '../../server/storage/schema.ts';
import type { Judgement } from '../../server/storage/settle-by-read.ts';
import type { Operation, TransitionCause } from '../../shared/operation.ts';
import { isPaid, type Payment } from '../../shared/payment.ts';
import { mixedPayment } from '../client/support/fixtures.ts';
import type { Engine } from './engine.ts';
import { OUTSIDE_WON, PAID_WON, type Model } from './model.ts';
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
import { idOf, ORDER_NO, otherNumberOf, PAY_TOKEN, readOf } from './wire.ts';

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
    api_version: 'v1',
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
    toss_refund_no: op.knowsOther ? otherNumberOf(index) : null,
    toss_transaction_id: null,
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
export function foreignWon(model: Model, world: World): number {
  const unclaimed = world.ops.reduce(
    (sum, op, index) => sum + (op.bookedAsForeign ? planAt(model, index).amount : 0),
    0,
  );
  return unclaimed + (world.known.outside ? OUTSIDE_WON : 0);
}

/** Won that the desk's row of the payment counts as refunded. */
export function knownRefunded(model: Model, world: World): number {
  const own = world.ops.reduce((sum, op, index) => {
    const plan = planAt(model, index);
    return sum + (plan.kind === 'refund' && op.state === 'succeeded' ? plan.amount : 0);
  }, 0);
  return own + foreignWon(model, world);
}

/** Nothing of it is at Toss, and nothing can arrive any more. */
export function isOut(model: Model, world: World, index: number): boolean {
  const { effect } = opAt(world, index);
  return effect !== 'done' && !isUnderWay(effect) && !canStillAct(model, world, index);
}

/** Moves an operation as the database would: by the transition table or not at all. */
export function move(step: Step, index: number, cause: TransitionCause): void {
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
  if (to === 'succeeded') op.bookedAsForeign = false;
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

/** Money is released only a day after sending, and not against what Toss shows at that time. */
function requireRelease(step: Step, index: number): void {
  const { sentAge, effect } = opAt(step.world, index);
  if (sentAge !== A_DAY) violate(step, 'it was released within a day of sending');
  const isThere = effect === 'running' || effect === 'done';
  if (isThere) violate(step, 'it was released although Toss shows it');
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
  const promised = world.ops.reduce(
    (sum, other, place) => {
      const open = place === index || (other.exception === null && !isOut(model, world, place));
      return sum + (open ? planAt(model, place).amount : 0);
    },
    foreignWon(model, world),
  );
  if (promised > PAID_WON) violate(step, 'more may be refunded than was paid');
}

/** `true` when a read contradicts something irreversible: it lags, or Toss is wrong. */
function goesBack(step: Step, view: View): boolean {
  const { known } = step.world;
  if (known.status === view.status) return false;
  if (known.status === 'PAY_CANCEL') return true;
  if (isPaid(known.status) && !isPaid(view.status)) return true;
  return knownRefunded(step.model, step.world) > 0 && view.status === 'PAY_COMPLETE';
}

/** Before it was sent, and after it was booked, its number explains nothing that Toss lists. */
const numberIsNotOwn: readonly Op['state'][] = [
  ...(['none', 'proposed', 'ready', 'not_sent', 'succeeded'] as const),
];

/** `true` when a read does not show everything that is booked as it is booked. */
function lacksBooked({ model, world }: Step, view: View): boolean {
  if (view.poor) return false;
  if (world.known.outside && !view.outside) return true;
  return world.ops.some((op, index) => {
    const isRefund = planAt(model, index).kind === 'refund';
    // A payment that still waits may be shown as it was before.
    if (!isRefund) return op.state === 'succeeded' && isWaitingStatus(view.status);
    const booked = op.state === 'succeeded' && !op.knowsOther ? 'own' : 'other';
    const isShown = view.listed[index] === booked || (op.bookedAsForeign && !view.odd);
    return (op.state === 'succeeded' || op.bookedAsForeign) && (!isShown || view.odd);
  });
}

const isWaitingStatus = (status: string) => !isPaid(status) && status !== 'PAY_CANCEL';

function recordForeign({ model, world }: Step, view: View): void {
  if (view.poor) return;
  if (view.outside) world.known.outside = true;
  for (const [index, listed] of view.listed.entries()) {
    const op = opAt(world, index);
    const isOdd = view.odd && listed !== 'no';
    const isSettled = numberIsNotOwn.includes(op.state);
    const isOwn = !isSettled && (listed === 'own' || op.knowsOther) && !isOdd;
    if (listed !== 'no' && !isOwn && op.state !== 'succeeded') op.bookedAsForeign = true;
    if (planAt(model, index).kind !== 'refund') op.bookedAsForeign = false;
  }
}

function applyJudgement(step: Step, index: number, judgement: Judgement): void {
  const op = opAt(step.world, index);
  op.absentReads = Math.min(3, judgement.absentReads);
  op.poorReads = Math.min(3, judgement.poorReads);
  if (judgement.unclearNo !== undefined) op.quietAge = 0;
  if (judgement.move === null) return;
  if (judgement.move.tossRefundNo !== undefined) {
    op.knowsOther = judgement.move.tossRefundNo !== null;
  }
  move(step, index, judgement.move.cause);
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
 * @returns `good` when it proves what it leaves out and contradicts nothing
 */
export function applyRead(step: Step, view: View, before: readonly boolean[] = []): boolean {
  const { model, engine, world } = step;
  if (view.lags || before.length > 0) step.trail.hides = true;
  world.held = null;
  const read = readOf(model, view);
  const isStale = !view.denied && (goesBack(step, view) || lacksBooked(step, view));
  const back = !view.denied && goesBack(step, view);
  const good = engine.goodRead(read, PAY_TOKEN) === null && !view.denied && !isStale;
  if (view.denied) world.known.missing = true;
  else recordForeign(step, view);
  const foreign = foreignWon(model, world);
  for (const [index, op] of world.ops.entries()) {
    if (!judged.includes(op.state)) continue;
    const row = rowOf(model, world, index);
    const askedNo = before[index] === true ? row.unclear_no : NOW_NO;
    const asked = { askedNo, askedAt: NOW };
    const refunds = read.refunds?.map((one) => ({ ...one, refundNo: one.refundNo ?? '' })) ?? null;
    const observation: Observation = {
      ...{ ...asked, good, by: 'status' },
      facts: { ...read, refunds },
    };
    const judgement = view.denied
      ? engine.judgeMissing(row, askedNo, NOW, limits)
      : engine.judge(row, observation, foreign, NOW, limits);
    if (judgement !== null) applyJudgement(step, index, judgement);
  }
  if (!view.denied) {
    world.known.missing = false;
    if (!back) world.known.status = view.status;
    if (good) world.known.quarantined = false;
  }
  return good;
}

const noBalance = { paid: 0, refunded: 0, remaining: 0 };

/** The payment as storage would give it to the engine. */
export function paymentOf(model: Model, world: World): Payment {
  const { known } = world;
  const refunded = knownRefunded(model, world);
  const unclaimed = world.ops.some((op) => op.bookedAsForeign);
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
  return engine.reasonNotToSend(rowOf(model, world, index), paymentOf(model, world)) === null;
}
