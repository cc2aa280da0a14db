/** Reads all pages of a day, and returns its lines only if it is whole and adds up. */
import type { ImportFault, SettlementDateType } from '../../shared/settlement.ts';
import type { SettlementAnswer } from '../toss/toss.ts';
import {
  addTotals,
  noWon,
  sameTotals,
  type SettledLine,
  type SettlementPage,
  type SettlementTotals,
} from '../toss/settlement-page.ts';

/** 200,000 lines. */
const MOST_PAGES = 200;

export type Collected =
  | { lines: SettledLine[]; fault: null }
  /** From 1; `null` where no page is to blame. */
  | { lines: null; fault: ImportFault; page: number | null };

export interface CollectedDay {
  dateType: SettlementDateType;
  day: string;
  mode: 'test' | 'live';
}

/** Pages until now. */
interface Gathered {
  lines: SettledLine[];
  sums: SettlementTotals;
  totals: SettlementTotals | null;
  names: Set<string>;
  cursors: Set<string>;
}

function addPage(
  gathered: Gathered,
  page: SettlementPage,
  { dateType, day }: CollectedDay,
): ImportFault | null {
  if (!page.addsUp) return 'totals-differ';
  if (gathered.totals !== null && !sameTotals(gathered.totals, page.totals)) return 'totals-change';
  gathered.totals = page.totals;
  gathered.sums = addTotals(gathered.sums, page.sums);
  for (const line of page.lines) {
    const name = `${line.type} ${line.transactionId}`;
    if (gathered.names.has(name)) return 'line-twice';
    if ((dateType === 'SETTLE' ? line.settleDay : line.dueDay) !== day) return 'other-day';
    gathered.names.add(name);
    gathered.lines.push(line);
  }
  if (page.next === null) return null;
  if (gathered.cursors.has(page.next)) return 'no-end';
  gathered.cursors.add(page.next);
  return null;
}

/** A live key's lines have a payout day or a fee; those of test payments have neither. */
const areOfTestKey = (lines: readonly SettledLine[]) =>
  lines.length > 0 &&
  lines.every(({ dueDay, fee, vat }) => dueDay === null && fee === 0 && vat === 0);

/** @param ask asks for a page, from the first (`null`) on */
export async function collectDay(
  asked: CollectedDay,
  ask: (cursor: string | null) => Promise<SettlementAnswer>,
): Promise<Collected> {
  const gathered: Gathered = {
    lines: [],
    sums: noWon,
    totals: null,
    names: new Set(),
    cursors: new Set(),
  };
  let cursor: string | null = null;
  for (let number = 1; number <= MOST_PAGES; number += 1) {
    const answer = await ask(cursor);
    if (answer.kind === 'none') return { lines: null, fault: answer.fault, page: number };
    const fault = addPage(gathered, answer.page, asked);
    if (fault !== null) return { lines: null, fault, page: number };
    if (answer.page.next === null) return judge(gathered, answer.page.totals, asked);
    cursor = answer.page.next;
  }
  return { lines: null, fault: 'no-end', page: MOST_PAGES };
}

function judge(
  { lines, sums }: Gathered,
  totals: SettlementTotals,
  asked: CollectedDay,
): Collected {
  if (!sameTotals(sums, totals)) return { lines: null, fault: 'totals-differ', page: null };
  if (asked.mode === 'live' && areOfTestKey(lines)) {
    return { lines: null, fault: 'other-mode', page: null };
  }
  return { lines, fault: null };
}
