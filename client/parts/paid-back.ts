/**
 * What the buyer of a discounted payment gets back: the amount of a refund includes a share of
 * discount and points, which the buyer did not pay. `null` without a discount. Pure.
 */
import type { TFunction } from 'i18next';
import type { RefundEntry } from '../../shared/api.ts';
import type { Operation } from '../../shared/operation.ts';
import type { Payment } from '../../shared/payment.ts';
import { formatAmount } from '../format.ts';

export interface PaidBack {
  won: number;
  /** `true`: Toss's figure. `false`: an estimate. */
  told: boolean;
}

type Discounted = Pick<Payment, 'amount' | 'discounted'>;

/** The discount shrinks in proportion to what is left; its rounding is not documented. */
const discountOn = ({ amount, discounted }: Discounted, leftWon: number) =>
  Math.floor(((discounted ?? 0) * leftWon) / amount);

/** The estimate for a refund of this amount now. */
export function paidBackNow(
  payment: Discounted & Pick<Payment, 'remaining'>,
  refundWon: number,
): PaidBack | null {
  if (payment.discounted === null || payment.discounted === 0) return null;
  const { remaining } = payment;
  const discount = discountOn(payment, remaining) - discountOn(payment, remaining - refundWon);
  return { won: refundWon - discount, told: false };
}

/** For an operation of the payment: Toss's figure if there is one, otherwise an estimate. */
export function paidBackOf(
  operation: Pick<Operation, 'id' | 'kind' | 'amount'>,
  {
    payment,
    refunds,
  }: {
    payment: Discounted;
    refunds: readonly Pick<RefundEntry, 'operationId' | 'discounted'>[];
  },
): PaidBack | null {
  if (operation.kind !== 'refund') return null;
  const { amount } = operation;
  const refund = refunds.find(({ operationId }) => operationId === operation.id);
  const told = refund?.discounted ?? null;
  if (told !== null) return told === 0 ? null : { won: amount - told, told: true };
  if (payment.discounted === null || payment.discounted === 0) return null;
  return { won: amount - discountOn(payment, amount), told: false };
}

/** `'3,600원'`, or `'약 3,600원'` for an estimate. */
export function paidBackWords({ won, told }: PaidBack, t: TFunction): string {
  const amount = formatAmount(won);
  return told ? amount : t('customer.about', { amount });
}
