import { describe, expect, it } from 'vitest';
import { toJamo } from '../../../client/palette/hangul.ts';
import { matchScore } from '../../../client/palette/match.ts';

const refund = ['환불', '돌려주기 반품', 'refund return'];
const todayRefunded = ['오늘 환불', 'refunded today'];
const settings = ['설정', 'settings'];
const todo = ['할 일', 'to do'];
const fits = (typed: string, texts: readonly string[]) => matchScore(typed, texts) > 0;

describe('Korean, taken apart', () =>
  it('comes as its keys would be pressed', () => {
    expect(toJamo('환불')).toBe('ㅎㅗㅏㄴㅂㅜㄹ');
    expect(toJamo('값 a')).toBe('ㄱㅏㅂㅅ a');
  }));

describe('what was typed', () => {
  it.each(['ㅎ', '호', '화', '환', '환ㅂ', '환부', '환불'])('finds 환불 by %s', (typed) =>
    expect(fits(typed, refund)).toBe(true),
  );

  it.each([
    ['ㅎㅂ', refund],
    ['ㅎ불', refund],
    ['ㅇㄴㅎㅂ', todayRefunded],
    ['ㅅㅈ', settings],
    ['ㅎㅇ', todo],
    // An input method makes one letter of two that are typed in a row.
    ['ㄳ', ['결산', 'x']],
  ] as const)('finds by initial consonants: %s', (typed, texts) =>
    expect(fits(typed, texts)).toBe(true),
  );

  it.each([
    ['refund', refund],
    ['REF', refund],
    ['반품', refund],
    ['today refunded', todayRefunded],
    ['환불 오늘', todayRefunded],
    ['할일', todo],
    ['  할   일 ', todo],
    ['ghksqnf', refund],
    ['tjfwjd', settings],
  ] as const)('finds in either language, in any order: %s', (typed, texts) =>
    expect(fits(typed, texts)).toBe(true),
  );

  it.each([
    ['ㅂㅎ', refund],
    ['환전', refund],
    ['fu', refund],
    ['환불 내일', todayRefunded],
    ['gh', refund],
    ['설명', settings],
  ] as const)('does not find what was not meant: %s', (typed, texts) =>
    expect(fits(typed, texts)).toBe(false),
  );

  it('puts a name before a part of it, and both before a word that stands for it', () => {
    const score = (texts: readonly string[]) => matchScore('환불', texts);
    const ranked = [
      score(refund),
      score(['환불 사유']),
      score(todayRefunded),
      score(['반품', '환불']),
    ];
    expect(ranked).toEqual([100, 90, 75, 80]);
    expect(matchScore('refund', refund)).toBeLessThan(matchScore('환불', refund));
  });
});
