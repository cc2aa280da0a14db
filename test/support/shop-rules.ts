import type { ShopRules } from '../../server/deps.ts';

/** An owner who has limited nothing, but for what a test says. */
export function shopRules(over: Partial<ShopRules> = {}): ShopRules {
  return {
    approvalFromWon: null,
    approvalMs: 3_600_000,
    graceMs: { operator: 0, manager: 0 },
    stepUpFromWon: null,
    personDayWon: { operator: null, manager: null },
    shopDayWon: null,
    ...over,
  };
}
