/**
 * Who counts as a second person. An account that somebody made, reset or enabled is none for them
 * for a while, because they may hold its password; and whoever has just removed the other managers
 * does not decide alone yet. The other managers see both meanwhile.
 */
import { HELD_MS, SOLE_AFTER_MS, type HeldFor } from '../../shared/operation-actions.ts';
import type { Clock } from '../clock.ts';
import type { Deps } from '../deps.ts';
import { accountsOpened, managersRemoved, type AccountChange } from '../storage/account-acts.ts';
import type { Connection } from '../storage/connection.ts';
import type { OperationRow } from '../storage/schema.ts';

/** What is asked: the accounts, and the log of what was done to them. */
export interface People {
  connection: Connection;
  clock: Clock;
  activeManagerIds: () => readonly string[];
}

export function peopleOf(deps: Deps): People {
  const { clock, activeManagerIds } = deps;
  return { connection: deps.storage.reader, clock, activeManagerIds };
}

const before = ({ clock }: People, ms: number) => new Date(clock.nowMs() - ms).toISOString();
const after = (at: string, ms: number) => new Date(Date.parse(at) + ms).toISOString();

type Opening = Pick<AccountChange, 'staffId' | 'byId' | 'at'>;

/** Later than any time that is told. */
const FOR_EVER = '9999';

/**
 * Everybody who may know the password of an account: its owner, each person who made, reset or
 * enabled it, and everybody who may know the password of one of these. Each with the time (ISO UTC)
 * until which that counts.
 */
function waysInto(opened: readonly Opening[], staffId: string): Map<string, string> {
  const untilOf = new Map([[staffId, FOR_EVER]]);
  // A Map is walked in the order of its entries, also those that are added meanwhile.
  for (const [id, limit] of untilOf) {
    for (const { staffId: whose, byId, at } of opened) {
      if (whose !== id) continue;
      const own = after(at, HELD_MS);
      const until = limit < own ? limit : own;
      if ((untilOf.get(byId) ?? '') >= until) continue;
      untilOf.delete(byId);
      untilOf.set(byId, until);
    }
  }
  return untilOf;
}

/**
 * For whom this person is no second person, and until when: where one and the same person has a way
 * into both accounts, both may be that person. So it holds both ways.
 */
export function heldFor(people: People, staffId: string): HeldFor[] {
  const opened = accountsOpened(people.connection, before(people, HELD_MS));
  const own = waysInto(opened, staffId);
  const others = new Set(opened.flatMap((one) => [one.staffId, one.byId]));
  others.delete(staffId);
  return [...others].flatMap((other) => {
    const untils = [...waysInto(opened, other)].flatMap(([id, theirs]) => {
      const ours = own.get(id);
      return ours === undefined ? [] : [ours < theirs ? ours : theirs];
    });
    const until = untils.toSorted().at(-1);
    return until === undefined ? [] : [{ staffId: other, until }];
  });
}

/** This account, and each that may be the same person's: they share a ceiling for a day. */
export function accountsOf(people: People, staffId: string): string[] {
  return [staffId, ...heldFor(people, staffId).map((one) => one.staffId)];
}

/**
 * When this person, the shop's only active manager, may decide alone; `null` where there are
 * others, or where that has begun.
 */
function soleFrom(people: People, staffId: string): string | null {
  const last = managersRemoved(people.connection, before(people, SOLE_AFTER_MS), staffId).at(-1);
  return last === undefined ? null : after(last.at, SOLE_AFTER_MS);
}

function soleFacts(people: People, staffId: string) {
  const managers = people.activeManagerIds();
  const isOnly = managers.length === 1 && managers[0] === staffId;
  const from = isOnly ? soleFrom(people, staffId) : null;
  return { soleManager: isOnly && from === null, soleFrom: from };
}

/** What `operationAct` asks about a person beside their role. */
export function secondPersonFacts(people: People, staffId: string) {
  return { ...soleFacts(people, staffId), heldFor: heldFor(people, staffId) };
}

/** `true` when this person decides alone: nobody else could. */
export function isSoleManager(people: People, staffId: string): boolean {
  return soleFacts(people, staffId).soleManager;
}

/**
 * Until when (ISO UTC) this person may not decide what the other one asked for; `null`: they may.
 * A shop's only manager always may, because there is nobody else.
 */
export function heldUntil(people: People, staffId: string, otherId: string): string | null {
  const { soleManager, heldFor: held } = secondPersonFacts(people, staffId);
  if (soleManager) return null;
  return held.find((one) => one.staffId === otherId)?.until ?? null;
}

/**
 * From when on somebody may approve what this person asks for, where every other manager's account
 * is held for them; `null` where somebody may now, or where there is no other manager.
 */
export function approvableFrom(people: People, requesterId: string): string | null {
  const others = people.activeManagerIds().filter((id) => id !== requesterId);
  const held = heldFor(people, requesterId)
    .filter(({ staffId }) => others.includes(staffId) && !isSoleManager(people, staffId))
    .map(({ until }) => until)
    .toSorted();
  return held.length < others.length ? null : (held[0] ?? null);
}

/** How long a proposal waits: what only held accounts could approve waits until they may, too. */
export function approvalWaitMs(people: People, requesterId: string, approvalMs: number): number {
  const from = approvableFrom(people, requesterId);
  return from === null ? approvalMs : Date.parse(from) - people.clock.nowMs() + approvalMs;
}

/** How much longer a lapsed proposal is open, as nobody could decide it; `null`: no longer. */
export function longerOpenMs(deps: Deps, row: Pick<OperationRow, 'requested_by'>): number | null {
  const people = peopleOf(deps);
  if (approvableFrom(people, row.requested_by) === null) return null;
  return approvalWaitMs(people, row.requested_by, deps.rules().approvalMs);
}

/** What managers should know of each other: accounts opened and managers removed lately. */
export function accountNotices(people: People): (AccountChange & { until: string })[] {
  const { connection } = people;
  const withEnd = (ms: number) => (change: AccountChange) => ({
    ...change,
    until: after(change.at, ms),
  });
  return [
    ...accountsOpened(connection, before(people, HELD_MS)).map(withEnd(HELD_MS)),
    ...managersRemoved(connection, before(people, SOLE_AFTER_MS), '').map(withEnd(SOLE_AFTER_MS)),
  ].toSorted((a, b) => (a.at < b.at ? 1 : -1));
}
