/**
 * The endpoint table of the desk's HTTP API. It types the Express handlers and the browser's calls,
 * validates input (and, in tests, output) and generates the OpenAPI document.
 *
 * The browser imports only *types* from here, so that zod stays out of its bundle.
 */
import { z } from 'zod';
import { accessEndpoints } from './api-access.ts';
import { dayCloseEndpoints } from './api-day-close.ts';
import { developerEndpoints } from './api-developer.ts';
import {
  balance,
  cursor,
  evidence,
  hasNote,
  exportReason,
  flagInQuery,
  instant,
  hasLinesOnce,
  instantInQuery,
  items,
  limit,
  many,
  manyLinesRule,
  nameOf,
  note,
  noteMissing,
  oneLineRule,
  orderNo,
  page,
  parts,
  payToken,
  reason,
  refundItems,
  refundReason,
  staffId,
  staffRef,
  taxTotals,
  uuid,
  won,
  wonInQuery,
  type AnswerOf,
  type CallInputOf,
  type Endpoint,
  type HandlerInputOf,
} from './api-pieces.ts';
import { overviewEndpoints } from './api-overview.ts';
import { bulkEndpoints } from './api-bulk.ts';
import { settlementEndpoints } from './api-settlement.ts';
import { viewEndpoints } from './api-views.ts';
import { noticeEndpoints } from './api-notices.ts';
import { webhookEndpoints } from './api-webhooks.ts';
import { pushEndpoints } from './api-push.ts';
import { peopleEndpoints } from './api-people.ts';
import { cautionCodes } from './caution.ts';
import { dataFileStates } from './data-file.ts';
import {
  MANY_LINES,
  METADATA_MAX,
  ONE_LINE,
  PRODUCT,
  CALLBACK_URL_MAX_V2,
  PRODUCT_MAX,
  URL_MAX,
  SEARCH_MAX,
  STATUS_MAX,
  STATUSES_MAX,
} from './limits.ts';
import {
  ACCOUNT_END,
  BANK,
  BANK_MAX,
  bankTransferGrounds,
  bankTransferRefusals,
  bankTransferStates,
  REFERENCE_MAX,
} from './bank-transfer.ts';
import { operationKinds, operationStates, transitionCauses, type Operation } from './operation.ts';
import { actionRefusals } from './payment-actions.ts';
import {
  drifts,
  notInRows,
  observationSources,
  cancelers,
  cardKinds,
  payMethods,
  readFaults,
  cardUsers,
  type FactOf,
  type ListedPayment,
  type Payment,
} from './payment.ts';
import { outcomes } from './resolve-choices.ts';
import { needsNote } from './settings.ts';
import { taxFilters } from './tax-split.ts';
import { silenceCauses } from './toss-silence.ts';
import { proofs, type ProofResult, type Trust } from './trust.ts';
import { MAX_PAYMENT_WON } from './won.ts';

export type { Endpoint } from './api-pieces.ts';

// ── answers ─────────────────────────────────────────────────────────────────────────────────────

const refusal = z.object({
  code: z.string().nullable(),
  message: z.string().nullable(),
  confirmedAt: instant.nullable(),
});

const openOperation = z.object({
  id: uuid,
  kind: z.enum(operationKinds),
  state: z.enum(operationStates),
  amount: won,
  requestedBy: staffRef,
  createdAt: instant,
  sentAt: instant.nullable(),
  nextCheckAt: instant.nullable(),
  sendAfter: instant.nullable(),
  refusal: refusal.nullable(),
});

const tossView = z
  .object({
    discountWon: won.nullable(),
    pointsWon: won.nullable(),
    paidWon: won.nullable(),
    refundableWon: won.nullable(),
    cupDepositWon: won.nullable(),
    cardUser: z.enum(cardUsers).nullable(),
    bankCode: z.string().nullable(),
    bankName: z.string().nullable(),
    transactions: z.array(
      z.object({
        step: z.enum(['PAY', 'REFUND']),
        transactionId: z.string(),
        amount: won,
        paidWon: won.nullable(),
        discountWon: won.nullable(),
        at: instant.nullable(),
      }),
    ),
  })
  .meta({ id: 'TossView' });

