import type { StaffAccounts, StaffMember } from './staff-accounts.ts';
import { DEMO_PASSWORD } from './staff-accounts.ts';

/** The people of the demo shop; see bff-api for who may be who. */
export const demoStaff: readonly Omit<StaffMember, 'id'>[] = [
  { email: 'viewer@demo.shop', name: '이조회', role: 'viewer' },
  { email: 'operator@demo.shop', name: '김민지', role: 'operator' },
  { email: 'manager@demo.shop', name: '박서준', role: 'manager' },
  { email: 'manager2@demo.shop', name: '최지우', role: 'manager' },
];

/**
 * Makes the demo accounts that aren't there yet. Their password is public, so the caller makes sure
 * that the desk is a sandbox on loopback (`config.demoStaff`).
 * @param accounts opened with `allowDemoPassword`
 */
export async function ensureDemoStaff(accounts: StaffAccounts): Promise<void> {
  for (const person of demoStaff) {
    if (accounts.findByEmail(person.email)) continue;
    await accounts.add({ ...person, password: DEMO_PASSWORD });
  }
}
