import { BANKS } from '../banks.ts';
import { cardCompanyCode } from '../card-companies.ts';
import { derivedDigits, transactionIdOf } from '../derived-id.ts';
import type { SandboxOptions } from '../options.ts';
import type { PaymentRow } from '../payment-row.ts';
import type { PaymentTerms } from '../payment-terms.ts';

/** Issuers that mask the last place of a card's number as well. */
const MASKING_COMPANIES = new Set<string | null>(['국민']);

const CARD_FIELDS = [
  'cardCompanyCode',
  'cardCompanyName',
  'cardAuthorizationNo',
  'spreadOut',
  'noInterest',
  'cardMethodType',
  'cardUserType',
  'cardNumber',
  'cardBinNumber',
  'cardNum4Print',
  'salesCheckLinkUrl',
] as const;
type CardField = (typeof CARD_FIELDS)[number];
type Card = Record<CardField, unknown>;

/** The address of the slip of a transaction: 0 is the payment, n its n-th refund. */
function slipOf(payToken: string, step: number, options: SandboxOptions): string {
  const query = `payToken=${payToken}&transactionId=${transactionIdOf(payToken, step)}`;
  return `https://${options.slipHost}/payfront/web/external/sales-check?${query}`;
}

function cardOf(
  payment: PaymentRow,
  terms: PaymentTerms,
  step: number,
  options: SandboxOptions,
): Card {
  const typed = (value: number | boolean | undefined): unknown =>
    options.cardFieldTypes === 'text' && value !== undefined ? String(value) : value;
  const digits = derivedDigits(payment.payToken, 'card', 10);
  const bin = digits.slice(0, 6);
  const isMasked = MASKING_COMPANIES.has(payment.cardCompanyName);
  const last = isMasked ? `${digits.slice(6, 9)}*` : digits.slice(6);
  return {
    cardCompanyCode: typed(cardCompanyCode(payment.cardCompanyName)),
    cardCompanyName: payment.cardCompanyName,
    // Payments of a test key have no real number.
    cardAuthorizationNo:
      options.mode === 'LIVE' ? derivedDigits(payment.payToken, 'approval', 8) : '00000000',
    spreadOut: typed(terms.spreadOut),
    noInterest: typed(terms.noInterest),
    cardMethodType: terms.cardMethodType,
    cardUserType: terms.cardUserType,
    cardNumber: `${bin}******${last}`,
    cardBinNumber: bin,
    cardNum4Print: last,
    salesCheckLinkUrl: slipOf(payment.payToken, step, options),
  };
}

/** The named fields of the card in their order; undefined ones for a payment without a card. */
export function cardFields(
  payment: PaymentRow,
  terms: PaymentTerms,
  step: number,
  options: SandboxOptions,
  names: readonly CardField[],
): Record<string, unknown> {
  const card: Partial<Card> =
    payment.payMethod === 'CARD' ? cardOf(payment, terms, step, options) : {};
  return Object.fromEntries(names.map((name) => [name, card[name]]));
}

/** The account block; undefined fields for a payment by card. */
export function accountFields(payment: PaymentRow, terms: PaymentTerms, options: SandboxOptions) {
  const isMoney = payment.payMethod === 'TOSS_MONEY';
  const digits = derivedDigits(payment.payToken, 'account', 6);
  return {
    accountBankCode: isMoney ? terms.bankCode.slice(-options.bankCodeDigits) : undefined,
    accountBankName: isMoney ? BANKS[terms.bankCode] : undefined,
    accountNumber: isMoney ? `${digits.slice(0, 3)}******${digits.slice(3)}` : undefined,
  };
}

/** Present where Toss issued a cash receipt: 토스머니, not forbidden at creation. */
export function cashReceiptKey(payment: PaymentRow, options: SandboxOptions): string | undefined {
  const isIssued = payment.payMethod === 'TOSS_MONEY' && payment.cashReceipt === 1;
  if (!isIssued || options.cashReceiptIssuer === 'shop') return undefined;
  return transactionIdOf(`${payment.payToken} receipt`, 0);
}