const paymentShape = z.object({
  payToken,
  orderNo: z.string(),
  status: z.string(),
  amount: won,
  refunded: won,
  transferred: won,
  remaining: won,
  parts: z.object({ taxable: balance, vat: balance, taxFree: balance, serviceFee: balance }),
  partsKnown: z.boolean(),
  payMethod: z.enum(payMethods).nullable(),
  cardCompanyName: z.string().nullable(),
  cardApprovalNo: z.string().nullable(),
  cardKind: z.enum(cardKinds).nullable(),
  installmentMonths: z.int().nullable(),
  slipUrl: z.string().nullable(),
  discounted: won.nullable(),
  productDesc: z.string(),
  metadata: z.string().nullable(),
  items: items.nullable(),
  autoExecute: z.boolean().nullable(),
  cashReceipt: z.boolean().nullable(),
  checkoutPage: z.string().nullable(),
  availableActions: z.array(z.string()).nullable(),
  drift: z.enum(drifts).nullable(),
  readFault: z.enum(readFaults).nullable(),
  quarantined: z.boolean(),
  createdAt: instant,
  expiresAt: instant.nullable(),
  approvedAt: instant.nullable(),
  completedAt: instant.nullable(),
  canceledAt: instant.nullable(),
  changedAt: instant,
  observedAt: instant,
  observedBy: z.enum(observationSources),
  openOperation: openOperation.nullable(),
  tossView: tossView.nullable(),
});

/** A payment, flat: in the detail, in the answer to a creation, and in a list without `fields`. */
const paymentSchema: z.ZodType<Payment> = paymentShape.meta({ id: 'Payment' });

const paid = z.object({ paid: won });

type NotInRows = ReturnType<typeof notInRows>[number];
const leftOut = Object.fromEntries(notInRows().map((name) => [name, true])) as Record<
  NotInRows,
  true
>;

/** A payment as the list shows it, with `fields=list`. */
const listedPayment: z.ZodType<ListedPayment> = paymentShape
  .omit(leftOut)
  .extend({ parts: z.object({ taxable: paid, vat: paid, taxFree: paid, serviceFee: paid }) })
  .meta({ id: 'ListedPayment' });

const operationSchema: z.ZodType<Operation> = z
  .object({
    id: uuid,
    payToken,
    orderNo: z.string(),
    kind: z.enum(operationKinds),
    state: z.enum(operationStates),
    late: z.boolean(),
    amount: won,
    parts: parts.nullable(),
    items: refundItems.nullable(),
    reason: z.string().nullable(),
    note: z.string().nullable(),
    bodyHash: z.string(),
    seenRefunded: won.nullable(),
    seenStatus: z.string().nullable(),
    requestedBy: staffRef,
    /** Id of the person who made the service token that asked; left out: a person asked. */
    tokenMaker: z.string().optional(),
    approvedBy: staffRef.nullable(),
    resolvedBy: staffRef.nullable(),
    attempts: z.int(),
    createdAt: instant,
    sentAt: instant.nullable(),
    endedAt: instant.nullable(),
    evidence: z
      .object({
        source: z.enum(['answer', 'status', 'staff', 'desk']),
        cause: z.enum(transitionCauses),
        at: instant,
        detail: z.string(),
        /** Set where Toss listed no number that proves it. */
        grade: z.enum(['amount-and-time']).optional(),
      })
      .nullable(),
    tossErrorCode: z.string().nullable(),
    tossMessage: z.string().nullable(),
    tossRefundNo: z.string().nullable(),
    refusal: refusal.nullable(),
    disputed: z.boolean(),
    nextCheckAt: instant.nullable(),
    sendAfter: instant.nullable(),
    approvalLapsesAt: instant.nullable(),
    sole: z.boolean(),
  })
  .meta({ id: 'Operation' });

const actionState = z.object({
  allowed: z.boolean(),
  reason: z.enum(actionRefusals).nullable(),
});

/** An entry of a payment's history; newest first. */
const timelineEntry = z.object({
  seq: z.int(),
  at: instant,
  what: z.enum([
    'created',
    'adopted',
    'approved',
    'charging',
    'completed',
    'canceled',
    'refunding',
    'refunded',
    'outside-refund',
    'settled',
    'reverted',
    'drift',
    'operation-requested',
    'operation-sent',
    'operation-unclear',
    'operation-ended',
    'operation-decided',
    'drift-acknowledged',
    'bank-transfer-recorded',
    'bank-transfer-confirmed',
    'bank-transfer-take-back-asked',
    'bank-transfer-taken-back',
    'bank-transfer-over-acknowledged',
    'callback',
  ]),
  source: z.enum(['staff', 'storefront', 'callback', 'status', 'desk']),
  staff: staffRef.nullable(),
  operationId: uuid.nullable(),
  kind: z.enum(operationKinds).nullable(),
  state: z.enum(operationStates).nullable(),
  amount: won.nullable(),
  detail: z.string().nullable(),
});

/** A refund that Toss shows, made by the desk or elsewhere. */
const refundEntry = z.object({
  refundNo: z.string(),
  amount: won,
  parts: parts.nullable(),
  reason: z.string().nullable(),
  at: instant.nullable(),
  /** `null` for a refund made elsewhere. */
  operationId: uuid.nullable(),
  /** Won of it that was discount or points, not the buyer's money; `null`: unknown. */
  discounted: won.nullable(),
  /** The items that it gave back; `null` where it names none. */
  items: refundItems.nullable(),
  staff: staffRef.nullable(),
});

