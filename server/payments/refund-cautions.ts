/**
 * What speaks for a second look before a refund is asked for. It refuses nothing: what must not be
 * is refused when the refund is asked for.
 */
import type { Caution } from '../../shared/api.ts';
import { DAY_MS } from '../../shared/kst.ts';
import type { Payment } from '../../shared/payment.ts';
import type { Role } from '../../shared/permissions.ts';
import type { Deps } from '../deps.ts';
import { personCeiling } from '../operations/day-ceiling.ts';
import { accountsOf, peopleOf } from '../operations/second-person.ts';
import { dayRefunds } from '../storage/day-refunds.ts';
import {
  newestRefundAmounts,
  refundOfAmount,
  refundsOfOrder,
  type EarlierRefund,
} from '../storage/refund-history.ts';

const MINUTE_MS = 60 * 1000;

/** When the desk warns: often enough to catch a slip, rarely enough to be read. */
export const cautionLimits = {
  /** Whoever is called away in the middle of a refund is back before this. */
  orderLatelyMs: 30 * MINUTE_MS,
  /** On another order the same amount tells something while the customer still stands there. */
  amountLatelyMs: 10 * MINUTE_MS,
  /** What is usual: the middle one of this many, once there are enough of them to tell. */
  usualOf: 200,
  usualFrom: 20,
  /** So many times the usual, and no small change. */
  farAbove: 5,
  farAboveFromWon: 30_000,
  /** Toss refunds for one year after the payment; this long before its end it is said. */
  periodEndingMs: 30 * DAY_MS,
  /** With this refund that share of a day's ceiling is used. */
  nearCeiling: 0.8,
} as const;

/** Who is about to ask for it. */
interface Giver {
  id: string;
  role: Role;
  dayCeilingWon: number | null;
}

function lately(refund: EarlierRefund) {
  const { at, amount, by, orderNo } = refund;
  return { at, amount, by, orderNo };
}

/** The same order, of which the same amount looks most like the same refund; or the same amount. */
function refundedLately(deps: Deps, payment: Payment, amountWon: number): Caution[] {
  const ago = (ms: number) => new Date(deps.clock.nowMs() - ms).toISOString();
  const { orderNo } = payment;
  const ofOrder = refundsOfOrder(deps.storage, {
    orderNo,
    since: ago(cautionLimits.orderLatelyMs),
  });
  const twin = ofOrder.find((refund) => refund.amount === amountWon);
  const same = twin ?? ofOrder[0];
  const other = refundOfAmount(deps.storage, {
    amount: amountWon,
    since: ago(cautionLimits.amountLatelyMs),
    otherThanOrderNo: orderNo,
  });
  return [
    ...(same === undefined
      ? []
      : [
          {
            code: 'order-refunded-lately' as const,
            needsTick: twin !== undefined,
            ...lately(same),
          },
        ]),
    ...(other === null
      ? []
      : [{ code: 'amount-refunded-lately' as const, needsTick: false, ...lately(other) }]),
  ];
}

/** The lower of the two in the middle, so that it is an amount that was refunded. */
function medianOf(amounts: readonly number[]): number {
  const sorted = amounts.toSorted((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
}

function farAboveUsual(deps: Deps, amountWon: number): Caution[] {
  if (amountWon < cautionLimits.farAboveFromWon) return [];
  const amounts = newestRefundAmounts(deps.storage, cautionLimits.usualOf);
  if (amounts.length < cautionLimits.usualFrom) return [];
  const usualWon = medianOf(amounts);
  if (amountWon < cautionLimits.farAbove * usualWon) return [];
  return [{ code: 'far-above-usual', needsTick: true, usualWon, count: amounts.length }];
}

/** Until when Toss refunds a payment: for one year after it was paid. */
function refundableUntil(completedAt: string): Date {
  const until = new Date(completedAt);
  until.setUTCFullYear(until.getUTCFullYear() + 1);
  return until;
}

function periodEnding(deps: Deps, payment: Payment): Caution[] {
  if (payment.completedAt === null) return [];
  const until = refundableUntil(payment.completedAt);
  if (until.getTime() - deps.clock.nowMs() > cautionLimits.periodEndingMs) return [];
  return [{ code: 'period-ending', needsTick: false, until: until.toISOString() }];
}

function nearCeiling(deps: Deps, giver: Giver, amountWon: number): Caution[] {
  const rules = deps.rules();
  const ceilings = [
    { scope: 'person' as const, ceilingWon: personCeiling(rules, giver) },
    { scope: 'shop' as const, ceilingWon: rules.shopDayWon },
  ];
  const accounts = accountsOf(peopleOf(deps), giver.id);
  const used = dayRefunds(deps.storage.reader, accounts, deps.clock.nowIso());
  return ceilings.flatMap(({ scope, ceilingWon }): Caution[] => {
    if (ceilingWon === null) return [];
    const usedWon = scope === 'person' ? used.personWon : used.shopWon;
    if (usedWon + amountWon < cautionLimits.nearCeiling * ceilingWon) return [];
    return [{ code: 'near-ceiling', needsTick: false, scope, ceilingWon, usedWon }];
  });
}

/** The reasons in the order in which they weigh. @param amountWon what would be refunded */
export function refundCautions(
  deps: Deps,
  payment: Payment,
  giver: Giver,
  amountWon: number,
): Caution[] {
  return [
    ...refundedLately(deps, payment, amountWon),
    ...farAboveUsual(deps, amountWon),
    ...periodEnding(deps, payment),
    ...nearCeiling(deps, giver, amountWon),
  ];
}
