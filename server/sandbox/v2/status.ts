import type { Answer } from '../answer.ts';
import { transactionIdOf } from '../derived-id.ts';
import { formerAnswer, type Twist } from '../merchant-api.ts';
import { type MoneySplit, splitOf } from '../money-split.ts';
import type { SandboxOptions } from '../options.ts';
import { pickParts, spreadOver } from '../parts.ts';
import type { Parts, PaymentRow, RefundRow } from '../payment-row.ts';
import type { PaymentTerms } from '../payment-terms.ts';
import { ledgerOf, type RefundEntry } from '../refund-ledger.ts';
import { toSeoulText } from '../seoul-time.ts';
import type { World } from '../world.ts';
import { v2Success } from './answer.ts';
import { accountFields, cardFields } from './paid-with.ts';

/** What a status read shows: the payment as it is, or as a lagging replica still has it. */
type View = Pick<PaymentRow, 'status' | 'payMethod' | 'completedAt'> & { refunds: RefundRow[] };

/** The part of v1's former answer that tells the state. */
type Former = Pick<PaymentRow, 'payMethod'> & {
  payStatus: PaymentRow['status'];
  refunds?: { refundNo: string }[];
};

const CARD_FIELDS = [
  'noInterest',
  'spreadOut',
  'cardAuthorizationNo',
  'cardMethodType',
  'cardUserType',
  'cardNumber',
  'cardBinNumber',
  'cardNum4Print',
  'salesCheckLinkUrl',
  'cardCompanyName',
  'cardCompanyCode',
] as const;

const UNPAID = new Set<string>(['PAY_STANDBY', 'PAY_APPROVED', 'PAY_PROGRESS', 'PAY_CANCEL']);

/** The refunds before the change: unknown, in progress or done. */
function formerRefunds(
  refunds: readonly RefundRow[],
  former: Former,
  at: number,
  listsV2: boolean,
): RefundRow[] {
  const known = new Set(former.refunds?.map(({ refundNo }) => refundNo));
  const wasOpen = former.payStatus === 'REFUND_PROGRESS';
  const open = wasOpen ? refunds.findLast(({ requestedAt }) => requestedAt < at) : undefined;
  return refunds.map((refund) => {
    if (refund === open) return { ...refund, state: 'open', doneAt: null };
    // The guide's shape has no list, and an option hides v2's refunds from it.
    const isListed = former.refunds !== undefined && (listsV2 || refund.source !== 'merchant-v2');
    const wasDone = isListed ? known.has(refund.refundNo) : (refund.doneAt ?? at) < at;
    return wasDone ? refund : { ...refund, state: 'failed' };
  });
}

function viewOf(world: World, payment: PaymentRow, twist: Twist): View {
  const refunds = world.storage.refundsOf(payment.payToken);
  const answer = formerAnswer(world, payment, twist);
  if (answer === undefined) return { ...payment, refunds };
  const former = answer as Former;
  return {
    status: former.payStatus,
    payMethod: former.payMethod,
    completedAt: UNPAID.has(former.payStatus) ? null : payment.completedAt,
    refunds: formerRefunds(refunds, former, payment.changedAt, world.options().v1ListsV2Refunds),
  };
}

/** One line of `transactions`, in the order and with the names of the reference or the guide. */
function transactionLine(
  step: number,
  payment: PaymentRow,
  amountWon: number,
  split: MoneySplit,
  atMs: number,
  options: SandboxOptions,
) {
  // Adding 0 turns −0 into 0.
  const signed = (won: number): number => (step === 0 ? won : -won + 0);
  const { transactionPointsShown, regTsLaterMs, statusShape } = options;
  const name = {
    stepType: step === 0 ? 'PAY' : 'REFUND',
    transactionId: transactionIdOf(payment.payToken, step),
  };
  const paidAmount = signed(split.paid);
  const transactionAmount = signed(amountWon);
  const discount = signed(split.discount + split.points);
  const points = transactionPointsShown ? { pointAmount: signed(split.points) } : {};
  const regTs = toSeoulText(atMs + regTsLaterMs);
  return statusShape === 'guide'
    ? { ...name, transactionAmount, discountAmount: discount, ...points, paidAmount, regTs }
    : { ...name, paidAmount, transactionAmount, discountedAmount: discount, ...points, regTs };
}

