import type { OperationKind, OperationState } from '../../../shared/operation.ts';
import type { Drift } from '../../../shared/payment.ts';
import { paymentWordsKo } from '../../../shared/payment-words.ts';

/** The one table of status words: Toss's, ours, and what differs between the two. */
export const statusesKo = {
  toss: paymentWordsKo.status,
  partial: paymentWordsKo.partial,
  full: paymentWordsKo.full,
  amounts: '{{refunded}} / {{amount}}',
  operation: {
    proposed: '결재 대기',
    ready: '보내기 전 · 취소 가능',
    sending: '보내는 중',
    not_sent: '아직 보내지 못함',
    unknown: '결과 확인 중',
    pending: '토스 처리 중',
    absent: '처리 안 됨 확인',
    needs_review: '사람의 확인 필요',
    succeeded: '완료',
    failed: '처리되지 않음',
    declined: '보내지 않음',
    given_up: '포기',
  },
  refused: '거절됨',
  going: { execute: '승인 처리 중', cancel: '취소 처리 중', refund: '환불 처리 중' },
  absent: { execute: '미승인 확인됨', cancel: '미취소 확인됨', refund: '미환불 확인됨' },
  review: { execute: '승인 확인 필요', cancel: '취소 확인 필요', refund: '환불 확인 필요' },
  done: { execute: '승인 완료', cancel: '취소 완료', refund: '환불 완료' },
  late: '뒤늦게 처리됨',
  drift: {
    'outside-refund': '외부에서 환불됨',
    missing: '토스에 없음',
    contradiction: '어긋남',
  },
  left: '만료까지 {{time}}',
} as const satisfies {
  operation: Record<OperationState, string>;
  going: Record<OperationKind, string>;
  absent: Record<OperationKind, string>;
  review: Record<OperationKind, string>;
  done: Record<OperationKind, string>;
  drift: Record<Drift, string>;
} & Record<string, unknown>;
