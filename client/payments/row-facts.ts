/** The text of a row's cells, and whether it is dimmed. */
import { isPaid, type ListedPayment } from '../../shared/payment.ts';
import type { TaxPart } from '../../shared/tax-split.ts';
import { i18n } from '../copy/i18n.ts';
import { formatAmount, formatRowTime } from '../format.ts';

export interface Shaded {
  text: string;
  /** Dimmed: a zero, a dash, or a number equal to the one before it. */
  dim: boolean;
  title?: string;
}

const none: Shaded = { text: '–', dim: true };

/** 환불: what Toss refunded; until then what was requested; empty without either. */
export function refundedCell(payment: ListedPayment): Shaded {
  const { openOperation, refunded, transferred } = payment;
  const asked = openOperation?.kind === 'refund' ? openOperation.amount : null;
  const askedText =
    asked === null ? null : i18n.t('list.row.asked', { amount: formatAmount(asked) });
  const title = askedText === null ? {} : { title: i18n.t('list.row.askedNote') };
  if (transferred > 0) {
    const sent = i18n.t('list.row.transfer', { amount: formatAmount(transferred) });
    const words = { toss: formatAmount(refunded), sent: formatAmount(transferred) };
    const text = refunded > 0 ? i18n.t('list.row.transferToo', words) : sent;
    return { text, dim: false, title: i18n.t('list.row.transferNote', words) };
  }
  if (refunded > 0) {
    const more = askedText === null ? {} : { title: askedText };
    return { text: formatAmount(refunded), dim: false, ...more };
  }
  return askedText === null ? { text: '', dim: true } : { text: askedText, dim: true, ...title };
}

/** 남은 금액: what can still be refunded; a dash before the payment is paid. */
export function remainingCell(payment: ListedPayment): Shaded {
  const { status, remaining, amount } = payment;
  if (!isPaid(status)) return none;
  return { text: formatAmount(remaining), dim: remaining === 0 || remaining === amount };
}

/** 과세, 부가세 and so on, as paid; an estimate is marked. */
export function partCell({ parts, partsKnown }: ListedPayment, part: TaxPart): Shaded {
  const { paid } = parts[part];
  const amount = formatAmount(paid);
  return partsKnown
    ? { text: amount, dim: paid === 0 }
    : {
        text: i18n.t('list.row.about', { amount }),
        dim: paid === 0,
        title: i18n.t('list.row.aboutWhy'),
      };
}

/** 현금영수증: whether one was requested; a card payment has none. */
export function cashReceiptCell({ payMethod, cashReceipt }: ListedPayment): Shaded {
  if (payMethod === 'CARD' || cashReceipt === null) return none;
  return cashReceipt
    ? { text: i18n.t('list.row.receipt'), dim: false }
    : { text: i18n.t('list.row.noReceipt'), dim: true };
}

/** 결제 시각, or the time in its place: `14:02 요청`, `13:21 취소`, `12:15 만료`. */
export function timeCell(payment: ListedPayment, nowMs: number): string {
  const { status, createdAt, completedAt, canceledAt, expiresAt } = payment;
  if (status === 'PAY_CANCEL') {
    const at = canceledAt ?? expiresAt ?? createdAt;
    const expired = expiresAt !== null && at >= expiresAt;
    const time = formatRowTime(at, nowMs, true);
    return i18n.t(expired ? 'list.row.expired' : 'list.row.canceled', { time });
  }
  if (completedAt !== null) return formatRowTime(completedAt, nowMs);
  return i18n.t('list.row.requested', { time: formatRowTime(createdAt, nowMs, true) });
}

/** The instant that `timeCell` formats. */
export function timeOf(payment: ListedPayment): string {
  const { status, createdAt, completedAt, canceledAt, expiresAt } = payment;
  if (status === 'PAY_CANCEL') return canceledAt ?? expiresAt ?? createdAt;
  return completedAt ?? createdAt;
}
