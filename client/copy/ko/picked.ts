/** The selection in the payment list, and its actions. */
export const pickedKo = {
  label: '선택한 결제',
  refundable: '환불 가능 {{count}}건 · {{amount}}',
  noneRefundable: '환불할 수 있는 결제가 없어요',
  tooMany: '일괄 환불은 한 번에 {{max}}건까지예요. 선택을 줄여 주세요.',
  whole: '조건에 맞는 {{whole}}건 모두 선택',
  wholeTooMany: '조건에 맞는 결제는 {{whole}}건이에요. 모두 선택은 {{max}}건까지 할 수 있어요.',
  wholeFailed: '조건에 맞는 결제를 모두 불러오지 못했어요',
  clear: '선택 해제',
  refund: '일괄 환불',
} as const;