function transactions(
  payment: PaymentRow,
  view: View,
  whole: MoneySplit,
  ledger: readonly RefundEntry[],
  options: SandboxOptions,
) {
  if (view.completedAt === null) return [];
  const shown = ledger.filter(({ refund }) => options.pendingShown || refund.state === 'done');
  return [
    transactionLine(0, payment, payment.amount, whole, view.completedAt, options),
    ...shown.map(({ refund, step, split }) => {
      const atMs = refund.doneAt ?? refund.requestedAt;
      return transactionLine(step, payment, refund.amount, split, atMs, options);
    }),
  ];
}

/** The cup deposit may be one of the parts, or beside them. */
function shownParts(payment: PaymentRow, terms: PaymentTerms, options: SandboxOptions): Parts {
  const parts = pickParts(payment);
  if (options.cupDepositInParts) return parts;
  return spreadOver(payment.amount - terms.cupDepositWon, parts);
}

function paidFields(payment: PaymentRow, view: View, terms: PaymentTerms, options: SandboxOptions) {
  const whole = splitOf(payment, terms, payment.amount, options.discountRounding);
  const ledger = ledgerOf(payment, terms, view.refunds, options.discountRounding);
  const last = ledger.at(-1);
  const isPaid = view.completedAt !== null;
  const kept = options.statusAmounts === 'as-left' ? (last?.left ?? whole) : whole;
  const { discount, points, paid } = isPaid ? kept : { discount: 0, points: 0, paid: 0 };
  return {
    amounts: {
      discountedAmount: discount + points,
      discountAmountV2: discount,
      paidPointV2: points,
      ...(options.deadFields && { paidPoint: 0 }),
      paidAmount: paid,
      refundableAmount: isPaid ? (last?.leftWon ?? payment.amount) : 0,
    },
    lines: transactions(payment, view, whole, ledger, options),
  };
}

/** The order of the fields is that of the documents' samples. */
function describePayment(world: World, payment: PaymentRow, view: View): Record<string, unknown> {
  const options = world.options();
  const terms = world.storage.termsOf(payment.payToken);
  const shown = { ...payment, payMethod: view.payMethod };
  const { amounts, lines } = paidFields(payment, view, terms, options);
  const core = {
    payToken: payment.payToken,
    orderNo: payment.orderNo,
    payStatus: view.status,
    payMethod: view.payMethod === '' ? undefined : view.payMethod,
    amount: payment.amount,
  };
  const end = {
    transactions: lines,
    createdTs: toSeoulText(payment.createdAt),
    paidTs: view.completedAt === null ? undefined : toSeoulText(view.completedAt),
  };
  if (options.statusShape === 'guide') return { ...core, ...end };
  const parts = shownParts(payment, terms, options);
  const card = cardFields(shown, terms, 0, options, CARD_FIELDS);
  return {
    mode: options.mode,
    ...core,
    ...amounts,
    amountTaxable: parts.taxable,
    amountTaxFree: parts.taxFree,
    amountVat: parts.vat,
    amountServiceFee: parts.serviceFee,
    disposableCupDeposit: terms.cupDepositWon,
    ...accountFields(shown, terms, options),
    card: view.payMethod === 'CARD' ? card : undefined,
    ...end,
  };
}

/** `POST /api/v2/status`. */
export function readStatus(world: World, payment: PaymentRow, twist: Twist): Answer {
  const view = viewOf(world, payment, twist);
  return v2Success(world.options(), describePayment(world, payment, view));
}
