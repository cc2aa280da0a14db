/** Integer Korean won. Money is a JavaScript integer everywhere; there are no fractions. */

import { WON_DIGITS } from './limits.ts';

/** Largest amount of one Toss Pay v1 payment, in won (public v1 reference). */
export const MAX_PAYMENT_WON = 9_999_999;

/** `true` for a non-negative safe integer. */
export function isWon(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

/** Formats `1234567` as `'1,234,567'`, without a unit; the minus sign is U+2212. */
export function formatWon(amountWon: number): string {
  const digits = String(Math.abs(amountWon)).replace(/\B(?=(\d{3})+$)/g, ',');
  return amountWon < 0 ? `\u2212${digits}` : digits;
}

/**
 * Parses a typed or pasted amount: `'4,000원'`, `' 4000 '`, `'₩4,000'`, full-width digits.
 * @returns the amount in won, or `null` when the text is not one whole amount.
 */
export function parseWon(text: string): number | null {
  const plain = text
    .normalize('NFKC')
    .replace(/[\s,]/g, '')
    .replace(/^[₩\\]/, '')
    .replace(/원$/, '');
  return WON_DIGITS.test(plain) ? Number(plain) : null;
}
