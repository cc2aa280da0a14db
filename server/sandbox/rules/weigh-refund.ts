import { ParameterError, type Refusal } from '../answer.ts';
import { type Fields, readWon } from '../fields.ts';
import { splitOf } from '../money-split.ts';
import { fitsInto, sumOfParts, vatOf } from '../parts.ts';
import type { Parts, PaymentRow } from '../payment-row.ts';
import type { World } from '../world.ts';
import { refundRoomToday } from './daily-limit.ts';
import { partsLeft } from './describe-payment.ts';

type GivenParts = { [Name in keyof Parts]: number | undefined };

/** The money that a refund asks for; without an amount everything that is left. */
export type WantedRefund = { amount: number | undefined; given: GivenParts };

export type WeighedRefund = { amount: number; parts: Parts; leftWon: number };

export function readWantedRefund(fields: Fields): WantedRefund {
  const amount = readWon(fields, 'amount');
  if (amount === 0) throw new ParameterError('amount 값은 1원 이상이어야 합니다.');
  const given = {
    taxable: readWon(fields, 'amountTaxable'),
    taxFree: readWon(fields, 'amountTaxFree'),
    vat: readWon(fields, 'amountVat'),
    serviceFee: readWon(fields, 'amountServiceFee'),
  };
  return { amount, given };
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

export function stateRefusal(payment: PaymentRow, leftWon: number): Refusal | undefined {
  const isRefundable = payment.status === 'PAY_COMPLETE' || payment.status === 'REFUND_SUCCESS';
  if (!isRefundable) return ['COMMON_REFUND_ERROR'];
  return leftWon === 0 ? ['REFUND_ALREADY_REFUNDED'] : undefined;
}

/** What the texts before 2020 say of partial refunds of a discounted payment. */
function discountRefusal(
  world: World,
  payment: PaymentRow,
  amountWon: number,
  leftWon: number,
): Refusal | undefined {
  const { discountRefunds, discountRounding, smallestDiscountRefundWon } = world.options();
  const terms = world.storage.termsOf(payment.payToken);
  if (terms.discountWon === 0 || amountWon === leftWon) return undefined;
  const besideWon = splitOf(payment, terms, leftWon, discountRounding).paid;
  const isBeside = discountRefunds === 'proportional' || amountWon <= besideWon;
  if (isBeside && amountWon >= smallestDiscountRefundWon) return undefined;
  return ['DISCOUNT_REFUND_LIMIT_AMOUNT'];
}

/** Checks a refund against the payment's state and what is left of it. */
export function weighRefund(
  world: World,
  payment: PaymentRow,
  wanted: WantedRefund,
): { refused: Refusal } | WeighedRefund {
  const left = partsLeft(payment, world.storage.refundsOf(payment.payToken));
  const leftWon = sumOfParts(left);
  const refused = stateRefusal(payment, leftWon);
  if (refused) return { refused };
  const amount = wanted.amount ?? leftWon;
  if (amount > leftWon) {
    return { refused: ['COMMON_REFUND_ERROR', '남은 결제 금액보다 큰 금액입니다.'] };
  }
  const isBare = Object.values(wanted.given).every((won) => won === undefined || won === 0);
  const parts =
    wanted.amount === undefined && isBare
      ? left
      : partsOfRefund(payment, amount, wanted.given, left);
  if (sumOfParts(parts) !== amount) {
    return { refused: ['COMMON_INVALID_PARAMETER', '환불할 세부 금액의 합이 amount와 다릅니다.'] };
  }
  if (!fitsInto(parts, left)) {
    const msg = '환불할 세부 금액이 남은 세부 금액보다 큽니다.';
    return { refused: ['COMMON_INVALID_PARAMETER', msg] };
  }
  const limited = discountRefusal(world, payment, amount, leftWon);
  if (limited) return { refused: limited };
  if (amount > refundRoomToday(world, payment.apiKey)) return { refused: ['REFUND_EXCEED_DAILY'] };
  return { amount, parts, leftWon };
}
