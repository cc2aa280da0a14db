import { type Answer, failure, NotPossibleError, ParameterError, success } from '../answer.ts';
import { type Fields, readText, readWon } from '../fields.ts';
import { fitsInto, pickParts, spreadOver, sumOfParts, vatOf } from '../parts.ts';
import type { Parts, PaymentRow, RefundRow } from '../payment-row.ts';
import { startOfSeoulDay, toSeoulText } from '../seoul-time.ts';
import type { World } from '../world.ts';
import type { Progress } from './charge-buyer.ts';
import { partsLeft } from './describe-payment.ts';
import { movePayment } from './move-payment.ts';

type GivenParts = { [Name in keyof Parts]: number | undefined };
type Request = {
  refundNo: string | undefined;
  amount: number | undefined;
  given: GivenParts;
  reason: string;
};

function readRequest(fields: Fields): Request {
  const refundNo = readText(fields, 'refundNo', 36);
  if (refundNo?.trim() === '') throw new ParameterError('refundNo 값이 비어 있습니다.');
  const amount = readWon(fields, 'amount');
  if (amount === 0) throw new ParameterError('amount 값은 1원 이상이어야 합니다.');
  const given = {
    taxable: readWon(fields, 'amountTaxable'),
    taxFree: readWon(fields, 'amountTaxFree'),
    vat: readWon(fields, 'amountVat'),
    serviceFee: readWon(fields, 'amountServiceFee'),
  };
  // Required by the guide; without an amount everything is refunded and there is nothing to split.
  if (given.taxFree === undefined && amount !== undefined) {
    throw new ParameterError('amountTaxFree 값은 필수입니다.');
  }
  return { refundNo, amount, given, reason: readText(fields, 'reason', 50) ?? '' };
}

/** The four parts of a refund: as given, or the guide's VAT limited by what is left. */
function partsOfRefund(
  payment: PaymentRow,
  amountWon: number,
  given: GivenParts,
  left: Parts,
): Parts {
  const taxFree = given.taxFree ?? 0;
  const serviceFee = given.serviceFee ?? 0;
  if (payment.partsGiven === 1) {
    return { taxable: given.taxable ?? 0, taxFree, vat: given.vat ?? 0, serviceFee };
  }
  const taxed = Math.max(0, amountWon - taxFree - serviceFee);
  const ruleVat = payment.cashReceipt === 1 ? Math.min(vatOf(taxed), left.vat) : 0;
  const vat = given.vat ?? ruleVat;
  return { taxable: given.taxable ?? Math.max(0, taxed - vat), taxFree, vat, serviceFee };
}

function stateRefusal(payment: PaymentRow, leftWon: number): Answer | undefined {
  const isRefundable = payment.status === 'PAY_COMPLETE' || payment.status === 'REFUND_SUCCESS';
  if (!isRefundable) return failure('COMMON_REFUND_ERROR');
  return leftWon === 0 ? failure('REFUND_ALREADY_REFUNDED') : undefined;
}

function isNumberUsed(world: World, apiKey: string, refundNo: string): boolean {
  if (world.storage.isRefundNoTaken(apiKey, refundNo)) return true;
  const isKept = world.options().refundNoReuse === 'taken';
  return isKept && world.storage.wasRefundNoSeen(apiKey, refundNo);
}

type NewRefund = Pick<RefundRow, 'refundNo' | 'amount' | 'reason' | 'source'> & { parts: Parts };

/** Refunds at once, or later with a progress. The caller has checked everything. */
function applyRefund(
  world: World,
  payment: PaymentRow,
  refund: NewRefund,
  { ms, fails }: Progress,
): void {
  const nowMs = world.clock.now();
  const { parts, ...rest } = refund;
  const insert = (): void =>
    world.storage.insertRefund({
      ...rest,
      ...parts,
      payToken: payment.payToken,
      apiKey: payment.apiKey,
      requestedAt: nowMs,
      doneAt: ms === 0 ? nowMs : null,
      state: ms === 0 ? 'done' : 'open',
    });
  if (ms === 0) {
    movePayment(world, payment, 'REFUND_SUCCESS', { at: nowMs }, insert);
    return;
  }
  const change = {
    at: nowMs,
    progressEndsAt: nowMs + ms,
    beforeProgress: payment.status,
    progressFails: Number(fails),
  };
  movePayment(world, payment, 'REFUND_PROGRESS', change, insert);
}

