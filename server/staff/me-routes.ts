/** The signed-in person: identity, rights, limits and preferences. */
import { may, permissionsFor } from '../../shared/permissions.ts';
import { LOCK_AFTER_MS } from '../../shared/settings.ts';
import type { Clock } from '../clock.ts';
import type { ShopRules } from '../deps.ts';
import { route, type Route, type StaffOnDuty } from '../http/endpoint.ts';
import { freshUntil, isFresh } from '../http/second-factor.ts';
import { staffOf } from '../http/staff-of.ts';
import { graceMsOf, personCeiling } from '../operations/day-ceiling.ts';
import {
  accountNotices,
  accountsOf,
  approvableFrom,
  secondPersonFacts,
  type People,
} from '../operations/second-person.ts';
import { dayRefunds } from '../storage/day-refunds.ts';
import type { Storage } from '../storage/storage.ts';
import { readPreferences, writePreferences } from './preferences.ts';
import { recoveryCodesLeft } from './recovery-codes.ts';

const HOUR_MS = 60 * 60 * 1000;

export interface MeRouteDeps {
  storage: Storage;
  people: People;
  clock: Clock;
  shop: { mode: 'test' | 'live'; sandbox: boolean; version: string };
  /** These return the present values. */
  shopName: () => string;
  rules: () => ShopRules;
}

function dayCeilingOf(deps: MeRouteDeps, staff: StaffOnDuty) {
  const { storage, people, clock, rules } = deps;
  const ceilingWon = personCeiling(rules(), staff);
  if (ceilingWon === null) return null;
  const refunds = dayRefunds(accountsOf(people, staff.id), clock.nowIso());
  return { ceilingWon, usedWon: storage.read(refunds.personWon()) };
}

function rulesFor(deps: MeRouteDeps, staff: StaffOnDuty) {
  const { approvalFromWon, approvalMs, stepUpFromWon } = deps.rules();
  return {
    approvalFromWon,
    approvalHours: approvalMs / HOUR_MS,
    graceSeconds: graceMsOf(deps, staff.role) / 1000,
    ...secondPersonFacts(deps.people, staff.id),
    approvableFrom: approvableFrom(deps.people, staff.id),
    stepUpFromWon,
    dayCeiling: dayCeilingOf(deps, staff),
  };
}

function twoFactorOf({ storage, clock }: MeRouteDeps, staff: StaffOnDuty) {
  const { secondFactorAt, twoFactor } = staff;
  return {
    ...twoFactor,
    recoveryCodesLeft: storage.read(recoveryCodesLeft(staff.id)),
    freshUntil: isFresh(secondFactorAt, clock) ? freshUntil(secondFactorAt) : null,
  };
}

export function meRoutes(deps: MeRouteDeps): Route[] {
  const { storage, people, shop } = deps;
  return [
    route('GET /api/me', (_input, { actor }) => {
      const staff = staffOf(actor);
      const { id, name, email, role } = staff;
      return {
        status: 200,
        body: {
          staff: { id, name, email, role },
          permissions: [...permissionsFor(staff)],
          accountNotices: may(role, 'staff.manage') ? accountNotices(people) : [],
          ...shop,
          shopName: deps.shopName(),
          rules: rulesFor(deps, staff),
          twoFactor: twoFactorOf(deps, staff),
          session: { endsAt: staff.sessionEndsAt, lockAfterSeconds: LOCK_AFTER_MS / 1000 },
        },
      };
    }),
    route('GET /api/me/preferences', (_input, { actor }) => ({
      status: 200,
      body: storage.read(readPreferences(staffOf(actor).id)),
    })),
    route('PUT /api/me/preferences', async ({ body }, { actor }) => {
      const { id } = staffOf(actor);
      await storage.transact(() => writePreferences(id, body));
      return { status: 200, body };
    }),
  ];
}
