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

/** `true` for one of the nine; Toss may invent others, which are shown raw and offer no act. */
export function isPayStatus(status: string): status is PayStatus {
  return (payStatuses as readonly string[]).includes(status);
}

/** States of a payment whose money was taken from the buyer. */
export const paidStatuses: readonly PayStatus[] = [
  'PAY_COMPLETE',
  'REFUND_PROGRESS',
  'REFUND_SUCCESS',
  'SETTLEMENT_COMPLETE',
  'SETTLEMENT_REFUND_COMPLETE',
];

/** States of a payment that is not paid yet and can still become so. */
const waitingStatuses: readonly PayStatus[] = ['PAY_STANDBY', 'PAY_APPROVED', 'PAY_PROGRESS'];

/** `true` when the buyer's money was taken. */
export function isPaid(status: string): boolean {
  return (paidStatuses as readonly string[]).includes(status);
}

/** `true` while the payment can change by itself within the hour. */
export function canStillMove(status: string): boolean {
  return (waitingStatuses as readonly string[]).includes(status) || status === 'REFUND_PROGRESS';
}

/** Won of one tax part: paid, given back so far, and left. */
export interface PartBalance {
  paid: number;
  refunded: number;
  remaining: number;
}

/** Where the newest knowledge of a payment came from. */
export const observationSources = ['callback', 'status', 'operation', 'create'] as const;
export type ObservationSource = (typeof observationSources)[number];

/**
 * Why the desk's books and Toss's differ (어긋남): `outside-refund` a refund made elsewhere;
 * `missing` Toss no longer knows the payment; `contradiction` a read that went backwards, a refund
 * that Toss no longer shows, or one that was found done after the desk had taken it for not done.
 */
export const drifts = ['outside-refund', 'missing', 'contradiction'] as const;
export type Drift = (typeof drifts)[number];

/**
 * Why the newest read of a payment proves nothing of what it leaves out. `lacks-booked`: it does
 * not show a refund that is booked, or not as it is booked; `goes-back`: it takes back what can't
 * be undone. The other ones are about the answer itself.
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
 * A refund at Toss that no operation of this desk explains, of the amount of one that Toss does not
 * show: perhaps that one under another number. A person has to say so.
 */
export interface LookAlike {
  refundNo: string;
  /** Won. */
  amount: number;
  /** When it was refunded, ISO UTC, if Toss said so. */
  at: string | null;
}

/** The open operation of a payment, as much of it as a row shows. */
export interface OpenOperation {
  id: string;
  kind: OperationKind;
  state: OperationState;
  amount: number;
  requestedBy: StaffRef;
  createdAt: string;
  sentAt: string | null;
  nextCheckAt: string | null;
  /** The end of the grace window, in which it may still be withdrawn. */
  sendAfter: string | null;
  /** Toss refused it, which is not confirmed yet. */
  refusal: Refusal | null;
}

/** A payment: flat, and the same in the list, the detail and the answer to a creation. */
export interface Payment {
  payToken: string;
  orderNo: string;
  /** One of `PayStatus`, or what Toss said where it is none of them. */
  status: string;
  /** Won. */
  amount: number;
  refunded: number;
  remaining: number;
  parts: Record<TaxPart, PartBalance>;
  /** `false` when the parts are an estimate: after an outside refund, or Toss told none. */
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
  /** Why the newest read proves nothing; `null` where it does. */
  readFault: ReadFault | null;
  /** Not read since a backup was restored: nothing is sent for it before that. */
  quarantined: boolean;
  createdAt: string;
  expiresAt: string | null;
  approvedAt: string | null;
  completedAt: string | null;
  canceledAt: string | null;
  /** When the desk last saw something about it change. */
  changedAt: string;
  /** When Toss was last asked about it, successfully. */
  observedAt: string;
  observedBy: ObservationSource;
  openOperation: OpenOperation | null;
}

/** What a payment has and a row of the list does not. */
type NotInRows = 'parts' | 'metadata' | 'autoExecute' | 'checkoutPage' | 'readFault' | 'observedBy';

/** A payment as the list shows it: a whole one will do where this is asked for, not the reverse. */
export interface ListedPayment extends Omit<Payment, NotInRows> {
  /** What was paid; how much of each part is left is the whole payment's to tell. */
  parts: Record<TaxPart, Pick<PartBalance, 'paid'>>;
}
