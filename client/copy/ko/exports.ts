/** Exports of files. */
export const exportsKo = {
  reason: '내보내는 까닭',
  reasonHelp: '감사 기록에 남아요. 예: 11월 부가세 신고 자료',
  reasonShort: '5자 이상 적어 주세요.',
  reasonLong: '200자까지 쓸 수 있어요.',
  count: '{{count}}/{{max}}',
  submit: '파일로 받기',
  coming: '파일을 만들고 있어요 · {{size}} MB 받음',
  done: '{{name}} 파일로 받았어요.',
  doneBody: '내보낸 것도 감사 기록에 적혔어요.',
  failed: '내보내지 못했어요',
  payments: {
    title: '결제 내보내기',
    lead: '지금 조건에 맞는 결제 {{payments}}건과 그 환불을 한 파일로 받아요. 환불은 금액 앞에 −를 붙인 별도의 줄이에요.',
    leadUnknown:
      '지금 조건에 맞는 결제와 그 환불을 한 파일로 받아요. 환불은 금액 앞에 −를 붙인 별도의 줄이에요.',
    leadRefunds: '이 기간에 한 환불만 한 파일로 받아요. 결제 {{payments}}건의 환불이에요.',
    sumOfRefunds: '환불 {{refunded}}',
    sums: '결제 {{paid}} − 환불 {{refunded}} = 순액 {{net}}',
    personal: '상품 이름과 직원 이름처럼 사람을 알아볼 수 있는 글이 들어 있을 수 있어요.',
    format: '파일 형식',
    xlsx: '엑셀 (XLSX)',
    csv: 'CSV',
  },
} as const;
