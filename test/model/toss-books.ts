/** Toss's side of the model: its books, what a status read shows of them, and its reactions. */
import type { PayStatus } from '../../shared/payment.ts';
import type { TossVersion } from '../../shared/toss-call.ts';
import type { Engine } from './engine.ts';
import { PAID_WON, type Model } from './model.ts';
import { isWaiting, type Answer, type Effect, type Op, type V2Ok } from './state.ts';
import type { View, World } from './state.ts';
import { consoleMsOf, idOf, madeMsOf, otherNumberOf, v2Answer } from './wire.ts';

/** An effect that is there, or comes by itself. */
export const isUnderWay = (effect: Effect) => effect === 'accepted' || effect === 'running';

const outsideWon = ({ outsideWon: won }: Model, world: World) => (world.outside ? (won ?? 0) : 0);

/** Won that refunds take of the payment, those under way included. */
function takenWon(model: Model, world: World): number {
  const own = world.ops.reduce((sum, op, index) => {
    const takes = op.effect === 'done' || isUnderWay(op.effect);
    return sum + (takes ? (model.plans[index]?.amount ?? 0) : 0);
  }, 0);
  return own + outsideWon(model, world);
}

/** Won that are refunded by Toss's books. */
export function refundedWon(model: Model, world: World): number {
  const own = world.ops.reduce((sum, op, index) => {
    const times = (op.effect === 'done' ? 1 : 0) + (op.twice ? 1 : 0);
    return sum + times * (model.plans[index]?.kind === 'refund' ? model.plans[index].amount : 0);
  }, 0);
  return own + outsideWon(model, world);
}

export function leftWon(model: Model, world: World): number {
  return PAID_WON - takenWon(model, world);
}

function refundStatus(world: World, hidden: number | null): PayStatus {
  const seen = world.ops.filter((_, index) => index !== hidden);
  if (seen.some((op) => op.effect === 'running')) return 'REFUND_PROGRESS';
  if (world.outside || seen.some((op) => op.effect === 'done')) return 'REFUND_SUCCESS';
  return 'PAY_COMPLETE';
}

/** The state that Toss shows; `hidden`: as it was before that operation took effect. */
function shownStatus(model: Model, world: World, hidden: number | null): PayStatus {
  if (model.starts === 'PAY_COMPLETE') return refundStatus(world, hidden);
  return hidden === null ? world.pay : world.payBefore;
}

/** Whether a version's status lists what was refunded by the operation. */
const listsIt = ({ byV2 }: Model, op: Op, version: TossVersion) =>
  version === 'v2' || op.sentBy === 'v1' || byV2?.v1 === 'whole';

/** A complete status read of this moment by one version. @param hidden see `laggingView` */
function viewBy(model: Model, world: World, version: TossVersion, hidden: number | null): View {
  const tellsTime = model.byV2 !== null;
  const near = world.ops.findIndex(({ outsideNear }) => outsideNear);
  return {
    version,
    status: shownStatus(model, world, hidden),
    listed: world.ops.map((op, index) => {
      const isRefund = model.plans[index]?.kind === 'refund';
      if (!isRefund || op.effect !== 'done' || index === hidden) return 'no';
      if (!listsIt(model, op, version)) return 'no';
      return op.underOther ? 'other' : 'own';
    }),
    at: world.ops.map((op, index) =>
      tellsTime && op.effect === 'done' ? madeMsOf(index, op.isTimely) : null,
    ),
    outside: world.outside,
    outsideAt: tellsTime && world.outside ? consoleMsOf(near) : null,
    poor: false,
    odd: false,
    denied: false,
    lags: hidden !== null,
  };
}

const unclearStates: readonly Op['state'][] = ['unknown', 'pending', 'absent', 'needs_review'];

/** The view lists a refund whose outcome is unclear by its number. */
const listsUnclear = (model: Model, { ops }: World, { listed }: View) =>
  ops.some((op, index) => {
    const isUnclear = model.plans[index]?.kind === 'refund' && unclearStates.includes(op.state);
    const no = listed[index] === 'own' ? idOf(index) : otherNumberOf(index);
    return isUnclear && listed[index] !== 'no' && [idOf(index), op.tossNo].includes(no);
  });

