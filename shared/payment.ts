/**
 * A Toss Pay payment as the desk stores it: Toss's data, what is known from its creation, and the
 * desk's own state.
 */
import type { Item } from './items.ts';
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

/**
 * Further values of the list's status filter, in the words of its chips: REFUND_SUCCESS by whether
 * money remains, an operation that waits for a manager or whose outcome is unknown, and a
 * difference between the desk and Toss.
 */
export const chipStatuses = ['partial', 'full', 'proposed', 'unclear', 'drift'] as const;
export type ChipStatus = (typeof chipStatuses)[number];

export const payMethods = ['TOSS_MONEY', 'CARD'] as const;
export type PayMethod = (typeof payMethods)[number];

export const cardKinds = ['CREDIT', 'CHECK', 'PREPAYMENT'] as const;
export type CardKind = (typeof cardKinds)[number];

/** Whose card it is: a person's, or a company's in one of three forms. */
export const cardUsers = [
  'PERSONAL',
  'PERSONAL_FAMILY',
  'CORP_PERSONAL',
  'CORP_PRIVATE',
  'CORP_COMPANY',
] as const;

/** What only v2 tells of a payment; won, `null` where Toss did not tell it. */
export interface TossView {
  discountWon: number | null;
  pointsWon: number | null;
  /** The buyer's own money. */
  paidWon: number | null;
  /** What Toss says can still be refunded. */
  refundableWon: number | null;
  /** 컵 보증금. */
  cupDepositWon: number | null;
  cardUser: (typeof cardUsers)[number] | null;
  /** Three digits. */
  bankCode: string | null;
  bankName: string | null;
  transactions: {
    step: 'PAY' | 'REFUND';
    transactionId: string;
    amount: number;
    paidWon: number | null;
    discountWon: number | null;
    /** ISO-8601 UTC. */
    at: string | null;
  }[];
}

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

/**
 * Who ended a payment without a charge. `elsewhere`: the buyer, the storefront by itself, or
 * somebody in Toss's console, which Toss does not tell apart.
 */
export const cancelers = ['desk', 'expiry', 'elsewhere'] as const;
export type Canceler = (typeof cancelers)[number];

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
 * missing or differs. `goes-back`: it reverts what can't be undone. `wrong-amounts`: an amount is
 * negative, or those of v2 do not add up. The others describe a faulty answer, too.
 */
