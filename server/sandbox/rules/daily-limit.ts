import { wonDueAfter } from '../settlement/lines.ts';
import type { Span } from '../settlement/trade-statements.ts';
import { dayStart, startOfSeoulDay, toSeoulDay } from '../seoul-time.ts';
import type { World } from '../world.ts';

const HOUR_MS = 60 * 60 * 1000;
const THREE_MINUTES_MS = 3 * 60 * 1000;

function refundedWon(world: World, span: Span): number {
  const withOpen = Number(world.options().limitCountsProgress);
  return world.storage.refundedBetween({ ...span, withOpen });
}

/**
 * What settles later, the balance and today's approvals, less today's refunds. The day begins anew
 * at 01:00; trades are taken in every three minutes.
 */
function policyRoom(world: World, apiKey: string, nowMs: number): number {
  const { dailyRefundLimitWon, shopBalanceWon } = world.options();
  const today = toSeoulDay(nowMs - HOUR_MS);
  const toMs = Math.floor(nowMs / THREE_MINUTES_MS) * THREE_MINUTES_MS;
  const span = { apiKey, fromMs: dayStart(today), toMs };
  return (
    dailyRefundLimitWon +
    shopBalanceWon +
    wonDueAfter(world, apiKey, today) +
    world.storage.chargedBetween(span) -
    refundedWon(world, span)
  );
}

/** How much the shop may still refund today. */
export function refundRoomToday(world: World, apiKey: string): number {
  const { dailyRefundLimitWon, dailyRefundLimitRule } = world.options();
  const nowMs = world.clock.now();
  if (dailyRefundLimitRule === 'policy') return policyRoom(world, apiKey, nowMs);
  const fromMs = startOfSeoulDay(nowMs);
  const base = dailyRefundLimitWon - refundedWon(world, { apiKey, fromMs, toMs: nowMs + 1 });
  if (dailyRefundLimitRule === 'base-alone') return base;
  // In v1's months each payment added its amount three minutes later.
  const toMs = nowMs - THREE_MINUTES_MS + 1;
  return base + world.storage.chargedBetween({ apiKey, fromMs, toMs });
}
