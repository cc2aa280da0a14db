/** What must hold in every world, and for every step. */
import { isOpen } from '../../shared/operation.ts';
import { sumWon } from './desk-books.ts';
import { isOut, planAt } from './desk.ts';
import type { Engine } from './engine.ts';
import { PAID_WON, type Model } from './model.ts';
import type { Op, World } from './state.ts';
import { HONEST_READ, type Taken } from './take.ts';
import { refundedWon, viewOf } from './toss-books.ts';
import { txOf } from './wire.ts';

/** What is false in an operation's state, compared with Toss; `null` where it is true. */
function falseWord(model: Model, world: World, op: Op, index: number): string | null {
  if (op.twice) return 'one operation took effect twice';
  if (op.state === 'succeeded') {
    const isCancel = planAt(model, index).kind === 'cancel';
    const isDone = isCancel ? world.pay === 'PAY_CANCEL' : op.effect === 'done';
    if (op.exception === 'success-was-not' || op.exception === 'same-amount-and-time') return null;
    return isDone ? null : 'it is called done, and Toss has not done it';
  }
  const isNotDone = op.state === 'failed' || op.state === 'declined';
  if (isNotDone && op.exception === null && !isOut(model, world, index)) {
    return `it is called ${op.state}, and Toss has done it or still may`;
  }
  return null;
}

/** Won of the booked refunds, but for those that Toss told with a wrong amount. */
function bookedTruly(model: Model, { known }: World): number {
  const amounts = [...model.plans.map(({ amount }) => amount), model.outsideWon];
  return sumWon(known.refunds.filter(({ won }) => amounts.includes(won)));
}

/** The first promise that a world breaks, or `null`. */
export function brokenPromise(model: Model, world: World): string | null {
  for (const [index, op] of world.ops.entries()) {
    const broken = falseWord(model, world, op, index);
    if (broken !== null) return broken;
  }
  const open = world.ops.filter(({ state }) => state !== 'none' && isOpen(state));
  if (open.length > 1) return 'two operations are open on one payment';
  if (refundedWon(model, world) > PAID_WON) return 'more was refunded than was paid';
  const wasNot = world.ops.some(({ exception }) => exception === 'success-was-not');
  if (!wasNot && bookedTruly(model, world) > refundedWon(model, world)) {
    return 'more is booked than Toss has refunded';
  }
  return null;
}

/** States in which an execute or cancel that Toss shows as done must become `succeeded`. */
const openAfterSending: readonly Op['state'][] = ['unknown', 'pending', 'absent', 'needs_review'];
/** For a refund, which its number identifies, also after it was recorded as not done. */
const takenForNotDone: readonly Op['state'][] = ['given_up', 'failed', 'declined'];

/**
 * Whether a read shows that an operation was done: by its number or its transaction, or by v2 as
 * the only refund there is, made within the time of its call. Against Toss's own word, and after a
 * person's, the latter proves nothing.
 */
function isProved(model: Model, engine: Engine, world: World, op: Op, index: number): boolean {
  const { version, status, listed } = viewOf(model, engine, world);
  if (planAt(model, index).kind !== 'refund') return true;
  if (version === 'v1') return listed[index] === 'own' || (op.underOther && op.tossNo !== null);
  if (status === 'REFUND_PROGRESS') return false;
  if (op.tx === txOf(index)) return true;
  // Booked as made elsewhere it was not known for what it is.
  const isOnly = world.known.refunds.every(({ no }) => no === txOf(index));
  const isAlone = model.plans.length === 1 && !world.outside && isOnly;
  const isOpenStill = op.state !== 'none' && isOpen(op.state);
  const isWeak = ['refused', 'wrong-key', 'said-done'].includes(op.verdict ?? '');
  return isAlone && isOpenStill && op.isTimely && !isWeak;
}

/** A complete read that shows what was done ends every operation that it could end. */
export function unheededRead(model: Model, engine: Engine, taken: Taken): string | null {
  if (taken.label !== HONEST_READ) return null;
  const unheeded = taken.world.ops.find((op, index) => {
    if (op.effect !== 'done' || !isProved(model, engine, taken.world, op, index)) return false;
    const isRefund = planAt(model, index).kind === 'refund';
    if (openAfterSending.includes(op.state)) return true;
    return isRefund && takenForNotDone.includes(op.state);
  });
  return unheeded === undefined
    ? null
    : `Toss shows it as done, and the desk still calls it ${unheeded.state}`;
}
