/** Changes the accounts of a data file while a desk runs on it, as the commands do. */
import type { AuditActor } from '../../shared/audit.ts';
import { systemClock, systemRandom } from '../../server/clock.ts';
import { openAccounts, type Accounts } from '../../server/staff/open-accounts.ts';
import type { Storage } from '../../server/storage/storage.ts';
import { withStorageBeside } from './storage-beside.ts';

/** The audit actor of a command. */
export const atCommandLine: AuditActor = { type: 'command', id: null, name: null, address: null };

/** Opens the file, runs `work` on its accounts and closes it. */
export function withAccounts<T>(
  file: string,
  work: (accounts: Accounts & { storage: Storage }) => T | Promise<T>,
): Promise<T> {
  return withStorageBeside(file, (storage) => {
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

export function setDisabled(file: string, email: string, disabled: boolean): Promise<unknown> {
  return withAccounts(file, ({ storage, accounts, changes }) => {
    const { id } = storage.read(accounts.findByEmail(email)) ?? { id: '' };
    return changes.change(atCommandLine, id, { disabled });
  });
}
