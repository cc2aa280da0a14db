/** The facts of a receipt as terms and values; pure. */
import type { TFunction } from 'i18next';
import type { Receipt } from '../../shared/api.ts';
import { pickItems } from '../../shared/items.ts';
import type { FactOf } from '../../shared/payment.ts';
import type { Operation } from '../../shared/operation.ts';
import { formatAmount, formatClockSeconds, seoulDate } from '../format.ts';
import { cardDays } from '../parts/customer-text.ts';
import { itemWords } from '../parts/item-words.ts';
import { methodName } from '../parts/method-name.ts';
import { paidBackOf, paidBackWords } from '../parts/paid-back.ts';
import type { Paper } from './paper.ts';
import { requesterName } from '../parts/requester-name.ts';

export interface ReceiptFact {
  term: string;
  value: string;
  /** An identifier, shown in the monospaced font. */
  code?: boolean;
}

type MaybeFact = Omit<ReceiptFact, 'value'> & { value: string | null };

function told(facts: readonly MaybeFact[]): ReceiptFact[] {
  return facts.flatMap((fact) =>
    fact.value === null || fact.value === '' ? [] : [{ ...fact, value: fact.value }],
  );
}

/** `'2026-11-24 14:03:09'`: with date and year, because paper is kept. */
export function formatStamp(iso: string): string {
  return `${seoulDate(Date.parse(iso))} ${formatClockSeconds(iso)}`;
}

function stamp(iso: string | null): string | null {
  return iso === null ? null : formatStamp(iso);
}

/**
 * Facts of the payment in display order. The card company is part of the method; items and discount
 * are facts of the refund.
 */
const paidFacts: Record<
  Exclude<FactOf<'receipt'>, 'cardCompanyName' | 'items' | 'discounted'>,
  (payment: Receipt['payment'], t: TFunction) => MaybeFact
> = {
  orderNo: ({ orderNo }, t) => ({ term: t('common.orderNo'), value: orderNo, code: true }),
  productDesc: ({ productDesc }, t) => ({ term: t('receipt.payment.product'), value: productDesc }),
  amount: ({ amount }, t) => ({ term: t('receipt.payment.amount'), value: formatAmount(amount) }),
  completedAt: (payment, t) => ({
    term: t('receipt.payment.paidAt'),
    value: stamp(payment.completedAt),
  }),
  payMethod: (payment, t) => ({ term: t('receipt.payment.method'), value: methodName(payment) }),
};

export function paymentFacts({ payment }: Receipt, t: TFunction): ReceiptFact[] {
  return told(Object.values(paidFacts).map((fact) => fact(payment, t)));
}

function wayBack({ payment }: Receipt, t: TFunction): string {
  if (payment.payMethod === null) return t('receipt.refund.toAny');
  return payment.payMethod === 'CARD'
    ? t('receipt.refund.toCard', { card: methodName(payment) ?? '' })
    : t('receipt.refund.toMoney');
}

/** When the card company shows it; `null` for a method that is paid back at once. */
function cardArrival({ payment, operation }: Receipt, t: TFunction): string | null {
  if (payment.payMethod !== 'CARD') return null;
  const days = cardDays(operation.endedAt ?? operation.createdAt, t);
  return t('receipt.refund.arrivesAround', { days });
}

/** What the buyer gets back of a discounted payment; `null` without a discount. */
function paidBack({ operation, payment, refundDiscounted }: Receipt, t: TFunction): string | null {
  const refunds = [{ operationId: operation.id, discounted: refundDiscounted }];
  const back = paidBackOf(operation, { payment, refunds });
  return back === null
    ? null
    : t('receipt.refund.paidBackOnly', { amount: paidBackWords(back, t) });
}

export function refundFacts(receipt: Receipt, t: TFunction): ReceiptFact[] {
  const { operation, payment, remaining } = receipt;
  const items = pickItems(payment.items ?? [], operation.items ?? []);
  return told([
    { term: t('receipt.refund.paidBack'), value: paidBack(receipt, t) },
    { term: t('receipt.refund.items'), value: itemWords(items, t) },
    { term: t('receipt.refund.reason'), value: operation.reason },
    { term: t('receipt.refund.how'), value: wayBack(receipt, t) },
    { term: t('receipt.refund.arrives'), value: cardArrival(receipt, t) },
    { term: t('receipt.refund.by'), value: requesterName(operation, t) },
    { term: t('receipt.refund.approvedBy'), value: operation.approvedBy?.name ?? null },
    { term: t('receipt.refund.remaining'), value: formatAmount(remaining) },
  ]);
}

/** The kind of evidence for the refund, without internal notes. */
function proofWords({ evidence, resolvedBy, requestedBy, late }: Operation, t: TFunction) {
  if (evidence === null) return null;
  const name = (resolvedBy ?? requestedBy).name;
  const words = t(`receipt.evidence.sources.${evidence.source}`, { name });
  return late ? `${words} ${t('receipt.evidence.late')}` : words;
}

/**
 * Numbers and times by which the refund can be found on the desk and at Toss. A roll is for the
 * buyer, who has no use for the token and the hash.
 */
export function evidenceFacts(
  { operation, refundNo }: Receipt,
  paper: Paper,
  t: TFunction,
): ReceiptFact[] {
  const onA4 = (value: string) => (paper === 'a4' ? value : null);
  return told([
    { term: t('receipt.evidence.refundNo'), value: refundNo, code: true },
    {
      term: t('receipt.evidence.operationId'),
      value: operation.id === refundNo ? null : operation.id,
      code: true,
    },
    { term: t('common.payToken'), value: onA4(operation.payToken), code: true },
    { term: t('receipt.evidence.requestedAt'), value: formatStamp(operation.createdAt) },
    { term: t('receipt.evidence.sentAt'), value: stamp(operation.sentAt) },
    { term: t('receipt.evidence.doneAt'), value: stamp(operation.endedAt) },
    { term: t('receipt.evidence.proof'), value: proofWords(operation, t) },
    {
      term: t('receipt.evidence.sole'),
      value: operation.sole ? t('receipt.evidence.soleIs') : null,
    },
    { term: t('receipt.evidence.tossSaid'), value: operation.tossMessage },
    { term: t('receipt.evidence.hash'), value: onA4(operation.bodyHash), code: true },
  ]);
}
