/** The staff as a manager sees and changes it. */
import { route, type Actor, type Route } from '../http/endpoint.ts';
import { staffOf } from '../http/staff-of.ts';
import type { Author } from './change-account.ts';
import { auditActor } from './session-gate.ts';
import type { StaffAccounts } from './staff-accounts.ts';
import type { StaffChanges } from './staff-changes.ts';

export interface StaffRouteDeps {
  accounts: StaffAccounts;
  changes: StaffChanges;
}

function authorOf(actor: Actor): Author {
  const staff = staffOf(actor);
  return auditActor(staff, staff.address);
}

export function staffRoutes({ accounts, changes }: StaffRouteDeps): Route[] {
  return [
    route('GET /api/staff', () =>
      Promise.resolve({ status: 200, body: { items: accounts.list() } }),
    ),
    route('POST /api/staff', ({ body }, { actor }) =>
      Promise.resolve({ status: 201, body: changes.invite(authorOf(actor), body) }),
    ),
    route('PATCH /api/staff/:id', ({ params, body }, { actor }) =>
      Promise.resolve({ status: 200, body: changes.change(authorOf(actor), params.id, body) }),
    ),
    route('POST /api/staff/:id/reset-password', ({ params }, { actor }) =>
      Promise.resolve({ status: 200, body: changes.offerPassword(authorOf(actor), params.id) }),
    ),
    route('POST /api/staff/:id/reset-two-factor', ({ params }, { actor }) =>
      Promise.resolve({ status: 200, body: changes.resetTwoFactor(authorOf(actor), params.id) }),
    ),
  ];
}
