/** Regression lines, quantiles, and what is judged in a run of a given length. */
import { describe, expect, it } from 'vitest';
import type { Journal, PaymentSums } from '../process/journal.ts';
import { percentile, slopePerHour } from './figures.ts';
import { setApart } from './former-payments.ts';
import { growthOf, rowsOf, type Summary } from './verdict.ts';

const MINUTE_MS = 60_000;

describe('figures', () => {
  it('have a slope by least squares', () => {
    const at = (minute: number, value: number) => ({ atMs: minute * MINUTE_MS, value });
    expect(slopePerHour([at(0, 10), at(30, 11), at(60, 12)])).toBeCloseTo(2);
    expect(slopePerHour([at(0, 10), at(20, 13), at(40, 7), at(60, 10)])).toBeCloseTo(-1.8);
    expect(slopePerHour([at(5, 10)])).toBe(0);
    expect(slopePerHour([])).toBe(0);
  });

  it('have percentiles', () => {
    const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect(percentile(hundred, 0.5)).toBe(50);
    expect(percentile(hundred, 0.99)).toBe(99);
    expect(percentile(hundred, 1)).toBe(100);
    expect(percentile([], 0.5)).toBe(0);
  });

  it('leave out the first quarter of the time', () => {
    const readings = [0, 10, 20, 30, 40].map((minute) => ({
      atMs: minute * MINUTE_MS,
      heap: minute < 10 ? 500 : 40 + minute / 60,
      own: null,
      resident: 100,
    }));
    expect(growthOf(readings)).toEqual({ heap: 1, own: null, resident: 0 });
  });
});

describe('payments from before the run', () => {
  const sums = (payToken: string, refunded: number): PaymentSums => ({
    ...{ payToken, status: 'PAY_COMPLETE', amount: 5000, refunded, drift: null },
    ...{ taxable: refunded, vat: 0, taxFree: 0, serviceFee: 0 },
  });
  const journalOf = (...payments: PaymentSums[]): Journal => ({
    operations: new Map(),
    payments: new Map(payments.map((row) => [row.payToken, row])),
    integrity: 'ok',
  });
  const former = journalOf(sums('old', 100), sums('older', 0)).payments;

  it('are left out, also where their status has moved on', () => {
    const moved = { ...sums('older', 0), status: 'PAY_CANCEL' };
    const { ofRun, changed } = setApart(journalOf(sums('old', 100), moved, sums('new', 9)), former);
    expect([...ofRun.payments.keys()]).toEqual(['new']);
    expect(changed).toEqual([]);
  });

  it('are reported where their money has changed, or they are missing', () => {
    const { changed } = setApart(journalOf(sums('old', 200)), former);
    expect(changed[0]).toBe('old of before: refunded was 100, is 200');
    expect(changed).toContain('older of before: amount was 5000, is gone');
  });
});

describe('a verdict', () => {
  const summary: Summary = {
    ...{
      seconds: 1800,
      perSecond: 20,
      asked: 32_400,
      accepted: 1,
      refundsAtToss: 1,
      moneyCalls: 1,
      tossCalls: 3,
    },
    ...{ spoiledCalls: 0, idleTurns: 0, acceptedP50Ms: 5, acceptedP99Ms: 150, acceptedMaxMs: 200 },
    ...{
      growth: { heap: 1, own: 0.5, resident: 20 },
      deskCpuSeconds: 9,
      heapMb: 40,
      residentMb: 120,
    },
    ...{ memory: [], counts: {}, errors: {}, broken: [] },
  };
  const verdicts = (change: Partial<Summary>) =>
    rowsOf({ ...summary, ...change }).map((row) => row.verdict);

  it('covers everything after half an hour', () => {
    expect(verdicts({})).toEqual(['met', 'met', 'met', 'met', 'met']);
    const grown = { heap: 1.01, own: 2, resident: 20 };
    const worst = { asked: 32_000, acceptedP99Ms: 151, growth: grown, broken: ['one'] };
    expect(verdicts(worst)).toEqual(Array.from({ length: 5 }, () => 'not met'));
  });

  it('leaves out what a short run can’t show, but never money', () => {
    const grown = { heap: 9, own: 9, resident: 9 };
    const worst = { asked: 9, acceptedP99Ms: 999, growth: grown, broken: ['one'] };
    const [notMet, notJudged] = ['not met', 'not judged'];
    expect(verdicts({ ...worst, seconds: 600 })).toEqual([
      ...[notMet, notMet, notMet, notJudged, notJudged],
    ]);
    expect(verdicts({ ...worst, seconds: 120 })).toEqual([
      ...[notMet, notJudged, notJudged, notJudged, notJudged],
    ]);
    expect(verdicts({ growth: { heap: 0, own: null, resident: null } }).at(-1)).toBe(notJudged);
  });
});
