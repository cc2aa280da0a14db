/** Payout days: what should arrive, what did, and what does not count yet. */
import type { MonthClose, SettlementDay, SettlementMonth } from '../../shared/api.ts';
import type { DayState, SettlementDateType } from '../../shared/settlement.ts';
import type { SettlementDayRow } from '../storage/schema.ts';
import { depositsIn, type Deposit } from '../storage/settlement-deposits.ts';
import { missingCounts, settlementDays } from '../storage/settlement-figures.ts';
import { firstImportedDay, readImports, type Imports } from '../storage/settlement-imports.ts';
import { addDays, daysOfSpan, isTooEarly, nextTime, seoulDayAt } from './import-times.ts';
import type { Unit } from '../storage/unit.ts';

export type DayHead = SettlementMonth['days'][number];
type Incomplete = SettlementDay['incomplete'];

/** What a day's state depends on beside its lines. */
interface Known {
  since: string | null;
  imports: Imports;
  nowMs: number;
}

/** Why the trades of a day are not known: before 06:00 of the next day Toss has not loaded them. */
function tradesLackedOf({ imports, nowMs }: Known, day: string): Incomplete {
  const verdict = imports.verdict('SETTLE', day);
  if (verdict?.fault === null) return null;
  const newest = imports.newest('SETTLE', day);
  const isEarly = isTooEarly('SETTLE', day, nowMs);
  return {
    why: verdict?.fault ?? (isEarly ? 'too-early' : 'not-imported'),
    page: verdict?.page ?? null,
    askedAt: newest?.askedAt ?? null,
    nextAt: nextTime('SETTLE', day, newest, nowMs),
  };
}

const kindsOf = (day: string, nowMs: number): SettlementDateType[] =>
  isTooEarly('SETTLE', day, nowMs) ? ['DUE'] : ['DUE', 'SETTLE'];

/** Why a day does not count. Days to come, and others that nobody asked for, lack nothing. */
function incompleteOf(known: Known, day: string, hasLines: boolean): Incomplete {
  const { since, imports, nowMs } = known;
  if (since === null) return null;
  const isBefore = day < since;
  if (isTooEarly('DUE', day, nowMs)) {
    // Until its payouts are confirmed, a day is what the trades before it say.
    return !isBefore && day === seoulDayAt(nowMs) ? tradesLackedOf(known, addDays(day, -1)) : null;
  }
  for (const dateType of kindsOf(day, nowMs)) {
    const verdict = imports.verdict(dateType, day);
    if (verdict?.fault === null) continue;
    const newest = imports.newest(dateType, day);
    const nextAt = nextTime(dateType, day, newest, nowMs);
    // It is not imported yet, but the desk will ask for it.
    if (verdict === undefined && nextAt !== null && dateType === 'SETTLE') continue;
    // A day before the first import has only lines of trade days that somebody asked for.
    if (verdict === undefined && isBefore && !(hasLines && dateType === 'DUE')) continue;
    return {
      why: verdict?.fault ?? 'not-imported',
      page: verdict?.page ?? null,
      askedAt: newest?.askedAt ?? null,
      nextAt,
    };
  }
  return null;
}

const noLines: Omit<SettlementDayRow, 'day'> = {
  ...{ lines: 0, amount: 0, fee: 0, vat: 0, due_won: 0 },
  ...{ amount_differs: 0, not_in_books: 0, unknown_type: 0, fee_differs: 0 },
};

interface Facts {
  row: Omit<SettlementDayRow, 'day'>;
  incomplete: Incomplete;
  deposit: Deposit | undefined;
  missing: number;
  carryIn: number;
}

/** A negative day is carried on and taken from the next positive one. */
const carryAfter = (carryIn: number, { row, incomplete }: Pick<Facts, 'row' | 'incomplete'>) =>
  incomplete === null ? Math.min(0, carryIn + row.due_won) : carryIn;

function stateOf(
  { row, incomplete, deposit }: Facts,
  expectedWon: number | null,
  differenceWon: number | null,
): DayState {
  if (incomplete !== null || expectedWon === null) return 'incomplete';
  if (deposit === undefined) return row.due_won === 0 || expectedWon === 0 ? 'none' : 'open';
  if (differenceWon === 0) return 'matched';
  return deposit.reason === null ? 'differs' : 'explained';
}

