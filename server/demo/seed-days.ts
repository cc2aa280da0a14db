/** Order times of a large shop, by day over two years and by hour of the Seoul day. */
import { seoulMidnight } from './seoul-day.ts';

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;
/** Length of the history in days. */
const DAYS = 730;

/** Relative orders per hour: few at night, a lunch peak, a longer evening. */
const RHYTHM = [2, 1, 1, 1, 1, 1, 2, 4, 7, 9, 11, 13, 16, 13, 10, 9, 10, 12, 15, 18, 19, 17, 11, 5];
const RHYTHM_SUM = RHYTHM.reduce((sum, weight) => sum + weight, 0);

/** The share of a day's orders in its first `hours` hours. */
function shareBefore(hours: number): number {
  const whole = Math.floor(hours);
  const done = RHYTHM.slice(0, whole).reduce((sum, weight) => sum + weight, 0);
  return (done + (RHYTHM[whole] ?? 0) * (hours - whole)) / RHYTHM_SUM;
}

/** The inverse of `shareBefore`: the hours after which this share has come. */
function hoursAt(share: number): number {
  let left = share * RHYTHM_SUM;
  for (const [hour, weight] of RHYTHM.entries()) {
    if (left < weight) return hour + left / weight;
    left -= weight;
  }
  return 24;
}

/** Relative orders of a day: the shop grows, sells more at weekends, and varies. */
function weightOf(random: () => number, midnightMs: number, index: number): number {
  const weekday = new Date(midnightMs + 12 * HOUR_MS).getUTCDay();
  const isWeekend = weekday === 0 || weekday === 6;
  return (1 + index / DAYS) * (isWeekend ? 1.3 : 1) * (0.8 + 0.4 * random());
}

/** Yields the times of `count` orders until `untilMs`, oldest first, in ms, whole seconds. */
export function* orderTimes(
  random: () => number,
  count: number,
  untilMs: number,
): Generator<number, void> {
  const lastMidnightMs = seoulMidnight(untilMs);
  const lastShare = shareBefore((untilMs - lastMidnightMs) / HOUR_MS);
  const days = Array.from({ length: DAYS }, (_, index) => {
    const isLast = index === DAYS - 1;
    const midnightMs = lastMidnightMs - (DAYS - 1 - index) * DAY_MS;
    const share = isLast ? lastShare : 1;
    return { midnightMs, share, weight: weightOf(random, midnightMs, index) * share };
  });
  const total = days.reduce((sum, day) => sum + day.weight, 0);
  let weightSoFar = 0;
  let made = 0;
  for (const { midnightMs, share, weight } of days) {
    weightSoFar += weight;
    const upTo = Math.round((weightSoFar / total) * count);
    const draws = Array.from({ length: upTo - made }, () => random() * share).sort((a, b) => a - b);
    for (const draw of draws) {
      yield midnightMs + Math.floor((hoursAt(draw) * HOUR_MS) / 1000) * 1000;
    }
    made = upTo;
  }
}
