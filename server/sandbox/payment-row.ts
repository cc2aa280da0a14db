/** The nine states of the wire. */
export const PAY_STATUSES = [
  'PAY_STANDBY',
  'PAY_APPROVED',
  'PAY_CANCEL',
  'PAY_PROGRESS',
  'PAY_COMPLETE',
  'REFUND_PROGRESS',
  'REFUND_SUCCESS',
  'SETTLEMENT_COMPLETE',
  'SETTLEMENT_REFUND_COMPLETE',
] as const;
export type PayStatus = (typeof PAY_STATUSES)[number];

export const PAY_METHODS = ['TOSS_MONEY', 'CARD'] as const;
export type PayMethod = (typeof PAY_METHODS)[number];

/** The four tax parts of an amount, in won. */
export type Parts = { taxable: number; taxFree: number; vat: number; serviceFee: number };

/** A stored payment. Times are milliseconds since 1970, flags 0 or 1. */
export type PaymentRow = Parts & {
  seq: number;
  payToken: string;
  apiKey: string;
  orderNo: string;
  amount: number;
  /** 1 when the merchant gave the parts (복합과세). */
  partsGiven: number;
  cashReceipt: number;
  autoExecute: number;
  productDesc: string;
  retUrl: string;
  retCancelUrl: string;
  resultCallback: string | null;
  retAppScheme: string | null;
  userPhone: string | null;
  metadata: string;
  status: PayStatus;
  payMethod: PayMethod | '';
  cardCompanyName: string | null;
  /** 1 once a buyer has authenticated. */
  hasOwner: number;
  createdAt: number;
  expiresAt: number;
  approvedAt: number | null;
  completedAt: number | null;
  canceledAt: number | null;
  canceledBy: 'buyer' | 'merchant' | 'expiry' | null;
  cancelReason: string | null;
  /** The state to return to when the bank fails a charge or refund in progress. */
  beforeProgress: PayStatus | null;
  progressFails: number;
  /** When the payment next changes by itself: expiry, end of progress or settlement. */
  dueAt: number | null;
  changedAt: number;
  /** The status answer before the last change, as a lagging replica shows it. */
  previousAnswer: string | null;
  lagUntil: number | null;
};

export type RefundRow = Parts & {
  seq: number;
  payToken: string;
  apiKey: string;
  refundNo: string;
  amount: number;
  reason: string;
  /** `merchant` is v1. `buyer-left`: paid by Toss outside of its refunds, without fees. */
  source: 'merchant' | 'merchant-v2' | 'console' | 'history' | 'buyer-left';
  requestedAt: number;
  doneAt: number | null;
  state: 'open' | 'done' | 'failed';
};

export type CallbackRow = {
  seq: number;
  payToken: string;
  url: string;
  body: string;
  firstDueAt: number;
  attempts: number;
  dueAt: number | null;
  outcome: 'waiting' | 'delivered' | 'given-up';
  lastAnswer: string | null;
};
