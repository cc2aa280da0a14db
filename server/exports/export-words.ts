/** The words of an export, in the language of the person who downloads it. */
import { paymentWordsEn, paymentWordsKo } from '../../shared/payment-words.ts';
import type { LineKind } from '../payment-lines.ts';

const ko = {
  kinds: {
    payment: '결제',
    refund: '환불',
    'outside-refund': '외부 환불',
    'bank-transfer': '직접 송금',
  },
  columns: {
    ...paymentWordsKo.column,
    kind: '구분',
    orderNo: '주문번호',
    productDesc: '상품',
    card: '카드사',
    at: '결제·환불 시각 (한국 시각)',
    won: '금액 (원)',
    taxable: '과세 (원)',
    vat: '부가세 (원)',
    taxFree: '비과세 (원)',
    serviceFee: '봉사료 (원)',
    estimated: '세금 추정',
    ordered: '주문 금액 (원)',
    remaining: '남은 금액 (원)',
    refundNo: '환불번호',
    reason: '사유',
    staff: '담당',
    createdAt: '생성 시각 (한국 시각)',
    payToken: '결제 토큰',
    unknown: '세금 미상 (원)',
    taxKind: '세금 종류',
    paidAt: '결제 시각 (한국 시각)',
    transferred: '직접 송금 (원)',
    items: '상품 내역',
  },
  taxKinds: { single: '과세', exempt: '비과세', mixed: '복합' },
  estimated: '추정',
  totals: { paid: '결제 합계', refunded: '환불 합계', net: '환불 뺀 금액' },
  signedBy:
    '{{month}} 월마감은 {{when}} {{name}} 님이 서명했어요. 위 합계는 파일을 받은 시점의 금액이에요.',
  signed: {
    paid: '서명한 결제 합계',
    refunded: '서명한 환불 합계',
    net: '환불 뺀 금액 (서명 당시)',
  },
  changed: {
    paid: '서명 뒤 바뀐 결제',
    refunded: '서명 뒤 바뀐 환불',
    net: '환불 뺀 금액 (서명 뒤 변동)',
  },
  sheet: '결제',
  sumSheet: '합계',
  payment: paymentWordsKo,
} as const satisfies Record<string, unknown> & { kinds: Record<LineKind, string> };

type Words<T> = { readonly [K in keyof T]: T[K] extends string ? string : Words<T[K]> };
export type ExportWords = Words<typeof ko>;

const en: ExportWords = {
  kinds: {
    payment: 'Payment',
    refund: 'Refund',
    'outside-refund': 'Refund elsewhere',
    'bank-transfer': 'Bank transfer',
  },
  columns: {
    ...paymentWordsEn.column,
    kind: 'Kind',
    orderNo: 'Order number',
    productDesc: 'Product',
    card: 'Card company',
    at: 'Paid or refunded at (Korea time)',
    won: 'Amount (won)',
    taxable: 'Taxable (won)',
    vat: 'VAT (won)',
    taxFree: 'Tax-free (won)',
    serviceFee: 'Service (won)',
    estimated: 'Tax estimated',
    ordered: 'Ordered (won)',
    remaining: 'Remaining (won)',
    refundNo: 'Refund number',
    reason: 'Reason',
    staff: 'Staff',
    createdAt: 'Created at (Korea time)',
    payToken: 'Payment token',
    unknown: 'Tax unknown (won)',
    taxKind: 'Tax kind',
    paidAt: 'Paid at (Korea time)',
    transferred: 'Bank transfer (won)',
    items: 'Items',
  },
  taxKinds: { single: 'Taxable', exempt: 'Tax-free', mixed: 'Mixed' },
  estimated: 'estimated',
  totals: { paid: 'Total paid', refunded: 'Total refunded', net: 'After refunds' },
  signedBy:
    '{{name}} signed {{month}} on {{when}} (Korea time). The sums above are those of this download.',
  signed: {
    paid: 'Paid as signed',
    refunded: 'Refunded as signed',
    net: 'After refunds as signed',
  },
  changed: {
    paid: 'Change of paid',
    refunded: 'Change of refunded',
    net: 'Change of the sum after refunds',
  },
  sheet: 'Payments',
  sumSheet: 'Sums',
  payment: paymentWordsEn,
};

export const exportWords: Readonly<Record<'ko' | 'en', ExportWords>> = { ko, en };
