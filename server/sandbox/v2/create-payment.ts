import { type Answer, ParameterError } from '../answer.ts';
import { type Fields, needUrl, readChoice, readFlag, readText, readUrl } from '../fields.ts';
import type { SandboxOptions } from '../options.ts';
import { PAY_METHODS, type PaymentRow, type PayMethod } from '../payment-row.ts';
import type { PaymentTerms } from '../payment-terms.ts';
import {
  isLoopback,
  makePayToken,
  readAmount,
  readExpiry,
  readOrderNo,
  readParts,
  readProductDesc,
  untouched,
} from '../rules/create-payment.ts';
import type { World } from '../world.ts';
import { refuseTextAmounts } from './amounts.ts';
import { v2Failure, v2Success } from './answer.ts';

const TWO_YEARS_MS = 2 * 365 * 24 * 60 * 60 * 1000;
const FORMER_FIELDS = ['metadata', 'userPhone'];

function readAutoExecute(fields: Fields, options: SandboxOptions): boolean {
  const isAbsent = fields['autoExecute'] === undefined || fields['autoExecute'] === null;
  if (isAbsent && options.autoExecuteAbsent === 'error') {
    throw new ParameterError('autoExecute 값은 필수입니다.');
  }
  return readFlag(fields, 'autoExecute', options.autoExecuteAbsent === 'true');
}

function readCallback(
  fields: Fields,
  autoExecute: boolean,
  options: SandboxOptions,
): string | null {
  const url = readUrl(fields, 'resultCallback', 500) ?? null;
  if (url === null) {
    if (autoExecute) throw new ParameterError('자동 승인 결제에는 resultCallback이 필수입니다.');
    return null;
  }
  const { protocol, port } = new URL(url);
  const isHttps = protocol === 'https:' && port === '';
  if (options.callbackHttpsOnly && !isHttps && !isLoopback(url)) {
    throw new ParameterError('resultCallback은 443 포트의 https URL이어야 합니다.');
  }
  return url;
}

/** Null and odd values are false. */
function readCashReceipt(fields: Fields, options: SandboxOptions): boolean {
  const value = fields['cashReceipt'];
  if (value === undefined) return options.cashReceiptAbsent;
  return value === true || (typeof value === 'string' && value.toLowerCase() === 'true');
}

/** Null and unknown methods mean the shop's default: all of them. */
function readPayMethod(fields: Fields): PayMethod | null {
  const text = readText(fields, 'enablePayMethods', 100);
  return PAY_METHODS.find((method) => method === text) ?? null;
}

/** `{"options":[{"cardCompanyCode":3}]}`; a form has it as a text. */
function readCardOptions(fields: Fields): number[] | null {
  const given = fields['cardOptions'];
  if (given === undefined || given === null) return null;
  try {
    const value = typeof given === 'string' ? (JSON.parse(given) as unknown) : given;
    const { options } = value as { options: { cardCompanyCode: unknown }[] };
    const codes = options.map(({ cardCompanyCode }) => Number(cardCompanyCode));
    if (codes.every((code) => code >= 1 && code <= 10)) return codes;
  } catch {
    // Told below, as for a wrong code.
  }
  throw new ParameterError('cardOptions 값이 올바르지 않습니다.');
}

function readFormerFields(fields: Fields, options: SandboxOptions) {
  if (options.formerFields === 'refused' && FORMER_FIELDS.some((name) => name in fields)) {
    throw new ParameterError('metadata, userPhone은 지원하지 않습니다.');
  }
  const isKept = options.formerFields === 'kept';
  return {
    metadata: (isKept ? readText(fields, 'metadata', 1024) : undefined) ?? '',
    userPhone: (isKept ? readText(fields, 'userPhone', 20) : undefined) ?? null,
  };
}

function readTerms(fields: Fields): Partial<PaymentTerms> {
  // Toss keeps it for the receipt; no answer shows it.
  readChoice(fields, 'cashReceiptTradeOption', ['GENERAL', 'CULTURE', 'PUBLIC_TP']);
  return {
    createdBy: 'v2',
    callbackVersion: readChoice(fields, 'callbackVersion', ['V1', 'V2']) ?? 'V1',
    payMethod: readPayMethod(fields),
    cardCompanyCodes: readCardOptions(fields),
    installment: readChoice(fields, 'installment', ['USE', 'NOT_USE']) !== 'NOT_USE',
  };
}

function isOrderNoUsed(world: World, apiKey: string, orderNo: string): boolean {
  const newest = world.storage.findNewestByOrder(apiKey, orderNo);
  if (!newest) return false;
  if (world.options().orderNoReuse === 'never') return true;
  const isOld = newest.createdAt < world.clock.now() - TWO_YEARS_MS;
  return isOld || world.storage.findOwned(apiKey, orderNo) !== undefined;
}

/** `POST /api/v2/payments`. */
export function createPayment(
  world: World,
  apiKey: string,
  fields: Fields,
  checkoutBase: string,
): Answer {
  const options = world.options();
  const nowMs = world.clock.now();
  refuseTextAmounts(fields, options);
  const amount = readAmount(fields);
  const cashReceipt = readCashReceipt(fields, options);
  const autoExecute = readAutoExecute(fields, options);
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
    resultCallback: readCallback(fields, autoExecute, options),
    retAppScheme: readText(fields, 'retAppScheme', 255) ?? null,
    ...readFormerFields(fields, options),
  };
  const terms = readTerms(fields);
  if (isOrderNoUsed(world, apiKey, row.orderNo)) return v2Failure('PAYMENT_DUPLICATION_ORDER_NO');
  world.storage.insertPayment(row);
  world.storage.changeTerms(row.payToken, terms);
  return v2Success(options, {
    checkoutPage: `${checkoutBase}/payfront/auth?payToken=${row.payToken}`,
    payToken: row.payToken,
  });
}
