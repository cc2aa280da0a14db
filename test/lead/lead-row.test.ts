/** The row of the lead, where commits wait for a standby. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openLeadRow } from '../../server/lead/lead-row.ts';
import { PostgresConnection } from '../../server/storage/postgres/connection.ts';
import { migratePostgres } from '../../server/storage/postgres/migrate.ts';
import { describeOnPostgres } from '../support/postgres.ts';
import { startPostgresPair, type TestServer } from '../support/postgres-server.ts';
import { waitUntil } from '../support/wait-until.ts';

const candidate = {
  ...{ url: 'http://127.0.0.1:4001', keys: 'keys', books: 'test.db' as const },
  schemas: { from: 33, to: 33 },
};

describeOnPostgres('the row of the lead', () => {
  let primary: TestServer;
  let standby: TestServer;
  let admin: PostgresConnection;
  beforeEach(() => {
    ({ primary, standby } = startPostgresPair());
    admin = new PostgresConnection(primary.url());
    migratePostgres(admin);
  });
  afterEach(() => {
    admin.close();
    standby.stop();
    primary.stop();
  });

  it('gives no term that no standby has: one that is promoted would give it again', async () => {
    standby.kill();
    const row = openLeadRow(primary.url(), () => Date.now());
    try {
      const taking = row.take(await row.look(), candidate, 4000).then(String, String);
      const waiting = "SELECT pid FROM pg_stat_activity WHERE wait_event = 'SyncRep'";
      await waitUntil('it waits for the standby', () => admin.script(waiting).length > 0);
      admin.script(`SELECT pg_cancel_backend(pid) FROM (${waiting}) AS waiting`);
      expect(await taking).toContain('no standby');
      expect((await row.look()).term).toBe(1);
    } finally {
      row.close();
    }
  });
});
