import { type Answer, ParameterError } from '../answer.ts';
import { transactionIdOf } from '../derived-id.ts';
import { type Fields, readFlag, readText } from '../fields.ts';
import type { SandboxOptions } from '../options.ts';
import type { PaymentRow, RefundRow } from '../payment-row.ts';
import { ledgerOf } from '../refund-ledger.ts';
import { bookRefund, claimAndWeigh } from '../rules/book-refund.ts';
import type { Progress } from '../rules/charge-buyer.ts';
import { readWantedRefund, type WantedRefund, weighRefund } from '../rules/weigh-refund.ts';
import { toSeoulText } from '../seoul-time.ts';
import type { World } from '../world.ts';
import { refuseTextAmounts } from './amounts.ts';
import { v2Failure, v2Success } from './answer.ts';
import { accountFields, cardFields, cashReceiptKey } from './paid-with.ts';

type Request = WantedRefund & { refundNo: string; idempotent: boolean; reason: string };

const REASONS = {
  listed: /^[ㄱ-ㅎㅏ-ㅣ가-힣0-9A-Za-z_\-:.^@()[\]#/!%?&]*$/,
  'listed-and-blank': /^[ㄱ-ㅎㅏ-ㅣ가-힣0-9A-Za-z_\-:.^@()[\]#/!%?& ]*$/,
  any: /^/,
};

/** The number of the request; one of Toss's own is the refund's transactionId. */
function readRefundNo(fields: Fields, ownNo: string, options: SandboxOptions): string {
  const given = fields['refundNo'];
  const isAbsent = given === undefined && options.refundNoAbsent === 'made-by-toss';
  const refundNo = isAbsent ? ownNo : (readText(fields, 'refundNo', 36) ?? '');
  if (refundNo.trim() === '') throw new ParameterError('refundNo 값은 필수입니다.');
  return refundNo;
}

function readReason(fields: Fields, options: SandboxOptions): string {
  const reason = readText(fields, 'reason', 255) ?? '';
  if (reason === '' && options.refundReasonAbsent === 'error') {
    throw new ParameterError('reason 값은 필수입니다.');
  }
  if (!REASONS[options.refundReasonCharacters].test(reason)) {
    throw new ParameterError('reason에 쓸 수 없는 문자가 있습니다.');
  }
  return reason;
}

function readRequest(
  payment: PaymentRow,
  fields: Fields,
  ownNo: string,
  options: SandboxOptions,
): Request {
  refuseTextAmounts(fields, options);
  const refundNo = readRefundNo(fields, ownNo, options);
  const isTransactionId = refundNo === transactionIdOf(payment.payToken, 0);
  if (isTransactionId && options.refundNoAsTransactionId === 'error') {
    throw new ParameterError('refundNo 값은 결제의 transactionId와 달라야 합니다.');
  }
  const wanted = readWantedRefund(fields);
  const lacksTaxFree = wanted.amount !== undefined && wanted.given.taxFree === undefined;
  if (lacksTaxFree && options.refundTaxFreeAbsent === 'error') {
    throw new ParameterError('amountTaxFree 값은 필수입니다.');
  }
  const idempotent = readFlag(fields, 'idempotent', true);
  return { refundNo, idempotent, ...wanted, reason: readReason(fields, options) };
}

function describeRefund(world: World, refund: RefundRow): Answer {
  const options = world.options();
  const payment = world.storage.findPayment(refund.payToken);
  if (!payment) throw new Error('A refund without a payment');
  const terms = world.storage.termsOf(refund.payToken);
  const refunds = world.storage.refundsOf(refund.payToken);
  const entry = ledgerOf(payment, terms, refunds, options.discountRounding).find(
    ({ refund: { seq } }) => seq === refund.seq,
  );
  if (!entry || refund.state === 'open') return v2Failure(options.refundPendingCode);
  const { split, left, leftWon, step } = entry;
  // Adding 0 turns −0 into 0.
  const signed = (won: number): number => (options.refundedSign === 'minus' ? -won + 0 : won);
  return v2Success(options, {
    refundNo: refund.refundNo,
    approvalTime: toSeoulText(refund.doneAt),
    cashReceiptMgtKey: cashReceiptKey(payment, options),
    refundableAmount: leftWon,
    discountedAmount: left.discount + left.points,
    paidAmount: left.paid,
    refundedAmount: signed(refund.amount),
    refundedDiscountAmount: signed(split.discount + split.points),
    refundedPaidAmount: signed(split.paid),
    ...(options.deadFields && { refundedPoint: 0 }),
    payToken: refund.payToken,
    transactionId: transactionIdOf(refund.payToken, step),
    ...cardFields(payment, terms, step, options, [
      'cardMethodType',
      'cardNumber',
      'cardUserType',
      'cardNum4Print',
      'cardBinNumber',
      'salesCheckLinkUrl',
    ]),
    ...accountFields(payment, terms, options),
  });
}

function isSameRequest(payment: PaymentRow, request: Request, used: RefundRow): boolean {
  const { amount, given, reason } = request;
  const asks: [number | undefined, number][] = [
    [amount, used.amount],
    [given.taxable, used.taxable],
    [given.taxFree, used.taxFree],
    [given.vat, used.vat],
    [given.serviceFee, used.serviceFee],
  ];
  const sameMoney = asks.every(([asked, done]) => asked === undefined || asked === done);
  return used.payToken === payment.payToken && reason === used.reason && sameMoney;
}

/** The harm that one document warns of: the payment that used the number first is refunded. */
function refundUnasked(world: World, used: RefundRow, wanted: WantedRefund): void {
  const payment = world.storage.findPayment(used.payToken);
  if (!payment) return;
  const weighed = weighRefund(world, payment, wanted);
  if ('refused' in weighed) return;
  const { amount, parts } = weighed;
  const steps = world.storage.refundsOf(used.payToken).length;
  const refundNo = transactionIdOf(used.payToken, steps + 1);
  const refund = { refundNo, amount, parts, reason: '', source: 'merchant-v2' as const };
  bookRefund(world, payment, refund, { ms: 0, fails: false });
}

/** The answer to a number that was used; `undefined`: a failure as for any used number. */
function answerAgain(world: World, payment: PaymentRow, request: Request): Answer | undefined {
  const { refundAgain, refundNoElsewhere } = world.options();
  const used = world.storage.findRefundByNo(payment.apiKey, request.refundNo);
  if (!used) return undefined;
  const isSame = isSameRequest(payment, request, used);
  const isAnswered = isSame ? refundAgain === 'same-answer' : refundNoElsewhere === 'first-answer';
  if (request.idempotent && isAnswered) return describeRefund(world, used);
  if (!isSame && refundNoElsewhere === 'refunds-first-payment') {
    refundUnasked(world, used, request);
    return v2Failure('REFUND_REFUND_NO_DUPLICATE');
  }
  return undefined;
}

/** `POST /api/v2/refunds`. `pending`: the bank is down, the refund follows later. */
export function refundPayment(
  world: World,
  payment: PaymentRow,
  fields: Fields,
  pending?: Progress,
): Answer {
  const options = world.options();
  const { apiKey, payToken } = payment;
  const steps = world.storage.refundsOf(payToken).length;
  const request = readRequest(payment, fields, transactionIdOf(payToken, steps + 1), options);
  const again = answerAgain(world, payment, request);
  if (again) return again;
  const { refundNo, reason } = request;
  const weighed = claimAndWeigh(world, apiKey, refundNo, () =>
    weighRefund(world, payment, request),
  );
  if ('refused' in weighed) return v2Failure(...weighed.refused);
  const { amount, parts } = weighed;
  const progress = { ms: options.refundProgressMs, fails: options.refundProgressFails };
  const refund = { refundNo, amount, parts, reason, source: 'merchant-v2' as const };
  bookRefund(world, payment, refund, pending ?? progress);
  const booked = world.storage.findRefundByNo(apiKey, refundNo);
  if (!booked) throw new Error('The refund is not in the books');
  return describeRefund(world, booked);
}
