/** What a person, and the whole shop, may give back on one day. */
import type { CeilingUse } from '../../shared/problem.ts';
import type { Role } from '../../shared/permissions.ts';
import type { ShopRules } from '../deps.ts';
import { AppError } from '../errors.ts';
import type { DayRefunds } from '../storage/day-refunds.ts';

/** Somebody who gives money back. */
export interface Giver {
  role: Role;
  /** Their own ceiling, in won, instead of their role's. */
  dayCeilingWon: number | null;
}

/** A viewer gives nothing back; the narrower of the two holds where it ever came to it. */
const ruledBy = (role: Role) => (role === 'manager' ? 'manager' : 'operator');

/** How long this person's refunds wait before they are sent, in ms. */
export function graceMsOf(deps: { rules: () => ShopRules }, role: Role): number {
  return deps.rules().graceMs[ruledBy(role)];
}

/** The person's own ceiling for a day, in won; `null`: any sum. */
export function personCeiling(rules: ShopRules, giver: Giver): number | null {
  return giver.dayCeilingWon ?? rules.personDayWon[ruledBy(giver.role)];
}

/** The first ceiling that one more refund of this amount would break; `null`: it fits. */
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

/** @throws AppError with the code, where the day's sum of the person or the shop is used up */
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
