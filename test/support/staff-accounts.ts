/** Changes the accounts of a database while a desk runs on it, as the commands do. */
import type { AuditActor } from '../../shared/audit.ts';
import { systemClock, systemRandom } from '../../server/clock.ts';
import { openAccounts, type Accounts } from '../../server/staff/open-accounts.ts';
import type { Storage } from '../../server/storage/storage.ts';
import { withStorageBeside } from './storage-beside.ts';

/** The audit actor of a command. */
export const atCommandLine: AuditActor = { type: 'command', id: null, name: null, address: null };

/** Opens the database, runs `work` on its accounts and closes it. */
export function withAccounts<T>(
  database: string,
  work: (accounts: Accounts & { storage: Storage }) => T | Promise<T>,
): Promise<T> {
  return withStorageBeside(database, (storage) => {
    const accounts = openAccounts({
      storage,
      clock: systemClock,
      random: systemRandom,
      publicUrl: 'https://desk.example',
      shopName: () => '테스트 상점',
      demoStaff: false,
    });
    return work({ storage, ...accounts });
  });
}

export function setDisabled(database: string, email: string, disabled: boolean): Promise<unknown> {
  return withAccounts(database, ({ storage, accounts, changes }) => {
    const { id } = storage.read(accounts.findByEmail(email)) ?? { id: '' };
    return changes.change(atCommandLine, id, { disabled });
  });
}