function headOf(day: string, facts: Facts): DayHead {
  const { row, incomplete, deposit, carryIn } = facts;
  const expectedWon = incomplete === null ? Math.max(0, carryIn + row.due_won) : null;
  const depositWon = deposit?.won ?? null;
  const differenceWon =
    expectedWon === null || depositWon === null ? null : depositWon - expectedWon;
  const { amount, fee, vat } = row;
  return {
    day,
    state: stateOf(facts, expectedWon, differenceWon),
    incomplete,
    sums: { lines: row.lines, amount, fee, vat, settled: amount + fee + vat },
    notDueWon: amount + fee + vat - row.due_won,
    carryIn,
    carryOut: carryAfter(carryIn, facts),
    ...{ expectedWon, depositWon, differenceWon },
    reason: deposit?.reason ?? null,
    toCheck: {
      amountDiffers: row.amount_differs,
      notInBooks: row.not_in_books,
      unknownType: row.unknown_type,
      feeDiffers: row.fee_differs,
      missing: facts.missing,
    },
  };
}

export interface Days {
  since: string | null;
  heads: DayHead[];
}

/** Whether somebody asked what is paid out on each of some days; the desk does from `since` on. */
function areAllAsked({ since, imports }: Known, from: string, before: string): boolean {
  for (let day = from; day < before && (since === null || day < since); day = addDays(day, 1)) {
    if (imports.newest('DUE', day) === undefined) return false;
  }
  return true;
}

/** @param span first and last day; every day of it is in the answer, in order */
export function* readDays(span: { from: string; to: string }, nowMs: number): Unit<Days> {
  const since = yield* firstImportedDay();
  const rows = new Map((yield* settlementDays(span.to)).map((row) => [row.day, row]));
  const starts = [addDays(span.from, -1), since, ...rows.keys()].filter((day) => day !== null);
  const whole = { from: starts.toSorted()[0] ?? span.from, to: span.to };
  const known = { since, imports: yield* readImports(whole), nowMs };
  const deposits = yield* depositsIn(span);
  const missing = yield* missingCounts(span);
  let last = { day: '', carry: 0 };
  const factsOf = (day: string): Facts => {
    const row = rows.get(day);
    const isCarried = last.carry < 0 && areAllAsked(known, addDays(last.day, 1), addDays(day, 1));
    return {
      row: row ?? noLines,
      incomplete: incompleteOf(known, day, row !== undefined),
      deposit: deposits.get(day),
      missing: missing.get(day) ?? 0,
      carryIn: isCarried ? last.carry : 0,
    };
  };
  // What earlier days carry on.
  for (const day of [...rows.keys()].filter((one) => one < span.from)) {
    const facts = factsOf(day);
    last = { day, carry: carryAfter(facts.carryIn, facts) };
  }
  const heads: DayHead[] = [];
  for (const day of daysOfSpan(span)) {
    const head = headOf(day, factsOf(day));
    last = { day, carry: head.carryOut };
    heads.push(head);
  }
  return { since, heads };
}

/** Sums of a month. Days to come, and days that do not count, are in none. */
export function totalOf(heads: readonly DayHead[], nowMs: number): SettlementMonth['total'] {
  const today = seoulDayAt(nowMs);
  const past = heads.filter((head) => head.day <= today && head.expectedWon !== null);
  const paid = past.filter(({ depositWon }) => depositWon !== null);
  const sum = (list: readonly DayHead[], of: (head: DayHead) => number | null) =>
    list.reduce((total, head) => total + (of(head) ?? 0), 0);
  return {
    expectedWon: sum(past, ({ expectedWon }) => expectedWon),
    depositWon: sum(paid, ({ depositWon }) => depositWon),
    differenceWon: sum(paid, ({ differenceWon }) => differenceWon),
    unexplainedWon: sum(
      paid.filter(({ state }) => state === 'differs'),
      ({ differenceWon }) => differenceWon,
    ),
    incompleteDays: heads.filter(({ state }) => state === 'incomplete').length,
    openDays: heads.filter(({ state, day }) => state === 'open' && day <= today).length,
  };
}

/** What a month's sheet says of its payout days; `undefined` where nothing was ever imported. */
export function* settlementOfMonth(
  span: { from: string; to: string },
  nowMs: number,
): Unit<MonthClose['settlement']> {
  const { since, heads } = yield* readDays(span, nowMs);
  if (since === null) return undefined;
  const sum = (of: (toCheck: DayHead['toCheck']) => number) =>
    heads.reduce((total, { toCheck }) => total + of(toCheck), 0);
  return {
    ...totalOf(heads, nowMs),
    unmatchedLines: sum((one) => one.amountDiffers + one.notInBooks + one.unknownType),
    missing: sum(({ missing }) => missing),
    feeDiffers: sum(({ feeDiffers }) => feeDiffers),
  };
}
