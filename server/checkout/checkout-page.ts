/** The buyer's return page: phone-first, and independent of what the query claims. */
import { isPaid, type Payment } from '../../shared/payment.ts';
import { isoToKst } from '../../shared/kst.ts';
import { formatWon } from '../../shared/won.ts';
import { escapeHtml } from '../http/escape-html.ts';
import { checkoutStyle } from './checkout-style.ts';

type Language = 'ko' | 'en';
export type CheckoutState = 'paid' | 'checking' | 'stopped' | 'refunded' | 'neutral';

/** The state shown to the buyer for a payment's status. */
function checkoutStateOf(payment: Payment | undefined): CheckoutState {
  if (payment === undefined) return 'neutral';
  if (payment.status === 'PAY_CANCEL') return 'stopped';
  if (!isPaid(payment.status)) return 'checking';
  return payment.refunded > 0 ? 'refunded' : 'paid';
}

const words: Record<Language, Record<CheckoutState, [title: string, text: string]>> = {
  ko: {
    paid: ['결제가 완료됐어요', '이 창은 닫아도 돼요.'],
    checking: [
      '결제를 확인하고 있어요',
      '보통 몇 초 걸려요. 다시 결제하지 마세요. 확인되면 화면이 자동으로 바뀌어요.',
    ],
    stopped: [
      '결제를 취소했어요',
      '빠져나간 돈은 없어요. 다시 결제하려면 가게에 새 결제 링크를 요청해 주세요.',
    ],
    refunded: ['결제 후 환불됐어요', '자세한 내용은 가게에 문의해 주세요.'],
    neutral: ['가게에서 결제를 확인하고 있어요', '결과는 토스 앱이나 가게에서 볼 수 있어요.'],
  },
  en: {
    paid: ['Payment complete', 'You can close this page.'],
    checking: [
      'Checking your payment',
      'This usually takes seconds. Please do not pay again: this page changes by itself.',
    ],
    stopped: [
      'Payment stopped',
      'No money was taken. To try again, ask the shop for a new payment link.',
    ],
    refunded: ['Paid and refunded', 'Ask the shop for the details.'],
    neutral: ['The shop is checking the payment', 'See the Toss app or ask the shop.'],
  },
};

const labels: Record<
  Language,
  Record<'shop' | 'product' | 'amount' | 'refunded' | 'time', string>
> = {
  ko: { shop: '가게', product: '상품', amount: '금액', refunded: '환불', time: '시각' },
  en: { shop: 'Shop', product: 'Item', amount: 'Amount', refunded: 'Refunded', time: 'Time' },
};

const icons: Record<CheckoutState, string> = {
  paid: '<path d="M5 12l5 5l10 -10"/>',
  checking: '<path d="M12 3a9 9 0 1 0 9 9"/>',
  stopped: '<path d="M18 6l-12 12"/><path d="M6 6l12 12"/>',
  refunded: '<path d="M9 14l-4 -4l4 -4"/><path d="M5 10h11a4 4 0 1 1 0 8h-1"/>',
  neutral: '<path d="M12 8v4l3 2"/><path d="M12 3a9 9 0 1 0 .01 0z"/>',
};

/** While the status is not final the page reloads itself with a meta refresh, without scripts. */
const REFRESH_SECONDS = 3;

function won(amountWon: number, language: Language): string {
  return language === 'ko' ? `${formatWon(amountWon)}원` : `₩${formatWon(amountWon)}`;
}

function facts(payment: Payment, shopName: string, language: Language): string {
  const label = labels[language];
  const rows: [string, string][] = [[label.shop, shopName]];
  if (payment.productDesc !== '') rows.push([label.product, payment.productDesc]);
  rows.push([label.amount, won(payment.amount, language)]);
  if (payment.refunded > 0) rows.push([label.refunded, won(payment.refunded, language)]);
  if (payment.completedAt !== null) rows.push([label.time, isoToKst(payment.completedAt)]);
  const lines = rows.map(
    ([term, value]) => `<div><dt>${escapeHtml(term)}</dt><dd>${escapeHtml(value)}</dd></div>`,
  );
  return `<dl>${lines.join('')}</dl>`;
}

/** @param payment its present state; `undefined` for an unknown reference */
export function checkoutPage(
  payment: Payment | undefined,
  shopName: string,
  language: Language,
): string {
  const state = checkoutStateOf(payment);
  const [title, text] = words[language][state];
  const refresh =
    state === 'checking' ? `<meta http-equiv="refresh" content="${String(REFRESH_SECONDS)}">` : '';
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
${refresh}
<title>${escapeHtml(title)} · ${escapeHtml(shopName)}</title>
<style>${checkoutStyle}</style>
</head>
<body>
<main class="${state}">
<svg viewBox="0 0 24 24" aria-hidden="true">${icons[state]}</svg>
<h1>${escapeHtml(title)}</h1>
<p>${escapeHtml(text)}</p>
${payment === undefined ? '' : facts(payment, shopName, language)}
</main>
</body>
</html>
`;
}
