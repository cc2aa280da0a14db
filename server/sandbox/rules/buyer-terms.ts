import { z } from 'zod';

import { NotPossibleError } from '../answer.ts';
import { BANK_CODES } from '../banks.ts';
import { cardCompanyCode } from '../card-companies.ts';
import type { PaymentRow, PayMethod } from '../payment-row.ts';
import {
  CARD_METHOD_TYPES,
  CARD_USER_TYPES,
  DEFAULT_CHOICE,
  discountedOf,
  type PaymentTerms,
} from '../payment-terms.ts';
import type { World } from '../world.ts';

const MOST_MONTHS = 36;

const won = z.int().min(0).optional();

/** How a buyer pays, beside method and card company. What is left out follows the options. */
export const buyerChoice = z.strictObject({
  discountWon: won,
  pointsWon: won,
  cupDepositWon: won,
  spreadOut: z.int().min(0).max(MOST_MONTHS).optional(),
  noInterest: z.boolean().optional(),
  cardMethodType: z.enum(CARD_METHOD_TYPES).optional(),
  cardUserType: z.enum(CARD_USER_TYPES).optional(),
  bankCode: z.enum(BANK_CODES).optional(),
});
export type BuyerChoice = z.infer<typeof buyerChoice>;

/** Toss's limits for a buyer: 토스머니 at most, cards at least. */
const MOST_MONEY_WON = 2_000_000;
const LEAST_CARD_WON = 100;
export const LEAST_INSTALLMENT_WON = 50_000;

/** The methods and card companies that the merchant offers for a payment. */
export function isOffered(
  terms: PaymentTerms,
  payMethod: PayMethod,
  companyName: string | null,
): boolean {
  if (terms.payMethod !== null && terms.payMethod !== payMethod) return false;
  if (payMethod !== 'CARD' || terms.cardCompanyCodes === null) return true;
  const code = cardCompanyCode(companyName);
  return code !== undefined && terms.cardCompanyCodes.includes(code);
}

/** What the buyer gets off and deposits; where they don't say so, by the options. */
export function withDefaults(world: World, payment: PaymentRow, choice: BuyerChoice) {
  const { discountPercent, pointsWon, cupDepositWon } = world.options();
  const discount = choice.discountWon ?? Math.floor((payment.amount * discountPercent) / 100);
  const restWon = Math.max(0, payment.amount - discount - 1);
  return {
    discountWon: discount,
    pointsWon: choice.pointsWon ?? Math.min(pointsWon, restWon),
    cupDepositWon: choice.cupDepositWon ?? Math.min(cupDepositWon, payment.amount),
  };
}

function limitObstacle(payMethod: PayMethod, paidWon: number): string | undefined {
  if (payMethod === 'TOSS_MONEY' && paidWon > MOST_MONEY_WON) return 'COMMON_EXCEED_LIMIT';
  if (payMethod === 'CARD' && paidWon < LEAST_CARD_WON) return 'CARD_MIN_AMOUNT_ERROR';
  return undefined;
}

function obstacle(
  world: World,
  payment: PaymentRow,
  payMethod: PayMethod,
  terms: PaymentTerms,
): string | undefined {
  const paidWon = payment.amount - discountedOf(terms);
  if (paidWon < 1) return 'Nothing would be left to pay.';
  if (terms.cupDepositWon > payment.amount) return 'The cup deposit is more than the amount.';
  if (terms.spreadOut > MOST_MONTHS) return 'There are not so many months.';
  if (terms.spreadOut > 0 && !terms.installment) return 'The merchant offers no installments.';
  if (terms.spreadOut > 0 && payment.amount < LEAST_INSTALLMENT_WON) {
    return 'CARD_MIN_AMOUNT_FOR_SPREADOUT_ERROR';
  }
  return world.options().buyerLimits ? limitObstacle(payMethod, paidWon) : undefined;
}

/** Records how the buyer pays; throws where this payment can't be paid so. */
export function recordBuyerTerms(
  world: World,
  payment: PaymentRow,
  payMethod: PayMethod,
  companyName: string | null,
  choice: BuyerChoice,
): PaymentTerms {
  const before = world.storage.termsOf(payment.payToken);
  if (!isOffered(before, payMethod, companyName)) {
    throw new NotPossibleError('The merchant does not offer this way to pay.');
  }
  const given = Object.entries(choice).filter(([, value]) => value !== undefined);
  // Nothing stays of an earlier try of another buyer.
  const change: Partial<PaymentTerms> = {
    ...DEFAULT_CHOICE,
    ...Object.fromEntries(given),
    ...withDefaults(world, payment, choice),
  };
  const terms = { ...before, ...change };
  const why = obstacle(world, payment, payMethod, terms);
  if (why !== undefined) throw new NotPossibleError(`This can't be paid: ${why}`);
  const isKnown = JSON.stringify(terms) === JSON.stringify(before);
  if (!isKnown) world.storage.changeTerms(payment.payToken, change);
  return terms;
}
