/** The words of digests and of mails with sheets, in the language that the shop chose. */
import type { DigestTopic, NoticeLang } from '../../shared/notices.ts';

const ko = {
  digest: '창구에서 확인할 일이 있어요',
  open: '할 일 열기',
  topics: {
    approval: '관리자 확인을 기다리는 일',
    expiring: '곧 만료되는 승인 대기',
    person: '사람이 확인해야 하는 일',
    differs: '토스와 다른 결제',
  },
  count: (count: string, fresh: string) => `${count}건 (새로 ${fresh}건)`,
  test: '시험 메시지예요. 창구에 확인할 일이 생기면 여기에 알려 드릴게요.',
  mail: {
    subject: {
      day: (shop: string, day: string) => `[${shop}] ${day} 일마감`,
      month: (shop: string, month: string) => `[${shop}] ${month} 월마감 서명`,
    },
    lead: {
      day: (day: string) => `${day} 하루의 합계예요.`,
      month: (month: string) => `${month} 월마감에 서명한 금액이에요.`,
    },
    line: (name: string, count: string, won: string) => `${name} ${count}건 ${won}원`,
    net: (name: string, won: string) => `${name} ${won}원`,
    attached: '세금별 합계는 첨부한 파일에 있어요.',
    why: '메일을 받을 사람은 창구의 설정 › 알림에서 정해요.',
  },
  sheet: {
    name: '합계',
    file: { day: '일마감', month: '월마감' },
    rows: { paid: '결제', refunded: '환불', transferred: '직접 송금', net: '환불 뺀 금액' },
    columns: [
      ...['구분', '건수', '금액 (원)', '과세 (원)', '부가세 (원)', '비과세 (원)', '봉사료 (원)'],
      '세금 미상 (원)',
    ],
  },
};

export type NoticeWords = Omit<typeof ko, 'topics'> & { topics: Record<DigestTopic, string> };

const en: NoticeWords = {
  digest: 'The payment desk has work for somebody',
  open: 'Open the to-do list',
  topics: {
    approval: 'Waiting for a manager to approve',
    expiring: 'Authorized payments about to expire',
    person: 'For a person to settle',
    differs: 'Different from Toss',
  },
  count: (count, fresh) => `${count} (${fresh} new)`,
  test: 'This is a test message. The payment desk will tell this channel when there is work.',
  mail: {
    subject: {
      day: (shop, day) => `[${shop}] Day close of ${day}`,
      month: (shop, month) => `[${shop}] ${month} was signed`,
    },
    lead: {
      day: (day) => `The sums of ${day}.`,
      month: (month) => `The sums of ${month} as they were signed.`,
    },
    line: (name, count, won) => `${name}: ${count}, ${won} won`,
    net: (name, won) => `${name}: ${won} won`,
    attached: 'The attached file has the sums by tax.',
    why: 'Who gets this mail is set in the payment desk under Settings › Notices.',
  },
  sheet: {
    name: 'Sums',
    file: { day: 'day-close', month: 'month-close' },
    rows: {
      ...{ paid: 'Paid', refunded: 'Refunded', transferred: 'Bank transfers' },
      net: 'After refunds',
    },
    columns: [
      ...['Kind', 'Count', 'Amount (won)', 'Taxable (won)', 'VAT (won)', 'Tax-free (won)'],
      ...['Service (won)', 'Tax unknown (won)'],
    ],
  },
};

export const noticeWords: Readonly<Record<NoticeLang, NoticeWords>> = { ko, en };
