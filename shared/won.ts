/**
 * Integer Korean won. Money is a JavaScript integer everywhere; there are no fractions of a won.
 */

/** The most that one Toss Pay v1 payment may be created with, in won (public v1 reference). */
export const MAX_PAYMENT_WON = 9_999_999;

/** `true` for an integer amount of won that is exact in JavaScript and not negative. */
export function isWon(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

/** `1234567` → `'1,234,567'`; a minus is U+2212 as the design asks. No unit is added. */
export function formatWon(amountWon: number): string {
  const digits = String(Math.abs(amountWon)).replace(/\B(?=(\d{3})+$)/g, ',');
  return amountWon < 0 ? `\u2212${digits}` : digits;
}

/**
 * Reads what a person typed or pasted: `'4,000원'`, `' 4000 '`, `'₩4,000'`, full-width digits.
 * @returns the amount in won, or `null` when the text is not one whole amount.
 */
export function parseWon(text: string): number | null {
  const plain = text
    .normalize('NFKC')
    .replace(/[\s,]/g, '')
    .replace(/^[₩\\]/, '')
    .replace(/원$/, '');
  if (!/^\d{1,15}$/.test(plain)) return null;
  return Number(plain);
}
