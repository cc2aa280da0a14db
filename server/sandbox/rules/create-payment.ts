import { type Answer, failure, ParameterError, success } from '../answer.ts';
import {
  type Fields,
  needText,
  needUrl,
  needWon,
  readFlag,
  readText,
  readUrl,
  readWon,
} from '../fields.ts';
import { defaultParts, sumOfParts } from '../parts.ts';
import type { Parts, PaymentRow } from '../payment-row.ts';
import { fromSeoulText } from '../seoul-time.ts';
import type { World } from '../world.ts';

export const LARGEST_AMOUNT_WON = 9_999_999;
export const DEFAULT_EXPIRY_MS = 15 * 60 * 1000;
const LONGEST_EXPIRY_MS = 60 * 60 * 1000;
export const ORDER_NO = /^[0-9A-Za-z_\-:.^@]{1,50}$/;
export const PRODUCT_DESC = /^[^\\"']{1,255}$/u;

export function readOrderNo(fields: Fields): string {
  const orderNo = needText(fields, 'orderNo', 50);
  if (!ORDER_NO.test(orderNo)) {
    throw new ParameterError('orderNo에는 숫자, 영문, _-:.^@ 문자만 쓸 수 있습니다.');
  }
  return orderNo;
}

export function readProductDesc(fields: Fields): string {
  const productDesc = needText(fields, 'productDesc', 255);
  if (!PRODUCT_DESC.test(productDesc)) {
    throw new ParameterError('productDesc에는 \\ " \' 문자를 쓸 수 없습니다.');
  }
  return productDesc;
}

export function readAmount(fields: Fields): number {
  const amount = needWon(fields, 'amount');
  if (amount < 1 || amount > LARGEST_AMOUNT_WON) {
    throw new ParameterError('amount 값은 1원 이상 9,999,999원 이하여야 합니다.');
  }
  return amount;
}

/** 복합과세: as soon as one part is not zero, all four must add up to the amount. */
export function readParts(fields: Fields, amountWon: number, cashReceipt: boolean) {
  const parts: Parts = {
    taxFree: needWon(fields, 'amountTaxFree'),
    taxable: readWon(fields, 'amountTaxable') ?? 0,
    vat: readWon(fields, 'amountVat') ?? 0,
    serviceFee: readWon(fields, 'amountServiceFee') ?? 0,
  };
  const sum = sumOfParts(parts);
  if (sum === 0) return { ...defaultParts(amountWon, cashReceipt), partsGiven: 0 };
  if (sum !== amountWon) {
    throw new ParameterError('과세, 비과세, 부가세, 봉사료의 합이 amount와 다릅니다.');
  }
  return { ...parts, partsGiven: 1 };
}

export function readExpiry(fields: Fields, nowMs: number): number {
  const text = readText(fields, 'expiredTime', 19);
  if (text === undefined) return nowMs + DEFAULT_EXPIRY_MS;
  const expiresAt = fromSeoulText(text);
  if (expiresAt === undefined) {
    throw new ParameterError('expiredTime 값은 yyyy-MM-dd HH:mm:ss 형식이어야 합니다.');
  }
  if (expiresAt <= nowMs || expiresAt > nowMs + LONGEST_EXPIRY_MS) {
    throw new ParameterError('expiredTime 값은 지금부터 1시간 이내여야 합니다.');
  }
  return expiresAt;
}

/** This machine, to which a test's callbacks go on any port. */
export function isLoopback(url: string): boolean {
  return /^(localhost|127(\.\d+){3}|\[::1\])$/.test(new URL(url).hostname);
}

function readCallback(fields: Fields, autoExecute: boolean): string | null {
  const url = readUrl(fields, 'resultCallback') ?? null;
  if (url === null) {
    if (autoExecute) throw new ParameterError('자동 승인 결제에는 resultCallback이 필수입니다.');
    return null;
  }
  const { port } = new URL(url);
  // URL drops a scheme's default port, so 80 and 443 remain only for the other scheme.
  if (!isLoopback(url) && !['', '80', '443'].includes(port)) {
    throw new ParameterError('resultCallback은 80, 443 포트만 사용할 수 있습니다.');
  }
  return url;
}

/** Columns of a new payment. */
export function untouched(nowMs: number, expiresAt: number) {
  return {
    status: 'PAY_STANDBY',
    payMethod: '',
    cardCompanyName: null,
    hasOwner: 0,
    createdAt: nowMs,
    expiresAt,
    approvedAt: null,
    completedAt: null,
    canceledAt: null,
    canceledBy: null,
    cancelReason: null,
    beforeProgress: null,
    progressFails: 0,
    dueAt: expiresAt,
    changedAt: nowMs,
    previousAnswer: null,
    lagUntil: null,
  } satisfies Partial<PaymentRow>;
}

/** At most 30 characters, in the form of the guide's example. */
export function makePayToken(world: World): string {
  return `test_${world.makeWord(20)}`;
}

/** `POST /api/v1/payments`. */
export function createPayment(
  world: World,
  apiKey: string,
  fields: Fields,
  checkoutBase: string,
): Answer {
  const nowMs = world.clock.now();
  const amount = readAmount(fields);
  const cashReceipt = readFlag(fields, 'cashReceipt', true);
  const autoExecute = readFlag(fields, 'autoExecute', true);
  const row: Omit<PaymentRow, 'seq'> = {
    ...untouched(nowMs, readExpiry(fields, nowMs)),
    payToken: makePayToken(world),
    apiKey,
    orderNo: readOrderNo(fields),
    amount,
    ...readParts(fields, amount, cashReceipt),
    cashReceipt: Number(cashReceipt),
    autoExecute: Number(autoExecute),
    productDesc: readProductDesc(fields),
    retUrl: needUrl(fields, 'retUrl'),
    retCancelUrl: needUrl(fields, 'retCancelUrl'),
    resultCallback: readCallback(fields, autoExecute),
    retAppScheme: readText(fields, 'retAppScheme', 255) ?? null,
    userPhone: readText(fields, 'userPhone', 20) ?? null,
    metadata: readText(fields, 'metadata', 1024) ?? '',
  };
  if (world.storage.findOwned(apiKey, row.orderNo)) return failure('PAYMENT_DUPLICATION_ORDER_NO');
  world.storage.insertPayment(row);
  return success({
    checkoutPage: `${checkoutBase}/payfront/auth?payToken=${row.payToken}`,
    payToken: row.payToken,
  });
}
