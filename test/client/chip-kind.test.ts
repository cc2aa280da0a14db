import { describe, expect, it } from 'vitest';
import { describePayment, statusChip } from '../../client/parts/chip-kind.ts';
import { payStatuses, type OpenOperation, type Payment } from '../../shared/payment.ts';
import { singlePayment } from './support/fixtures.ts';
import { ko } from '../support/words.ts';

const now = Date.parse('2026-11-24T05:12:00.000Z');

const open = (part: Partial<OpenOperation>): Partial<Payment> => ({
  openOperation: {
    id: 'o1',
    kind: 'refund',
    state: 'sending',
    amount: 4000,
    requestedBy: { id: 's1', name: '김민지' },
    createdAt: '2026-11-24T05:11:58.000Z',
    sentAt: '2026-11-24T05:11:59.000Z',
    nextCheckAt: null,
    sendAfter: null,
    refusal: null,
    ...part,
  },
});

const chip = (part: Partial<Payment>) => describePayment(singlePayment(part), now);

describe('the one chip of a payment', () => {
  it('has a word for each of the nine statuses', () => {
    const words = payStatuses.map((status) => statusChip(singlePayment({ status })).word);
    expect(new Set(words).size).toBe(9);
  });

  it('tells a partial from a full refund by what remains', () => {
    expect(chip({ status: 'REFUND_SUCCESS', remaining: 1 })).toMatchObject({ kind: 'partial' });
    expect(chip({ status: 'REFUND_SUCCESS', remaining: 0 })).toMatchObject({ kind: 'full' });
  });

  it('shows an unknown status as Toss wrote it', () =>
    expect(chip({ status: 'PAY_NEW_STATE' })).toMatchObject({
      word: 'PAY_NEW_STATE',
      known: false,
    }));

  it('is outlined from the press until Toss has confirmed it', () => {
    expect(chip(open({}))).toMatchObject({
      kind: 'refund-asked',
      word: ko('statuses.going.refund'),
    });
    expect(chip({ ...open({}), status: 'REFUND_PROGRESS' }).kind).toBe('refunding');
  });

  it('shows 결과 확인 중 after 15 s without an answer, though the state is still sending', () => {
    const silent = chip(open({ sentAt: '2026-11-24T05:11:45.000Z' }));
    expect(silent).toMatchObject({ kind: 'unknown', since: '2026-11-24T05:11:45.000Z' });
  });

  it('shows a refusal at once, and counts down until it is final', () => {
    const confirmedAt = '2026-11-24T05:27:00.000Z';
    const refusal = { code: 'COMMON_REFUND_ERROR', message: '환불할 수 없어요.', confirmedAt };
    expect(chip(open({ state: 'unknown', refusal }))).toMatchObject({
      ...{ kind: 'refused', word: ko('statuses.refused') },
      ...{ until: confirmedAt, since: null },
    });
  });

  it('prefers what needs a person to Toss’s status', () => {
    expect(chip(open({ state: 'unknown' })).kind).toBe('unknown');
    expect(chip(open({ state: 'absent' })).word).toBe(ko('statuses.absent.refund'));
    expect(chip(open({ state: 'needs_review' })).kind).toBe('review');
    expect(chip({ drift: 'outside-refund' }).word).toBe(ko('statuses.drift.outside-refund'));
  });
});