/** The version that the desk asks, and what that shows: v1 first about an unclear refund. */
function shownView(model: Model, engine: Engine, world: World, hidden: number | null): View {
  const { byV2 } = model;
  const isSent = ({ state, version }: Op) =>
    version === 'v2' && state !== 'none' && state !== 'declined';
  if (!engine.readsByV2(world.setting, world.ops.some(isSent))) {
    return viewBy(model, world, 'v1', hidden);
  }
  const inV1 = viewBy(model, world, 'v1', hidden);
  if (byV2?.v1 !== 'gone' && listsUnclear(model, world, inV1)) return inV1;
  return viewBy(model, world, 'v2', hidden);
}

/** A complete status read of this moment. */
export const viewOf = (model: Model, engine: Engine, world: World): View =>
  shownView(model, engine, world, null);

/** A read that does not show yet what an operation has done; `null` where it has done nothing. */
export function laggingView(
  model: Model,
  engine: Engine,
  world: World,
  index: number,
): View | null {
  const op = world.ops[index];
  if (op === undefined || (op.effect !== 'done' && op.effect !== 'running')) return null;
  return shownView(model, engine, world, index);
}

/** One way in which Toss may handle a call. */
export interface Reaction {
  what: string;
  answer: Answer;
  fault: boolean;
  /** The change in Toss's books; absent: none. */
  act?: (world: World, op: Op) => void;
  /** Toss says explicitly that it did not do it, and did. */
  lies?: boolean;
}

/** Explicit refusals: after the settle time the desk records it as refused, not absent. */
export const believedRefusals: readonly Answer[] = [
  'code:EXECUTE_PAY_NOT_APPROVED',
  'code:PAY_EXPIRED',
  'code:PAY_ITS_NOT_ABLE_TO_PAY',
  'code:CANCEL_IMPOSSIBLE_STATUS',
  'code:REFUND_EXCEED_DAILY',
  'code:COMMON_REFUND_ERROR',
  'code:COMMON_NOT_ENOUGH_CASH',
  'http400:COMMON_INVALID_PARAMETER',
];

const refuse = (code: string, fault = false): Reaction => ({
  what: `refuses it with ${code}`,
  answer: `code:${code}`,
  fault,
});

function takeEffect(op: Op, effect: Effect, underOther = false): void {
  if (op.effect === 'done' || isUnderWay(op.effect)) op.twice = true;
  op.effect = effect;
  op.underOther = underOther;
  op.isTimely = effect === 'done' && op.inWindow;
}

/** Only an answer that the desk waits for makes it believe what was not. */
function noteNothingDone(op: Op): void {
  if (isWaiting(op)) op.exception = 'success-was-not';
}

const refundReactions: Reaction[] = [
  {
    what: 'refunds',
    answer: 'ok',
    fault: false,
    act: (_, op) => takeEffect(op, 'done'),
  },
  {
    what: 'starts the refund',
    answer: 'code:TRANSACTION_PENDING_ERROR',
    fault: false,
    act: (_, op) => takeEffect(op, 'running'),
  },
  {
    what: "puts the refund off until after the bank's maintenance, and shows nothing of it",
    answer: 'code:REFUND_PENDING_SUCCESS',
    fault: false,
    act: (_, op) => takeEffect(op, 'accepted'),
  },
  {
    what: "puts the refund off until after the bank's maintenance, and shows it",
    answer: 'code:REFUND_PENDING_SUCCESS',
    fault: false,
    act: (_, op) => takeEffect(op, 'running'),
  },
  refuse('REFUND_EXCEED_DAILY', true),
  refuse('COMMON_REFUND_ERROR', true),
  refuse('REFUND_REFUND_NO_DUPLICATE', true),
  {
    what: 'does nothing, but answers that it is done',
    answer: 'ok',
    fault: true,
    act: (_, op) => noteNothingDone(op),
  },
  {
    what: 'refunds under a number of its own, but answers ours',
    answer: 'ok',
    fault: true,
    act: (_, op) => takeEffect(op, 'done', true),
  },
  {
    what: 'refunds under a number of its own and says so',
    answer: 'ok-other',
    fault: true,
    act: (_, op) => takeEffect(op, 'done', true),
  },
  {
    what: 'refunds under a number of its own and names none',
    answer: 'ok-none',
    fault: true,
    act: (_, op) => takeEffect(op, 'done', true),
  },
  ...['REFUND_EXCEED_DAILY', 'COMMON_REFUND_ERROR'].map((code): Reaction => ({
    what: `refunds, but answers ${code}`,
    answer: `code:${code}`,
    fault: true,
    lies: true,
    act: (_, op) => takeEffect(op, 'done'),
  })),
];

