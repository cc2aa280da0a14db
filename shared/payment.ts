/** A Toss Pay payment as the desk knows it. Every fact in it was read from Toss. */
import type { OperationKind, OperationState, Refusal, StaffRef } from './operation.ts';
import type { TaxPart } from './tax-split.ts';

/** Toss Pay v1's nine states (the guide, 결제 상태 목록). */
export const payStatuses = [
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
export type PayStatus = (typeof payStatuses)[number];

export const payMethods = ['TOSS_MONEY', 'CARD'] as const;
export type PayMethod = (typeof payMethods)[number];

/** Toss may add statuses; an unknown one is shown raw and allows no action. */
export function isPayStatus(status: string): status is PayStatus {
  return (payStatuses as readonly string[]).includes(status);
}

/** Statuses in which the buyer's money was taken. */
export const paidStatuses: readonly PayStatus[] = [
  'PAY_COMPLETE',
  'REFUND_PROGRESS',
  'REFUND_SUCCESS',
  'SETTLEMENT_COMPLETE',
  'SETTLEMENT_REFUND_COMPLETE',
];

/** Statuses that can still become paid. */
const waitingStatuses: readonly PayStatus[] = ['PAY_STANDBY', 'PAY_APPROVED', 'PAY_PROGRESS'];

export function isPaid(status: string): boolean {
  return (paidStatuses as readonly string[]).includes(status);
}

/** `true` while the status can change by itself within about an hour. */
export function canStillMove(status: string): boolean {
  return (waitingStatuses as readonly string[]).includes(status) || status === 'REFUND_PROGRESS';
}

/** Won of one tax part. */
export interface PartBalance {
  paid: number;
  refunded: number;
  remaining: number;
}

/** Where the newest data of a payment came from. */
export const observationSources = ['callback', 'status', 'operation', 'create'] as const;
export type ObservationSource = (typeof observationSources)[number];

/**
 * Why the desk's books and Toss's differ (어긋남). `outside-refund`: a refund made outside the desk.
 * `missing`: Toss no longer knows the payment. `contradiction`: a read went backwards, a booked
 * refund disappeared, or a refund was found done after it had ended as not done.
 */
export const drifts = ['outside-refund', 'missing', 'contradiction'] as const;
export type Drift = (typeof drifts)[number];

/**
 * Why the newest read proves nothing about what it leaves out. `lacks-booked`: a booked refund is
 * missing or differs. `goes-back`: it reverts what can't be undone. The others describe a faulty
 * answer.
 */
export const readFaults = [
  'other-payment',
  'unknown-status',
  'no-refund-list',
  'unreadable-refund',
  'list-against-status',
  'number-twice',
  'more-than-paid',
  'lacks-booked',
  'goes-back',
] as const;
export type ReadFault = (typeof readFaults)[number];

/**
 * A refund at Toss that no operation explains, with the amount of one that Toss does not show. It
 * may be that operation under another number; a person has to decide.
 */
export interface LookAlike {
  refundNo: string;
  /** Won. */
  amount: number;
  /** When it was refunded, ISO UTC; `null` when Toss does not say. */
  at: string | null;
}

/** A payment's open operation, with the fields that a row shows. */
export interface OpenOperation {
  id: string;
  kind: OperationKind;
  state: OperationState;
  amount: number;
  requestedBy: StaffRef;
  createdAt: string;
  sentAt: string | null;
  nextCheckAt: string | null;
  /** End of the grace window, in which it may still be withdrawn. */
  sendAfter: string | null;
  /** Toss's refusal while it is not confirmed yet. */
  refusal: Refusal | null;
}

/** A payment: flat, and the same in the list, the detail and the response to a creation. */
export interface Payment {
  payToken: string;
  orderNo: string;
  /** One of `PayStatus`, or an unknown status as Toss sent it. */
  status: string;
  /** Won. */
  amount: number;
  refunded: number;
  remaining: number;
  parts: Record<TaxPart, PartBalance>;
  /** `false` when the parts are an estimate: after an outside refund, or when Toss sent none. */
  partsKnown: boolean;
  payMethod: PayMethod | null;
  cardCompanyName: string | null;
  productDesc: string;
  metadata: string | null;
  autoExecute: boolean | null;
  cashReceipt: boolean | null;
  checkoutPage: string | null;
  /** What Toss last allowed (`CANCEL`, `REFUND`); `null` when it did not say. */
  availableActions: string[] | null;
  drift: Drift | null;
  /** Why the newest read proves nothing; `null` for a good read. */
  readFault: ReadFault | null;
  /** Not read since a backup was restored: nothing is sent for it until then. */
  quarantined: boolean;
  createdAt: string;
  expiresAt: string | null;
  approvedAt: string | null;
  completedAt: string | null;
  canceledAt: string | null;
  /** Last change of any of its data. */
  changedAt: string;
  /** Last successful status read. */
  observedAt: string;
  observedBy: ObservationSource;
  openOperation: OpenOperation | null;
}
