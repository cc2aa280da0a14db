/** The wire format of Toss Pay v2: the body of a creation, and what its answers tell. */
import { cardKinds, cardUsers, isPaid, payMethods, type TossView } from '../../shared/payment.ts';
import { isObject, type Json } from './json-object.ts';
import type { PaymentRead, RefundSeen } from './payment-read.ts';
import { instantOf, monthsOf, partsOf, textOf, wonOf, type CreateRequest } from './wire-v1.ts';

/**
 * The JSON text of a creation without `apiKey`. v2 takes no `metadata` and no `userPhone`. Its
 * documents disagree on what an absent `autoExecute` or `cashReceipt` means, so both are sent.
 */
export function createBodyV2(request: CreateRequest): string {
  return JSON.stringify({
    orderNo: request.orderNo,
    productDesc: request.productDesc,
    retUrl: request.retUrl,
    retCancelUrl: request.retCancelUrl,
    retAppScheme: request.retAppScheme,
    autoExecute: request.autoExecute,
    resultCallback: request.resultCallback,
    callbackVersion: 'V2',
    amount: request.amount,
    amountTaxFree: request.amountTaxFree,
    amountTaxable: request.amountTaxable,
    amountVat: request.amountVat,
    amountServiceFee: request.amountServiceFee,
    expiredTime: request.expiredTime,
    cashReceipt: request.cashReceipt ?? true,
    enablePayMethods: request.enablePayMethods,
    cardOptions: request.cardOptions,
    installment: request.installment,
  });
}

/** Parses an amount of either sign; the samples have minus for what was refunded. */
export function signedOf(value: unknown): number | null {
  const number = typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value;
  if (typeof number !== 'number' || wonOf(Math.abs(number)) === null) return null;
  // Adding 0 turns −0 into 0.
  return number + 0;
}

/** The kind of key that an answer is for; `null`: it does not say, `other`: no kind of key. */
function modeOf(json: Json): 'test' | 'live' | 'other' | null {
  const mode = textOf(json['mode']);
  if (mode === null) return null;
  return mode === 'TEST' ? 'test' : mode === 'LIVE' ? 'live' : 'other';
}

/** `true` for an answer that says that it is for the other kind of key. */
export const isOtherMode = (json: Json, keyKind: 'test' | 'live' | undefined) =>
  (modeOf(json) ?? keyKind) !== keyKind;

/** Documents write bank codes with two digits and with three. */
export function bankCodeOf(value: unknown): string | null {
  const code = typeof value === 'number' ? String(value) : textOf(value);
  return code !== null && /^\d{1,3}$/.test(code) ? code.padStart(3, '0') : null;
}

/** One entry of `transactions`, with its amounts as they were sent. */
interface Line {
  step: 'PAY' | 'REFUND';
  transactionId: string;
  amount: number;
  paid: number | null;
  /** The reference and the guide have two names for it. */
  discount: number | null;
  points: number | null;
  at: string | null;
}

function lineOf(value: unknown): Line | null {
  if (!isObject(value)) return null;
  const step = value['stepType'];
  const transactionId = textOf(value['transactionId']);
  const amount = signedOf(value['transactionAmount']);
  if (step !== 'PAY' && step !== 'REFUND') return null;
  if (transactionId === null || amount === null || amount === 0) return null;
  return {
    step,
    transactionId,
    amount,
    paid: signedOf(value['paidAmount']),
    discount: signedOf(value['discountedAmount'] ?? value['discountAmount']),
    points: signedOf(value['pointAmount']),
    at: instantOf(value['regTs']),
  };
}

/** What an answer says of the whole payment, with its amounts as they were sent. */
interface Told {
  status: string;
  amount: number | null;
  paid: number | null;
  discount: number | null;
  refundable: number | null;
}

/** `true` unless a line's own amounts are told and do not fit its sum. */
function lineAddsUp({ step, amount, paid, discount, points }: Line): boolean {
  const own = [amount, paid ?? 0, discount ?? 0, points ?? 0];
  if (step === 'PAY' && own.some((won) => won < 0)) return false;
  const sum = Math.abs(paid ?? 0) + Math.abs(discount ?? 0);
  const whole = Math.abs(amount);
  if (paid === null || discount === null) return sum <= whole;
  // The documents say that the discount contains the points; older answers had them beside it.
  return whole === sum || whole === sum + Math.abs(points ?? 0);
}

/** What of a line was discount and points; `null` unless it is told and the line adds up. */
function discountOf(line: Line): number | null {
  const { amount, paid, discount } = line;
  if (discount === null || !lineAddsUp(line)) return null;
  return paid === null ? Math.abs(discount) : Math.abs(amount) - Math.abs(paid);
}

/**
 * Whether the amounts agree: one charge of the whole amount, refunds of what is not refundable any
 * more, discount and money together the amount. Without `refundableAmount` nothing shows that the
 * list is complete.
 */