/** The person with an open refund form of this payment. */
const lease = z.object({ staff: staffRef, since: instant });

/** Who did something later to a record of a transfer, and why. */
const bankTransferAct = z.object({ staff: staffRef, at: instant, note: z.string().nullable() });

/** A refund that staff made by bank transfer, as they recorded it. */
const bankTransfer = z
  .object({
    id: uuid,
    amount: won,
    /** The desk's own split; `null` when unknown. */
    parts: parts.nullable(),
    /** The Seoul day of the transfer. */
    paidOn: z.iso.date(),
    bank: z.string(),
    /** The last digits of the account; `null` once the buyer's data was erased. */
    accountEnd: z.string().nullable(),
    reference: z.string(),
    note: z.string().nullable(),
    ground: z.enum(bankTransferGrounds),
    state: z.enum(bankTransferStates),
    /** Its amount needed a second person, and the shop had none. */
    sole: z.boolean(),
    recordedAt: instant,
    recordedBy: staffRef,
    confirmed: bankTransferAct.nullable(),
    /** The newest ask to take back what a second person confirmed; another manager completes it. */
    takeBackAsked: bankTransferAct
      .extend({
        lapsesAt: instant,
        /** The shop had no other manager. */
        sole: z.boolean(),
      })
      .nullable(),
    takenBack: bankTransferAct.nullable(),
  })
  .meta({ id: 'BankTransfer' });

/** Whether a transfer may be recorded, and what the person has to have seen before. */
const bankTransferOffer = z.object({
  allowed: z.boolean(),
  reason: z.enum(bankTransferRefusals).nullable(),
  /** Why Toss can't refund; `null`: it may be able to. */
  ground: z.enum(bankTransferGrounds).nullable(),
  /** What neither Toss nor a recorded transfer has given back. */
  leftWon: won,
  /** Recorded transfers that were not taken back, also those that wait for a second person. */
  recordedWon: won,
  /** Given back beyond what was paid, by Toss's refunds and the transfers that count. */
  overWon: won,
  /** The manager who looked at this `overWon`, which 할 일 shows no more. */
  overAcknowledged: bankTransferAct.nullable(),
  /** A refund through Toss is open or unexplained. */
  refundUnsettled: z.boolean(),
});

const bankTransferBody = z.strictObject({
  amount: z.int().min(1),
  paidOn: z.iso.date(),
  bank: nameOf(BANK_MAX).regex(BANK, 'must have no digits'),
  accountEnd: z.string().regex(ACCOUNT_END, 'must be the last 2 to 4 digits'),
  /** What finds the transfer again at the bank: its number, or the words on it. */
  reference: nameOf(REFERENCE_MAX),
  note: note.min(1).optional(),
  seenRefunded: won,
  /** `recordedWon` as the person was told. */
  seenRecorded: won,
  /** `refundUnsettled` as the person was told. */
  seenUnsettled: z.boolean(),
});

/** A warning before a refund; those with `needsTick` must be confirmed. */
const caution = z.discriminatedUnion('code', [
  z.object({
    code: z.literal('order-refunded-lately'),
    needsTick: z.boolean(),
    at: instant,
    amount: won,
    by: staffRef.nullable(),
    orderNo: z.string(),
  }),
  z.object({
    code: z.literal('amount-refunded-lately'),
    needsTick: z.boolean(),
    at: instant,
    amount: won,
    by: staffRef.nullable(),
    orderNo: z.string(),
  }),
  z.object({
    code: z.literal('far-above-usual'),
    needsTick: z.boolean(),
    /** The median of the shop's latest refunds. */
    usualWon: won,
    /** The number of these refunds. */
    count: z.int(),
  }),
  z.object({
    code: z.literal('transferred'),
    needsTick: z.boolean(),
    /** Given back by bank transfer, as staff recorded it. */
    won,
    /** What neither Toss nor a transfer has given back. */
    leftWon: won,
  }),
  z.object({ code: z.literal('period-ending'), needsTick: z.boolean(), until: instant }),
  z.object({
    code: z.literal('near-ceiling'),
    needsTick: z.boolean(),
    scope: z.enum(['person', 'shop']),
    ceilingWon: won,
    usedWon: won,
  }),
]);

const receiptPayment: z.ZodType<Pick<Payment, FactOf<'receipt'>>> = z.object({
  orderNo: z.string(),
  productDesc: z.string(),
  amount: won,
  completedAt: instant.nullable(),
  payMethod: z.enum(payMethods).nullable(),
  cardCompanyName: z.string().nullable(),
  items: items.nullable(),
  discounted: won.nullable(),
});

const receipt = z
  .object({
    shopName: z.string(),
    businessNumber: z.string().nullable(),
    mode: z.enum(['test', 'live']),
    operation: operationSchema,
    payment: receiptPayment,
    /** The number of the refund at Toss. */
    refundNo: z.string(),
    /** Won of the refund that was discount or points, not the buyer's money; `null`: unknown. */
    refundDiscounted: won.nullable(),
    /** Left to refund after this refund and all others until now. */
    remaining: won,
    /** Number of earlier prints. */
    prints: z.int(),
  })
  .meta({ id: 'Receipt' });

