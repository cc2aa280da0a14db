/** A migration is fixed: files of the same schema are the same, whatever build made them. */
import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import {
  replaceTransitions,
  rowsOfSchema10,
} from '../../server/storage/migrations/transition-rows.ts';
import { transitions } from '../../shared/operation.ts';
import { openTestFile, type TestFile } from '../support/open-test-storage.ts';
import { prepare } from '../../server/storage/statement.ts';
import { openConnection } from '../../server/storage/connection.ts';
import { postgresMigrations } from '../../server/storage/postgres/migrate.ts';

const MIGRATIONS = join(import.meta.dirname, '../../server/storage/migrations');

/** The start of each migration's SHA-256. A new migration gets its line; no line ever changes. */
const prints: Record<string, string> = {
  '0001-desk.ts': 'f698bb2a40d82a0e',
  '0002-staff.ts': 'f4556a979ce0bc48',
  '0003-decisions.ts': '40ea20b059b8adb8',
  '0004-safe-hands.ts': 'bbe1fd557d017a6b',
  '0005-bulk-refunds.ts': '496bf513dfdc37f1',
  '0006-saved-views.ts': 'c9d86c29bdc0f04a',
  '0007-fast-lists.ts': '3fdaec67f86dd2e1',
  '0008-desk-time.ts': '703889ff0b9ade9a',
  '0009-limits.ts': 'a9e71ebdafb17ac8',
  '0010-people.ts': 'b69c9c0161596550',
  '0011-poll-classes.ts': 'e54e101dd5d41c90',
  '0012-callback-term.ts': '297c0bdc061db34b',
  '0013-access-records.ts': '43dadaff084921cd',
  '0014-erasure.ts': '123689e0f35e5ae0',
  '0015-tax-sums.ts': 'd984f048bdbf0fcf',
  '0016-months.ts': '73930e0140e2ea3b',
  '0017-bank-transfers.ts': '7064a3028bf9248d',
  '0018-decided-again.ts': 'd5249ae05d9528a2',
  '0019-transfer-decisions.ts': 'db68a28b56ae5469',
  '0020-transfer-term.ts': 'dc1741b47170ca29',
  '0021-acts-ahead.ts': '0cb973173fe9d1b3',
  '0022-over-given.ts': '71a34b18079f548f',
  '0023-paid-with.ts': '79e56e2de14542ca',
  '0024-refund-names.ts': '3f5409c230aa215a',
  '0025-outbox.ts': 'da228a79509015f5',
  '0026-api-version.ts': '3974ae2180912201',
  '0027-token-scopes.ts': '6a0850980713de2a',
  '0028-items.ts': 'dd32c28be462fd91',
  '0029-settlement.ts': 'f03139a2abb87aee',
  '0030-bulk-limit.ts': '5659d010ee4922f7',
  '0031-push.ts': '3e1af4c1d56a3883',
  '0032-notices.ts': '99679146c0b90f62',
  '0033-bank-lines.ts': '09b1f162cd0ad78b',
};

/** The same of PostgreSQL's, by the number of the schema. */
const printsOfPostgres: Record<number, string> = {
  33: 'd18419c6c80ee68f',
};

const printOf = (sql: string) => createHash('sha256').update(sql).digest('hex').slice(0, 16);

const files = readdirSync(MIGRATIONS).filter((name) => /^\d{4}-/.test(name));

let opened: TestFile | null = null;
afterEach(() => {
  opened?.close();
  opened = null;
});

function rowsOf({ storage }: TestFile): string[] {
  return storage.reader
    .prepare(`SELECT from_state || ' ' || cause || ' ' || to_state FROM operation_transition`)
    .pluck()
    .all()
    .map(String)
    .toSorted();
}

describe('a released migration', () => {
  it.each(files)('%s is what it was, whatever else the code says now', async (name) => {
    const parts = (await import(join(MIGRATIONS, name))) as Record<string, unknown>;
    const sql = Object.values(parts).find(
      (part): part is { sql: string } => typeof part === 'object' && part !== null && 'sql' in part,
    )?.sql;
    expect(printOf(String(sql))).toBe(prints[name]);
  });

  it('is in the list', () => {
    expect(files).toEqual(Object.keys(prints));
  });

  it('of PostgreSQL is what it was, too', () => {
    const found = postgresMigrations.map(({ version, sql }) => [version, printOf(sql)]);
    expect(Object.fromEntries(found)).toEqual(printsOfPostgres);
  });
});

describe('the transitions of a file', () => {
  it('are those of the code: a new row needs a migration', () => {
    opened = openTestFile();
    const ofCode = transitions.map(({ from, cause, to }) => `${from} ${cause} ${to}`);
    expect(rowsOf(opened)).toEqual(ofCode.toSorted());
  });

  it('are replaced by a migration, and fixed again afterwards', async () => {
    opened = openTestFile();
    const connection = openConnection(opened.storage.file);
    connection.exec(replaceTransitions([...rowsOfSchema10, ['failed', 'planted', 'ready']]));
    connection.close();
    expect(rowsOf(opened)).toContain('failed planted ready');
    expect(rowsOf(opened)).toHaveLength(rowsOfSchema10.length + 1);
    const change = (sql: string) => opened?.storage.transact(() => prepare(sql).run());
    await expect(
      change(`INSERT INTO operation_transition VALUES ('failed', 'again', 'ready')`),
    ).rejects.toThrow('operation_transition: fixed');
    await expect(change('DELETE FROM operation_transition')).rejects.toThrow('fixed');
  });
});
