import { startOfSeoulDay } from '../seoul-time.ts';
import type { World } from '../world.ts';

/** How much the shop may still refund today. */
export function refundRoomToday(world: World, apiKey: string): number {
  const refunded = world.storage.refundedSince(apiKey, startOfSeoulDay(world.clock.now()));
  return world.options().dailyRefundLimitWon - refunded;
}
