import type { ShopRules } from '../../server/deps.ts';

/** The rules of a shop without limits, with a test's changes. */
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
