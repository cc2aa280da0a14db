/**
 * Labels for the parameters of a recorded request, used on the access-records screen and in its
 * file. Each language is a constant of its own, so that a browser loads only one.
 */
import { isoToKst } from './kst.ts';
import { paymentWordsEn, paymentWordsKo } from './payment-words.ts';
import { formatWon } from './won.ts';

export interface AskedWords {
  terms: Readonly<Record<string, string>>;
  values: Readonly<Record<string, string>>;
  /** `{{won}}` is the amount. */
  won: string;
}

export const askedWordsKo = {
  terms: {
    q: '검색',
    status: '상태',
    method: '결제수단',
    from: '부터',
    to: '까지',
    clock: '기준 시각',
    amountMin: '최소 금액',
    amountMax: '최대 금액',
    amount: '금액',
    refunded: '환불',
    refundable: '환불 가능',
    tax: '세금',
    drift: '토스와 다름',
    staff: '담당',
    by: '누가',
    state: '처리 상태',
    action: '종류',
    reason: '사유',
    file: '파일',
    id: '번호',
    orderNo: '주문번호',
    payToken: '결제 토큰',
    operationId: '처리 번호',
  },
  values: {
    ...paymentWordsKo.status,
    ...paymentWordsKo.method,
    created: '결제 생성',
    completed: '결제 완료',
    changed: '마지막 변경',
    refunded: '환불',
    none: '환불 없음',
    partial: '부분 환불',
    full: '전액 환불',
    single: '과세',
    exempt: '비과세',
    combined: '복합',
    mixed: '비과세·복합',
    staff: '모든 직원',
    true: '예',
    false: '아니요',
  },
  won: '{{won}}원',
} as const satisfies AskedWords;

export const askedWordsEn = {
  terms: {
    q: 'Search',
    status: 'Status',
    method: 'Method',
    from: 'From',
    to: 'Until',
    clock: 'Time of',
    amountMin: 'At least',
    amountMax: 'At most',
    amount: 'Amount',
    refunded: 'Refunds',
    refundable: 'Refundable',
    tax: 'Tax',
    drift: 'Differs from Toss',
    staff: 'Requested by',
    by: 'Who',
    state: 'State',
    action: 'Kind',
    reason: 'Reason',
    file: 'File',
    id: 'Number',
    orderNo: 'Order number',
    payToken: 'Payment token',
    operationId: 'Operation',
  },
  values: {
    ...paymentWordsEn.status,
    ...paymentWordsEn.method,
    created: 'creation',
    completed: 'payment',
    changed: 'last change',
    refunded: 'refund',
    none: 'none',
    partial: 'partial',
    full: 'full',
    single: 'taxable',
    exempt: 'tax-free',
    combined: 'mixed',
    mixed: 'tax-free or mixed',
    staff: 'all staff',
    true: 'yes',
    false: 'no',
  },
  won: '{{won}} won',
} as const satisfies AskedWords & {
  terms: Record<keyof typeof askedWordsKo.terms, string>;
  values: Record<keyof typeof askedWordsKo.values, string>;
};

/** Free text: shown as it is, even where it equals a known value. */
const ownTexts = ['q', 'reason', 'file', 'orderNo', 'staff', 'id'];
const moments = ['from', 'to'];

function valueText(name: string, value: unknown, words: AskedWords): string {
  if (Array.isArray(value)) return value.map((item) => valueText(name, item, words)).join(', ');
  if (typeof value === 'number') return words.won.replace('{{won}}', formatWon(value));
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  if (ownTexts.includes(name)) return text;
  if (moments.includes(name) && !Number.isNaN(Date.parse(text))) {
    return isoToKst(new Date(text).toISOString());
  }
  return words.values[text] ?? text;
}

/** Returns text such as `검색: 꽃다발 · 상태: 결제 완료`; a parameter without a label keeps its API name. */
export function askedText(query: Readonly<Record<string, unknown>>, words: AskedWords): string {
  return Object.entries(query)
    .map(([name, value]) => `${words.terms[name] ?? name}: ${valueText(name, value, words)}`)
    .join(' · ');
}
