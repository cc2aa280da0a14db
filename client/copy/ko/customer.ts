/** What to tell the customer. Read aloud or sent as it is, so it names no internal step. */
export const customerKo = {
  title: '고객에게 이렇게 안내해 주세요',
  copy: '고객 안내 문구 복사',
  what: {
    execute: {
      received: '주문 {{orderNo}}, {{amount}} 결제를 처리하고 있어요.',
      open: '주문 {{orderNo}}, {{amount}} 결제가 바로 완료되지 않았어요.',
      done: '주문 {{orderNo}}, {{amount}} 결제가 완료됐어요.',
      failed: '주문 {{orderNo}}, {{amount}} 결제가 완료되지 않았어요.',
    },
    cancel: {
      received: '주문 {{orderNo}}, {{amount}} 결제 취소를 접수했어요.',
      open: '주문 {{orderNo}}, {{amount}} 결제가 바로 취소되지 않았어요.',
      done: '주문 {{orderNo}}, {{amount}} 결제가 취소됐어요.',
      failed: '주문 {{orderNo}}, {{amount}} 결제가 취소되지 않았어요.',
    },
    refund: {
      received: '주문 {{orderNo}}, {{amount}} 환불을 접수했어요.',
      open: '주문 {{orderNo}}, {{amount}} 환불이 바로 처리되지 않았어요.',
      done: '주문 {{orderNo}}, {{amount}} 환불이 처리됐어요.',
      failed: '주문 {{orderNo}}, {{amount}} 환불이 처리되지 않았어요.',
    },
  },
  discounted: '할인·포인트를 쓰신 결제라 {{amount}} 중 {{back}}을 돌려드려요.',
  about: '약 {{amount}}',
  next: {
    going: '처리되면 바로 알려드릴게요.',
    approval: '담당자가 한 번 더 확인하고 있어요. 처리되면 바로 알려드릴게요.',
    checking: '결과를 확인하고 있어요. 확인되면 바로 알려드릴게요.',
    pending: '토스에서 처리하고 있어요. 끝나면 바로 알려드릴게요.',
    refused: '다시 확인하고 {{time}}쯤 알려드릴게요.',
    sorry: '이유를 확인하고 다시 안내해 드릴게요.',
    uncharged: '빠져나간 돈은 없어요.',
    card: '카드 취소는 카드사에 따라 3~5영업일 뒤, {{days}}쯤 반영돼요.',
    money: '토스머니로 바로 들어갔어요.',
    anyMethod: '결제하신 수단으로 돌려드려요.',
  },
  days: '{{first}}~{{last}}',
  sameMonth: '{{day}}일',
  arrives: '{{days}}쯤 반영',
} as const;
