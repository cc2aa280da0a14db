import { existsSync } from 'node:fs';
import path from 'node:path';
import { openConnection, type Connection } from './connection.ts';
import { copyDatabaseNow } from './copy-database.ts';
import { copiesIn, copyPath, removeOldCopies } from './copy-files.ts';
import { deskMigration } from './migrations/0001-desk.ts';
import { staffMigration } from './migrations/0002-staff.ts';
import { decisionsMigration } from './migrations/0003-decisions.ts';
import { safeHandsMigration } from './migrations/0004-safe-hands.ts';
import { bulkRefundsMigration } from './migrations/0005-bulk-refunds.ts';
import { savedViewsMigration } from './migrations/0006-saved-views.ts';
import { fastListsMigration } from './migrations/0007-fast-lists.ts';
import { deskTimeMigration } from './migrations/0008-desk-time.ts';
import { limitsMigration } from './migrations/0009-limits.ts';
import { peopleMigration } from './migrations/0010-people.ts';
import { pollClassesMigration } from './migrations/0011-poll-classes.ts';
import { callbackTermMigration } from './migrations/0012-callback-term.ts';
import { accessRecordsMigration } from './migrations/0013-access-records.ts';
import { erasureMigration } from './migrations/0014-erasure.ts';
import { taxSumsMigration } from './migrations/0015-tax-sums.ts';
import { monthsMigration } from './migrations/0016-months.ts';
import { bankTransfersMigration } from './migrations/0017-bank-transfers.ts';
import { decidedAgainMigration } from './migrations/0018-decided-again.ts';
import { transferDecisionsMigration } from './migrations/0019-transfer-decisions.ts';
import { transferTermMigration } from './migrations/0020-transfer-term.ts';
import { actsAheadMigration } from './migrations/0021-acts-ahead.ts';
import { overGivenMigration } from './migrations/0022-over-given.ts';
import { paidWithMigration } from './migrations/0023-paid-with.ts';
import { refundNamesMigration } from './migrations/0024-refund-names.ts';
import { outboxMigration } from './migrations/0025-outbox.ts';
import { apiVersionMigration } from './migrations/0026-api-version.ts';
import { tokenScopesMigration } from './migrations/0027-token-scopes.ts';
import { itemsMigration } from './migrations/0028-items.ts';
import { settlementMigration } from './migrations/0029-settlement.ts';
import { bulkLimitMigration } from './migrations/0030-bulk-limit.ts';
import { pushMigration } from './migrations/0031-push.ts';
import { noticesMigration } from './migrations/0032-notices.ts';
import { bankLinesMigration } from './migrations/0033-bank-lines.ts';

/** In order. A released migration is never edited; changes go into a new one. */
const migrations = [
  deskMigration,
  staffMigration,
  decisionsMigration,
  safeHandsMigration,
  bulkRefundsMigration,
  savedViewsMigration,
  fastListsMigration,
  deskTimeMigration,
  limitsMigration,
  peopleMigration,
  pollClassesMigration,
  callbackTermMigration,
  accessRecordsMigration,
  erasureMigration,
  taxSumsMigration,
  monthsMigration,
  bankTransfersMigration,
  decidedAgainMigration,
  transferDecisionsMigration,
  transferTermMigration,
  actsAheadMigration,
  overGivenMigration,
  paidWithMigration,
  refundNamesMigration,
  outboxMigration,
  apiVersionMigration,
  tokenScopesMigration,
  itemsMigration,
  settlementMigration,
  bulkLimitMigration,
  pushMigration,
  noticesMigration,
  bankLinesMigration,
];

/** The schema version of a database; 0: none yet. */
export function schemaOf(connection: Connection): number {
  return connection.pragma('user_version', { simple: true }) as number;
}

const newestSchema = migrations.at(-1)?.version ?? 0;

/** `true` if the database has exactly this build's schema. */
export const hasPresentSchema = (connection: Connection) => schemaOf(connection) === newestSchema;

/** `true` if the file exists and needs no migration. */
export function isUpToDate(file: string): boolean {
  if (!existsSync(file)) return false;
  const connection = openConnection(file);
  try {
    return schemaOf(connection) >= newestSchema;
  } finally {
    connection.close();
  }
}

/** Copies kept per schema: a start that fails repeatedly must not fill the disk. */
const KEPT_BEFORE_UPGRADE = 3;

/** Where the copy made before an upgrade is written. */
export interface UpgradeCopies {
  folder: string;
  /** ISO-8601 UTC. */
  at: string;
}

/** An upgrade can't be undone, and an older build refuses the newer file. */
function copyFirst(
  connection: Connection,
  schemas: { found: number; newest: number },
  { folder, at }: UpgradeCopies,
): void {
  const { found, newest } = schemas;
  const name = path.basename(connection.name);
  try {
    const made = { at, schema: found, before: newest };
    copyDatabaseNow(connection, copyPath(folder, name, made), at);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : 'unknown';
    throw new Error(
      `업데이트 전 복사본을 ${folder}에 만들지 못해서 아무것도 바꾸지 않았어요. ` +
        `${name} has schema ${String(found)} and this build needs ${String(newest)}; nothing was ` +
        `changed, because no copy could be made first (${why}). Make room there, set BACKUP_DIR ` +
        'to a folder that the desk may write, or start the former build.',
      { cause },
    );
  }
  const same = copiesIn(folder, name).filter((one) => one.beforeUpgrade && one.schema === found);
  removeOldCopies(same, KEPT_BEFORE_UPGRADE);
}

/**
 * Migrates the file to this build's schema, one transaction per step, after copying the old one.
 * @param copies `null` for an in-memory database
 * @throws Error when the file was written by a newer build, or when the copy failed; nothing is
 *   changed then
 */
export function migrate(connection: Connection, copies: UpgradeCopies | null = null): void {
  const found = schemaOf(connection);
  const newest = newestSchema;
  if (found > newest) {
    throw new Error(
      `The database has schema ${String(found)}, this build knows ${String(newest)}: ` +
        'start the newer build, or restore the backup that was made before the upgrade.',
    );
  }
  if (copies !== null && found > 0 && found < newest) {
    copyFirst(connection, { found, newest }, copies);
  }
  // Older builds left overwritten data in the free space of pages; VACUUM removes it.
  if (found > 0 && found < erasureMigration.version) connection.exec('VACUUM');
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
