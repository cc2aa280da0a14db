/** Accounts and what may be done to them, for the desk and for the commands alike. */
import type { Clock, Random } from '../clock.ts';
import type { Connection } from '../storage/connection.ts';
import { isDemoEmail } from './demo-staff.ts';
import { passwordLinks, type PasswordLinks } from './password-links.ts';
import type { PasswordOwner } from './password-rules.ts';
import { staffAccounts, type StaffAccounts } from './staff-accounts.ts';
import { staffChanges, type StaffChanges } from './staff-changes.ts';

export interface AccountsDeps {
  connection: Connection;
  clock: Clock;
  random: Random;
  /** Where links lead to. */
  publicUrl: string;
  /** As it is now. */
  shopName: () => string;
  /** The desk is a sandbox on loopback: its demo accounts may keep their public password. */
  demoStaff: boolean;
}

export interface Accounts {
  accounts: StaffAccounts;
  changes: StaffChanges;
  links: PasswordLinks;
  /** What a password of this person is compared with. */
  ownerOf: (person: { name: string; email: string }) => PasswordOwner;
}

/** Accounts on one connection, which the caller opened and closes. */
export function openAccounts(deps: AccountsDeps): Accounts {
  const { connection, clock, shopName } = deps;
  const ownerOf: Accounts['ownerOf'] = ({ name, email }) => ({
    name,
    email,
    shopName: shopName(),
    isDemo: deps.demoStaff && isDemoEmail(email),
  });
  const accounts = staffAccounts(connection, clock);
  const links = passwordLinks({ ...deps, ownerOf });
  return { accounts, links, ownerOf, changes: staffChanges({ ...deps, accounts, links, ownerOf }) };
}
