import { describe, expect, it } from 'vitest';
import { nextPollAt } from '../../server/operations/next-poll.ts';
import type { PaymentRow } from '../../server/storage/schema.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;
const START = Date.parse('2026-01-01T00:00:00.000Z');
const at = (ms: number) => new Date(START + ms).toISOString();

function delay(row: Partial<PaymentRow>, nowMs: number, scale = 1): number | null {
  const full = {
    status: 'PAY_STANDBY',
    refunded: 0,
    created_at: at(0),
    changed_at: at(0),
    expires_at: at(15 * MINUTE),
    completed_at: null,
    differs_no: null,
    quarantined: 0,
    ...row,
  } as PaymentRow;
  const next = nextPollAt(full, at(nowMs), scale);
  return next === null ? null : Date.parse(next) - START - nowMs;
}

describe('the next poll', () => {
  it.each<[string, Partial<PaymentRow>, number, number | null]>([
    ['of a young payment', {}, MINUTE, 20 * SECOND],
    ['of an older one', {}, 5 * MINUTE, MINUTE],
    ['shortly before its end', {}, 13 * MINUTE + 1, 5 * SECOND],
    ['shortly after its end', {}, 16 * MINUTE, 5 * SECOND],
    ['long after its end', {}, 60 * MINUTE, 10 * MINUTE],
    ['where the end is not known', { expires_at: null }, 30 * MINUTE, MINUTE],
    ['of an approved one, the same', { status: 'PAY_APPROVED' }, 5 * MINUTE, MINUTE],
    ['of a charge that runs', { status: 'PAY_PROGRESS' }, 5 * MINUTE, 5 * SECOND],
    ['of a refund that runs', { status: 'REFUND_PROGRESS' }, 5 * MINUTE, 5 * SECOND],
    ['of a refund that runs on an old payment', { status: 'REFUND_PROGRESS' }, 2 * DAY, 5 * MINUTE],
    ['of a paid one', { status: 'PAY_COMPLETE', completed_at: at(0) }, DAY, DAY],
    ['of a refunded one', { status: 'REFUND_SUCCESS', completed_at: at(0) }, DAY, DAY],
    ['of one paid long ago', { status: 'PAY_COMPLETE', completed_at: at(0) }, 91 * DAY, null],
    [
      'of one that was not read well since a copy came back',
      { status: 'PAY_COMPLETE', completed_at: at(0), quarantined: 1 },
      91 * DAY,
      10 * MINUTE,
    ],
    ['of a canceled one', { status: 'PAY_CANCEL' }, MINUTE, null],
    ['of a settled one', { status: 'SETTLEMENT_COMPLETE', completed_at: at(0) }, DAY, null],
    ['of one in a state that nobody knows', { status: 'SOMETHING_NEW' }, MINUTE, 10 * MINUTE],
    [
      'of one whose reads contradict the books',
      { status: 'PAY_CANCEL', differs_no: 1 },
      DAY,
      10 * MINUTE,
    ],
    [
      'of one whose refund does not show yet',
      { status: 'PAY_COMPLETE', refunded: 1, completed_at: at(0) },
      MINUTE,
      5 * SECOND,
    ],
    [
      'of one whose refund does not show for long',
      { status: 'PAY_COMPLETE', refunded: 1, completed_at: at(0) },
      3 * MINUTE,
      10 * MINUTE,
    ],
  ])('%s', (_name, row, nowMs, expected) => expect(delay(row, nowMs)).toBe(expected));

  it('is scaled, but for the daily sweep', () => {
    expect(delay({}, 5 * MINUTE, 0.1)).toBe(6 * SECOND);
    expect(delay({ status: 'PAY_COMPLETE', completed_at: at(0) }, DAY, 0.1)).toBe(DAY);
  });
});
