/** What an address of the close is of: a day, a month or some days. */
import { isDay } from '../address-values.ts';
import { dayAfter, monthAfter } from '../seoul-days.ts';
import { dayPath } from './days.ts';

export type Period =
  | { kind: 'day'; day: string }
  | { kind: 'month'; month: string; from: string; to: string }
  | { kind: 'span'; from: string; to: string };

/** `2026-11-24`, `2026-11` or `2026-11-01~2026-11-24`; anything else is taken for a day. */
export function readPeriod(text: string): Period {
  if (/^\d{4}-\d{2}$/.test(text) && isDay(`${text}-01`)) {
    const from = `${text}-01`;
    return { kind: 'month', month: text, from, to: dayAfter(`${monthAfter(text, 1)}-01`, -1) };
  }
  const [from = '', to = '', ...rest] = text.split('~');
  if (rest.length === 0 && isDay(from) && isDay(to) && from <= to) {
    return { kind: 'span', from, to };
  }
  return { kind: 'day', day: text };
}

export const monthPath = (month: string) => dayPath(month);
export const spanPath = (from: string, to: string) => dayPath(`${from}~${to}`);