const paymentDetail = z
  .object({
    payment: paymentSchema,
    actions: z.object({ execute: actionState, cancel: actionState, refund: actionState }),
    operations: z.array(operationSchema),
    refunds: z.array(refundEntry),
    /** Refunds at Toss that a person may identify as one of `operations`. */
    lookAlikes: z.array(z.object({ refundNo: z.string(), amount: won, at: instant.nullable() })),
    timeline: z.array(timelineEntry),
    /** `null`: it is not canceled, or Toss's times don't tell. */
    canceledBy: z.enum(cancelers).nullable(),
    /** Other payments with the same orderNo. */
    others: z.array(payToken),
    /** Set while somebody has a refund form of it open. */
    lease: lease.nullable(),
    /** Refunds by bank transfer, the newest first. */
    bankTransfers: z.array(bankTransfer),
    bankTransferOffer,
    /** Refunds of this desk on it in the last 24 hours; limits add the next refund to them. */
    givenLatelyWon: won,
  })
  .meta({ id: 'PaymentDetail' });

const filter = {
  status: many(z.string().max(STATUS_MAX), STATUSES_MAX).optional(),
  method: z.enum(payMethods).optional(),
  from: instantInQuery.optional(),
  to: instantInQuery.optional(),
  /** `refunded`: payments with a refund made in the span; sums then count these refunds alone. */
  clock: z.enum(['created', 'completed', 'changed', 'refunded']).optional(),
  amountMin: wonInQuery.optional(),
  amountMax: wonInQuery.optional(),
  refunded: z.enum(['none', 'partial', 'full']).optional(),
  refundable: flagInQuery.optional(),
  tax: z
    .enum(taxFilters)
    .describe('combined: taxed and tax-free; mixed: combined or exempt')
    .optional(),
  drift: flagInQuery.optional(),
  /** Id of a person who requested an operation on the payment. */
  staff: staffId.regex(ONE_LINE, oneLineRule).optional(),
  q: z.string().trim().max(SEARCH_MAX).regex(MANY_LINES, manyLinesRule).optional(),
};

const sort = z.enum(['-changed', '-created', '-completed', '-refunded', '-amount']).optional();

/** Without that clock the list also has payments that were never refunded. */
const hasItsClock = (query: { sort?: string | undefined; clock?: string | undefined }) =>
  query.sort !== '-refunded' || query.clock === 'refunded';
/** In another order a payment that changes between two pages would be on neither. */
const hasOneSpan = ({ changedAfter, sort: by, clock, from, to }: Record<string, unknown>) =>
  changedAfter === undefined ||
  ((clock ?? from ?? to) === undefined && (by ?? '-changed') === '-changed');
const spanTwice = {
  path: ['changedAfter'],
  message: 'takes no clock, from, to or other order beside it',
};
const clockMissing = { path: ['sort'], message: '-refunded needs clock=refunded' };

/** The parts that both export endpoints share. */
const exported = {
  who: 'exports.make',
  stepUp: true,
  perMinute: 20,
  query: z
    .strictObject({
      ...filter,
      sort,
      language: z.enum(['ko', 'en']).optional(),
      reason: exportReason,
    })
    .refine(hasItsClock, clockMissing),
  answers: { 200: z.string() },
} as const;

const httpUrlOf = (most: number) =>
  z
    .url({ protocol: /^https?$/ })
    .max(most)
    .regex(/^[^\s\p{Cc}\p{Cs}]*$/u, 'must have no blanks and no control characters');
const httpUrl = httpUrlOf(URL_MAX);

/** Fields of a creation that only v2 takes. */
const createdByV2 = {
  enablePayMethods: z.enum(payMethods).optional(),
  cardOptions: z
    .strictObject({
      options: z
        .array(z.strictObject({ cardCompanyCode: z.int().min(1).max(10) }))
        .min(1)
        .max(10),
    })
    .optional(),
  installment: z.enum(['USE', 'NOT_USE']).optional(),
};

