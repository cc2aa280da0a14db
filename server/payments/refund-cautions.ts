/**
 * Warnings before a refund is requested. They refuse nothing; what isn't allowed is refused by the
 * request itself.
 */
import type { Caution } from '../../shared/api.ts';
import { DAY_MS } from '../../shared/kst.ts';
import type { Payment } from '../../shared/payment.ts';
import type { Role } from '../../shared/permissions.ts';
import type { Deps } from '../deps.ts';
import { personCeiling } from '../operations/day-ceiling.ts';
import { accountsOf, peopleOf } from '../operations/second-person.ts';
import { dayRefunds } from '../storage/day-refunds.ts';
import { recordedWonOn } from '../storage/bank-transfers.ts';
import {
  newestRefundAmounts,
  refundOfAmount,
  refundsOfOrder,
  type EarlierRefund,
} from '../storage/refund-history.ts';
import type { Unit } from '../storage/unit.ts';
import { refundableUntil } from './refund-period.ts';

const MINUTE_MS = 60 * 1000;

/** Limits of the warnings: often enough to catch a mistake, rarely enough to be read. */
export const cautionLimits = {
  /** Long enough for a person who was interrupted in the middle of a refund. */
  orderLatelyMs: 30 * MINUTE_MS,
  /** On another order, the same amount is suspicious only for a short time. */
  amountLatelyMs: 10 * MINUTE_MS,
  /** The usual amount is the median of this many refunds; with too few there is no warning. */
  usualOf: 200,
  usualFrom: 20,
  /** Warns from this multiple of the usual amount, and not below this amount. */
  farAbove: 5,
  farAboveFromWon: 30_000,
  /** Toss refunds for one year after the payment; warns this long before the end. */
  periodEndingMs: 30 * DAY_MS,
  /** Warns when this refund uses that share of a daily limit. */
  nearCeiling: 0.8,
} as const;

/** The person or token about to request the refund. */
interface Giver {
  id: string;
  role: Role;
  dayCeilingWon: number | null;
}

function lately(refund: EarlierRefund) {
  const { at, amount, by, orderNo } = refund;
  return { at, amount, by, orderNo };
}

/**
 * Recent refunds of the same order, preferably of the same amount, which is likely the same refund;
 * and of the same amount on other orders.
 */
function* refundedLately(deps: Deps, payment: Payment, amountWon: number): Unit<Caution[]> {
  const ago = (ms: number) => new Date(deps.clock.nowMs() - ms).toISOString();
  const { orderNo } = payment;
  const ofOrder = yield* refundsOfOrder({ orderNo, since: ago(cautionLimits.orderLatelyMs) });
  const twin = ofOrder.find((refund) => refund.amount === amountWon);
  const same = twin ?? ofOrder[0];
  const other = yield* refundOfAmount({
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

/** The lower median, so that it is an amount that was really refunded. */
function medianOf(amounts: readonly number[]): number {
  const sorted = amounts.toSorted((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
}

function* farAboveUsual(amountWon: number): Unit<Caution[]> {
  if (amountWon < cautionLimits.farAboveFromWon) return [];
  const amounts = yield* newestRefundAmounts(cautionLimits.usualOf);
  if (amounts.length < cautionLimits.usualFrom) return [];
  const usualWon = medianOf(amounts);
  if (amountWon < cautionLimits.farAbove * usualWon) return [];
  return [{ code: 'far-above-usual', needsTick: true, usualWon, count: amounts.length }];
}

function periodEnding(deps: Deps, payment: Payment): Caution[] {
  if (payment.completedAt === null) return [];
  const until = refundableUntil(payment.completedAt);
  if (until.getTime() - deps.clock.nowMs() > cautionLimits.periodEndingMs) return [];
  return [{ code: 'period-ending', needsTick: false, until: until.toISOString() }];
}

function* nearCeiling(deps: Deps, giver: Giver, amountWon: number): Unit<Caution[]> {
  const rules = deps.rules();
  const ceilings = [
    { scope: 'person' as const, ceilingWon: personCeiling(rules, giver) },
    { scope: 'shop' as const, ceilingWon: rules.shopDayWon },
  ];
  const accounts = yield* accountsOf(peopleOf(deps), giver.id);
  const used = dayRefunds(accounts, deps.clock.nowIso());
  const near: Caution[] = [];
  for (const { scope, ceilingWon } of ceilings) {
    if (ceilingWon === null) continue;
    const usedWon = yield* scope === 'person' ? used.personWon() : used.shopWon();
    if (usedWon + amountWon < cautionLimits.nearCeiling * ceilingWon) continue;
    near.push({ code: 'near-ceiling', needsTick: false, scope, ceilingWon, usedWon });
  }
  return near;
}

/** What was transferred by hand is not in Toss's sum: Toss would give it back once more. */
function* transferredCaution({ payToken, amount, refunded }: Payment): Unit<Caution[]> {
  const won = yield* recordedWonOn(payToken);
  if (won === 0) return [];
  const leftWon = Math.max(0, amount - refunded - won);
  return [{ code: 'transferred', needsTick: true, won, leftWon }];
}

/** The warnings, most important first. @param amountWon the refund's amount */
export function* refundCautions(
  deps: Deps,
  payment: Payment,
  giver: Giver,
  amountWon: number,
): Unit<Caution[]> {
  return [
    ...(yield* transferredCaution(payment)),
    ...(yield* refundedLately(deps, payment, amountWon)),
    ...(yield* farAboveUsual(amountWon)),
    ...periodEnding(deps, payment),
    ...(yield* nearCeiling(deps, giver, amountWon)),
  ];
}
