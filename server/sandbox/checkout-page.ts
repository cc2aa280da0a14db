import type { PaymentRow } from './payment-row.ts';
import type { PaymentTerms } from './payment-terms.ts';
import { isOffered, LEAST_INSTALLMENT_WON } from './rules/buyer-terms.ts';
import { CARD_COMPANIES } from './card-companies.ts';
import { toSeoulText } from './seoul-time.ts';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Escapes texts of merchants and buyers for HTML. */
function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

export function formatWon(won: number): string {
  return `${won.toLocaleString('ko-KR')}원`;
}

/** Formats a time as `18:14` (Seoul). */
function formatTime(atMs: number): string {
  return toSeoulText(atMs).slice(11, 16);
}

function layout(title: string, body: string): string {
  return `<!doctype html>
<html lang="ko">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${escapeHtml(title)}</title>
<link rel="stylesheet" href="/payfront/font/pretendardvariable-dynamic-subset.css">
<link rel="stylesheet" href="/payfront/checkout.css">
</head>
<body>
<div class="sheet">
<header class="brand">
<span class="mark" aria-hidden="true"></span>토스 결제 <span class="tag">샌드박스</span>
</header>
${body}
</div>
</body>
</html>
`;
}

/** A page with one sentence, for a payment that can't be paid here. */
export function noticePage(title: string, sentence: string): string {
  return layout(
    title,
    `<main class="notice"><h1>${escapeHtml(title)}</h1><p>${escapeHtml(sentence)}</p></main>`,
  );
}

type MoneyOff = Pick<PaymentTerms, 'discountWon' | 'pointsWon'>;

const MONEY = `<label class="method">
<input type="radio" name="payMethod" value="TOSS_MONEY" checked>
<span><strong>토스머니</strong><small>연결된 계좌에서 바로 출금돼요</small></span>
</label>
`;

const MONTHS = [2, 3, 6, 12];

function monthsChoice(): string {
  const months = MONTHS.map((count) => `<option value="${count}">${count}개월</option>`);
  return `<div class="company">
<label for="spreadOut">할부</label>
<select id="spreadOut" name="spreadOut"><option value="0">일시불</option>${months.join('')}</select>
</div>
`;
}

function cardChoice(names: readonly string[], isOnly: boolean, hasMonths: boolean): string {
  const companies = names.map((name) => `<option value="${name}">${name}카드</option>`);
  return `<label class="method">
<input type="radio" name="payMethod" value="CARD"${isOnly ? ' checked' : ''}>
<span><strong>카드</strong><small>${hasMonths ? '할부를 고를 수 있어요' : '일시불로 결제돼요'}</small></span>
</label>
<div class="company">
<label for="cardCompanyName">카드사</label>
<select id="cardCompanyName" name="cardCompanyName">${companies.join('')}</select>
</div>
${hasMonths ? monthsChoice() : ''}`;
}

/** What the merchant offers for this payment. */
function methodChoice(payment: PaymentRow, terms: PaymentTerms): string {
  const hasMoney = isOffered(terms, 'TOSS_MONEY', null);
  const cards = CARD_COMPANIES.filter((name) => isOffered(terms, 'CARD', name));
  const isLarge = payment.amount >= LEAST_INSTALLMENT_WON;
  const hasMonths = terms.createdBy === 'v2' && terms.installment && isLarge;
  return `<fieldset class="methods">
<legend>결제 수단</legend>
${hasMoney ? MONEY : ''}${cards.length > 0 ? cardChoice(cards, !hasMoney, hasMonths) : ''}</fieldset>`;
}

/** What Toss takes off, where it does. */
function moneyFacts(payment: PaymentRow, off: MoneyOff): string {
  const facts = [
    ['즉시할인', off.discountWon],
    ['토스포인트', off.pointsWon],
  ] as const;
  const shown = facts.filter(([, won]) => won > 0);
  if (shown.length === 0) return '';
  const paid = formatWon(payment.amount - off.discountWon - off.pointsWon);
  const lines = shown.map(
    ([name, won]) => `<div><dt>${name}</dt><dd>-${formatWon(won)}</dd></div>\n`,
  );
  return `${lines.join('')}<div><dt>실제 결제 금액</dt><dd>${paid}</dd></div>\n`;
}

/** The page on which a buyer pays or cancels; works without scripts. */
export function checkoutPage(
  payment: PaymentRow,
  terms: PaymentTerms,
  off: MoneyOff,
  shopName: string,
): string {
  const amount = formatWon(payment.amount);
  return layout(
    `${amount} 결제하기`,
    `<main>
<p class="shop">${escapeHtml(shopName)}</p>
<h1 class="amount">${amount}</h1>
<dl class="facts">
<div><dt>상품</dt><dd>${escapeHtml(payment.productDesc)}</dd></div>
<div><dt>주문번호</dt><dd>${escapeHtml(payment.orderNo)}</dd></div>
<div><dt>결제 기한</dt><dd>${formatTime(payment.expiresAt)}까지</dd></div>
${moneyFacts(payment, off)}</dl>
<form method="post" action="/payfront/auth">
<input type="hidden" name="payToken" value="${escapeHtml(payment.payToken)}">
${methodChoice(payment, terms)}
<p class="hint">연습용 화면이에요. 실제 돈은 빠져나가지 않아요.</p>
<div class="buttons">
<button class="pay" name="action" value="pay">결제하기</button>
<button class="stop" name="action" value="stop">결제 취소</button>
</div>
</form>
</main>`,
  );
}