/** The body of a creation: the guide's 15 parameters, with the desk's defaults, and three of v2. */
const createPayment = z.strictObject({
  orderNo,
  amount: z.int().min(1).max(MAX_PAYMENT_WON),
  productDesc: z
    .string()
    .trim()
    .min(1)
    .max(PRODUCT_MAX)
    .regex(PRODUCT, 'must have no backslash and no quotation mark')
    .regex(ONE_LINE, oneLineRule),
  parts: parts.optional(),
  /** Kept by the desk, not sent to Toss; with them `parts` may be left out. */
  items: items.optional(),
  autoExecute: z.boolean(),
  expiresInMinutes: z.int().min(1).max(60).optional(),
  cashReceipt: z.boolean().optional(),
  metadata: z.string().max(METADATA_MAX).regex(MANY_LINES, manyLinesRule).optional(),
  retAppScheme: z.string().max(255).regex(ONE_LINE, oneLineRule).optional(),
  userPhone: z
    .string()
    .regex(/^[0-9-]{9,20}$/, 'must have 9 to 20 digits and hyphens')
    .optional(),
  retUrl: httpUrl.optional(),
  retCancelUrl: httpUrl.optional(),
  resultCallback: httpUrlOf(CALLBACK_URL_MAX_V2).optional(),
  ...createdByV2,
});

/** `bankTransferOffer.recordedWon` as the person was told; left out: 0. */
const seenRecorded = won.optional();

const refundBody = z
  .strictObject({
    kind: z.literal('refund'),
    amount: z.int().min(1),
    parts: parts.optional(),
    /** Then `parts` follow from the items and may be left out. */
    items: refundItems.refine(hasLinesOnce, 'must have each line once').optional(),
    reason: refundReason,
    note: note.optional(),
    seenRefunded: won,
    /** Whether the person was told that nothing is sent before another person approves it. */
    seenApproval: z.boolean().optional(),
    /** The grace period in seconds that the person was told. */
    seenGraceSeconds: z.int().min(0).optional(),
    seenRecorded,
    /** By a service token: the cautions of a former answer, which it takes into account. */
    acceptCautions: z.array(z.enum(cautionCodes)).max(cautionCodes.length).optional(),
  })
  .refine((body) => hasNote(body) || !needsNote(body.reason), noteMissing);

const operationBody = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('execute'),
    seenAmount: won,
    note: note.optional(),
  }),
  z.strictObject({
    kind: z.literal('cancel'),
    reason,
    note: note.optional(),
    seenStatus: z.string().max(40),
  }),
  refundBody,
]);

const adoption = z.object({
  id: uuid,
  total: z.int(),
  adopted: z.int(),
  notFound: z.array(z.string()),
  failed: z.array(z.object({ orderNo: z.string(), detail: z.string() })),
  done: z.boolean(),
});

export const proofResultSchema: z.ZodType<ProofResult> = z.object({
  proof: z.enum(proofs),
  at: instant,
  command: z.string(),
  seed: z.string().nullable(),
  machine: z.string(),
  engine: z.string(),
  violations: z.int(),
  figures: z.record(z.string(), z.number()),
  rows: z
    .array(z.object({ from: z.string(), cause: z.string(), to: z.string(), hits: z.int() }))
    .optional(),
  kills: z.array(z.object({ point: z.string(), hits: z.int() })).optional(),
  mutants: z
    .array(
      z.object({
        name: z.string(),
        what: z.string(),
        whatKo: z.string(),
        killedBy: z.string().nullable(),
        after: z.number().nullable(),
      }),
    )
    .optional(),
});

const trust: z.ZodType<Trust> = z
  .object({
    version: z.string(),
    engine: z.string(),
    proofs: z.array(
      z.object({
        proof: z.enum(proofs),
        state: z.enum(['current', 'older', 'not-run']),
        result: proofResultSchema.nullable(),
      }),
    ),
  })
  .meta({ id: 'Trust' });

/** Toss's payTokens have at most 30 characters. */
const tossPayToken = payToken.max(30);
const lookupBody = z.union([
  z.strictObject({ orderNo }),
  z.strictObject({ payToken: tossPayToken }),
]);

// ── the table ───────────────────────────────────────────────────────────────────────────────────

const byPayToken = z.object({ payToken });

