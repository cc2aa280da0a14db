/**
 * 한도: how much can surely still be refunded today. Toss's limit is what settles from tomorrow on,
 * the shop's balance, today's approvals and a base, less today's refunds. Balance and base are told
 * nowhere, so they count as nothing; the rest counts only as far as the desk knows all of it.
 */
import { DAY_MS } from '../../shared/kst.ts';
import {
  approvedWon,
  limitReachedAt,
  linesDueAfter,
  refundedWon,
  refundsElsewhere,
} from '../storage/refund-room.ts';
import { settlementDays } from '../storage/settlement-figures.ts';
import { readImports } from '../storage/settlement-imports.ts';
import { addDays, seoulDayAt } from './import-times.ts';
import type { Unit } from '../storage/unit.ts';

const MINUTE_MS = 60_000;
/** Toss begins the day's limit anew at 01:00; until then yesterday's stands. */
const BEGINS_MS = 65 * MINUTE_MS;
/** Toss takes approvals in every three minutes. */
const TAKEN_IN_MS = 6 * MINUTE_MS;
/** A shop that has refunded elsewhere may do so again, and the desk sees it only later. */
const ELSEWHERE_DAYS = 30;
/** A refund of a day that was not imported may be taken from what is paid out later. */
const LEAST_DAYS = 10;

/** Whether all trades of the days before are imported whose payouts may still come. */
function* knowsTrades(today: string, longestDays: number): Unit<boolean> {
  const days = Math.max(LEAST_DAYS, longestDays + 3);
  const imports = yield* readImports({ from: addDays(today, -days), to: today });
  return Array.from({ length: days }, (_, index) => addDays(today, -index - 1)).every(
    (day) => imports.verdict('SETTLE', day)?.fault === null,
  );
}

/**
 * What Toss will take from later payouts, 0 or less: the negative rest of all days until today.
 * Incomplete days are included. Today's payout is not, because it may still be to come.
 */
function* carriedOn(today: string): Unit<number> {
  return (yield* settlementDays(today)).reduce(
    (carry, { day, due_won: dueWon }) =>
      Math.min(0, carry + (day === today ? Math.min(0, dueWon) : dueWon)),
    0,
  );
}

export interface RefundRoom {
  sureWon: number | null;
  reachedAt: string | null;
}

export function* readRefundRoom(nowMs: number): Unit<RefundRoom> {
  const today = seoulDayAt(nowMs);
  const startMs = Date.parse(`${today}T00:00:00+09:00`);
  const from = new Date(startMs).toISOString();
  const reachedAt = yield* limitReachedAt(from);
  const unknown = { sureWon: null, reachedAt };
  if (reachedAt !== null || nowMs < startMs + BEGINS_MS) return unknown;
  const since = new Date(nowMs - ELSEWHERE_DAYS * DAY_MS).toISOString();
  if (yield* refundsElsewhere(since)) return unknown;
  const later = yield* linesDueAfter(today);
  if (later.lines === 0 || !(yield* knowsTrades(today, later.longestDays))) return unknown;
  const to = new Date(nowMs - TAKEN_IN_MS).toISOString();
  const approved = yield* approvedWon({ from, to });
  const carried = yield* carriedOn(today);
  const room = later.won + carried + approved - (yield* refundedWon(from));
  return { sureWon: Math.max(0, room), reachedAt };
}
