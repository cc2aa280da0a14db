/** A 현금영수증 for the money of a payment, never for its discount and points. */
export type CashReceipt = {
  mgtKey: string;
  /** Phone, business or card number of whom it is for. */
  identity: string;
  purpose: 'DEDUCTION' | 'EVIDENCE';
  issuedAt: number;
  revokedAt: number | null;
};
