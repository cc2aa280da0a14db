/** Daily refund limits per person and for the whole shop. */
import type { CeilingUse } from '../../shared/problem.ts';
import type { Role } from '../../shared/permissions.ts';
import type { ShopRules } from '../deps.ts';
import { AppError } from '../errors.ts';
import type { DayRefunds } from '../storage/day-refunds.ts';

/** Who refunds: their role and own limit. */
export interface Giver {
  role: Role;
  /** Own daily limit in won; `null`: the role's limit applies. */
  dayCeilingWon: number | null;
}

/** A viewer cannot refund; if one ever did, the operator's stricter limits would apply. */
const ruledBy = (role: Role) => (role === 'manager' ? 'manager' : 'operator');

/** How long refunds of this role wait before they are sent, in ms. */
export function graceMsOf(deps: { rules: () => ShopRules }, role: Role): number {
  return deps.rules().graceMs[ruledBy(role)];
}

/** The person's daily limit in won; `null`: no limit. */
export function personCeiling(rules: ShopRules, giver: Giver): number | null {
  return giver.dayCeilingWon ?? rules.personDayWon[ruledBy(giver.role)];
}

/** The first limit that another refund of this amount would exceed; `null`: none. */
function brokenCeiling(
  rules: ShopRules,
  giver: Giver,
  used: DayRefunds,
  amountWon: number,
): CeilingUse | null {
  const person = personCeiling(rules, giver);
  if (person !== null && used.personWon + amountWon > person) {
    return { scope: 'person', ceilingWon: person, usedWon: used.personWon };
  }
  const shop = rules.shopDayWon;
  if (shop !== null && used.shopWon + amountWon > shop) {
    return { scope: 'shop', ceilingWon: shop, usedWon: used.shopWon };
  }
  return null;
}

/** @throws AppError with `code` when the person's or the shop's daily limit would be exceeded */
export function requireWithinCeilings(
  rules: ShopRules,
  giver: Giver,
  used: DayRefunds,
  amountWon: number,
  code: 'over-ceiling' | 'approval-over-ceiling' = 'over-ceiling',
): void {
  const ceiling = brokenCeiling(rules, giver, used, amountWon);
  if (ceiling === null) return;
  const { scope, ceilingWon, usedWon } = ceiling;
  const left = Math.max(0, ceilingWon - usedWon);
  const detail = `${String(amountWon)} asked, ${String(left)} left today for the ${scope}`;
  throw new AppError(code, detail, { ceiling });
}