/** What v2 answers with `code` 0, and whether it has refunded. */
const v2Successes: { what: string; says: V2Ok; done?: 'ours' | 'other'; excused?: true }[] = [
  { what: 'refunds', says: 'ok', done: 'ours' },
  { what: 'refunds and names no transaction', says: 'nameless', done: 'ours' },
  { what: 'refunds under a number of its own and says so', says: 'other', done: 'other' },
  { what: 'refunds under a number of its own and names none', says: 'none', done: 'other' },
  { what: 'does nothing, but answers that it is done', says: 'ok', excused: true },
  { what: 'answers that it has refunded another amount', says: 'amount' },
  { what: 'answers about another payment', says: 'payment' },
];

const byCode = refundReactions.filter(({ answer }) => !answer.startsWith('ok'));

/** By v2 a success also tells what is left, the time and the transaction. */
function refundReactionsV2(model: Model, world: World, op: Op, amount: number): Reaction[] {
  const left = leftWon(model, world);
  const successes = v2Successes.map(({ what, says, done, excused }): Reaction => ({
    what,
    answer: v2Answer({ says, leftWon: left - amount, isTimely: true }),
    fault: what !== 'refunds',
    act: (_, own) => {
      if (done !== undefined) takeEffect(own, 'done', done === 'other');
      if (excused === true) noteNothingDone(own);
    },
  }));
  // Beside another refund of the amount, which the desk may not know, what is left fits it.
  const isUnsure = left <= PAID_WON - amount;
  const telling: Reaction = {
    what: 'does nothing, answers that it is done, and tells what is left',
    answer: v2Answer({ says: 'ok', leftWon: left, isTimely: true }),
    fault: true,
    act: (_, own) => {
      if (isUnsure) noteNothingDone(own);
    },
  };
  const others = [telling, ...byCode];
  // One that was made during the call was never seen, and its name is then taken for ours.
  if (!world.outside || op.outsideNear) return [...successes, ...others];
  const answer = v2Answer({ says: 'earlier', leftWon: left - amount, isTimely: true });
  const earlier = { what: 'answers with the refund in the console', answer, fault: true };
  return [...successes, earlier, ...others];
}

/** The same refund again: the documents contradict each other on what v2 answers. */
function repeatOf(model: Model, world: World, op: Op): Reaction[] {
  const refusal = refuse('REFUND_REFUND_NO_DUPLICATE');
  if (op.sentBy === 'v1' || op.effect !== 'done') return [refusal];
  const says = op.underOther ? 'other' : 'ok';
  const left = leftWon(model, world);
  const answer = v2Answer({ says, leftWon: left, isTimely: op.isTimely });
  return [refusal, { what: 'answers the first result again', answer, fault: false }];
}

function reactToRefund(model: Model, world: World, index: number, amount: number): Reaction[] {
  const op = world.ops[index];
  if (op === undefined) return [];
  const isUsed = op.effect === 'done' || isUnderWay(op.effect);
  if (isUsed && !op.newNumber) return repeatOf(model, world, op);
  // Whether the number of a refund that the bank failed is free again is not documented.
  const kept = op.effect === 'failed' ? [refuse('REFUND_REFUND_NO_DUPLICATE')] : [];
  if (world.ops.some((other) => other.effect === 'running')) {
    return [...kept, refuse('COMMON_REFUND_ERROR')];
  }
  const left = leftWon(model, world);
  if (left <= 0) return [...kept, refuse('REFUND_ALREADY_REFUNDED')];
  if (amount > left) return [...kept, refuse('COMMON_REFUND_ERROR')];
  const isByV2 = op.sentBy === 'v2';
  return [...kept, ...(isByV2 ? refundReactionsV2(model, world, op, amount) : refundReactions)];
}

function charge(world: World, op: Op, effect: 'running' | 'done'): void {
  takeEffect(op, effect);
  world.payBefore = world.pay;
  world.pay = effect === 'done' ? 'PAY_COMPLETE' : 'PAY_PROGRESS';
}

