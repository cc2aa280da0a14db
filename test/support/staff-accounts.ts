/** Accounts of a data file, changed beside a running desk as the commands do it. */
import type { AuditActor } from '../../shared/audit.ts';
import { systemClock, systemRandom } from '../../server/clock.ts';
import { openAccounts, type Accounts } from '../../server/staff/open-accounts.ts';
import { openConnection } from '../../server/storage/connection.ts';

/** Somebody at the command line. */
export const atCommandLine: AuditActor = { type: 'command', id: null, name: null, address: null };

/** Opens the file for one piece of work on its accounts. */
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

/** Takes somebody's access away, or gives it back. */
export function setDisabled(file: string, email: string, disabled: boolean): Promise<unknown> {
  return withAccounts(file, ({ accounts, changes }) => {
    const { id } = accounts.findByEmail(email) ?? { id: '' };
    return changes.change(atCommandLine, id, { disabled });
  });
}
