/** Exports of files. */
export const exportsKo = {
  reason: '사유',
  reasonHelp: '감사 기록에 남아요. 예: 11월 부가세 신고 자료',
  reasonShort: '5자 이상 입력해 주세요.',
  reasonLong: '200자까지 쓸 수 있어요.',
  count: '{{count}}/{{max}}',
  submit: '파일로 받기',
  coming: '파일을 만들고 있어요 · {{size}} MB 받음',
  done: '{{name}} 파일로 받았어요.',
  doneBody: '내보낸 기록도 감사 기록에 남았어요.',
  failed: '내보내지 못했어요',
  payments: {
    title: '결제 내보내기',
    lead: '지금 조건에 맞는 결제 {{payments}}건과 환불을 한 파일로 받아요. 환불은 금액이 −인 줄로 따로 들어가요.',
    leadUnknown:
      '지금 조건에 맞는 결제와 환불을 한 파일로 받아요. 환불은 금액이 −인 줄로 따로 들어가요.',
    leadRefunds: '이 기간에 한 환불만 한 파일로 받아요. 결제 {{payments}}건의 환불이에요.',
    sumOfRefunds: '환불 {{refunded}}',
    sums: '결제 {{paid}} − 환불 {{refunded}} = 환불 뺀 금액 {{net}}',
    personal: '상품명과 직원 이름 같은 개인정보가 들어 있을 수 있어요.',
    format: '파일 형식',
    xlsx: '엑셀 (XLSX)',
    csv: 'CSV',
  },
} as const;
