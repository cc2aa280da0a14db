import type { SandboxOptions } from '../options.ts';
import { addDays, type SeoulDay, weekdayOf } from '../seoul-time.ts';

/** Saturdays and Sundays; the sandbox knows no holidays. */
function isWeekend(day: SeoulDay): boolean {
  const weekday = weekdayOf(day);
  return weekday === 0 || weekday === 6;
}

function addBusinessDays(day: SeoulDay, count: number): SeoulDay {
  let reached = day;
  for (let left = count; left > 0;) {
    reached = addDays(reached, 1);
    if (!isWeekend(reached)) left -= 1;
  }
  return reached;
}

function lastDayOfMonth(day: SeoulDay): SeoulDay {
  const inNextMonth = addDays(`${day.slice(0, 6)}28`, 4);
  return addDays(inNextMonth, -Number(inNextMonth.slice(6)));
}

/** The day on which a trade is paid out; `""` for a test key's. */
export function dueDayOf(settleDay: SeoulDay, payMethod: string, options: SandboxOptions): string {
  if (options.settlement !== 'live') return '';
  const isMoney = payMethod === 'TOSS_MONEY';
  const days = isMoney ? options.tossMoneyDueDays : options.cardDueDays;
  const from = options.settlementCycle === 'monthly' ? lastDayOfMonth(settleDay) : settleDay;
  return addBusinessDays(from, days);
}

/** As many days as no payout takes: business days with their weekends, and a month. */
export function longestWait({ tossMoneyDueDays, cardDueDays, settlementCycle }: SandboxOptions) {
  const month = settlementCycle === 'monthly' ? 31 : 0;
  return 2 * Math.max(tossMoneyDueDays, cardDueDays) + 4 + month;
}
