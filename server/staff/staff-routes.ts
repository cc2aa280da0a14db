/** Routes of the staff: names for everybody, accounts and their changes for managers. */
import type { Answer } from '../../shared/api.ts';
import { route, type Actor, type Route } from '../http/endpoint.ts';
import { staffOf } from '../http/staff-of.ts';
import type { Unit } from '../storage/unit.ts';
import type { Author } from './change-account.ts';
import { mailLink, type MailLinkDeps } from './mail-link.ts';
import { auditActor } from './session-gate.ts';
import type { StaffAccounts } from './staff-accounts.ts';
import type { StaffChanges } from './staff-changes.ts';

export interface StaffRouteDeps extends MailLinkDeps {
  accounts: StaffAccounts;
  changes: StaffChanges;
  /** Links can be mailed. */
  mailable: boolean;
}

function authorOf(actor: Actor): Author {
  const staff = staffOf(actor);
  return auditActor(staff, staff.address);
}

const inKorean = new Intl.Collator('ko');

/** Names only, without anything else that managers see. */
function* namesOf(accounts: StaffAccounts): Unit<Answer<'GET /api/staff/names'>> {
  const all = yield* accounts.list();
  const items = all.map(({ id, name, disabled }) => ({ id, name, active: !disabled }));
  return { items: items.toSorted((a, b) => inKorean.compare(a.name, b.name)) };
}

export function staffRoutes(deps: StaffRouteDeps): Route[] {
  const { storage, accounts, changes, mailable } = deps;
  return [
    route('GET /api/staff', () => ({
      status: 200,
      body: { items: storage.read(accounts.list()) },
    })),
    route('GET /api/staff/names', () => ({
      status: 200,
      body: storage.read(namesOf(accounts)),
    })),
    route('POST /api/staff', async ({ body }, { actor }) => ({
      status: 201,
      body: { ...(await changes.invite(authorOf(actor), body)), mailable },
    })),
    route('PATCH /api/staff/:id', async ({ params, body }, { actor }) => ({
      status: 200,
      body: await changes.change(authorOf(actor), params.id, body),
    })),
    route('POST /api/staff/:id/reset-password', async ({ params }, { actor }) => ({
      status: 200,
      body: { ...(await changes.offerPassword(authorOf(actor), params.id)), mailable },
    })),
    route('POST /api/staff/:id/mail-link', async ({ params, body }, { actor }) => ({
      status: 200,
      body: { email: await mailLink(deps, authorOf(actor), params.id, body.link) },
    })),
    route('POST /api/staff/:id/reset-two-factor', async ({ params }, { actor }) => ({
      status: 200,
      body: await changes.resetTwoFactor(authorOf(actor), params.id),
    })),
  ];
}
