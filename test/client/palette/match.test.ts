import { describe, expect, it } from 'vitest';
import { toJamo } from '../../../client/palette/hangul.ts';
import { matchScore } from '../../../client/palette/match.ts';
import { ko } from '../../support/words.ts';

const refund = [ko('common.kind.refund'), ko('palette.words.refund'), 'refund return'];
const todayRefunded = [ko('palette.names.refunded'), 'refunded today'];
const settings = [ko('settings.title'), 'settings'];
const todo = [ko('review.title'), 'to do'];
const fits = (typed: string, texts: readonly string[]) => matchScore(typed, texts) > 0;

describe('Korean text, decomposed', () =>
  it('gives the keys that type it', () => {
    expect(toJamo(ko('common.kind.refund'))).toBe('ㅎㅗㅏㄴㅂㅜㄹ');
    expect(toJamo('값 a')).toBe('ㄱㅏㅂㅅ a');
  }));

describe('the typed text', () => {
  it.each(['ㅎ', '호', ko('common.weekday.d2'), '환', '환ㅂ', '환부', ko('common.kind.refund')])(
    'finds 환불 by %s',
    (typed) => expect(fits(typed, refund)).toBe(true),
  );

  it.each([
    ['ㅎㅂ', refund],
    ['ㅎ불', refund],
    ['ㅇㄴㅎㅂ', todayRefunded],
    ['ㅅㅈ', settings],
    ['ㅎㅇ', todo],
    // An input method combines two letters typed in a row into one.
    ['ㄳ', ['결산', 'x']],
  ] as const)('matches initial consonants: %s', (typed, texts) =>
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
  ] as const)('matches either language, in any order: %s', (typed, texts) =>
    expect(fits(typed, texts)).toBe(true),
  );

  it.each([
    ['ㅂㅎ', refund],
    ['환전', refund],
    ['fu', refund],
    ['환불 내일', todayRefunded],
    ['gh', refund],
    [ko('audit.facts.detail'), settings],
  ] as const)('does not match too loosely: %s', (typed, texts) =>
    expect(fits(typed, texts)).toBe(false),
  );

  it('ranks a whole name before a part of it, and both before a synonym', () => {
    const score = (texts: readonly string[]) => matchScore(ko('common.kind.refund'), texts);
    const ranked = [
      score(refund),
      score([ko('settings.sections.reasons.title')]),
      score(todayRefunded),
      score(['반품', ko('common.kind.refund')]),
    ];
    expect(ranked).toEqual([100, 90, 75, 80]);
    expect(matchScore('refund', refund)).toBeLessThan(matchScore(ko('common.kind.refund'), refund));
  });
});