function addsUp({ status, amount, paid, discount, refundable }: Told, lines: Line[]): boolean {
  const alone = [amount, paid, discount, refundable];
  if (alone.some((won) => won !== null && won < 0) || !lines.every(lineAddsUp)) return false;
  if (!isPaid(status)) return true;
  if (amount === null || refundable === null) return false;
  const charges = lines.filter(({ step }) => step === 'PAY');
  if (charges.length !== 1 || charges[0]?.amount !== amount) return false;
  const refunded = lines
    .filter(({ step }) => step === 'REFUND')
    .reduce((sum, line) => sum + Math.abs(line.amount), 0);
  // No document says whether a refund in progress is listed.
  const inProgress = status === 'REFUND_PROGRESS';
  if (inProgress ? refunded > amount - refundable : refunded !== amount - refundable) return false;
  if (paid === null || discount === null) return true;
  // No document says whether they are of the whole payment or of what is left.
  return [amount, refundable].includes(paid + discount);
}

/** While a refund is in progress any line may be it: their times do not tell which. */
function refundsOf(lines: Line[], status: string): RefundSeen[] {
  const refunds = lines.filter(({ step }) => step === 'REFUND');
  return refunds.map((line) => {
    const { transactionId, amount, paid, at } = line;
    const discountWon = discountOf(line);
    return {
      transactionId,
      amount: Math.abs(amount),
      ...(paid !== null && { paidWon: Math.abs(paid) }),
      ...(discountWon !== null && { discountWon }),
      reason: null,
      at,
      done: status !== 'REFUND_PROGRESS',
    };
  });
}

const size = (won: number | null) => (won === null ? null : Math.abs(won));

function viewOf(json: Json, card: Json, lines: Line[]): TossView {
  return {
    discountWon: wonOf(json['discountAmountV2']),
    pointsWon: wonOf(json['paidPointV2']),
    paidWon: wonOf(json['paidAmount']),
    refundableWon: wonOf(json['refundableAmount']),
    cupDepositWon: wonOf(json['disposableCupDeposit']),
    cardUser: cardUsers.find((user) => user === card['cardUserType']) ?? null,
    bankCode: bankCodeOf(json['accountBankCode']),
    bankName: textOf(json['accountBankName']),
    transactions: lines.map(({ step, transactionId, amount, paid, discount, at }) => ({
      step,
      transactionId,
      amount: Math.abs(amount),
      paidWon: size(paid),
      discountWon: size(discount),
      at,
    })),
  };
}

/**
 * Parses a status answer with code 0. Fields that are absent or null become `null`, never empty;
 * unknown ones are ignored.
 * @returns `null` when payToken, orderNo or status is missing
 */
export function readPaymentV2(json: Json): PaymentRead | null {
  const payToken = textOf(json['payToken']);
  const orderNo = textOf(json['orderNo']);
  const status = textOf(json['payStatus']);
  if (payToken === null || orderNo === null || status === null) return null;
  const card = isObject(json['card']) ? json['card'] : {};
  // Before the charge there is nothing to list, and Toss writes null for an absent list.
  const list = json['transactions'] ?? (isPaid(status) ? null : []);
  const entries: unknown[] = Array.isArray(list) ? list : [];
  const lines = entries.map(lineOf).filter((line) => line !== null);
  const told: Told = {
    status,
    amount: signedOf(json['amount']),
    paid: signedOf(json['paidAmount']),
    discount: signedOf(json['discountedAmount']),
    refundable: signedOf(json['refundableAmount']),
  };
  const amount = wonOf(json['amount']);
  const isListed = Array.isArray(list);
  const isWhole = isListed && lines.length === entries.length;
  const charge = lines.find(({ step }) => step === 'PAY');
  return {
    payToken,
    orderNo,
    status,
    payMethod: payMethods.find((method) => method === json['payMethod']) ?? null,
    amount,
    // Where lines are missing, that is the fault to tell.
    amountsUnderstood: !isWhole || addsUp(told, lines),
    parts: partsOf(json, amount),
    productDesc: null,
    metadata: null,
    hasOwner: null,
    availableActions: null,
    refunds: isListed ? refundsOf(lines, status) : null,
    refundsUnderstood: isWhole,
    cardCompanyName: textOf(card['cardCompanyName']),
    cardApprovalNo: textOf(card['cardAuthorizationNo']),
    cardKind: cardKinds.find((kind) => kind === card['cardMethodType']) ?? null,
    installmentMonths: monthsOf(card['spreadOut']),
    slipUrl: textOf(card['salesCheckLinkUrl']),
    // The charge's line is about the whole payment; the amounts beside it may be of what is left.
    discounted: charge === undefined ? null : discountOf(charge),
    tossView: viewOf(json, card, lines),
    createdAt: instantOf(json['createdTs']),
    completedAt: instantOf(json['paidTs']),
    canceledAt: null,
  };
}
