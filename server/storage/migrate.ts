import type { Connection } from './connection.ts';
import { deskMigration } from './migrations/0001-desk.ts';
import { staffMigration } from './migrations/0002-staff.ts';
import { decisionsMigration } from './migrations/0003-decisions.ts';

/** In order; a released one is never edited, only followed by another. */
const migrations = [deskMigration, staffMigration, decisionsMigration];

/**
 * Brings the file to this build's schema, one transaction per step.
 * @throws Error when the file was written by a newer build
 */
export function migrate(connection: Connection): void {
  const found = connection.pragma('user_version', { simple: true }) as number;
  const newest = migrations.at(-1)?.version ?? 0;
  if (found > newest) {
    throw new Error(
      `The database has schema ${String(found)}, this build knows ${String(newest)}: ` +
        'start the newer build, or restore the backup that was made before the upgrade.',
    );
  }
  for (const migration of migrations) {
    if (migration.version <= found) continue;
    connection
      .transaction(() => {
        connection.exec(migration.sql);
        connection.pragma(`user_version = ${String(migration.version)}`);
      })
      .immediate();
  }
}
