/** Toss's rule for a reason is the same in every form that takes one. */
import { describe, expect, it } from 'vitest';
import { readRow } from '../../client/bulk-refunds/list-row.ts';
import { reasonFaults } from '../../client/parts/sent-reason.ts';
import { draftFaults, draftOf } from '../../client/settings/settings-draft.ts';

const settings = {
  shopName: '모퉁이 상점',
  businessNumber: null,
  approvalFromWon: null,
  approvalHours: 24,
  graceSeconds: { operator: 0, manager: 0 },
  stepUpFromWon: null,
  personDayWon: { operator: null, manager: null },
  shopDayWon: null,
  pushAmounts: false,
  accessYears: 2,
  buyerDataYears: 5,
};

const forms = {
  'a reason from the list': (text: string) =>
    reasonFaults({ reason: text, otherText: '', note: '' }).length > 0,
  'the text of 기타': (text: string) =>
    reasonFaults({ reason: '기타', otherText: text, note: '전화로 받음' }).length > 0,
  'a row of a bulk refund': (text: string) =>
    readRow({ orderNo: '1024', reason: text }, 1).faults.length > 0,
  'the reasons in 설정': (text: string) => {
    const draft = draftOf({ ...settings, refundReasons: [text] });
    return Object.keys(draftFaults(draft)).includes('refundReasons/0');
  },
};

describe.each(Object.entries(forms))('%s', (_, refuses) => {
  it.each([
    '"불량"',
    "손님's",
    String.raw`역\슬래시`,
    '탭\t사이',
    '짝 없는 \ud800',
    '가'.repeat(51),
  ])('refuses %j', (text) => expect(refuses(text)).toBe(true));
  it.each(['불량 (파손)', '‘불량’', '가'.repeat(50)])('takes %j', (text) =>
    expect(refuses(text)).toBe(false),
  );
});
