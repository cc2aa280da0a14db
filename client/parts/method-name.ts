import type { Payment } from '../../shared/payment.ts';
import { i18n } from '../copy/i18n.ts';

/** `토스머니`, `국민카드`, `카드`; `null` before the buyer has chosen. */
export function methodName(payment: Pick<Payment, 'payMethod' | 'cardCompanyName'>): string | null {
  const { payMethod, cardCompanyName } = payment;
  if (payMethod === null) return null;
  const word = i18n.t(`common.method.${payMethod}`);
  if (payMethod !== 'CARD' || cardCompanyName === null || cardCompanyName === '') return word;
  if (/카드|card/i.test(cardCompanyName)) return cardCompanyName;
  return i18n.language === 'ko' ? `${cardCompanyName}${word}` : `${cardCompanyName} ${word}`;
}
