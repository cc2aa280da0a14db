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
    proposed: '관리자 확인 대기',
    ready: '보내기 전 · 취소 가능',
    sending: '보내는 중',
    not_sent: '아직 보내지 못함',
    unknown: '결과 확인 중',
    pending: '토스 처리 중',
    absent: '처리 안 된 것 같아요',
    needs_review: '직접 확인 필요',
    succeeded: '완료',
    failed: '처리 안 됨',
    declined: '보내지 않음',
    given_up: '중단',
  },
  refused: '거절됨',
  going: { execute: '승인 처리 중', cancel: '취소 처리 중', refund: '환불 처리 중' },
  absent: {
    execute: '승인 안 된 것 같아요',
    cancel: '취소 안 된 것 같아요',
    refund: '환불 안 된 것 같아요',
  },
  review: {
    execute: '승인 직접 확인 필요',
    cancel: '취소 직접 확인 필요',
    refund: '환불 직접 확인 필요',
  },
  done: { execute: '승인 완료', cancel: '취소 완료', refund: '환불 완료' },
  late: '나중에 처리됨',
  drift: {
    'outside-refund': '외부 환불',
    missing: '토스에 없음',
    contradiction: '토스와 다름',
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
