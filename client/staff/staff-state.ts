/** An account's state and the changes it permits; pure. */
import type { Role } from '../../shared/permissions.ts';
import type { StaffEntry } from '../staff-options.ts';

export type StaffState = 'active' | 'invited' | 'invitationOver' | 'reset' | 'disabled';

/** @param nowMs server time; a link that has expired does not count */
export function staffState(entry: StaffEntry, nowMs: number): StaffState {
  if (entry.disabled) return 'disabled';
  const linkOut = entry.linkUntil !== null && Date.parse(entry.linkUntil) > nowMs;
  if (entry.invited) return linkOut ? 'invited' : 'invitationOver';
  return linkOut ? 'reset' : 'active';
}

/** Changes of an account other than editing its fields. */
export type AccountChange =
  | 'invitation'
  | 'resetPassword'
  | 'resetTwoFactor'
  | 'disable'
  | 'enable';

/** The changes that are offered: none that the server would refuse, such as disabling oneself. */
export function staffActs(entry: StaffEntry, myId: string): AccountChange[] {
  if (entry.id === myId) return [];
  if (entry.disabled) return ['enable'];
  return [
    entry.invited ? 'invitation' : 'resetPassword',
    ...(entry.twoFactor ? (['resetTwoFactor'] as const) : []),
    'disable',
  ];
}

/** A manager as the server counts them. */
function isManagerOnDuty(entry: StaffEntry): boolean {
  return entry.role === 'manager' && !entry.disabled;
}

/** `true` if `entry` is the last manager; the server always keeps one. */
export function isOnlyManager(entry: StaffEntry, all: readonly StaffEntry[]): boolean {
  return isManagerOnDuty(entry) && all.filter(isManagerOnDuty).length === 1;
}

/**
 * `true` if the change would leave me as the only manager, who approves large refunds without a
 * second person.
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

/** By name; disabled accounts last. */
export function inOrder(entries: readonly StaffEntry[]): StaffEntry[] {
  const byName = entries.toSorted((a, b) => a.name.localeCompare(b.name, 'ko'));
  return [
    ...byName.filter((entry) => !entry.disabled),
    ...byName.filter((entry) => entry.disabled),
  ];
}
