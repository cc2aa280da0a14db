import { afterEach, describe, expect, it } from 'vitest';
import { setLanguage } from '../../client/copy/i18n.ts';
import {
  formatAge,
  formatAgo,
  formatAmount,
  formatClock,
  formatCountdown,
  formatMoment,
  formatRowTime,
} from '../../client/format.ts';

/** Tuesday, 24 November 2026, 14:12:09 in Seoul. */
const now = Date.parse('2026-11-24T05:12:09.000Z');
const before = (seconds: number) => new Date(now - seconds * 1000).toISOString();

afterEach(() => setLanguage('ko'));

describe('amounts', () => {
  it('have separators, the unit, and a true minus sign', () => {
    expect(formatAmount(186_000)).toBe('186,000원');
    expect(formatAmount(0)).toBe('0원');
    expect(formatAmount(-131_800)).toBe('\u2212131,800원');
  });

  it('have the English format in English', async () => {
    await setLanguage('en');
    expect(formatAmount(186_000)).toBe('₩186,000');
    expect(formatAmount(-5)).toBe('\u2212₩5');
  });
});

describe('times are those of Seoul, whatever the browser’s time zone', () => {
  it('have the day of the week, and the year only when it is another one', () => {
    expect(formatMoment('2026-11-24T05:03:00.000Z', now)).toBe('11월 24일 (화) 14:03');
    expect(formatMoment('2025-11-23T15:30:00.000Z', now)).toBe('2025년 11월 24일 (월) 00:30');
    expect(formatClock('2026-11-24T15:00:00.000Z')).toBe('00:00');
  });

  it('are as short as a row allows', () => {
    expect(formatRowTime('2026-11-24T05:03:00.000Z', now)).toBe('14:03');
    expect(formatRowTime('2026-11-23T07:44:00.000Z', now)).toBe('어제 16:44');
    // Five to midnight in Seoul is the day before, though it is the same day in UTC.
    expect(formatRowTime('2026-11-23T14:55:00.000Z', now)).toBe('어제 23:55');
    expect(formatRowTime('2026-11-20T05:03:00.000Z', now)).toBe('11월 20일 14:03');
    expect(formatRowTime('2025-11-23T05:03:00.000Z', now)).toBe('25. 11. 23.');
  });

  it('are relative up to an hour, then absolute', () => {
    expect(formatAgo(before(0), now)).toBe('방금');
    expect(formatAgo(before(12), now)).toBe('12초 전');
    expect(formatAgo(before(59.9), now)).toBe('59초 전');
    expect(formatAgo(before(60), now)).toBe('1분 전');
    expect(formatAgo(before(59 * 60 + 59), now)).toBe('59분 전');
    expect(formatAgo(before(3600), now)).toBe('13:12');
  });

  it('are formatted as durations', () => {
    expect(formatAge(before(8), now)).toBe('8초째');
    expect(formatAge(before(125), now)).toBe('2분째');
    expect(formatAge(before(3 * 3600), now)).toBe('3시간째');
    expect(formatAge(before(-5), now)).toBe('0초째');
  });

  it('count down, and stop at zero', () => {
    expect(formatCountdown(before(-192), now)).toBe('03:12');
    expect(formatCountdown(before(-3665), now)).toBe('61:05');
    expect(formatCountdown(before(0), now)).toBeNull();
  });
});
