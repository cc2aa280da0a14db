import { type Answer, failure, NotPossibleError, ParameterError, success } from '../answer.ts';
import { transactionIdOf } from '../derived-id.ts';
import { type Fields, readText } from '../fields.ts';
import { splitOf } from '../money-split.ts';
import { pickParts, spreadOver, sumOfParts } from '../parts.ts';
import type { Parts, PaymentRow } from '../payment-row.ts';
import { toSeoulText } from '../seoul-time.ts';
import type { World } from '../world.ts';
import { bookRefund, claimAndWeigh } from './book-refund.ts';
import type { Progress } from './charge-buyer.ts';
import { partsLeft } from './describe-payment.ts';
import { readWantedRefund, stateRefusal, type WantedRefund, weighRefund } from './weigh-refund.ts';

type Request = WantedRefund & { refundNo: string | undefined; reason: string };

function readRequest(fields: Fields): Request {
  const refundNo = readText(fields, 'refundNo', 36);
  if (refundNo?.trim() === '') throw new ParameterError('refundNo 값이 비어 있습니다.');
  const wanted = readWantedRefund(fields);
  // Required by the guide; without an amount everything is refunded and there is nothing to split.
  if (wanted.given.taxFree === undefined && wanted.amount !== undefined) {
    throw new ParameterError('amountTaxFree 값은 필수입니다.');
  }
  return { refundNo, ...wanted, reason: readText(fields, 'reason', 50) ?? '' };
}

/** `POST /api/v1/refunds`. `pending`: the bank is down, the refund follows later. */
export function refundPayment(
  world: World,
  payment: PaymentRow,
  fields: Fields,
  pending?: Progress,
): Answer {
  const { refundProgressMs, refundProgressFails, discountRounding } = world.options();
  const request = readRequest(fields);
  const refundNo = request.refundNo ?? world.makeWord(24);
  const weighed = claimAndWeigh(world, payment.apiKey, refundNo, () =>
    weighRefund(world, payment, request),
  );
  if ('refused' in weighed) return failure(...weighed.refused);
  const { amount, parts, leftWon } = weighed;
  const progress = pending ?? { ms: refundProgressMs, fails: refundProgressFails };
  const refund = { refundNo, amount, parts, reason: request.reason, source: 'merchant' as const };
  bookRefund(world, payment, refund, progress);
  if (pending) return failure('REFUND_PENDING_SUCCESS');
  if (progress.ms > 0) return failure('TRANSACTION_PENDING_ERROR');
  const terms = world.storage.termsOf(payment.payToken);
  const left = splitOf(payment, terms, leftWon - amount, discountRounding);
  return success({
    refundNo,
    approvalTime: toSeoulText(world.clock.now()),
    refundableAmount: leftWon - amount,
    discountedAmount: left.discount + left.points,
    payToken: payment.payToken,
  });
}

function consoleNumber(world: World, payToken: string, refundsBefore: number): string {
  return world.options().consoleRefundNo === 'transactionId'
    ? transactionIdOf(payToken, refundsBefore + 1)
    : `console-${world.makeWord(20)}`;
}

/** A refund made in Toss's console: no call of the merchant, and a number made by Toss. */
export function refundInConsole(
  world: World,
  payment: PaymentRow,
  amountWon: number | undefined,
  reason: string,
  source: 'console' | 'buyer-left' = 'console',
): { refundNo: string; amount: number; parts: Parts } {
  const refunds = world.storage.refundsOf(payment.payToken);
  const left = partsLeft(payment, refunds);
  const leftWon = sumOfParts(left);
  if (stateRefusal(payment, leftWon)) {
    throw new NotPossibleError(`A payment in ${payment.status} can't be refunded now.`);
  }
  const amount = amountWon ?? leftWon;
  if (amount > leftWon) throw new NotPossibleError(`Only ${String(leftWon)} won are left.`);
  const refundNo = consoleNumber(world, payment.payToken, refunds.length);
  const parts = spreadOver(amount, left);
  const refund = { refundNo, amount, parts, reason, source };
  bookRefund(world, payment, refund, { ms: 0, fails: false });
  return { refundNo, amount, parts: pickParts(parts) };
}