const executeReactions: Reaction[] = [
  {
    what: 'charges',
    answer: 'ok',
    fault: false,
    act: (world, op) => charge(world, op, 'done'),
  },
  {
    what: 'starts to charge',
    answer: 'code:TRANSACTION_PENDING_ERROR',
    fault: false,
    act: (world, op) => charge(world, op, 'running'),
  },
  refuse('COMMON_NOT_ENOUGH_CASH', true),
  refuse('PAY_EXPIRED', true),
  refuse('PAY_ALREADY_COMPLETED', true),
  {
    what: 'charges, but answers COMMON_EXCEED_LIMIT',
    answer: 'code:COMMON_EXCEED_LIMIT',
    fault: true,
    lies: true,
    act: (world, op) => charge(world, op, 'done'),
  },
];

function reactToExecute(world: World): Reaction[] {
  switch (world.pay) {
    case 'PAY_APPROVED':
      return executeReactions;
    case 'PAY_STANDBY':
      return [refuse('EXECUTE_PAY_NOT_APPROVED')];
    case 'PAY_PROGRESS':
      return [refuse('TRANSACTION_PENDING_ERROR')];
    case 'PAY_CANCEL':
      return [refuse('PAY_EXPIRED'), refuse('PAY_ITS_NOT_ABLE_TO_PAY')];
    case 'PAY_COMPLETE':
    case 'REFUND_PROGRESS':
    case 'REFUND_SUCCESS':
    case 'SETTLEMENT_COMPLETE':
    case 'SETTLEMENT_REFUND_COMPLETE':
      return [refuse('PAY_ALREADY_COMPLETED')];
  }
}

function cancel(world: World, op: Op): void {
  takeEffect(op, 'done');
  world.payBefore = world.pay;
  world.pay = 'PAY_CANCEL';
}

const cancelReactions: Reaction[] = [
  { what: 'cancels', answer: 'ok', fault: false, act: cancel },
  refuse('CANCEL_IMPOSSIBLE_STATUS', true),
  { what: 'refuses it as invalid', answer: 'http400:COMMON_INVALID_PARAMETER', fault: true },
  {
    what: 'cancels, but answers that it is invalid',
    answer: 'http400:COMMON_INVALID_PARAMETER',
    fault: true,
    lies: true,
    act: cancel,
  },
];

/** Everything that Toss may do with a call that has arrived, given its books. */
export function reactionsTo(model: Model, world: World, index: number): Reaction[] {
  const plan = model.plans[index];
  switch (plan?.kind) {
    case undefined:
      return [];
    case 'refund':
      return reactToRefund(model, world, index, plan.amount);
    case 'execute':
      return reactToExecute(world);
    case 'cancel': {
      const waits = world.pay === 'PAY_STANDBY' || world.pay === 'PAY_APPROVED';
      return waits ? cancelReactions : [refuse('CANCEL_IMPOSSIBLE_STATUS')];
    }
  }
}

/** How a pending effect may end by itself. */
export function endings(world: World, op: Op): { what: string; act: () => void }[] {
  const end = (effect: Effect, pay: PayStatus) => () => {
    op.effect = effect;
    op.isTimely = effect === 'done' && op.inWindow;
    if (world.pay === 'PAY_PROGRESS') world.pay = pay;
  };
  const done = { what: 'Toss finishes it', act: end('done', 'PAY_COMPLETE') };
  const failed = { what: 'the bank fails it', act: end('failed', 'PAY_APPROVED') };
  if (op.effect === 'running') return [done, failed];
  if (op.effect === 'accepted') {
    const started = {
      what: 'Toss starts it after the maintenance',
      act: end('running', world.pay),
    };
    return [started, done, failed];
  }
  return [];
}

/** `true` while bytes that are on their way could still take effect. */
export function canStillAct(model: Model, world: World, index: number): boolean {
  const op = world.ops[index];
  if (op === undefined || op.copies + op.earlier === 0) return false;
  switch (model.plans[index]?.kind) {
    case undefined:
      return false;
    case 'refund':
      return true;
    case 'execute':
      return world.pay !== 'PAY_CANCEL' && world.pay !== 'PAY_COMPLETE';
    case 'cancel':
      return world.pay !== 'PAY_CANCEL' && world.pay !== 'PAY_COMPLETE';
  }
}
