/** The requester of an operation, with the present state of their account. */
import { may } from '../../shared/permissions.ts';
import type { Deps, StaffNow } from '../deps.ts';
import type { OperationRow } from '../storage/schema.ts';

/** @returns the account; `null` when it may no longer request money operations */
export function requesterOf(
  deps: Pick<Deps, 'findStaff'>,
  row: Pick<OperationRow, 'requested_by'>,
): StaffNow | null {
  const staff = deps.findStaff(row.requested_by);
  if (staff === undefined || staff.disabled) return null;
  return may(staff.role, 'operations.request') ? staff : null;
}
