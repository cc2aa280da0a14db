/** The requester of an operation, with their present rights and limits. */
import { may } from '../../shared/permissions.ts';
import type { Deps, StaffNow } from '../deps.ts';
import type { DayRefunds } from '../storage/day-refunds.ts';
import { findRefundToken } from '../storage/refund-tokens.ts';
import type { OperationRow } from '../storage/schema.ts';
import { requireWithinCeilings, type Giver } from './day-ceiling.ts';
import { accountsOf, peopleOf } from './second-person.ts';
import type { Unit } from '../storage/unit.ts';

export interface Requester extends Giver {
  id: string;
  /** Of a service token: the account that made it. */
  maker?: StaffNow;
}

function* personOf(deps: Pick<Deps, 'findStaff'>, id: string): Unit<StaffNow | null> {
  const staff = yield* deps.findStaff(id);
  if (staff === undefined || staff.disabled) return null;
  return may(staff.role, 'operations.request') ? staff : null;
}

/**
 * A token has the rights of a clerk while the account that made it may refund and the operator
 * allows refunds by tokens.
 * @returns `null` when the account or the token may no longer request money operations
 */
export function* requesterOf(
  deps: Pick<Deps, 'findStaff' | 'tokenRefunds'>,
  row: Pick<OperationRow, 'requested_by'>,
): Unit<Requester | null> {
  const token = yield* findRefundToken(row.requested_by);
  if (token === undefined) return yield* personOf(deps, row.requested_by);
  if (!deps.tokenRefunds) return null;
  const maker = yield* personOf(deps, token.maker_id);
  if (token.revoked_at !== null || maker === null) return null;
  return { id: token.id, role: 'operator', dayCeilingWon: token.day_ceiling, maker };
}

/**
 * Checks the daily limits of the requester and of the shop; for a token also those of the person
 * who made it, so that nobody refunds more by making tokens.
 * @param used the refunds of a day by these accounts
 * @throws AppError with `code` when the refund would exceed one
 */
export function* requireCeilings(
  deps: Deps,
  requester: Requester,
  used: (staffIds: readonly string[]) => DayRefunds,
  amountWon: number,
  code?: 'over-ceiling' | 'approval-over-ceiling',
): Unit<void> {
  const rules = deps.rules();
  const { id, maker } = requester;
  if (maker !== undefined) {
    yield* requireWithinCeilings(rules, requester, used([id]), amountWon, code);
  }
  const person = maker ?? requester;
  const accounts = yield* accountsOf(peopleOf(deps), person.id);
  yield* requireWithinCeilings(rules, person, used(accounts), amountWon, code);
}
