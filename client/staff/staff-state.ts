/** What an account is in, and what may be done with it: pure, so that each case can be checked. */
import type { Role } from '../../shared/permissions.ts';
import type { StaffEntry } from '../staff-options.ts';

export type StaffState = 'active' | 'invited' | 'invitationOver' | 'reset' | 'disabled';

/** @param nowMs the desk's time: a link that has lapsed opens nothing */
export function staffState(entry: StaffEntry, nowMs: number): StaffState {
  if (entry.disabled) return 'disabled';
  const linkOut = entry.linkUntil !== null && Date.parse(entry.linkUntil) > nowMs;
  if (entry.invited) return linkOut ? 'invited' : 'invitationOver';
  return linkOut ? 'reset' : 'active';
}

/** What a manager does to an account besides changing its fields. */
export type AccountChange =
  | 'invitation'
  | 'resetPassword'
  | 'resetTwoFactor'
  | 'disable'
  | 'enable';

/** What is offered: nothing that the desk would refuse, such as disabling oneself. */
export function staffActs(entry: StaffEntry, myId: string): AccountChange[] {
  if (entry.id === myId) return [];
  if (entry.disabled) return ['enable'];
  return [
    entry.invited ? 'invitation' : 'resetPassword',
    ...(entry.twoFactor ? (['resetTwoFactor'] as const) : []),
    'disable',
  ];
}

/** A manager as the desk counts them. */
function isManagerOnDuty(entry: StaffEntry): boolean {
  return entry.role === 'manager' && !entry.disabled;
}

/** `true` when nobody but `entry` could decide: the desk keeps one manager. */
export function isOnlyManager(entry: StaffEntry, all: readonly StaffEntry[]): boolean {
  return isManagerOnDuty(entry) && all.filter(isManagerOnDuty).length === 1;
}

/**
 * `true` when a change would leave me as the only manager, so that I would do large refunds
 * without a second person.
 */
export function leavesMeAlone(
  entry: StaffEntry,
  change: { role?: Role; disabled?: boolean },
  all: readonly StaffEntry[],
): boolean {
  if (!isManagerOnDuty(entry)) return false;
  const stays = (change.role ?? entry.role) === 'manager' && change.disabled !== true;
  return !stays && all.filter(isManagerOnDuty).length === 2;
}

/** By name, as people look for each other; disabled accounts last. */
export function inOrder(entries: readonly StaffEntry[]): StaffEntry[] {
  const byName = entries.toSorted((a, b) => a.name.localeCompare(b.name, 'ko'));
  return [
    ...byName.filter((entry) => !entry.disabled),
    ...byName.filter((entry) => entry.disabled),
  ];
}
