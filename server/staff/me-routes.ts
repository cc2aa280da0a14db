/** The signed-in person: identity, rights, limits and preferences. */
import { may, permissionsFor } from '../../shared/permissions.ts';
import { LOCK_AFTER_MS } from '../../shared/settings.ts';
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
import type { PreferenceStore } from './preferences.ts';
import { recoveryCodesLeft } from './recovery-codes.ts';
import { runUnit } from '../storage/run-unit.ts';

const HOUR_MS = 60 * 60 * 1000;

export interface MeRouteDeps extends People {
  shop: { mode: 'test' | 'live'; sandbox: boolean; version: string };
  /** These return the present values. */
  shopName: () => string;
  rules: () => ShopRules;
  preferences: PreferenceStore;
}

function dayCeilingOf(deps: MeRouteDeps, staff: StaffOnDuty) {
  const { connection, clock, rules } = deps;
  const ceilingWon = personCeiling(rules(), staff);
  if (ceilingWon === null) return null;
  const refunds = dayRefunds(accountsOf(deps, staff.id), clock.nowIso());
  const personWon = runUnit(connection, refunds.personWon());
  return { ceilingWon, usedWon: personWon };
}

function rulesFor(deps: MeRouteDeps, staff: StaffOnDuty) {
  const { approvalFromWon, approvalMs, stepUpFromWon } = deps.rules();
  return {
    approvalFromWon,
    approvalHours: approvalMs / HOUR_MS,
    graceSeconds: graceMsOf(deps, staff.role) / 1000,
    ...secondPersonFacts(deps, staff.id),
    approvableFrom: approvableFrom(deps, staff.id),
    stepUpFromWon,
    dayCeiling: dayCeilingOf(deps, staff),
  };
}

function twoFactorOf({ connection, clock }: MeRouteDeps, staff: StaffOnDuty) {
  const { secondFactorAt, twoFactor } = staff;
  return {
    ...twoFactor,
    recoveryCodesLeft: runUnit(connection, recoveryCodesLeft(staff.id)),
    freshUntil: isFresh(secondFactorAt, clock) ? freshUntil(secondFactorAt) : null,
  };
}

export function meRoutes(deps: MeRouteDeps): Route[] {
  const { shop, preferences } = deps;
  return [
    route('GET /api/me', (_input, { actor }) => {
      const staff = staffOf(actor);
      const { id, name, email, role } = staff;
      return {
        status: 200,
        body: {
          staff: { id, name, email, role },
          permissions: [...permissionsFor(staff)],
          accountNotices: may(role, 'staff.manage') ? accountNotices(deps) : [],
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
      body: preferences.read(staffOf(actor).id),
    })),
    route('PUT /api/me/preferences', ({ body }, { actor }) => {
      preferences.write(staffOf(actor).id, body);
      return { status: 200, body };
    }),
  ];
}
