import { describe, expect, it } from 'vitest';
import { spellKoreanNumber } from '../../client/ui/spell-korean-number.ts';

describe('an amount in Korean words', () => {
  it.each([
    [0, '영'],
    [1, '일'],
    [10, '십'],
    [11, '십일'],
    [100, '백'],
    [1000, '천'],
    [4000, '사천'],
    [10_000, '만'],
    [11_000, '만 천'],
    [20_000, '이만'],
    [74_000, '칠만 사천'],
    [110_000, '십일만'],
    [186_000, '십팔만 육천'],
    [9_999_999, '구백구십구만 구천구백구십구'],
    [100_000_000, '일억'],
    [100_010_000, '일억 일만'],
    [1_000_000_000_000, '일조'],
  ])('%i is %s', (value, words) => expect(spellKoreanNumber(value)).toBe(words));

  it.each([-1, 1.5, Number.NaN, 2 ** 60])('is empty for %d', (value) =>
    expect(spellKoreanNumber(value)).toBe(''),
  );
});
