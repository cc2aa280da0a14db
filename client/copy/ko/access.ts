import type { AccessKind, AccessRecord } from '../../../shared/access-record.ts';
import { askedWordsKo } from '../../../shared/asked-words.ts';

/** 접속 기록: the access records. */
export const accessKo = {
  title: '접속 기록',
  lead: '누가 언제 어디서 어떤 결제를 봤는지 남아요. 10분 안에 같은 결제를 다시 보면 한 번으로 기록해요.',
  tabs: { label: '기록의 종류', audit: '감사 기록', access: '접속 기록' },
  kept: '{{years}}년 동안 보관해요.',
  loading: '접속 기록을 불러오고 있어요',
  failed: '접속 기록을 불러오지 못했어요',
  moreFailed: '그다음 기록을 불러오지 못했어요',
  empty: { title: '아직 기록이 없어요', body: '누군가 결제를 보면 여기에 나타나요.' },
  filtered: { title: '조건에 맞는 기록이 없어요', body: '조건을 하나씩 빼 보세요.' },
  notYet: {
    title: '여기까지는 조건에 맞는 기록이 없어요',
    body: '더 오래된 기록에 있을 수 있어요.',
  },
  further: '더 오래된 기록에서 찾기',
  notKept: {
    title: '{{when}}부터 접속 기록을 남기지 못하고 있어요',
    body: '남기지 못한 기록은 창구가 켜져 있는 동안 보관해요. 서버의 디스크 공간과 창구 로그를 확인해 주세요.',
  },
  who: {
    staff: '{{name}} 님',
    token: '‘{{name}}’ 토큰',
  } satisfies Record<AccessRecord['actor']['type'], string>,
  kinds: {
    list: '결제 목록',
    payment: '결제',
    operation: '처리',
    'bulk-refund': '일괄 환불',
    receipt: '환불 확인서',
    export: '파일로 내보내기',
    'toss-log': '토스와 주고받은 내용',
    'audit-log': '감사 기록',
  } satisfies Record<AccessKind, string>,
  payments: '결제 {{count}}건',
  asked: '조건: {{query}}',
  asking: askedWordsKo,
  requests: '요청 {{count}}번을 한 줄로 모았어요.',
  open: '{{clock}} {{kind}} 자세히',
  detail: {
    at: '시각',
    atValue: '{{when}} (한국 시각)',
    who: '누가',
    address: '어디서',
    kind: '무엇을',
    query: '조건',
    payments: '결제',
    none: '새로 본 결제는 없어요.',
    inFile: '파일에 어떤 결제가 들어 있는지는 조건으로 확인해 주세요.',
  },
  only: { staff: '이 사람의 기록만', token: '이 토큰의 기록만' } satisfies Record<
    AccessRecord['actor']['type'],
    string
  >,
  noFiles:
    '파일로 내보낸 결제는 여기에 나오지 않아요. ‘무엇을’에서 ‘파일로 내보내기’를 선택해 조건을 확인해 주세요.',
  filters: { staff: '누가', kind: '무엇을', unknownPerson: '알 수 없는 사람' },
  export: {
    button: '내보내기',
    title: '접속 기록 내보내기',
    lead: '지금 조건에 맞는 접속 기록을 CSV 파일로 받아요.',
    personal: '직원 이름과 접속 주소가 들어 있어요. 안전한 곳에 보관해 주세요.',
  },
} as const;
