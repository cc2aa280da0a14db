/**
 * When which day of the settlement is asked for. Toss loads the trades of a day at about 06:00 of
 * the next one, which may be slow until the afternoon, and confirms payouts by 13:00.
 */
import { DAY_MS, kstDayOf } from '../../shared/kst.ts';
import { DAYS_BACK, type ImportFault, type SettlementDateType } from '../../shared/settlement.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** When an answer about a day can be complete, after the day's start. */
const COMPLETE_AFTER_MS: Record<SettlementDateType, number> = {
  SETTLE: DAY_MS + 6 * HOUR_MS,
  DUE: 13 * HOUR_MS,
};

/** When a day is asked for, after its start. The later ones find what Toss has corrected. */
const ASKED_AFTER_MS: Record<SettlementDateType, readonly number[]> = {
  SETTLE: [DAY_MS + 7 * HOUR_MS, DAY_MS + 14 * HOUR_MS, ...[2, 7].map(morningOf)],
  DUE: [13 * HOUR_MS + 5 * MINUTE_MS, ...[1, 2, 7].map(morningOf)],
};

/** After an answer that did not count, the day is asked for again each morning. */
const TRIED_AFTER_MS = [1, 2, 3, 4, 5, 6, 7].map(morningOf);
/** After no answer at all, it is asked for again sooner. */
const NO_ANSWER_MS = HOUR_MS;

/** A payment or refund without a line is missing from then on: the second time it was asked for. */
const PROVES_ABSENCE_MS = DAY_MS + 14 * HOUR_MS;

function morningOf(days: number): number {
  return days * DAY_MS + 7 * HOUR_MS;
}

const startMs = (day: string) => Date.parse(`${day}T00:00:00+09:00`);

/** Seoul's day of a time. */
export const seoulDayAt = (ms: number) => kstDayOf(new Date(ms).toISOString());

export const addDays = (day: string, days: number) => seoulDayAt(startMs(day) + days * DAY_MS);

/** Every day of a span, counted: a day after 9999-12-31 is a text that sorts before all others. */
export function daysOfSpan({ from, to }: { from: string; to: string }): string[] {
  const count = (startMs(to) - startMs(from)) / DAY_MS + 1;
  return Array.from({ length: count }, (_, index) => addDays(from, index));
}

/** `true` before Toss can know the whole day. */
export const isTooEarly = (dateType: SettlementDateType, day: string, nowMs: number) =>
  nowMs < startMs(day) + COMPLETE_AFTER_MS[dateType];

export const provesAbsence = (day: string, askedMs: number) =>
  askedMs >= startMs(day) + PROVES_ABSENCE_MS;

/** The newest attempt at a day. */
export interface Attempt {
  askedAt: string;
  fault: ImportFault | null;
}

function timesOf(dateType: SettlementDateType, day: string, last: Attempt | undefined): number[] {
  const planned = ASKED_AFTER_MS[dateType];
  const again = last?.fault == null ? [] : TRIED_AFTER_MS;
  const times = [...planned, ...again].map((afterMs) => startMs(day) + afterMs);
  if (last?.fault === 'no-answer') times.push(Date.parse(last.askedAt) + NO_ANSWER_MS);
  return times.toSorted((a, b) => a - b);
}

/** Whether a day is to be asked for now. */
export function isDue(
  dateType: SettlementDateType,
  day: string,
  last: Attempt | undefined,
  nowMs: number,
): boolean {
  const askedMs = last === undefined ? -Infinity : Date.parse(last.askedAt);
  // Asked by a clock that was ahead: Toss may not have had the day yet.
  const lastMs = askedMs > nowMs ? -Infinity : askedMs;
  return timesOf(dateType, day, last).some((atMs) => atMs > lastMs && atMs <= nowMs);
}

/** When a day is asked for next, ISO UTC; `null`: not any more. */
export function nextTime(
  dateType: SettlementDateType,
  day: string,
  last: Attempt | undefined,
  nowMs: number,
): string | null {
  const next = timesOf(dateType, day, last).find((atMs) => atMs > nowMs);
  return next === undefined ? null : new Date(next).toISOString();
}

/** The days that may be asked for at a time, the oldest first: trades before payouts. */
export function daysToAsk(nowMs: number): { dateType: SettlementDateType; day: string }[] {
  const today = seoulDayAt(nowMs);
  const days = Array.from({ length: DAYS_BACK + 1 }, (_, index) =>
    addDays(today, index - DAYS_BACK),
  );
  return [
    ...days.map((day) => ({ dateType: 'SETTLE' as const, day })),
    ...days.map((day) => ({ dateType: 'DUE' as const, day })),
  ];
}
