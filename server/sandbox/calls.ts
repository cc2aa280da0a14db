/** The calls of each version, as faults and the log name them. */
export const V1_CALLS = ['payments', 'execute', 'cancel', 'refunds', 'status'] as const;
const RECEIPT_CALLS = [
  'v2/issue-cash-receipt',
  'v2/revoke-cash-receipt',
  'v2/cash-receipt-info',
  'v2/cash-receipt-popupUri',
] as const;
export const V2_CALLS = [
  'v2/payments',
  'v2/execute',
  'v2/refunds',
  'v2/status',
  ...RECEIPT_CALLS,
] as const;
export const ALL_CALLS = [...V1_CALLS, ...V2_CALLS, 'v2/settlement-details'] as const;

export type ReceiptCall = (typeof RECEIPT_CALLS)[number];
export type V2Call = (typeof V2_CALLS)[number];
export type AnyCall = (typeof ALL_CALLS)[number];

export function isReceiptCall(call: AnyCall): call is ReceiptCall {
  return RECEIPT_CALLS.some((name) => name === call);
}
