import { describe, expect, it } from 'vitest';
import {
  daysToAsk,
  isDue,
  isTooEarly,
  nextTime,
  provesAbsence,
  type Attempt,
} from '../../server/settlement/import-times.ts';
import type { SettlementDateType } from '../../shared/settlement.ts';

const at = (text: string) => Date.parse(`2026-05-${text}:00+09:00`);
const attempt = (text: string, fault: Attempt['fault'] = null): Attempt => ({
  askedAt: new Date(at(text)).toISOString(),
  fault,
});

/** The times of the whole fortnight at which a day is asked for, each answered so. */
function asked(dateType: SettlementDateType, fault: Attempt['fault'] = null): string[] {
  const times: string[] = [];
  let last: Attempt | undefined;
  for (let ms = at('04T00:00'); ms < at('18T00:00'); ms += 5 * 60_000) {
    if (!isDue(dateType, '2026-05-04', last, ms)) continue;
    last = { askedAt: new Date(ms).toISOString(), fault };
    times.push(new Date(ms + 9 * 3_600_000).toISOString().slice(8, 16));
  }
  return times;
}

describe('a day is asked for', () => {
  it('by its trades in the morning and the afternoon after, and two and seven days later', () => {
    expect(asked('SETTLE')).toEqual(['05T07:00', '05T14:00', '06T07:00', '11T07:00']);
  });

  it('by its payouts when Toss has confirmed them, and again', () => {
    expect(asked('DUE')).toEqual(['04T13:05', '05T07:00', '06T07:00', '11T07:00']);
  });

  it('each morning of a week while it does not count, and hourly without an answer', () => {
    expect(asked('DUE', 'totals-differ')).toEqual([
      ...['04T13:05', '05T07:00', '06T07:00', '07T07:00', '08T07:00'],
      ...['09T07:00', '10T07:00', '11T07:00'],
    ]);
    expect(asked('SETTLE', 'no-answer').slice(0, 4)).toEqual([
      ...['05T07:00', '05T08:00', '05T09:00', '05T10:00'],
    ]);
  });

  it('again where it was asked by a clock that was ahead', () => {
    const ahead = attempt('09T12:00');
    expect(isDue('SETTLE', '2026-05-04', ahead, at('05T09:00'))).toBe(true);
    expect(isDue('SETTLE', '2026-05-04', ahead, at('05T05:00'))).toBe(false);
    expect(isDue('SETTLE', '2026-05-04', ahead, at('09T13:00'))).toBe(false);
  });

  it('next at', () => {
    expect(nextTime('DUE', '2026-05-04', undefined, at('04T09:00'))).toBe(
      new Date(at('04T13:05')).toISOString(),
    );
    expect(nextTime('DUE', '2026-05-04', attempt('12T09:00'), at('12T09:00'))).toBe(null);
  });
});

it('is too early before 06:00 of the next day, and before 13:00 of a payout', () => {
  expect(isTooEarly('SETTLE', '2026-05-04', at('05T05:59'))).toBe(true);
  expect(isTooEarly('SETTLE', '2026-05-04', at('05T06:00'))).toBe(false);
  expect(isTooEarly('DUE', '2026-05-04', at('04T12:59'))).toBe(true);
  expect(provesAbsence('2026-05-04', at('05T13:59'))).toBe(false);
  expect(provesAbsence('2026-05-04', at('05T14:00'))).toBe(true);
});

it('a start asks for a week, trades before payouts, the oldest first', () => {
  const days = daysToAsk(at('12T09:00'));
  expect(days).toHaveLength(16);
  expect(days[0]).toEqual({ dateType: 'SETTLE', day: '2026-05-05' });
  expect(days.at(-1)).toEqual({ dateType: 'DUE', day: '2026-05-12' });
});