export const readFaults = [
  'other-payment',
  'unknown-status',
  'no-refund-list',
  'unreadable-refund',
  'list-against-status',
  'number-twice',
  'more-than-paid',
  'wrong-amounts',
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

/**
 * A payment, flat: in the detail, in the response to a creation, and in the list unless
 * `fields=list`.
 */
export interface Payment {
  payToken: string;
  orderNo: string;
  /** One of `PayStatus`, or an unknown status as Toss sent it. */
  status: string;
  /** Won. */
  amount: number;
  refunded: number;
  /** Refunded by bank transfer, as staff recorded it; not in `refunded`, which is Toss's. */
  transferred: number;
  remaining: number;
  parts: Record<TaxPart, PartBalance>;
  /** `false` when the parts are an estimate: after an outside refund, or when Toss sent none. */
  partsKnown: boolean;
  payMethod: PayMethod | null;
  cardCompanyName: string | null;
  /** The card company's number of the charge (승인번호). */
  cardApprovalNo: string | null;
  cardKind: CardKind | null;
  /** Months; 0: charged at once (일시불). */
  installmentMonths: number | null;
  /** Address of the sales slip (매출전표), as Toss sent it. */
  slipUrl: string | null;
  /** Discount and points of the whole payment, in won: the buyer paid `amount` less this. */
  discounted: number | null;
  productDesc: string;
  metadata: string | null;
  /** What was sold; `null` where whoever created it gave none. */
  items: Item[] | null;
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
  /** `null` where the newest read was by v1. */
  tossView: TossView | null;
}

/** Fields that reads fill in and later reads never clear; here before any read. */
export const nothingTold = {
  payMethod: null,
  cardCompanyName: null,
  cardApprovalNo: null,
  cardKind: null,
  installmentMonths: null,
  slipUrl: null,
  discounted: null,
  metadata: null,
} as const satisfies Partial<Payment>;
export type ToldField = keyof typeof nothingTold;

/**
 * How much of a text viewers see, and how much is left after erasure. `hidden`: nothing. `masked`:
 * all but numbers and e-mail addresses. `false`: everything, since it isn't personal.
 */
export type Personal = 'hidden' | 'masked' | false;

interface FieldUse {
  personal: Personal;
  /** Columns of the list that show it. */
  list: readonly string[];
  /** Sent with each row of the list; `true` too for what the rows need without a column. */
  row: boolean;
  /** Columns of an exported file that contain it. */
  file: readonly string[];
  /** Places that show it as a label with its value. */
  facts: readonly ('detail' | 'receipt')[];
}

/** Where each field of a payment is used. A field that is missing here does not compile. */
export const paymentFields = {
  payToken: {
    personal: false,
    list: ['payToken'],
    row: true,
    file: ['payToken'],
    facts: ['detail'],
  },
  orderNo: { personal: false, list: ['orderNo'], row: true, file: ['orderNo'], facts: ['receipt'] },
  status: { personal: false, list: ['status'], row: true, file: ['status'], facts: [] },
  amount: { personal: false, list: ['amount'], row: true, file: ['ordered'], facts: ['receipt'] },
  refunded: { personal: false, list: ['refunded'], row: true, file: [], facts: [] },
  transferred: { personal: false, list: [], row: true, file: ['transferred'], facts: [] },
  remaining: { personal: false, list: ['remaining'], row: true, file: ['remaining'], facts: [] },
  parts: {
    personal: false,
    list: ['taxable', 'vat', 'taxFree', 'serviceFee'],
    row: true,
    file: ['taxable', 'vat', 'taxFree', 'serviceFee'],
    facts: [],
  },
  partsKnown: { personal: false, list: [], row: true, file: ['estimated'], facts: [] },
  payMethod: {
    personal: false,
    list: ['method'],
    row: true,
    file: ['method'],
    facts: ['detail', 'receipt'],
  },
  cardCompanyName: {
    personal: false,
    list: ['method'],
    row: true,
    file: ['card'],
    facts: ['receipt'],
  },
  cardApprovalNo: { personal: 'hidden', list: [], row: false, file: [], facts: ['detail'] },
  cardKind: { personal: false, list: [], row: false, file: [], facts: ['detail'] },
  installmentMonths: { personal: false, list: [], row: false, file: [], facts: ['detail'] },
  slipUrl: { personal: 'hidden', list: [], row: false, file: [], facts: ['detail'] },
  discounted: { personal: false, list: [], row: false, file: [], facts: ['detail', 'receipt'] },
  productDesc: {
    personal: 'masked',
    list: ['product'],
    row: true,
    file: ['productDesc'],
    facts: ['receipt'],
  },
  metadata: { personal: 'hidden', list: [], row: false, file: [], facts: ['detail'] },
  items: { personal: 'masked', list: [], row: false, file: ['items'], facts: ['receipt'] },
  autoExecute: { personal: false, list: [], row: false, file: [], facts: ['detail'] },
  cashReceipt: { personal: false, list: ['cashReceipt'], row: true, file: [], facts: ['detail'] },
  checkoutPage: { personal: false, list: [], row: false, file: [], facts: ['detail'] },
  availableActions: { personal: false, list: [], row: true, file: [], facts: [] },
  drift: { personal: false, list: [], row: true, file: [], facts: [] },
  readFault: { personal: false, list: [], row: false, file: [], facts: [] },
  quarantined: { personal: false, list: [], row: true, file: [], facts: [] },
  createdAt: {
    personal: false,
    list: ['created'],
    row: true,
    file: ['createdAt'],
    facts: ['detail'],
  },
  expiresAt: { personal: false, list: ['expires'], row: true, file: [], facts: ['detail'] },
  approvedAt: { personal: false, list: [], row: true, file: [], facts: ['detail'] },
  completedAt: {
    personal: false,
    list: ['time'],
    row: true,
    file: ['at'],
    facts: ['detail', 'receipt'],
  },
  canceledAt: { personal: false, list: ['time'], row: true, file: [], facts: ['detail'] },
  changedAt: { personal: false, list: ['changed'], row: true, file: [], facts: [] },
  observedAt: { personal: false, list: ['observed'], row: true, file: [], facts: [] },
  observedBy: { personal: false, list: [], row: false, file: [], facts: [] },
  openOperation: { personal: false, list: ['staff'], row: true, file: [], facts: [] },
  tossView: { personal: false, list: [], row: false, file: [], facts: ['detail'] },
} as const satisfies Record<keyof Payment, FieldUse>;

type Uses = typeof paymentFields;
/** Fields that can identify a person. */
export type PersonalField = {
  [F in keyof Payment]: Uses[F]['personal'] extends false ? never : F;
}[keyof Payment];
export type ListColumn = Uses[keyof Payment]['list'][number];
export type FileColumn = Uses[keyof Payment]['file'][number];
/** Fields shown with a label in the detail or on a receipt. */
export type FactOf<Place extends 'detail' | 'receipt'> = {
  [F in keyof Payment]: Place extends Uses[F]['facts'][number] ? F : never;
}[keyof Payment];
/** Texts shown unchanged by default. Times are formatted. */
export type TextField = {
  [F in keyof Payment]: string extends Payment[F] ? (F extends `${string}At` ? never : F) : never;
}[keyof Payment];

/** The names of the fields for which `fits` returns `true`, in order. */
export function paymentFieldsWhere(fits: (use: FieldUse) => boolean): (keyof Payment)[] {
  return (Object.keys(paymentFields) as (keyof Payment)[]).filter((name) =>
    fits(paymentFields[name]),
  );
}

type NotInRows = {
  [F in keyof Payment]: Uses[F]['row'] extends false ? F : never;
}[keyof Payment];

/** Fields that are left out of the list's rows. */
export const notInRows = () => paymentFieldsWhere(({ row }) => !row) as NotInRows[];

/** A payment in the list. A whole `Payment` can be used for it, but not the reverse. */
export interface ListedPayment extends Omit<Payment, NotInRows | 'parts'> {
  /** Paid amounts only; the whole payment has what is left of each part. */
  parts: Record<TaxPart, Pick<PartBalance, 'paid'>>;
}
