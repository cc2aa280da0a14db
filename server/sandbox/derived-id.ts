import { createHash } from 'node:crypto';

/** Digits that always are the same for a payment and a purpose. */
export function derivedDigits(payToken: string, purpose: string, length: number): string {
  const hex = createHash('sha256').update(`${payToken} ${purpose}`).digest('hex');
  return (BigInt(`0x${hex}`) % 10n ** BigInt(length)).toString().padStart(length, '0');
}

/**
 * The transactionId of a payment (`step` 0) or of its n-th refund, as a UUID. Derived, so that v1
 * payments have one too and no chance is drawn for it.
 */
export function transactionIdOf(payToken: string, step: number): string {
  const hex = createHash('sha256')
    .update(`${payToken}/${String(step)}`)
    .digest('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `a${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}