/** `'METHOD /path'` → endpoint. */
export const endpoints = {
  ...peopleEndpoints,
  ...accessEndpoints,
  ...dayCloseEndpoints,
  ...overviewEndpoints,
  ...bulkEndpoints,
  ...settlementEndpoints,
  ...developerEndpoints,
  ...viewEndpoints,
  ...webhookEndpoints,
  ...pushEndpoints,
  ...noticeEndpoints,
  'GET /api/counters': {
    summary: 'What waits for somebody, and today in two sums',
    who: 'payments.read',
    answers: {
      200: z.object({
        approved: z.object({ count: z.int(), nextExpiresAt: instant.nullable() }),
        unclear: z.object({ count: z.int(), oldestSentAt: instant.nullable() }),
        proposed: z.object({ count: z.int(), amount: won }),
        /** Bulk runs that wait for a second person. */
        bulkProposed: z.object({ count: z.int() }),
        /** Bulk runs that paused at Toss's daily refund limit. */
        bulkAtLimit: z.object({ count: z.int() }),
        /** Bank transfers that another manager has to confirm or take back; at most 100 of each. */
        bankTransfersWaiting: z.object({ count: z.int() }),
        /** Payments of which more was given back than was paid; of more than 100 only 100. */
        bankTransfersOver: z.object({ count: z.int() }),
        needsPerson: z.object({ count: z.int() }),
        /** Operations given up, with their money still reserved. */
        givenUp: z.object({ count: z.int() }),
        /**
         * Start of the check of a restored backup against Toss, and the number of payments left.
         */
        restored: z.object({ at: instant, left: z.int() }).nullable(),
        /** `checking` for seconds after some starts; `damaged`: no money is moved. */
        dataFile: z.enum(dataFileStates),
        drift: z.object({ count: z.int() }),
        todayPaid: z.object({ count: z.int(), amount: won }),
        todayRefunded: z.object({ count: z.int(), amount: won }),
        asOf: instant,
        /** Toss's clock minus ours, by the `Date` header of its answers. */
        tossSkewMs: z.int().nullable(),
        /** When Toss last sent any answer. */
        tossReachedAt: instant.nullable(),
        /** Several calls in a row got no answer, the first at `since`; also 5xx. */
        tossSilence: z.object({ since: instant, cause: z.enum(silenceCauses) }).nullable(),
      }),
    },
  },
  'GET /api/payments': {
    summary:
      'The list, newest change first, by keyset pages; `fields=list` leaves out of each payment ' +
      'what the list of the desk does not show',
    who: 'payments.read',
    token: 'read',
    query: z
      .strictObject({
        ...filter,
        sort,
        cursor,
        limit,
        /** `list`: only the fields that a row of the list shows. */
        fields: z.enum(['list']).optional(),
        /**
         * Changed at this instant or later; ask again from the newest `changedAt` that came. A
         * payment that the desk learns of late is listed at its own time.
         */
        changedAfter: instantInQuery.optional(),
      })
      .refine(hasItsClock, clockMissing)
      .refine(hasOneSpan, spanTwice),
    answers: { 200: page(z.union([paymentSchema, listedPayment])) },
  },
  'GET /api/payments/summary': {
    summary: 'Count and sums of a filter',
    who: 'payments.read',
    query: z.strictObject(filter),
    answers: {
      200: z.object({
        count: z.int(),
        paid: won,
        refunded: won,
        /** By bank transfer, as staff recorded it; not in `refunded` and `net`. */
        transferred: won,
        net: z.int(),
        byStatus: z.record(z.string(), z.int()),
        tax: taxTotals,
      }),
    },
  },
  'GET /api/exports/payments.csv': {
    ...exported,
    summary: 'Payments of a filter with their refunds; the reason is recorded',
    file: 'text/csv',
  },
  'GET /api/exports/payments.xlsx': {
    ...exported,
    summary: 'The same as a workbook',
    file: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  },
  'POST /api/payments': {
    summary: 'Creates a payment at Toss',
    who: 'payments.create',
    token: 'create',
    body: createPayment,
    answers: { 201: paymentSchema },
  },
  'POST /api/payments/lookup': {
    summary: 'Asks Toss for an orderNo or payToken and adopts what is unknown here',
    who: 'payments.read',
    token: 'lookup',
    body: lookupBody,
    answers: { 200: z.object({ payment: paymentSchema, others: z.array(payToken) }) },
  },
  'POST /api/payments/adopt': {
    summary: 'Looks up many orderNos within the outbound budget',
    who: 'payments.adopt',
    body: z.strictObject({ orderNos: z.array(orderNo).min(1).max(500) }),
    answers: { 202: adoption },
  },
  'GET /api/payments/adopt/:id': {
    summary: 'How far a bulk adoption has come',
    who: 'payments.adopt',
    params: z.object({ id: uuid }),
    answers: { 200: adoption },
  },
  'GET /api/payments/:payToken': {
    summary: 'One payment with what may be done, its operations, refunds and history',
    who: 'payments.read',
    token: 'read',
    params: byPayToken,
    answers: { 200: paymentDetail },
  },
  'POST /api/payments/:payToken/refresh': {
    summary: 'Reads the status at Toss now',
    who: 'payments.read',
    params: byPayToken,
    answers: { 200: paymentDetail },
  },
  'PUT /api/payments/:payToken/operations/:operationId': {
    summary:
      'Asks for an execute, cancel or refund (for 기타 with a note); the same id is the same operation',
    who: 'operations.request',
    token: 'refund',
    tokenPerMinute: 60,
    params: z.object({ payToken, operationId: uuid }),
    body: operationBody,
    answers: { 200: operationSchema, 202: operationSchema },
  },
  'GET /api/operations': {
    summary: 'Operations, the oldest first; `state=open` is the work list',
    who: 'payments.read',
    token: 'read',
    query: z.strictObject({
      state: many(z.enum(['open', ...operationStates]), operationStates.length + 1).optional(),
      cursor,
      limit,
    }),
    answers: { 200: page(operationSchema) },
  },
  'GET /api/operations/:id': {
    summary: 'One operation',
    who: 'payments.read',
    token: 'read',
    params: z.object({ id: uuid }),
    answers: { 200: operationSchema },
  },
  'POST /api/operations/:id/check': {
    summary: 'Reads Toss now for an operation whose outcome is not clear',
    who: 'operations.request',
    params: z.object({ id: uuid }),
    answers: { 200: operationSchema },
  },
  'POST /api/operations/:id/approve': {
    summary: 'Approves a proposed operation unchanged',
    who: 'operations.decide',
    stepUp: true,
    params: z.object({ id: uuid }),
    body: z.strictObject({
      bodyHash: z.string().regex(/^[0-9a-f]{64}$/, 'is no bodyHash'),
      seenRecorded,
    }),
    answers: { 200: operationSchema, 202: operationSchema },
  },
  'POST /api/operations/:id/decline': {
    summary: 'Declines it; nothing is sent',
    who: 'operations.decide',
    stepUp: true,
    params: z.object({ id: uuid }),
    body: z.strictObject({ reason: evidence }),
    answers: { 200: operationSchema },
  },
  'POST /api/operations/:id/withdraw': {
    summary: 'The requester takes an operation back before it is sent, or a manager stops it',
    who: 'operations.request',
    params: z.object({ id: uuid }),
    answers: { 200: operationSchema },
  },
  'POST /api/operations/:id/send-again': {
    summary: 'Sends an absent operation once more: the same bytes, the same number',
    who: 'operations.decide',
    stepUp: true,
    params: z.object({ id: uuid }),
    body: z.strictObject({ seenRecorded }).optional(),
    answers: { 200: operationSchema, 202: operationSchema },
  },
  'POST /api/operations/:id/give-up': {
    summary: 'Closes an absent operation; its money stays reserved until it is released',
    who: 'operations.decide',
    stepUp: true,
    params: z.object({ id: uuid }),
    answers: { 200: operationSchema },
  },
  'POST /api/operations/:id/release': {
    summary: 'Frees the money of a given-up operation, on a fresh read that does not show it',
    who: 'operations.decide',
    stepUp: true,
    params: z.object({ id: uuid }),
    body: z.strictObject({ evidence }),
    answers: { 200: operationSchema },
  },
  'POST /api/operations/:id/resolve': {
    summary: 'A second person says how a contradictory operation ended, and by what evidence',
    who: 'operations.decide',
    stepUp: true,
    params: z.object({ id: uuid }),
    body: z.strictObject({
      outcome: z.enum(outcomes),
      evidence,
      /** The look-alike that the person chose: the number under which Toss shows this refund. */
      refundNo: z.string().min(1).max(50).regex(ONE_LINE, oneLineRule).optional(),
    }),
    answers: { 200: operationSchema },
  },
  'GET /api/operations/:id/receipt': {
    summary: 'The printable confirmation of a refund that is done, with its evidence',
    who: 'payments.read',
    params: z.object({ id: uuid }),
    answers: { 200: receipt },
  },
  'POST /api/operations/:id/receipt/prints': {
    summary: 'Counts a print of the receipt and records who printed it',
    who: 'payments.read',
    perMinute: 20,
    params: z.object({ id: uuid }),
    answers: { 200: z.object({ prints: z.int() }) },
  },
  'POST /api/payments/:payToken/lease': {
    summary: 'Marks that this person has the refund form open; expires after 60 s',
    who: 'operations.request',
    params: byPayToken,
    answers: { 200: z.object({ mine: z.boolean(), holder: lease }) },
  },
  'DELETE /api/payments/:payToken/lease': {
    summary: 'Removes that mark',
    who: 'operations.request',
    params: byPayToken,
    answers: { 204: z.undefined() },
  },
  'GET /api/payments/:payToken/cautions': {
    summary: 'Warnings to confirm before this refund',
    who: 'operations.request',
    params: byPayToken,
    query: z.strictObject({ amount: wonInQuery }),
    answers: { 200: z.object({ cautions: z.array(caution) }) },
  },
  'PUT /api/payments/:payToken/bank-transfers/:bankTransferId': {
    summary:
      'Records a refund made by bank transfer, where Toss can refund no more; calls nobody, and ' +
      'the same id is the same record',
    who: 'operations.decide',
    stepUp: true,
    params: z.object({ payToken, bankTransferId: uuid }),
    body: bankTransferBody,
    answers: { 200: paymentDetail },
  },
  'GET /api/bank-transfers/waiting': {
    summary: 'Recorded transfers that somebody has to decide on or to look at',
    who: 'payments.read',
    answers: {
      200: z.object({
        /** Records that wait for a second person, the oldest first. */
        items: z.array(
          z.object({
            id: uuid,
            payToken,
            orderNo: z.string(),
            amount: won,
            recordedAt: instant,
            recordedBy: staffRef,
          }),
        ),
        /** Records that another manager is asked to take back, the first to lapse first. */
        takeBacks: z.array(
          z.object({
            id: uuid,
            payToken,
            orderNo: z.string(),
            amount: won,
            askedAt: instant,
            askedBy: staffRef,
            lapsesAt: instant,
          }),
        ),
        /** Payments of which Toss and counted transfers gave back more than was paid, unseen. */
        over: z.array(
          z.object({
            payToken,
            orderNo: z.string(),
            amount: won,
            refunded: won,
            transferred: won,
            overWon: won,
            changedAt: instant,
          }),
        ),
      }),
    },
  },
  'POST /api/bank-transfers/:id/confirm': {
    summary: 'A second person confirms a recorded transfer, which counts from then on',
    who: 'operations.decide',
    stepUp: true,
    params: z.object({ id: uuid }),
    answers: { 200: paymentDetail },
  },
  'POST /api/bank-transfers/:id/take-back': {
    summary:
      'Takes a mistaken record back by another entry; it stays in the history. What a second ' +
      'person confirmed: the first call asks, and a call of another manager takes it back',
    who: 'operations.decide',
    stepUp: true,
    params: z.object({ id: uuid }),
    body: z.strictObject({
      reason: evidence,
      /** Whose open ask the person was told of; left out: nobody's. */
      seenAsked: staffId.optional(),
    }),
    answers: { 200: paymentDetail },
  },
  'POST /api/payments/:payToken/acknowledge': {
    summary: 'Somebody has looked at a difference to Toss; bound to what they saw',
    who: 'operations.request',
    params: byPayToken,
    body: z.strictObject({ drift: z.enum(drifts), changedAt: instant, note: evidence }),
    answers: { 200: paymentDetail },
  },
  'POST /api/payments/:payToken/over-given/acknowledge': {
    summary:
      'A manager has looked at what was given back beyond what was paid; bound to the sum they saw',
    who: 'operations.decide',
    params: byPayToken,
    body: z.strictObject({ overWon: z.int().min(1), changedAt: instant, note: evidence }),
    answers: { 200: paymentDetail },
  },
  'GET /api/trust': {
    summary: 'What the last simulations and tests of this build showed, and what was not run',
    who: 'staff',
    answers: { 200: trust },
  },
  'POST /api/events/watch': {
    summary: 'Tells the poller what people look at; lapses in 60 s',
    who: 'payments.read',
    body: z.strictObject({ payTokens: z.array(payToken).max(60) }),
    answers: { 204: z.undefined() },
  },
} as const satisfies Record<string, Endpoint>;

