/** Warnings before a refund; docs/decisions/0018 says why they are no refusals. */
export const cautionCodes = [
  'transferred',
  'order-refunded-lately',
  'amount-refunded-lately',
  'far-above-usual',
  'period-ending',
  'near-ceiling',
] as const;
export type CautionCode = (typeof cautionCodes)[number];
