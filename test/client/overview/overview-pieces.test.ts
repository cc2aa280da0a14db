/** The parts of the figures: days, durations, bars, and how often they are fetched. */
import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { addKorean, i18n } from '../../../client/copy/i18n.ts';
import { overviewKo } from '../../../client/copy/ko/overview.ts';
import { barScale, spreadOut } from '../../../client/overview/bar-scale.ts';
import { durationWords } from '../../../client/overview/figure-words.ts';
import { overviewOptions } from '../../../client/overview/overview-options.ts';
import {
  readSpanChoice,
  spanFault,
  writeSpanChoice,
} from '../../../client/overview/span-choice.ts';
import { overviewOf } from './overview-figures.ts';

addKorean({ overview: overviewKo });
const TODAY = '2026-11-24';

describe('the address', () => {
  it.each([
    ['', { days: 30 }],
    ['days=7', { days: 7 }],
    ['days=90', { days: 90 }],
    ['days=8', { days: 30 }],
    ['from=2026-11-01&to=2026-11-02', { from: '2026-11-01', to: '2026-11-02' }],
    ['from=2026-11-01', { days: 30 }],
    ['from=2026-11-31&to=2026-12-01&days=7', { days: 7 }],
    ['from=2026-11-24&to=2026-11-25', { days: 30 }],
    ['from=a&to=b', { days: 30 }],
  ])('%s is parsed, with a default for invalid values', (text, choice) =>
    expect(readSpanChoice(new URLSearchParams(text), TODAY)).toEqual(choice),
  );

  it.each(['', 'days=7', 'days=90', 'from=2026-11-01&to=2026-11-02'])('%s is unchanged', (text) => {
    const choice = readSpanChoice(new URLSearchParams(text), TODAY);
    expect(writeSpanChoice(choice).toString()).toBe(text);
  });

  it('may have a range of up to 92 days, until today', () => {
    expect(spanFault('2026-08-25', TODAY, TODAY)).toBeNull();
    expect(spanFault('2026-08-24', TODAY, TODAY)).toBe('long');
    expect(spanFault(TODAY, TODAY, TODAY)).toBeNull();
  });
});

describe('a duration', () =>
  it.each([
    [0, '1초'],
    [400, '1초'],
    [59_400, '59초'],
    [60_000, '1분'],
    [200_000, '3분 20초'],
    [3_600_000, '1시간'],
    [3_605_000, '1시간'],
    [7_500_000, '2시간 5분'],
    [90_000_000, '1일 1시간'],
    [172_800_000, '2일'],
  ])('of %i ms is %s', (ms, words) => expect(durationWords(ms, i18n.t)).toBe(words)));

describe('the bars', () => {
  it('have one scale both ways, and fill the height', () => {
    const { ground, lines, heightOf } = barScale([30_000, 100_000], [0, 50_000], 202);
    expect(heightOf(100_000)).toBeCloseTo(2 * heightOf(50_000));
    expect(ground + heightOf(50_000)).toBeLessThanOrEqual(202);
    expect(ground - heightOf(100_000)).toBeCloseTo(0);
    expect(lines.map(({ won }) => won)).toEqual([50_000, 100_000]);
    expect(lines.map(({ y }) => Math.round(y))).toEqual([Math.round(ground / 2), 0]);
  });

  it('are visible however small, and absent for zero', () => {
    const { ground, heightOf } = barScale([9_000_000], [1], 200);
    expect(heightOf(0)).toBe(0);
    expect(heightOf(1)).toBe(2);
    expect(ground + heightOf(1)).toBeLessThanOrEqual(200);
  });

  it.each([
    [[], []],
    [[0], [0]],
    [[0], [70_000]],
    [[1], [0]],
    [[7_300_000_000], [1]],
  ])('stay within the height: %j %j', (paid, refunded) => {
    const { ground, lines, heightOf } = barScale(paid, refunded, 200);
    expect(ground).toBeGreaterThanOrEqual(0);
    expect(ground - Math.max(0, ...paid.map(heightOf))).toBeGreaterThanOrEqual(-0.001);
    expect(ground + Math.max(0, ...refunded.map(heightOf))).toBeLessThanOrEqual(200.001);
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.length).toBeLessThanOrEqual(4);
  });

  it('have few labels, the first and the last among them', () => {
    expect(spreadOut(3, 4)).toEqual([0, 1, 2]);
    expect(spreadOut(30, 4)).toEqual([0, 10, 19, 29]);
    expect(spreadOut(92, 4)).toEqual([0, 30, 61, 91]);
  });
});

describe('the refetch interval', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  /** Shows the figures in a visible browser. @returns the seconds at which they were fetched */
  function watch() {
    const times: number[] = [];
    const from = Date.now();
    const client = new QueryClient();
    const options = overviewOptions({ days: 30 });
    const observer = new QueryObserver(client, {
      ...options,
      queryFn: () => {
        times.push(Math.round((Date.now() - from) / 1000));
        return overviewOf();
      },
    });
    const stop = observer.subscribe(() => undefined);
    const change = () => client.invalidateQueries({ queryKey: ['overview'], refetchType: 'none' });
    return { times, change, stop };
  }
  const seconds = (n: number) => vi.advanceTimersByTimeAsync(n * 1000);

  it('is a minute without events', async () => {
    const { times, stop } = watch();
    await seconds(185);
    expect(times).toEqual([0, 60, 120, 180]);
    stop();
  });

  it('is at least thirty seconds, however much changes', async () => {
    const { times, change, stop } = watch();
    for (let second = 0; second < 100; second += 1) {
      await seconds(1);
      await change();
    }
    expect(times).toEqual([0, 30, 60, 90]);
    stop();
  });

  it('is short after a change that comes late', async () => {
    const { times, change, stop } = watch();
    await seconds(45);
    await change();
    await seconds(2);
    expect(times).toEqual([0, 46]);
    stop();
  });
});
