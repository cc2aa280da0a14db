/** Changes the accounts of a data file while a desk runs on it, as the commands do. */
import type { AuditActor } from '../../shared/audit.ts';
import { systemClock, systemRandom } from '../../server/clock.ts';
import { openAccounts, type Accounts } from '../../server/staff/open-accounts.ts';
import { openConnection } from '../../server/storage/connection.ts';

/** The audit actor of a command. */
export const atCommandLine: AuditActor = { type: 'command', id: null, name: null, address: null };

/** Opens the file, runs `work` on its accounts and closes it. */
export async function withAccounts<T>(
  file: string,
  work: (accounts: Accounts) => T | Promise<T>,
): Promise<T> {
  const connection = openConnection(file);
  try {
    return await work(
      openAccounts({
        connection,
        clock: systemClock,
        random: systemRandom,
        publicUrl: 'https://desk.example',
        shopName: () => '테스트 상점',
        demoStaff: false,
      }),
    );
  } finally {
    connection.close();
  }
}

export function setDisabled(file: string, email: string, disabled: boolean): Promise<unknown> {
  return withAccounts(file, ({ accounts, changes }) => {
    const { id } = accounts.findByEmail(email) ?? { id: '' };
    return changes.change(atCommandLine, id, { disabled });
  });
}
