/** The signed-in person: identity, rights, limits and preferences. */
import type { Answer } from '../../shared/api.ts';
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
import { mayLose } from '../storage/postgres/check-server.ts';
import type { Unit } from '../storage/unit.ts';
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

function* dayCeilingOf({ people, clock, rules }: MeRouteDeps, staff: StaffOnDuty) {
  const ceilingWon = personCeiling(rules(), staff);
  if (ceilingWon === null) return null;
  const refunds = dayRefunds(yield* accountsOf(people, staff.id), clock.nowIso());
  return { ceilingWon, usedWon: yield* refunds.personWon() };
}

function* rulesFor(deps: MeRouteDeps, staff: StaffOnDuty) {
  const { approvalFromWon, approvalMs, stepUpFromWon } = deps.rules();
  return {
    approvalFromWon,
    approvalHours: approvalMs / HOUR_MS,
    graceSeconds: graceMsOf(deps, staff.role) / 1000,
    ...(yield* secondPersonFacts(deps.people, staff.id)),
    approvableFrom: yield* approvableFrom(deps.people, staff.id),
    stepUpFromWon,
    dayCeiling: yield* dayCeilingOf(deps, staff),
  };
}

function* twoFactorOf({ clock }: MeRouteDeps, staff: StaffOnDuty) {
  const { secondFactorAt, twoFactor } = staff;
  return {
    ...twoFactor,
    recoveryCodesLeft: yield* recoveryCodesLeft(staff.id),
    freshUntil: isFresh(secondFactorAt, clock) ? freshUntil(secondFactorAt) : null,
  };
}

function* meOf(deps: MeRouteDeps, staff: StaffOnDuty): Unit<Answer<'GET /api/me'>> {
  const { id, name, email, role } = staff;
  const manages = may(role, 'staff.manage');
  return {
    staff: { id, name, email, role },
    permissions: [...permissionsFor(staff)],
    accountNotices: manages ? yield* accountNotices(deps.people) : [],
    mayLose: manages ? yield* mayLose() : [],
    ...deps.shop,
    shopName: deps.shopName(),
    rules: yield* rulesFor(deps, staff),
    twoFactor: yield* twoFactorOf(deps, staff),
    session: { endsAt: staff.sessionEndsAt, lockAfterSeconds: LOCK_AFTER_MS / 1000 },
  };
}

export function meRoutes(deps: MeRouteDeps): Route[] {
  const { storage } = deps;
  return [
    route('GET /api/me', (_input, { actor }) => ({
      status: 200,
      body: storage.read(meOf(deps, staffOf(actor))),
    })),
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
