/** Toss's side of the model: its books, what a status read shows of them, and its reactions. */
import type { PayStatus } from '../../shared/payment.ts';
import { OUTSIDE_WON, PAID_WON, type Model } from './model.ts';
import type { Answer, Effect, Op, View, World } from './state.ts';

/** An effect that is there, or comes by itself. */
export const isUnderWay = (effect: Effect) => effect === 'accepted' || effect === 'running';

/** Won that refunds take of the payment, those under way included. */
function takenWon(model: Model, world: World): number {
  const own = world.ops.reduce((sum, op, index) => {
    const takes = op.effect === 'done' || isUnderWay(op.effect);
    return sum + (takes ? (model.plans[index]?.amount ?? 0) : 0);
  }, 0);
  return own + (world.outside ? OUTSIDE_WON : 0);
}

/** Won that are refunded by Toss's books. */
export function refundedWon(model: Model, world: World): number {
  const own = world.ops.reduce((sum, op, index) => {
    const times = (op.effect === 'done' ? 1 : 0) + (op.twice ? 1 : 0);
    return sum + times * (model.plans[index]?.kind === 'refund' ? model.plans[index].amount : 0);
  }, 0);
  return own + (world.outside ? OUTSIDE_WON : 0);
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

/** A complete status read of this moment. */
export function viewOf(model: Model, world: World): View {
  return {
    status: shownStatus(model, world, null),
    listed: world.ops.map((op, index) => {
      if (model.plans[index]?.kind !== 'refund' || op.effect !== 'done') return 'no';
      return op.underOther ? 'other' : 'own';
    }),
    outside: world.outside,
    poor: false,
    odd: false,
    denied: false,
    lags: false,
  };
}

/** A read that does not show yet what an operation has done; `null` where it has done nothing. */
export function laggingView(model: Model, world: World, index: number): View | null {
  const op = world.ops[index];
  if (op === undefined || (op.effect !== 'done' && op.effect !== 'running')) return null;
  const view = viewOf(model, world);
  return {
    ...view,
    status: shownStatus(model, world, index),
    listed: view.listed.map((listed, other) => (other === index ? 'no' : listed)),
    lags: true,
  };
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
    act: (_, op) => {
      op.exception = 'success-was-not';
    },
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

function reactToRefund(model: Model, world: World, index: number, amount: number): Reaction[] {
  const op = world.ops[index];
  if (op === undefined) return [];
  const isUsed = op.effect === 'done' || isUnderWay(op.effect);
  if (isUsed && !op.newNumber) return [refuse('REFUND_REFUND_NO_DUPLICATE')];
  // Whether the number of a refund that the bank failed is free again is not documented.
  const kept = op.effect === 'failed' ? [refuse('REFUND_REFUND_NO_DUPLICATE')] : [];
  if (world.ops.some((other) => other.effect === 'running')) {
    return [...kept, refuse('COMMON_REFUND_ERROR')];
  }
  const left = leftWon(model, world);
  if (left <= 0) return [...kept, refuse('REFUND_ALREADY_REFUNDED')];
  if (amount > left) return [...kept, refuse('COMMON_REFUND_ERROR')];
  return [...kept, ...refundReactions];
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