// ── types for handlers and callers ──────────────────────────────────────────────────────────────

export type Endpoints = typeof endpoints;
export type EndpointKey = keyof Endpoints;

/** The input of a caller. */
export type CallInput<K extends EndpointKey> = CallInputOf<Endpoints[K]>;
/** The validated input of a handler. */
export type HandlerInput<K extends EndpointKey> = HandlerInputOf<Endpoints[K]>;
/** An endpoint's answer, over all its success statuses. */
export type Answer<K extends EndpointKey> = AnswerOf<Endpoints[K]>;

export type PaymentDetail = Answer<'GET /api/payments/:payToken'>;
export type TimelineEntry = PaymentDetail['timeline'][number];
export type RefundEntry = PaymentDetail['refunds'][number];
export type TaxTotals = Answer<'GET /api/payments/summary'>['tax'];
export type PaymentFilter = HandlerInput<'GET /api/payments/summary'>['query'];
export type CreatePaymentBody = HandlerInput<'POST /api/payments'>['body'];
export type OperationBody =
  HandlerInput<'PUT /api/payments/:payToken/operations/:operationId'>['body'];
export type BankTransfer = PaymentDetail['bankTransfers'][number];
export type BankTransferOffer = PaymentDetail['bankTransferOffer'];
export type BankTransferBody =
  HandlerInput<'PUT /api/payments/:payToken/bank-transfers/:bankTransferId'>['body'];
export type Lease = NonNullable<PaymentDetail['lease']>;
export type Caution = Answer<'GET /api/payments/:payToken/cautions'>['cautions'][number];
export type Receipt = Answer<'GET /api/operations/:id/receipt'>;
export type SettingsAnswer = Answer<'GET /api/settings'>;
export type PeriodClose = Answer<'GET /api/day-close/span'>;
export type PeriodFigures = PeriodClose['figures'];
export type MonthClose = Answer<'GET /api/day-close/months/:month'>;
export type DayClose = Answer<'GET /api/day-close'>;
export type SettlementMonth = Answer<'GET /api/settlement/months/:month'>;
export type SettlementDay = Answer<'GET /api/settlement/days/:day'>;
export type SettlementLine = SettlementDay['lines']['items'][number];
export type SettlementRates = Answer<'GET /api/settlement/rates'>;
export type Overview = Answer<'GET /api/overview'>;
