/** Ranges of Seoul days, parsed from a query. */
import type { HandlerInput } from '../../shared/api.ts';
import { DAY_MS, isoToKst, kstToIso } from '../../shared/kst.ts';
import { MOST_OVERVIEW_DAYS } from '../../shared/overview.ts';
import type { FieldError } from '../../shared/problem.ts';
import { AppError } from '../errors.ts';
import type { Stretch } from '../storage/overview-figures.ts';

/** Default length of the range. */
const USUAL_DAYS = 30;

/** The Seoul day of a time: `2026-11-24`. */
export const dayOf = (iso: string) => isoToKst(iso).slice(0, 10);

/** Start of a day, ISO UTC; `null` when there is no such day. */
const startOf = (day: string) => kstToIso(`${day} 00:00:00`);

/** The time `days` days later (negative: earlier); days in Seoul all have 24 hours. */
export const daysLater = (iso: string, days: number) =>
  new Date(Date.parse(iso) + days * DAY_MS).toISOString();

/** A range of whole days in Seoul. */
export interface DaySpan extends Stretch {
  days: number;
}

/** The range of `days` days that ends with `day`. @throws Error when there is no such day */
export function daysUpTo(day: string, days: number): DaySpan {
  const start = startOf(day);
  if (start === null) throw new Error(`There is no day ${day}`);
  return { from: daysLater(start, 1 - days), to: daysLater(start, 1), days };
}

type Query = HandlerInput<'GET /api/overview'>['query'];

function wrong(name: keyof Query, code: string, detail: string, params: FieldError['params'] = {}) {
  return { pointer: `/query/${name}`, code, params, detail };
}

function faultsOf({ from, to, days }: Query, now: string): FieldError[] {
  const today = dayOf(now);
  const last = to ?? today;
  const start = from === undefined ? null : startOf(from);
  const end = startOf(last);
  const isNoDay = (name: 'from' | 'to') => wrong(name, 'no-such-day', 'is no day of the calendar');
  const faults: FieldError[] = [];
  if (from !== undefined && start === null) faults.push(isNoDay('from'));
  if (end === null) faults.push(isNoDay('to'));
  if (end !== null && last > today) {
    faults.push(wrong('to', 'in-future', `must not be after today, ${today}`, { today }));
  }
  if (from !== undefined && days !== undefined) {
    faults.push(wrong('days', 'not-both', 'must not be given together with from'));
  }
  if (start === null || end === null) return faults;
  const count = (Date.parse(end) - Date.parse(start)) / DAY_MS + 1;
  if (count < 1) faults.push(wrong('from', 'after-end', 'must not be after the last day'));
  if (count > MOST_OVERVIEW_DAYS) {
    const detail = `must make at most ${String(MOST_OVERVIEW_DAYS)} days with the last day`;
    faults.push(wrong('from', 'too-many-days', detail, { maximum: MOST_OVERVIEW_DAYS }));
  }
  return faults;
}

/**
 * The range of a query.
 * @param now ISO UTC; today is its day in Seoul
 * @throws AppError invalid-request with all faults of the query
 */
export function readSpan(query: Query, now: string): DaySpan {
  const errors = faultsOf(query, now);
  if (errors.length > 0) throw new AppError('invalid-request', undefined, { errors });
  const { from, to = dayOf(now), days = USUAL_DAYS } = query;
  if (from === undefined) return daysUpTo(to, days);
  const first = daysUpTo(from, 1);
  const count = (Date.parse(daysUpTo(to, 1).from) - Date.parse(first.from)) / DAY_MS + 1;
  return daysUpTo(to, count);
}
