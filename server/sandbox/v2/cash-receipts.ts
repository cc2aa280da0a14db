import type { Answer } from '../answer.ts';
import type { ReceiptCall } from '../calls.ts';
import type { CashReceipt } from '../cash-receipt.ts';
import { derivedDigits } from '../derived-id.ts';
import { type Fields, readChoice, readFlag, readText } from '../fields.ts';
import { splitOf } from '../money-split.ts';
import { spreadOver, sumOfParts } from '../parts.ts';
import type { Parts, PaymentRow } from '../payment-row.ts';
import { partsLeft } from '../rules/describe-payment.ts';
import { toSeoulDay, toSeoulText } from '../seoul-time.ts';
import type { World } from '../world.ts';
import { v2Failure } from './answer.ts';
import { cashReceiptKey } from './paid-with.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
/** 자진발급: the tax office's number for a buyer who gave none. */
const NOBODY = '01000001234';

/** One that was issued by a call, or by Toss itself right after the payment. */
function receiptOf(world: World, payment: PaymentRow): CashReceipt | undefined {
  const asked = world.storage.receiptOf(payment.payToken);
  const mgtKey = cashReceiptKey(payment, world.options());
  if (asked || mgtKey === undefined || payment.completedAt === null) return asked;
  const issuedAt = payment.completedAt;
  return { mgtKey, identity: NOBODY, purpose: 'DEDUCTION', issuedAt, revokedAt: null };
}

/** What it covers: the parts of the money that is left, without discount and points. */
function coveredParts(world: World, payment: PaymentRow): Parts {
  const left = partsLeft(payment, world.storage.refundsOf(payment.payToken));
  const terms = world.storage.termsOf(payment.payToken);
  const { paid } = splitOf(payment, terms, sumOfParts(left), world.options().discountRounding);
  return spreadOver(paid, left);
}

function answerAmounts(mgtKey: string, parts: Parts): Answer {
  const body = {
    status: 200,
    code: 0,
    cashReceiptMgtKey: mgtKey,
    supplyCost: parts.taxable + parts.taxFree,
    tax: parts.vat,
    serviceFee: parts.serviceFee,
  };
  return { httpStatus: 200, body };
}

/** For whom; `undefined` where the request lacks or garbles it. */
function readIdentity(payment: PaymentRow, fields: Fields) {
  if (readFlag(fields, 'needSelfIssue', false)) {
    return { identity: NOBODY, purpose: 'DEDUCTION' as const };
  }
  const purpose = readChoice(fields, 'cashReceiptPurpose', ['DEDUCTION', 'EVIDENCE']);
  const keyType = readChoice(fields, 'cashReceiptKeyType', ['PHONE', 'CORPORATE', 'CARD']);
  if (purpose === undefined) return undefined;
  // The number that Toss keeps of this buyer.
  if (readFlag(fields, 'isCurrentCashReceiptKeyUsage', false)) {
    return { identity: `010${derivedDigits(payment.payToken, 'phone', 8)}`, purpose };
  }
  const identity = readText(fields, 'cashReceiptKey', 255);
  return identity === undefined || keyType === undefined ? undefined : { identity, purpose };
}

function issue(world: World, payment: PaymentRow, fields: Fields): Answer {
  if (payment.payMethod === 'CARD') return v2Failure('CASH_RECEIPT_CANNOT_ISSUE_CARD');
  if (payment.status !== 'PAY_COMPLETE') return v2Failure('CASH_RECEIPT_REGIST_ISSUE_FAIL');
  if (receiptOf(world, payment)) return v2Failure('CASH_RECEIPT_ALREADY_ISSUE_FAIL');
  const asked = readIdentity(payment, fields);
  if (!asked) return v2Failure('CASH_RECEIPT_INVALID_PARAMETER');
  if (!/^\d{8,19}$/.test(asked.identity)) return v2Failure('CASH_RECEIPT_INVALID_USER_INFO');
  const digits = derivedDigits(payment.payToken, 'receipt', 12);
  const mgtKey = `${digits.slice(0, 6)}-${digits.slice(6)}`;
  const receipt = { mgtKey, ...asked, issuedAt: world.clock.now(), revokedAt: null };
  world.storage.saveReceipt(payment.payToken, receipt);
  return answerAmounts(mgtKey, coveredParts(world, payment));
}

/** Takes no amount: what was refunded is taken off, and without anything left it is canceled. */
function revoke(world: World, payment: PaymentRow, receipt: CashReceipt): Answer {
  if (receipt.revokedAt !== null) return v2Failure('CASH_RECEIPT_ALREADY_CANCEL_FAIL');
  const parts = coveredParts(world, payment);
  const revokedAt = sumOfParts(parts) === 0 ? world.clock.now() : null;
  world.storage.saveReceipt(payment.payToken, { ...receipt, revokedAt });
  return answerAmounts(receipt.mgtKey, parts);
}

/** The tax office confirms after two days. Its answer has no code. */
function describe(world: World, payment: PaymentRow, receipt: CashReceipt): Answer {
  const parts = coveredParts(world, payment);
  const since = receipt.revokedAt ?? receipt.issuedAt;
  const confirmedAt = since + 2 * DAY_MS;
  const isConfirmed = world.clock.now() >= confirmedAt;
  const body = {
    cashReceiptMgtKey: receipt.mgtKey,
    customerName: '김토스',
    itemName: payment.productDesc,
    identityNum: receipt.identity,
    taxationType: parts.taxable + parts.vat > 0 ? '과세' : '비과세',
    totalAmount: String(sumOfParts(parts)),
    tradeUsage: receipt.purpose === 'DEDUCTION' ? '소득공제용' : '지출증빙용',
    tradeType: receipt.revokedAt === null ? '승인거래' : '취소거래',
    status: isConfirmed ? 'ISSUE_COMPLETE' : 'ISSUE_APPLIED',
    tradeDate: toSeoulDay(since),
    ...(isConfirmed && {
      confirmNum: derivedDigits(payment.payToken, 'confirmed', 9),
      confirmTs: toSeoulText(confirmedAt).replace(' ', 'T'),
    }),
  };
  return { httpStatus: 200, body };
}

function popup(payment: PaymentRow, receipt: CashReceipt): Answer {
  const query = `payToken=${payment.payToken}&mgtKey=${receipt.mgtKey}`;
  const popupUri = `https://pay.toss.im/payfront/web/external/cash-receipt?${query}`;
  return { httpStatus: 200, body: { code: 0, popupUri } };
}

/** The four calls of the 현금영수증 API. */
export function answerReceiptCall(
  world: World,
  call: ReceiptCall,
  payment: PaymentRow,
  fields: Fields,
): Answer {
  if (call === 'v2/issue-cash-receipt') return issue(world, payment, fields);
  const receipt = receiptOf(world, payment);
  if (!receipt) return v2Failure('CASH_RECEIPT_NOT_EXIST');
  switch (call) {
    case 'v2/revoke-cash-receipt':
      return revoke(world, payment, receipt);
    case 'v2/cash-receipt-info':
      return describe(world, payment, receipt);
    case 'v2/cash-receipt-popupUri':
      return popup(payment, receipt);
  }
}
