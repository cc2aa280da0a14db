import type { Payment } from '../../shared/payment.ts';
import { i18n } from '../copy/i18n.ts';

/** English names of the companies that Toss names in Korean. */
const companiesEn: Readonly<Record<string, string>> = {
  신한: 'Shinhan',
  국민: 'KB Kookmin',
  현대: 'Hyundai',
  삼성: 'Samsung',
  롯데: 'Lotte',
  하나: 'Hana',
  우리: 'Woori',
  농협: 'NH',
  비씨: 'BC',
  씨티: 'Citi',
};

/** `토스머니`, `국민카드`, `카드`; `null` before the buyer has chosen. */
export function methodName(payment: Pick<Payment, 'payMethod' | 'cardCompanyName'>): string | null {
  const { payMethod, cardCompanyName } = payment;
  if (payMethod === null) return null;
  const word = i18n.t(`common.method.${payMethod}`);
  if (payMethod !== 'CARD' || cardCompanyName === null || cardCompanyName === '') return word;
  const korean = i18n.language === 'ko';
  const english = companiesEn[cardCompanyName.replace(/카드$/, '')];
  if (!korean && english !== undefined) return `${english} ${word}`;
  if (/카드|card/i.test(cardCompanyName)) return cardCompanyName;
  return korean ? `${cardCompanyName}${word}` : `${cardCompanyName} ${word}`;
}
