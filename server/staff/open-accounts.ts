/** Accounts and their changes, for the desk and for the commands. */
import type { Clock, Random } from '../clock.ts';
import type { Storage } from '../storage/storage.ts';
import { isDemoEmail } from './demo-staff.ts';
import { passwordLinks, type PasswordLinks } from './password-links.ts';
import type { PasswordOwner } from './password-rules.ts';
import { staffAccounts, type StaffAccounts } from './staff-accounts.ts';
import { staffChanges, type StaffChanges } from './staff-changes.ts';

export interface AccountsDeps {
  storage: Storage;
  clock: Clock;
  random: Random;
  /** Base address of links. */
  publicUrl: string;
  /** Returns the present name. */
  shopName: () => string;
  /** The desk is a sandbox on loopback, so its demo accounts may keep their public password. */
  demoStaff: boolean;
}

export interface Accounts {
  accounts: StaffAccounts;
  changes: StaffChanges;
  links: PasswordLinks;
  /** Data about this person that a password must not contain. */
  ownerOf: (person: { name: string; email: string }) => PasswordOwner;
}

export function openAccounts(deps: AccountsDeps): Accounts {
  const { clock, shopName } = deps;
  const ownerOf: Accounts['ownerOf'] = ({ name, email }) => ({
    name,
    email,
    shopName: shopName(),
    isDemo: deps.demoStaff && isDemoEmail(email),
  });
  const accounts = staffAccounts(clock);
  const links = passwordLinks({ ...deps, ownerOf });
  return { accounts, links, ownerOf, changes: staffChanges({ ...deps, accounts, links, ownerOf }) };
}
