import { deskActor } from '../storage/audit.ts';
import type { Storage } from '../storage/storage.ts';
import { DEMO_PASSWORD } from './password-rules.ts';
import type { StaffAccounts, StaffMember } from './staff-accounts.ts';
import type { StaffChanges } from './staff-changes.ts';

/** The staff of the demo shop; see bff-api for the roles. */
export const demoStaff: readonly Omit<StaffMember, 'id'>[] = [
  { email: 'viewer@demo.shop', name: '이조회', role: 'viewer' },
  { email: 'operator@demo.shop', name: '김민지', role: 'operator' },
  { email: 'manager@demo.shop', name: '박서준', role: 'manager' },
  { email: 'manager2@demo.shop', name: '최지우', role: 'manager' },
];

/** `true` for a demo account's e-mail address. */
export function isDemoEmail(email: string): boolean {
  return demoStaff.some((person) => person.email === email);
}

/**
 * Creates missing demo accounts. Their password is public, so the caller must ensure that the desk
 * is a sandbox on loopback (`config.demoStaff`).
 */
export async function ensureDemoStaff(
  storage: Storage,
  accounts: StaffAccounts,
  changes: StaffChanges,
): Promise<void> {
  for (const person of demoStaff) {
    if (storage.read(accounts.findByEmail(person.email))) continue;
    await changes.add(deskActor, { ...person, password: DEMO_PASSWORD });
  }
}