/** Remembers the number; the refusal when it was used before. */
function claimNumber(world: World, apiKey: string, refundNo: string): Answer | undefined {
  if (isNumberUsed(world, apiKey, refundNo)) return failure('REFUND_REFUND_NO_DUPLICATE');
  world.storage.seeRefundNo(apiKey, refundNo);
  return undefined;
}

/** Checks a refund against the payment's state and what is left of it. */
function checkRefund(
  world: World,
  payment: PaymentRow,
  request: Request,
): Answer | { amount: number; parts: Parts; leftWon: number } {
  const left = partsLeft(payment, world.storage.refundsOf(payment.payToken));
  const leftWon = sumOfParts(left);
  const refused = stateRefusal(payment, leftWon);
  if (refused) return refused;
  const amount = request.amount ?? leftWon;
  if (amount > leftWon) return failure('COMMON_REFUND_ERROR', '남은 결제 금액보다 큰 금액입니다.');
  const isBare = Object.values(request.given).every((won) => won === undefined || won === 0);
  const parts =
    request.amount === undefined && isBare
      ? left
      : partsOfRefund(payment, amount, request.given, left);
  if (sumOfParts(parts) !== amount) {
    return failure('COMMON_INVALID_PARAMETER', '환불할 세부 금액의 합이 amount와 다릅니다.');
  }
  if (!fitsInto(parts, left)) {
    return failure('COMMON_INVALID_PARAMETER', '환불할 세부 금액이 남은 세부 금액보다 큽니다.');
  }
  const today = world.storage.refundedSince(payment.apiKey, startOfSeoulDay(world.clock.now()));
  if (today + amount > world.options().dailyRefundLimitWon) return failure('REFUND_EXCEED_DAILY');
  return { amount, parts, leftWon };
}

/** `POST /api/v1/refunds`. `pending`: the bank is down, the refund follows later. */
export function refundPayment(
  world: World,
  payment: PaymentRow,
  fields: Fields,
  pending?: Progress,
): Answer {
  const { refundNoChecked, refundProgressMs, refundProgressFails } = world.options();
  const request = readRequest(fields);
  const refundNo = request.refundNo ?? world.makeWord(24);
  const claim = () => claimNumber(world, payment.apiKey, refundNo);
  const usedAtOnce = refundNoChecked === 'first' ? claim() : undefined;
  if (usedAtOnce) return usedAtOnce;
  const checked = checkRefund(world, payment, request);
  if ('body' in checked) return checked;
  const usedInTheEnd = refundNoChecked === 'last' ? claim() : undefined;
  if (usedInTheEnd) return usedInTheEnd;
  const { amount, parts, leftWon } = checked;
  const progress = pending ?? { ms: refundProgressMs, fails: refundProgressFails };
  const refund = { refundNo, amount, parts, reason: request.reason, source: 'merchant' as const };
  applyRefund(world, payment, refund, progress);
  if (pending) return failure('REFUND_PENDING_SUCCESS');
  if (progress.ms > 0) return failure('TRANSACTION_PENDING_ERROR');
  return success({
    refundNo,
    approvalTime: toSeoulText(world.clock.now()),
    refundableAmount: leftWon - amount,
    discountedAmount: 0,
    payToken: payment.payToken,
  });
}

/** A refund made in Toss's console: no call of the merchant, and a number made by Toss. */
export function refundInConsole(
  world: World,
  payment: PaymentRow,
  amountWon: number | undefined,
  reason: string,
): { refundNo: string; amount: number; parts: Parts } {
  const left = partsLeft(payment, world.storage.refundsOf(payment.payToken));
  const leftWon = sumOfParts(left);
  if (stateRefusal(payment, leftWon)) {
    throw new NotPossibleError(`A payment in ${payment.status} can't be refunded now.`);
  }
  const amount = amountWon ?? leftWon;
  if (amount > leftWon) throw new NotPossibleError(`Only ${String(leftWon)} won are left.`);
  const refundNo = `console-${world.makeWord(20)}`;
  const parts = spreadOver(amount, left);
  applyRefund(
    world,
    payment,
    { refundNo, amount, parts, reason, source: 'console' },
    {
      ms: 0,
      fails: false,
    },
  );
  return { refundNo, amount, parts: pickParts(parts) };
}
