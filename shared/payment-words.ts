/**
 * Labels of a payment's fields, shared by screens and exported files so that both say the same.
 * Each language is a constant of its own, so that a browser loads only one.
 */
import type { ListColumn, PayMethod, PayStatus } from './payment.ts';
import type { TaxPart } from './tax-split.ts';

interface PaymentWords {
  /** Labels by status; REFUND_SUCCESS uses `partial` or `full`, by whether money remains. */
  status: Record<PayStatus, string>;
  partial: string;
  full: string;
  method: Record<PayMethod, string>;
  part: Record<TaxPart, string>;
  /** Columns that are called the same in the list and in a file, and facts like them. */
  column: Partial<Record<ListColumn, string>>;
}

export const paymentWordsKo = {
  status: {
    PAY_STANDBY: '결제 대기',
    PAY_APPROVED: '승인 대기',
    PAY_CANCEL: '결제 취소',
    PAY_PROGRESS: '출금 처리 중',
    PAY_COMPLETE: '결제 완료',
    REFUND_PROGRESS: '환불 처리 중',
    REFUND_SUCCESS: '환불 완료',
    SETTLEMENT_COMPLETE: '정산 완료',
    SETTLEMENT_REFUND_COMPLETE: '환불 정산 완료',
  },
  partial: '부분 환불',
  full: '전액 환불',
  method: { TOSS_MONEY: '토스머니', CARD: '카드' },
  part: { taxable: '과세', vat: '부가세', taxFree: '비과세', serviceFee: '봉사료' },
  column: { status: '상태', method: '결제수단' },
} as const satisfies PaymentWords;

export const paymentWordsEn = {
  status: {
    PAY_STANDBY: 'Awaiting payment',
    PAY_APPROVED: 'Awaiting capture',
    PAY_CANCEL: 'Canceled',
    PAY_PROGRESS: 'Charging',
    PAY_COMPLETE: 'Paid',
    REFUND_PROGRESS: 'Refunding',
    REFUND_SUCCESS: 'Refunded',
    SETTLEMENT_COMPLETE: 'Settled',
    SETTLEMENT_REFUND_COMPLETE: 'Refund settled',
  },
  partial: 'Partly refunded',
  full: 'Fully refunded',
  method: { TOSS_MONEY: 'Toss Money', CARD: 'Card' },
  part: { taxable: 'Taxable', vat: 'VAT', taxFree: 'Tax-free', serviceFee: 'Service' },
  column: { status: 'Status', method: 'Method' },
} as const satisfies PaymentWords;
