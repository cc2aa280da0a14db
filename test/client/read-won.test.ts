import { describe, expect, it } from 'vitest';
import { readWon, readWonSum } from '../../client/ui/read-won.ts';

describe('one amount', () => {
  it.each([
    ['4500', 4500],
    ['4,500원', 4500],
    ['1,2345', 12_345],
    ['₩4,500', 4500],
    [' ４５００ ', 4500],
    ['5천', 5000],
    ['1만', 10_000],
    ['만원', 10_000],
    ['1만5천', 15_000],
    ['1만 5천원', 15_000],
    ['1만 500', 10_500],
    ['만5천', 15_000],
    ['12만3,400원', 123_400],
    ['1.5만', 15_000],
    ['1.25만원', 12_500],
    ['2억 3만', 200_030_000],
    ['0', 0],
  ])('%s', (text, won) => {
    expect(readWon(text)).toBe(won);
  });

  it.each([
    ['', 'nothing'],
    ['원', 'a unit alone'],
    ['40.5', 'a fraction of a won'],
    ['1.23456만', 'too many decimals'],
    ['0.00005만', 'less than a won'],
    ['1만5', '10,005 or 15,000'],
    ['5천5', '5,005 or 5,500'],
    ['1만12000', 'more than the unit before it'],
    ['1만20천', 'more than the unit before it'],
    ['5천1만', 'the smaller unit first'],
    ['1만천만', 'a unit twice'],
    ['1.5만5천', 'a fraction with more after it'],
    ['4500 2000', 'two amounts'],
    ['4500\n2000', 'two cells'],
    ['1만 500 200', 'two amounts'],
    ['4500+500', 'a sum'],
    ['3,000, 500', 'two amounts'],
    ['1,5만', 'a comma that groups nothing'],
    ['1e5', 'no number'],
    ['오천', 'words'],
    ['1'.repeat(16), 'too large'],
  ])('not %s: %s', (text) => {
    expect(readWon(text)).toBeNull();
  });
});

describe('a sum of amounts', () => {
  it.each([
    ['3*4500+2000', 15_500],
    ['3 × 4,500원 + 2,000원', 15_500],
    ['2x14500-1500', 27_500],
    ['2000+3*4500', 15_500],
    ['1만+5천', 15_000],
    ['2*1만5천', 30_000],
    ['10000-10000', 0],
    ['2*3*100', 600],
    ['１０００＋５００', 1500],
    ['12700', 12_700],
  ])('%s', (text, won) => {
    expect(readWonSum(text)).toBe(won);
  });

  it.each([
    ['-5', 'below 0'],
    ['+5', 'a sign without an amount before it'],
    ['1000-2000', 'below 0'],
    ['3*', 'unfinished'],
    ['3**4', 'two signs'],
    ['3+-4', 'two signs'],
    ['10000/3', 'a division'],
    ['(1+2)*3', 'brackets'],
    ['3*1만5', 'an unclear amount'],
    ['999999999999999*999999999999999', 'too large'],
    ['3*4500 2000', 'two amounts'],
    ['alert(1)', 'no amount'],
    ['2026-12-01', 'a date'],
    ['3,000, 500', 'two amounts'],
  ])('not %s: %s', (text) => {
    expect(readWonSum(text)).toBeNull();
  });
});
