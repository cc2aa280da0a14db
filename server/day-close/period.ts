/** The close of some days and of a month: figures with their head, signatures and changes. */
import { createHash } from 'node:crypto';
import type { MonthClose, PeriodClose, PeriodFigures } from '../../shared/api.ts';
import { DAY_MS, daysOfMonth, kstDayOf, spanOfKstDay } from '../../shared/kst.ts';
import { bankTransfersChangedSince } from '../storage/bank-transfers.ts';
import type { Span } from '../storage/day-close-figures.ts';
import { figuresOf, monthEntries, refundsSeenSince, type MonthEntry } from '../storage/months.ts';
import type { SlowReads } from '../storage/slow-reads/slow-reads.ts';
import type { Storage } from '../storage/storage.ts';
import type { SheetHead } from './day-close-routes.ts';
import { Some } from './some.ts';

/** Most refunds and transfers listed as changes since a signature; the sums cover all of them. */
const MOST_CHANGES = 100;

export interface PeriodReader {
  storage: Storage;
  slowReads: SlowReads;
  head: SheetHead;
  /** What the month's sheet says of the settlement. */
  settlementOf: (month: string) => MonthClose['settlement'];
}

/** @param from the first and `to` the last Seoul day */
export function spanOfDays({ from, to }: { from: string; to: string }): Span {
  return { from: spanOfKstDay(from).from, to: spanOfKstDay(to).to };
}

const hashOf = (figures: PeriodFigures) =>
  createHash('sha256').update(JSON.stringify(figures)).digest('hex');

/** The figures are of one moment, at or after `asOf`. */
export async function readPeriodClose(
  { storage, slowReads, head }: PeriodReader,
  days: { from: string; to: string },
): Promise<PeriodClose> {
  const asOf = storage.clock.nowIso();
  const span = spanOfDays(days);
  const figures = await slowReads.run('period', span);
  const { shopName, businessNumber } = head.shop();
  return {
    ...days,
    ...{ asOf, isOpen: asOf < span.to, mode: head.mode, shopName, businessNumber },
    ...{ figures, figuresHash: hashOf(figures) },
  };
}

const difference = (now: PeriodFigures['paid'], then: PeriodFigures['paid']) => ({
  count: now.count - then.count,
  won: now.won - then.won,
});

const moneyOf = ({ paid, refunded, transferred }: PeriodFigures) =>
  JSON.stringify([paid, refunded, transferred]);

type Changed = NonNullable<MonthClose['changed']>;

/** What the figures have become since they were signed; `null` where no sum differs. */
function changesSince(
  { read }: Storage,
  span: Span,
  now: PeriodFigures,
  entry: MonthEntry,
): Changed | null {
  const then = figuresOf(entry);
  if (moneyOf(now) === moneyOf(then)) return null;
  const refunds = new Some<Changed['refunds']['items'][number]>(MOST_CHANGES);
  const transfers = new Some<Changed['transfers']['items'][number]>(MOST_CHANGES);
  const given = { ...span, since: entry.figures_at, most: MOST_CHANGES * 10 };
  for (const { at, origin, ...refund } of read(refundsSeenSince(given))) {
    if (at !== null) refunds.add({ ...refund, at, isOwn: origin === 'desk' });
  }
  for (const transfer of read(bankTransfersChangedSince(given))) transfers.add(transfer);
  const paid = difference(now.paid, then.paid);
  const refunded = difference(now.refunded, then.refunded);
  const transferred = difference(now.transferred, then.transferred);
  return {
    ...{ paid, refunded, transferred, netWon: paid.won - refunded.won },
    ...{ refunds: refunds.result(), transfers: transfers.result() },
  };
}

/** A month with its signatures. */
export async function readMonthClose(reader: PeriodReader, month: string): Promise<MonthClose> {
  const days = daysOfMonth(month);
  const close = await readPeriodClose(reader, days);
  const entries = reader.storage.read(monthEntries(month));
  const [newest] = entries;
  const signed = newest?.kind === 'signed' ? newest : null;
  const settlement = reader.settlementOf(month);
  return {
    ...close,
    month,
    ...(settlement !== undefined && { settlement }),
    entries: entries.map(({ kind, at, staff_name, reason, figures_hash }) => ({
      ...{ kind, at, staffName: staff_name, reason, figuresHash: figures_hash },
    })),
    signed:
      signed === null
        ? null
        : {
            ...{ at: signed.at, staffName: signed.staff_name, figuresAt: signed.figures_at },
            ...{ figures: figuresOf(signed), figuresHash: signed.figures_hash },
          },
    changed:
      signed === null
        ? null
        : changesSince(reader.storage, spanOfDays(days), close.figures, signed),
  };
}

/** How many days a span has, both ends included. */
export function daysIn({ from, to }: { from: string; to: string }): number {
  const { from: start, to: end } = spanOfDays({ from, to });
  return Math.round((Date.parse(end) - Date.parse(start)) / DAY_MS);
}

/** `true` once the last day has ended in Seoul. */
export const isOver = (days: { to: string }, nowIso: string) => days.to < kstDayOf(nowIso);
