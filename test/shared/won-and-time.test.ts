import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isoToKst, kstToIso, startOfKstDay } from '../../shared/kst.ts';
import { formatWon, parseWon } from '../../shared/won.ts';

describe('won', () => {
  it.each([
    ['4,000원', 4000],
    [' 4000 ', 4000],
    ['₩4,000', 4000],
    ['４，０００', 4000],
    ['0', 0],
    ['', null],
    ['4천원', null],
    ['-4000', null],
    ['40.5', null],
    ['1e3', null],
  ])('parses %j', (text, won) => expect(parseWon(text)).toBe(won));

  it('are formatted with thousands separators and a true minus sign', () =>
    expect([0, 999, 1000, 1_234_567, -131_800].map(formatWon)).toEqual([
      '0',
      '999',
      '1,000',
      '1,234,567',
      '\u2212131,800',
    ]));

  it('are parsed as they were formatted', () =>
    fc.assert(fc.property(fc.nat(), (won) => parseWon(`${formatWon(won)}원`) === won)));
});

describe("Toss's times", () => {
  it.each([
    ['2019-04-01 12:47:35', '2019-04-01T03:47:35.000Z'],
    ['2026-01-01 00:00:00', '2025-12-31T15:00:00.000Z'],
    ['', null],
    ['2026-02-30 10:00:00', null],
    ['2026-11-24 24:00:00', null],
    ['2026-11-24T10:00:00', null],
  ])('parses %j', (text, iso) => expect(kstToIso(text)).toBe(iso));

  it('are parsed as they were formatted, to the second', () => {
    const noInvalidDate = true;
    const range = { min: new Date('2015-01-01'), max: new Date('2099-01-01'), noInvalidDate };
    fc.assert(
      fc.property(fc.date(range), (date) => {
        const iso = new Date(Math.floor(date.getTime() / 1000) * 1000).toISOString();
        return kstToIso(isoToKst(iso)) === iso;
      }),
    );
  });

  it.each([
    ['2026-11-24T14:59:59.999Z', '2026-11-23T15:00:00.000Z'],
    ['2026-11-24T15:00:00.000Z', '2026-11-24T15:00:00.000Z'],
  ])('finds the Seoul day of %s', (iso, start) => expect(startOfKstDay(iso)).toBe(start));
});
