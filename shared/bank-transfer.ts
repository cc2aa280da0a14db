/**
 * 직접 송금: a refund that staff made by bank transfer, because Toss can't make it. It is recorded
 * only; the desk moves no money for it.
 */

import type { Payment } from './payment.ts';

/** Why Toss can't refund: the buyer has left Toss, or the year is over. */
export const bankTransferGrounds = ['buyer-left', 'refund-period-over'] as const;
export type BankTransferGround = (typeof bankTransferGrounds)[number];

/** Why nothing may be recorded on a payment. */
export const bankTransferRefusals = [
  'not-permitted',
  'not-paid',
  'toss-can-refund',
  'nothing-left',
] as const;
export type BankTransferRefusal = (typeof bankTransferRefusals)[number];

/** `waiting`: another manager has to confirm it, and no sum has it yet. */
export const bankTransferStates = ['waiting', 'counted', 'taken-back'] as const;

/** Won given back beyond what was paid, by Toss's refunds and the transfers that count. */
export function overWonOf({
  amount,
  refunded,
  transferred,
}: Pick<Payment, 'amount' | 'refunded' | 'transferred'>): number {
  return transferred === 0 ? 0 : Math.max(0, refunded + transferred - amount);
}

export const BANK_MAX = 30;
/** No digits, so that nobody writes a whole account number here. */
export const BANK = /^\D*$/;
/** The last digits of an account: enough to find the transfer, too few to send money to. */
export const ACCOUNT_END = /^\d{2,4}$/;
export const REFERENCE_MAX = 100;
