/** Who asked for an operation, as their account is now. */
import { may } from '../../shared/permissions.ts';
import type { Deps, StaffNow } from '../deps.ts';
import type { OperationRow } from '../storage/schema.ts';

/** The requester's account; `null` where it may not ask for money operations any more. */
export function requesterOf(
  deps: Pick<Deps, 'findStaff'>,
  row: Pick<OperationRow, 'requested_by'>,
): StaffNow | null {
  const staff = deps.findStaff(row.requested_by);
  if (staff === undefined || staff.disabled) return null;
  return may(staff.role, 'operations.request') ? staff : null;
}
