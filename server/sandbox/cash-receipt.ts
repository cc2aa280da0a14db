/** A 현금영수증 for the money of a payment, never for its discount and points. */
export type CashReceipt = {
  mgtKey: string;
  /** The phone, business or card number that the receipt is issued for. */
  identity: string;
  purpose: 'DEDUCTION' | 'EVIDENCE';
  issuedAt: number;
  revokedAt: number | null;
};
